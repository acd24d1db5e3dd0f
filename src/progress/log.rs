//! One entry of the event log, as a row and as a line of JSON. Whatever it is about, the log keeps it.

use rusqlite::{Connection, OptionalExtension, Result, Row, params, types::Type};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::{Builder, Uuid};

use super::{
    event::{Data, Event},
    subject::Undo,
    subjects,
};
use crate::{
    clock::{Day, Timestamp},
    id::CourseId,
    text,
};

/// The field of `data` that says the course.
const COURSE: &str = "course";

/// The field of `data` that says the day in a row; in a line it stands beside.
const DAY: &str = "day";

/// The field of `data` that says the learning day where that is not the calendar day.
const LEARNING_DAY: &str = "learning_day";

/// One entry of the log.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) id: Uuid,
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub(super) at: i64,
    pub(super) device: String,
    /// The calendar day where the learner was.
    pub(super) day: String,
    pub(super) event: Event,
}

/// An entry as a line of JSON. The fields are fixed: the first release refuses others, so what is new
/// goes into `data`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LogLine {
    #[serde(with = "id_as_text")]
    id: Uuid,
    at: i64,
    device: String,
    kind: String,
    object: String,
    revision: String,
    day: String,
    data: Data,
}

macro_rules! select {
    ($rest:literal) => {
        concat!("select id, at, device, kind, object, revision, data, rowid from event ", $rest)
    };
}

impl Entry {
    pub(super) const SELECT_IN_ORDER: &'static str = select!("order by rowid");
    pub(super) const SELECT_KIND: &'static str = select!("where kind = ?1 order by rowid");
    /// Entries of the kinds in a list of JSON.
    pub(super) const SELECT_KINDS: &'static str =
        select!("where kind in (select value from json_each(?1)) order by rowid");
    /// Entries that came after a row, or that happened at a moment or after it.
    pub(super) const SELECT_NEWER: &'static str =
        select!("where rowid > ?1 or at >= ?2 order by rowid");
    /// Everything of one kind that happened to one object; only kinds that can be undone, named as in
    /// the index that finds them.
    pub(super) const SELECT_UNDOABLE: &'static str = select!(
        "where object = ?1 and kind = ?2
         and kind in ('lesson.completed', 'bookmark.set', 'note.written') order by rowid"
    );

    /// Makes the entry of something that happens at a moment of a learning day in a course. `id` names it
    /// unless its kind is coalesced: then device, kind, object and learning day name it, so that it is found
    /// again. `None` for what is of no known kind.
    pub(super) fn new(
        id: Uuid,
        (at, today): (Timestamp, Day),
        device: &str,
        course: &CourseId,
        event: Event,
    ) -> Option<Self> {
        let kind = subjects::kind(&event.kind)?;
        let day = at.day();
        let mut entry =
            Self { id, at: at.0, device: device.to_owned(), day: day.to_string(), event };
        if today != day {
            entry.event.data.insert(LEARNING_DAY.into(), Value::String(today.to_string()));
        }
        if kind.in_course {
            entry.event.data.insert(COURSE.into(), Value::String(course.to_string()));
        }
        if kind.coalesced.is_some() {
            entry.id = entry.coalesced_id(0);
        }
        Some(entry)
    }

    /// The id of the entry that keeps what this one says up to date. A later `round` gives another one.
    fn coalesced_id(&self, round: u32) -> Uuid {
        let Event { kind, object, .. } = &self.event;
        let day = self.day_of_study();
        let mut names = vec![self.device.as_str(), kind, object, &day];
        // The shipped course was the only one when the first of these ids were made.
        names.extend(self.course().filter(|course| *course != CourseId::shipped().as_str()));
        let round = round.to_string();
        if round != "0" {
            names.push(&round);
        }
        id_of_names(&names)
    }

    /// Reads a row of one of the selects.
    pub(super) fn from_row(row: &Row<'_>) -> Result<Self> {
        let text = |at: usize| row.get_ref(at)?.as_str().map_err(rusqlite::Error::from);
        let columns = [text(2)?, text(3)?, text(4)?, text(5)?, text(6)?];
        let entry = Self::from_columns(Uuid::from_bytes(row.get(0)?), row.get(1)?, columns);
        entry.ok_or_else(|| rusqlite::Error::InvalidColumnType(6, "data".into(), Type::Text))
    }

    /// The number of a row of one of the selects: the order of arrival.
    pub(super) fn row_number(row: &Row<'_>) -> Result<i64> {
        row.get(7)
    }

    /// The entry of the columns device, kind, object, revision and data; `None` where the data are no
    /// object of JSON.
    pub(super) fn from_columns(id: Uuid, at: i64, columns: [&str; 5]) -> Option<Self> {
        let [device, kind, object, revision, data] = columns.map(str::to_owned);
        let mut data: Data = serde_json::from_str(&data).ok()?;
        let day = match data.shift_remove(DAY) {
            Some(Value::String(day)) => day,
            _ => utc_day(at),
        };
        Some(Self { id, at, device, day, event: Event { kind, object, revision, data } })
    }

    /// Reads a line of JSON.
    pub(super) fn from_line(line: &[u8]) -> serde_json::Result<Self> {
        let LogLine { id, at, device, kind, object, revision, day, data } =
            serde_json::from_slice(line)?;
        Ok(Self { id, at, device, day, event: Event { kind, object, revision, data } })
    }

    /// The entry as a line of JSON, without its end.
    pub(super) fn to_line(&self) -> serde_json::Result<String> {
        let Self { id, at, device, day, event } = self.clone();
        let Event { kind, object, revision, data } = event;
        serde_json::to_string(&LogLine { id, at, device, kind, object, revision, day, data })
    }

    /// The course it says it belongs to.
    pub(super) fn course(&self) -> Option<&str> {
        self.event.data.get(COURSE).and_then(Value::as_str)
    }

    /// Whether an undo may name it.
    pub(super) fn is_undoable(&self) -> bool {
        subjects::kind(&self.event.kind).is_some_and(|kind| kind.undo != Undo::Never)
    }

    /// The entry with an id.
    pub(super) fn find(connection: &Connection, id: Uuid) -> Result<Option<Self>> {
        connection
            .prepare_cached(select!("where id = ?1"))?
            .query_row([id.as_bytes().as_slice()], Self::from_row)
            .optional()
    }

    /// When it happened, as far as that can be believed: of an impossible moment the day may be true.
    pub(super) fn moment(&self) -> i64 {
        let at = Timestamp(self.at);
        match Day::parse(&self.day) {
            _ if at.is_possible() => at.0,
            Some(day) => day.noon().0,
            None => Timestamp::EARLIEST.0,
        }
    }

    /// The day for which it counts, as far as that can be believed: the learning day that was said then, else
    /// the calendar day.
    pub(super) fn day_of_study(&self) -> String {
        let said = self.event.data.get(LEARNING_DAY).and_then(Value::as_str);
        let mut days = [said, Some(self.day.as_str())].into_iter().flatten();
        let day = days.find(|day| Day::parse(day).is_some());
        day.map_or_else(|| utc_day(self.moment()), str::to_owned)
    }

    /// Makes a new state of a coalesced entry later than every state that it replaces, although
    /// somebody may have set the clock back, and takes over what only grows.
    pub(super) fn coalesce(&mut self, connection: &Connection) -> Result<()> {
        let kind = subjects::kind(&self.event.kind);
        let Some(how) = kind.and_then(|kind| kind.coalesced.as_ref()) else { return Ok(()) };
        let before = self.replaced(connection)?;
        let key = [self.course().unwrap_or_default(), &self.event.object];
        let sql = "select at from latest where course = ?1";
        let latest = connection.prepare_cached(sql)?.query_row([key[0]], moment).optional()?;
        let stands = connection.prepare_cached(how.stands_at)?.query_row(key, moment).optional()?;
        let known = [latest.flatten(), stands.flatten(), before.as_ref().map(|before| before.at)];
        if let Some(known) = known.into_iter().flatten().max() {
            self.at = self.at.max(known.saturating_add(1));
        }
        if let Some(before) = before {
            (how.merge)(&before.event.data, &mut self.event.data);
        }
        Ok(())
    }

    /// Finds the entry to be replaced. One of an impossible moment would never be: then another id is
    /// taken.
    fn replaced(&mut self, connection: &Connection) -> Result<Option<Self>> {
        let mut round = 0;
        loop {
            let before = Self::find(connection, self.id)?;
            match before {
                Some(before) if !Timestamp(before.at).is_possible() => {
                    round += 1;
                    self.id = self.coalesced_id(round);
                }
                before => return Ok(before),
            }
        }
    }

    /// Puts the entry into the log, or brings a coalesced one up to date. Says whether the log changed:
    /// it does not if the entry is there already, or a later state of it.
    pub(super) fn insert(&self, connection: &Connection) -> Result<bool> {
        let mut data = self.event.data.clone();
        data.insert(DAY.into(), Value::String(self.day.clone()));
        let data = Value::Object(data).to_string();
        let coalesced =
            subjects::kind(&self.event.kind).is_some_and(|kind| kind.coalesced.is_some());
        let changed = connection
            .prepare_cached(
                "insert into event (id, at, device, kind, object, revision, data)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 on conflict (id) do update set at = excluded.at, revision = excluded.revision,
                     data = excluded.data
                 where ?8 and kind = excluded.kind and object = excluded.object
                     and (excluded.at, excluded.data) > (at, data)",
            )?
            .execute(params![
                self.id.as_bytes().as_slice(),
                self.at,
                self.device,
                self.event.kind,
                self.event.object,
                self.event.revision,
                data,
                coalesced
            ])?;
        Ok(changed > 0)
    }

    /// Why an entry from elsewhere is not to be believed: the key of a message.
    pub(super) fn fault(&self) -> Option<&'static str> {
        if !Timestamp(self.at).is_possible() {
            return Some("progress.no-moment");
        }
        if Day::parse(&self.day).is_none() {
            return Some("progress.no-day");
        }
        self.form_fault()
    }

    /// Why an entry can say nothing, whenever it happened, in the same way.
    pub(super) fn form_fault(&self) -> Option<&'static str> {
        let plain =
            |text: &str, most: usize| text.len() <= most && !text.contains(text::is_harmful);
        let Event { kind, object, revision, .. } = &self.event;
        if kind.is_empty() || !plain(kind, 80) {
            return Some("progress.no-kind");
        }
        if !plain(object, 400) || !plain(revision, 80) || !plain(&self.device, 80) {
            return Some("progress.no-name");
        }
        if !plain(self.course().unwrap_or_default(), 80) {
            return Some("progress.no-course");
        }
        // A known kind whose data is not what it should be would be lost without a word.
        if subjects::kind(kind).is_some() && subjects::read(&self.event).is_none() {
            return Some("progress.no-data");
        }
        None
    }
}

/// The day of a moment in UTC.
fn utc_day(at: i64) -> String {
    Timestamp(at).rfc3339().chars().take(10).collect()
}

fn moment(row: &Row<'_>) -> Result<Option<i64>> {
    row.get(0)
}

/// An id (UUID version 8) made of names.
fn id_of_names(names: &[&str]) -> Uuid {
    let bytes: Vec<u8> = names.iter().flat_map(|name| name.bytes().chain([0xff])).collect();
    Builder::from_custom_bytes(crate::hash::wide(&bytes).to_be_bytes()).into_uuid()
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
