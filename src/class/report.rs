//! What a class shows a teacher: which questions are bad, who is stuck where, what designs get wrong.
//!
//! [`Report::of`] adds up what was read; how it is printed stands elsewhere. Every list has an order of its
//! own, so that the order of the statements changes nothing.

mod counted;
mod exercises;
mod figures;
mod items;
mod learners;
mod lessons;
mod parts;
mod public;
mod questions;
mod quizzes;

use std::collections::HashMap;

use crate::{
    class::{
        definition::Class,
        read::{Kept, Name, Record},
    },
    clock::Day,
    library::{Library, Slot},
    quiz::Kind,
};

pub use parts::{
    Count, Exercise, Finding, Flag, Grades, Item, Learner, Lesson, Misconception, Picked, Quiz,
    Report, Reviews, Stuck, StuckKind, Sure, WeekHere,
};

/// From so many learners on, a correlation says something.
pub const ENOUGH: u64 = 30;

/// What an open course says about what statements name; nothing where another course is open.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The week of a lesson.
    pub weeks: HashMap<String, String>,
    /// The options of a question, where it is answered by a choice.
    pub options: HashMap<String, Vec<String>>,
}

impl Known {
    /// What a course knows about the statements of a class; nothing where it is another one's.
    pub fn of(library: &Library, class: &Class) -> Self {
        if !class.is_about(&library.course().id) {
            return Self::default();
        }
        let week = |slot: Slot| library.week(slot.week).map(|week| week.id.to_string());
        let lessons = library.all_lessons();
        let weeks = lessons.filter_map(|(slot, card)| Some((card.id.to_string(), week(slot)?)));
        let questions = library.questions();
        let options = questions.iter().filter_map(|question| match &question.kind {
            Kind::MultipleChoice(choice) => {
                let options = choice.right.iter().chain(&choice.wrong);
                let options = options.map(|option| option.value.clone()).collect();
                Some((question.id.to_string(), options))
            }
            _ => None,
        });
        Self { weeks: weeks.collect(), options: options.collect() }
    }
}

impl Report {
    /// Adds up the statements of a class, on a day that is today.
    pub fn of(class: &Class, kept: Kept, today: Day, known: &Known) -> Self {
        let all = All { class, kept: &kept, today, known };
        let learners = learners::all(&all);
        let counted = counted::all(&all);
        let items = items::all(&all, &counted);
        let lessons = lessons::all(&all);
        let exercises = exercises::all(&all);
        let (misconceptions, reviews, sure) = questions::habits(&all);
        Self {
            class: class.iri.clone(),
            course: class.course.clone(),
            today,
            read: kept.counts,
            quizzes: quizzes::all(&all, &counted),
            stuck: stuck(&all, &lessons, &exercises),
            weeks: lessons::weeks(&all),
            grades: learners::grades(&all),
            items,
            learners,
            lessons,
            exercises: exercises.into_iter().map(|(exercise, _)| exercise).collect(),
            misconceptions,
            reviews,
            sure,
        }
    }
}

/// What a report is made from.
struct All<'a> {
    class: &'a Class,
    kept: &'a Kept,
    today: Day,
    known: &'a Known,
}

impl<'a> All<'a> {
    /// The statements of each learner, in the order in which they happened.
    fn learners(&self) -> impl Iterator<Item = &'a [Record]> + use<'a> {
        self.kept.records.chunk_by(|one, other| one.learner == other.learner)
    }

    fn text(&self, name: Name) -> &'a str {
        self.kept.names.text(name)
    }
}

/// From such a share of the learners on, something is a place where a class is stuck.
const STUCK_OF: u64 = 5;

/// Where enough learners are stuck; most first.
fn stuck(all: &All<'_>, lessons: &[Lesson], exercises: &[(Exercise, u64)]) -> Vec<Stuck> {
    let mut found = Vec::new();
    let smallest = u64::from(all.class.smallest_group);
    let mut add = |kind: StuckKind, id: &str, learners: u64, of: u64| {
        if learners > 0 && learners >= smallest && learners * STUCK_OF >= of {
            let share = figures::six(learners as f64 / of as f64);
            found.push(Stuck { kind, id: id.to_owned(), learners, share });
        }
    };
    for (id, learners, of) in questions::stuck(all) {
        add(StuckKind::Question, id, learners, of);
    }
    for (exercise, learners) in exercises {
        add(StuckKind::Exercise, &exercise.id, *learners, exercise.learners.unwrap_or(0));
    }
    for lesson in lessons {
        let (left, opened) = (lesson.left_off.unwrap_or(0), lesson.opened.unwrap_or(0));
        add(StuckKind::Lesson, &lesson.id, left, opened);
    }
    found.sort_by(|one, other| {
        let key = |stuck: &Stuck| (std::cmp::Reverse(stuck.learners), stuck.kind.word());
        key(one).cmp(&key(other)).then_with(|| one.id.cmp(&other.id))
    });
    found
}

#[cfg(test)]
mod tests;
