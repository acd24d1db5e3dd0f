//! The changes of a decomposition: read from the folder of the exercise, with the adaptations that are
//! stored for its references and for the monolith, and proved with them.

use std::collections::BTreeMap;

use super::{design_of, shapes};
use crate::{
    change::{Later, prove},
    design::{Architecture, Scenario},
    diagnostic::Diagnostic,
    exercise::{
        Folder,
        kind::{Files, Knowledge},
    },
};

/// Where the changes of an exercise stand in its folder.
const FOLDER: &str = "changes/";
/// The name of the design in which nothing is cut.
pub const MONOLITH: &str = "monolith";

/// The changes of an exercise in the order of their files: `changes/01-name.toml`, and beside each the
/// folder `changes/01-name/` with an adaptation for each design.
pub(super) fn read(files: &Files<'_>, exercise: &str, found: &mut Vec<Diagnostic>) -> Vec<Later> {
    let names: Vec<&str> = files.names().filter_map(|name| name.strip_prefix(FOLDER)).collect();
    let changes = names.iter().filter(|name| !name.contains('/'));
    let mut read: Vec<Later> = Vec::new();
    for (name, stem) in changes.filter_map(|name| Some((name, name.strip_suffix(".toml")?))) {
        let inside = format!("{FOLDER}{name}");
        let Some(text) = files.text(&inside) else { continue };
        let (later, wrong) = Later::read(&files.path(&inside), &text, exercise);
        found.extend(wrong);
        let designs = witnesses(files, &names, stem, found);
        let Some(mut later) = later else { continue };
        later.witnesses = designs;
        if read.iter().any(|known| known.change.id == later.change.id) {
            let message = format!("a second change is called `{}`", later.change.id);
            found.push(Diagnostic::error("duplicate-id", files.path(&inside), message));
        }
        read.push(later);
    }
    read
}

fn witnesses(
    files: &Files<'_>,
    names: &[&str],
    change: &str,
    found: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Architecture> {
    let mut designs = BTreeMap::new();
    for name in names {
        let inside = name.split_once('/').filter(|(folder, _)| *folder == change);
        let Some(design) = inside.and_then(|(_, file)| file.strip_suffix(".toml")) else {
            continue;
        };
        let path = format!("{FOLDER}{name}");
        let Some(text) = files.text(&path) else { continue };
        let (architecture, wrong) = Architecture::read(&files.path(&path), &text);
        found.extend(wrong);
        designs.insert(design.to_owned(), architecture);
    }
    designs
}

/// The references of an exercise by name, and the monolith behind them.
pub fn designs(folder: &Folder, knowledge: &Knowledge) -> Vec<(String, Architecture)> {
    let references = folder.references.iter();
    let references = references.map(|sample| (sample.name.clone(), design_of(&sample.answer)));
    let facts = folder.exercise.facts_as::<Scenario>();
    let monolith = facts.map(|facts| shapes::one_service(facts, &knowledge.patterns));
    references.chain(monolith.map(|design| (MONOLITH.to_owned(), design))).collect()
}

/// What the designs of a folder disprove about its changes.
pub(super) fn doubts(folder: &Folder, knowledge: &Knowledge) -> Vec<Diagnostic> {
    if folder.changes.is_empty() {
        return Vec::new();
    }
    let all = designs(folder, knowledge);
    let (others, references): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|(name, _)| name == MONOLITH);
    prove::prove(&folder.changes, &references, &others, &knowledge.patterns)
}
