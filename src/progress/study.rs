//! On which days the learner studied, and sums over everything.

use rusqlite::{Connection, Result, params};

use super::{
    Progress,
    failure::Failure,
    query::{all, one},
    subject::{Subject, Tally},
};
use crate::{
    clock::Day,
    id::{ExerciseId, LessonId},
    problem::Problem,
};

pub(super) static SUBJECT: Subject = Subject {
    kinds: &[],
    tables: "create table day (
        course  text not null,
        day     text not null,     -- the learning day, YYYY-MM-DD
        answers integer not null default 0,
        right   integer not null default 0,
        lessons integer not null default 0,
        -- milliseconds of answers
        reviews integer not null default 0,
        quizzes integer not null default 0,
        checks  integer not null default 0,
        primary key (course, day)
    ) strict, without rowid;",
    read: |_| None,
};

/// What was done on a day.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DayOfStudy {
    /// The learning day, `YYYY-MM-DD`.
    pub day: String,
    pub answers: u32,
    pub right: u32,
    pub lessons: u32,
}

/// Sums over everything in the open course; the days are those of all courses.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Totals {
    pub lessons_opened: u32,
    pub lessons_completed: u32,
    pub questions_seen: u32,
    pub answers: u32,
    pub answers_right: u32,
    pub quizzes_passed: u32,
    /// Changes of accepted designs; one that came behind others counts by itself.
    pub changes_followed: u32,
    pub days: u32,
}

/// Adds to a day, which is a day of study from then on.
pub(super) fn count(connection: &Connection, course: &str, day: &str, tally: Tally) -> Result<()> {
    let sql = "insert into day (course, day, answers, right, lessons, reviews, quizzes, checks)
               values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
               on conflict do update set answers = answers + excluded.answers,
                   right = right + excluded.right, lessons = lessons + excluded.lessons,
                   reviews = reviews + excluded.reviews, quizzes = quizzes + excluded.quizzes,
                   checks = checks + excluded.checks";
    let Tally { answers, right, lessons, ms: [reviews, quizzes, checks] } = tally;
    let values = params![course, day, answers, right, lessons, reviews, quizzes, checks];
    connection.prepare_cached(sql)?.execute(values).map(drop)
}

/// Days with study, ever and in any course.
pub(super) fn days(connection: &Connection) -> Result<u32, Failure> {
    let sql = "select count(distinct day) from day";
    Ok(one(connection, sql, [], |row| row.get(0))?.unwrap_or(0))
}

/// Milliseconds of answers on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnswerTime {
    pub day: Day,
    pub reviews: u64,
    pub quizzes: u64,
    /// Check questions of lessons.
    pub checks: u64,
}

/// Practice that was done on a day, by its id.
type Done = (String, Day);

impl Progress {
    /// How long answers took in the open course, by days of study.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn answer_times(&self) -> Result<Vec<AnswerTime>, Problem> {
        let sql = "select day, reviews, quizzes, checks from day where course = ?1 order by day";
        self.ask(|connection| {
            let found = all(connection, sql, [self.course().as_str()], |row| {
                let ms = |at| -> rusqlite::Result<u64> {
                    Ok(u64::try_from(row.get::<_, i64>(at)?).unwrap_or(0))
                };
                let day = Day::parse(&row.get::<_, String>(0)?);
                Ok((day, ms(1)?, ms(2)?, ms(3)?))
            })?;
            let time = |(day, reviews, quizzes, checks)| {
                let day: Option<Day> = day;
                day.map(|day| AnswerTime { day, reviews, quizzes, checks })
            };
            Ok(found.into_iter().filter_map(time).collect())
        })
    }

    /// The exercises that were graded, each with the learning day of its first attempt, and the labs whose
    /// missions were reached, each as often as one was.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn practice_done(&self) -> Result<(Vec<Done>, Vec<Done>), Problem> {
        let course = [self.course().as_str()];
        let exercises =
            "select exercise, min(day) from attempt where course = ?1 group by exercise";
        let labs = "select lab, day from mission where course = ?1";
        self.ask(|connection| {
            let done = |sql| -> std::result::Result<Vec<Done>, Failure> {
                let rows: Vec<(String, String)> =
                    all(connection, sql, course, |row| Ok((row.get(0)?, row.get(1)?)))?;
                let done = |(id, day): (String, String)| Some((id, Day::parse(&day)?));
                Ok(rows.into_iter().filter_map(done).collect())
            };
            Ok((done(exercises)?, done(labs)?))
        })
    }

    /// How far each lesson was read by the end of each learning day on which it was, in percent, by lesson and day.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn reading(&self) -> Result<Vec<(LessonId, Day, u8)>, Problem> {
        let sql =
            "select lesson, day, furthest from reading where course = ?1 order by lesson, day";
        self.ask(|connection| {
            let rows: Vec<(String, String, u8)> =
                all(connection, sql, [self.course().as_str()], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
                })?;
            let read = |(id, day, furthest): (String, String, u8)| {
                Some((LessonId::new(id), Day::parse(&day)?, furthest))
            };
            Ok(rows.into_iter().filter_map(read).collect())
        })
    }

    /// The learning day on which each exercise was begun, of those that were drafted.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn exercises_begun(&self) -> Result<Vec<(ExerciseId, Day)>, Problem> {
        let sql = "select id, begun_on from exercise where course = ?1 and begun_on is not null";
        self.ask(|connection| {
            let rows: Vec<(String, String)> =
                all(connection, sql, [self.course().as_str()], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })?;
            let begun =
                |(id, day): (String, String)| Some((ExerciseId::new(id), Day::parse(&day)?));
            Ok(rows.into_iter().filter_map(begun).collect())
        })
    }

    /// The last days with study in the open course, the latest first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn days(&self, most: u32) -> Result<Vec<DayOfStudy>, Problem> {
        let sql = "select day, answers, right, lessons from day where course = ?1
                   order by day desc limit ?2";
        self.ask(|connection| {
            all(connection, sql, params![self.course().as_str(), most], |row| {
                Ok(DayOfStudy {
                    day: row.get(0)?,
                    answers: row.get(1)?,
                    right: row.get(2)?,
                    lessons: row.get(3)?,
                })
            })
        })
    }

    /// Sums over everything.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn totals(&self) -> Result<Totals, Problem> {
        let sql = "select
                (select count(*) from lesson where course = ?1 and times > 0),
                (select count(*) from lesson where course = ?1 and completed_at is not null),
                (select count(*) from question where course = ?1),
                (select coalesce(sum(answers), 0) from day where course = ?1),
                (select coalesce(sum(right), 0) from day where course = ?1),
                (select count(*) from quiz where course = ?1 and passed_at is not null
                     and id not like 'test-out:%'),
                (select count(distinct id) from adaptation where course = ?1 and passed)";
        self.ask(|connection| {
            let found = one(connection, sql, [self.course().as_str()], |row| {
                Ok(Totals {
                    lessons_opened: row.get(0)?,
                    lessons_completed: row.get(1)?,
                    questions_seen: row.get(2)?,
                    answers: row.get(3)?,
                    answers_right: row.get(4)?,
                    quizzes_passed: row.get(5)?,
                    changes_followed: row.get(6)?,
                    days: 0,
                })
            })?;
            Ok(Totals { days: days(connection)?, ..found.unwrap_or_default() })
        })
    }

    /// Days in a row up to today or yesterday, in any course.
    pub(super) fn streak(&self, connection: &Connection) -> Result<u32, Failure> {
        let today = self.today().to_string();
        let sql = "select distinct cast(julianday(?1) - julianday(day) as integer) from day
                   where day <= ?1 order by day desc";
        let mut select = connection.prepare_cached(sql)?;
        let mut rows = select.query([today])?;
        let (mut streak, mut expected) = (0, None);
        while let Some(row) = rows.next()? {
            let ago: Option<i64> = row.get(0)?;
            // A streak is not lost before the day is over.
            let fits = ago.is_some_and(|ago| expected.map_or(ago <= 1, |day| ago == day));
            if !fits {
                break;
            }
            streak += 1;
            expected = ago.map(|ago| ago + 1);
        }
        Ok(streak)
    }
}
