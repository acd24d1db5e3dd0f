//! Whether what came is a course: where in it the course stands, that it opens, and what it has.

use std::{
    collections::BTreeSet,
    fs,
    path::{Component, Path},
};

use super::{Chosen, Origin};
use crate::{
    course::former,
    exercise::Kinds,
    id::{self, CourseId},
    library::{Library, Reference},
    problem::{Fault, Problem},
    source::{COURSE_FILE, Source},
};

/// The file that makes a folder an mdBook.
const BOOK_FILE: &str = "book.toml";
/// A course is looked for so many folders deep.
const DEEPEST: usize = 3;

/// What a course has.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Contents {
    pub weeks: usize,
    pub lessons: usize,
    pub questions: usize,
    pub exercises: usize,
    /// Lesson files that cannot be read as lessons.
    pub unreadable: usize,
    /// The ids of all that progress is kept of.
    #[serde(skip)]
    pub ids: BTreeSet<String>,
    /// Earlier ids of them: what was done under these goes on.
    #[serde(skip)]
    pub former: BTreeSet<String>,
}

/// A course that was proved.
pub(super) struct Proved {
    /// The folder inside that holds it; empty for the top.
    pub(super) inside: String,
    /// The id that it gives itself, or is given for its origin.
    pub(super) id: String,
    pub(super) title: String,
    pub(super) version: String,
    pub(super) contents: Contents,
}

/// Proves what is in a folder to be a course.
///
/// # Errors
/// Where it is none, does not open or has no lesson.
pub(super) fn prove(
    folder: &Path,
    inside: Option<&str>,
    origin: &Origin,
    kinds: Kinds,
) -> Result<Proved, Problem> {
    let inside = match inside {
        Some(inside) => named(folder, inside)?,
        None => find(folder)?,
    };
    let none = || Problem::message(Fault::Content, "courses.none", &[("from", &origin.name())]);
    let source =
        Source::folder(&folder.join(&inside)).map_err(|problem| none().why(problem.why))?;
    let notes = source.is_notes();
    let library = Chosen::from(source).library(kinds)?;
    let contents = contents(&library);
    if contents.lessons == 0 {
        return Err(none().because("courses.no-lesson", &[]));
    }
    let course = library.course();
    // A folder of Markdown is called after its path, which is now another one.
    let id = if notes { id::slug(&origin.stem(), "notes") } else { course.id.clone() };
    let title = if notes { origin.stem() } else { course.title.clone() };
    Ok(Proved { inside, id, title, version: course.version.clone(), contents })
}

/// What an opened course has.
pub(super) fn contents(library: &Library) -> Contents {
    let weeks = library.week_count();
    let mut ids: BTreeSet<String> = library
        .known()
        .into_iter()
        .filter(|reference| !matches!(reference, Reference::Pattern(_) | Reference::Week(_)))
        .map(|reference| reference.id().to_owned())
        .collect();
    let questions = library.questions();
    ids.extend(questions.iter().map(|question| question.id.to_string()));
    Contents {
        weeks,
        lessons: (0..weeks).map(|week| library.lessons(week).len()).sum(),
        questions: questions.len(),
        exercises: library.source().exercises().len(),
        unreadable: (0..weeks).map(|week| library.unreadable(week)).sum(),
        ids,
        former: former::renames(library.source()).into_keys().map(|(_, old)| old).collect(),
    }
}

/// The folder that the learner names.
fn named(folder: &Path, inside: &str) -> Result<String, Problem> {
    let inside = inside.trim_matches('/');
    let plain = Path::new(inside).components().all(|part| matches!(part, Component::Normal(_)));
    if plain && !inside.contains('\\') && folder.join(inside).is_dir() {
        return Ok(inside.to_owned());
    }
    Err(Problem::message(Fault::Usage, "courses.no-folder", &[("name", &inside)]))
}

/// The folder inside that holds the course: the top, or the only one that has a file which says so.
fn find(folder: &Path) -> Result<String, Problem> {
    if is_course(folder) {
        return Ok(String::new());
    }
    let mut found = Vec::new();
    search(folder, "", DEEPEST, &mut found);
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Ok(only_folder(folder)),
        [first, ..] => {
            let listed = found.iter().take(8).map(String::as_str).collect::<Vec<_>>().join(", ");
            Err(Problem::message(
                Fault::Usage,
                "courses.several",
                &[("listed", &listed), ("first", first)],
            ))
        }
    }
}

fn is_course(folder: &Path) -> bool {
    folder.join(COURSE_FILE).is_file() || folder.join(BOOK_FILE).is_file()
}

/// The folders below that hold a course, and none inside of those.
fn search(folder: &Path, inside: &str, depth: usize, found: &mut Vec<String>) {
    for name in folders(folder) {
        let (path, inside) = (folder.join(&name), format!("{inside}{name}"));
        if is_course(&path) {
            found.push(inside);
        } else if depth > 1 {
            search(&path, &format!("{inside}/"), depth - 1, found);
        }
    }
}

/// The one folder that archives like to begin with; the top where there is more.
fn only_folder(folder: &Path) -> String {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let alone = files.count() == 1;
    match folders(folder).as_slice() {
        [only] if alone => only.clone(),
        _ => String::new(),
    }
}

fn folders(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let mut names: Vec<String> =
        folders.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

/// Whether an id may name a course that is added.
///
/// # Errors
/// Where it is no id, or that of the shipped course.
pub(super) fn may_be_called(name: &str) -> Result<(), Problem> {
    let values: [(&'static str, &dyn std::fmt::Display); 1] = [("name", &name)];
    if let Some(fault) = id::fault(name) {
        return Err(Problem::message(Fault::Usage, "courses.no-name", &values).why(fault));
    }
    if CourseId::new(name).is_shipped() {
        return Err(Problem::message(Fault::Content, "courses.shipped-name", &values));
    }
    Ok(())
}
