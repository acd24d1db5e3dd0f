//! Taking an event back: a new event that names it.

use rusqlite::{Connection, Result};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    event::{Event, EventId, Typed},
    subject::{Change, Kind, Scope, Subject},
};

pub(super) const KIND: &str = "undo";

pub(super) static SUBJECT: Subject = Subject {
    kinds: &[Kind::announced(KIND, false)],
    tables: "create table undone (
        event blob primary key
    ) strict, without rowid;",
    read: |event| Some(Box::new(event.typed::<UndoEvent>()?)),
};

/// What takes an event back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data")]
pub enum UndoEvent {
    /// An earlier event is taken back.
    #[serde(rename = "undo")]
    TakenBack {
        /// The event's id as text.
        #[serde(rename = "object")]
        event: String,
    },
}

impl Typed for UndoEvent {}

impl UndoEvent {
    /// Takes back an event.
    pub fn of(event: EventId) -> Self {
        Self::TakenBack { event: event.to_string() }
    }
}

impl Change for UndoEvent {
    /// What it takes back is projected again without it; see the projections.
    fn apply(&self, _: &Scope<'_>) -> Result<()> {
        Ok(())
    }

    /// An event must not count before it is known to be taken back.
    fn announce(&self, scope: &Scope<'_>) -> Result<()> {
        self.takes_back().map_or(Ok(()), |event| mark(scope.connection, event).map(drop))
    }

    fn takes_back(&self) -> Option<Uuid> {
        let Self::TakenBack { event } = self;
        Uuid::parse_str(event).ok()
    }
}

/// Whether an event takes another one back.
pub(super) fn is_undo(event: &Event) -> bool {
    event.kind == KIND
}

/// The event that an event takes back, as far as its kind and object say.
pub(super) fn target(event: &Event) -> Option<Uuid> {
    is_undo(event).then(|| Uuid::parse_str(&event.object).ok()).flatten()
}

/// Marks an event as taken back; says whether it was not yet.
pub(super) fn mark(connection: &Connection, event: Uuid) -> Result<bool> {
    let added = connection
        .prepare_cached("insert into undone (event) values (?1) on conflict do nothing")?
        .execute([event.as_bytes().as_slice()])?;
    Ok(added > 0)
}

/// Whether an event was taken back.
pub(super) fn is_undone(connection: &Connection, event: Uuid) -> Result<bool> {
    connection
        .prepare_cached("select 1 from undone where event = ?1")?
        .exists([event.as_bytes().as_slice()])
}
