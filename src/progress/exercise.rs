//! Exercises: the draft, and every attempt that was graded.

use rusqlite::{Result, Row, params};
use serde::{Deserialize, Serialize};

use super::{
    Progress,
    event::Typed,
    latest,
    names::{Ids, Names},
    query::{Rows, all, one},
    subject::{Change, Coalesced, Kind, Scope, Subject},
};
use crate::{
    clock::Timestamp,
    exercise::{Answer, Exercise},
    id::{self, ExerciseId},
    problem::Problem,
    verdict::{Status, Verdict},
};

const EXERCISE: Ids = &[("object", Names::Of(id::Kind::Exercise))];

pub(super) static SUBJECT: Subject = Subject {
    kinds: &[
        Kind::coalesced(
            "exercise.drafted",
            Coalesced {
                stands_at: "select draft_at from exercise where course = ?1 and id = ?2",
                merge: |_, _| {},
            },
        )
        .naming(EXERCISE),
        Kind::plain("exercise.graded").naming(EXERCISE),
    ],
    tables: "create table exercise (
        course    text not null,
        id        text not null,
        draft     text,
        draft_at  integer,
        begun_on  text,                      -- the learning day of the first draft
        attempts  integer not null default 0,
        best      real not null default 0,   -- 0 to 1
        passed_at integer,
        primary key (course, id)
    ) strict, without rowid;

    create table attempt (
        course   text not null,
        exercise text not null,
        at       integer not null,
        day      text not null,            -- the learning day
        score    real not null,            -- 0 to 1
        passed   integer not null,
        answer   text not null
    ) strict;
    create index attempt_at_exercise on attempt (course, exercise, at);",
    read: |event| Some(Box::new(event.typed::<ExerciseEvent>()?)),
};

/// What happens to an exercise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data")]
pub enum ExerciseEvent {
    /// The answer was changed. Kept up to date like a position in a lesson.
    #[serde(rename = "exercise.drafted")]
    Drafted {
        #[serde(rename = "object")]
        exercise: ExerciseId,
        revision: String,
        draft: String,
    },
    /// An answer was graded.
    #[serde(rename = "exercise.graded")]
    Graded {
        #[serde(rename = "object")]
        exercise: ExerciseId,
        revision: String,
        response: String,
        success: bool,
        /// From 0 to 1.
        score: f64,
        /// Which rules found something; none before rules were counted.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        findings: Vec<RuleCount>,
    },
}

/// How often a rule found something in an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleCount {
    pub rule: String,
    pub times: u32,
}

impl ExerciseEvent {
    /// An answer to an exercise was graded.
    pub fn graded(exercise: &Exercise, answer: &Answer, verdict: &Verdict) -> Self {
        let counts = verdict.rule_counts();
        Self::Graded {
            exercise: exercise.id.clone(),
            revision: exercise.revision.clone(),
            response: answer.to_text(),
            success: verdict.status() == Status::Accepted,
            score: verdict.points() / 100.0,
            findings: counts
                .into_iter()
                .map(|(rule, times)| RuleCount { rule: rule.to_owned(), times })
                .collect(),
        }
    }
}

/// The state of an exercise.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub text: Option<String>,
    pub attempts: u32,
    /// From 0 to 1.
    pub best: f64,
    pub passed_at: Option<Timestamp>,
}

/// One graded attempt at an exercise.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    pub at: Timestamp,
    /// From 0 to 1.
    pub score: f64,
    pub passed: bool,
    /// The answer that was graded.
    pub answer: String,
}

impl Typed for ExerciseEvent {}

impl Change for ExerciseEvent {
    fn apply(&self, scope: &Scope<'_>) -> Result<()> {
        let (course, at) = (scope.course, scope.at);
        let (Self::Drafted { exercise, .. } | Self::Graded { exercise, .. }) = self;
        let id = exercise.as_str();
        match self {
            Self::Drafted { draft, .. } => {
                scope.run(
                    "insert into exercise (course, id, draft, draft_at) values (?1, ?2, ?3, ?4)
                     on conflict do update set draft = excluded.draft, draft_at = excluded.draft_at
                     where draft_at is null or draft_at <= excluded.draft_at",
                    params![course, id, draft, at],
                )?;
                scope.run(
                    "update exercise set begun_on = min(coalesce(begun_on, ?3), ?3)
                     where course = ?1 and id = ?2",
                    params![course, id, scope.day],
                )?;
            }
            Self::Graded { success, score, response, .. } => {
                scope.run(
                    "insert into attempt (course, exercise, at, day, score, passed, answer)
                     values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    params![course, id, at, scope.day, score, success, response],
                )?;
                scope.run(
                    "insert into exercise (course, id) values (?1, ?2) on conflict do nothing",
                    params![course, id],
                )?;
                scope.run(
                    "update exercise set attempts = attempts + 1, best = max(best, ?4),
                         passed_at = iif(?5, min(coalesce(passed_at, ?3), ?3), passed_at)
                     where course = ?1 and id = ?2",
                    params![course, id, at, score, success],
                )?;
            }
        }
        latest::was_at(scope, "exercise", id)
    }
}

fn draft(row: &Row<'_>) -> Rows<Draft> {
    Ok(Draft {
        text: row.get(0)?,
        attempts: row.get(1)?,
        best: row.get(2)?,
        passed_at: row.get::<_, Option<i64>>(3)?.map(Timestamp),
    })
}

impl Progress {
    /// The draft and the results of an exercise; `None` if it was never begun.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn draft(&self, exercise: &ExerciseId) -> Result<Option<Draft>, Problem> {
        let sql = "select draft, attempts, best, passed_at from exercise
                   where course = ?1 and id = ?2";
        let key = [self.course().as_str(), exercise.as_str()];
        self.ask(|connection| one(connection, sql, key, draft))
    }

    /// Every exercise that was begun, with its state.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn exercises(&self) -> Result<Vec<(ExerciseId, Draft)>, Problem> {
        let sql = "select null, attempts, best, passed_at, id from exercise where course = ?1";
        self.ask(|connection| {
            all(connection, sql, [self.course().as_str()], |row| {
                Ok((ExerciseId::new(row.get::<_, String>(4)?), draft(row)?))
            })
        })
    }

    /// The graded attempts at an exercise, oldest first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn attempts(&self, exercise: &ExerciseId) -> Result<Vec<Attempt>, Problem> {
        let sql = "select at, score, passed, answer from attempt
                   where course = ?1 and exercise = ?2 order by at";
        let key = [self.course().as_str(), exercise.as_str()];
        self.ask(|connection| {
            all(connection, sql, key, |row| {
                Ok(Attempt {
                    at: Timestamp(row.get(0)?),
                    score: row.get(1)?,
                    passed: row.get(2)?,
                    answer: row.get(3)?,
                })
            })
        })
    }
}
