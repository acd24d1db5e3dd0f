//! Coverage and errata: every item once, every id it names there.

use std::collections::BTreeMap;

use super::{Kind, Shelf, texts};
use crate::{
    coverage::{self, Erratum},
    diagnostic::Diagnostic,
    source::Part,
};

/// Checks the data in `assets/coverage` and `assets/errata`.
pub(super) fn check(shelf: &Shelf, found: &mut Vec<Diagnostic>) {
    let mut seen = BTreeMap::new();
    for (file, text) in texts(&shelf.source, Part::Coverage, found) {
        let (rows, wrong) = coverage::read(&file, &text);
        found.extend(wrong);
        for row in &rows {
            let mut say = |code, message: String| {
                let wrong = Diagnostic::error(code, &file, message).at(&text, row.span.clone());
                found.push(wrong);
            };
            if let Some(first) = seen.insert(row.source.clone(), file.clone()) {
                say("duplicate-id", format!("`{}` stands in {first} too", row.source));
            }
            for (kind, id) in missing(shelf, row) {
                say("unknown-reference", format!("there is no {kind} `{id}`"));
            }
        }
    }
    let mut seen = BTreeMap::new();
    for (file, text) in texts(&shelf.source, Part::Errata, found) {
        let (errata, wrong) = Erratum::read(&file, &text);
        found.extend(wrong);
        for erratum in &errata {
            let mut say = |code, message: String| {
                let wrong = Diagnostic::error(code, &file, message).at(&text, erratum.span.clone());
                found.push(wrong);
            };
            if let Some(first) = seen.insert(erratum.id.clone(), file.clone()) {
                say("duplicate-id", format!("`{}` stands in {first} too", erratum.id));
            }
            if shelf.lacks(Kind::Lesson, &erratum.lesson) {
                say("unknown-reference", format!("there is no lesson `{}`", erratum.lesson));
            }
            if !erratum.question.is_empty() && shelf.lacks(Kind::Question, &erratum.question) {
                say("unknown-reference", format!("there is no question `{}`", erratum.question));
            }
            if !erratum.exercise.is_empty() && shelf.lacks(Kind::Exercise, &erratum.exercise) {
                say("unknown-reference", format!("there is no exercise `{}`", erratum.exercise));
            }
        }
    }
}

/// What a row names that the course does not have.
fn missing<'a>(shelf: &Shelf, row: &'a coverage::Entry) -> Vec<(&'static str, &'a str)> {
    let mut missing = Vec::new();
    let mut look = |noun, ids: &'a [String], there: &dyn Fn(&str) -> bool| {
        missing.extend(ids.iter().filter(|id| !there(id)).map(|id| (noun, id.as_str())));
    };
    let named = [
        (Kind::Lesson, &row.lessons),
        (Kind::Question, &row.questions),
        (Kind::Pattern, &row.patterns),
        (Kind::Exercise, &row.exercises),
        (Kind::Lab, &row.labs),
    ];
    for (kind, ids) in named {
        look(kind.noun(), ids, &|id| !shelf.lacks(kind, id));
    }
    missing
}
