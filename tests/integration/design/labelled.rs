//! Answers with the score that a careful architect allows them, in the first comment of each file:
//! designs made to please, and honest ones.

use super::support::{BOOK, Decomposed, SETS, answer, files, folders, said, text};
use archtutor::design::assess;

/// The limit of an answer: at most or at least so many points.
fn limit(text: &str) -> (bool, f64) {
    let rest = text.strip_prefix("# must score ").expect("a limit in the first line");
    let most = rest.starts_with("<=");
    let number = rest[3..].split(':').next().unwrap();
    (most, number.trim().parse().unwrap())
}

#[test]
fn labelled_answers_score_within_their_limits() {
    let folders = folders();
    let mut off = Vec::new();
    for file in files(SETS[0]) {
        let source = text(&file);
        let id = said(&file, "exercise");
        let folder = folders.iter().find(|f| f.exercise.id.as_str() == id).unwrap();
        let points = assess(folder.exercise.scenario(), &answer(&file), &BOOK).score.points();
        let (most, number) = limit(&source);
        let holds = if most { points <= number } else { points >= number };
        println!("{file}: {points}, {} {number}", if most { "at most" } else { "at least" });
        if !holds {
            off.push(format!("{file}: {points}"));
        }
    }
    assert_eq!(off, [] as [String; 0]);
}
