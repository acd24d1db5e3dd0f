//! What the map of the course shows.

use super::{
    Progress,
    latest::{self, Latest},
    lesson::{self, LessonProgress},
    query::{all, one},
    quiz::{self, QuizProgress},
    study,
};
use crate::problem::Problem;

/// Everything that the map of the course shows. Weeks are for the library to add up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Home {
    pub lessons: Vec<LessonProgress>,
    pub quizzes: Vec<QuizProgress>,
    pub latest: Option<Latest>,
    /// Days with study, ever and in any course.
    pub days: u32,
    /// Days in a row up to today or yesterday.
    pub streak: u32,
}

impl Progress {
    /// Everything that the map of the course shows.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn home(&self) -> Result<Home, Problem> {
        self.ask(|connection| {
            let course = [self.course().as_str()];
            Ok(Home {
                lessons: all(connection, lesson::LESSONS, course, lesson::read)?,
                quizzes: all(connection, quiz::QUIZZES, course, quiz::read)?,
                latest: one(connection, latest::LATEST, course, latest::read)?.flatten(),
                days: study::days(connection)?,
                streak: self.streak(connection)?,
            })
        })
    }
}
