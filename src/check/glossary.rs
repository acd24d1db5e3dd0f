//! The glossary: no term twice, every name and lesson there.

use std::collections::HashSet;

use super::{Kind, Shelf, names, read, references::missing};
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
        names::lacking(shelf, &term.names).for_each(|message| say(names::CODE, message));
        let name = term.names.en.to_lowercase();
        if patterns.contains(&name) || !seen.insert(name) {
            say("duplicate-term", format!("`{}` is in the glossary already", term.names.en));
        }
        if shelf.lacks(Kind::Lesson, &term.lesson) {
            let place = (FILE, &text, term.span.clone());
            found.push(missing(shelf, Kind::Lesson, &term.lesson, place));
        }
    }
}
