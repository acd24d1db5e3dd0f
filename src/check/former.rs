//! Earlier ids have one successor each, and are in use no more: else it is not known whose the progress is.

use std::collections::HashMap;

use super::Shelf;
use crate::{course::former, diagnostic::Diagnostic};

/// Says where an earlier id cannot be followed.
pub(super) fn check(shelf: &Shelf, found: &mut Vec<Diagnostic>) {
    let formers = former::all(&shelf.source);
    let mut successors = HashMap::new();
    for former in &formers {
        let (kind, old, new) = (former.kind, former.old.as_str(), former.new.as_str());
        let text = shelf.source.read(&former.file).unwrap_or_else(|_| "".into());
        let wrong = |code, message: String, help: &str| {
            let wrong = Diagnostic::error(code, former.file.clone(), message);
            wrong.at(&text, former.span.clone()).help(help)
        };
        let noun = kind.noun();
        if shelf.has(kind, old) {
            let message = format!("`{old}` is still the id of a {noun}");
            found.push(wrong(
                "former-id-in-use",
                message,
                "what learners did with it stays there: take it out of `formerly`",
            ));
        }
        let first = *successors.entry((kind, old)).or_insert(new);
        if first != new {
            let message = format!("the {noun} `{first}` was called `{old}` already");
            found.push(wrong(
                "two-successors",
                message,
                "progress moves to one place: name it in `formerly` there only",
            ));
        }
    }
}
