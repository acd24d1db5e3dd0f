//! Where the time went: minutes of each day by what they were spent on. Answers say how long they took; a
//! lesson, an exercise and a lab count with the minutes that the course gives them, on the day they were done,
//! and what was only begun with a part of them, on the day it was worked on last.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Session;
use crate::{
    clock::Day,
    id::{ExerciseId, LabId, LessonId},
    library::Library,
    problem::Problem,
};

/// Minutes of an exercise that does not say them.
pub(super) const EXERCISE: f64 = 30.0;
/// Minutes of a lab that does not say them.
pub(super) const LAB: f64 = 20.0;
/// Days in which somebody's usual minutes are looked for, and how many of study it takes to know them.
const LATELY: u32 = 28;
const ENOUGH: usize = 5;
/// They are told in steps of so many.
const STEP: f64 = 5.0;
/// The part of its minutes that an exercise has taken which was begun: nobody knows how far it is.
pub(super) const BEGUN: f64 = 0.5;
/// Milliseconds of a minute.
const MINUTE: f64 = 60_000.0;

/// Minutes by what they were spent on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Effort {
    pub lessons: f64,
    /// Check questions in lessons.
    pub checks: f64,
    pub quizzes: f64,
    pub reviews: f64,
    pub exercises: f64,
    pub labs: f64,
}

impl Effort {
    /// All minutes together.
    pub fn sum(self) -> f64 {
        self.parts().iter().map(|(_, minutes)| minutes).sum()
    }

    /// The parts, each with the last part of the key of its name.
    pub fn parts(self) -> [(&'static str, f64); 6] {
        [
            ("lessons", self.lessons),
            ("checks", self.checks),
            ("quizzes", self.quizzes),
            ("reviews", self.reviews),
            ("exercises", self.exercises),
            ("labs", self.labs),
        ]
    }

    fn add(&mut self, other: Self) {
        self.lessons += other.lessons;
        self.checks += other.checks;
        self.quizzes += other.quizzes;
        self.reviews += other.reviews;
        self.exercises += other.exercises;
        self.labs += other.labs;
    }

    /// The minutes of several days.
    pub fn total<'a>(days: impl IntoIterator<Item = &'a Self>) -> Self {
        days.into_iter().fold(Self::default(), |mut all, day| {
            all.add(*day);
            all
        })
    }
}

impl Session {
    /// The minutes of a usual day of study: the median of those lately, today left out since it is not over;
    /// `None` with few of them.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn usual_minutes(&self) -> Result<Option<u32>, Problem> {
        let (today, efforts) = (self.today(), self.efforts()?);
        let days = efforts.range(today.before(LATELY)..today).map(|(_, effort)| effort.sum());
        let mut days: Vec<f64> = days.filter(|minutes| *minutes >= 1.0).collect();
        days.sort_by(f64::total_cmp);
        let median = days.get(days.len() / 2).filter(|_| days.len() >= ENOUGH);
        Ok(median.map(|minutes| ((minutes / STEP).round() * STEP) as u32))
    }

    /// Minutes of every day on which anything was done.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn efforts(&self) -> Result<BTreeMap<Day, Effort>, Problem> {
        let mut days: BTreeMap<Day, Effort> = BTreeMap::new();
        for time in self.progress.answer_times()? {
            let [reviews, quizzes, checks] =
                [time.reviews, time.quizzes, time.checks].map(|ms| ms as f64 / MINUTE);
            days.entry(time.day).or_default().add(Effort {
                reviews,
                quizzes,
                checks,
                ..Effort::default()
            });
        }
        let begun = self.progress.under_way()?;
        let read = self.progress.marks()?.lessons.into_iter().map(|(id, day)| (id, 100, day));
        for (id, percent, day) in read.chain(begun.lessons) {
            let lessons = lesson_minutes(&self.library, &id) * f64::from(percent) / 100.0;
            days.entry(day).or_default().add(Effort { lessons, ..Effort::default() });
        }
        let (graded, labs) = self.progress.practice_done()?;
        let graded = graded.into_iter().map(|(id, day)| (ExerciseId::new(id), 1.0, day));
        let drafted = begun.exercises.into_iter().map(|(id, day)| (id, BEGUN, day));
        for (id, part, day) in graded.chain(drafted) {
            let exercises = exercise_minutes(&self.library, &id) * part;
            days.entry(day).or_default().add(Effort { exercises, ..Effort::default() });
        }
        for (id, day) in labs {
            let id = LabId::new(id);
            let missions = self.library.lab_missions(&id).max(1) as f64;
            let labs = lab_minutes(&self.library, &id) / missions;
            days.entry(day).or_default().add(Effort { labs, ..Effort::default() });
        }
        Ok(days)
    }
}

/// The minutes that a lesson asks for; none of one that the course has no more.
fn lesson_minutes(library: &Library, id: &LessonId) -> f64 {
    let card = library.slot(id).and_then(|slot| library.at(slot));
    card.map_or(0.0, |card| f64::from(card.minutes))
}

/// The minutes that an exercise asks for.
pub(super) fn exercise_minutes(library: &Library, id: &ExerciseId) -> f64 {
    library.exercise_card(id).and_then(|card| card.minutes).map_or(EXERCISE, f64::from)
}

/// The minutes that a lab asks for.
pub(super) fn lab_minutes(library: &Library, id: &LabId) -> f64 {
    library.lab(id).map_or(LAB, |guide| guide.minutes as f64)
}
