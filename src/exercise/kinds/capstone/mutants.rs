//! Ways to break a design: those of its slices, and names of the boundaries that later slices use.

use crate::exercise::{
    answer::Answer,
    kind::{Knowledge, Mutant},
};

use super::{facts::Milestone, own::Own};

/// Every broken form of a design.
pub(super) fn of(facts: &Milestone, answer: &Answer) -> Vec<Mutant> {
    let own = Own::read(facts, answer);
    let knowledge = Knowledge::default();
    let mut all = Vec::new();
    for slice in facts.slices() {
        if slice.is_needless(&own) {
            continue;
        }
        if let Some(derived) = slice.facts(facts, &own, &knowledge) {
            all.extend(slice.mutants(&*derived, answer));
        }
    }
    all
}
