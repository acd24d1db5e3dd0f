//! Importers: one file a format, and one list that knows them all. A bank of questions of another
//! program becomes a quiz of ours; what has no home in it is said line by line.

mod anki;
mod cards;
mod gift;
mod html;
mod mdbook_quiz;
mod moodle_xml;
mod xml;

use std::sync::Arc;

use toml::{Table, Value};

use crate::{
    author::bank::{Entry, Key, Shape, pool},
    diagnostic::Diagnostic,
    id,
    markdown::{self, BlockKind},
};

/// Every format of the program.
static IMPORTERS: &[&dyn Importer] =
    &[&gift::Gift, &moodle_xml::MoodleXml, &anki::Anki, &cards::Cards, &mdbook_quiz::MdbookQuiz];

/// A format that questions are read from.
trait Importer: Sync {
    /// Its name on the command line, such as `gift`.
    fn name(&self) -> &'static str;

    /// Whether a file looks like it.
    fn fits(&self, file: &str, text: &str) -> bool;

    /// Reads a bank.
    fn import(&self, text: &str, bank: &mut Bank);
}

/// What was read of a file so far.
#[derive(Default)]
struct Bank {
    file: String,
    text: Arc<str>,
    entries: Vec<Entry>,
    /// Questions that have the form of ours already, with their ids.
    ready: Vec<(String, Table)>,
    lost: Vec<Diagnostic>,
}

impl Bank {
    /// Says that something at a place has no home.
    fn lose(&mut self, at: usize, what: impl Into<String>) {
        let line = self.text.get(at..).and_then(|rest| rest.find('\n')).unwrap_or(0);
        let found = Diagnostic::error("no-home", &self.file, what).warning();
        self.lost.push(found.at(&self.text, at..at + line.max(1)));
    }
}

/// A quiz of ours that was made from others' questions.
#[derive(Debug)]
pub struct Imported {
    /// Each question with its id, as it stands in a quiz.
    pub questions: Vec<(String, String)>,
    /// What has no home, with its place.
    pub lost: Vec<Diagnostic>,
}

/// The names of the formats.
pub fn formats() -> impl Iterator<Item = &'static str> {
    IMPORTERS.iter().map(|importer| importer.name())
}

/// Reads a file of questions in a format, or in the one that it looks like; nothing where it looks like
/// none.
pub fn read(file: &str, text: &str, format: Option<&str>) -> Option<Imported> {
    let fits = |importer: &&&dyn Importer| match format {
        Some(name) => importer.name() == name,
        None => importer.fits(file, text),
    };
    let importer = IMPORTERS.iter().find(fits)?;
    let (file, text): (_, Arc<str>) = (file.to_owned(), text.into());
    let mut bank = Bank { file, text: Arc::clone(&text), ..Bank::default() };
    importer.import(&text, &mut bank);
    let mut ids = id::Unused::default();
    let mut questions = Vec::new();
    for mut entry in bank.entries {
        entry.id = ids.take(&named(&entry));
        questions.push((entry.id.clone(), pool::question(&entry)));
    }
    for (id, mut question) in bank.ready {
        let id = ids.take(&id);
        question.insert("id".to_owned(), Value::String(id.clone()));
        questions.push((id, entry(&question)));
    }
    Some(Imported { questions, lost: bank.lost })
}

/// A question that has the form of ours as an entry of a quiz.
fn entry(question: &Table) -> String {
    let all = Value::Array(vec![Value::Table(question.clone())]);
    let quiz = Table::from_iter([("questions".to_owned(), all)]);
    quiz.to_string()
}

/// Numbers as a question; several that are right are typed as texts where they must be exact. Nothing
/// where none is right.
fn numbers(mut keys: Vec<Key<(f64, f64)>>, lost: &mut Vec<String>) -> Option<Shape> {
    keys.sort_by_key(|key| !key.right);
    let right = keys.iter().filter(|key| key.right).count();
    if right > 1 && keys.iter().all(|key| key.given.1 == 0.0) {
        let text = |key: Key<(f64, f64)>| Key {
            given: key.given.0.to_string(),
            right: key.right,
            feedback: key.feedback,
        };
        return Some(Shape::Text(keys.into_iter().map(text).collect()));
    }
    for key in keys.iter().take(right).skip(1) {
        lost.push(format!("a second right number, {}", key.given.0));
    }
    keys.drain(1.min(right)..right);
    (right > 0).then_some(Shape::Number(keys))
}

/// Markdown as the text that a learner types; what is more than paragraphs stays as it is.
fn typed_text(text: &str) -> String {
    let blocks = markdown::parse(text);
    let words = blocks.iter().map(|block| match &block.kind {
        BlockKind::Paragraph(words) => Some(markdown::plain(words)),
        _ => None,
    });
    let words: Option<Vec<String>> = words.collect();
    words.map_or_else(|| text.trim().to_owned(), |words| words.join("\n\n"))
}

/// The id of a question: its own if it is one, else one that is made from it, or from the text.
fn named(entry: &Entry) -> String {
    if id::fault(&entry.id).is_none() {
        return entry.id.clone();
    }
    let stem = typed_text(&entry.stem);
    let words: Vec<&str> = stem.split_whitespace().take(8).collect();
    let text = if entry.id.trim().is_empty() { words.join(" ") } else { entry.id.clone() };
    id::slug(&text, "question")
}
