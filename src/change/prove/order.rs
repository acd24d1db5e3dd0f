//! Changes one after another: every change can follow every other one, or says which it cannot follow.

use crate::{
    change::{
        Later,
        search::{Bounds, cheapest},
    },
    design::{Architecture, PatternBook},
    diagnostic::Diagnostic,
};

/// Everything that is wrong with what changes say about their order.
pub(super) fn orders(changes: &[Later], book: &PatternBook, found: &mut Vec<Diagnostic>) {
    for later in changes {
        let ids = || changes.iter().map(|known| known.change.id.as_str());
        let mut wrong = |message: String| {
            found.push(Diagnostic::error("change-order", &later.change.file, message));
        };
        for name in &later.change.not_after {
            if !ids().any(|known| known == name) || *name == later.change.id {
                wrong(format!("there is no other change `{name}`"));
            }
        }
        let others = changes.iter().filter(|other| other.change.id != later.change.id);
        for earlier in others {
            let said = later.change.not_after.contains(&earlier.change.id);
            let way = has_way(later, earlier, book, !said);
            let after = &earlier.change.id;
            match (said, way) {
                (true, true) => wrong(format!("it is said not to follow `{after}`, and can")),
                (false, false) => wrong(format!(
                    "no sound design is found after `{after}`: not_after = [\"{after}\"] tells it"
                )),
                _ => {}
            }
        }
    }
}

/// Whether some design is sound after both: what is stored of either, or what is found from there.
fn has_way(later: &Later, earlier: &Later, book: &PatternBook, is_searched: bool) -> bool {
    let Ok(both) = later.upon(earlier) else { return false };
    let stored = || earlier.witnesses.values().chain(later.witnesses.values());
    let leads =
        |design: &Architecture| cheapest(&both.facts, book, design, &Bounds::USUAL[..1]).is_some();
    stored().any(|design| both.holds(design, book)) || (is_searched && stored().any(leads))
}
