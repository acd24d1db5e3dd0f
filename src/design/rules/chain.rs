//! I-07 to I-09: what a user waits for, and what that costs in availability and time.

mod path;
mod time;

use super::{
    Detail, Rule,
    Severity::{Major, Minor},
    Sink,
};
use crate::{
    catalog::obligation::Values,
    design::{
        architecture::Style,
        fix::Fix,
        limits::Limit,
        model::{Model, Node, Spot, Why},
        remedy,
        scenario::Part,
    },
    text::counted,
};

pub use path::{Member, WaitingPath, waiting_path};
use time::longest_chain;
pub use time::{Wait, waterfall};

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
                "{} a month lost, {:.0} allowed",
                counted(format!("{:.0}", minutes_lost(path.availability)), "minute"),
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
        let flows = model.flows_between(line.from, line.to);
        let waited = flows.clone().any(|flow| model.must_wait(flow));
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
