//! An entry of the log as others read it, with the fields of an exported line.

use serde_json::{Map, Value};

use super::{Progress, log::Entry, names::Renamed, projections, subjects, undo};
use crate::{clock::Timestamp, hash, problem::Problem};

/// One entry of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Logged {
    /// A UUID as text.
    pub id: String,
    pub at: Timestamp,
    /// The name of the installation.
    pub device: String,
    /// The verb, such as `question.answered`.
    pub kind: String,
    /// A stable id; of an `undo` the id of the event that it takes back.
    pub object: String,
    /// The content hash of the object when it happened; empty where there is none.
    pub revision: String,
    /// The calendar day where the learner was, YYYY-MM-DD.
    pub day: String,
    pub data: Map<String, Value>,
    /// The kind of the event that this one takes back, where it does and that one is there.
    pub undone: Option<String>,
}

impl From<Entry> for Logged {
    fn from(entry: Entry) -> Self {
        let Entry { id, at, device, day, event } = entry;
        Self {
            id: id.hyphenated().to_string(),
            at: Timestamp(at),
            device,
            kind: event.kind,
            object: event.object,
            revision: event.revision,
            day,
            data: event.data,
            undone: None,
        }
    }
}

impl Logged {
    /// The event that would take this one back, with an id that follows from its own.
    pub fn taken_back(&self) -> Self {
        let id = hash::wide(format!("taken back {}", self.id).as_bytes());
        Self {
            id: uuid::Builder::from_custom_bytes(id.to_be_bytes()).into_uuid().to_string(),
            kind: undo::KIND.to_owned(),
            object: self.id.clone(),
            revision: String::new(),
            data: Map::new(),
            undone: Some(self.kind.clone()),
            ..self.clone()
        }
    }

    /// Reads a line of an export.
    ///
    /// # Errors
    /// It is no JSON, or has other fields.
    pub fn from_line(line: &str) -> serde_json::Result<Self> {
        Entry::from_line(line.as_bytes()).map(Self::from)
    }
}

impl Progress {
    /// Gives every entry of these kinds, in the order of arrival, with the course that it belongs to and
    /// the present ids of its things; an entry that takes one of them back comes with its kind.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn logged(
        &self,
        kinds: &[&str],
        mut each: impl FnMut(&str, Logged),
    ) -> Result<(), Problem> {
        self.ask(|connection| {
            let renamed = Renamed::read(connection)?;
            let read: Vec<&str> = kinds.iter().copied().chain([undo::KIND]).collect();
            let mut select = connection.prepare_cached(Entry::SELECT_KINDS)?;
            let mut rows = select.query([serde_json::json!(read).to_string()])?;
            while let Some(row) = rows.next()? {
                let mut entry = Entry::from_row(row)?;
                let undone = match undo::target(&entry.event) {
                    Some(target) => Entry::find(connection, target)?.map(|found| found.event.kind),
                    None => None,
                };
                if kinds.contains(&undone.as_ref().unwrap_or(&entry.event.kind).as_str()) {
                    let course = projections::course_of(connection, &entry)?;
                    let ids = subjects::ids(&entry.event.kind);
                    entry.event = renamed.present(&course, &entry.event, ids).into_owned();
                    each(&course, Logged { undone, ..entry.into() });
                }
            }
            Ok(())
        })
    }
}
