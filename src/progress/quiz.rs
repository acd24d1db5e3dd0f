//! Quizzes: the events of sittings from their draw to their result, and how the attempts went.

use rusqlite::{OptionalExtension, Result, Row, params};
use serde::{Deserialize, Serialize};

use super::{
    Progress,
    event::Typed,
    latest,
    names::Names,
    query::{Rows, one},
    subject::{Change, Kind, Scope, Subject},
};
use crate::{
    clock::Timestamp,
    id::{self, QuestionId, QuizId},
    problem::Problem,
    quiz::{Answer, SittingMode},
};

pub(super) static SUBJECT: Subject = Subject {
    kinds: &[
        Kind::plain("quiz.started").naming(&[
            ("object", Names::Of(id::Kind::Quiz)),
            ("drawn", Names::Of(id::Kind::Question)),
        ]),
        Kind::plain("quiz.finished").naming(&[("object", Names::Of(id::Kind::Quiz))]),
        Kind::plain("quiz.marked").naming(&[
            ("object", Names::Of(id::Kind::Quiz)),
            ("question", Names::Of(id::Kind::Question)),
        ]),
    ],
    tables: "create table quiz (
        course    text not null,
        id        text not null,
        attempts  integer not null default 0,
        best      integer not null default 0,  -- percent
        last      integer not null default 0,  -- percent
        last_at   integer not null default 0,
        passed_at integer,                     -- the first time
        primary key (course, id)
    ) strict, without rowid;

    create table sitting (
        course      text not null,
        id          text not null,
        quiz        text not null,
        mode        text not null,
        seed        integer not null,
        drawn       text not null,   -- JSON list of question ids
        retry       text,            -- the sitting whose missed questions these are
        started_at  integer not null,
        started_by  blob not null,   -- the event that says so
        finished_at integer,
        finished_by blob,            -- the event that says so
        right       integer,
        asked       integer,
        percent     integer,
        passed      integer,
        primary key (course, id)
    ) strict, without rowid;
    create index sitting_of_quiz on sitting (course, quiz, started_at);
    create index sitting_open on sitting (course, quiz) where finished_at is null;

    create table given (
        course   text not null,
        sitting  text not null,
        question text not null,
        -- the answer that counts, and the first one
        at       integer not null,
        event    blob not null,
        first_at integer not null,
        first    blob not null,
        revision text not null,
        answer   text not null,      -- JSON
        right    integer not null,
        share    real not null,
        primary key (course, sitting, question)
    ) strict, without rowid;

    create table marked (
        course   text not null,
        sitting  text not null,
        question text not null,
        primary key (course, sitting, question)
    ) strict, without rowid;",
    read: |event| Some(Box::new(event.typed::<QuizEvent>()?)),
};

/// What happens to a quiz.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data")]
pub enum QuizEvent {
    /// A sitting began.
    #[serde(rename = "quiz.started")]
    Started {
        #[serde(rename = "object")]
        quiz: QuizId,
        sitting: String,
        mode: SittingMode,
        seed: u64,
        drawn: Vec<QuestionId>,
        /// The sitting whose missed questions are asked again: no attempt at the quiz as a whole.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry: Option<String>,
    },
    /// A sitting ended.
    #[serde(rename = "quiz.finished")]
    Finished {
        #[serde(rename = "object")]
        quiz: QuizId,
        sitting: String,
        right: u32,
        asked: u32,
        percent: u8,
        success: bool,
    },
    /// A question of a sitting was marked to come back to, or its mark was taken away.
    #[serde(rename = "quiz.marked")]
    Marked {
        #[serde(rename = "object")]
        quiz: QuizId,
        sitting: String,
        question: QuestionId,
        marked: bool,
    },
}

/// How the attempts at a quiz went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuizProgress {
    pub quiz: QuizId,
    /// Finished sittings.
    pub attempts: u32,
    /// Percent.
    pub best: u8,
    /// Percent.
    pub last: u8,
    pub passed_at: Option<Timestamp>,
    /// A sitting that can go on: how many of how many questions are answered.
    pub open: Option<(u32, u32)>,
}

impl Typed for QuizEvent {}

impl Change for QuizEvent {
    fn apply(&self, scope: &Scope<'_>) -> Result<()> {
        let (Self::Started { quiz, .. } | Self::Finished { quiz, .. } | Self::Marked { quiz, .. }) =
            self;
        match self {
            Self::Started { sitting, mode, seed, drawn, retry, .. } => {
                let mode = if *mode == SittingMode::Exam { "exam" } else { "practice" };
                let drawn_ids = serde_json::to_string(drawn).unwrap_or_default();
                let seed = i64::from_ne_bytes(seed.to_ne_bytes());
                scope.run(
                    "insert into sitting (course, id, quiz, mode, seed, drawn, started_at, started_by,
                         retry)
                     values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) on conflict do nothing",
                    params![
                        scope.course,
                        sitting,
                        quiz.as_str(),
                        mode,
                        seed,
                        drawn_ids,
                        scope.at,
                        scope.event.as_bytes().as_slice(),
                        retry
                    ],
                )?;
                if mode == "exam" {
                    // Which of several answers counts is known only now.
                    drawn.iter().for_each(|id| scope.stale.mark(scope.course, id.as_str()));
                }
            }
            Self::Finished { sitting, right, asked, percent, success, .. } => {
                let first = scope.run(
                    "update sitting set finished_at = ?3, right = ?4, asked = ?5, percent = ?6,
                         passed = ?7, finished_by = ?8
                     where course = ?1 and id = ?2 and finished_at is null",
                    params![
                        scope.course,
                        sitting,
                        scope.at,
                        right,
                        asked,
                        percent,
                        success,
                        scope.event.as_bytes().as_slice()
                    ],
                )?;
                if first > 0 && !is_retry(scope, sitting)? {
                    add_attempt(scope, quiz, *percent, *success)?;
                }
            }
            Self::Marked { sitting, question, marked, .. } => {
                set_mark(scope, sitting, question, *marked)?;
            }
        }
        latest::was_at(scope, "quiz", quiz.as_str())
    }
}

/// Whether a sitting asks again what another one missed.
fn is_retry(scope: &Scope<'_>, sitting: &str) -> Result<bool> {
    let sql = "select 1 from sitting where course = ?1 and id = ?2 and retry is not null";
    scope.connection.prepare_cached(sql)?.exists([scope.course, sitting])
}

/// Sets the mark of a question, or takes it away; the last in the order of arrival holds.
fn set_mark(scope: &Scope<'_>, sitting: &str, question: &QuestionId, set: bool) -> Result<()> {
    let sql = if set {
        "insert into marked (course, sitting, question) values (?1, ?2, ?3) on conflict do nothing"
    } else {
        "delete from marked where course = ?1 and sitting = ?2 and question = ?3"
    };
    scope.run(sql, params![scope.course, sitting, question.as_str()]).map(drop)
}

fn add_attempt(scope: &Scope<'_>, quiz: &QuizId, percent: u8, success: bool) -> Result<()> {
    scope.run(
        "insert into quiz (course, id) values (?1, ?2) on conflict do nothing",
        params![scope.course, quiz.as_str()],
    )?;
    scope
        .run(
            "update quiz set attempts = attempts + 1, best = max(best, ?4),
                 last = iif(last_at <= ?3, ?4, last), last_at = max(last_at, ?3),
                 passed_at = iif(?5, min(coalesce(passed_at, ?3), ?3), passed_at)
             where course = ?1 and id = ?2",
            params![scope.course, quiz.as_str(), scope.at, percent, success],
        )
        .map(drop)
}

/// An answer inside a sitting.
pub(super) struct Answered<'a> {
    pub(super) sitting: &'a str,
    pub(super) question: &'a QuestionId,
    pub(super) revision: &'a str,
    pub(super) response: &'a Answer,
    pub(super) success: &'a bool,
    pub(super) score: &'a f64,
}

impl Answered<'_> {
    /// Gives it to its sitting, if it arrived between the beginning and the end of that: in practice the
    /// first answer counts, in an exam the last one, by the moments at which they were given.
    pub(super) fn apply(&self, scope: &Scope<'_>) -> Result<()> {
        let Some(exam) = self.is_of_exam(scope)? else { return Ok(()) };
        let answer = serde_json::to_string(self.response).unwrap_or_default();
        let event = scope.event.as_bytes().as_slice();
        let values = params![
            scope.course,
            self.sitting,
            self.question.as_str(),
            scope.at,
            event,
            self.revision,
            answer,
            self.success,
            self.score
        ];
        let counts = if exam { "(?4, ?5) > (at, event)" } else { "(?4, ?5) < (at, event)" };
        let sql = format!(
            "insert into given (course, sitting, question, at, event, first_at, first, revision,
                 answer, right, share)
             values (?1, ?2, ?3, ?4, ?5, ?4, ?5, ?6, ?7, ?8, ?9)
             on conflict do update set at = ?4, event = ?5, revision = ?6, answer = ?7, right = ?8,
                 share = ?9
             where {counts}"
        );
        scope.run(&sql, values)?;
        let sql = "update given set first_at = ?4, first = ?5
                   where course = ?1 and sitting = ?2 and question = ?3
                       and (first_at, first) > (?4, ?5)";
        let values = params![scope.course, self.sitting, self.question.as_str(), scope.at, event];
        scope.run(sql, values).map(drop)
    }

    /// Whether its sitting is an exam; `None` where the answer arrived outside of the sitting.
    fn is_of_exam(&self, scope: &Scope<'_>) -> Result<Option<bool>> {
        let sql = "select mode = 'exam' from sitting where course = ?1 and id = ?2
                       and (select rowid from event where id = started_by)
                           < (select rowid from event where id = ?3)
                       and (finished_by is null or (select rowid from event where id = finished_by)
                           > (select rowid from event where id = ?3))";
        let event = scope.event.as_bytes().as_slice();
        let values = params![scope.course, self.sitting, event];
        scope.connection.prepare_cached(sql)?.query_row(values, |row| row.get(0)).optional()
    }
}

/// Forgets what was answered to a question in a sitting.
pub(super) fn forget_given(scope: &Scope<'_>, sitting: &str, question: &QuestionId) -> Result<()> {
    let sql = "delete from given where course = ?1 and sitting = ?2 and question = ?3";
    scope.run(sql, params![scope.course, sitting, question.as_str()]).map(drop)
}

/// Quizzes with the sitting that can go on: the newest, if it is not finished.
pub(super) const QUIZZES: &str = "with open as (
        select id, quiz, drawn from sitting s
        where course = ?1 and finished_at is null and not exists (
            select 1 from sitting later
            where later.course = s.course and later.quiz = s.quiz
                and (later.started_at, later.id) > (s.started_at, s.id)))
    select name, coalesce(attempts, 0), coalesce(best, 0), coalesce(last, 0), passed_at,
        json_array_length(open.drawn),
        (select count(*) from given where course = ?1 and sitting = open.id)
    from (select id as name from quiz where course = ?1 union select quiz from open)
        left join quiz on quiz.course = ?1 and quiz.id = name
        left join open on open.quiz = name";

pub(super) fn read(row: &Row<'_>) -> Rows<QuizProgress> {
    let drawn: Option<u32> = row.get(5)?;
    let given: u32 = row.get(6)?;
    Ok(QuizProgress {
        quiz: QuizId::new(row.get::<_, String>(0)?),
        attempts: row.get(1)?,
        best: row.get(2)?,
        last: row.get(3)?,
        passed_at: row.get::<_, Option<i64>>(4)?.map(Timestamp),
        open: drawn.map(|drawn| (given, drawn)),
    })
}

impl Progress {
    /// How the attempts at one quiz went; `None` if there was none.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn quiz(&self, id: &QuizId) -> Result<Option<QuizProgress>, Problem> {
        let sql = format!("{QUIZZES} where name = ?2");
        self.ask(|connection| one(connection, &sql, [self.course().as_str(), id.as_str()], read))
    }
}
