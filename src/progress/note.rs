//! Notes: what the learner wrote about something.

use rusqlite::{Result, params};
use serde::{Deserialize, Serialize};

use super::{
    Progress,
    event::Typed,
    names::Names,
    query::{all, byte_in, byte_out},
    subject::{Change, Kind, Scope, Subject},
};
use crate::{clock::Timestamp, id, problem::Problem};

pub(super) static SUBJECT: Subject = Subject {
    kinds: &[Kind::undoable("note.written", "delete from note where course = ?1 and about = ?2")
        .naming(&[("object", Names::Of(id::Kind::Lesson))])],
    tables: "create table note (
        course     text not null,
        about      text not null,
        id         text not null,
        byte       integer,
        body       text not null,  -- empty once it was taken away
        written_at integer not null,
        primary key (course, about, id)
    ) strict, without rowid;",
    read: |event| Some(Box::new(event.typed::<NoteEvent>()?)),
};

/// What happens to a note.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data")]
pub enum NoteEvent {
    /// It was written or changed; an empty one is taken away.
    #[serde(rename = "note.written")]
    Written {
        /// What the note is about, such as a lesson's id.
        #[serde(rename = "object")]
        about: String,
        note: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        byte: Option<u64>,
        text: String,
    },
}

/// Something that the learner wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub id: String,
    pub about: String,
    pub byte: Option<u64>,
    pub text: String,
    pub written_at: Timestamp,
}

impl Typed for NoteEvent {}

impl Change for NoteEvent {
    fn apply(&self, scope: &Scope<'_>) -> Result<()> {
        let Self::Written { about, note, byte, text } = self;
        let byte = byte.map(byte_in);
        scope
            .run(
                "insert into note (course, about, id, byte, body, written_at)
                 values (?1, ?2, ?3, ?4, ?5, ?6)
                 on conflict do update set byte = excluded.byte, body = excluded.body,
                     written_at = excluded.written_at
                 where written_at <= excluded.written_at",
                params![scope.course, about, note, byte, text, scope.at],
            )
            .map(drop)
    }
}

impl Progress {
    /// Every note, or those about one thing, the latest first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn notes(&self, about: Option<&str>) -> Result<Vec<Note>, Problem> {
        let sql = "select id, about, byte, body, written_at from note
                   where course = ?1 and body <> '' and (?2 is null or about = ?2)
                   order by written_at desc, id";
        self.ask(|connection| {
            all(connection, sql, params![self.course().as_str(), about], |row| {
                Ok(Note {
                    id: row.get(0)?,
                    about: row.get(1)?,
                    byte: row.get::<_, Option<i64>>(2)?.map(byte_out),
                    text: row.get(3)?,
                    written_at: Timestamp(row.get(4)?),
                })
            })
        })
    }
}
