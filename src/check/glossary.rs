//! The glossary: no term twice, every lesson there.

use std::collections::HashSet;

use super::{Kind, Shelf, read};
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
    let patterns = shelf.catalog.patterns().iter();
    let patterns: HashSet<String> = patterns.map(|at| at.names.en.to_lowercase()).collect();
    let mut seen = HashSet::new();
    for term in &terms {
        let mut say = |code, message: String| {
            found.push(Diagnostic::error(code, FILE, message).at(&text, term.span.clone()));
        };
        let name = term.names.en.to_lowercase();
        if patterns.contains(&name) || !seen.insert(name) {
            say("duplicate-term", format!("`{}` is in the glossary already", term.names.en));
        }
        if shelf.lacks(Kind::Lesson, &term.lesson) {
            say("unknown-reference", format!("there is no lesson `{}`", term.lesson));
        }
    }
}
