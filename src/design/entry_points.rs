//! What several rules ask about the doors of a system.

use super::model::{Applied, Model};

/// How many kinds of clients there are that call something.
pub fn client_kinds_behind(model: &Model<'_>) -> usize {
    let called = |client: &usize| {
        model.facts.capabilities.iter().any(|capability| capability.clients.contains(client))
    };
    (0..model.facts.clients.len()).filter(called).count()
}

/// The names of the services behind an entry.
pub fn exposed_by<'m>(model: &'m Model<'_>, applied: &Applied) -> &'m [String] {
    let apply = applied.apply.and_then(|at| model.answer.applies.get(at));
    apply.map_or(&[], |apply| &apply.exposes)
}
