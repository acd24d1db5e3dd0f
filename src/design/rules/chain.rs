//! I-07 to I-09: what a user waits for, and what that costs in availability and time.

use super::{
    Detail, Rule,
    Severity::{Major, Minor},
    Sink,
};
use crate::{
    catalog::obligation::{Scope, Values},
    design::{
        architecture::Style,
        fix::Fix,
        limits::Limit,
        model::{Flow, Model, Node, Spot, Why},
        remedy,
        scenario::Part,
    },
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "I-07",
        name: "the waiting path is available enough",
        part: Part::Links,
        cites: &["async-messaging", "fallback", "queue-based-load-leveling"],
        check: availability,
    },
    Rule {
        id: "I-08",
        name: "the waiting path is fast enough",
        part: Part::Links,
        cites: &["async-messaging", "async-request-reply", "command-side-replica"],
        check: latency,
    },
    Rule {
        id: "I-09",
        name: "calls do not wait on calls on calls",
        part: Part::Links,
        cites: &["async-request-reply"],
        check: depth,
    },
];

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

/// One row of a waterfall.
#[derive(Clone, Debug, PartialEq)]
pub struct Wait {
    pub what: String,
    pub ms: f64,
}

/// Whether a step is called, rather than sent a message.
fn is_called(model: &Model<'_>, flow: &Flow) -> bool {
    model.speaking(flow).any(|line| line.style.waits())
}

/// The flow by which a transaction reaches a step, if it comes from another service.
fn reached_by<'m>(model: &'m Model<'_>, transaction: usize, step: usize) -> Option<&'m Flow> {
    let why = Why::Step { transaction, step };
    model.flows.iter().find(|flow| flow.why == why)
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

/// What an availability costs in minutes of a month of 30 days.
pub fn minutes_lost(availability: f64) -> f64 {
    (1.0 - availability) * 30.0 * 24.0 * 60.0
}

fn availability(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (at, facts) in model.facts.transactions.iter().enumerate() {
        let Some(goal) = facts.availability else { continue };
        if facts.waits.is_empty() || model.facts.network.service_avail.is_none() {
            continue;
        }
        let path = waiting_path(model, at);
        // Rounding must not decide: 1e-12 is far below any goal that people state.
        let missed = path.availability + 1e-12 < goal;
        let spot = Spot::Transaction(at);
        let risky = path.members.len() > 1 || path.broker;
        if risky || missed {
            sink.owe("chain-availability", spot, !missed);
        }
        if !missed {
            continue;
        }
        sink.raise(Major, [facts.name.as_str()], || {
            let product: Vec<String> = path
                .members
                .iter()
                .filter_map(|member| {
                    Some(format!("{} {:.5}", model.node_name(member.node), member.availability?))
                })
                .collect();
            let mut rows = vec![product.join(" x ")];
            let broker = model.facts.network.broker_avail.filter(|_| path.broker);
            rows.extend(broker.map(|availability| format!("broker {availability:.5}")));
            rows.push(format!("= {:.5}, the goal is {goal}", path.availability));
            rows.push(format!(
                "{:.0} minutes a month lost, {:.0} allowed",
                minutes_lost(path.availability),
                minutes_lost(goal)
            ));
            Detail::new(format!("`{}` waits for too much that may be down", facts.name))
                .evidence(rows)
                .fixes(shorten(model, at, &path))
        });
    }
}

/// Ways to wait for less.
fn shorten(model: &Model<'_>, transaction: usize, path: &WaitingPath) -> Vec<Fix> {
    let mut fixes = Vec::new();
    let facts = &model.facts.transactions[transaction];
    let inside = |node: Node| path.members.iter().any(|member| member.node == node);
    for line in model.lines.iter().filter(|line| {
        line.style == Style::Sync && inside(Node::Service(line.from)) && inside(line.to)
    }) {
        if let Node::External(_) = line.to {
            let with = ["timeout", "circuit-breaker", "fallback"];
            fixes.push(Fix::protect(model, line.from, line.to, line.style, &with));
            continue;
        }
        let Node::Service(to) = line.to else { continue };
        let flows = model.flows.iter().filter(|f| f.from == line.from && f.to == line.to);
        let waited = flows.clone().any(|flow| super::ownership::must_wait(model, flow));
        if !waited {
            let safe = remedy::safe_delivery(model, line.from).into_iter().take(1);
            let safe = safe.chain(remedy::safe_delivery(model, to));
            let fix = Fix::restyle(model, line.from, line.to, line.style, Style::Async);
            fixes.push(fix.and(safe));
            continue;
        }
        let stale = flows.clone().all(|flow| match flow.why {
            Why::Access(at) => {
                let remote = &model.remotes[at];
                !remote.writes && model.facts.capabilities[remote.capability].reads_old()
            }
            _ => false,
        });
        if stale {
            fixes.push(remedy::replica_instead(model, line.from, to));
        }
    }
    let home = facts.waits.first().and_then(|step| model.home[*step]);
    let others = path.members.iter().filter_map(|member| match member.node {
        Node::Service(service) if Some(service) != home => Some(service),
        _ => None,
    });
    if let Some(home) = home {
        fixes.extend(others.take(2).map(|other| Fix::merge(model, home, other)));
    }
    fixes.truncate(5);
    fixes
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
        let asked = model.travelling().filter(|remote| remote.capability == *step);
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

fn latency(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (at, facts) in model.facts.transactions.iter().enumerate() {
        let Some(goal) = facts.p95_ms else { continue };
        if facts.waits.is_empty() {
            continue;
        }
        let rows = waterfall(model, at);
        let total: f64 = rows.iter().map(|row| row.ms).sum();
        let missed = total > goal + 1e-9;
        if missed || model.participants(at).len() > 1 {
            sink.owe("chain-latency", Spot::Transaction(at), !missed);
        }
        if !missed {
            continue;
        }
        sink.raise(Major, [facts.name.as_str()], || {
            let path = waiting_path(model, at);
            let shown = rows.iter().map(|row| format!("{:>7.1} ms  {}", row.ms, row.what));
            Detail::new(format!("`{}` keeps its user waiting for too long", facts.name))
                .evidence(shown)
                .evidence([format!("{total:.1} ms in all, the goal is {goal} ms")])
                .fixes(shorten(model, at, &path))
        });
    }
}

/// The longest chain of services in which one waits for the next, as one request makes it: its own
/// remote accesses, the steps that it calls, and theirs.
fn longest_chain(model: &Model<'_>, transaction: usize) -> Vec<usize> {
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
    let accesses = model.flows.iter().filter(|flow| match flow.why {
        Why::Access(at) => {
            let remote = &model.remotes[at];
            remote.capability == capability
                && flow.from == home
                && (remote.writes || !remote.copied)
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

fn depth(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (at, facts) in model.facts.transactions.iter().enumerate() {
        let way = longest_chain(model, at);
        let levels = way.len().saturating_sub(1);
        if levels as f64 <= model.facts.limits.get(Limit::ChainDepth) {
            continue;
        }
        let spot = Spot::Transaction(at);
        let settled = model.settled("long-sync-chain", spot, None, &Values::default());
        sink.owe("long-sync-chain", spot, settled);
        if settled {
            continue;
        }
        sink.raise(Minor, [facts.name.as_str()], || {
            let names: Vec<&str> = way.iter().map(|service| model.name(*service)).collect();
            let path = waiting_path(model, at);
            Detail::new(format!("In `{}` calls wait on calls over {levels} levels", facts.name))
                .evidence([names.join(" -> ")])
                .fixes(shorten(model, at, &path))
        });
    }
}
