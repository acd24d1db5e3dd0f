//! A course of ours from what others wrote: an mdBook or a folder of Markdown, once. From then on the files are the
//! author's, and ids stay although files move.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    path::PathBuf,
};

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag};

use super::{Additions, SCHEMAS, edit as keys, schemas};
use crate::{
    markdown::{self, Target, edit},
    problem::Problem,
    quiz::Quiz,
    source::{Book, COURSE_FILE, Part, Source, walk},
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
    let Source::Book(pages) = book else {
        return Err(Problem::usage(format!("{} is a course already", book.name()))
            .hint("Its folder may be copied"));
    };
    let mut copies = BTreeMap::new();
    let mut files = vec![(COURSE_FILE.to_owned(), course(book, id, title, catalog)?)];
    files.extend(schemas());
    let mut add = |path: String, schema: &str| -> Result<(), Problem> {
        let every = || format!("archtutor check {} names every one that is missing", book.name());
        let text = book.read(&path).map_err(|problem| problem.hint(every()))?;
        let text = match schema {
            "lesson" => at_home(pages, &path, &text, &mut copies),
            _ => text.to_string(),
        };
        files.push((path.clone(), with_id(&path, headed(&path, schema, &text))));
        Ok(())
    };
    let weeks: Vec<String> = book.weeks().iter().map(|name| walk::week_folder(name)).collect();
    for folder in &weeks {
        add(walk::week_file(folder), "week")?;
        book.files(Part::Lessons(folder)).into_iter().try_for_each(|file| add(file, "lesson"))?;
    }
    book.files(Part::Pools).into_iter().try_for_each(|file| add(file, "quiz"))?;
    Ok(Additions { files, copies, ..Additions::default() })
}

/// The folder of a course that the pictures of a book are copied to.
const PICTURES: &str = "pictures";

/// A lesson as a file of its own: its pictures lead to their copies, those that the book does not have stay
/// as they are; its sections start at the second level; definitions that nothing uses any more are gone.
fn at_home(
    book: &Book,
    lesson: &str,
    text: &str,
    copies: &mut BTreeMap<String, PathBuf>,
) -> String {
    let body = markdown::body_start(text);
    let source = text.get(body..).unwrap_or_default();
    let up = "../".repeat(lesson.matches('/').count());
    let mut used = BTreeSet::new();
    let mut edits = Vec::new();
    let parser = Parser::new_ext(source, markdown::options());
    let defined: Vec<(String, Range<usize>)> = parser
        .reference_definitions()
        .iter()
        .map(|(label, found)| (markdown::fold_label(label), found.span.clone()))
        .collect();
    for (event, range) in parser.into_offset_iter() {
        let whole = source.get(range.clone()).unwrap_or_default();
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. })
                if whole.starts_with('#') =>
            {
                edits.push((range.start..range.start, "#".to_owned()));
            }
            Event::Start(Tag::Link { id, .. }) => drop(used.insert(markdown::fold_label(&id))),
            Event::Start(Tag::Image { dest_url, id, .. }) => {
                match book.picture(lesson, &dest_url) {
                    Some((path, file)) if is_file(&dest_url) => {
                        let to = format!("{PICTURES}/{path}");
                        // Of a picture with a definition elsewhere the name stands in brackets.
                        let words = whole.rfind("](").or_else(|| whole.rfind("]["));
                        let words = words.unwrap_or(whole.len().saturating_sub(1));
                        edits.push((range.start + words..range.end, format!("](<{up}{to}>)")));
                        copies.insert(to, file);
                    }
                    _ => drop(used.insert(markdown::fold_label(&id))),
                }
            }
            _ => {}
        }
    }
    let unused = defined.into_iter().filter(|(label, _)| !used.contains(label));
    edits.extend(unused.map(|(_, span)| (span, String::new())));
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    format!("{}{}", text.get(..body).unwrap_or_default(), edit::apply(source, edits))
}

/// Whether an address is that of a file, which a name between angle brackets can say.
fn is_file(url: &str) -> bool {
    let is_file = matches!(Target::parse(url.trim_start_matches('/')), Some(Target::File { .. }));
    is_file && !url.contains(['<', '>', '\n'])
}

/// `course.toml`: what the book says of itself, and what the author says now.
fn course(book: &Source, id: &str, title: Option<&str>, catalog: bool) -> Result<String, Problem> {
    let mut text = book.read(COURSE_FILE)?.to_string();
    let quoted = |text: &str| toml::Value::from(text).to_string();
    // The id of a folder is made from its path, which says nothing of another one.
    if book.is_notes() {
        text = keys::with(&text, "id", &quoted(id));
    }
    if let Some(title) = title {
        text = keys::with(&text, "title", &quoted(title));
    }
    if catalog {
        text = keys::with(&text, "catalog", "\"archtutor\"");
    }
    Ok(headed(COURSE_FILE, "course", &text))
}

/// A quiz that was known by its file's name has an id from now on.
fn with_id(path: &str, text: String) -> String {
    let quiz = path.starts_with("quizzes/").then(|| Quiz::parse(path, &text).0).flatten();
    match quiz.filter(|quiz| quiz.id_is_derived) {
        Some(quiz) => keys::with(&text, "id", &toml::Value::from(quiz.id.as_str()).to_string()),
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
