//! What the course makes of its sources: where each of their items is taught and asked, and where each
//! of their mistakes is corrected. Data in `assets/coverage` and `assets/errata`.

mod erratum;

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use serde::Serialize;

use crate::{
    diagnostic::Diagnostic,
    table::{Document, Fields},
};

pub use erratum::{Erratum, Form, card, page};

/// What has become of an item of the sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// A lesson or a pattern teaches it.
    Taught,
    /// A question asks for it too, or an exercise has it done.
    Assessed,
    /// It waits for an exercise or a lab.
    Waiting,
}

/// One item of the sources and its places in the course.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Number of the item, such as `000-032`.
    pub source: String,
    pub lessons: Vec<String>,
    pub questions: Vec<String>,
    pub patterns: Vec<String>,
    pub exercises: Vec<String>,
    pub labs: Vec<String>,
    pub state: State,
    /// What it waits for; empty if it waits for nothing.
    pub waiting_for: String,
    #[serde(skip)]
    pub file: String,
    #[serde(skip)]
    pub span: Range<usize>,
}

impl State {
    const ALL: [(&str, Self); 3] =
        [("taught", Self::Taught), ("assessed", Self::Assessed), ("waiting", Self::Waiting)];
}

/// Reads the rows of one file.
pub fn read(file: &str, text: &Arc<str>) -> (Vec<Row>, Vec<Diagnostic>) {
    Document::new(file, Arc::clone(text)).read(text, |root| {
        root.tables("row").iter().filter_map(|fields| row(fields, file)).collect::<Vec<_>>()
    })
}

fn row(fields: &Fields<'_, '_>, file: &str) -> Option<Row> {
    let list = |key| fields.strings(key).into_iter().map(|item| item.value).collect::<Vec<_>>();
    let source = fields.required_string("source");
    let (lessons, questions, patterns) = (list("lessons"), list("questions"), list("patterns"));
    let (exercises, labs) = (list("exercises"), list("labs"));
    let state = fields.required_one_of("state", &State::ALL);
    let waiting_for = fields.string("waiting_for").map(|text| text.value).unwrap_or_default();
    let (source, state) = (source?, state?);
    let fault = match state.value {
        State::Taught if lessons.is_empty() && patterns.is_empty() => {
            Some("a taught item names a lesson or a pattern")
        }
        State::Assessed if questions.is_empty() && exercises.is_empty() => {
            Some("an assessed item names a question or an exercise")
        }
        State::Waiting if waiting_for.is_empty() => Some("a waiting item says what it waits for"),
        _ => None,
    };
    if let Some(fault) = fault {
        fields.report("incomplete-row", state.span, fault);
    }
    Some(Row {
        source: source.value,
        lessons,
        questions,
        patterns,
        exercises,
        labs,
        state: state.value,
        waiting_for,
        file: file.to_owned(),
        span: source.span,
    })
}

/// How many items are in each state.
pub fn counts(rows: &[Row]) -> BTreeMap<State, usize> {
    let mut counts = BTreeMap::new();
    for row in rows {
        *counts.entry(row.state).or_default() += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_must_say_what_its_state_needs() {
        let text: Arc<str> = "[[row]]\nsource = '000-001'\nstate = 'assessed'\n\
            [[row]]\nsource = '000-002'\nstate = 'waiting'\n"
            .into();
        let (rows, found) = read("c.toml", &text);
        assert_eq!(rows.len(), 2);
        let codes: Vec<&str> = found.iter().map(|found| found.code).collect();
        assert_eq!(codes, ["incomplete-row", "incomplete-row"]);
    }
}
