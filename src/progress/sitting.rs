//! Sittings as they are read back: one that goes on, one that is looked at again, all of the past.

use rusqlite::{Connection, Result, Row};

use super::{
    Progress,
    failure::Failure,
    query::{Rows, all, one},
};
use crate::{
    clock::Timestamp,
    id::{QuestionId, QuizId},
    problem::Problem,
    quiz::{Given, Sitting, SittingMode},
};

/// A sitting of the past, without what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastSitting {
    pub id: String,
    pub quiz: QuizId,
    pub mode: SittingMode,
    /// When it was finished; when it began, where it never was.
    pub at: Timestamp,
    pub finished: bool,
    /// Whether it asked again what another one missed.
    pub retry: bool,
    pub right: u32,
    pub asked: u32,
    pub percent: u8,
    pub passed: bool,
}

impl Progress {
    /// The sitting of a quiz that can go on: the newest one, if it is not finished.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn open_sitting(&self, quiz: &QuizId) -> Result<Option<Sitting>, Problem> {
        let sql = "select id, quiz, mode, seed, drawn, retry, finished_at from sitting
                   where course = ?1 and quiz = ?2
                   order by started_at desc, id desc limit 1";
        self.ask(|connection| {
            let key = [self.course().as_str(), quiz.as_str()];
            let found = one(connection, sql, key, |row| {
                Ok((sitting(row)?, row.get::<_, Option<i64>>(6)?.is_some()))
            })?;
            match found {
                Some((sitting, false)) => self.with_given(connection, sitting).map(Some),
                _ => Ok(None),
            }
        })
    }

    /// The sitting of a whole quiz that was finished last.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn finished_sitting(&self, quiz: &QuizId) -> Result<Option<Sitting>, Problem> {
        let sql = "select id, quiz, mode, seed, drawn, retry from sitting
                   where course = ?1 and quiz = ?2 and finished_at is not null and retry is null
                   order by finished_at desc, id desc limit 1";
        self.ask(|connection| {
            let found = one(connection, sql, [self.course().as_str(), quiz.as_str()], sitting)?;
            found.map(|sitting| self.with_given(connection, sitting)).transpose()
        })
    }

    /// A sitting by its id.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn sitting(&self, id: &str) -> Result<Option<Sitting>, Problem> {
        let sql =
            "select id, quiz, mode, seed, drawn, retry from sitting where course = ?1 and id = ?2";
        self.ask(|connection| {
            let found = one(connection, sql, [self.course().as_str(), id], sitting)?;
            found.map(|sitting| self.with_given(connection, sitting)).transpose()
        })
    }

    /// Every sitting of the past, the latest first: those that were finished, and those in which something was
    /// answered before another one of the quiz began.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn past_sittings(&self) -> Result<Vec<PastSitting>, Problem> {
        let sql = "select id, quiz, mode, started_at, finished_at, retry, json_array_length(drawn),
                       (select count(*) from given g
                        where g.course = s.course and g.sitting = s.id and g.right),
                       right, asked, percent, passed
                   from sitting s
                   where course = ?1 and (finished_at is not null
                       or exists (select 1 from given g
                                  where g.course = s.course and g.sitting = s.id)
                           and exists (select 1 from sitting later
                                       where later.course = s.course and later.quiz = s.quiz
                                           and (later.started_at, later.id) > (s.started_at, s.id)))
                   order by coalesce(finished_at, started_at) desc, id desc";
        self.ask(|connection| all(connection, sql, [self.course().as_str()], past))
    }

    fn with_given(
        &self,
        connection: &Connection,
        mut sitting: Sitting,
    ) -> Result<Sitting, Failure> {
        let sql = "select question, revision, answer, right, share from given
                   where course = ?1 and sitting = ?2 order by first_at, first";
        let given = all(connection, sql, [self.course().as_str(), &sitting.id], given)?;
        sitting.given = given.into_iter().flatten().collect();
        let sql = "select question from marked where course = ?1 and sitting = ?2";
        let key = [self.course().as_str(), &sitting.id];
        let id = |row: &Row<'_>| Ok(QuestionId::new(row.get::<_, String>(0)?));
        sitting.marked = all(connection, sql, key, id)?;
        Ok(sitting)
    }
}

fn past(row: &Row<'_>) -> Rows<PastSitting> {
    let (started, finished): (i64, Option<i64>) = (row.get(3)?, row.get(4)?);
    let (drawn, given_right): (u32, u32) = (row.get(6)?, row.get(7)?);
    Ok(PastSitting {
        id: row.get(0)?,
        quiz: QuizId::new(row.get::<_, String>(1)?),
        mode: mode(&row.get::<_, String>(2)?),
        at: Timestamp(finished.unwrap_or(started)),
        finished: finished.is_some(),
        retry: row.get::<_, Option<String>>(5)?.is_some(),
        right: row.get::<_, Option<u32>>(8)?.unwrap_or(given_right),
        asked: row.get::<_, Option<u32>>(9)?.unwrap_or(drawn),
        percent: row.get::<_, Option<u8>>(10)?.unwrap_or(0),
        passed: row.get::<_, Option<bool>>(11)?.unwrap_or(false),
    })
}

fn mode(name: &str) -> SittingMode {
    if name == "exam" { SittingMode::Exam } else { SittingMode::Practice }
}

fn sitting(row: &Row<'_>) -> Rows<Sitting> {
    let (name, drawn): (String, String) = (row.get(2)?, row.get(4)?);
    let seed: i64 = row.get(3)?;
    Ok(Sitting {
        id: row.get(0)?,
        quiz: QuizId::new(row.get::<_, String>(1)?),
        mode: mode(&name),
        seed: u64::from_ne_bytes(seed.to_ne_bytes()),
        drawn: serde_json::from_str(&drawn).unwrap_or_default(),
        retry: row.get(5)?,
        given: Vec::new(),
        marked: Vec::new(),
    })
}

fn given(row: &Row<'_>) -> Rows<Option<Given>> {
    let answer: String = row.get(2)?;
    let Ok(answer) = serde_json::from_str(&answer) else { return Ok(None) };
    Ok(Some(Given {
        question: QuestionId::new(row.get::<_, String>(0)?),
        revision: row.get(1)?,
        answer,
        right: row.get(3)?,
        share: row.get(4)?,
    }))
}
