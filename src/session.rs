//! One learner with one course: what the front ends ask for.

use crate::{
    clock::Clock,
    id::{LessonId, QuizId},
    library::{Library, Place, Reference},
};

/// A learner at work.
pub struct Session {
    library: Library,
    clock: Clock,
}

/// How far a lesson has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LessonState {
    New,
    /// Begun; how far, in percent of the page.
    Reading {
        percent: u8,
    },
    Done,
}

/// How a quiz stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuizState {
    New,
    /// Begun and not finished.
    Underway {
        answered: usize,
        all: usize,
    },
    /// Finished at least once; the best result in percent.
    Taken {
        best: u8,
        passed: bool,
    },
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub reference: Reference,
    /// Where it stands in the course.
    pub place: Place,
    /// Whether it was begun before.
    pub begun: bool,
}

impl LessonState {
    pub fn is_done(self) -> bool {
        self == Self::Done
    }
}

impl QuizState {
    pub fn is_done(self) -> bool {
        matches!(self, Self::Taken { passed: true, .. })
    }
}

impl Session {
    /// Starts with a course.
    pub fn new(library: Library, clock: Clock) -> Self {
        Self { library, clock }
    }

    /// The course.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// The time.
    pub fn clock(&self) -> Clock {
        self.clock
    }

    /// How far a lesson has been read.
    pub fn lesson_state(&self, _id: &LessonId) -> LessonState {
        LessonState::New
    }

    /// How a quiz stands.
    pub fn quiz_state(&self, _id: &QuizId) -> QuizState {
        QuizState::New
    }

    /// How much of a week is done, 0 to 1: its lessons and its quiz count alike.
    pub fn week_share(&self, week: usize) -> f64 {
        let lessons = self.library.lessons(week);
        let read = lessons.iter().filter(|card| self.lesson_state(&card.id).is_done()).count();
        let quiz = self.library.week(week).and_then(|week| week.quiz.as_ref());
        let passed = quiz.is_some_and(|quiz| self.quiz_state(quiz).is_done());
        let all = lessons.len() + usize::from(quiz.is_some());
        if all == 0 { 0.0 } else { (read + usize::from(passed)) as f64 / all as f64 }
    }

    /// On how many days the learner has studied.
    pub fn days_studied(&self) -> usize {
        0
    }

    /// What comes next: the lesson that is being read, else the first that is not done, else the first
    /// quiz that is not passed.
    pub fn next_step(&self) -> Option<Step> {
        let (place, card) =
            self.library.all_lessons().find(|(_, card)| !self.lesson_state(&card.id).is_done())?;
        Some(Step { reference: Reference::Lesson(card.id.clone()), place, begun: false })
    }
}
