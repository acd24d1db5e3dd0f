//! Where the learner was last in each course.

use rusqlite::{Result, Row, params};

use super::{
    query::Rows,
    subject::{Scope, Subject},
};
use crate::id::{ExerciseId, LabId, LessonId, QuizId};

pub(super) static SUBJECT: Subject = Subject {
    kinds: &[],
    tables: "create table latest (
        course text primary key,
        kind   text not null,      -- lesson, quiz, exercise, lab
        object text not null,
        at     integer not null
    ) strict, without rowid;",
    read: |_| None,
};

pub(super) const LATEST: &str = "select kind, object from latest where course = ?1";

/// Where the learner was last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Latest {
    Lesson(LessonId),
    Quiz(QuizId),
    Exercise(ExerciseId),
    Lab(LabId),
}

pub(super) fn read(row: &Row<'_>) -> Rows<Option<Latest>> {
    let (kind, object): (String, String) = (row.get(0)?, row.get(1)?);
    Ok(match kind.as_str() {
        "lesson" => Some(Latest::Lesson(LessonId::new(object))),
        "quiz" => Some(Latest::Quiz(QuizId::new(object))),
        "exercise" => Some(Latest::Exercise(ExerciseId::new(object))),
        "lab" => Some(Latest::Lab(LabId::new(object))),
        _ => None,
    })
}

/// Says that the learner was at an object.
pub(super) fn was_at(scope: &Scope<'_>, kind: &str, object: &str) -> Result<()> {
    let sql = "insert into latest (course, kind, object, at) values (?1, ?2, ?3, ?4)
               on conflict do update set kind = excluded.kind, object = excluded.object,
                   at = excluded.at
               where (excluded.at, excluded.kind, excluded.object) >= (at, kind, object)";
    scope.run(sql, params![scope.course, kind, object, scope.at]).map(drop)
}
