//! The glossary: no term twice, every lesson there.

use std::collections::BTreeSet;

use super::{Shelf, read};
use crate::{
    diagnostic::Diagnostic,
    glossary::{FILE, Term},
};

/// Checks the key terms.
pub(super) fn check(shelf: &Shelf, found: &mut Vec<Diagnostic>) {
    if !shelf.source.has(FILE) {
        return;
    }
    let Some(text) = read(&shelf.source, FILE, found) else { return };
    let (terms, wrong) = Term::read(FILE, &text);
    found.extend(wrong);
    let mut seen = BTreeSet::new();
    for term in &terms {
        let mut say = |code, message: String| {
            found.push(Diagnostic::error(code, FILE, message).at(&text, term.span.clone()));
        };
        let name = term.names.en.to_lowercase();
        let of_pattern = |name: &str| {
            shelf.catalog.patterns().iter().any(|pattern| pattern.names.en.to_lowercase() == name)
        };
        if of_pattern(&name) || !seen.insert(name) {
            say("duplicate-term", format!("`{}` is in the glossary already", term.names.en));
        }
        if !shelf.has_lesson(&term.lesson) {
            say("unknown-reference", format!("there is no lesson `{}`", term.lesson));
        }
    }
}
