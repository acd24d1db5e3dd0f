//! `book.toml` and `SUMMARY.md`: an mdBook as an outline.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
};

use toml::{Table, Value};

use super::{outline::Outline, summary};
use crate::{diagnostic::Diagnostic, id::slug, problem::Problem, source::root};

/// The file that makes a folder an mdBook.
pub(super) const BOOK_FILE: &str = "book.toml";

/// What `book.toml` says.
#[derive(Debug, Default)]
pub(super) struct Config {
    /// The folder of the chapters, with a slash, or nothing where they stand beside `book.toml`.
    pub(super) src: String,
    /// Pages that moved: from a path, as the web knows it, to another one.
    pub(super) redirects: HashMap<String, String>,
    /// What begins a hidden line of code, by language.
    pub(super) hidelines: HashMap<String, String>,
    /// What weeks and quizzes were called before, by their ids: they have no file that could say it.
    pub(super) formerly: BTreeMap<String, Vec<String>>,
}

/// Reads the book in a folder.
///
/// # Errors
/// Where `book.toml` or `SUMMARY.md` cannot be read.
pub(super) fn read(root: &Path) -> Result<(Config, Outline), Problem> {
    let text = root::text(root, BOOK_FILE)?;
    let mut outline = Outline::default();
    let table = text.parse::<Table>().unwrap_or_else(|error| {
        let wrong = Diagnostic::error("invalid-toml", BOOK_FILE, error.message());
        let source = text.as_str().into();
        let span = error.span().unwrap_or(0..0);
        outline.found.push(wrong.at(&source, span));
        Table::new()
    });
    let config = config(&table);
    let book = |key: &str| at(&table, &["book", key]);
    let folder = root.file_name().unwrap_or_default().to_string_lossy();
    outline.title = text_of(book("title")).unwrap_or_else(|| folder.into_owned());
    let named = text_of(ours(&table, "id"));
    let named = named.filter(|id| crate::id::fault(id).is_none());
    outline.id = named.unwrap_or_else(|| slug(&outline.title, "book"));
    outline.language = text_of(book("language")).unwrap_or_default();
    let authors = book("authors").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    outline.authors = authors.iter().filter_map(|name| text_of(Some(name))).collect();
    let file = format!("{}SUMMARY.md", config.src);
    let summary = summary::read(&file, &root::text(root, &file)?);
    outline.parts = summary.parts;
    outline.found.extend(summary.found);
    Ok((config, outline))
}

fn config(table: &Table) -> Config {
    let src = text_of(at(table, &["book", "src"])).unwrap_or_else(|| "src".into());
    let src = src.trim_start_matches("./").trim_end_matches('/');
    let src = if src.is_empty() || src == "." { String::new() } else { format!("{src}/") };
    let pairs = |path: &[&str]| -> HashMap<String, String> {
        let pairs = at(table, path).and_then(Value::as_table).into_iter().flatten();
        pairs.filter_map(|(key, to)| Some((key.clone(), text_of(Some(to))?))).collect()
    };
    Config {
        src,
        redirects: pairs(&["output", "html", "redirect"]),
        hidelines: pairs(&["output", "html", "code", "hidelines"]),
        formerly: ours(table, "formerly").and_then(Value::as_table).map(former).unwrap_or_default(),
    }
}

/// What the book says to this program.
fn ours<'a>(table: &'a Table, key: &str) -> Option<&'a Value> {
    ["output", "preprocessor"].into_iter().find_map(|kind| at(table, &[kind, "archtutor", key]))
}

/// Earlier ids by the later ones.
fn former(table: &Table) -> BTreeMap<String, Vec<String>> {
    let texts = |value: &Value| -> Vec<String> {
        value.as_array().into_iter().flatten().filter_map(|old| text_of(Some(old))).collect()
    };
    table.iter().map(|(id, old)| (id.clone(), texts(old))).collect()
}

/// The value at a path of keys.
fn at<'a>(table: &'a Table, path: &[&str]) -> Option<&'a Value> {
    let (last, folders) = path.split_last()?;
    let inner = folders.iter().try_fold(table, |table, key| table.get(*key)?.as_table());
    inner?.get(*last)
}

fn text_of(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::as_str).map(str::to_owned)
}
