//! A learner and the courses: how far one is in each, and going on in another one.

use super::Courses;
use crate::{
    exercise::Kinds,
    id::CourseId,
    messages::Messages,
    problem::{Fault, Problem},
    session::Session,
};

/// How far a learner is in a course.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Standing {
    /// Lessons, quizzes, exercises and labs that are done …
    pub done: usize,
    /// … of so many.
    pub items: usize,
    /// Whether anything was done at all.
    pub begun: bool,
    /// What comes next, in the words of the interface; nothing where all is done.
    pub next: Option<String>,
}

impl Standing {
    /// How far the learner of a session is.
    pub fn of(session: &Session, words: &Messages) -> Self {
        let weeks = (0..session.library().week_count()).map(|week| session.week_done(week));
        let (done, items) = weeks.fold((0, 0), |sum, week| (sum.0 + week.0, sum.1 + week.1));
        let begun = session.progress().is_begun().unwrap_or(false);
        let name = |step: crate::session::Step| session.library().item_full_name(step.slot, words);
        Self { done, items, begun, next: session.next_step().map(name) }
    }

    /// In words.
    pub fn told(&self, words: &Messages) -> String {
        match self.begun {
            false => words.get("courses.not-begun").to_owned(),
            true => words.format("courses.done-of", &[("n", &self.done), ("all", &self.items)]),
        }
    }
}

impl Courses {
    /// Goes on in another course, which opens from now on where none is named.
    ///
    /// # Errors
    /// Where something that was done is not kept yet, or the course cannot be opened: nothing has
    /// changed then.
    pub fn enter(&self, name: &CourseId, session: &mut Session) -> Result<(), Problem> {
        if session.progress().is_unkept() {
            return Err(Problem::message(Fault::Environment, "courses.unkept", &[]));
        }
        let library = self.open(name.as_str())?.library(session.library().kinds())?;
        let next = Session::open(library, &self.data_dir, self.clock)?;
        session.close();
        *session = next.with_habits(session.habits());
        // Where it cannot be noted, it is open all the same.
        self.make_current(name.as_str()).ok();
        Ok(())
    }

    /// How far the learner is in a course, by its name.
    ///
    /// # Errors
    /// Where the course cannot be opened, or the progress cannot be read.
    pub fn standing(
        &self,
        name: &CourseId,
        kinds: Kinds,
        words: &Messages,
    ) -> Result<Standing, Problem> {
        let library = self.open(name.as_str())?.library(kinds)?;
        let mut session = Session::look(library, &self.data_dir, self.clock)?;
        session.follow_renames()?;
        Ok(Standing::of(&session, words))
    }
}
