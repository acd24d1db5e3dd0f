//! Search through everything in a course: names by their letters, prose by its words.
//!
//! An [`Index`] is filled on a thread while it is asked already: it grows by shards that never
//! change. An answer comes in two steps: the shards say which entries hold every word, then the best
//! of them are read again to find the place and the line that shows it.

mod best_snippet;
mod gather;
mod passage;
mod rank;
mod shard;
pub mod word;

use std::{
    fmt,
    ops::Range,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock,
        atomic::{AtomicU8, Ordering},
    },
};

use crate::{
    id::{ExerciseId, LabId, LessonId, PatternId, QuestionId, QuizId, WeekId},
    source::Source,
};
use shard::Shard;

/// What kind of thing was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    Pattern,
    Lesson,
    Exercise,
    Lab,
    Week,
    Quiz,
    Question,
}

impl Kind {
    /// Every kind, in the order in which equally good groups are shown.
    pub const ALL: [Self; 7] = [
        Self::Pattern,
        Self::Lesson,
        Self::Exercise,
        Self::Lab,
        Self::Week,
        Self::Quiz,
        Self::Question,
    ];

    /// The word for it, as in links.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pattern => "pattern",
            Self::Lesson => "lesson",
            Self::Exercise => "exercise",
            Self::Lab => "lab",
            Self::Week => "week",
            Self::Quiz => "quiz",
            Self::Question => "question",
        }
    }
}

/// What a hit opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Pattern(PatternId),
    /// A lesson, at a place in its source if the words stand at one, in bytes.
    Lesson(LessonId, Option<usize>),
    Exercise(ExerciseId),
    Lab(LabId),
    Week(WeekId),
    Quiz(QuizId),
    Question(QuestionId),
}

impl Target {
    /// The id as text.
    pub fn id(&self) -> &str {
        match self {
            Self::Pattern(id) => id.as_str(),
            Self::Lesson(id, _) => id.as_str(),
            Self::Exercise(id) => id.as_str(),
            Self::Lab(id) => id.as_str(),
            Self::Week(id) => id.as_str(),
            Self::Quiz(id) => id.as_str(),
            Self::Question(id) => id.as_str(),
        }
    }
}

/// A text with the words that were looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    pub text: String,
    /// Byte ranges in the text, rising.
    pub hits: Vec<Range<usize>>,
}

impl Marked {
    fn new(text: &str, found: &[(usize, Range<usize>)]) -> Self {
        let hits = found.iter().map(|(_, range)| range.clone()).collect();
        Self { text: text.to_owned(), hits }
    }
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    pub kind: Kind,
    pub target: Target,
    pub name: Marked,
    /// What tells it apart: a lesson's number, a pattern's family, a question's quiz.
    pub label: String,
    /// The heading that the words stand in, or the other name that has them.
    pub beside: Option<Marked>,
    /// The text around the words.
    pub snippet: Option<Marked>,
}

/// Hits of one kind, best first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub kind: Kind,
    pub hits: Vec<Hit>,
    /// How many there are beside those that are listed.
    pub more: usize,
}

/// What is asked of an index.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    pub words: &'a str,
    /// Language of names.
    pub language: &'a str,
    /// How many hits of a kind are wanted.
    pub most: usize,
    /// Width of a snippet in cells.
    pub cells: usize,
}

const EMPTY: u8 = 0;
const FILLING: u8 = 1;
const FULL: u8 = 2;

/// Everything that can be found in a course.
#[derive(Debug, Default)]
pub struct Index {
    shards: RwLock<Vec<Arc<Shard>>>,
    state: AtomicU8,
    watchers: Mutex<Watchers>,
}

/// Who wants to know that there is more to find.
#[derive(Default)]
struct Watchers(Vec<Box<dyn Fn() + Send>>);

impl fmt::Debug for Watchers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} watchers", self.0.len())
    }
}

impl Index {
    /// Whether somebody has to fill it; the first who asks is told so, and nobody else.
    pub fn claim(&self) -> bool {
        let order = Ordering::AcqRel;
        self.state.compare_exchange(EMPTY, FILLING, order, Ordering::Acquire).is_ok()
    }

    /// Whether everything is in it.
    pub fn is_full(&self) -> bool {
        self.state.load(Ordering::Acquire) == FULL
    }

    /// Has `grown` called, on another thread, whenever there is more to find, until all is in.
    pub fn watch(&self, grown: impl Fn() + Send + 'static) {
        let mut watchers = self.watchers();
        if !self.is_full() {
            watchers.0.push(Box::new(grown));
        }
    }

    /// Reads the whole course. Files that cannot be read are left out.
    pub fn fill(&self, source: &Source) {
        gather::gather(source, |shard| {
            self.shards.write().unwrap_or_else(PoisonError::into_inner).push(Arc::new(shard));
            self.watchers().0.iter().for_each(|grown| grown());
        });
        self.state.store(FULL, Ordering::Release);
        std::mem::take(&mut *self.watchers()).0.iter().for_each(|grown| grown());
    }

    fn watchers(&self) -> MutexGuard<'_, Watchers> {
        self.watchers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What fits, group by group, the group with the best hit first.
    pub fn find(&self, question: &Question<'_>, source: &Source) -> Vec<Group> {
        rank::find(&self.shards(), question, source)
    }

    /// The word of the course that is nearest to one that is not found.
    pub fn suggest(&self, words: &str) -> Option<String> {
        rank::suggest(&self.shards(), words)
    }

    /// How many things can be found.
    pub fn count(&self) -> usize {
        self.shards().iter().map(|shard| shard.entries.len()).sum()
    }

    fn shards(&self) -> Vec<Arc<Shard>> {
        self.shards.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[cfg(test)]
mod tests;
