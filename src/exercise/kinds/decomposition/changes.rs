//! The changes of a decomposition: read from the folder of the exercise, with the adaptations that are
//! stored for its references and for the monolith, and proved with them.

use std::{collections::BTreeMap, sync::Arc};

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
/// So begins the name of a design that is sound after another change: `after-ID`.
pub const AFTER: &str = "after-";

/// Facts that changes move.
pub struct Ground<'g> {
    /// The word by which a change names them; nothing where there are no others.
    pub variant: Option<&'g str>,
    /// As TOML.
    pub facts: &'g str,
}

/// The changes of an exercise in the order of their files: `changes/01-name.toml`, and beside each the
/// folder `changes/01-name/` with an adaptation for each design.
pub fn read(files: &Files<'_>, grounds: &[Ground<'_>], found: &mut Vec<Diagnostic>) -> Vec<Later> {
    let names: Vec<&str> = files.names().filter_map(|name| name.strip_prefix(FOLDER)).collect();
    let changes = names.iter().filter(|name| !name.contains('/'));
    let mut read: Vec<Later> = Vec::new();
    for (name, stem) in changes.filter_map(|name| Some((name, name.strip_suffix(".toml")?))) {
        let inside = format!("{FOLDER}{name}");
        let Some(text) = files.text(&inside) else { continue };
        let designs = stored(files, &names, stem, found);
        let ground = match ground(&text, grounds) {
            Ok(ground) => ground,
            Err(variant) => {
                found.push(no_ground(&files.path(&inside), &text, variant.as_deref(), grounds));
                continue;
            }
        };
        let (later, wrong) = Later::read(&files.path(&inside), &text, ground.facts);
        found.extend(wrong);
        let Some(mut later) = later else { continue };
        for (name, design) in designs {
            match name.strip_prefix(AFTER) {
                Some(earlier) => later.after.insert(earlier.to_owned(), design),
                None => later.witnesses.insert(name, design),
            };
        }
        if read.iter().any(|known| known.change.id == later.change.id) {
            let message = format!("a second change is called `{}`", later.change.id);
            found.push(Diagnostic::error("duplicate-id", files.path(&inside), message));
        }
        read.push(later);
    }
    read
}

/// The facts that a change names; of a text that is no TOML any will do, for reading it says what is wrong.
fn ground<'g>(text: &str, grounds: &'g [Ground<'g>]) -> Result<&'g Ground<'g>, Option<String>> {
    let table = text.parse::<toml::Table>();
    let named = table.as_ref().ok().and_then(|table| table.get("variant")?.as_str());
    let known = grounds.iter().find(|one| table.is_err() || one.variant == named);
    known.ok_or_else(|| named.map(str::to_owned))
}

/// A change that names facts that there are not, or has to name some and does not.
fn no_ground(
    file: &str,
    text: &Arc<str>,
    variant: Option<&str>,
    grounds: &[Ground<'_>],
) -> Diagnostic {
    let known: Vec<&str> = grounds.iter().filter_map(|ground| ground.variant).collect();
    let at = variant.and_then(|word| Some((text.find(word)?, word.len())));
    let (start, length) = at.unwrap_or_default();
    let message = match variant {
        Some(word) => format!("the exercise has no variant `{word}`"),
        None => "a change says which variant it moves: `variant = \"…\"`".to_owned(),
    };
    let mistake = Diagnostic::error("unknown-word", file, message).at(text, start..start + length);
    match known.is_empty() {
        true => mistake.help("there is one set of facts only"),
        false => mistake.help(format!("there are: {}", known.join(", "))),
    }
}

/// The designs that are stored for a change, by the names of their files.
fn stored(
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
pub fn doubts(folder: &Folder, knowledge: &Knowledge) -> Vec<Diagnostic> {
    if folder.changes.is_empty() {
        return Vec::new();
    }
    let all = designs(folder, knowledge);
    let (others, references): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|(name, _)| name == MONOLITH);
    prove::prove(&folder.changes, &references, &others, &knowledge.patterns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exercise::File;

    const HEAD: &str = "id = 'c'\ntitle = 'C'\nkind = 'load'\nstory = 's'\n";
    const FACTS: &str =
        "id = 'shop'\ntitle = 'Shop'\n[entity.Order]\n[capability.buy]\nwrites = ['Order']\n";

    /// The variants of the changes that could be read, and what was wrong with the others.
    fn read_one(text: &str) -> (Vec<Option<String>>, Vec<Diagnostic>) {
        let file: File = ("exercises/shop/changes/01-c.toml".into(), text.into());
        let files = [file];
        let grounds = ["A", "B"].map(|one| Ground { variant: Some(one), facts: FACTS });
        let mut found = Vec::new();
        let changes = read(&Files::new("exercises/shop", &files), &grounds, &mut found);
        (changes.into_iter().map(|later| later.change.variant).collect(), found)
    }

    #[test]
    fn a_change_names_the_variant_that_it_moves_where_there_are_several() {
        let patch = "[set.capability.buy]\nrate = 4\n";
        let (read, found) = read_one(&format!("{HEAD}variant = 'B'\n{patch}"));
        assert!(found.is_empty() && read == [Some("B".to_owned())], "{found:?}");
        let (read, found) = read_one(&format!("{HEAD}variant = 'C'\n{patch}"));
        let told: Vec<_> = found.iter().map(|one| (one.code, one.message.as_str())).collect();
        assert_eq!(told, [("unknown-word", "the exercise has no variant `C`")]);
        assert!(read.is_empty() && found[0].help.as_deref() == Some("there are: A, B"));
        let (_, found) = read_one(&format!("{HEAD}{patch}"));
        assert!(found[0].message.contains("which variant"), "{found:?}");
        let (_, found) = read_one("id = ");
        assert!(found.iter().any(|one| one.position().is_some()), "no TOML, and where: {found:?}");
    }
}
