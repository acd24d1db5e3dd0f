//! Every rule in every finding that a wrong answer of the course brings about: one of something is no plural.

use super::support::{FOLDERS, KNOWLEDGE};

/// Words that end like plurals and are none.
const NOT_PLURAL: [&str; 10] = ["is", "has", "was", "does", "as", "ms", "ns", "us", "rps", "less"];

/// A number that is one with a plural after it.
fn slip(text: &str) -> Option<(&str, &str)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let word = |word: &str| word.chars().all(char::is_alphabetic) && word.ends_with('s');
    let pair = words.windows(2).find(|pair| {
        let noun = pair[1].trim_end_matches([',', ';', '.', ':', ')']);
        pair[0].trim_start_matches('(') == "1" && word(noun) && !NOT_PLURAL.contains(&noun)
    });
    pair.map(|pair| (pair[0], pair[1]))
}

#[test]
fn one_of_something_is_never_a_plural_in_what_is_found() {
    for folder in FOLDERS.iter() {
        for sample in folder.faulty.iter().chain(&folder.references) {
            let verdict = folder.exercise.facts.mark(&sample.answer, &KNOWLEDGE);
            for finding in &verdict.findings {
                for text in finding.words() {
                    assert_eq!(slip(&text), None, "{}: {text}", sample.file);
                }
            }
        }
    }
}
