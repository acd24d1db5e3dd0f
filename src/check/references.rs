//! What weeks, lessons, exercises and patterns name in their data exists, and what is there is named.

use std::{collections::HashSet, ops::Range, sync::Arc};

use super::{Kind, Shelf};
use crate::{
    course,
    diagnostic::Diagnostic,
    exercise::card::Card,
    id::{ExerciseId, QuizId},
    source::walk,
};

/// Checks what is named.
pub(super) fn check(shelf: &Shelf, found: &mut Vec<Diagnostic>) {
    weeks(shelf, found);
    lessons(shelf, found);
    patterns(shelf, found);
    exercises(shelf, found);
}

/// A place in a file.
pub(super) type Place<'a> = (&'a str, &'a Arc<str>, Range<usize>);

/// Says that there is nothing of that name.
pub(super) fn missing(
    shelf: &Shelf,
    kind: Kind,
    id: &str,
    (file, text, span): Place<'_>,
) -> Diagnostic {
    let message = format!("there is no {} `{id}`", kind.noun());
    let wrong = Diagnostic::error("unknown-reference", file, message).at(text, span);
    match shelf.near(kind, id) {
        None if kind == Kind::Exercise => {
            wrong.help(format!("it would be {}", walk::exercise_file(id)))
        }
        near => meant(wrong, near),
    }
}

/// With what was probably meant, if anything is near.
pub(super) fn meant(wrong: Diagnostic, near: Option<&str>) -> Diagnostic {
    match near {
        Some(near) => wrong.help(format!("did you mean `{near}`?")),
        None => wrong,
    }
}

fn weeks(shelf: &Shelf, found: &mut Vec<Diagnostic>) {
    for (week, text) in &shelf.weeks {
        let file = walk::week_file(&week.folder);
        let quiz = week.quiz.iter().map(|id| (Kind::Quiz, id.as_str()));
        let exercises = week.exercises.iter().map(|id| (Kind::Exercise, id.as_str()));
        let spans = week.spans_by_id();
        let span = |id: &str| spans.get(id).cloned().unwrap_or(0..0);
        let labs = week.labs.iter().map(|id| (Kind::Lab, id.as_str()));
        let named = quiz.chain(exercises).chain(labs);
        for (kind, id) in named.filter(|(kind, id)| shelf.lacks(*kind, id)) {
            found.push(missing(shelf, kind, id, (&file, text, span(id))));
        }
    }
}

fn lessons(shelf: &Shelf, found: &mut Vec<Diagnostic>) {
    for (card, text) in &shelf.lessons {
        let spans = card.spans_by_id();
        let needs = card.needs.iter().map(|id| (Kind::Lesson, id.as_str()));
        let patterns = card.patterns.iter().map(|id| (Kind::Pattern, id.as_str()));
        for (kind, id) in needs.chain(patterns).filter(|(kind, id)| shelf.lacks(*kind, id)) {
            let span = spans.get(id).cloned().unwrap_or(0..0);
            found.push(missing(shelf, kind, id, (&card.file, text, span)));
        }
    }
}

/// The lessons and weeks of the course's own patterns; those that it shares belong to another course.
fn patterns(shelf: &Shelf, found: &mut Vec<Diagnostic>) {
    let numbers = numbers(shelf);
    for pattern in shelf.catalog.patterns().iter().filter(|pattern| !pattern.is_shared()) {
        if let Some(lesson) = &pattern.lesson
            && shelf.lacks(Kind::Lesson, lesson.as_str())
        {
            let message = format!("its lesson `{lesson}` is not in the course");
            found.push(pattern.diagnostic("unknown-reference", message));
        }
        // One that is no week is told where it is read.
        let is_week = course::WEEKS.contains(&i64::from(pattern.week));
        if is_week && !numbers.is_empty() && !numbers.contains(&u32::from(pattern.week)) {
            let message = format!("the course has no week {}", pattern.week);
            found.push(pattern.diagnostic("no-such-week", message).warning());
        }
    }
}

/// The numbers of the weeks, as their folders give them, whether they can be read or not.
fn numbers(shelf: &Shelf) -> HashSet<u32> {
    shelf.source.weeks().iter().filter_map(|folder| course::week_number(folder)).collect()
}

fn exercises(shelf: &Shelf, found: &mut Vec<Diagnostic>) {
    let numbers = numbers(shelf);
    let listed: HashSet<&ExerciseId> =
        shelf.weeks.iter().flat_map(|(week, _)| &week.exercises).collect();
    for name in shelf.source.exercises() {
        let file = walk::exercise_file(&name);
        let Ok(text) = shelf.source.read(&file) else { continue };
        // Its own mistakes are said where its answers are proved.
        let exercise = Card::read(&ExerciseId::new(&name), &text);
        let quoted = |word: &str| {
            let at = text.find(&format!("\"{word}\"")).or_else(|| text.find(&format!("'{word}'")));
            at.map_or(0..0, |at| at..at + word.len() + 2)
        };
        for id in exercise.read.iter().filter(|id| shelf.lacks(Kind::Lesson, id.as_str())) {
            let place = (file.as_str(), &text, quoted(id.as_str()));
            found.push(missing(shelf, Kind::Lesson, id.as_str(), place));
        }
        let week = exercise.week.filter(|week| course::WEEKS.contains(&i64::from(*week)));
        let week = week.map(u32::from);
        if let Some(week) = week.filter(|week| !numbers.is_empty() && !numbers.contains(week)) {
            let message = format!("the course has no week {week}");
            let at = text.find("week").unwrap_or(0);
            let wrong = Diagnostic::error("no-such-week", &file, message).at(&text, at..at + 4);
            found.push(wrong.warning());
        }
        if !listed.contains(&exercise.id) && !shelf.may_have(Kind::Week, exercise.id.as_str()) {
            let help = "name it in `exercises` of a week.toml, or learners meet it in lists only";
            let wrong = Diagnostic::error("unused-exercise", &file, "no week names this exercise");
            let wrong = wrong.at(&text, quoted(exercise.id.as_str()));
            found.push(wrong.warning().help(help));
        }
    }
}

/// Quizzes that no week names, no exam draws from, and no lesson asks a question of.
pub(super) fn unused_quizzes(shelf: &Shelf, found: &mut Vec<Diagnostic>) {
    let mut used: HashSet<&str> =
        shelf.weeks.iter().filter_map(|(week, _)| week.quiz.as_ref()).map(QuizId::as_str).collect();
    used.extend(shelf.course.0.exam.iter().map(|exam| exam.value.as_str()));
    let pools = shelf.quizzes.iter().flat_map(|(_, quiz, _)| &quiz.pools);
    used.extend(pools.map(|pool| pool.quiz.as_str()));
    let asked = shelf.asked.borrow();
    for (file, quiz, text) in &shelf.quizzes {
        let is_asked = || quiz.questions.iter().any(|at| asked.contains(at.id.as_str()));
        let named = used.contains(quiz.id.as_str()) || is_asked();
        if !named && !shelf.may_have(Kind::Week, quiz.id.as_str()) {
            let help = "name it in `quiz` of a week.toml, or as the `exam` of course.toml";
            let wrong = Diagnostic::error("unused-quiz", file, "no week names this quiz");
            found.push(wrong.warning().at(text, quiz.span.clone()).help(help));
        }
    }
}
