//! What a book consists of: parts with chapters, their ids, and where each stands in a course.

use crate::{
    diagnostic::Diagnostic,
    id::{Unused, cut, slug},
    source::walk,
};

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
    let (mut weeks, mut lessons) = (Unused::default(), Unused::default());
    let most = outline.parts.iter().map(|part| part.number).max().unwrap_or(0);
    let digits = most.to_string().len().max(2);
    for (at, part) in outline.parts.iter().enumerate() {
        let slug_of = slug(&part.title, "week");
        let name = weeks.take(cut(&slug_of, LONGEST_NAME));
        // A part is often called as its first chapter.
        let id = format!("part-{name}");
        let name = format!("{:0digits$}-{name}", part.number);
        let path = walk::week_folder(&name);
        let digits = part.chapters.len().to_string().len().max(2);
        for (chapter, found) in part.chapters.iter().enumerate() {
            let wanted = found.id.clone().filter(|id| crate::id::fault(id).is_none());
            let stem = found.stem().strip_prefix(below).unwrap_or(found.stem());
            let wanted = wanted.unwrap_or_else(|| slug(stem, "page"));
            let id = lessons.take(&wanted);
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
