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
        graph,
        limits::Limit,
        model::{Model, Node, Spot, Why},
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
    /// As it counts: a fallback may stand in.
    pub availability: f64,
    pub fallback: bool,
}

/// Everything that must be up while a user waits for a transaction.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WaitingPath {
    pub members: Vec<Member>,
    /// Some waited hop goes through the broker.
    pub broker: bool,
    /// The product.
    pub availability: f64,
}

/// One row of a waterfall.
#[derive(Clone, Debug, PartialEq)]
pub struct Wait {
    pub what: String,
    pub ms: f64,
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
    let leader = model.sagas[transaction].and_then(|saga| saga.leader);
    if let Some(leader) = leader.filter(|_| !facts.waits.is_empty()) {
        note(&mut nodes, Node::Service(leader));
    }
    for step in facts.steps.iter().filter(|step| facts.waits_for(**step)) {
        if let Some(home) = model.home[*step] {
            note(&mut nodes, Node::Service(home));
        }
    }
    for flow in &model.flows {
        let waited = match flow.why {
            Why::Access(at) => {
                let remote = &model.remotes[at];
                facts.waits_for(remote.capability) && (remote.writes || !remote.copied)
            }
            Why::Step { transaction: t, step } => t == transaction && facts.waits_for(step),
            Why::Call { capability } => facts.waits_for(capability),
        };
        if !waited {
            continue;
        }
        let mut direct = model.between(flow.from, flow.to).peekable();
        if direct.peek().is_none() {
            if let Some(middle) = model.detour(flow) {
                note(&mut nodes, Node::Service(middle));
                note(&mut nodes, flow.to);
            }
            continue;
        }
        let lines: Vec<_> = direct.collect();
        if lines.iter().any(|line| line.style.waits()) {
            note(&mut nodes, flow.to);
        } else {
            broker = true;
        }
    }
    let mut at = 0;
    while let Some(node) = nodes.get(at).copied() {
        at += 1;
        let Node::Service(from) = node else { continue };
        let lines = model.lines.iter().filter(|line| {
            line.from == from && line.style.waits() && line.transactions.contains(&transaction)
        });
        let called: Vec<Node> = lines
            .filter(|line| match line.to {
                Node::Service(_) => true,
                Node::External(external) => calls_unlisted(model, from, external, transaction),
            })
            .map(|line| line.to)
            .collect();
        called.into_iter().for_each(|to| note(&mut nodes, to));
    }
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
            let availability = availability.unwrap_or(1.0);
            let fallback = network.fallback_avail.is_some()
                && has_fallback(model, node, transaction)
                && !(runs(node) && matches!(node, Node::Service(_)));
            let spare = network.fallback_avail.filter(|_| fallback).unwrap_or(0.0);
            Member { node, availability: 1.0 - (1.0 - availability) * (1.0 - spare), fallback }
        })
        .collect();
    let carried = if broker { network.broker_avail.unwrap_or(1.0) } else { 1.0 };
    let availability = members.iter().map(|member| member.availability).product::<f64>() * carried;
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
                .map(|member| {
                    format!("{} {:.5}", model.node_name(member.node), member.availability)
                })
                .collect();
            let mut rows = vec![product.join(" x ")];
            if path.broker {
                rows.push(format!("broker {:.5}", model.facts.network.broker_avail.unwrap_or(1.0)));
            }
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
            fixes.push(fix.and(", delivered safely", safe));
            continue;
        }
        let stale = flows.clone().all(|flow| match flow.why {
            Why::Access(at) => {
                let remote = &model.remotes[at];
                !remote.writes && model.facts.capabilities[remote.capability].reads_stale_s > 0.0
            }
            _ => false,
        });
        if stale {
            let mut copy = remedy::replica(model, line.from, to);
            copy.edits.push(crate::design::architecture::edit::Edit::RemoveLink {
                from: model.name(line.from).to_owned(),
                to: model.name(to).to_owned(),
                style: line.style,
            });
            fixes.push(copy);
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
        rows.push(Wait { what: format!("{} works", capability.name), ms: capability.cpu_ms });
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

fn depth(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (at, facts) in model.facts.transactions.iter().enumerate() {
        let edges: Vec<(usize, usize)> = model
            .waiting_lines()
            .filter(|(line, _)| line.transactions.contains(&at))
            .map(|(line, to)| (line.from, to))
            .collect();
        let way = graph::longest_way(&edges);
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
