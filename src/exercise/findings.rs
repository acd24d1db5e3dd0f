//! What is found about one answer while it is marked. Knows no rule and no kind.

use std::ops::Range;

use super::answer::{Answer, TOML};
use crate::{
    table::Placed,
    text,
    verdict::{Evidence, Finding, Severity},
};

/// Findings about an answer, so far.
#[derive(Debug)]
pub struct Findings<'a> {
    answer: &'a Answer,
    /// The text that spans are of.
    file: &'static str,
    found: Vec<Finding>,
}

impl<'a> Findings<'a> {
    /// Nothing is found yet in an answer that is one TOML file.
    pub fn of(answer: &'a Answer) -> Self {
        Self::in_file(answer, TOML)
    }

    /// Nothing is found yet in a text of an answer.
    pub fn in_file(answer: &'a Answer, file: &'static str) -> Self {
        Self { answer, file, found: Vec::new() }
    }

    /// Adds a finding; what shows and mends it is for the caller to add.
    pub fn add(
        &mut self,
        rule: &'static str,
        severity: Severity,
        place: &[&str],
        message: impl Into<String>,
    ) -> &mut Finding {
        let at = self.found.len();
        self.found.push(Finding::new(rule, severity, place.iter().copied(), message));
        &mut self.found[at]
    }

    /// Adds one that is whole.
    pub fn push(&mut self, finding: Finding) {
        self.found.push(finding);
    }

    /// Adds a name that stands for nothing, with the nearest of those that stand for something.
    pub fn unknown<'k>(
        &mut self,
        rule: &'static str,
        word: &Placed<String>,
        why: &str,
        known: impl IntoIterator<Item = &'k str>,
    ) {
        let span = self.span(&word.span);
        let near = text::nearest(&word.value, known);
        let near = near.map(Evidence::meant);
        let finding = self.add(rule, Severity::Blocker, &[&word.value], why);
        finding.evidence.extend(near);
        finding.evidence.push(span);
    }

    /// A place in the answer, as evidence.
    pub fn span(&self, range: &Range<usize>) -> Evidence {
        Evidence::Span(self.answer.span(self.file, range.clone()))
    }

    /// All that was found, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.found.iter()
    }

    /// All that was found, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Finding> {
        self.found.iter_mut()
    }

    /// All that was found.
    pub fn into_vec(self) -> Vec<Finding> {
        self.found
    }
}
