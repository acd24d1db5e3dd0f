//! Bookmarks: places in lessons that were marked.

use rusqlite::{Result, params};
use serde::{Deserialize, Serialize};

use super::{
    Progress,
    event::Typed,
    names::Names,
    query::{all, byte_in, byte_out},
    subject::{Change, Kind, Scope, Subject},
};
use crate::{
    clock::Timestamp,
    id::{self, LessonId},
    problem::Problem,
};

pub(super) static SUBJECT: Subject = Subject {
    kinds: &[Kind::undoable(
        "bookmark.set",
        "delete from bookmark where course = ?1 and lesson = ?2",
    )
    .naming(&[("object", Names::Of(id::Kind::Lesson))])],
    tables: "create table bookmark (
        course text not null,
        lesson text not null,
        byte   integer not null,
        label  text not null,
        set_at integer not null,
        primary key (course, lesson, byte)
    ) strict, without rowid;",
    read: |event| Some(Box::new(event.typed::<BookmarkEvent>()?)),
};

/// What happens to a bookmark.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data")]
pub enum BookmarkEvent {
    /// It was set or taken away.
    #[serde(rename = "bookmark.set")]
    Set {
        #[serde(rename = "object")]
        lesson: LessonId,
        byte: u64,
        label: String,
        set: bool,
    },
}

/// A place in a lesson that was marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookmark {
    pub lesson: LessonId,
    pub byte: u64,
    pub label: String,
    pub set_at: Timestamp,
}

impl Typed for BookmarkEvent {}

impl Change for BookmarkEvent {
    /// The last one in the order of arrival holds.
    fn apply(&self, scope: &Scope<'_>) -> Result<()> {
        let Self::Set { lesson, byte, label, set } = self;
        let (lesson, byte) = (lesson.as_str(), byte_in(*byte));
        if *set {
            scope.run(
                "insert or replace into bookmark (course, lesson, byte, label, set_at)
                 values (?1, ?2, ?3, ?4, ?5)",
                params![scope.course, lesson, byte, label, scope.at],
            )?;
        } else {
            scope.run(
                "delete from bookmark where course = ?1 and lesson = ?2 and byte = ?3",
                params![scope.course, lesson, byte],
            )?;
        }
        Ok(())
    }
}

impl Progress {
    /// Every bookmark, the latest first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn bookmarks(&self) -> Result<Vec<Bookmark>, Problem> {
        let sql = "select lesson, byte, label, set_at from bookmark where course = ?1
                   order by set_at desc, byte";
        self.ask(|connection| {
            all(connection, sql, [self.course().as_str()], |row| {
                Ok(Bookmark {
                    lesson: LessonId::new(row.get::<_, String>(0)?),
                    byte: byte_out(row.get(1)?),
                    label: row.get(2)?,
                    set_at: Timestamp(row.get(3)?),
                })
            })
        })
    }
}
