//! What the front ends learn about a learner: plain data.

use crate::{
    clock::Timestamp,
    id::{ExerciseId, LabId, LessonId, QuestionId, QuizId},
};

/// How far a lesson was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonProgress {
    pub lesson: LessonId,
    pub seen_at: Timestamp,
    /// How often it was opened.
    pub times: u32,
    /// Where the first line on the screen starts in the source, in bytes, and the revision of that
    /// source; `None` if the reader never moved.
    pub place: Option<(u64, String)>,
    /// Where the reader was last, and the furthest.
    pub percent: u8,
    pub furthest: u8,
    pub completed_at: Option<Timestamp>,
}

/// What was answered to a question so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionProgress {
    pub question: QuestionId,
    pub seen_at: Timestamp,
    pub right: u32,
    pub wrong: u32,
    pub last_right: bool,
    /// The revision that was answered last; another one now means that the question was edited.
    pub revision: String,
}

/// How the attempts at a quiz went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuizProgress {
    pub quiz: QuizId,
    /// Finished sittings.
    pub attempts: u32,
    /// Percent.
    pub best: u8,
    /// Percent.
    pub last: u8,
    pub passed_at: Option<Timestamp>,
    /// A sitting that can go on: how many of how many questions are answered.
    pub open: Option<(u32, u32)>,
}

/// Where the learner was last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Latest {
    Lesson(LessonId),
    Quiz(QuizId),
    Exercise(ExerciseId),
    Lab(LabId),
}

/// Everything that the map of the course shows. Weeks are for the library to add up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Home {
    pub lessons: Vec<LessonProgress>,
    pub quizzes: Vec<QuizProgress>,
    pub latest: Option<Latest>,
    /// Days with study, ever.
    pub days: u32,
    /// Days in a row up to today or yesterday.
    pub streak: u32,
}

/// What was done on a day.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DayOfStudy {
    /// Where the learner was, `YYYY-MM-DD`.
    pub day: String,
    pub answers: u32,
    pub right: u32,
    pub lessons: u32,
}

/// Sums over everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Totals {
    pub lessons_opened: u32,
    pub lessons_completed: u32,
    pub questions_seen: u32,
    pub answers: u32,
    pub answers_right: u32,
    pub quizzes_passed: u32,
    pub days: u32,
}

/// A place in a lesson that was marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookmark {
    pub lesson: LessonId,
    pub byte: u64,
    pub label: String,
    pub set_at: Timestamp,
}

/// Something that the learner wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub id: String,
    pub about: String,
    pub byte: Option<u64>,
    pub text: String,
    pub written_at: Timestamp,
}

/// The state of an exercise.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub text: Option<String>,
    pub attempts: u32,
    /// From 0 to 1.
    pub best: f64,
    pub passed_at: Option<Timestamp>,
}

/// One graded attempt at an exercise.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    pub at: Timestamp,
    /// From 0 to 1.
    pub score: f64,
    pub passed: bool,
    /// The answer that was graded.
    pub answer: String,
}
