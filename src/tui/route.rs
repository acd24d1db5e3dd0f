//! Where one can go: a closed set of screens.

use super::{
    screen::{Environment, Screen},
    screens::{
        advisor::Advisor, catalog::Browse, check::Check, classify::Classify, compare::Compare,
        exercise::Cover, help::Help, home::Home, lesson::Lesson, note::WriteNote, notes::Notes,
        palette::Palette, pattern::PatternPage, quiz::Examination, search::Search,
        settings::Change, sheet::SheetPage, stats::Stats, week::WeekPage,
    },
    tasks::decomposition::Decomposition,
};
use crate::{
    id::{ExerciseId, LessonId, PatternId, QuestionId, QuizId, WeekId},
    library::{Reference, Sheet},
    problem::Problem,
};

/// One screen with what it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    Home,
    Week(WeekId),
    /// A lesson, at a heading if one is named, else where the learner left it.
    Lesson {
        id: LessonId,
        heading: Option<String>,
    },
    /// A lesson at a place in its source, in bytes.
    LessonAt(LessonId, usize),
    Quiz(QuizId),
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
    Stats,
    /// Notes and bookmarks.
    Notes,
    /// A new note about a place in a lesson, in bytes of its source.
    WriteNote(LessonId, usize),
    Settings,
    /// A page that is made from data.
    Page(Sheet),
    /// The keys of a table of the keymap.
    Help(&'static str),
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
            Reference::Lab(_) => Self::Home,
        }
    }

    /// The screens that need nothing to show, each with the key of its name.
    pub fn places() -> Vec<(&'static str, Self)> {
        vec![
            ("home.title", Self::Home),
            ("catalog.title", Self::Catalog),
            ("advisor.title", Self::Advisor),
            ("classify.title", Self::Classify),
            ("search.title", Self::Search(String::new())),
            ("stats.title", Self::Stats),
            ("notes.title", Self::Notes),
            ("settings.title", Self::Settings),
            ("glossary.title", Self::Page(Sheet::Glossary)),
            ("errata.title", Self::Page(Sheet::Errata)),
            ("track.title", Self::Page(Sheet::Tracks)),
        ]
    }
}

/// Makes the screen of a route.
///
/// # Errors
/// Where what it should show is not there.
pub fn open(route: Route, env: &mut Environment) -> Result<Box<dyn Screen>, Problem> {
    Ok(match route {
        Route::Home => Box::new(Home::new(env)),
        Route::Lesson { id, heading } => Box::new(Lesson::open(&id, heading.as_deref(), env)?),
        Route::LessonAt(id, at) => {
            let mut lesson = Lesson::open(&id, None, env)?;
            lesson.show(at);
            Box::new(lesson)
        }
        Route::Search(words) => Box::new(Search::new(words, env)),
        Route::Help(table) => Box::new(Help::new(table, env)),
        Route::Palette => Box::new(Palette::new(env)),
        Route::Quiz(id) => Box::new(Examination::new(&id, env)?),
        Route::Question(id) => Box::new(Check::new(&id, env)?),
        Route::Catalog => Box::new(Browse::new(env)),
        Route::Compare(patterns) => Box::new(Compare::new(patterns, env)?),
        Route::Advisor => Box::new(Advisor::default()),
        Route::Exercise(id) => Box::new(Cover::new(&id, env)?),
        Route::Workbench { id, version } => {
            Box::new(Decomposition::open(&id, version.as_deref(), env)?)
        }
        Route::Classify => Box::new(Classify::default()),
        Route::Week(id) => Box::new(WeekPage::open(&id, env)?),
        Route::Pattern(id) => Box::new(PatternPage::open(id, env)?),
        Route::Stats => Box::new(Stats::new(env)?),
        Route::Notes => Box::new(Notes::new(env)?),
        Route::WriteNote(lesson, at) => Box::new(WriteNote::new(lesson, at)),
        Route::Page(sheet) => Box::new(SheetPage::open(&sheet, env)?),
        Route::Settings => Box::new(Change::new(env)),
    })
}
