//! Proves a course: every mistake of every file at once, so that an author mends them in one go.

mod art;
mod course;
mod diagrams;
mod glossary;
mod lessons;
mod pools;
mod prose;
mod sources;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{
    catalog::{Catalog, laws},
    course::{Course, LessonCard, Week},
    diagnostic::{Diagnostic, Severity},
    lab,
    problem::Problem,
    quiz::Quiz,
    source::{COURSE_FILE, Part, Source, walk},
};

/// Everything that could be read of a course, for the checks that look across files.
struct Shelf {
    source: Source,
    weeks: Vec<(Week, Arc<str>)>,
    lessons: Vec<(LessonCard, Arc<str>)>,
    quizzes: Vec<(String, Quiz, Arc<str>)>,
    catalog: Catalog,
}

/// What was found, and how much was looked at.
#[derive(Debug, Default, serde::Serialize)]
pub struct Report {
    pub weeks: usize,
    pub lessons: usize,
    pub quizzes: usize,
    pub questions: usize,
    pub patterns: usize,
    pub diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// How many diagnostics are that severe.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|found| found.severity == severity).count()
    }
}

/// Checks a whole course.
pub fn course(source: &Source) -> Report {
    let mut found = Vec::new();
    let order = course_file(source, &mut found);
    let shelf = Shelf {
        weeks: weeks(source, &order, &mut found),
        lessons: lesson_files(source, &mut found),
        quizzes: quiz_files(source, &mut found),
        catalog: catalog(source, &mut found),
        source: source.clone(),
    };
    ids(&shelf, &mut found);
    references(&shelf, &mut found);
    for (card, text) in &shelf.lessons {
        lessons::check(&shelf, card, text, &mut found);
    }
    lessons::order(&shelf, &mut found);
    diagrams::catalog(&shelf.catalog, &mut found);
    pools::check(&shelf, &mut found);
    prose::check(&shelf, &mut found);
    course::check(&shelf, &mut found);
    glossary::check(&shelf, &mut found);
    sources::check(&shelf, &mut found);
    let book = crate::design::PatternBook::new(&shelf.catalog);
    found.extend(crate::library::exercises::check(source, &book));
    found.sort_by(|a, b| {
        let at = |found: &Diagnostic| found.span.as_ref().map_or(0, |span| span.start);
        (&a.file, at(a), a.code).cmp(&(&b.file, at(b), b.code))
    });
    Report {
        weeks: shelf.weeks.len(),
        lessons: shelf.lessons.len(),
        quizzes: shelf.quizzes.len(),
        questions: shelf.quizzes.iter().map(|(_, quiz, _)| quiz.questions.len()).sum(),
        patterns: shelf.catalog.patterns().len(),
        diagnostics: found,
    }
}

impl Shelf {
    fn has_lesson(&self, id: &str) -> bool {
        self.lessons.iter().any(|(card, _)| card.id.as_str() == id)
    }

    fn quiz_of_question(&self, id: &str) -> Option<&str> {
        let holds = |quiz: &&(String, Quiz, Arc<str>)| quiz.1.question(id).is_some();
        self.quizzes.iter().find(holds).map(|(_, quiz, _)| quiz.id.as_str())
    }

    fn has_exercise(&self, id: &str) -> bool {
        self.source.has(&walk::exercise_file(id))
    }
}

/// Reads a file, or says why it cannot be read.
fn read(source: &Source, path: &str, found: &mut Vec<Diagnostic>) -> Option<Arc<str>> {
    readable(path, source.read(path), found)
}

fn readable(
    path: &str,
    text: Result<Arc<str>, Problem>,
    found: &mut Vec<Diagnostic>,
) -> Option<Arc<str>> {
    text.inspect_err(|problem| {
        let wrong = Diagnostic::error("unreadable", path, problem.to_string());
        let help = problem.hint.as_str();
        found.push(if help.is_empty() { wrong } else { wrong.help(help) });
    })
    .ok()
}

/// The files of a part that can be read.
fn texts(source: &Source, part: Part<'_>, found: &mut Vec<Diagnostic>) -> Vec<(String, Arc<str>)> {
    let texts = source.texts(part).filter_map(|(path, text)| {
        let text = readable(&path, text, found)?;
        Some((path, text))
    });
    texts.collect()
}

/// The folders of the weeks in order.
fn course_file(source: &Source, found: &mut Vec<Diagnostic>) -> Vec<String> {
    let folders = source.weeks();
    let Some(text) = read(source, COURSE_FILE, found) else { return folders };
    let (course, wrong) = Course::read(COURSE_FILE, &text);
    found.extend(wrong);
    for name in course.order.iter().filter(|name| !folders.contains(&name.value)) {
        found.push(
            Diagnostic::error("unknown-week", COURSE_FILE, format!("no folder `{}`", name.value))
                .at(&text, name.span.clone())
                .help(crate::table::did_you_mean(
                    &name.value,
                    &folders.iter().map(String::as_str).collect::<Vec<_>>(),
                )),
        );
    }
    if folders.is_empty() {
        found
            .push(Diagnostic::error("no-weeks", walk::WEEKS, "the course has no weeks").help(
                "make a folder such as lessons/01-start with a week.toml and a lesson in it",
            ));
    }
    folders
}

fn weeks(
    source: &Source,
    folders: &[String],
    found: &mut Vec<Diagnostic>,
) -> Vec<(Week, Arc<str>)> {
    let mut weeks = Vec::new();
    for name in folders {
        let folder = walk::week_folder(name);
        let file = walk::week_file(&folder);
        let Some(text) = read(source, &file, found) else { continue };
        let (week, wrong) = Week::read(&folder, &text);
        found.extend(wrong);
        if source.files(Part::Lessons(&folder)).is_empty() {
            found.push(Diagnostic::error("empty-week", file, "has no lesson").warning());
        }
        weeks.extend(week.map(|week| (week, text)));
    }
    weeks
}

fn lesson_files(source: &Source, found: &mut Vec<Diagnostic>) -> Vec<(LessonCard, Arc<str>)> {
    let mut lessons = Vec::new();
    for week in source.weeks() {
        for (path, text) in texts(source, Part::Lessons(&walk::week_folder(&week)), found) {
            let (card, wrong) = LessonCard::read(&path, &text);
            found.extend(wrong);
            lessons.extend(card.map(|card| (card, text)));
        }
    }
    lessons
}

fn quiz_files(source: &Source, found: &mut Vec<Diagnostic>) -> Vec<(String, Quiz, Arc<str>)> {
    let mut quizzes = Vec::new();
    for (path, text) in texts(source, Part::Pools, found) {
        let (quiz, wrong) = Quiz::parse(&path, &text);
        found.extend(wrong);
        quizzes.extend(quiz.map(|quiz| (path, quiz, text)));
    }
    quizzes
}

fn catalog(source: &Source, found: &mut Vec<Diagnostic>) -> Catalog {
    let (catalog, wrong) = Catalog::read(&texts(source, Part::Catalog, found));
    // A catalog that cannot be read would break every law: its own mistakes come first.
    if wrong.is_empty() {
        found.extend(laws::broken(&catalog));
    }
    found.extend(wrong);
    catalog
}

/// No two things of one kind share an id.
fn ids(shelf: &Shelf, found: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<(&str, String), String> = BTreeMap::new();
    let mut twice = |kind: &'static str, id: &str, file: &str, wrong: Diagnostic| {
        if let Some(first) = seen.insert((kind, id.to_owned()), file.to_owned()) {
            found.push(wrong.help(format!("{first} has the same id; ids are never used twice")));
        }
    };
    for (week, text) in &shelf.weeks {
        let file = walk::week_file(&week.folder);
        let wrong =
            Diagnostic::error("duplicate-id", &file, format!("a second week `{}`", week.id))
                .at(text, 0..0);
        twice("week", week.id.as_str(), &file, wrong);
    }
    for (card, text) in &shelf.lessons {
        let message = format!("a second lesson `{}`", card.id);
        let wrong = Diagnostic::error("duplicate-id", &card.file, message)
            .at(text, card.span_of(card.id.as_str()));
        twice("lesson", card.id.as_str(), &card.file, wrong);
    }
    for (file, quiz, text) in &shelf.quizzes {
        let wrong = Diagnostic::error("duplicate-id", file, format!("a second quiz `{}`", quiz.id))
            .at(text, quiz.span.clone());
        twice("quiz", quiz.id.as_str(), file, wrong);
        for question in &quiz.questions {
            let message = format!("a second question `{}`", question.id);
            let wrong =
                Diagnostic::error("duplicate-id", file, message).at(text, question.span.clone());
            twice("question", question.id.as_str(), file, wrong);
        }
    }
}

/// What weeks and lessons name in their data exists.
fn references(shelf: &Shelf, found: &mut Vec<Diagnostic>) {
    let quizzes: BTreeSet<&str> =
        shelf.quizzes.iter().map(|(_, quiz, _)| quiz.id.as_str()).collect();
    for (week, text) in &shelf.weeks {
        let file = walk::week_file(&week.folder);
        let mut missing = |kind: &str, id: &str, help: String| {
            let span = week.spans.iter().find(|(name, _)| name == id);
            let span = span.map_or(0..0, |(_, span)| span.clone());
            found.push(
                Diagnostic::error("unknown-reference", &file, format!("there is no {kind} `{id}`"))
                    .at(text, span)
                    .help(help),
            );
        };
        if let Some(quiz) = &week.quiz
            && !quizzes.contains(quiz.as_str())
        {
            let known: Vec<&str> = quizzes.iter().copied().collect();
            missing("quiz", quiz.as_str(), crate::table::did_you_mean(quiz.as_str(), &known));
        }
        for id in week.exercises.iter().filter(|id| !shelf.has_exercise(id.as_str())) {
            missing(
                "exercise",
                id.as_str(),
                format!("it would be {}", walk::exercise_file(id.as_str())),
            );
        }
        for id in week.labs.iter().filter(|id| lab::find(id.as_str()).is_none()) {
            missing("lab", id.as_str(), "there are no labs yet; leave `labs` empty".into());
        }
    }
    for (card, text) in &shelf.lessons {
        let mut missing = |kind: &str, id: &str, near: Option<&str>| {
            let message = format!("there is no {kind} `{id}`");
            let mut wrong = Diagnostic::error("unknown-reference", &card.file, message)
                .at(text, card.span_of(id));
            if let Some(near) = near {
                wrong = wrong.help(format!("did you mean `{near}`?"));
            }
            found.push(wrong);
        };
        for id in card.needs.iter().filter(|id| !shelf.has_lesson(id.as_str())) {
            let known = shelf.lessons.iter().map(|(card, _)| card.id.as_str());
            missing("lesson", id.as_str(), crate::text::nearest(id.as_str(), known));
        }
        for id in card.patterns.iter().filter(|id| shelf.catalog.get(id.as_str()).is_none()) {
            missing("pattern", id.as_str(), shelf.catalog.suggest(id.as_str()));
        }
    }
    for pattern in shelf.catalog.patterns() {
        if let Some(lesson) = &pattern.lesson
            && !shelf.has_lesson(lesson.as_str())
        {
            let message = format!("its lesson `{lesson}` is not in the course");
            found.push(pattern.diagnostic("unknown-reference", message));
        }
    }
}
