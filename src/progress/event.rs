//! Something that happened, as the log keeps it whatever it is about: a kind, the object, its revision,
//! and the rest as data. The typed events belong to the subjects.
//!
//! An entry of the log is an xAPI statement in other words: `device` is the actor, `kind` the verb,
//! `object` and `revision` the object, `data` holds result (`success`, `score`, `response`) and
//! context, and `at` is the timestamp.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use uuid::Uuid;

/// The fields of `data` by name.
pub(super) type Data = Map<String, Value>;

/// The name of an event, to take it back with [`super::UndoEvent`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EventId(pub(super) Uuid);

impl std::fmt::Display for EventId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

/// A typed event of one subject. Its JSON has the fields `kind` and `data`, and in `data` the field
/// `object`.
pub trait Typed: Serialize {}

/// Something that happened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Event {
    /// The verb, such as `question.answered`; empty for what cannot be recorded.
    pub(super) kind: String,
    /// A stable id.
    pub(super) object: String,
    /// The content hash of the object when it happened; empty where there is none.
    pub(super) revision: String,
    pub(super) data: Data,
}

impl<T: Typed> From<T> for Event {
    fn from(typed: T) -> Self {
        Self::of(&typed).unwrap_or_default()
    }
}

impl Event {
    fn of(typed: &impl Typed) -> Option<Self> {
        let Ok(Value::Object(mut tagged)) = serde_json::to_value(typed) else { return None };
        let kind = text(&mut tagged, "kind");
        let Some(Value::Object(mut data)) = tagged.remove("data") else { return None };
        let (object, revision) = (text(&mut data, "object"), text(&mut data, "revision"));
        Some(Self { kind, object, revision, data })
    }

    /// The typed event; `None` where it is of another kind or its data is not what the kind has.
    pub(super) fn typed<T: DeserializeOwned>(&self) -> Option<T> {
        let mut data = self.data.clone();
        data.insert("object".into(), Value::String(self.object.clone()));
        data.insert("revision".into(), Value::String(self.revision.clone()));
        let mut tagged = Map::new();
        tagged.insert("kind".into(), Value::String(self.kind.clone()));
        tagged.insert("data".into(), Value::Object(data));
        serde_json::from_value(Value::Object(tagged)).ok()
    }
}

fn text(map: &mut Data, key: &str) -> String {
    match map.shift_remove(key) {
        Some(Value::String(text)) => text,
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{subjects, tests::one_of_each};
    use super::*;

    #[test]
    fn every_kind_survives_being_an_entry() {
        let all = one_of_each();
        for event in &all {
            assert!(!event.object.is_empty(), "{event:?}");
            assert!(!event.data.contains_key("revision") && !event.data.contains_key("object"));
            assert!(subjects::read(event).is_some(), "{event:?}");
        }
        let kinds = subjects::kinds().map(|kind| kind.name);
        let untried: Vec<_> = kinds.filter(|kind| all.iter().all(|e| e.kind != *kind)).collect();
        assert!(untried.is_empty(), "{untried:?}");
    }

    #[test]
    fn unknown_kinds_and_broken_data_mean_nothing() {
        let event =
            |kind: &str| Event { kind: kind.into(), object: "x".into(), ..Event::default() };
        assert!(subjects::read(&event("review.graded-later")).is_none());
        assert!(subjects::read(&event("quiz.started")).is_none());
    }
}
