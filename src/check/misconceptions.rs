//! Misconceptions: none twice, and what they name is there.

use std::collections::BTreeSet;

use super::{Kind, Shelf, read};
use crate::{
    diagnostic::Diagnostic,
    misconception::{FILE, Misconception},
    source::Source,
};

/// Checks the misconceptions and gives their ids; a course without any uses those of the program.
pub(super) fn check(shelf: &Shelf, found: &mut Vec<Diagnostic>) -> Vec<String> {
    let own = shelf.source.has(FILE);
    let source = if own { &shelf.source } else { &Source::Embedded };
    let Some(text) = read(source, FILE, found) else { return Vec::new() };
    let (all, wrong) = Misconception::read(FILE, &text);
    if own {
        found.extend(wrong);
        let mut seen = BTreeSet::new();
        for one in &all {
            let mut say = |code, message: String| {
                found.push(Diagnostic::error(code, FILE, message).at(&text, one.span.clone()));
            };
            if !seen.insert(&one.id) {
                say("duplicate-id", format!("a second misconception `{}`", one.id));
            }
            if shelf.lacks(Kind::Lesson, &one.lesson) {
                say("unknown-reference", format!("there is no lesson `{}`", one.lesson));
            }
            for pattern in one.patterns.iter().filter(|id| shelf.lacks(Kind::Pattern, id)) {
                say("unknown-reference", format!("there is no pattern `{pattern}`"));
            }
        }
    }
    all.into_iter().map(|one| one.id).collect()
}
