//! What the changes of an exercise must show before they teach anything: each breaks somebody, decides
//! something, can be followed by every reference and after every other change, and no reference is the best against all.

pub mod order;

use super::{Compared, Kind, Later};
use crate::{
    design::{Architecture, PatternBook},
    diagnostic::Diagnostic,
};

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
    for later in changes {
        expectations(later, designs, book, &mut found);
        witnesses(later, designs, others, book, &mut found);
        let compared = later.compare(designs, book);
        decides(later, &compared, &mut found);
        costs.push(compared);
    }
    order::orders(changes, book, &mut found);
    if let Some(first) = changes.first() {
        let file = &first.change.file;
        found.extend(best_of_all(&costs).map(|design| {
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
    let change = &later.change;
    let mut wrong = |message: String| {
        found.push(Diagnostic::error("change-expectation", &change.file, message));
    };
    for name in change.breaks.iter().chain(&change.spares) {
        if !designs.iter().any(|(known, _)| known == name) {
            wrong(format!("there is no reference `{name}`"));
        }
    }
    let mut broken = 0;
    for (name, design) in designs {
        let holds = later.holds(design, book);
        broken += usize::from(!holds);
        if holds && change.breaks.contains(name) {
            wrong(format!("`{name}` is said to break and stays sound"));
        }
        if !holds && change.spares.contains(name) {
            wrong(format!("`{name}` is said to stay sound and breaks"));
        }
    }
    if broken == 0 && !designs.is_empty() {
        wrong("no reference breaks: the change asks for nothing".to_owned());
    }
}

/// Every design has a stored adaptation that is sound.
fn witnesses(
    later: &Later,
    designs: &[(String, Architecture)],
    others: &[(String, Architecture)],
    book: &PatternBook,
    found: &mut Vec<Diagnostic>,
) {
    let file = &later.change.file;
    for (name, _) in designs.iter().chain(others) {
        let fault = match later.witnesses.get(name) {
            None => "has no stored adaptation: archtutor exercise change --witness finds one",
            Some(after) if !later.holds(after, book) => "has a stored adaptation that is not sound",
            Some(_) => continue,
        };
        found.push(Diagnostic::error("change-witness", file, format!("`{name}` {fault}")));
    }
    let known = |name: &String| designs.iter().chain(others).any(|(known, _)| known == name);
    for name in later.witnesses.keys().filter(|name| !known(name)) {
        let message = format!("an adaptation of `{name}` is stored, and there is no such design");
        found.push(Diagnostic::error("change-witness", file, message));
    }
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
