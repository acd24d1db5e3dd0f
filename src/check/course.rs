//! What `course.toml` names besides its weeks: the exam and the tracks.

use super::Shelf;
use crate::{course::Course, diagnostic::Diagnostic, source::COURSE_FILE, table::did_you_mean};

/// Checks that the exam and the weeks of the tracks are there.
pub(super) fn check(shelf: &Shelf, found: &mut Vec<Diagnostic>) {
    // That the file can be read was proved before.
    let Ok(text) = shelf.source.read(COURSE_FILE) else { return };
    let (course, _) = Course::read(COURSE_FILE, &text);
    let mut wrong = |code, message: String, span, help: String| {
        found.push(Diagnostic::error(code, COURSE_FILE, message).at(&text, span).help(help));
    };
    if let Some(exam) = &course.exam {
        let known: Vec<&str> = shelf.quizzes.iter().map(|(_, quiz, _)| quiz.id.as_str()).collect();
        if !known.contains(&exam.value.as_str()) {
            let message = format!("there is no quiz `{}`", exam.value);
            let help = did_you_mean(&exam.value, &known);
            wrong("unknown-reference", message, exam.span.clone(), help);
        }
    }
    let known: Vec<&str> = shelf.weeks.iter().map(|(week, _)| week.id.as_str()).collect();
    for (at, track) in course.tracks.iter().enumerate() {
        if course.tracks.iter().take(at).any(|other| other.id == track.id) {
            let message = format!("a second track `{}`", track.id);
            wrong("duplicate-id", message, track.span.clone(), "ids are never used twice".into());
        }
        for week in track.weeks.iter().filter(|week| !known.contains(&week.value.as_str())) {
            let message = format!("there is no week `{}`", week.value);
            let help = did_you_mean(&week.value, &known);
            wrong("unknown-reference", message, week.span.clone(), help);
        }
    }
}
