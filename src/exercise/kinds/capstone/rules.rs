//! Rules that ask whether the slices of one design fit together.

mod calls;
mod names;
mod numbers;
mod records;
mod structure;

use crate::{
    exercise::{answer::Answer, kind::Knowledge},
    verdict::Finding,
};

use super::{facts::Milestone, own::Own, slice::Slice};

/// What does not fit together in a design.
pub(super) struct Unfit {
    /// Names that no earlier slice defines.
    pub(super) names: Vec<Finding>,
    pub(super) whole: Vec<Finding>,
}

impl Unfit {
    /// What is found in a design.
    pub(super) fn of(
        facts: &Milestone,
        own: &Own<'_>,
        answer: &Answer,
        knowledge: &Knowledge,
    ) -> Self {
        let names = names::names(facts, own, answer);
        Self { names, whole: coherent(facts, own, answer, knowledge) }
    }

    /// All of it.
    pub(super) fn all(&self) -> impl Iterator<Item = &Finding> {
        self.names.iter().chain(&self.whole)
    }
}

/// What a rule looks at.
struct Look<'l, 'm> {
    facts: &'l Milestone,
    own: &'l Own<'m>,
    answer: &'l Answer,
    knowledge: &'l Knowledge,
}

impl Look<'_, '_> {
    /// The slice of this milestone that is of a kind.
    fn slice(&self, task: &str) -> Option<&Slice> {
        self.facts.slices().find(|slice| slice.kind.id() == task)
    }

    /// The slice of that id, of this milestone or one before.
    fn named(&self, id: &str) -> Option<&Slice> {
        self.facts.slices().chain(self.facts.former()).find(|slice| slice.id == id)
    }
}

/// The rules that a milestone makes relevant.
pub(super) fn relevant(facts: &Milestone) -> Vec<&'static str> {
    let has = |task: &str| facts.slices().any(|slice| slice.kind.id() == task);
    let names = ["routes", "limits", "event-flow", "saga", "classify"].into_iter().any(has);
    let boundaries = has("decomposition");
    let asked = has("defence") && !facts.shop.asked.is_empty();
    let later = facts.former().any(Slice::is_boundaries);
    let rules = [
        ("CM-01", names && later && !has("plan")),
        ("CM-02", has("routes")),
        ("CM-03", boundaries || has("saga")),
        ("CM-04", later),
        ("CM-05", has("scenario-quality") && later),
        ("CM-06", has("choose-pattern") && later),
        ("CM-07", has("event-flow")),
        ("CM-08", facts.slices().any(Slice::is_hosting)),
        ("CM-09", has("limits") && facts.shop.required.is_some()),
        ("CM-10", facts.slices().any(Slice::is_policies)),
        ("CM-11", has("estimate")),
        ("CM-12", has("routes") || has("event-flow")),
        ("CM-13", boundaries),
        ("CM-14", facts.slices().any(|slice| slice.now().is_some())),
        ("CM-15", asked),
        ("CM-16", asked),
        ("CM-17", asked),
    ];
    rules.into_iter().filter(|(_, is)| *is).map(|(rule, _)| rule).collect()
}

/// What does not fit together in the design as a whole.
fn coherent(
    facts: &Milestone,
    own: &Own<'_>,
    answer: &Answer,
    knowledge: &Knowledge,
) -> Vec<Finding> {
    let look = Look { facts, own, answer, knowledge };
    let mut found = Vec::new();
    for rule in [
        structure::idle,
        structure::reasons,
        structure::needless_saga,
        structure::shared_stores,
        structure::conflicts,
        structure::foreign_events,
        structure::hosting,
        structure::cards,
        structure::too_many,
        structure::modules,
        calls::calls,
        records::former,
        numbers::load,
        numbers::chain,
        numbers::cost,
    ] {
        rule(&look, &mut found);
    }
    found
}
