//! One course, loaded as it is asked for: weeks and front matter first, a lesson's text when it is
//! opened, the catalog when it is needed. Resolves ids to what they name.

pub mod document;
pub mod exercises;
pub mod generated;
pub mod hours;
pub mod item;
pub mod labs;
pub mod lookup;
mod quizzes;
mod reading;
pub mod reference;
mod shelf;
pub mod slot;
mod test_out;

use std::{
    borrow::Cow,
    cell::{OnceCell, RefCell},
    collections::BTreeMap,
    sync::Arc,
};

use crate::{
    catalog::{self, Catalog},
    course::{Course, LessonCard, Week},
    coverage::{self, Erratum},
    exercise::{Kinds, Knowledge, card::Card, kinds::KINDS},
    id::{CourseId, ExerciseId, LabId, WeekId},
    lab::guide::Guide,
    mini_design::{self, Listed, MiniDesign},
    misconception::{self, Misconception},
    problem::Problem,
    quiz::Quiz,
    source::{COURSE_FILE, Part, Source, Stamp, Start},
};

pub use generated::GeneratedPage;
pub use hours::Hours;
pub use item::Item;
pub use labs::{CATALOG_LABS, catalog_lab};
pub use reading::Reader;
pub use reference::Reference;
pub use slot::Slot;

use reading::Reading;
use shelf::{Shelf, folders};

/// So much of a lesson is read before its first screen is shown, in bytes.
const FIRST_READ: u64 = 512 * 1024;

/// A loaded course.
pub struct Library {
    source: Source,
    course: Course,
    shelves: Vec<Shelf>,
    kinds: Kinds,
    reading: Arc<Reading>,
    knowledge: OnceCell<Arc<Knowledge>>,
    misconceptions: OnceCell<Vec<Misconception>>,
    mini_designs: OnceCell<Vec<MiniDesign>>,
    /// The quizzes that were opened, by file.
    quizzes: RefCell<BTreeMap<String, Arc<Quiz>>>,
    /// The exercises that there are, by the names of their folders.
    exercises: OnceCell<Vec<ExerciseId>>,
    /// The exercises that were listed; nothing where there is none of that id.
    cards: RefCell<BTreeMap<ExerciseId, Option<Arc<Card>>>>,
    /// The labs that were asked for.
    labs: RefCell<BTreeMap<LabId, Result<Arc<Guide>, Problem>>>,
}

impl Library {
    /// Opens a course: reads `course.toml` and lists the weeks, nothing more.
    ///
    /// # Errors
    /// Where `course.toml` cannot be read or has a mistake.
    pub fn open(source: Source) -> Result<Self, Problem> {
        Self::with_kinds(source, KINDS)
    }

    /// The same with other kinds of exercises than those of the program.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn with_kinds(source: Source, kinds: Kinds) -> Result<Self, Problem> {
        let text = source.read(COURSE_FILE)?;
        let (course, found) = Course::read(COURSE_FILE, &text);
        if let Some(first) = found.first() {
            return Err(Problem::content(format!("Cannot open {}", source.name()))
                .why(first)
                .hint("archtutor check shows every mistake with its place"));
        }
        let shelves = folders(&source, &course).into_iter().map(Shelf::new).collect();
        Ok(Self {
            source,
            course,
            shelves,
            kinds,
            reading: Arc::default(),
            knowledge: OnceCell::new(),
            misconceptions: OnceCell::new(),
            mini_designs: OnceCell::new(),
            quizzes: RefCell::default(),
            exercises: OnceCell::new(),
            cards: RefCell::default(),
            labs: RefCell::default(),
        })
    }

    /// The same under another id and title than its own.
    #[must_use]
    pub fn named(mut self, id: &CourseId, title: &str) -> Self {
        id.as_str().clone_into(&mut self.course.id);
        title.clone_into(&mut self.course.title);
        self
    }

    /// Where the files come from.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The kinds of exercises that can be read.
    pub fn kinds(&self) -> Kinds {
        self.kinds
    }

    /// What `course.toml` says.
    pub fn course(&self) -> &Course {
        &self.course
    }

    /// How many weeks there are.
    pub fn week_count(&self) -> usize {
        self.shelves.len()
    }

    /// How many lesson files a week has, without reading them.
    pub fn lesson_count(&self, week: usize) -> usize {
        self.shelves.get(week).map_or(0, |shelf| shelf.files(&self.source).len())
    }

    /// A week; one whose `week.toml` is missing or broken is named after its folder.
    pub fn week(&self, week: usize) -> Option<&Week> {
        self.shelves.get(week).map(|shelf| shelf.week(&self.source))
    }

    /// Every week in study order.
    pub fn weeks(&self) -> impl Iterator<Item = &Week> {
        self.shelves.iter().map(|shelf| shelf.week(&self.source))
    }

    /// The lessons of a week whose front matter can be read.
    pub fn lessons(&self, week: usize) -> &[LessonCard] {
        self.shelves.get(week).map_or(&[], |shelf| shelf.cards(&self.source))
    }

    /// How many lesson files of a week cannot be read as lessons.
    pub fn unreadable(&self, week: usize) -> usize {
        self.lesson_count(week).saturating_sub(self.lessons(week).len())
    }

    /// The number of the week with that id.
    pub fn week_of(&self, id: &WeekId) -> Option<usize> {
        self.weeks().position(|week| week.id == *id)
    }

    /// The text of a lesson.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn text(&self, card: &LessonCard) -> Result<Arc<str>, Problem> {
        self.source.read(&card.file)
    }

    /// The same without a copy, for pages.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn load(&self, card: &LessonCard) -> Result<Cow<'static, str>, Problem> {
        self.source.load(&card.file)
    }

    /// The start of a lesson's text, enough for a first screen, so that no lesson opens slowly.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn start(&self, card: &LessonCard) -> Result<Start, Problem> {
        self.source.start(&card.file, FIRST_READ)
    }

    /// What tells one version of a lesson's file from the next; nothing where it is part of the program.
    pub fn stamp(&self, card: &LessonCard) -> Option<Stamp> {
        self.source.stamp(&card.file)
    }

    /// Where the items of the sources are taught, in their order.
    pub fn coverage(&self) -> Vec<coverage::Entry> {
        let mut rows: Vec<_> = self.data(Part::Coverage, |file, text| coverage::read(file, text).0);
        rows.sort_by(|a, b| a.source.cmp(&b.source));
        rows
    }

    /// The mistakes of the sources with their corrections, in their order.
    pub fn errata(&self) -> Vec<Erratum> {
        let mut errata: Vec<_> = self.data(Part::Errata, |file, text| Erratum::read(file, text).0);
        errata.sort_by(|a, b| a.id.cmp(&b.id));
        errata
    }

    /// What people get wrong; a course that says nothing of it shares what the program knows.
    pub fn misconceptions(&self) -> &[Misconception] {
        self.misconceptions.get_or_init(|| {
            let own = self.source.has(misconception::FILE);
            let source = if own { &self.source } else { &Source::Embedded };
            let text = source.read(misconception::FILE);
            text.map(|text| Misconception::read(misconception::FILE, &text).0).unwrap_or_default()
        })
    }

    /// A misconception by its id.
    pub fn misconception(&self, id: &str) -> Option<&Misconception> {
        self.misconceptions().iter().find(|found| found.id == id)
    }

    /// The mini-designs that the course says its exercises give.
    pub fn mini_designs(&self) -> &[MiniDesign] {
        self.mini_designs.get_or_init(|| {
            let text = self.source.read(mini_design::FILE);
            let listed = text.map(|text| Listed::read(mini_design::FILE, &text).0);
            listed.unwrap_or_default().into_iter().map(|listed| listed.design).collect()
        })
    }

    /// What the files of a part hold; `archtutor check` says what is wrong with them.
    fn data<T>(&self, part: Part<'_>, read: impl Fn(&str, &Arc<str>) -> Vec<T>) -> Vec<T> {
        let texts = self.source.texts(part).filter_map(|(path, text)| Some((path, text.ok()?)));
        texts.flat_map(|(path, text)| read(&path, &text)).collect()
    }

    /// The pattern catalog; empty if the course has none.
    pub fn catalog(&self) -> &Catalog {
        self.shared_catalog()
    }

    fn shared_catalog(&self) -> &Arc<Catalog> {
        self.reading.catalog(&self.source, &self.course)
    }
}

/// The files of the catalog that ships with the program, for a course that shares it.
pub fn shared_catalog(course: &Course) -> Vec<catalog::File> {
    if !course.shares_catalog {
        return Vec::new();
    }
    let texts = Source::Embedded.texts(Part::Catalog);
    let named =
        |path: String| path.rsplit('/').next().map(|name| format!("{}{name}", catalog::SHARED));
    texts.filter_map(|(path, text)| Some((named(path)?, text.ok()?))).collect()
}
