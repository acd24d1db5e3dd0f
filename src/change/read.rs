//! Reads a change: its story, what it must prove, and the facts that hold after it.

use std::{collections::BTreeMap, sync::Arc};

use toml::Table;

use super::{
    Change, Kind, Later,
    patch::{self, Ground},
};
use crate::{
    design::Scenario,
    diagnostic::{Diagnostic, Severity},
    hash,
    table::{Document, Fields},
};

/// Reads a change against the facts of its exercise, or against those that another change left.
pub(super) fn read(
    file: &str,
    text: &Arc<str>,
    exercise: &str,
    ground: Ground,
) -> (Option<Later>, Vec<Diagnostic>) {
    let (Ok(raw), Ok(known)) = (text.parse::<Table>(), exercise.parse::<Table>()) else {
        // The document says where, of the change; of the exercise its own proof does.
        let (_, found) = Document::new(file, Arc::clone(text)).read(text, |root| root.accept_any());
        return (None, found);
    };
    let mut facts = patch::facts_of(known);
    let (change, mut found) = Document::new(file, Arc::clone(text)).read(text, |root| {
        let change = change(&root, file);
        patch::apply(&root, &raw, &mut facts, ground);
        change
    });
    if found.iter().any(|wrong| wrong.severity == Severity::Error) {
        return (None, found);
    }
    let merged = facts.to_string();
    let (facts, wrong) = Scenario::read(file, &merged);
    found.extend(wrong.iter().map(|wrong| placed(wrong, file, text, &merged)));
    let sound = wrong.is_empty();
    let later = change.filter(|_| sound).map(|change| Later {
        change,
        facts,
        revision: hash::fingerprint(&merged),
        merged,
        text: Arc::clone(text),
        witnesses: BTreeMap::new(),
        after: BTreeMap::new(),
    });
    (later, found)
}

fn change(root: &Fields<'_, '_>, file: &str) -> Option<Change> {
    let id = root.required_id("id");
    let title = root.required_string("title");
    let kind = root.required_one_of("kind", &Kind::WORDS);
    let story = root.required_string("story");
    let variant = root.string("variant").map(|variant| variant.value);
    let expect = root.table("expect");
    let names = |key: &'static str| -> Vec<String> {
        let names = expect.iter().flat_map(|expect| expect.strings(key));
        names.map(|name| name.value).collect()
    };
    let not_after = root.strings("not_after").into_iter().map(|name| name.value).collect();
    let (breaks, spares) = (names("breaks"), names("spares"));
    Some(Change {
        id: id?.value,
        title: title?.value,
        kind: kind?.value,
        story: story?.value,
        breaks,
        spares,
        not_after,
        variant,
        file: file.to_owned(),
    })
}

/// A mistake of the new facts, at the words of the patch that brought it: at those that it is about, or at
/// the key that it names.
fn placed(wrong: &Diagnostic, file: &str, text: &Arc<str>, merged: &str) -> Diagnostic {
    let message = format!("in the facts after the change: {}", wrong.message);
    let about = wrong.span.clone().and_then(|span| merged.get(span)).unwrap_or_default();
    let named = wrong.message.split('`').nth(1).unwrap_or_default();
    // A story may use the same words.
    let patch = text.find("\n[").unwrap_or(0);
    let place = |word: &str| {
        let word = word.trim_matches('"');
        let at = text.get(patch..)?.find(word).filter(|_| !word.is_empty())?;
        Some(patch + at..patch + at + word.len())
    };
    let at = place(about).or_else(|| place(named)).unwrap_or(0..0);
    let mut moved = Diagnostic::error(wrong.code, file, message).at(text, at);
    moved.help.clone_from(&wrong.help);
    moved
}
