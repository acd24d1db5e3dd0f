//! What is known of questions: last answers, what was missed, what was picked wrongly, how sure it was.

use rusqlite::Result;

use super::super::{
    Progress,
    log::Entry,
    query::{Rows, all, one},
};
use super::{QuestionEvent, read};
use crate::{
    clock::{Day, Timestamp},
    id::QuestionId,
    problem::Problem,
    quiz::Answer,
};

/// What was answered to a question so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionProgress {
    pub question: QuestionId,
    pub seen_at: Timestamp,
    pub right: u32,
    pub wrong: u32,
    pub last_right: bool,
    /// Whether the learner was sure of the last answer.
    pub last_sure: bool,
    /// The revision that was answered last; another one now means that the question was edited.
    pub revision: String,
}

/// A wrong answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Slip {
    pub item: String,
    pub answer: Answer,
    /// The misconceptions that it met.
    pub tags: Vec<String>,
}

/// Answers by whether the learner was sure and whether they were right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Confidence {
    pub sure_right: u64,
    pub sure_wrong: u64,
    pub unsure_right: u64,
    pub unsure_wrong: u64,
}

impl Progress {
    /// How often the learner was sure, and how often rightly.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn confidence(&self) -> Result<Confidence, Problem> {
        let sql = "select coalesce(sum(sure and right), 0), coalesce(sum(sure and not right), 0),
                       coalesce(sum(not sure and right), 0), coalesce(sum(not sure and not right), 0)
                   from answer where course = ?1";
        self.ask(|connection| {
            let found = one(connection, sql, [self.course().as_str()], |row| {
                let count =
                    |at| -> Rows<u64> { Ok(u64::try_from(row.get::<_, i64>(at)?).unwrap_or(0)) };
                Ok(Confidence {
                    sure_right: count(0)?,
                    sure_wrong: count(1)?,
                    unsure_right: count(2)?,
                    unsure_wrong: count(3)?,
                })
            })?;
            Ok(found.unwrap_or_default())
        })
    }

    /// What was answered to one question; `None` if it was never answered.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn question(&self, id: &QuestionId) -> Result<Option<QuestionProgress>, Problem> {
        let sql = "select id, seen_at, right, wrong, last_right, last_sure, revision from question
                   where course = ?1 and id = ?2";
        self.ask(|connection| one(connection, sql, [self.course().as_str(), id.as_str()], read))
    }

    /// The questions that were answered wrongly at least once, by id; without those answered in an exam that
    /// is under way, of which nothing is told before its end.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn missed(&self) -> Result<Vec<QuestionProgress>, Problem> {
        let sql = "select id, seen_at, right, wrong, last_right, last_sure, revision from question
                   where course = ?1 and wrong > 0 and id not in (
                       select given.question from sitting join given
                           on given.course = sitting.course and given.sitting = sitting.id
                       where sitting.course = ?1 and mode = 'exam' and finished_at is null
                           and not exists (
                               select 1 from sitting as later
                               where later.course = ?1 and later.quiz = sitting.quiz
                                   and later.started_at > sitting.started_at))
                   order by id";
        self.ask(|connection| all(connection, sql, [self.course().as_str()], read))
    }

    /// What was answered wrongly to one item, the earliest first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn wrong_answers(&self, item: &str) -> Result<Vec<Answer>, Problem> {
        let sql = "select id from answer where course = ?1 and item = ?2 and not right
                   order by day, at, id";
        self.ask(|connection| {
            let key = [self.course().as_str(), item];
            let ids: Vec<[u8; 16]> = all(connection, sql, key, |row| row.get(0))?;
            let mut found = Vec::new();
            for id in ids.into_iter().map(uuid::Uuid::from_bytes) {
                let event = Entry::find(connection, id)?.and_then(|entry| entry.event.typed());
                if let Some(QuestionEvent::Answered { response, .. }) = event {
                    found.push(response);
                }
            }
            Ok(found)
        })
    }

    /// Wrong answers from a learning day on that show what was taken for what: those to items whose ids begin
    /// so, and those with tags. The latest first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn slips(&self, since: Day, start: &str) -> Result<Vec<Slip>, Problem> {
        // The ids that begin so stand together in the primary key, tagged answers in an index.
        let sql = "select at, id, item, tags from answer
                   where course = ?1 and item >= ?2 and item < ?2 || char(1114111) and day >= ?3
                       and not right
                   union
                   select at, id, item, tags from answer
                   where course = ?1 and day >= ?3 and tags <> '' and not right
                   order by at desc, id desc";
        self.ask(|connection| {
            let key = [self.course().as_str(), start, &since.to_string()];
            let rows: Vec<([u8; 16], String, String)> =
                all(connection, sql, key, |row| Ok((row.get(1)?, row.get(2)?, row.get(3)?)))?;
            let mut found = Vec::new();
            for (id, item, tags) in rows {
                let entry = Entry::find(connection, uuid::Uuid::from_bytes(id))?;
                let event = entry.and_then(|entry| entry.event.typed());
                if let Some(QuestionEvent::Answered { response, .. }) = event {
                    let tags = tags.split_whitespace().map(str::to_owned).collect();
                    found.push(Slip { item, answer: response, tags });
                }
            }
            Ok(found)
        })
    }

    /// What was asked in reviews on a learning day, in order, each with whether the answer was right.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn reviewed_on(&self, day: Day) -> Result<Vec<(String, bool)>, Problem> {
        let sql = "select item, right from answer where course = ?1 and day = ?2 and reviewed
                   order by at, id";
        let key = [self.course().as_str(), &day.to_string()];
        self.ask(|connection| all(connection, sql, key, |row| Ok((row.get(0)?, row.get(1)?))))
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
