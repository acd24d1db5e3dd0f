//! Weeks that were tested out of: they are known and not read.

use rusqlite::{Result, params};
use serde::{Deserialize, Serialize};

use super::{
    Progress,
    event::Typed,
    names::Names,
    query::all,
    subject::{Change, Kind, Scope, Subject},
};
use crate::{
    id::{self, LessonId, WeekId},
    problem::Problem,
};

pub(super) static SUBJECT: Subject = Subject {
    kinds: &[Kind::plain("week.known").naming(&[
        ("object", Names::Of(id::Kind::Week)),
        ("lessons", Names::Of(id::Kind::Lesson)),
        ("items", Names::Item),
    ])],
    tables: "create table known (
        course text not null,
        item   text not null,
        day    text not null,      -- the learning day
        at     integer not null,
        id     blob not null,
        primary key (course, item, day, at, id)
    ) strict, without rowid;

    create table known_lesson (
        course text not null,
        id     text not null,
        primary key (course, id)
    ) strict, without rowid;",
    read: |event| Some(Box::new(event.typed::<WeekEvent>()?)),
};

/// What happens to a week as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data")]
pub enum WeekEvent {
    /// It was tested out of: its lessons are known, its items stand as after a first good answer.
    #[serde(rename = "week.known")]
    Known {
        #[serde(rename = "object")]
        week: WeekId,
        lessons: Vec<LessonId>,
        items: Vec<String>,
    },
}

impl Typed for WeekEvent {}

impl Change for WeekEvent {
    fn apply(&self, scope: &Scope<'_>) -> Result<()> {
        let Self::Known { lessons, items, .. } = self;
        for lesson in lessons {
            let sql = "insert or ignore into known_lesson (course, id) values (?1, ?2)";
            scope.run(sql, params![scope.course, lesson.as_str()])?;
        }
        let event = scope.event.as_bytes().as_slice();
        for item in items {
            let sql = "insert or ignore into known (course, item, day, at, id)
                       values (?1, ?2, ?3, ?4, ?5)";
            scope.run(sql, params![scope.course, item, scope.day, scope.at, event])?;
            scope.stale.mark(scope.course, item);
        }
        Ok(())
    }
}

impl Progress {
    /// The lessons of the open course that are known without having been read.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn known_lessons(&self) -> std::result::Result<Vec<LessonId>, Problem> {
        let sql = "select id from known_lesson where course = ?1 order by id";
        self.ask(|connection| {
            let id = |row: &rusqlite::Row<'_>| Ok(LessonId::new(row.get::<_, String>(0)?));
            all(connection, sql, [self.course().as_str()], id)
        })
    }
}
