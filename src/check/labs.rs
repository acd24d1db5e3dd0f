//! Checks labs: their files, what their own runs disprove, and what they name that is not there.

use super::{
    Kind, Shelf,
    references::{meant, missing},
};
use crate::{
    diagnostic::Diagnostic,
    lab::{guide::Guide, prove},
    source::{Part, walk},
    text,
};

/// Checks the labs of a course, with the tags of the misconceptions that there are.
pub(super) fn check(shelf: &Shelf, tags: &[String], found: &mut Vec<Diagnostic>) {
    for file in shelf.source.files(Part::Labs) {
        let Some(lab) = super::read(&shelf.source, &file, found) else { continue };
        let (read, wrong) = Guide::read(&file, &lab);
        let sound = wrong.is_empty();
        found.extend(wrong);
        let Some(guide) = read.filter(|_| sound) else { continue };
        let span = |name: &str| {
            let span = guide.spans.iter().find(|(known, _)| known == name);
            span.map_or(0..0, |(_, span)| span.clone())
        };
        let mut report = |code, message: String, name: &str| {
            found.push(Diagnostic::error(code, &file, message).at(&lab, span(name)));
        };
        let id = guide.id.as_str();
        if walk::lab_of(&file) != Some(id) {
            let place = walk::lab_file(id);
            report("misnamed-file", format!("the lab `{id}` is not in {place}"), "");
        }
        let page = walk::lab_page(id);
        // Of a lab that is called otherwise nobody knows where its page is.
        if walk::lab_of(&file) == Some(id) && !shelf.source.has(&page) {
            report("missing-page", format!("the lab has no page {page}"), "");
        }
        for lesson in guide.lessons.iter().filter(|id| shelf.lacks(Kind::Lesson, id.as_str())) {
            let place = (file.as_str(), &lab, span(lesson.as_str()));
            found.push(missing(shelf, Kind::Lesson, lesson.as_str(), place));
        }
        for tag in guide.dispels.iter().filter(|tag| !tags.contains(tag)) {
            let message = format!("there is no misconception `{tag}`");
            let wrong = Diagnostic::error("unknown-reference", &file, message).at(&lab, span(tag));
            let near = text::nearest(tag, tags.iter().map(String::as_str));
            found.push(meant(wrong, near));
        }
        found.extend(prove::prove(&guide, &file, &lab));
    }
}
