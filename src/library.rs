//! One course, loaded as it is asked for: weeks and front matter first, a lesson's text when it is
//! opened, the catalog when it is needed. Resolves ids to what they name.

pub mod document;
pub mod exercises;
pub mod generated;
pub mod hours;
pub mod item;
pub mod labs;
pub mod lookup;
pub mod reference;

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
    diagnostic::Diagnostic,
    exercise::{Kinds, Knowledge, card::Card, kinds::KINDS},
    id::{ExerciseId, LabId, LessonId, QuestionId, QuizId, WeekId},
    lab::guide::Guide,
    problem::Problem,
    quiz::{Question, Quiz, Written},
    source::{COURSE_FILE, Part, Source, Start, walk},
};

pub use generated::GeneratedPage;
pub use hours::Hours;
pub use item::Item;
pub use labs::{CATALOG_LABS, catalog_lab};
pub use reference::Reference;

/// Front matter is looked for in the first bytes of a lesson, this many.
pub const FRONT_MATTER_LIMIT: usize = 16 * 1024;

/// So much of a lesson is read before its first screen is shown, in bytes.
const FIRST_READ: u64 = 512 * 1024;

/// A loaded course.
pub struct Library {
    source: Source,
    course: Course,
    shelves: Vec<Shelf>,
    kinds: Kinds,
    catalog: OnceCell<Arc<Catalog>>,
    knowledge: OnceCell<Arc<Knowledge>>,
    /// The quizzes that were opened, by file.
    quizzes: RefCell<BTreeMap<String, Arc<Quiz>>>,
    /// The exercises that there are, by the names of their folders.
    exercises: OnceCell<Vec<ExerciseId>>,
    /// The exercises that were listed; nothing where there is none of that id.
    cards: RefCell<BTreeMap<ExerciseId, Option<Arc<Card>>>>,
    /// The labs that were asked for.
    labs: RefCell<BTreeMap<LabId, Result<Arc<Guide>, Problem>>>,
}

/// One week's folder, read on demand.
struct Shelf {
    folder: String,
    /// Lesson files, sorted.
    files: OnceCell<Vec<String>>,
    week: OnceCell<Week>,
    cards: OnceCell<Vec<LessonCard>>,
    items: OnceCell<Vec<Item>>,
}

/// Where an item stands in the course. Lessons come first in a week, so that the number of a lesson
/// is that of its item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// Number of the week, from 0, in study order.
    pub week: usize,
    /// Number of the item in its week, from 0.
    pub item: usize,
}

impl Slot {
    /// The first item of all.
    pub const START: Self = Self { week: 0, item: 0 };
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
            catalog: OnceCell::new(),
            knowledge: OnceCell::new(),
            quizzes: RefCell::default(),
            exercises: OnceCell::new(),
            cards: RefCell::default(),
            labs: RefCell::default(),
        })
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

    /// Every lesson in study order with its slot. Reads the front matter of all of them.
    pub fn all_lessons(&self) -> impl Iterator<Item = (Slot, &LessonCard)> {
        (0..self.shelves.len()).flat_map(move |week| {
            let cards = self.lessons(week).iter().enumerate();
            cards.map(move |(item, card)| (Slot { week, item }, card))
        })
    }

    /// The number of the week with that id.
    pub fn week_of(&self, id: &WeekId) -> Option<usize> {
        self.weeks().position(|week| week.id == *id)
    }

    /// The lesson in a slot.
    pub fn at(&self, slot: Slot) -> Option<&LessonCard> {
        self.lessons(slot.week).get(slot.item)
    }

    /// The slot of a lesson.
    pub fn slot(&self, id: &LessonId) -> Option<Slot> {
        self.all_lessons().find(|(_, card)| card.id == *id).map(|(slot, _)| slot)
    }

    /// The slot of a lesson file.
    pub fn slot_of_file(&self, file: &str) -> Option<Slot> {
        let (folder, _) = file.rsplit_once('/')?;
        let week = self.shelves.iter().position(|shelf| shelf.folder == folder)?;
        let item = self.lessons(week).iter().position(|card| card.file == file)?;
        Some(Slot { week, item })
    }

    /// The lesson after a slot, over the border of the week.
    pub fn after(&self, slot: Slot) -> Option<Slot> {
        let next = Slot { item: slot.item + 1, ..slot };
        if self.at(next).is_some() {
            return Some(next);
        }
        (slot.week + 1..self.shelves.len())
            .map(|week| Slot { week, item: 0 })
            .find(|slot| self.at(*slot).is_some())
    }

    /// The lesson before a slot, over the border of the week.
    pub fn before(&self, slot: Slot) -> Option<Slot> {
        if let Some(item) = slot.item.checked_sub(1) {
            return Some(Slot { item, ..slot });
        }
        (0..slot.week).rev().find_map(|week| {
            let item = self.lessons(week).len().checked_sub(1)?;
            Some(Slot { week, item })
        })
    }

    /// How a lesson is numbered for a learner, such as `4.2`.
    pub fn number(&self, slot: Slot) -> String {
        let week = self.week(slot.week).and_then(Week::number);
        let week = week.map_or(slot.week + 1, |number| number as usize);
        format!("{week}.{}", slot.item + 1)
    }

    /// The text of a lesson.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn text(&self, card: &LessonCard) -> Result<Arc<str>, Problem> {
        self.source.read(&card.file)
    }

    /// A quiz, read when it is first asked for.
    ///
    /// # Errors
    /// Where there is none of that id, or it has a mistake.
    pub fn quiz(&self, id: &QuizId) -> Result<Arc<Quiz>, Problem> {
        let missing = || Problem::content(format!("There is no quiz `{id}` in this course"));
        let quiz = self.quiz_file(id, |_| true)?.ok_or_else(missing)?;
        if quiz.pools.is_empty() {
            return Ok(quiz);
        }
        // A pool has questions of its own, so that no quiz draws from itself.
        let quiz = Quiz::clone(&quiz).gather(|pool| {
            let missing =
                || Problem::content(format!("`{id}` draws from `{pool}`, which is no pool"));
            self.quiz_file(pool, |quiz| quiz.pools.is_empty())?.ok_or_else(missing)
        })?;
        Ok(Arc::new(quiz))
    }

    /// The exam at the end, if the course has one.
    pub fn exam(&self) -> Option<QuizId> {
        self.course.exam.as_ref().map(|exam| QuizId::new(&exam.value))
    }

    /// A quiz as its file has it.
    fn quiz_file(
        &self,
        id: &QuizId,
        fits: impl Fn(&Quiz) -> bool,
    ) -> Result<Option<Arc<Quiz>>, Problem> {
        let wanted = |file: &str, text: &str| {
            text.contains(id.as_str()) || Quiz::derived_id(file) == id.as_str()
        };
        self.find_quiz(wanted, |quiz| quiz.id == *id && fits(quiz))
    }

    /// A question of any quiz.
    ///
    /// # Errors
    /// Where there is none of that id.
    pub fn question(&self, id: &QuestionId) -> Result<Arc<Question>, Problem> {
        let wanted = |_: &str, text: &str| text.contains(id.as_str());
        let quiz = self.find_quiz(wanted, |quiz| quiz.question(id.as_str()).is_some())?;
        quiz.and_then(|quiz| quiz.question(id.as_str()).cloned())
            .ok_or_else(|| Problem::content(format!("There is no question `{id}` in this course")))
    }

    /// A task that is answered in one's own words, if there is one of that id.
    pub fn task(&self, id: &QuestionId) -> Option<Arc<Written>> {
        let wanted = |_: &str, text: &str| text.contains(id.as_str());
        let quiz =
            self.find_quiz(wanted, |quiz| quiz.task(id.as_str()).is_some()).ok().flatten()?;
        quiz.task(id.as_str()).cloned()
    }

    /// The first words of a question or a written task; empty where a program speaks for itself.
    ///
    /// # Errors
    /// Where there is neither of that id.
    pub fn teaser(&self, id: &QuestionId) -> Result<String, Problem> {
        match self.question(id) {
            Ok(question) => Ok(question.teaser()),
            Err(problem) => self.task(id).map(|task| task.teaser()).ok_or(problem),
        }
    }

    /// The first quiz that fits. Files that are likely to hold it are parsed first; an id may also be
    /// written with escapes.
    fn find_quiz(
        &self,
        likely: impl Fn(&str, &str) -> bool,
        fits: impl Fn(&Quiz) -> bool,
    ) -> Result<Option<Arc<Quiz>>, Problem> {
        if let Some(quiz) = self.quizzes.borrow().values().find(|quiz| fits(quiz)) {
            return Ok(Some(Arc::clone(quiz)));
        }
        let mut broken = None;
        let mut unlikely = Vec::new();
        for file in self.source.files(Part::Pools) {
            if self.quizzes.borrow().contains_key(&file) {
                continue;
            }
            let Ok(text) = self.source.read(&file) else { continue };
            if !likely(&file, &text) {
                unlikely.push((file, text));
            } else if let Some(quiz) = self.parse_quiz(file, &text, &mut broken, &fits) {
                return Ok(Some(quiz));
            }
        }
        // What nobody asked for is not said: only a broken file that is likely to hold it.
        let escaped = unlikely.into_iter().filter(|(_, text)| text.contains('\\'));
        for (file, text) in escaped {
            if let Some(quiz) = self.parse_quiz(file, &text, &mut None, &fits) {
                return Ok(Some(quiz));
            }
        }
        match broken {
            Some(found) => Err(Problem::content("A quiz cannot be read")
                .why(&found)
                .hint("archtutor check shows every mistake with its place")),
            None => Ok(None),
        }
    }

    /// Parses a file of questions and keeps it; the quiz if it is the one that is looked for.
    fn parse_quiz(
        &self,
        file: String,
        text: &str,
        broken: &mut Option<Diagnostic>,
        fits: impl Fn(&Quiz) -> bool,
    ) -> Option<Arc<Quiz>> {
        let (quiz, found) = Quiz::parse(&file, text);
        let Some(quiz) = quiz.map(Arc::new) else {
            *broken = found.into_iter().next().or(broken.take());
            return None;
        };
        self.quizzes.borrow_mut().insert(file, Arc::clone(&quiz));
        fits(&quiz).then_some(quiz)
    }

    /// What a list shows of an exercise; nothing where there is none of that id.
    pub fn exercise_card(&self, id: &ExerciseId) -> Option<Arc<Card>> {
        let read = || {
            let there = self.exercise_folders().contains(id);
            let file = walk::exercise_file(id.as_str());
            let text = there.then(|| self.source.read(&file).ok()).flatten()?;
            Some(Arc::new(Card::read(id, &text)))
        };
        self.cards.borrow_mut().entry(id.clone()).or_insert_with(read).clone()
    }

    /// Every exercise of the course by its card, sorted by week and number.
    pub fn exercise_cards(&self) -> Vec<Arc<Card>> {
        let ids = self.exercise_folders().iter();
        let mut cards: Vec<Arc<Card>> = ids.filter_map(|id| self.exercise_card(id)).collect();
        cards.sort_by(|a, b| (a.week, &a.number, &a.id).cmp(&(b.week, &b.number, &b.id)));
        cards
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

    /// Where the items of the sources are taught, in their order.
    pub fn coverage(&self) -> Vec<coverage::Row> {
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
        self.catalog.get_or_init(|| {
            let texts = self.source.texts(Part::Catalog);
            let mut own: Vec<catalog::File> =
                texts.filter_map(|(path, text)| Some((path, text.ok()?))).collect();
            // By the name of the family, of which one may begin as another does.
            own.sort_by(|(a, _), (b, _)| {
                a.trim_end_matches(".toml").cmp(b.trim_end_matches(".toml"))
            });
            let mut files = shared_catalog(&self.course);
            files.extend(own);
            Arc::new(Catalog::read(&files).0)
        })
    }
}

impl Shelf {
    fn new(folder: String) -> Self {
        Self {
            folder,
            files: OnceCell::new(),
            week: OnceCell::new(),
            cards: OnceCell::new(),
            items: OnceCell::new(),
        }
    }

    fn files(&self, source: &Source) -> &[String] {
        self.files.get_or_init(|| source.files(Part::Lessons(&self.folder)))
    }

    fn week(&self, source: &Source) -> &Week {
        self.week.get_or_init(|| {
            let text = source.read(&walk::week_file(&self.folder)).ok();
            let read = text.and_then(|text| Week::read(&self.folder, &text).0);
            read.unwrap_or_else(|| self.nameless())
        })
    }

    /// A week that can still be studied although its `week.toml` says nothing usable.
    fn nameless(&self) -> Week {
        let name = self.folder.rsplit('/').next().unwrap_or(&self.folder);
        Week {
            id: WeekId::new(name),
            title: name.to_owned(),
            outcomes: Vec::new(),
            theory_hours: None,
            practice_hours: None,
            quiz: None,
            exercises: Vec::new(),
            labs: Vec::new(),
            milestone: None,
            next: None,
            folder: self.folder.clone(),
            spans: Vec::new(),
        }
    }

    fn cards(&self, source: &Source) -> &[LessonCard] {
        self.cards.get_or_init(|| {
            let files = self.files(source).iter();
            files
                .filter_map(|file| {
                    let head: Arc<str> = source.head(file, FRONT_MATTER_LIMIT).ok()?.into();
                    LessonCard::read(file, &head).0
                })
                .collect()
        })
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

/// The folders of the weeks in study order: those that `course.toml` lists, then the others by name.
fn folders(source: &Source, course: &Course) -> Vec<String> {
    let names = source.weeks();
    let listed = course.order.iter().map(|name| &name.value).filter(|name| names.contains(name));
    let rest = names.iter().filter(|name| !course.order.iter().any(|at| at.value == **name));
    listed.chain(rest).map(|name| walk::week_folder(name)).collect()
}
