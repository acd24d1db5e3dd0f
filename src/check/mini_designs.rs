//! Mini-designs: their exercises and rules are there, and each can be posed.

use super::{Shelf, read};
use crate::{
    design::rules,
    diagnostic::Diagnostic,
    exercise::{Kinds, Knowledge},
    library::exercises,
    messages::Messages,
    mini_design::{FILE, Listed},
};

/// The seed with which each is posed.
const SEED: u64 = 0;

/// Checks those that the course lists.
pub(super) fn check(
    shelf: &Shelf,
    kinds: Kinds,
    knowledge: &Knowledge,
    found: &mut Vec<Diagnostic>,
) {
    if !shelf.source.has(FILE) {
        return;
    }
    let Some(text) = read(&shelf.source, FILE, found) else { return };
    let (listed, wrong) = Listed::read(FILE, &text);
    found.extend(wrong);
    for of_one in listed.chunk_by(|a, b| a.design.exercise == b.design.exercise) {
        let exercise = of_one.first().map_or("", |listed| listed.design.exercise.as_str());
        let folder = exercises::read(&shelf.source, exercise, kinds, knowledge).0;
        for Listed { design, span } in of_one {
            let mut say = |code, message: String| {
                found.push(Diagnostic::error(code, FILE, message).at(&text, span.clone()));
            };
            let posed = |folder| {
                design.question(folder, &knowledge.patterns, Messages::english(), SEED).is_some()
            };
            match &folder {
                None => say("unknown-reference", format!("there is no exercise `{exercise}`")),
                Some(_) if rules::rule(&design.rule).is_none() => {
                    say("unknown-reference", format!("there is no rule `{}`", design.rule));
                }
                Some(folder) if !posed(folder) => {
                    let message = format!("no fault against {} can be shown", design.rule);
                    say("unposed-design", message);
                }
                Some(_) => {}
            }
        }
    }
}
