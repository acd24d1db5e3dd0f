//! What a user waits for in order, with its milliseconds, and how deep calls wait on calls.

use super::path::{is_called, reached_by};
use crate::{
    catalog::obligation::Scope,
    design::model::{Model, Node, Spot, Why},
};

/// One row of a waterfall.
#[derive(Clone, Debug, PartialEq)]
pub struct Wait {
    pub what: String,
    pub ms: f64,
}

/// What a user waits for, in order, with its milliseconds.
pub fn waterfall(model: &Model<'_>, transaction: usize) -> Vec<Wait> {
    let facts = &model.facts.transactions[transaction];
    let hop = 2.0 * model.facts.network.hop_ms.unwrap_or(0.0);
    let leader = model.sagas[transaction].and_then(|saga| saga.leader);
    let parallel = model.book.number("scatter-gather").is_some_and(|pattern| {
        let reach = [Scope::Transaction];
        model.stands_in_any_form(pattern, Spot::Transaction(transaction), None, &reach)
    });
    let mut rows = Vec::new();
    let mut before = None;
    for step in facts.steps.iter().filter(|step| facts.waits_for(**step)) {
        let Some(home) = model.home[*step] else { continue };
        let from = leader.or(before);
        if let Some(from) = from.filter(|from| *from != home) {
            let middle = model.between(from, Node::Service(home)).next().is_none();
            let hops = if middle { 2.0 } else { 1.0 };
            let what = format!("{} and back", model.arrow(from, Node::Service(home)));
            rows.push(Wait { what, ms: hop * hops });
        }
        let capability = &model.facts.capabilities[*step];
        let work = |ms| Wait { what: format!("{} works", capability.name), ms };
        rows.extend(capability.cpu_ms.map(work));
        let asked = model.remotes_of(*step).iter().filter(|remote| remote.travels());
        let mut owners: Vec<usize> = asked.map(|remote| remote.to).collect();
        owners.sort_unstable();
        owners.dedup();
        for owner in owners.iter().take(if parallel { 1 } else { owners.len() }) {
            let what = format!("{} and back", model.arrow(home, Node::Service(*owner)));
            rows.push(Wait { what, ms: hop });
        }
        before = Some(home);
    }
    rows
}

/// The longest chain of services in which one waits for the next, as one request makes it: its own
/// remote accesses, the steps that it calls, and theirs.
pub(super) fn longest_chain(model: &Model<'_>, transaction: usize) -> Vec<usize> {
    let steps = &model.facts.transactions[transaction].steps;
    let leader = model.sagas[transaction].and_then(|saga| saga.leader);
    let mut longest: Vec<usize> = Vec::new();
    let mut after: Vec<usize> = Vec::new();
    // From the last step back: what a step makes wait comes after it.
    for (at, step) in steps.iter().enumerate().rev() {
        let Some(home) = model.home[*step] else { continue };
        let next = steps.get(at + 1).copied().filter(|_| leader.is_none());
        let goes_on = next.is_some_and(|next| match reached_by(model, transaction, next) {
            Some(flow) => is_called(model, flow),
            None => model.home[next] == Some(home),
        });
        let mut chain = if goes_on { after } else { Vec::new() };
        let accessed = accessed_from(model, *step, home);
        if accessed.len() > chain.len().saturating_sub(usize::from(chain.first() == Some(&home))) {
            chain = accessed;
        }
        if chain.first() != Some(&home) {
            chain.insert(0, home);
        }
        after = chain.clone();
        let called = reached_by(model, transaction, *step).filter(|flow| is_called(model, flow));
        if let (Some(leader), Some(_)) = (leader, called) {
            chain.insert(0, leader);
        }
        if chain.len() > longest.len() {
            longest = chain;
        }
    }
    longest
}

/// The services that a capability waits for when it asks for data: one, or two where one passes it on.
fn accessed_from(model: &Model<'_>, capability: usize, home: usize) -> Vec<usize> {
    let accesses = model.flows_leaving(home).filter(|flow| match flow.why {
        Why::Access(at) => {
            let remote = &model.remotes[at];
            remote.capability == capability && (remote.writes || !remote.copied)
        }
        _ => false,
    });
    let ways = accesses.filter_map(|flow| match flow.to {
        Node::Service(to) if is_called(model, flow) => Some(vec![to]),
        Node::Service(to) if model.between(flow.from, flow.to).next().is_none() => {
            Some(vec![model.detour(flow)?, to])
        }
        _ => None,
    });
    ways.max_by_key(Vec::len).unwrap_or_default()
}
