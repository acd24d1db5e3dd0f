//! What must be up while a user waits for a transaction, and how available that is together.

use crate::design::model::{Flow, Model, Node, Spot, Why};

/// One thing that must be up while a user waits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Member {
    pub node: Node,
    /// As it counts: a fallback may stand in. `None` where the facts do not say.
    pub availability: Option<f64>,
    pub fallback: bool,
}

/// Everything that must be up while a user waits for a transaction.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WaitingPath {
    pub members: Vec<Member>,
    /// Some waited hop goes through the broker.
    pub broker: bool,
    /// The product of what is known: at most so much.
    pub availability: f64,
}

/// Whether a step is called, rather than sent a message.
pub(super) fn is_called(model: &Model<'_>, flow: &Flow) -> bool {
    model.speaking(flow).any(|line| line.style.waits())
}

/// The flow by which a transaction reaches a step, if it comes from another service.
pub(super) fn reached_by<'m>(
    model: &'m Model<'_>,
    transaction: usize,
    step: usize,
) -> Option<&'m Flow> {
    model.step_flows.get(&(transaction, step)).map(|at| &model.flows[*at])
}

/// Whether the coordinator of a saga waits with the user: it runs a waited step, or calls one.
fn leads_waiting(model: &Model<'_>, transaction: usize) -> Option<usize> {
    let leader = model.sagas[transaction].and_then(|saga| saga.leader)?;
    let waits = &model.facts.transactions[transaction].waits;
    let waiting = waits.iter().any(|step| {
        model.home[*step] == Some(leader)
            || reached_by(model, transaction, *step).is_some_and(|flow| is_called(model, flow))
    });
    waiting.then_some(leader)
}

/// The steps that hold the user up: those that are waited for, and those that such a one, or its
/// coordinator, calls.
fn blocking(model: &Model<'_>, transaction: usize) -> Vec<usize> {
    let facts = &model.facts.transactions[transaction];
    let led = model.sagas[transaction].is_some_and(|saga| saga.leader.is_some());
    let leader = leads_waiting(model, transaction);
    let mut blocking = Vec::new();
    let mut before = false;
    for step in &facts.steps {
        let flow = reached_by(model, transaction, *step);
        let called = flow.is_some_and(|flow| is_called(model, flow));
        let held = if led { leader.is_some() } else { before };
        before = facts.waits_for(*step) || (called && held);
        if before {
            blocking.push(*step);
        }
    }
    blocking
}

/// What must be up while the user waits for a transaction.
pub fn waiting_path(model: &Model<'_>, transaction: usize) -> WaitingPath {
    let facts = &model.facts.transactions[transaction];
    let mut nodes: Vec<Node> = Vec::new();
    let mut broker = false;
    let note = |nodes: &mut Vec<Node>, node: Node| {
        if !nodes.contains(&node) {
            nodes.push(node);
        }
    };
    if let Some(leader) = leads_waiting(model, transaction) {
        note(&mut nodes, Node::Service(leader));
    }
    let blocking = blocking(model, transaction);
    for home in blocking.iter().filter_map(|step| model.home[*step]) {
        note(&mut nodes, Node::Service(home));
    }
    for flow in &model.flows {
        let waited = match flow.why {
            Why::Access(at) => {
                let remote = &model.remotes[at];
                blocking.contains(&remote.capability) && (remote.writes || !remote.copied)
            }
            Why::Step { transaction: t, step } => t == transaction && facts.waits_for(step),
            Why::Call { capability } => blocking.contains(&capability),
        };
        if !waited {
            continue;
        }
        if model.between(flow.from, flow.to).next().is_none() {
            if let Some(middle) = model.detour(flow) {
                note(&mut nodes, Node::Service(middle));
                note(&mut nodes, flow.to);
            }
        } else if is_called(model, flow) {
            note(&mut nodes, flow.to);
        } else {
            broker = true;
        }
    }
    let unlisted = model.lines.iter().filter(|line| match line.to {
        Node::External(external) => {
            line.style.waits() && calls_unlisted(model, line.from, external, transaction)
        }
        Node::Service(_) => false,
    });
    unlisted.for_each(|line| note(&mut nodes, line.to));
    measure(model, transaction, nodes, broker)
}

/// Whether a link to a third party counts although no capability lists the call.
fn calls_unlisted(model: &Model<'_>, from: usize, external: usize, transaction: usize) -> bool {
    let listed = model.facts.capabilities.iter().any(|c| c.calls.contains(&external));
    let facts = &model.facts.transactions[transaction];
    !listed && facts.waits.iter().any(|step| model.home[*step] == Some(from))
}

fn measure(model: &Model<'_>, transaction: usize, nodes: Vec<Node>, broker: bool) -> WaitingPath {
    let network = &model.facts.network;
    let runs = |node: Node| {
        let waits = &model.facts.transactions[transaction].waits;
        waits.iter().any(|step| model.home[*step].map(Node::Service) == Some(node))
    };
    let members: Vec<Member> = nodes
        .into_iter()
        .map(|node| {
            let availability = match node {
                Node::Service(_) => network.service_avail,
                Node::External(external) => model.facts.externals[external].availability,
            };
            let fallback = has_fallback(model, node, transaction)
                && !(runs(node) && matches!(node, Node::Service(_)));
            // How available a fallback is that nobody has measured is not known.
            let spare = if fallback { network.fallback_avail } else { Some(0.0) };
            let availability =
                availability.zip(spare).map(|(a, spare)| 1.0 - (1.0 - a) * (1.0 - spare));
            Member { node, availability, fallback }
        })
        .collect();
    let carried = if broker { network.broker_avail.unwrap_or(1.0) } else { 1.0 };
    let known = members.iter().filter_map(|member| member.availability);
    let availability = known.product::<f64>() * carried;
    WaitingPath { members, broker, availability }
}

fn has_fallback(model: &Model<'_>, node: Node, transaction: usize) -> bool {
    let Some(pattern) = model.book.number("fallback") else { return false };
    model.of_pattern[pattern].iter().any(|at| {
        let applied = &model.applied[*at];
        match applied.spot {
            Spot::Link(_, to) => {
                let line = applied.line.map(|line| &model.lines[line]);
                let serves = line.is_none_or(|line| {
                    line.transactions.is_empty() || line.transactions.contains(&transaction)
                });
                to == node && serves
            }
            Spot::Service(service) => Node::Service(service) == node,
            Spot::Transaction(at) => at == transaction,
            _ => false,
        }
    })
}
