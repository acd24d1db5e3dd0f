//! What shows that a finding is true: words, facts beside what an answer says, places, traces.

use std::{fmt, ops::Range};

use serde::Serialize;

/// What shows that a finding is true.
#[derive(Clone, Debug, PartialEq)]
pub enum Evidence {
    /// A sentence.
    Words(String),
    /// A fact of the exercise, what the answer says, and what it would have to say.
    Row { fact: String, yours: String, needed: String },
    /// A place in the answer.
    Span(Span),
    /// What happens, step by step; it can be replayed.
    Trace(Vec<TraceStep>),
}

/// A place in a text of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub file: String,
    /// In bytes.
    pub range: Range<usize>,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What stands there.
    pub text: String,
}

/// One step of a trace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TraceStep {
    /// Who acts; empty where nobody does.
    pub from: String,
    /// On whom; empty where it stays with the actor.
    pub to: String,
    pub text: String,
    /// What holds afterwards, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub state: Vec<(String, String)>,
}

/// What the words begin with that say which name was probably meant.
const MEANT: &str = "did you mean ";

impl Evidence {
    /// The name that was probably meant by one that stands for nothing.
    pub fn meant(near: &str) -> Self {
        Self::Words(format!("{MEANT}`{near}`?"))
    }

    /// Those words, if this is what it says.
    pub(super) fn as_meant(&self) -> Option<&str> {
        match self {
            Self::Words(words) => Some(words.as_str()).filter(|words| words.starts_with(MEANT)),
            _ => None,
        }
    }

    /// A fact, what the answer says, and what is needed.
    pub fn row(
        fact: impl Into<String>,
        yours: impl Into<String>,
        needed: impl Into<String>,
    ) -> Self {
        Self::Row { fact: fact.into(), yours: yours.into(), needed: needed.into() }
    }

    /// The same as lines for a person: of a trace one for each step, with its number; beside a fact what
    /// the answer says of it, in words rather than in columns.
    pub fn lines(&self) -> Vec<String> {
        match self {
            Self::Row { fact, yours, needed } if !yours.is_empty() && !needed.is_empty() => {
                vec![format!("{fact}: {yours} (needed: {needed})")]
            }
            Self::Trace(steps) => {
                let steps = steps.iter().enumerate();
                steps.map(|(at, step)| format!("{}. {step}", at + 1)).collect()
            }
            told => vec![told.to_string()],
        }
    }
}

impl Span {
    /// A range of a text, with the line and column that it begins at.
    pub fn of(file: impl Into<String>, source: &str, range: Range<usize>) -> Self {
        let before = source.get(..range.start).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            file: file.into(),
            line: before.matches('\n').count() + 1,
            column: before.get(start..).unwrap_or_default().chars().count() + 1,
            text: source.get(range.clone()).unwrap_or_default().to_owned(),
            range,
        }
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(text) => f.write_str(text),
            Self::Row { fact, yours, needed } => {
                let parts = [fact, yours, needed].map(String::as_str);
                let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
                f.write_str(&said.join(" \u{b7} "))
            }
            Self::Span(span) => {
                write!(f, "{}:{}:{}: {}", span.file, span.line, span.column, span.text)
            }
            Self::Trace(steps) => {
                let lines: Vec<String> = steps.iter().map(ToString::to_string).collect();
                f.write_str(&lines.join("; "))
            }
        }
    }
}

impl fmt::Display for TraceStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from.as_str(), self.to.as_str()) {
            ("", "") => f.write_str(&self.text),
            (who, "") | ("", who) => write!(f, "{who}: {}", self.text),
            (from, to) => write!(f, "{from} -> {to}: {}", self.text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_is_a_line_a_step() {
        let step = |from: &str, to: &str, text: &str| TraceStep {
            from: from.into(),
            to: to.into(),
            text: text.into(),
            ..TraceStep::default()
        };
        let trace = Evidence::Trace(vec![step("a", "b", "pay"), step("b", "", "crashes")]);
        assert_eq!(trace.lines(), ["1. a -> b: pay", "2. b: crashes"]);
        assert_eq!(Evidence::row("rate", "5", "9").lines(), ["rate: 5 (needed: 9)"]);
    }
}
