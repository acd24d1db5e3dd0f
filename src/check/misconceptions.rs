//! Misconceptions: none twice, what they name is there, each is met by two things at least that learners do,
//! and every week has some.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Kind, Shelf, read,
    references::{meant, missing},
};
use crate::{
    card,
    diagnostic::Diagnostic,
    id::LessonId,
    lab::guide::Guide,
    misconception::{FILE, Misconception},
    source::{Part, Source},
    text,
};

/// Items that have to show each misconception: one alone is answered once, and two answers are what a learner
/// is told about.
const ITEMS: usize = 2;

/// Checks the misconceptions and gives their ids; a course without any uses those of the program.
pub(super) fn check(shelf: &Shelf, found: &mut Vec<Diagnostic>) -> Vec<String> {
    let own = shelf.source.has(FILE);
    let source = if own { &shelf.source } else { &Source::Embedded };
    let Some(text) = read(source, FILE, found) else { return Vec::new() };
    let (all, wrong) = Misconception::read(FILE, &text);
    let ids: BTreeSet<&str> = all.iter().map(|one| one.id.as_str()).collect();
    tags(shelf, &ids, found);
    if own {
        found.extend(wrong);
        let mut seen = BTreeSet::new();
        let met = met(shelf, &all);
        for one in &all {
            let place = || (FILE, &text, one.span.clone());
            let say = |code, message: String| {
                Diagnostic::error(code, FILE, message).at(&text, one.span.clone())
            };
            if !seen.insert(&one.id) {
                found.push(say("duplicate-id", format!("a second misconception `{}`", one.id)));
            }
            if shelf.lacks(Kind::Lesson, &one.lesson) {
                found.push(missing(shelf, Kind::Lesson, &one.lesson, place()));
            }
            for pattern in one.patterns.iter().filter(|id| shelf.lacks(Kind::Pattern, id)) {
                found.push(missing(shelf, Kind::Pattern, pattern, place()));
            }
            let items = met.get(one.id.as_str()).copied().unwrap_or(0);
            if items < ITEMS {
                let shown = if items == 0 { "nothing shows" } else { "one item alone shows" };
                found.push(say("unmet-misconception", format!("{shown} `{}`", one.id)));
            }
        }
        found.extend(weeks(shelf, &all));
    }
    all.into_iter().map(|one| one.id).collect()
}

/// The rules of misconceptions by which no exercise of the course is marked.
pub(super) fn rules(shelf: &Shelf, known: &BTreeSet<&str>, found: &mut Vec<Diagnostic>) {
    if !shelf.source.has(FILE) {
        return;
    }
    let Ok(text) = shelf.source.read(FILE) else { return };
    for one in Misconception::read(FILE, &text).0 {
        for rule in one.rules.iter().filter(|rule| !known.contains(rule.as_str())) {
            let message = format!("no exercise is marked by the rule `{rule}`");
            let wrong = Diagnostic::error("unknown-reference", FILE, message);
            found.push(wrong.at(&text, one.span.clone()));
        }
    }
}

/// The tags of questions that name no misconception.
fn tags(shelf: &Shelf, ids: &BTreeSet<&str>, found: &mut Vec<Diagnostic>) {
    for (file, quiz, source) in &shelf.quizzes {
        let tags = quiz.questions.iter().flat_map(|question| question.tags());
        for tag in tags.filter(|tag| !ids.contains(tag.value.as_str())) {
            let message = format!("there is no misconception `{}`", tag.value);
            let wrong = Diagnostic::error("unknown-reference", file, message);
            let near = text::nearest(&tag.value, ids.iter().copied());
            found.push(meant(wrong.at(source, tag.span.clone()), near));
        }
    }
}

/// How many items show each misconception: questions, labs, cards and findings of exercises.
fn met<'a>(shelf: &Shelf, all: &'a [Misconception]) -> BTreeMap<&'a str, usize> {
    let mut named: BTreeMap<String, usize> = BTreeMap::new();
    for question in shelf.quizzes.iter().flat_map(|(_, quiz, _)| &quiz.questions) {
        let tags: BTreeSet<&str> = question.tags().iter().map(|tag| tag.value.as_str()).collect();
        for tag in tags {
            *named.entry(tag.to_owned()).or_default() += 1;
        }
    }
    for file in shelf.source.files(Part::Labs) {
        let Ok(text) = shelf.source.read(&file) else { continue };
        for tag in Guide::read(&file, &text).0.into_iter().flat_map(|guide| guide.dispels) {
            *named.entry(tag).or_default() += 1;
        }
    }
    let count = |one: &'a Misconception| {
        let cards = match one.patterns.as_slice() {
            [a, b] => card::offering(&shelf.catalog, a, b),
            _ => 0,
        };
        let named = named.get(&one.id).copied().unwrap_or(0);
        (one.id.as_str(), named + cards + one.rules.len())
    };
    all.iter().map(count).collect()
}

/// Weeks whose lessons no misconception is about.
fn weeks(shelf: &Shelf, all: &[Misconception]) -> Vec<Diagnostic> {
    let about: BTreeSet<LessonId> = all.iter().map(|one| LessonId::new(&one.lesson)).collect();
    let lacking = shelf.weeks.iter().filter(|(week, _)| {
        let folder = format!("{}/", week.folder);
        let own = shelf.lessons.iter().filter(|(card, _)| card.file.starts_with(&folder));
        let mut own = own.peekable();
        own.peek().is_some() && own.all(|(card, _)| !about.contains(&card.id))
    });
    let said = |week: &str| {
        let message = format!("no misconception is about a lesson of `{week}`");
        Diagnostic::error("week-without-misconceptions", FILE, message).warning()
    };
    lacking.map(|(week, _)| said(week.id.as_str())).collect()
}
