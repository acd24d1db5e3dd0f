//! Changes one after another: every change can follow every other one, or says which it cannot follow.

use crate::{
    change::{
        Later,
        search::{Bounds, cheapest},
    },
    design::{Architecture, PatternBook, Scenario},
    diagnostic::Diagnostic,
    table::did_you_mean,
};

/// Everything that is wrong with what changes say about their order.
pub(super) fn orders(changes: &[Later], book: &PatternBook, found: &mut Vec<Diagnostic>) {
    for later in changes {
        let id = &later.change.id;
        let others = || changes.iter().filter(|other| other.change.id != *id);
        let is_other = |name: &String| others().any(|other| other.change.id == *name);
        let wrong =
            |name: &str, message| later.wrong("change-order", &["not_after"], name, message);
        let ids: Vec<&str> = others().map(|other| other.change.id.as_str()).collect();
        for name in later.change.not_after.iter().filter(|name| !is_other(name)) {
            let unknown = wrong(name, format!("there is no other change `{name}`"));
            found.push(unknown.help(did_you_mean(name, &ids)));
        }
        for earlier in others() {
            let after = &earlier.change.id;
            let is_said = later.change.not_after.contains(after);
            match (is_said, is_shown(later, earlier, book)) {
                (true, true) => {
                    let message = format!("it is said not to follow `{after}`, and can");
                    found.push(wrong(after, message).help("take it out of not_after"));
                }
                (false, false) => {
                    let message = format!("no stored design is sound after `{after}`");
                    found.push(wrong(after, message).help(format!(
                        "archtutor exercise change … {id} --witness DIR looks for one; not_after = [\"{after}\"] says that there is none"
                    )));
                }
                _ => {}
            }
        }
        for name in later.after.keys().filter(|name| !is_other(name)) {
            let file = later.stored(&format!("after-{name}"));
            let message = format!("there is no other change `{name}`");
            found.push(
                Diagnostic::error("change-order", file, message).help(did_you_mean(name, &ids)),
            );
        }
    }
}

/// A design that is sound after another change and then this one, where none is stored that is and the change
/// does not say that there is none.
pub fn missing(later: &Later, earlier: &Later, book: &PatternBook) -> Option<Architecture> {
    if later.change.not_after.contains(&earlier.change.id) || is_shown(later, earlier, book) {
        return None;
    }
    let facts = later.upon(earlier).ok()?.facts;
    stored(later, earlier)
        .find_map(|design| cheapest(&facts, book, design, &Bounds::usual(&facts)[..1]))
}

/// Whether a stored design is sound after both.
fn is_shown(later: &Later, earlier: &Later, book: &PatternBook) -> bool {
    let holds = |facts: &Scenario| {
        stored(later, earlier).any(|design| crate::change::is_sound(facts, design, book))
    };
    later.upon(earlier).is_ok_and(|both| holds(&both.facts))
}

/// What is stored of two changes, in either order.
fn stored<'l>(later: &'l Later, earlier: &'l Later) -> impl Iterator<Item = &'l Architecture> {
    let both = [(later, earlier), (earlier, later)];
    let after = both.into_iter().filter_map(|(one, other)| one.after.get(&other.change.id));
    after.chain(earlier.witnesses.values()).chain(later.witnesses.values())
}
