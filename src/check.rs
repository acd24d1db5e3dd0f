//! Proves a course: every mistake of every file at once, so that an author mends them in one go.

mod art;
mod body;
mod book;
mod course;
mod diagrams;
mod disk;
mod former;
mod glossary;
mod ids;
mod labs;
mod lessons;
mod links;
mod mini_designs;
mod misconceptions;
mod names;
mod notes;
mod policy;
mod pools;
mod prose;
mod references;
mod scope;
mod shelf;
mod sources;
mod tables;

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    diagnostic::{Diagnostic, Severity},
    exercise::{Kinds, Knowledge, kinds::KINDS},
    id::Kind,
    problem::Problem,
    source::{Part, Source},
};

pub use policy::{Policy, STEERED};
pub use scope::Scope;
use shelf::Shelf;

/// So many diagnostics of a file are listed; the others are counted.
pub const LISTED: usize = 200;

/// What was found, and how much was looked at.
#[derive(Debug, Default, serde::Serialize)]
pub struct Report {
    pub weeks: usize,
    pub lessons: usize,
    pub quizzes: usize,
    pub questions: usize,
    pub patterns: usize,
    /// The first [`LISTED`] of each file, errors before warnings, in the order of the file.
    pub diagnostics: Vec<Diagnostic>,
    /// How many of each code there are, listed or not.
    pub codes: BTreeMap<&'static str, usize>,
    /// How many more a file has than are listed.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub left_out: BTreeMap<String, usize>,
    #[serde(skip)]
    counts: BTreeMap<Severity, usize>,
}

impl Report {
    /// How many diagnostics are that severe, listed or not.
    pub fn count(&self, severity: Severity) -> usize {
        self.counts.get(&severity).copied().unwrap_or(0)
    }

    /// Takes what was found, file by file, and lists as much of it as can be read.
    fn take(&mut self, mut found: Vec<Diagnostic>) {
        for one in &found {
            *self.codes.entry(one.code).or_default() += 1;
            *self.counts.entry(one.severity).or_default() += 1;
        }
        let at = |found: &Diagnostic| found.span.as_ref().map_or(0, |span| span.start);
        found.sort_by(|a, b| (&a.file, a.severity, at(a)).cmp(&(&b.file, b.severity, at(b))));
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        found.retain(|one| {
            let count = counts.entry(one.file.clone()).or_default();
            *count += 1;
            *count <= LISTED
        });
        found.sort_by(|a, b| (&a.file, at(a), a.code).cmp(&(&b.file, at(b), b.code)));
        let more = counts.into_iter().filter(|(_, count)| *count > LISTED);
        self.left_out = more.map(|(file, count)| (file, count - LISTED)).collect();
        self.diagnostics = found;
    }
}

/// Checks a whole course as its own `course.toml` wants it.
pub fn course(source: &Source) -> Report {
    course_as(source, &Scope::default(), &Policy::default(), KINDS)
}

/// Checks a course whose exercises are of these kinds, or a part of it; what the policy says wins over
/// what `course.toml` says. Of exercises outside of the part nothing is proved.
pub fn course_as(source: &Source, scope: &Scope, policy: &Policy, kinds: Kinds) -> Report {
    if let Source::Book(book) = source {
        return book::check(source, book, scope, policy);
    }
    let mut found = Vec::new();
    let shelf = Shelf::read(source, &mut found);
    ids::check(&shelf, &mut found);
    former::check(&shelf, &mut found);
    references::check(&shelf, &mut found);
    for (card, text) in &shelf.lessons {
        lessons::check(&shelf, card, text, &mut found);
    }
    lessons::order(&shelf, &mut found);
    diagrams::catalog(&shelf.catalog, &mut found);
    pools::check(&shelf, &mut found);
    prose::check(&shelf, &mut found);
    course::check(&shelf, &mut found);
    names::check(&shelf, &mut found);
    glossary::check(&shelf, &mut found);
    sources::check(&shelf, &mut found);
    let tags = misconceptions::check(&shelf, &mut found);
    labs::check(&shelf, &tags, &mut found);
    let knowledge = Knowledge::new(Arc::clone(&shelf.catalog));
    let touched = |folder: &str| scope.touches(folder);
    let (wrong, rules) = crate::library::exercises::check(source, kinds, &knowledge, &touched);
    found.extend(wrong);
    if scope.is_whole() {
        misconceptions::rules(&shelf, &rules, &mut found);
        mini_designs::check(&shelf, kinds, &knowledge, &mut found);
    }
    // Last, because they ask what the others have reached.
    references::unused_quizzes(&shelf, &mut found);
    disk::check(&shelf, &mut found);
    let mut report = scope.counts(&shelf);
    let steered = Policy::of(&shelf.course, &mut found).then(policy);
    found.retain(|found| scope.holds(&found.file));
    report.take(steered.apply(found));
    report
}

/// Reads a file, or says why it cannot be read; what no text should have is said, too.
fn read(source: &Source, path: &str, found: &mut Vec<Diagnostic>) -> Option<Arc<str>> {
    readable(path, source.read(path), found)
}

fn readable(
    path: &str,
    text: Result<Arc<str>, Problem>,
    found: &mut Vec<Diagnostic>,
) -> Option<Arc<str>> {
    let text = text.inspect_err(|problem| {
        let wrong = Diagnostic::error("unreadable", path, problem.to_string());
        let help = problem.hint.as_str();
        found.push(if help.is_empty() { wrong } else { wrong.help(help) });
    });
    let text = text.ok()?;
    if let Some((at, c)) = text.char_indices().find(|(_, c)| crate::text::is_harmful(*c)) {
        let message = "a control character, which no terminal should see";
        let span = at..at + c.len_utf8();
        found.push(Diagnostic::error("control-character", path, message).at(&text, span));
    }
    if let Some(at) = text.find('\u{fffd}') {
        let more = text.matches('\u{fffd}').count();
        let message = format!("bytes that are not UTF-8, {more} in this file");
        found.push(
            Diagnostic::error("not-utf-8", path, message)
                .warning()
                .at(&text, at..at + '\u{fffd}'.len_utf8())
                .help("save the file as UTF-8; learners see � there"),
        );
    }
    Some(text)
}

/// The files of a part that can be read.
fn texts(source: &Source, part: Part<'_>, found: &mut Vec<Diagnostic>) -> Vec<(String, Arc<str>)> {
    let texts = source.texts(part).filter_map(|(path, text)| {
        let text = readable(&path, text, found)?;
        Some((path, text))
    });
    texts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_mistakes_in_a_file_the_errors_come_first_and_the_rest_is_counted() {
        let warning = |_| Diagnostic::error("no-level", "a", "w").warning();
        let mut found: Vec<Diagnostic> = (0..300).map(warning).collect();
        found.push(Diagnostic::error("dead-link", "a", "e"));
        found.push(Diagnostic::error("dead-link", "b", "e"));
        let mut report = Report::default();
        report.take(found);
        assert_eq!(report.diagnostics.len(), LISTED + 1);
        assert_eq!(report.left_out, BTreeMap::from([("a".to_owned(), 101)]));
        assert!(report.diagnostics.iter().any(|one| one.code == "dead-link" && one.file == "a"));
        assert_eq!((report.count(Severity::Error), report.count(Severity::Warning)), (2, 300));
        assert_eq!(report.codes, BTreeMap::from([("dead-link", 2), ("no-level", 300)]));
    }
}
