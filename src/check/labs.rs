//! Checks labs: their files, what their own runs disprove, and what they name that is not there.

use super::{Kind, Shelf};
use crate::{
    diagnostic::Diagnostic,
    lab::{guide::Guide, prove},
    source::{Part, walk},
};

/// Checks the labs of a course, with the tags of the misconceptions that there are.
pub(super) fn check(shelf: &Shelf, tags: &[String], found: &mut Vec<Diagnostic>) {
    for file in shelf.source.files(Part::Labs) {
        let Some(text) = super::read(&shelf.source, &file, found) else { continue };
        let (read, wrong) = Guide::read(&file, &text);
        let sound = wrong.is_empty();
        found.extend(wrong);
        let Some(guide) = read.filter(|_| sound) else { continue };
        let mut report = |code, message: String, name: &str| {
            let span = guide.spans.iter().find(|(known, _)| known == name);
            let span = span.map_or(0..0, |(_, span)| span.clone());
            found.push(Diagnostic::error(code, &file, message).at(&text, span));
        };
        let id = guide.id.as_str();
        if walk::lab_of(&file) != Some(id) {
            let place = walk::lab_file(id);
            report("misnamed-file", format!("the lab `{id}` is not in {place}"), "");
        }
        let page = walk::lab_page(id);
        if !shelf.source.has(&page) {
            report("missing-page", format!("the lab has no page {page}"), "");
        }
        for lesson in guide.lessons.iter().filter(|id| shelf.lacks(Kind::Lesson, id.as_str())) {
            report("unknown-reference", format!("there is no lesson `{lesson}`"), lesson.as_str());
        }
        for tag in guide.dispels.iter().filter(|tag| !tags.contains(tag)) {
            report("unknown-reference", format!("there is no misconception `{tag}`"), tag);
        }
        found.extend(prove::prove(&guide, &file, &text));
    }
}
