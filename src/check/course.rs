//! What `course.toml` names besides its weeks: the exam and the tracks.

use std::collections::HashSet;

use super::{Kind, Shelf};
use crate::{diagnostic::Diagnostic, source::COURSE_FILE as FILE, table::did_you_mean};

/// Checks that the exam and the weeks of the tracks are there.
pub(super) fn check(shelf: &Shelf, found: &mut Vec<Diagnostic>) {
    let (course, text) = &shelf.course;
    let mut wrong = |code, message: String, span, help: String| {
        found.push(Diagnostic::error(code, FILE, message).at(text, span).help(help));
    };
    if let Some(exam) = &course.exam
        && shelf.lacks(Kind::Quiz, &exam.value)
    {
        let known: Vec<&str> = shelf.quizzes.iter().map(|(_, quiz, _)| quiz.id.as_str()).collect();
        let message = format!("there is no quiz `{}`", exam.value);
        let help = did_you_mean(&exam.value, &known);
        wrong("unknown-reference", message, exam.span.clone(), help);
    }
    let known: Vec<&str> = shelf.weeks.iter().map(|(week, _)| week.id.as_str()).collect();
    let mut seen = HashSet::new();
    for track in &course.tracks {
        if !seen.insert(track.id.as_str()) {
            let message = format!("a second track `{}`", track.id);
            wrong("duplicate-id", message, track.span.clone(), "ids are never used twice".into());
        }
        for week in track.weeks.iter().filter(|week| shelf.lacks(Kind::Week, &week.value)) {
            let message = format!("there is no week `{}`", week.value);
            let help = did_you_mean(&week.value, &known);
            wrong("unknown-reference", message, week.span.clone(), help);
        }
    }
}
