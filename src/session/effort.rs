//! Where the time went: minutes of each day by what they were spent on. Answers say how long they took; a
//! lesson, an exercise and a lab count with the minutes that the course gives them, spread over the days on which
//! they were worked on as far as the log tells.

use std::collections::{BTreeMap, BTreeSet};

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
/// The part of its minutes that an exercise takes up to its first draft; the rest goes to its first attempt, and
/// nobody knows how far it is between them.
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
        let reading = self.progress.reading()?;
        for (id, day, part) in parts_read(&reading, &self.progress.marks()?.lessons) {
            let lessons = lesson_minutes(&self.library, id) * part;
            days.entry(day).or_default().add(Effort { lessons, ..Effort::default() });
        }
        let (graded, labs) = self.progress.practice_done()?;
        let graded = graded.into_iter().map(|(id, day)| (ExerciseId::new(id), day)).collect();
        for (id, day, part) in parts_solved(&self.progress.exercises_begun()?, &graded) {
            let exercises = exercise_minutes(&self.library, id) * part;
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

/// The part of each lesson, 0 to 1, that was read on a day: how much further it came, and on the day it was
/// completed the rest.
fn parts_read<'a>(
    reading: &'a [(LessonId, Day, u8)],
    completed: &'a BTreeMap<LessonId, Day>,
) -> Vec<(&'a LessonId, Day, f64)> {
    let mut parts = Vec::new();
    let mut before: BTreeMap<&LessonId, u8> = BTreeMap::new();
    for (id, day, furthest) in reading {
        if completed.get(id).is_none_or(|done| day < done) {
            let known = before.entry(id).or_default();
            parts.push((id, *day, f64::from(furthest.saturating_sub(*known)) / 100.0));
            *known = (*known).max(*furthest);
        }
    }
    let rest = |id: &LessonId| 1.0 - f64::from(before.get(id).copied().unwrap_or(0)) / 100.0;
    parts.extend(completed.iter().map(|(id, day)| (id, *day, rest(id))));
    parts
}

/// The part of each exercise that was solved on a day.
fn parts_solved<'a>(
    begun: &'a [(ExerciseId, Day)],
    graded: &'a BTreeMap<ExerciseId, Day>,
) -> Vec<(&'a ExerciseId, Day, f64)> {
    let early = begun.iter().filter(|(id, day)| graded.get(id).is_none_or(|done| day < done));
    let mut parts: Vec<_> = early.map(|(id, day)| (id, *day, BEGUN)).collect();
    let began: BTreeSet<&ExerciseId> = parts.iter().map(|(id, ..)| *id).collect();
    let rest = |id: &ExerciseId| if began.contains(id) { 1.0 - BEGUN } else { 1.0 };
    parts.extend(graded.iter().map(|(id, day)| (id, *day, rest(id))));
    parts
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

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn a_lesson_is_spread_over_the_days_on_which_it_came_further() {
        let at = |day_text: &str, furthest| (LessonId::new("a"), day(day_text), furthest);
        // On the third day it was only opened again, on the last it was looked up.
        let reading = [
            at("2026-03-01", 20),
            at("2026-03-02", 50),
            at("2026-03-03", 50),
            at("2026-03-04", 100),
            at("2026-03-09", 100),
        ];
        let parts = |completed: &BTreeMap<LessonId, Day>| -> Vec<(String, f64)> {
            let parts = parts_read(&reading, completed).into_iter();
            parts
                .map(|(_, day, part)| (day.to_string(), part))
                .filter(|(_, part)| *part > 0.0)
                .collect()
        };
        let days = |days: &[(&str, f64)]| -> Vec<(String, f64)> {
            days.iter().map(|(day, part)| ((*day).to_owned(), *part)).collect()
        };
        let first = [("2026-03-01", 0.2), ("2026-03-02", 0.3), ("2026-03-04", 0.5)];
        assert_eq!(parts(&BTreeMap::new()), days(&first));
        let done = [(LessonId::new("a"), day("2026-03-04"))].into();
        assert_eq!(parts(&done), days(&first));
        let ticked_off = [(LessonId::new("a"), day("2026-03-01"))].into();
        assert_eq!(parts(&ticked_off), days(&[("2026-03-01", 1.0)]));
    }

    #[test]
    fn an_exercise_counts_when_it_is_begun_and_when_it_is_graded_first() {
        let begun = ["a", "b", "c"].map(|id| (ExerciseId::new(id), day("2026-03-01")));
        let graded = [("b", "2026-03-03"), ("c", "2026-03-01"), ("d", "2026-03-05")];
        let graded: BTreeMap<ExerciseId, Day> =
            graded.into_iter().map(|(id, on)| (ExerciseId::new(id), day(on))).collect();
        let parts = parts_solved(&begun, &graded).into_iter();
        let parts: Vec<(&str, f64)> = parts.map(|(id, _, part)| (id.as_str(), part)).collect();
        assert_eq!(parts, [("a", 0.5), ("b", 0.5), ("b", 0.5), ("c", 1.0), ("d", 1.0)]);
    }
}
