//! Questions as cards for Anki, in its text format: a second import brings the cards up to date
//! instead of doubling them.

use super::{Exported, Exporter, Wanted, markup};
use crate::{
    author::bank::{self, Entry, Key, Shape},
    problem::Problem,
};

pub(super) struct Anki;

/// Anki's own type of notes with two sides.
const NOTE_TYPE: &str = "Basic";
/// What stands before the first line.
const HEADERS: &str = "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:4\n";

impl Exporter for Anki {
    fn name(&self) -> &'static str {
        "anki"
    }

    fn about(&self) -> &'static str {
        "questions as cards for Anki, a deck for each week"
    }

    fn export(&self, wanted: &Wanted<'_>) -> Result<Exported, Problem> {
        let library = wanted.session.library();
        let course = library.course();
        let mut text = HEADERS.to_owned();
        for found in bank::gather(library, wanted.references, wanted.words)? {
            let week = found.name.map_or_else(String::new, |name| format!("::{}", deck(&name)));
            let deck = format!("{}{week}", deck(&course.title));
            for entry in &found.entries {
                let guid = format!("{}:{}", course.id, entry.id);
                let tag = entry.lesson.clone().unwrap_or_default();
                let row = [guid, NOTE_TYPE.into(), deck.clone(), tag, front(entry), back(entry)];
                text.push_str(&row.map(|field| quoted(&field)).join("\t"));
                text.push('\n');
            }
        }
        Ok(Exported::Text(text))
    }
}

/// A name of a deck, where two colons part names.
fn deck(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").replace("::", ":")
}

/// A field as Anki reads it back.
fn quoted(field: &str) -> String {
    if field.contains(['\t', '\n', '"']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

/// A list with one text an item, which may have lines of its own.
fn list<'a>(items: impl Iterator<Item = &'a str>) -> String {
    let item = |item: &str| format!("- {}\n", item.trim().replace('\n', "\n  "));
    items.map(item).collect()
}

/// What is asked; options are in the order of the alphabet, so that none stands out.
fn front(entry: &Entry) -> String {
    let given = match &entry.shape {
        Shape::Choice { options, .. } => {
            let mut options: Vec<&str> =
                options.iter().map(|option| option.given.as_str()).collect();
            options.sort_unstable();
            list(options.into_iter())
        }
        Shape::Pairs { pairs, extra } => {
            let mut right: Vec<&str> = pairs.iter().map(|(_, right)| right.as_str()).collect();
            right.extend(extra.iter().map(String::as_str));
            right.sort_unstable();
            right.dedup();
            let mut left: Vec<&str> = pairs.iter().map(|(left, _)| left.as_str()).collect();
            left.sort_unstable();
            format!("{}\n\n---\n\n{}", list(left.into_iter()), list(right.into_iter()))
        }
        Shape::Text(_) | Shape::Number(_) => String::new(),
    };
    markup::html(&format!("{}\n\n{given}", entry.stem))
}

/// What is right, and why the rest is not.
fn back(entry: &Entry) -> String {
    let key = match &entry.shape {
        Shape::Choice { options, .. } => keys(options, Clone::clone),
        Shape::Text(texts) => keys(texts, Clone::clone),
        Shape::Number(numbers) => keys(numbers, |(value, tolerance)| match *tolerance {
            0.0 => value.to_string(),
            tolerance => format!("{value} ± {tolerance}"),
        }),
        Shape::Pairs { pairs, .. } => {
            let pairs: Vec<String> =
                pairs.iter().map(|(left, right)| format!("{left} → {right}")).collect();
            list(pairs.iter().map(String::as_str))
        }
    };
    markup::html(&format!("{key}\n\n{}", entry.explanation))
}

fn keys<T>(keys: &[Key<T>], shown: impl Fn(&T) -> String) -> String {
    let right =
        keys.iter().filter(|key| key.right).map(|key| format!("**✓** {}", shown(&key.given)));
    let wrong = keys.iter().filter(|key| !key.right && !key.feedback.is_empty());
    let wrong = wrong.map(|key| format!("**✗** {}\n\n{}", shown(&key.given), key.feedback));
    let all: Vec<String> = right.chain(wrong).collect();
    list(all.iter().map(String::as_str))
}
