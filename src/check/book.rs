//! A book that others wrote: its chapters open, its links lead somewhere, its quizzes can be asked. What
//! we want of a course of ours is not wanted of it.

use super::{Policy, Report};
use crate::{
    quiz::Quiz,
    source::{Book, Part, Source, walk},
};

/// Looks at every chapter and quiz.
pub(super) fn check(source: &Source, book: &Book, policy: &Policy) -> Report {
    let proof = book.prove();
    let weeks = source.weeks();
    let lessons = |week: &String| source.files(Part::Lessons(&walk::week_folder(week))).len();
    let mut report = Report {
        weeks: weeks.len(),
        lessons: weeks.iter().map(lessons).sum(),
        ..Report::default()
    };
    let mut found = proof.found;
    for file in source.files(Part::Pools) {
        // Those that were made from others have no file of their own.
        let Some(name) = book.called(&file) else { continue };
        let Ok(text) = source.read(&file) else { continue };
        let (quiz, wrong) = Quiz::parse(name, &text);
        report.quizzes += usize::from(quiz.is_some());
        report.questions += quiz.map_or(0, |quiz| quiz.questions.len());
        found.extend(wrong);
    }
    report.take(policy.apply(found));
    report
}
