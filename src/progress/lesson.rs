//! Lessons: opened, read up to a place, read to the end.

use rusqlite::{Result, Row, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Progress,
    event::{Data, Typed},
    latest,
    names::{Ids, Names},
    query::{Rows, byte_in, byte_out, one},
    subject::{Change, Coalesced, Kind, Scope, Subject, Tally},
};
use crate::{
    clock::Timestamp,
    id::{self, LessonId},
    problem::Problem,
};

/// The field of a position that only grows.
const FURTHEST: &str = "furthest";

const LESSON: Ids = &[("object", Names::Of(id::Kind::Lesson))];

pub(super) static SUBJECT: Subject = Subject {
    kinds: &[
        Kind::plain("lesson.opened").naming(LESSON),
        Kind::coalesced(
            "lesson.position",
            Coalesced {
                stands_at: "select placed_at from lesson where course = ?1 and id = ?2",
                merge: keep_furthest,
            },
        )
        .naming(LESSON),
        Kind::undoable(
            "lesson.completed",
            "update lesson set completed_at = null, completed_on = null
             where course = ?1 and id = ?2",
        )
        .naming(LESSON),
    ],
    tables: "create table lesson (
        course       text not null,
        id           text not null,
        opened_at    integer,           -- the first time
        seen_at      integer not null,  -- the last time
        times        integer not null default 0,
        completed_at integer,
        completed_on text,              -- the learning day of it
        -- where the reader was last
        byte         integer,
        percent      integer not null default 0,
        revision     text not null default '',
        placed_at    integer,
        -- the furthest point reached
        furthest     integer not null default 0,
        primary key (course, id)
    ) strict, without rowid;

    create table reading (
        course   text not null,
        lesson   text not null,
        day      text not null,      -- the learning day
        furthest integer not null,   -- the furthest point reached by its end
        primary key (course, lesson, day)
    ) strict, without rowid;",
    read: |event| Some(Box::new(event.typed::<LessonEvent>()?)),
};

/// What happens to a lesson.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data")]
pub enum LessonEvent {
    /// It was opened.
    #[serde(rename = "lesson.opened")]
    Opened {
        #[serde(rename = "object")]
        lesson: LessonId,
        revision: String,
    },
    /// The reader is at a place. Kept up to date: one entry for each lesson, device and day.
    #[serde(rename = "lesson.position")]
    Position {
        #[serde(rename = "object")]
        lesson: LessonId,
        revision: String,
        /// Where the first line on the screen starts in the lesson's source, in bytes, so that it is
        /// found again at any window size.
        byte: u64,
        /// How much of the lesson was above the end of the screen.
        percent: u8,
        /// The most of it that ever was; give `percent` if unknown, the log keeps the largest.
        furthest: u8,
    },
    /// It was read to its end or ticked off.
    #[serde(rename = "lesson.completed")]
    Completed {
        #[serde(rename = "object")]
        lesson: LessonId,
        revision: String,
    },
}

/// How far a lesson was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonProgress {
    pub lesson: LessonId,
    pub seen_at: Timestamp,
    /// How often it was opened.
    pub times: u32,
    /// Where the first line on the screen starts in the source, in bytes, and the revision of that
    /// source; `None` if the reader never moved.
    pub place: Option<(u64, String)>,
    /// Where the reader was last, and the furthest.
    pub percent: u8,
    pub furthest: u8,
    pub completed_at: Option<Timestamp>,
}

impl Typed for LessonEvent {}

impl Change for LessonEvent {
    fn apply(&self, scope: &Scope<'_>) -> Result<()> {
        let (course, at) = (scope.course, scope.at);
        match self {
            Self::Opened { lesson, .. } => {
                scope.run(
                    "insert into lesson (course, id, opened_at, seen_at, times)
                     values (?1, ?2, ?3, ?3, 1)
                     on conflict do update set times = times + 1,
                         opened_at = min(coalesce(opened_at, excluded.opened_at),
                                         excluded.opened_at),
                         seen_at = max(seen_at, excluded.seen_at)",
                    params![course, lesson.as_str(), at],
                )?;
                latest::was_at(scope, "lesson", lesson.as_str())
            }
            Self::Position { lesson, revision, byte, percent, furthest } => {
                let values = params![
                    course,
                    lesson.as_str(),
                    at,
                    byte_in(*byte),
                    percent,
                    revision,
                    furthest
                ];
                scope.run(
                    "insert into lesson (course, id, seen_at, byte, percent, revision, placed_at,
                         furthest)
                     values (?1, ?2, ?3, ?4, ?5, ?6, ?3, max(?5, ?7))
                     on conflict do update set seen_at = max(seen_at, excluded.seen_at),
                         furthest = max(furthest, excluded.furthest)",
                    values,
                )?;
                scope.run(
                    "insert into reading (course, lesson, day, furthest) values (?1, ?2, ?3, max(?4, ?5))
                     on conflict do update set furthest = max(furthest, excluded.furthest)",
                    params![course, lesson.as_str(), scope.day, percent, furthest],
                )?;
                scope.run(
                    "update lesson set byte = ?4, percent = ?5, revision = ?6, placed_at = ?3
                     where course = ?1 and id = ?2 and (placed_at is null or placed_at <= ?3)",
                    params![course, lesson.as_str(), at, byte_in(*byte), percent, revision],
                )?;
                latest::was_at(scope, "lesson", lesson.as_str())
            }
            Self::Completed { lesson, .. } => scope
                .run(
                    "insert into lesson (course, id, seen_at, completed_at, completed_on)
                     values (?1, ?2, ?3, ?3, ?4)
                     on conflict do update set seen_at = max(seen_at, excluded.seen_at),
                         completed_at = min(coalesce(completed_at, excluded.completed_at),
                                            excluded.completed_at),
                         completed_on = min(coalesce(completed_on, excluded.completed_on),
                                            excluded.completed_on)",
                    params![course, lesson.as_str(), at, scope.day],
                )
                .map(drop),
        }
    }

    /// It was looked at all the same.
    fn apply_undone(&self, scope: &Scope<'_>) -> Result<()> {
        let Self::Completed { lesson, .. } = self else { return Ok(()) };
        let sql = "insert into lesson (course, id, seen_at) values (?1, ?2, ?3)
                   on conflict do update set seen_at = max(seen_at, excluded.seen_at)";
        scope.run(sql, params![scope.course, lesson.as_str(), scope.at]).map(drop)
    }

    fn tally(&self) -> Tally {
        Tally { lessons: i64::from(matches!(self, Self::Completed { .. })), ..Tally::default() }
    }
}

fn keep_furthest(before: &Data, now: &mut Data) {
    let furthest = |data: &Data| data.get(FURTHEST).and_then(Value::as_u64);
    if let (Some(old), Some(new)) = (furthest(before), furthest(now)) {
        now.insert(FURTHEST.into(), old.max(new).into());
    }
}

pub(super) const LESSONS: &str =
    "select id, seen_at, times, byte, revision, percent, furthest, completed_at
     from lesson where course = ?1";

pub(super) fn read(row: &Row<'_>) -> Rows<LessonProgress> {
    let byte: Option<i64> = row.get(3)?;
    let revision: String = row.get(4)?;
    Ok(LessonProgress {
        lesson: LessonId::new(row.get::<_, String>(0)?),
        seen_at: Timestamp(row.get(1)?),
        times: row.get(2)?,
        place: byte.map(|byte| (byte_out(byte), revision)),
        percent: row.get(5)?,
        furthest: row.get(6)?,
        completed_at: row.get::<_, Option<i64>>(7)?.map(Timestamp),
    })
}

impl Progress {
    /// How far one lesson was read; `None` if it was never opened.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn lesson(&self, id: &LessonId) -> Result<Option<LessonProgress>, Problem> {
        let sql = format!("{LESSONS} and id = ?2");
        self.ask(|connection| one(connection, &sql, [self.course().as_str(), id.as_str()], read))
    }
}
