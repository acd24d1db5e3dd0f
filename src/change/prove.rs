//! What the changes of an exercise must show before they teach anything: each breaks somebody, decides
//! something, can be followed by every reference and after every other change, and no reference is the best against all.

pub mod order;

use super::{Change, Compared, Kind, Later};
use crate::{
    design::{Architecture, Model, PatternBook, review},
    diagnostic::Diagnostic,
    table::did_you_mean,
};

const EXPECTATION: &str = "change-expectation";
const WITNESS: &str = "change-witness";

/// Halves of a point by which two references must differ at least.
const DIFFERENCE: u32 = 4;
/// Where every reference has more services, some change must join what was split.
const MANY_SERVICES: usize = 3;

/// Everything that the references of an exercise disprove about its changes. `designs` are the
/// references by name; `others` are compared beside them and have to be followed, too.
pub fn prove(
    changes: &[Later],
    designs: &[(String, Architecture)],
    others: &[(String, Architecture)],
    book: &PatternBook,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut costs: Vec<Vec<Compared>> = Vec::new();
    let mut sound = true;
    for later in changes {
        expectations(later, designs, book, &mut found);
        sound &= witnesses(later, designs, others, book, &mut found);
        let compared = later.compare(designs, book);
        decides(later, &compared, &mut found);
        costs.push(compared);
    }
    order::orders(changes, book, &mut found);
    if let Some(first) = changes.first() {
        let file = &first.change.file;
        // What is not sound has no price.
        let best = best_of_all(&costs).filter(|_| sound);
        found.extend(best.map(|design| {
            let message = format!("`{design}` is the cheapest under every change");
            Diagnostic::error("change-one-best", file, message)
        }));
        let split = designs.iter().all(|(_, design)| design.services.len() > MANY_SERVICES);
        if split && !changes.iter().any(|later| later.change.kind == Kind::Retreat) {
            let message = "every reference is split far, and no change of kind `retreat` joins it";
            found.push(Diagnostic::error("change-no-retreat", file, message));
        }
    }
    found
}

/// What is said to break breaks, and what is said to stay sound does; somebody breaks.
fn expectations(
    later: &Later,
    designs: &[(String, Architecture)],
    book: &PatternBook,
    found: &mut Vec<Diagnostic>,
) {
    let Change { breaks, spares, .. } = &later.change;
    let names: Vec<&str> = designs.iter().map(|(name, _)| name.as_str()).collect();
    for (list, said) in [("breaks", breaks), ("spares", spares)] {
        for name in said {
            let wrong = |message| later.wrong(EXPECTATION, &["expect", list], name, message);
            let design = designs.iter().find(|(known, _)| known == name);
            let holds = design.map(|(_, design)| later.holds(design, book));
            found.extend(match (holds, list) {
                (None, _) => Some(
                    wrong(format!("there is no reference `{name}`"))
                        .help(did_you_mean(name, &names)),
                ),
                (Some(true), "breaks") => {
                    Some(wrong(format!("`{name}` is said to break and stays sound")))
                }
                (Some(false), "spares") => {
                    Some(wrong(format!("`{name}` is said to stay sound and breaks")))
                }
                _ => None,
            });
        }
    }
    if !designs.is_empty() && designs.iter().all(|(_, design)| later.holds(design, book)) {
        let message = "no reference breaks: the change asks for nothing";
        let help =
            "move the facts until some reference has a blocker, a major or less than 80 points";
        found.push(Diagnostic::error(EXPECTATION, &later.change.file, message).help(help));
    }
}

/// Every design has a stored adaptation that is sound. Says whether all have.
fn witnesses(
    later: &Later,
    designs: &[(String, Architecture)],
    others: &[(String, Architecture)],
    book: &PatternBook,
    found: &mut Vec<Diagnostic>,
) -> bool {
    let file = &later.change.file;
    let before = found.len();
    let search = format!("archtutor exercise change … {} --witness DIR finds one", later.change.id);
    for (name, _) in designs.iter().chain(others) {
        let fault = match later.witnesses.get(name) {
            None => Diagnostic::error(WITNESS, file, format!("`{name}` has no stored adaptation")),
            Some(after) if !later.holds(after, book) => {
                Diagnostic::error(WITNESS, later.stored(name), unsound(later, name, after, book))
            }
            Some(_) => continue,
        };
        found.push(fault.help(&search));
    }
    let sound = found.len() == before;
    let known = |name: &String| designs.iter().chain(others).any(|(known, _)| known == name);
    for name in later.witnesses.keys().filter(|name| !known(name)) {
        let message = format!("an adaptation of `{name}` is stored, and there is no such design");
        let names: Vec<&str> = designs.iter().map(|(name, _)| name.as_str()).collect();
        let wrong = Diagnostic::error(WITNESS, later.stored(name), message);
        found.push(wrong.help(did_you_mean(name, &names)));
    }
    sound
}

/// Why a stored adaptation is not sound: its points, and the worst that is wrong with it.
fn unsound(later: &Later, name: &str, after: &Architecture, book: &PatternBook) -> String {
    let assessed = review(&Model::new(&later.facts, after, book));
    let points = f64::from(assessed.score.tenths) / 10.0;
    let worst = assessed.findings.iter().min_by_key(|finding| finding.severity);
    let worst = worst.map(|finding| format!("; {}: {}", finding.rule, finding.message));
    format!("the adaptation of `{name}` is not sound: {points} points{}", worst.unwrap_or_default())
}

/// Two references differ in what they pay.
fn decides(later: &Later, compared: &[Compared], found: &mut Vec<Diagnostic>) {
    let halves = compared.iter().map(|one| one.adaptation.halves);
    let (Some(least), Some(most)) = (halves.clone().min(), halves.max()) else { return };
    if most - least < DIFFERENCE {
        let message = "all references pay about the same: the change decides nothing";
        found.push(Diagnostic::error("change-decides-nothing", &later.change.file, message));
    }
}

/// A reference that pays least under every change, and less than another under some.
fn best_of_all(costs: &[Vec<Compared>]) -> Option<&str> {
    let least = |all: &[Compared]| all.iter().map(|one| one.adaptation.halves).min();
    let names = costs.first()?.iter().map(|one| one.design.as_str());
    let always_least = |name: &&str| {
        costs.iter().all(|all| {
            let own = all.iter().find(|one| one.design == *name);
            own.is_some_and(|own| Some(own.adaptation.halves) == least(all))
        })
    };
    let mut best = names.filter(always_least);
    match (best.next(), best.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}
