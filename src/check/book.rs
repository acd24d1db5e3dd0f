//! A book that others wrote: its chapters open, its links lead somewhere, its quizzes can be asked. What
//! we want of a course of ours is not wanted of it.

use super::{Policy, Report, Scope};
use crate::{
    quiz::Quiz,
    source::{Book, Part, Source, walk},
};

/// Looks at every chapter and quiz.
pub(super) fn check(source: &Source, book: &Book, scope: &Scope, policy: &Policy) -> Report {
    let proof = book.prove();
    let weeks = source.weeks();
    let held = |path: &String| match book.called(path) {
        Some(file) => scope.holds(file),
        None => scope.is_whole(),
    };
    let lessons = |week: &String| {
        let files = source.files(Part::Lessons(&walk::week_folder(week)));
        files.iter().filter(|path| held(path)).count()
    };
    let mut report = Report {
        weeks: if scope.is_whole() { weeks.len() } else { 0 },
        lessons: weeks.iter().map(lessons).sum(),
        ..Report::default()
    };
    let mut found = proof.found;
    for file in source.files(Part::Pools) {
        // Those that were made from others have no file of their own.
        let Some(name) = book.called(&file).filter(|name| scope.holds(name)) else { continue };
        let Ok(text) = source.read(&file) else { continue };
        let (quiz, wrong) = Quiz::parse(name, &text);
        report.quizzes += usize::from(quiz.is_some());
        report.questions += quiz.map_or(0, |quiz| quiz.questions.len());
        found.extend(wrong);
    }
    found.retain(|found| scope.holds(&found.file));
    report.take(policy.apply(found));
    report
}
