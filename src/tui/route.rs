//! Where one can go, as data: a closed set of places. `super::open` makes their screens.

use std::path::PathBuf;

use crate::{
    change::Sequence,
    class::place::Place,
    clock::Day,
    id::{ExerciseId, LabId, LessonId, PatternId, QuestionId, QuizId, WeekId},
    library::{GeneratedPage, Reference},
    session::round::Scope,
};

/// One screen with what it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    Home,
    /// The card of the very first start.
    Welcome,
    Week(WeekId),
    /// A lesson, at a heading if one is named, else where the learner left it.
    Lesson {
        id: LessonId,
        heading: Option<String>,
    },
    /// A lesson at a place in its source, in bytes.
    LessonAt(LessonId, usize),
    Quiz(QuizId),
    /// Every sitting of the past.
    Results,
    /// One sitting of the past, by its id.
    Result(String),
    /// One question of a quiz, as a lesson asks it.
    Question(QuestionId),
    /// The catalog's list.
    Catalog,
    Pattern(PatternId),
    /// Two to four patterns side by side.
    Compare(Vec<PatternId>),
    /// The decision tree.
    Advisor,
    /// Placing a system on the dimensions.
    Classify,
    /// Search through everything, with the words to begin with.
    Search(String),
    /// The cover of an exercise.
    Exercise(ExerciseId),
    /// The work on an exercise; a version begins it anew.
    Workbench {
        id: ExerciseId,
        version: Option<String>,
    },
    /// What happens after the answer to an exercise was accepted.
    Changes(ExerciseId),
    /// One change: its story, the guess, what came of it.
    Change(Sequence),
    /// The work on following a change.
    Follow(Sequence),
    Lab(LabId),
    /// What was answered wrongly.
    Mistakes,
    /// What is due, or a part of it.
    Review(Scope),
    Stats,
    /// Until when, how many minutes a day, on which days.
    Plan,
    /// Notes and bookmarks.
    Notes,
    /// A new note about a place in a lesson, in bytes of its source.
    WriteNote(LessonId, usize),
    Settings,
    /// The courses that are here.
    Courses,
    /// The classes that the learner is in.
    Class,
    /// What a class file asks of a learner, before they agree.
    ClassTerms(PathBuf),
    /// The report of a class from the statements in a place, on a day.
    ClassReport(Box<Place>, Day),
    /// A page that is made from data.
    Page(GeneratedPage),
    /// The keys of a table of the keymap, without the actions that do nothing there now.
    Help {
        table: &'static str,
        idle: Vec<String>,
        /// What matters there now, as [`Screen::hints`](super::screen::Screen::hints) names it.
        hints: Vec<&'static str>,
        /// What a digit does there, a key of the words.
        digits: Option<&'static str>,
    },
    /// Everything that can be done or opened, by typing.
    Palette,
}

impl Route {
    /// The screen that shows what a reference names.
    pub fn of(reference: &Reference) -> Self {
        match reference {
            Reference::Week(id) => Self::Week(id.clone()),
            Reference::Lesson(id) => Self::Lesson { id: id.clone(), heading: None },
            Reference::Quiz(id) => Self::Quiz(id.clone()),
            Reference::Pattern(id) => Self::Pattern(id.clone()),
            Reference::Exercise(id) => Self::Exercise(id.clone()),
            Reference::Lab(id) => match id.as_str() {
                "classify" => Self::Classify,
                "tree" => Self::Advisor,
                _ => Self::Lab(id.clone()),
            },
        }
    }

    /// The screens that need nothing to show, each with the key of its name.
    pub fn places() -> Vec<(&'static str, Self)> {
        vec![
            ("home.title", Self::Home),
            ("catalog.title", Self::Catalog),
            ("advisor.title", Self::Advisor),
            ("class.screen.title", Self::Class),
            ("classify.title", Self::Classify),
            ("review.title", Self::Review(Scope::default())),
            ("mistakes.title", Self::Mistakes),
            ("results.title", Self::Results),
            ("search.title", Self::Search(String::new())),
            ("stats.title", Self::Stats),
            ("plan.title", Self::Plan),
            ("notes.title", Self::Notes),
            ("settings.title", Self::Settings),
            ("courses.title", Self::Courses),
            ("glossary.title", Self::Page(GeneratedPage::Glossary)),
            ("misconception.title", Self::Page(GeneratedPage::Misconceptions)),
            ("errata.title", Self::Page(GeneratedPage::Errata)),
            ("track.title", Self::Page(GeneratedPage::Tracks)),
        ]
    }
}
