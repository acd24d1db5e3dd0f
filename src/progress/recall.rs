//! How well each item is remembered: a fold over its answers, kept beside them.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{Connection, Result, Row, params};

use super::{
    Progress,
    query::{Rows, all},
    subject::Subject,
};
use crate::{
    clock::Day,
    problem::Problem,
    review::{
        Grade, History, Memory, Model, Occurrence, Pace, Standing, UNKNOWN,
        fold as fold_occurrences,
    },
};

pub(super) static SUBJECT: Subject = Subject {
    kinds: &[],
    tables: "create table recall (
        course     text not null,
        item       text not null,
        form       text not null,   -- of the last answer; empty before the first
        stability  real not null,
        difficulty real not null,
        day        text not null,   -- the learning day of the last answer
        grade      integer not null,
        reps       integer not null,
        lapses     integer not null,
        recent     integer not null,  -- lapses since it was asked for again
        meaning    text,
        primary key (course, item)
    ) strict, without rowid;",
    read: |_| None,
};

/// How an item stands, and how it was answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Recall {
    pub item: String,
    /// How it is answered, such as `choice`; empty before the first answer.
    pub form: String,
    pub standing: Standing,
}

/// Every item that has a state, by course.
pub(super) fn known(connection: &Connection) -> Result<Vec<(String, String)>> {
    let mut select = connection.prepare("select course, item from recall")?;
    select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// An answer as the fold needs it.
struct Answered {
    day: Day,
    at: i64,
    id: [u8; 16],
    grade: Grade,
    right: bool,
    sure: bool,
    sitting: Option<(String, bool)>,
    form: String,
    revision: String,
    meaning: Option<String>,
}

/// Folds one item again.
pub(super) fn fold(connection: &Connection, model: &Model, course: &str, item: &str) -> Result<()> {
    let answers = answers(connection, course, item)?;
    fold_question(connection, course, item, &answers)?;
    let mut forms = answers.iter().rev().map(|answer| answer.form.as_str());
    let form = forms.find(|form| *form != UNKNOWN).unwrap_or_default().to_owned();
    let occurrences = history(connection, course, item, answers)?;
    let key = [course, item];
    match fold_occurrences(model, occurrences.into_iter().map(|(_, occurrence)| occurrence)) {
        None => {
            let sql = "delete from recall where course = ?1 and item = ?2";
            connection.prepare_cached(sql)?.execute(key).map(drop)
        }
        Some(standing) => store(connection, key, &form, &standing),
    }
}

/// What happened to an item, in its order.
fn history(
    connection: &Connection,
    course: &str,
    item: &str,
    answers: Vec<Answered>,
) -> Result<History> {
    let mut occurrences = marks(connection, course, item)?;
    occurrences.extend(counted(answers).into_iter().map(|answer| {
        let Answered { day, at, id, grade, meaning, .. } = answer;
        ((day, at, id), Occurrence::Answered { day, grade, meaning })
    }));
    occurrences.sort_by_key(|(order, _)| *order);
    Ok(occurrences)
}

fn store(
    connection: &Connection,
    [course, item]: [&str; 2],
    form: &str,
    standing: &Standing,
) -> Result<()> {
    let sql =
        "insert or replace into recall (course, item, form, stability, difficulty, day, grade,
                   reps, lapses, recent, meaning)
               values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
    let Standing { memory, day, grade, reps, lapses, recent_lapses, meaning } = standing;
    connection
        .prepare_cached(sql)?
        .execute(params![
            course,
            item,
            form,
            f64::from(memory.stability),
            f64::from(memory.difficulty),
            day.to_string(),
            grade.number(),
            reps,
            lapses,
            recent_lapses,
            meaning
        ])
        .map(drop)
}

/// The answers to an item by learning day, moment and id.
fn answers(connection: &Connection, course: &str, item: &str) -> Result<Vec<Answered>> {
    let sql = "select a.day, a.at, a.id, a.grade, a.right, a.sure, a.sitting, s.mode, a.form,
                   a.revision, a.meaning
               from answer a left join sitting s on s.course = a.course and s.id = a.sitting
               where a.course = ?1 and a.item = ?2 order by a.day, a.at, a.id";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map([course, item], |row| {
        let (day, grade): (String, u32) = (row.get(0)?, row.get(3)?);
        let (Some(day), Some(grade)) = (Day::parse(&day), Grade::numbered(grade)) else {
            return Ok(None);
        };
        let sitting: Option<String> = row.get(6)?;
        let exam = row.get::<_, Option<String>>(7)?.as_deref() == Some("exam");
        Ok(Some(Answered {
            day,
            at: row.get(1)?,
            id: row.get(2)?,
            grade,
            right: row.get(4)?,
            sure: row.get(5)?,
            sitting: sitting.map(|sitting| (sitting, exam)),
            form: row.get(8)?,
            revision: row.get(9)?,
            meaning: row.get(10)?,
        }))
    })?;
    Ok(rows.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

/// Those that count: of several in one sitting the first in practice and the last in an exam.
fn counted(answers: Vec<Answered>) -> Vec<Answered> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut counted: Vec<Answered> = Vec::with_capacity(answers.len());
    for answer in answers {
        match &answer.sitting {
            None => counted.push(answer),
            Some((sitting, exam)) => match places.get(sitting) {
                None => {
                    places.insert(sitting.clone(), counted.len());
                    counted.push(answer);
                }
                Some(at) => {
                    if let Some(first) = counted.get_mut(*at).filter(|_| *exam) {
                        *first = answer;
                    }
                }
            },
        }
    }
    counted
}

/// What else happened to an item.
fn marks(connection: &Connection, course: &str, item: &str) -> Result<History> {
    let sql = "select day, at, id, 1 from restored where course = ?1 and item = ?2
               union all select day, at, id, 0 from known where course = ?1 and item = ?2";
    let mut select = connection.prepare_cached(sql)?;
    let rows = select.query_map([course, item], |row| {
        let Some(day) = Day::parse(&row.get::<_, String>(0)?) else { return Ok(None) };
        let restored: bool = row.get(3)?;
        let mark = if restored { Occurrence::Restored } else { Occurrence::Known { day } };
        Ok(Some(((day, row.get(1)?, row.get(2)?), mark)))
    })?;
    Ok(rows.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

/// What is kept of the answers to an item beside its state.
fn fold_question(
    connection: &Connection,
    course: &str,
    item: &str,
    answers: &[Answered],
) -> Result<()> {
    let latest = answers.iter().max_by_key(|answer| (answer.at, answer.id));
    let Some(latest) = latest else {
        let sql = "delete from question where course = ?1 and id = ?2";
        return connection.prepare_cached(sql)?.execute([course, item]).map(drop);
    };
    let right = answers.iter().filter(|answer| answer.right).count();
    let sql = "insert or replace into question (course, id, seen_at, right, wrong, last_right,
                   last_sure, revision)
               values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let counts = [right, answers.len() - right].map(|count| i64::try_from(count).unwrap_or(0));
    connection
        .prepare_cached(sql)?
        .execute(params![
            course,
            item,
            latest.at,
            counts[0],
            counts[1],
            latest.right,
            latest.sure,
            latest.revision
        ])
        .map(drop)
}

fn read(row: &Row<'_>) -> Rows<Option<Recall>> {
    let (day, grade): (String, u32) = (row.get(4)?, row.get(5)?);
    let (Some(day), Some(grade)) = (Day::parse(&day), Grade::numbered(grade)) else {
        return Ok(None);
    };
    // Both were made of an f32, so nothing is lost.
    let memory = Memory {
        stability: row.get::<_, f64>(2)? as f32,
        difficulty: row.get::<_, f64>(3)? as f32,
    };
    Ok(Some(Recall {
        item: row.get(0)?,
        form: row.get(1)?,
        standing: Standing {
            memory,
            day,
            grade,
            reps: row.get(6)?,
            lapses: row.get(7)?,
            recent_lapses: row.get(8)?,
            meaning: row.get(9)?,
        },
    }))
}

impl Progress {
    /// How each item of the open course stands that was answered or is known, sorted by id.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn recalls(&self) -> std::result::Result<Vec<Recall>, Problem> {
        let sql =
            "select item, form, stability, difficulty, day, grade, reps, lapses, recent, meaning
                   from recall where course = ?1 order by item";
        self.ask(|connection| {
            let found = all(connection, sql, [self.course().as_str()], read)?;
            Ok(found.into_iter().flatten().collect())
        })
    }

    /// How items of the open course stood before a learning day, by id; those without a state are left out.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn standings_before(
        &self,
        day: Day,
        items: &BTreeSet<&str>,
    ) -> std::result::Result<HashMap<String, Standing>, Problem> {
        let model = self.model()?;
        self.ask(|connection| {
            let course = self.course().as_str();
            let mut standings = HashMap::new();
            for item in items {
                let answers = answers(connection, course, item)?;
                let history = history(connection, course, item, answers)?.into_iter();
                let before = history.filter(|((on, ..), _)| *on < day);
                let standing = fold_occurrences(&model, before.map(|(_, occurrence)| occurrence));
                standings.extend(standing.map(|standing| ((*item).to_owned(), standing)));
            }
            Ok(standings)
        })
    }

    /// What happened to each item of every course, in its order.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn histories(&self) -> std::result::Result<Vec<History>, Problem> {
        self.ask(|connection| {
            let mut histories = Vec::new();
            for (course, item) in known(connection)? {
                let answers = answers(connection, &course, &item)?;
                histories.push(history(connection, &course, &item, answers)?);
            }
            Ok(histories)
        })
    }

    /// How long the learner takes for each form of item in the open course.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn pace(&self) -> std::result::Result<Pace, Problem> {
        let sql = "select form, tenths, answers from pace where course = ?1 order by form, tenths";
        self.ask(|connection| {
            let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
            Ok(Pace::of(&all(connection, sql, [self.course().as_str()], read)?))
        })
    }
}
