//! What a book consists of: parts with chapters, their ids, and where each stands in a course.

use std::collections::HashMap;

use crate::{diagnostic::Diagnostic, hash, source::walk};

/// An id of ours has at most so many bytes.
const LONGEST_ID: usize = 80;
/// A name of a folder is cut here, in bytes.
const LONGEST_NAME: usize = 40;

/// A book that was looked through.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) authors: Vec<String>,
    pub(super) language: String,
    pub(super) parts: Vec<Part>,
    /// What is wrong with its table of contents.
    pub(super) found: Vec<Diagnostic>,
}

/// A part of a book: a week of the course.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub(super) title: String,
    /// The chapters before the first have the number 0.
    pub(super) number: usize,
    pub(super) chapters: Vec<Chapter>,
}

/// A chapter: a lesson of the course.
#[derive(Debug, Default)]
pub(super) struct Chapter {
    pub(super) title: String,
    /// Its file inside the book's folder; nothing for one that is not written yet.
    pub(super) file: Option<String>,
    /// What its author calls it.
    pub(super) id: Option<String>,
}

impl Chapter {
    /// What its id is made from: its path without the extension.
    fn stem(&self) -> &str {
        let file = self.file.as_deref().unwrap_or(&self.title);
        file.rsplit_once('.').filter(|(_, end)| *end == "md").map_or(file, |(stem, _)| stem)
    }
}

/// Where a chapter stands in the course.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) id: String,
    /// Its path in the course.
    pub(super) lesson: String,
    pub(super) part: usize,
    pub(super) chapter: usize,
}

/// A part's id and its folder in the course.
#[derive(Debug)]
pub(super) struct Folder {
    pub(super) id: String,
    pub(super) path: String,
}

/// The folders of the parts and the places of the chapters, in order.
pub(super) fn places(outline: &mut Outline, below: &str) -> (Vec<Folder>, Vec<Place>) {
    let (mut folders, mut places) = (Vec::new(), Vec::new());
    let (mut weeks, mut lessons) = (Ids::default(), Ids::default());
    let most = outline.parts.iter().map(|part| part.number).max().unwrap_or(0);
    let digits = most.to_string().len().max(2);
    for (at, part) in outline.parts.iter().enumerate() {
        let id = weeks.unused(cut(&slug(&part.title, "week"), LONGEST_NAME));
        let name = format!("{:0digits$}-{id}", part.number);
        let path = walk::week_folder(&name);
        let digits = part.chapters.len().to_string().len().max(2);
        for (chapter, found) in part.chapters.iter().enumerate() {
            let wanted = found.id.clone().filter(|id| crate::id::fault(id).is_none());
            let stem = found.stem().strip_prefix(below).unwrap_or(found.stem());
            let wanted = wanted.unwrap_or_else(|| slug(stem, "page"));
            let id = lessons.unused(&wanted);
            if id != wanted
                && let Some(file) = &found.file
            {
                let message = format!("another chapter is called `{wanted}`, too: this is `{id}`");
                outline.found.push(Diagnostic::error("same-slug", file, message).info());
            }
            let lesson = format!("{path}/{:0digits$}-{}.md", chapter + 1, cut(&id, LONGEST_NAME));
            places.push(Place { id, lesson, part: at, chapter });
        }
        folders.push(Folder { id, path });
    }
    (folders, places)
}

/// Ids that were given already.
#[derive(Default)]
pub(super) struct Ids(HashMap<String, usize>);

impl Ids {
    /// The id, or the first of it with a number that nobody has.
    pub(super) fn unused(&mut self, wanted: &str) -> String {
        let wanted = cut(wanted, LONGEST_ID);
        let mut id = wanted.to_owned();
        let mut count = self.0.get(wanted).copied().unwrap_or(0);
        while self.0.contains_key(&id) {
            count += 1;
            let number = format!("-{}", count + 1);
            id = format!("{}{number}", cut(wanted, LONGEST_ID - number.len()));
        }
        self.0.insert(wanted.to_owned(), count);
        self.0.entry(id.clone()).or_insert(0);
        id
    }
}

/// A text as an id. What it has beside Latin letters is told apart by a number made from it, so that
/// it does not depend on what else there is.
pub(super) fn slug(text: &str, otherwise: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut slug = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
    if slug.is_empty() {
        slug = otherwise.to_owned();
    }
    let strange = text.chars().any(|c| c.is_alphanumeric() && !c.is_ascii());
    let long = slug.len() > LONGEST_ID;
    if strange || long {
        let mark: String = hash::of(text).hex().chars().take(8).collect();
        slug = format!("{}-{mark}", cut(&slug, LONGEST_ID - mark.len() - 1));
    }
    slug
}

/// The start of an id that fits into so many bytes.
fn cut(id: &str, most: usize) -> &str {
    id.get(..id.len().min(most)).unwrap_or(id).trim_end_matches('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_ids_whatever_the_text_is() {
        assert_eq!(slug("ch01-01 Hello, World!", "page"), "ch01-01-hello-world");
        for text in ["", "!!!", "Введение", "01 - Введение", &"long ".repeat(40)] {
            let slug = slug(text, "page");
            assert_eq!(crate::id::fault(&slug), None, "{text}: {slug}");
        }
        assert_ne!(slug("Введение", "page"), slug("Основы", "page"));
    }

    #[test]
    fn ids_are_never_given_twice() {
        let mut ids = Ids::default();
        let given: Vec<String> = ["a", "a", "a-2", "a", "a-2"].map(|id| ids.unused(id)).into();
        let all: std::collections::HashSet<&String> = given.iter().collect();
        assert_eq!(all.len(), 5, "{given:?}");
        assert_eq!(given[..2], ["a", "a-2"]);
        let long = "x".repeat(80);
        assert_eq!(ids.unused(&long).len(), 80);
        assert_eq!(ids.unused(&long), format!("{}-2", "x".repeat(78)));
    }
}
