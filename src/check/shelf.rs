//! Everything that could be read of a course, for the checks that look across files; and what could
//! not, so that one broken file is one mistake and not a hundred.

use std::{
    cell::{Cell, RefCell},
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::read;
use crate::{
    card,
    catalog::{Catalog, laws},
    course::{Course, LessonCard, Week},
    diagnostic::{Diagnostic, Severity},
    id::Kind,
    lab, library,
    markdown::{self, Document},
    quiz::Quiz,
    source::{COURSE_FILE, Part, Source, walk},
    text,
};

/// So many times the nearest known id is looked for: who has more of them wrong has another mistake.
const SUGGESTIONS: usize = 500;

/// A file with a mistake: what it names may be there although it was not read.
struct Broken {
    kind: Kind,
    /// Its words; none where not even its text could be read, so that it may name anything.
    words: Option<HashSet<String>>,
}

pub(super) struct Shelf {
    pub(super) source: Source,
    pub(super) course: (Course, Arc<str>),
    pub(super) weeks: Vec<(Week, Arc<str>)>,
    pub(super) lessons: Vec<(LessonCard, Arc<str>)>,
    pub(super) quizzes: Vec<(String, Quiz, Arc<str>)>,
    pub(super) catalog: Arc<Catalog>,
    known: HashSet<(Kind, String)>,
    broken: Vec<Broken>,
    /// The headings that links into lessons lead to, by file; filled as they are asked for.
    anchors: RefCell<HashMap<String, HashSet<String>>>,
    /// The files that lessons link to or show.
    pub(super) linked: RefCell<HashSet<String>>,
    /// The questions that lessons ask.
    pub(super) asked: RefCell<HashSet<String>>,
    suggested: Cell<usize>,
}

impl Shelf {
    /// Reads every file of a course.
    pub(super) fn read(source: &Source, found: &mut Vec<Diagnostic>) -> Self {
        let text = read(source, COURSE_FILE, found);
        // What cannot be read was said already.
        let is_read = text.is_some();
        let text = text.unwrap_or_else(|| Arc::from(""));
        let (course, wrong) = Course::read(COURSE_FILE, &text);
        found.extend(wrong.into_iter().filter(|_| is_read));
        let mut shelf = Self {
            source: source.clone(),
            course: (course, text),
            weeks: Vec::new(),
            lessons: Vec::new(),
            quizzes: Vec::new(),
            catalog: Arc::default(),
            known: HashSet::new(),
            broken: Vec::new(),
            anchors: RefCell::default(),
            linked: RefCell::default(),
            asked: RefCell::default(),
            suggested: Cell::new(0),
        };
        let folders = shelf.folders(found);
        shelf.read_weeks(&folders, found);
        shelf.read_lessons(&folders, found);
        shelf.read_quizzes(found);
        shelf.read_catalog(found);
        shelf.read_exercises();
        shelf.read_labs();
        shelf
    }

    /// Whether the course has something of that name.
    pub(super) fn has(&self, kind: Kind, id: &str) -> bool {
        self.known.contains(&(kind, id.to_owned()))
    }

    /// Whether something that is not there may stand in a file that has a mistake of its own.
    pub(super) fn may_have(&self, kind: Kind, id: &str) -> bool {
        let broken = self.broken.iter().filter(|broken| broken.kind == kind);
        let names = |words: &HashSet<String>| words.contains(id);
        broken.map(|broken| broken.words.as_ref()).any(|words| words.is_none_or(names))
    }

    /// Whether it is neither there nor hidden by another mistake: a mistake of its own.
    pub(super) fn lacks(&self, kind: Kind, id: &str) -> bool {
        !self.has(kind, id) && !self.may_have(kind, id)
    }

    /// The known id that is nearest to one that is not.
    pub(super) fn near(&self, kind: Kind, id: &str) -> Option<&str> {
        self.suggested.set(self.suggested.get() + 1);
        let known = self.known.iter().filter(|(of, _)| *of == kind).map(|(_, id)| id.as_str());
        if self.suggested.get() > SUGGESTIONS {
            return None;
        }
        // A set has no order: of two that are equally near, the first by name.
        let mut known: Vec<&str> = known.collect();
        known.sort_unstable();
        text::nearest(id, known)
    }

    /// Whether a lesson has a place of that anchor; nothing where the file is no lesson.
    pub(super) fn has_anchor(&self, file: &str, anchor: &str) -> Option<bool> {
        let anchor = markdown::fold_anchor(anchor);
        if let Some(anchors) = self.anchors.borrow().get(file) {
            return Some(anchors.contains(&anchor));
        }
        let (card, text) = self.lessons.iter().find(|(card, _)| card.file == file)?;
        let mut document = Document::new(text.to_string());
        document.index();
        // The title stands above the text, as its first heading.
        let title = markdown::anchor_of(&card.title);
        let anchors = document.anchors().map(|(anchor, _)| anchor).chain([title]);
        let anchors: HashSet<String> = anchors.map(|it| markdown::fold_anchor(&it)).collect();
        let there = anchors.contains(&anchor);
        self.anchors.borrow_mut().insert(file.to_owned(), anchors);
        Some(there)
    }

    /// Whether a file stands where lessons do, whether it can be read or not.
    pub(super) fn is_lesson(&self, file: &str) -> bool {
        file.rsplit_once('/').is_some_and(|(folder, _)| {
            self.source.files(Part::Lessons(folder)).iter().any(|lesson| lesson == file)
        })
    }

    fn know(&mut self, kind: Kind, id: &str) {
        self.known.insert((kind, id.to_owned()));
    }

    /// Notes what a file may still name when something is wrong with it: a word of its text, or of
    /// its path.
    fn doubt(&mut self, kind: Kind, file: &str, text: Option<&str>, wrong: &[Diagnostic]) {
        let sound = wrong.iter().all(|found| found.severity != Severity::Error);
        if text.is_some() && sound {
            return;
        }
        let words = text.map(|text| {
            let words = text.split(|c: char| !(c.is_alphanumeric() || "-_.".contains(c)));
            let path = file.split(['/', '.']).map(|part| {
                part.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches('-')
            });
            words.chain(path).filter(|word| !word.is_empty()).map(str::to_owned).collect()
        });
        self.broken.push(Broken { kind, words });
    }

    /// The folders of the weeks by name; those that `course.toml` names are there.
    fn folders(&self, found: &mut Vec<Diagnostic>) -> Vec<String> {
        let folders = self.source.weeks();
        let (course, text) = &self.course;
        for name in course.order.iter().filter(|name| !folders.contains(&name.value)) {
            let known: Vec<&str> = folders.iter().map(String::as_str).collect();
            found.push(
                Diagnostic::error(
                    "unknown-week",
                    COURSE_FILE,
                    format!("no folder `{}`", name.value),
                )
                .at(text, name.span.clone())
                .help(crate::table::did_you_mean(&name.value, &known)),
            );
        }
        if folders.is_empty() {
            let help = "make a folder such as lessons/01-start with a week.toml and a lesson in it";
            let message = "the course has no weeks";
            found.push(Diagnostic::error("no-weeks", walk::WEEKS, message).help(help));
        }
        folders
    }

    fn read_weeks(&mut self, folders: &[String], found: &mut Vec<Diagnostic>) {
        for name in folders {
            let folder = walk::week_folder(name);
            let file = walk::week_file(&folder);
            let Some(text) = read(&self.source, &file, found) else {
                if let Some(wrong) = found.last_mut() {
                    wrong.help.get_or_insert_with(|| "write one with `id` and `title`".to_owned());
                }
                self.doubt(Kind::Week, &file, None, &[]);
                continue;
            };
            let (week, wrong) = Week::read(&folder, &text);
            self.doubt(Kind::Week, &file, Some(&text), &wrong);
            found.extend(wrong);
            if self.source.files(Part::Lessons(&folder)).is_empty() {
                let empty = Diagnostic::error("empty-week", file, "this week has no lesson");
                found.push(empty.warning());
            }
            if let Some(week) = week {
                self.know(Kind::Week, week.id.as_str());
                self.weeks.push((week, text));
            }
        }
    }

    fn read_lessons(&mut self, folders: &[String], found: &mut Vec<Diagnostic>) {
        for folder in folders {
            for path in self.source.files(Part::Lessons(&walk::week_folder(folder))) {
                let Some(text) = read(&self.source, &path, found) else {
                    self.doubt(Kind::Lesson, &path, None, &[]);
                    continue;
                };
                let (card, wrong) = LessonCard::read(&path, &text);
                if card.is_none() {
                    self.doubt(Kind::Lesson, &path, Some(&text), &wrong);
                }
                found.extend(wrong);
                if let Some(card) = card {
                    self.know(Kind::Lesson, card.id.as_str());
                    self.lessons.push((card, text));
                }
            }
        }
    }

    fn read_quizzes(&mut self, found: &mut Vec<Diagnostic>) {
        for path in self.source.files(Part::Pools) {
            let Some(text) = read(&self.source, &path, found) else {
                self.doubt(Kind::Quiz, &path, None, &[]);
                self.doubt(Kind::Question, &path, None, &[]);
                continue;
            };
            let (quiz, wrong) = Quiz::parse(&path, &text);
            self.doubt(Kind::Question, &path, Some(&text), &wrong);
            let Some(quiz) = quiz else {
                self.doubt(Kind::Quiz, &path, Some(&text), &wrong);
                found.extend(wrong);
                continue;
            };
            found.extend(wrong);
            self.know(Kind::Quiz, quiz.id.as_str());
            for question in &quiz.questions {
                self.know(Kind::Question, question.id.as_str());
            }
            for task in &quiz.written {
                self.know(Kind::Question, task.id.as_str());
            }
            self.quizzes.push((path, quiz, text));
        }
    }

    fn read_catalog(&mut self, found: &mut Vec<Diagnostic>) {
        let mut files = library::shared_catalog(&self.course.0);
        for path in self.source.files(Part::Catalog) {
            match read(&self.source, &path, found) {
                Some(text) => files.push((path, text)),
                None => self.doubt(Kind::Pattern, &path, None, &[]),
            }
        }
        let (catalog, wrong) = Catalog::read(&files);
        for (file, text) in &files {
            let wrong: Vec<Diagnostic> =
                wrong.iter().filter(|wrong| wrong.file == *file).cloned().collect();
            self.doubt(Kind::Pattern, file, Some(text), &wrong);
        }
        // A catalog that cannot be read would break every law: its own mistakes come first.
        if wrong.is_empty() {
            found.extend(laws::broken(&catalog));
            found.extend(card::broken(&catalog));
        }
        found.extend(wrong);
        for pattern in catalog.patterns() {
            self.know(Kind::Pattern, pattern.id.as_str());
        }
        self.catalog = Arc::new(catalog);
    }

    /// The labs of the program, and those that the course writes.
    fn read_labs(&mut self) {
        for entry in &lab::LABS {
            self.know(Kind::Lab, entry.spec.id);
        }
        for (id, _) in library::CATALOG_LABS {
            self.know(Kind::Lab, id);
        }
        for file in self.source.files(Part::Labs) {
            if let Some(id) = walk::lab_of(&file) {
                self.know(Kind::Lab, id);
            }
        }
    }

    fn read_exercises(&mut self) {
        for id in self.source.exercises() {
            self.know(Kind::Exercise, &id);
        }
    }
}
