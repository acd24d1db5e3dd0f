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

/// What has become of an item of the sources, from the least to the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It waits for what teaches it.
    Waiting,
    /// A lesson or a pattern teaches it.
    Taught,
    /// A question asks for it too.
    Asked,
    /// An exercise or a lab has it done: written, drawn, repaired, run.
    Practiced,
}

/// One item of the sources and its places in the course.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Number of the item, such as `000-032`.
    pub source: String,
    pub lessons: Vec<String>,
    pub questions: Vec<String>,
    pub patterns: Vec<String>,
    pub exercises: Vec<String>,
    pub labs: Vec<String>,
    /// Follows from the places.
    pub state: State,
    /// The practice it still waits for; empty if it waits for nothing.
    pub waiting_for: String,
    #[serde(skip)]
    pub file: String,
    #[serde(skip)]
    pub span: Range<usize>,
}

/// Reads the rows of one file.
pub fn read(file: &str, text: &Arc<str>) -> (Vec<Entry>, Vec<Diagnostic>) {
    Document::new(file, Arc::clone(text)).read(text, |root| {
        root.tables("row").iter().filter_map(|fields| row(fields, file)).collect::<Vec<_>>()
    })
}

fn row(fields: &Fields<'_, '_>, file: &str) -> Option<Entry> {
    let list = |key| fields.strings(key).into_iter().map(|item| item.value).collect::<Vec<_>>();
    let source = fields.required_string("source");
    let (lessons, questions, patterns) = (list("lessons"), list("questions"), list("patterns"));
    let (exercises, labs) = (list("exercises"), list("labs"));
    let waiting_for = fields.string("waiting_for").map(|text| text.value).unwrap_or_default();
    let source = source?;
    let state = match () {
        () if !exercises.is_empty() || !labs.is_empty() => State::Practiced,
        () if !questions.is_empty() => State::Asked,
        () if !lessons.is_empty() || !patterns.is_empty() => State::Taught,
        () => State::Waiting,
    };
    if state == State::Waiting && waiting_for.is_empty() {
        let message = "this item has no place, and says not what it waits for";
        fields.report("incomplete-row", source.span.clone(), message);
    }
    Some(Entry {
        source: source.value,
        lessons,
        questions,
        patterns,
        exercises,
        labs,
        state,
        waiting_for,
        file: file.to_owned(),
        span: source.span,
    })
}

/// How many items are in each state.
pub fn counts(rows: &[Entry]) -> BTreeMap<State, usize> {
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
    fn the_places_of_an_item_say_how_far_it_is() {
        let text: Arc<str> = "[[row]]\nsource = '1'\nlessons = ['l']\n\
            [[row]]\nsource = '2'\nlessons = ['l']\nquestions = ['q']\n\
            [[row]]\nsource = '3'\nquestions = ['q']\nlabs = ['rate']\n\
            [[row]]\nsource = '4'\nwaiting_for = 'a lab'\n"
            .into();
        let (rows, found) = read("c.toml", &text);
        assert!(found.is_empty(), "{}", found[0]);
        let states: Vec<State> = rows.iter().map(|row| row.state).collect();
        assert_eq!(states, [State::Taught, State::Asked, State::Practiced, State::Waiting]);
        assert_eq!(counts(&rows)[&State::Practiced], 1);
    }

    #[test]
    fn an_item_without_a_place_must_say_what_it_waits_for() {
        let (rows, found) = read("c.toml", &"[[row]]\nsource = '000-001'\n".into());
        assert_eq!((rows.len(), found.len(), found[0].code), (1, 1, "incomplete-row"));
    }
}
