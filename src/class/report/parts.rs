//! The parts of a report, with the names that scripts read. What too few learners stand behind is null.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{class::read::Counts, clock::Day};

/// How many; `None` where so few are not told to everybody.
pub type Count = Option<u64>;

/// All that is said about a class. Numbers have six decimals.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The address of the class.
    pub class: String,
    pub course: String,
    pub today: Day,
    pub read: Counts,
    /// Those of no quiz first, then by quiz and id.
    pub items: Vec<Item>,
    pub quizzes: Vec<Quiz>,
    pub learners: Vec<Learner>,
    pub lessons: Vec<Lesson>,
    pub exercises: Vec<Exercise>,
    pub stuck: Vec<Stuck>,
    pub misconceptions: Vec<Misconception>,
    pub reviews: Reviews,
    pub sure: Sure,
    pub weeks: Vec<WeekHere>,
    /// The best results of each learner, for the gradebook.
    #[serde(skip)]
    pub grades: Vec<Grades>,
}

/// A question of a quiz, or of none.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    pub quiz: Option<String>,
    pub id: String,
    /// Learners with an answer that counts.
    pub n: Count,
    pub right: Count,
    /// Mean points.
    pub p: Option<f64>,
    /// Wilson's interval of right of n.
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// Learners with enough answers to other items of the quiz.
    pub n_rest: Count,
    /// The correlation with the rest of the quiz.
    pub rpb: Option<f64>,
    /// Kelley's index of discrimination.
    pub d: Option<f64>,
    /// Learners who drew it, finished, and never answered.
    pub omitted: Count,
    /// Learners whose answer that counts was right by another meaning of the question.
    pub other_meaning: Count,
    pub options: Vec<Picked>,
    pub flags: Vec<Flag>,
}

/// An option and who picked it.
#[derive(Clone, Debug, Serialize)]
pub struct Picked {
    pub option: String,
    pub n: Count,
    pub share: Option<f64>,
    /// Their mean share in the rest of the quiz.
    pub rest: Option<f64>,
}

/// What is odd about an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Flag {
    /// Below a quarter of the points.
    Hard,
    /// Above 95 percent.
    Easy,
    /// Who knows the rest fails here.
    Negative,
    /// It hardly tells who knows the rest.
    Weak,
    /// Who picks a wrong option knows the rest better than who picks the right one.
    Key,
}

impl Flag {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Hard => "hard",
            Self::Easy => "easy",
            Self::Negative => "negative",
            Self::Weak => "weak",
            Self::Key => "key",
        }
    }
}

/// A quiz as a whole.
#[derive(Clone, Debug, Serialize)]
pub struct Quiz {
    pub quiz: String,
    pub started: Count,
    pub finished: Count,
    pub passed: Count,
    /// Learners with an answer to an item that enough learners answered.
    pub n: Count,
    /// So many of those items a learner answered on average.
    pub k: Option<u64>,
    pub r: Option<f64>,
    pub alpha: Option<f64>,
}

/// A learner by the code.
#[derive(Clone, Debug, Serialize)]
pub struct Learner {
    pub learner: String,
    pub devices: u64,
    pub statements: u64,
    pub first: String,
    pub last: String,
    pub active_ms: u64,
    pub lessons_opened: u64,
    pub lessons_completed: u64,
    /// Answers that count, and their mean points.
    pub items: u64,
    pub score: Option<f64>,
    /// Answers in reviews.
    pub reviews: u64,
    pub quizzes_passed: u64,
    pub exercises_passed: u64,
}

/// A lesson.
#[derive(Clone, Debug, Serialize)]
pub struct Lesson {
    pub id: String,
    pub opened: Count,
    pub completed: Count,
    /// Learners who opened it last, did not finish it, and are silent for a week.
    pub left_off: Count,
}

/// An exercise.
#[derive(Clone, Debug, Serialize)]
pub struct Exercise {
    pub id: String,
    pub learners: Count,
    pub graded: Count,
    pub passed: Count,
    /// Learners who passed with their first answer.
    pub first_time: Count,
    pub findings: Vec<Finding>,
}

/// A rule that found something.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    pub rule: String,
    pub learners: Count,
    pub times: Count,
}

/// A place where learners are stuck.
#[derive(Clone, Debug, Serialize)]
pub struct Stuck {
    pub kind: StuckKind,
    pub id: String,
    pub learners: u64,
    pub share: f64,
}

/// What they are stuck at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StuckKind {
    Exercise,
    Lesson,
    Question,
}

impl StuckKind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Exercise => "exercise",
            Self::Lesson => "lesson",
            Self::Question => "question",
        }
    }
}

/// A misconception that answers met.
#[derive(Clone, Debug, Serialize)]
pub struct Misconception {
    pub tag: String,
    pub learners: Count,
    pub times: Count,
}

/// All reviews.
#[derive(Clone, Debug, Serialize)]
pub struct Reviews {
    pub answers: Count,
    pub learners: Count,
    pub active_ms: Count,
}

/// How sure answers were, and whether they were right.
#[derive(Clone, Debug, Serialize)]
pub struct Sure {
    pub sure_right: Count,
    pub sure_wrong: Count,
    pub unsure_right: Count,
    pub unsure_wrong: Count,
}

/// The learners whose latest lesson is one of a week's.
#[derive(Clone, Debug, Serialize)]
pub struct WeekHere {
    pub week: String,
    pub here: Count,
}

/// The best results of one learner.
#[derive(Clone, Debug, PartialEq)]
pub struct Grades {
    pub learner: String,
    /// By id, in percent.
    pub exercises: BTreeMap<String, f64>,
    pub quizzes: BTreeMap<String, f64>,
}
