//! A course of ours from what others wrote: an mdBook or a folder of Markdown, once. From then on the files are the
//! author's, and ids stay although files move.

use super::{Additions, SCHEMAS, edit, schemas};
use crate::{
    problem::Problem,
    quiz::Quiz,
    source::{COURSE_FILE, Part, Source, walk},
};

/// Every file of a course that is made from a book. `id` names a course that has no id of its own.
///
/// # Errors
/// Where it is a course of ours already, or a file cannot be read.
pub fn from(
    book: &Source,
    id: &str,
    title: Option<&str>,
    catalog: bool,
) -> Result<Additions, Problem> {
    let Source::Book(_) = book else {
        return Err(Problem::usage(format!("{} is a course already", book.name()))
            .hint("Its folder may be copied"));
    };
    let mut files = vec![(COURSE_FILE.to_owned(), course(book, id, title, catalog)?)];
    files.extend(schemas());
    let mut add = |path: String, schema: &str| -> Result<(), Problem> {
        let text = book.read(&path)?;
        files.push((path.clone(), with_id(&path, headed(&path, schema, &text))));
        Ok(())
    };
    let weeks: Vec<String> = book.weeks().iter().map(|name| walk::week_folder(name)).collect();
    for folder in &weeks {
        add(walk::week_file(folder), "week")?;
        book.files(Part::Lessons(folder)).into_iter().try_for_each(|file| add(file, "lesson"))?;
    }
    book.files(Part::Pools).into_iter().try_for_each(|file| add(file, "quiz"))?;
    Ok(Additions { files, edits: Vec::new() })
}

/// `course.toml`: what the book says of itself, and what the author says now.
fn course(book: &Source, id: &str, title: Option<&str>, catalog: bool) -> Result<String, Problem> {
    let mut text = book.read(COURSE_FILE)?.to_string();
    let quoted = |text: &str| toml::Value::from(text).to_string();
    // The id of a folder is made from its path, which says nothing of another one.
    if book.is_notes() {
        text = edit::with(&text, "id", &quoted(id));
    }
    if let Some(title) = title {
        text = edit::with(&text, "title", &quoted(title));
    }
    if catalog {
        text = edit::with(&text, "catalog", "\"archtutor\"");
    }
    Ok(headed(COURSE_FILE, "course", &text))
}

/// A quiz that was known by its file's name has an id from now on.
fn with_id(path: &str, text: String) -> String {
    let quiz = path.starts_with("quizzes/").then(|| Quiz::parse(path, &text).0).flatten();
    match quiz.filter(|quiz| quiz.id_is_derived) {
        Some(quiz) => edit::with(&text, "id", &toml::Value::from(quiz.id.as_str()).to_string()),
        None => text,
    }
}

/// A file with the schema that editors find its keys by; front matter in Markdown has none.
fn headed(path: &str, schema: &str, text: &str) -> String {
    match path.ends_with(".toml") {
        true => {
            let up = "../".repeat(path.matches('/').count());
            let up = if up.is_empty() { "./" } else { &up };
            format!("#:schema {up}{SCHEMAS}/{schema}.json\n{text}")
        }
        false => text.to_owned(),
    }
}
