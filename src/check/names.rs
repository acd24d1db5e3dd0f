//! Patterns and terms are called something in every language that the course declares.

use super::Shelf;
use crate::{catalog::names::Names, diagnostic::Diagnostic, source::COURSE_FILE};

/// Checks the names of the course's own patterns; those that it shares belong to another course.
pub(super) fn check(shelf: &Shelf, found: &mut Vec<Diagnostic>) {
    for pattern in shelf.catalog.patterns().iter().filter(|pattern| !pattern.is_shared()) {
        let wrong = |message| pattern.diagnostic(CODE, message).help(help());
        found.extend(lacking(shelf, &pattern.names).map(wrong));
    }
}

/// What something lacks is said so.
pub(super) const CODE: &str = "missing-key";

/// What is wrong with names, one sentence for each language.
pub(super) fn lacking(shelf: &Shelf, names: &Names) -> impl Iterator<Item = String> {
    let languages = &shelf.course.0.languages;
    names.lacking(languages).map(|language| format!("`names.{language}` is missing here"))
}

/// Why.
pub(super) fn help() -> String {
    format!("names stand in each of the `languages` of {COURSE_FILE}")
}
