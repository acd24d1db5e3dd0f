//! What the front ends ask of the projections. A learner without a file is a new learner.

use rusqlite::{Connection, OptionalExtension, Params, Row};

use super::state::{
    Attempt, Bookmark, DayOfStudy, Draft, Home, Latest, LessonProgress, Note, QuestionProgress,
    QuizProgress, Totals,
};
use super::{Progress, store::Failure};
use crate::{
    clock::Timestamp,
    id::{ExerciseId, LabId, LessonId, QuestionId, QuizId},
    problem::Problem,
    quiz::{Given, Sitting, SittingMode},
};

type Rows<T> = rusqlite::Result<T>;

fn lesson(row: &Row<'_>) -> Rows<LessonProgress> {
    let byte: Option<i64> = row.get(3)?;
    let revision: String = row.get(4)?;
    Ok(LessonProgress {
        lesson: LessonId::new(row.get::<_, String>(0)?),
        seen_at: Timestamp(row.get(1)?),
        times: row.get(2)?,
        place: byte.map(|byte| (u64::try_from(byte).unwrap_or(0), revision)),
        percent: row.get(5)?,
        furthest: row.get(6)?,
        completed_at: row.get::<_, Option<i64>>(7)?.map(Timestamp),
    })
}

fn question(row: &Row<'_>) -> Rows<QuestionProgress> {
    Ok(QuestionProgress {
        question: QuestionId::new(row.get::<_, String>(0)?),
        seen_at: Timestamp(row.get(1)?),
        right: row.get(2)?,
        wrong: row.get(3)?,
        last_right: row.get(4)?,
        revision: row.get(5)?,
    })
}

fn draft(row: &Row<'_>) -> Rows<Draft> {
    Ok(Draft {
        text: row.get(0)?,
        attempts: row.get(1)?,
        best: row.get(2)?,
        passed_at: row.get::<_, Option<i64>>(3)?.map(Timestamp),
    })
}

fn quiz(row: &Row<'_>) -> Rows<QuizProgress> {
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

const LESSONS: &str = "select id, seen_at, times, byte, revision, percent, furthest, completed_at
    from lesson";

/// Quizzes with the sitting that can go on: the newest, if it is not finished.
const QUIZZES: &str = "with open as (
        select id, quiz, drawn from sitting s
        where finished_at is null and not exists (
            select 1 from sitting later
            where later.quiz = s.quiz and (later.started_at, later.id) > (s.started_at, s.id)))
    select name, coalesce(attempts, 0), coalesce(best, 0), coalesce(last, 0), passed_at,
        json_array_length(open.drawn), (select count(*) from given where sitting = open.id)
    from (select id as name from quiz union select quiz from open)
        left join quiz on quiz.id = name left join open on open.quiz = name";

impl Progress {
    /// Everything that the map of the course shows.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn home(&self) -> Result<Home, Problem> {
        self.ask(|connection| {
            let latest = "select kind, object from latest";
            let days = "select count(*) from day";
            Ok(Home {
                lessons: all(connection, LESSONS, [], lesson)?,
                quizzes: all(connection, QUIZZES, [], quiz)?,
                latest: one(connection, latest, [], latest_place)?.flatten(),
                days: one(connection, days, [], |row| row.get(0))?.unwrap_or(0),
                streak: self.streak(connection)?,
            })
        })
    }

    /// How far one lesson was read; `None` if it was never opened.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn lesson(&self, id: &LessonId) -> Result<Option<LessonProgress>, Problem> {
        let sql = format!("{LESSONS} where id = ?1");
        self.ask(|connection| one(connection, &sql, [id.as_str()], lesson))
    }

    /// How the attempts at one quiz went; `None` if there was none.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn quiz(&self, id: &QuizId) -> Result<Option<QuizProgress>, Problem> {
        let sql = format!("{QUIZZES} where name = ?1");
        self.ask(|connection| one(connection, &sql, [id.as_str()], quiz))
    }

    /// What was answered to one question; `None` if it was never answered.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn question(&self, id: &QuestionId) -> Result<Option<QuestionProgress>, Problem> {
        let sql = "select id, seen_at, right, wrong, last_right, revision from question
                   where id = ?1";
        self.ask(|connection| one(connection, sql, [id.as_str()], question))
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
            let sql = "select seen_at from question where id = ?1";
            let mut seen: Vec<(i64, &QuestionId)> = Vec::new();
            for id in questions {
                if let Some(at) = one(connection, sql, [id.as_str()], |row| row.get(0))? {
                    seen.push((at, id));
                }
            }
            seen.sort_by(|a, b| b.cmp(a));
            Ok(seen.into_iter().map(|(_, id)| id.clone()).collect())
        })
    }

    /// The sitting of a quiz that can go on: the newest one, if it is not finished.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn open_sitting(&self, quiz: &QuizId) -> Result<Option<Sitting>, Problem> {
        let sql = "select id, quiz, mode, seed, drawn, finished_at from sitting where quiz = ?1
                   order by started_at desc, id desc limit 1";
        self.ask(|connection| {
            let found = one(connection, sql, [quiz.as_str()], |row| {
                Ok((sitting(row)?, row.get::<_, Option<i64>>(5)?.is_some()))
            })?;
            match found {
                Some((sitting, false)) => with_given(connection, sitting).map(Some),
                _ => Ok(None),
            }
        })
    }

    /// A sitting by its id.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn sitting(&self, id: &str) -> Result<Option<Sitting>, Problem> {
        let sql = "select id, quiz, mode, seed, drawn from sitting where id = ?1";
        self.ask(|connection| {
            let found = one(connection, sql, [id], sitting)?;
            found.map(|sitting| with_given(connection, sitting)).transpose()
        })
    }

    /// The last days with study, the latest first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn days(&self, most: u32) -> Result<Vec<DayOfStudy>, Problem> {
        let sql = "select day, answers, right, lessons from day order by day desc limit ?1";
        self.ask(|connection| {
            all(connection, sql, [most], |row| {
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
        let sql = "select (select count(*) from lesson where times > 0),
                (select count(*) from lesson where completed_at is not null),
                (select count(*) from question),
                (select coalesce(sum(answers), 0) from day),
                (select coalesce(sum(right), 0) from day),
                (select count(*) from quiz where passed_at is not null),
                (select count(*) from day)";
        self.ask(|connection| {
            let found = one(connection, sql, [], |row| {
                Ok(Totals {
                    lessons_opened: row.get(0)?,
                    lessons_completed: row.get(1)?,
                    questions_seen: row.get(2)?,
                    answers: row.get(3)?,
                    answers_right: row.get(4)?,
                    quizzes_passed: row.get(5)?,
                    days: row.get(6)?,
                })
            })?;
            Ok(found.unwrap_or_default())
        })
    }

    /// Every bookmark, the latest first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn bookmarks(&self) -> Result<Vec<Bookmark>, Problem> {
        let sql = "select lesson, byte, label, set_at from bookmark order by set_at desc, byte";
        self.ask(|connection| {
            all(connection, sql, [], |row| {
                Ok(Bookmark {
                    lesson: LessonId::new(row.get::<_, String>(0)?),
                    byte: u64::try_from(row.get::<_, i64>(1)?).unwrap_or(0),
                    label: row.get(2)?,
                    set_at: Timestamp(row.get(3)?),
                })
            })
        })
    }

    /// Every note, or those about one thing, the latest first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn notes(&self, about: Option<&str>) -> Result<Vec<Note>, Problem> {
        let sql = "select id, about, byte, body, written_at from note
                   where body <> '' and (?1 is null or about = ?1)
                   order by written_at desc, id";
        self.ask(|connection| {
            all(connection, sql, [about], |row| {
                let byte: Option<i64> = row.get(2)?;
                Ok(Note {
                    id: row.get(0)?,
                    about: row.get(1)?,
                    byte: byte.map(|byte| u64::try_from(byte).unwrap_or(0)),
                    text: row.get(3)?,
                    written_at: Timestamp(row.get(4)?),
                })
            })
        })
    }

    /// The draft and the results of an exercise; `None` if it was never begun.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn draft(&self, exercise: &ExerciseId) -> Result<Option<Draft>, Problem> {
        let sql = "select draft, attempts, best, passed_at from exercise where id = ?1";
        self.ask(|connection| one(connection, sql, [exercise.as_str()], draft))
    }

    /// Every exercise that was begun, with its state.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn exercises(&self) -> Result<Vec<(ExerciseId, Draft)>, Problem> {
        let sql = "select null, attempts, best, passed_at, id from exercise";
        self.ask(|connection| {
            all(connection, sql, [], |row| {
                Ok((ExerciseId::new(row.get::<_, String>(4)?), draft(row)?))
            })
        })
    }

    /// The graded attempts at an exercise, oldest first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn attempts(&self, exercise: &ExerciseId) -> Result<Vec<Attempt>, Problem> {
        let sql = "select at, score, passed, answer from attempt where exercise = ?1 order by at";
        self.ask(|connection| {
            all(connection, sql, [exercise.as_str()], |row| {
                Ok(Attempt {
                    at: Timestamp(row.get(0)?),
                    score: row.get(1)?,
                    passed: row.get(2)?,
                    answer: row.get(3)?,
                })
            })
        })
    }

    /// The missions of a lab that were reached.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn missions(&self, lab: &LabId) -> Result<Vec<String>, Problem> {
        let sql = "select mission from mission where lab = ?1 order by done_at, mission";
        self.ask(|connection| all(connection, sql, [lab.as_str()], |row| row.get(0)))
    }

    fn streak(&self, connection: &Connection) -> Result<u32, Failure> {
        let today = self.clock.now().day().to_string();
        let sql = "select cast(julianday(?1) - julianday(day) as integer) from day
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

    /// Asks the projections; without a file the answer is that of an empty one.
    fn ask<T: Default>(
        &self,
        ask: impl FnOnce(&Connection) -> Result<T, Failure>,
    ) -> Result<T, Problem> {
        match &self.store {
            Some(store) => ask(&store.connection).map_err(|failure| self.problem(failure)),
            None => Ok(T::default()),
        }
    }
}

fn all<T>(
    connection: &Connection,
    sql: &str,
    values: impl Params,
    read: impl FnMut(&Row<'_>) -> Rows<T>,
) -> Result<Vec<T>, Failure> {
    let mut select = connection.prepare_cached(sql)?;
    let found = select.query_map(values, read)?.collect::<Rows<Vec<T>>>()?;
    Ok(found)
}

fn one<T>(
    connection: &Connection,
    sql: &str,
    values: impl Params,
    read: impl FnOnce(&Row<'_>) -> Rows<T>,
) -> Result<Option<T>, Failure> {
    Ok(connection.prepare_cached(sql)?.query_row(values, read).optional()?)
}

fn latest_place(row: &Row<'_>) -> Rows<Option<Latest>> {
    let (kind, object): (String, String) = (row.get(0)?, row.get(1)?);
    Ok(match kind.as_str() {
        "lesson" => Some(Latest::Lesson(LessonId::new(object))),
        "quiz" => Some(Latest::Quiz(QuizId::new(object))),
        "exercise" => Some(Latest::Exercise(ExerciseId::new(object))),
        "lab" => Some(Latest::Lab(LabId::new(object))),
        _ => None,
    })
}

fn sitting(row: &Row<'_>) -> Rows<Sitting> {
    let (mode, drawn): (String, String) = (row.get(2)?, row.get(4)?);
    let seed: i64 = row.get(3)?;
    Ok(Sitting {
        id: row.get(0)?,
        quiz: QuizId::new(row.get::<_, String>(1)?),
        mode: if mode == "exam" { SittingMode::Exam } else { SittingMode::Practice },
        seed: u64::from_ne_bytes(seed.to_ne_bytes()),
        drawn: serde_json::from_str(&drawn).unwrap_or_default(),
        given: Vec::new(),
    })
}

fn with_given(connection: &Connection, mut sitting: Sitting) -> Result<Sitting, Failure> {
    let sql = "select question, revision, answer, right, share from given where sitting = ?1
               order by place";
    let given = all(connection, sql, [&sitting.id], |row| {
        let answer: String = row.get(2)?;
        let given = serde_json::from_str(&answer).ok().map(|answer| {
            Ok(Given {
                question: QuestionId::new(row.get::<_, String>(0)?),
                revision: row.get(1)?,
                answer,
                right: row.get(3)?,
                share: row.get(4)?,
            })
        });
        given.transpose()
    })?;
    sitting.given = given.into_iter().flatten().collect();
    Ok(sitting)
}
