//! Where the links of a lesson lead: to something that the course has.

use std::ops::Range;

use super::{Kind, body::Body};
use crate::{
    markdown::{self, Target},
    text as cells,
};

/// Checks a link.
pub(super) fn check(body: &mut Body<'_>, url: &str, span: Range<usize>) {
    let shelf = body.shelf;
    let named = match Target::parse(url) {
        None => {
            let help = "links are pattern:, lesson:, quiz:, exercise: and lab: ids, files of the course, https";
            let message = format!("`{}` leads nowhere", cells::sanitize(url));
            return body.wrong("dead-link", span, message, Some(help));
        }
        Some(Target::Lesson(id)) => (Kind::Lesson, id.to_string()),
        Some(Target::Pattern(id)) => (Kind::Pattern, id.to_string()),
        Some(Target::Quiz(id)) => (Kind::Quiz, id.to_string()),
        Some(Target::Exercise(id)) => (Kind::Exercise, id.to_string()),
        Some(Target::Lab(id)) => (Kind::Lab, id.to_string()),
        Some(Target::File { path, anchor }) => return file(body, url, (&path, anchor), span),
        Some(Target::Anchor(anchor)) => {
            if shelf.has_anchor(&body.card.file, &anchor) == Some(false) {
                body.wrong("dead-link", span, format!("`{url}` leads nowhere"), None);
            }
            return;
        }
        Some(
            Target::Web(_)
            | Target::Note(_)
            | Target::Back(_)
            | Target::Fold(_)
            | Target::Question(_),
        ) => return,
    };
    if shelf.lacks(named.0, &named.1) {
        let help = shelf.near(named.0, &named.1).map(|near| format!("did you mean `{near}`?"));
        body.wrong("dead-link", span, format!("`{url}` leads nowhere"), help.as_deref());
    }
}

/// Checks the source of an image: learners are shown what it says, so any file of the course will do.
pub(super) fn image(body: &mut Body<'_>, url: &str, span: Range<usize>) {
    let Some(Target::File { path, .. }) = Target::parse(url) else {
        return check(body, url, span);
    };
    let file = markdown::beside(&body.card.file, &path).filter(|file| body.shelf.source.has(file));
    match file {
        Some(file) => {
            body.shelf.linked.borrow_mut().insert(file);
        }
        None => body.wrong("dead-link", span, format!("`{url}` leads nowhere"), None),
    }
}

/// A link to a file leads to a lesson, and to a heading that it has.
fn file(
    body: &mut Body<'_>,
    url: &str,
    (path, anchor): (&str, Option<String>),
    span: Range<usize>,
) {
    let Some(file) =
        markdown::beside(&body.card.file, path).filter(|file| body.shelf.source.has(file))
    else {
        return body.wrong("dead-link", span, format!("`{url}` leads nowhere"), None);
    };
    body.shelf.linked.borrow_mut().insert(file.clone());
    let anchor = anchor.unwrap_or_default();
    match body.shelf.has_anchor(&file, &anchor) {
        Some(false) if !anchor.is_empty() => {
            let help = format!("{file} has no heading `#{anchor}`");
            body.wrong("dead-link", span, format!("`{url}` leads nowhere"), Some(&help));
        }
        Some(_) => {}
        // A lesson that cannot be read was named already.
        None if body.shelf.is_lesson(&file) => {}
        None => {
            let help = "links open lessons; of an image, `![…](…)`, the words are shown";
            let message = format!("`{url}` is no lesson of this course");
            body.wrong("dead-link", span, message, Some(help));
        }
    }
}
