//! What is wrong with a source, and the limits a source must keep.

use std::ops::Range;

/// Bytes of one source.
pub const MAX_SOURCE: usize = 200_000;
/// Nodes, participants, classes or entities of one diagram.
pub const MAX_NODES: usize = 400;
/// Edges or messages of one diagram; Mermaid itself stops there.
pub const MAX_EDGES: usize = 500;
/// Groups or frames of one diagram.
pub const MAX_GROUPS: usize = 100;
/// Groups inside one another.
pub const MAX_DEPTH: usize = 12;
/// Characters of one label.
pub const MAX_LABEL: usize = 2_000;
/// Cells of one drawing; a diagram that needs more is told in words.
pub const MAX_CELLS: usize = 2_000_000;
/// Issues that are told at once.
const MAX_ISSUES: usize = 50;

/// One mistake in a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Bytes of the source it is about.
    pub span: Range<usize>,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    pub message: String,
    pub help: Option<String>,
}

impl std::fmt::Display for Issue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)?;
        match &self.help {
            Some(help) => write!(f, " ({help})"),
            None => Ok(()),
        }
    }
}

/// The issues of one source, in the order in which they were found.
#[derive(Debug, Default)]
pub(crate) struct Issues {
    found: Vec<Issue>,
}

impl Issues {
    pub(crate) fn add(&mut self, source: &str, span: Range<usize>, message: impl Into<String>) {
        self.push(source, span, message.into(), None);
    }

    pub(crate) fn help(
        &mut self,
        source: &str,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(source, span, message.into(), Some(help.into()));
    }

    fn push(&mut self, source: &str, span: Range<usize>, message: String, help: Option<String>) {
        if self.found.len() >= MAX_ISSUES {
            return;
        }
        let (line, column) = position(source, span.start);
        self.found.push(Issue { span, line, column, message, help });
    }

    pub(crate) fn count(&self) -> usize {
        self.found.len()
    }

    pub(crate) fn is_full(&self) -> bool {
        self.found.len() >= MAX_ISSUES
    }

    pub(crate) fn found(self) -> Vec<Issue> {
        self.found
    }

    pub(crate) fn finish<T>(self, value: T) -> Result<T, Vec<Issue>> {
        if self.found.is_empty() { Ok(value) } else { Err(self.found) }
    }
}

/// Line and column from 1 of a byte.
fn position(source: &str, at: usize) -> (usize, usize) {
    let before = source.get(..at.min(source.len())).unwrap_or(source);
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (line, before[start..].chars().count() + 1)
}
