//! One row of the event log, and its form as a line of JSON.

use rusqlite::{Connection, OptionalExtension, Result, Row, params};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::{Builder, Uuid};

use super::happening::{Content, Happening};
use crate::clock::Timestamp;

/// The field of a position that only grows.
const FURTHEST: &str = "furthest";

/// One row of the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Event {
    #[serde(with = "id_as_text")]
    pub(super) id: Uuid,
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub(super) at: i64,
    pub(super) device: String,
    pub(super) kind: String,
    pub(super) object: String,
    pub(super) revision: String,
    /// The calendar day where the learner was.
    pub(super) day: String,
    pub(super) data: Map<String, Value>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!("select id, at, device, kind, object, revision, data from event ", $rest)
    };
}

impl Event {
    pub(super) const SELECT_IN_ORDER: &'static str = select!("order by rowid");
    /// Rows from one on, to step over what cannot be read.
    pub(super) const SELECT_AFTER: &'static str =
        "select id, at, device, kind, object, revision, data, rowid from event
         where rowid > ?1 order by rowid";
    /// Everything of one kind that happened to one object; only kinds that can be undone.
    pub(super) const SELECT_UNDOABLE: &'static str = select!(
        "where object = ?1 and kind = ?2
         and kind in ('lesson.completed', 'bookmark.set', 'note.written') order by rowid"
    );

    /// Makes the row of something that happens now. `id` names it unless the kind is coalesced: then
    /// object, device and day name it, so that the row is found again.
    pub(super) fn new(
        id: Uuid,
        at: Timestamp,
        device: &str,
        happening: &Happening,
    ) -> Option<Self> {
        let Content { kind, object, revision, data } = happening.content()?;
        let day = at.day().to_string();
        let id = match happening.is_coalesced() {
            true => coalesced_id(&[device, &kind, &object, &day]),
            false => id,
        };
        Some(Self { id, at: at.0, device: device.to_owned(), kind, object, revision, day, data })
    }

    /// Reads a row of one of the selects.
    pub(super) fn from_row(row: &Row<'_>) -> Result<Self> {
        let at: i64 = row.get(1)?;
        let text: String = row.get(6)?;
        let mut data: Map<String, Value> = serde_json::from_str(&text).unwrap_or_default();
        let day = match data.shift_remove("day") {
            Some(Value::String(day)) => day,
            _ => Timestamp(at).rfc3339().chars().take(10).collect(),
        };
        Ok(Self {
            id: Uuid::from_bytes(row.get(0)?),
            at,
            device: row.get(2)?,
            kind: row.get(3)?,
            object: row.get(4)?,
            revision: row.get(5)?,
            day,
            data,
        })
    }

    /// The row with an id.
    pub(super) fn find(connection: &Connection, id: Uuid) -> Result<Option<Self>> {
        connection
            .prepare_cached(select!("where id = ?1"))?
            .query_row([id.as_bytes().as_slice()], Self::from_row)
            .optional()
    }

    /// Makes a new state of a coalesced row later than every state that it replaces, although somebody
    /// may have set the clock back, and takes over how far the reader ever was.
    pub(super) fn follow(&mut self, connection: &Connection) -> Result<()> {
        let latest: Option<i64> = connection
            .prepare_cached(
                "select max(at) from (
                     select at from event where id = ?1
                     union all select at from latest
                     union all select placed_at from lesson where id = ?2
                     union all select draft_at from exercise where id = ?2)",
            )?
            .query_row(params![self.id.as_bytes().as_slice(), self.object], |row| row.get(0))?;
        if let Some(latest) = latest {
            self.at = self.at.max(latest.saturating_add(1));
        }
        let Some(before) = Self::find(connection, self.id)? else { return Ok(()) };
        let furthest = |event: &Self| event.data.get(FURTHEST).and_then(Value::as_u64);
        if let (Some(old), Some(new)) = (furthest(&before), furthest(self)) {
            self.data.insert(FURTHEST.into(), old.max(new).into());
        }
        Ok(())
    }

    /// Puts the row into the log, or brings a coalesced one up to date. Says whether the log changed:
    /// it does not if the row is there already, or a later state of it.
    pub(super) fn insert(&self, connection: &Connection) -> Result<bool> {
        let mut data = self.data.clone();
        data.insert("day".into(), Value::String(self.day.clone()));
        let data = Value::Object(data).to_string();
        let changed = connection
            .prepare_cached(
                "insert into event (id, at, device, kind, object, revision, data)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 on conflict (id) do update set at = excluded.at, revision = excluded.revision,
                     data = excluded.data
                 where kind in ('lesson.position', 'exercise.drafted')
                     and kind = excluded.kind and object = excluded.object
                     and (excluded.at, excluded.data) > (at, data)",
            )?
            .execute(params![
                self.id.as_bytes().as_slice(),
                self.at,
                self.device,
                self.kind,
                self.object,
                self.revision,
                data
            ])?;
        Ok(changed > 0)
    }

    /// Why an event from elsewhere is not to be believed.
    pub(super) fn fault(&self) -> Option<&'static str> {
        let plain =
            |text: &str, most: usize| text.len() <= most && !text.contains(crate::text::is_harmful);
        if self.kind.is_empty() || !plain(&self.kind, 80) {
            return Some("`kind` is not the name of a kind");
        }
        if !plain(&self.object, 400) || !plain(&self.revision, 80) || !plain(&self.device, 80) {
            return Some("`object`, `revision` or `device` is no name");
        }
        if self.day.len() != 10 || !plain(&self.day, 10) {
            return Some("`day` is not a day");
        }
        // A known kind whose data is not what it should be would be lost without a word.
        if super::happening::is_known(&self.kind) && self.happening().is_none() {
            return Some("`data` is not what this kind has");
        }
        None
    }

    /// What happened; `None` for a kind that this version does not know.
    pub(super) fn happening(&self) -> Option<Happening> {
        Happening::from_content(Content {
            kind: self.kind.clone(),
            object: self.object.clone(),
            revision: self.revision.clone(),
            data: self.data.clone(),
        })
    }
}

/// An id (UUID version 8) made of names: FNV-1a over 128 bits.
fn coalesced_id(names: &[&str]) -> Uuid {
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    for byte in names.iter().flat_map(|name| name.bytes().chain([0xff])) {
        hash = (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    }
    Builder::from_custom_bytes(hash.to_be_bytes()).into_uuid()
}

/// Ids in JSON are the usual text with hyphens.
mod id_as_text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use uuid::Uuid;

    pub(super) fn serialize<S: Serializer>(id: &Uuid, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(id)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Uuid, D::Error> {
        let text = String::deserialize(from)?;
        Uuid::parse_str(&text).map_err(D::Error::custom)
    }
}
