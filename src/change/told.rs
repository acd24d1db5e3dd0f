//! What is told about a change, line by line, wherever it is shown.

/// A line of what is told about a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    Head(String),
    Line(String),
}
