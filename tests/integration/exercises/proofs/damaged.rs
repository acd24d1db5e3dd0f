//! Answers of every kind, damaged in every way that a file can be.

use std::sync::Arc;

use archtutor::{
    chance::Chance,
    exercise::{Exercise, File, Kind, answer::Answer, kind::Files, kinds::KINDS},
};

use super::super::support::{KNOWLEDGE, example, files, of_kind};

/// A small exercise of a kind and answers to it: an example, or the smallest one of the course.
fn sample(name: &str, kind: &dyn Kind) -> (Exercise, Vec<Answer>) {
    let folder = example(name);
    if !folder.is_dir() {
        let size = |answer: &Answer| answer.texts().map(|(_, text)| text.len()).sum::<usize>();
        let smallest = of_kind(kind.id()).min_by_key(|folder| size(&folder.references[0].answer));
        let folder = smallest.unwrap_or_else(|| panic!("`{}` has no exercise", kind.id()));
        let samples = folder.references.iter().chain(&folder.faulty);
        let answers = samples.map(|sample| sample.answer.clone()).collect();
        return (folder.exercise.clone(), answers);
    }
    let mut found: Vec<File> = Vec::new();
    files(&folder, "", &mut found);
    let facts = found.iter().find(|(path, _)| path == "exercise.toml").unwrap();
    // Some examples leave out what is the same for all kinds.
    let named = facts.1.parse::<toml::Table>().unwrap().contains_key("id");
    let head = if named { "" } else { "id = 'x'\ntitle = 'x'\nbrief = 'x'\n" };
    let facts: Arc<str> = format!("{head}{}", facts.1).into();
    let texts = Files::new("", &found);
    let (exercise, _) = Exercise::read("exercise.toml", &facts, &texts, KINDS, &KNOWLEDGE);
    let exercise = exercise.unwrap();
    let is_answer = |path: &str| {
        path.starts_with("good") || path.starts_with("faulty") || path.starts_with("references")
    };
    let answers =
        found.iter().filter(|(path, _)| is_answer(path) && !path.ends_with("expect.toml"));
    let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let answers = answers
        .map(|(path, text)| Answer::of(kind.shape().name(&name(path)), Arc::clone(text)))
        .collect();
    (exercise, answers)
}

/// Numbers and texts that are put where others stood.
const ODD: [&str; 16] = [
    "-1",
    "0",
    "1e308",
    "-1e308",
    "nan",
    "inf",
    "9223372036854775807",
    "0.0000001",
    "\"\"",
    "true",
    "[]",
    "{}",
    "\"a\"",
    "[[1]]",
    "1979-05-27",
    "\"\u{202e}\u{0}\"",
];

/// What damage puts in: signs that mean something in TOML or YAML, and some that mean nothing.
const SCRAPS: [&str; 18] = [
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    "=",
    ":",
    "\n",
    "- ",
    "[[step]]\n",
    "do",
    "99999999999",
    "\u{0}",
    "\u{fffd}",
    "\u{44f}",
    "&a",
    "*a",
];

/// The text with one damage.
fn damaged(text: &str, chance: &mut Chance) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let line = chance.below(lines.len());
    let chars: Vec<char> = text.chars().collect();
    let at = chance.below(chars.len());
    let with_line = |new: &[&str]| {
        let rest = lines.get(line + 1..).unwrap_or_default();
        [&lines[..line.min(lines.len())], new, rest].concat().join("\n")
    };
    let old = lines.get(line).copied().unwrap_or_default();
    match chance.below(12) {
        10 => {
            let end = (at + chance.below(12)).min(chars.len());
            let piece: String = chars[at..end].iter().collect();
            let (head, tail): (String, String) =
                (chars[..at].iter().collect(), chars[at..].iter().collect());
            format!("{head}{piece}{tail}")
        }
        11 => {
            let end = (at + chance.below(12)).min(chars.len());
            let scrap = SCRAPS[chance.below(SCRAPS.len())];
            let (head, tail): (String, String) =
                (chars[..at].iter().collect(), chars[end..].iter().collect());
            format!("{head}{scrap}{tail}")
        }
        0 => chars[..at].iter().collect(),
        1 => with_line(&[]),
        2 => with_line(&[old, old]),
        3 => {
            let mut chars = chars;
            if let Some(char) = chars.get_mut(at) {
                *char = ['"', '[', '=', '{', '\u{0}', '\u{ffff}', '%', '-'][chance.below(8)];
            }
            chars.into_iter().collect()
        }
        4 | 5 => {
            let odd = ODD[chance.below(ODD.len())];
            let key = old.split_once('=').map_or(old, |(key, _)| key);
            with_line(&[&format!("{key}= {odd}")])
        }
        6 => {
            let digit = |c: char| c.is_ascii_digit();
            let odd = ["-7", "1e300", "0", "123456789012"][chance.below(4)];
            let start = text.match_indices(digit).map(|(at, _)| at).nth(chance.below(20));
            let Some(start) = start else { return text.to_owned() };
            let end = text[start..].find(|c| !digit(c)).map_or(text.len(), |end| start + end);
            format!("{}{odd}{}", &text[..start], &text[end..])
        }
        7 => {
            let deep = ["(".repeat(3_000), "[".repeat(3_000), "x".repeat(100_000)];
            let deep = &deep[chance.below(3)];
            text.replacen('"', &format!("\"{deep}"), 1 + chance.below(3))
        }
        8 => {
            let words: Vec<&str> = text.split('"').collect();
            let (one, other) = (chance.below(words.len()), chance.below(words.len()));
            let mut swapped = words;
            swapped.swap(one, other);
            swapped.join("\"")
        }
        _ => format!("{text}\n{text}"),
    }
}

#[test]
fn a_thousand_damaged_answers_of_each_kind_are_marked_or_refused() {
    let kinds = KINDS.iter().map(|kind| (kind.id(), kind));
    let other_dialect = KINDS.get("routes").map(|kind| ("firewall", kind));
    for (name, kind) in kinds.chain(other_dialect) {
        let (exercise, answers) = sample(name, kind);
        let facts = &exercise.facts;
        let mut chance = Chance::new(Chance::seed_for(13, name));
        let (mut marked, mut told) = (0, 0);
        for at in 0..1_000 {
            let answer = &answers[at % answers.len()];
            let texts = answer.texts().map(|(name, text)| {
                let mut text = text.to_string();
                (0..=chance.below(3)).for_each(|_| text = damaged(&text, &mut chance));
                (name.to_owned(), text)
            });
            let answer: Answer = texts.collect();
            let refused = !facts.diagnose(&answer).is_empty();
            let verdict = facts.mark(&answer, &KNOWLEDGE);
            assert!((0..=1000).contains(&verdict.tenths), "{name}: {answer:?}");
            told += usize::from(refused || verdict.tenths < 1_000);
            if at % 10 == 0 {
                facts.editor(&answer);
            }
            if !refused {
                marked += 1;
                if marked % 50 == 0 {
                    facts.grade(&answer, &KNOWLEDGE);
                }
            }
        }
        assert!(marked > 10, "{name}: {marked} of 1,000 could be read");
        assert!(told > 300, "{name}: {told} of 1,000 were told");
    }
}
