//! Questions: every answer, in a sitting or as a check inside a lesson.

use rusqlite::{Result, Row, params};
use serde::{Deserialize, Serialize};

use super::{
    Progress,
    event::Typed,
    latest,
    query::{Rows, one},
    quiz,
    subject::{Change, Kind, Scope, Subject, Tally},
};
use crate::{
    clock::Timestamp,
    id::{QuestionId, QuizId},
    problem::Problem,
    quiz::Answer,
};

pub(super) static SUBJECT: Subject = Subject {
    kinds: &[Kind::plain("question.answered")],
    tables: "create table question (
        course     text not null,
        id         text not null,
        seen_at    integer not null,
        right      integer not null default 0,
        wrong      integer not null default 0,
        last_right integer not null,
        revision   text not null,
        primary key (course, id)
    ) strict, without rowid;",
    read: |event| Some(Box::new(event.typed::<QuestionEvent>()?)),
};

/// What happens to a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data")]
pub enum QuestionEvent {
    /// It was answered.
    #[serde(rename = "question.answered")]
    Answered {
        #[serde(rename = "object")]
        question: QuestionId,
        revision: String,
        response: Answer,
        success: bool,
        /// How much of the answer is right, from 0 to 1.
        score: f64,
        /// What posed the question.
        seed: u64,
        /// The sitting and its quiz; none for a check question in a lesson.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sitting: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        quiz: Option<QuizId>,
    },
}

/// What was answered to a question so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionProgress {
    pub question: QuestionId,
    pub seen_at: Timestamp,
    pub right: u32,
    pub wrong: u32,
    pub last_right: bool,
    /// The revision that was answered last; another one now means that the question was edited.
    pub revision: String,
}

impl Typed for QuestionEvent {}

impl Change for QuestionEvent {
    fn apply(&self, scope: &Scope<'_>) -> Result<()> {
        let Self::Answered { question, revision, response, success, score, sitting, quiz, .. } =
            self;
        let values = params![scope.course, question.as_str(), scope.at, success, revision];
        scope.run(
            "insert into question (course, id, seen_at, right, wrong, last_right, revision)
             values (?1, ?2, ?3, ?4, not ?4, ?4, ?5)
             on conflict do update set right = right + excluded.right,
                 wrong = wrong + excluded.wrong",
            values,
        )?;
        scope.run(
            "update question set seen_at = ?3, last_right = ?4, revision = ?5
             where course = ?1 and id = ?2 and seen_at <= ?3",
            values,
        )?;
        if let Some(sitting) = sitting {
            let given = quiz::Answered { sitting, question, revision, response, success, score };
            given.apply(scope)?;
        }
        match quiz {
            Some(quiz) => latest::was_at(scope, "quiz", quiz.as_str()),
            None => Ok(()),
        }
    }

    fn tally(&self) -> Tally {
        let Self::Answered { success, .. } = self;
        Tally { answers: 1, right: i64::from(*success), ..Tally::default() }
    }
}

fn read(row: &Row<'_>) -> Rows<QuestionProgress> {
    Ok(QuestionProgress {
        question: QuestionId::new(row.get::<_, String>(0)?),
        seen_at: Timestamp(row.get(1)?),
        right: row.get(2)?,
        wrong: row.get(3)?,
        last_right: row.get(4)?,
        revision: row.get(5)?,
    })
}

impl Progress {
    /// What was answered to one question; `None` if it was never answered.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn question(&self, id: &QuestionId) -> Result<Option<QuestionProgress>, Problem> {
        let sql = "select id, seen_at, right, wrong, last_right, revision from question
                   where course = ?1 and id = ?2";
        self.ask(|connection| one(connection, sql, [self.course().as_str(), id.as_str()], read))
    }

    /// Those of some questions that were answered before, the latest first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn recent<'a>(
        &self,
        questions: impl IntoIterator<Item = &'a QuestionId>,
    ) -> Result<Vec<QuestionId>, Problem> {
        self.ask(|connection| {
            let sql = "select seen_at from question where course = ?1 and id = ?2";
            let mut seen: Vec<(i64, &QuestionId)> = Vec::new();
            for id in questions {
                let key = [self.course().as_str(), id.as_str()];
                if let Some(at) = one(connection, sql, key, |row| row.get(0))? {
                    seen.push((at, id));
                }
            }
            seen.sort_by(|a, b| b.cmp(a));
            Ok(seen.into_iter().map(|(_, id)| id.clone()).collect())
        })
    }
}
