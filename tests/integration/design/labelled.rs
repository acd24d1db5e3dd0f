//! Answers with the score that a careful architect allows them, in the first comment of each file:
//! designs made to please, and honest ones.

use std::fs;

use super::support::{BOOK, Decomposed, answer, folders, path, text};
use archtutor::design::assess;

const FOLDER: &str = "tests/fixtures/grading";

/// The limit of an answer: at most or at least so many points.
fn limit(text: &str) -> (bool, f64) {
    let rest = text.strip_prefix("# must score ").expect("a limit in the first line");
    let most = rest.starts_with("<=");
    let number = rest[3..].split(':').next().unwrap();
    (most, number.trim().parse().unwrap())
}

fn exercise(text: &str) -> &str {
    let line = text.lines().find_map(|line| line.strip_prefix("# exercise: "));
    line.expect("a line that names the exercise")
}

#[test]
fn labelled_answers_score_within_their_limits() {
    let folders = folders();
    let mut off = Vec::new();
    let mut files: Vec<_> =
        fs::read_dir(path(FOLDER)).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    files.sort();
    for name in files {
        let file = format!("{FOLDER}/{}", name.to_str().unwrap());
        let source = text(&file);
        let id = exercise(&source);
        let folder = folders.iter().find(|f| f.exercise.id.as_str() == id).expect(id);
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
