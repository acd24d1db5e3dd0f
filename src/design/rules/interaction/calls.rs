//! I-03 to I-06: calls that are not bounded, flaky targets, unsafe retries, chatter.

use super::super::{
    Detail,
    Severity::{Major, Minor},
    Sink,
};
use crate::{
    catalog::obligation::{Values, Variable},
    design::{
        architecture::{NodeRole, Style, edit::Edit},
        fix::Fix,
        limits::Limit,
        model::{Line, Model, Node, Spot, Why},
        remedy,
    },
};

/// Whether the user waits for what passes over a link, and in which transactions.
fn waited_in(model: &Model<'_>, line: &Line) -> Vec<usize> {
    let serves = |step: usize| {
        model.home[step] == Some(line.from)
            || model.facts.capabilities[step]
                .access
                .iter()
                .any(|access| model.owner[access.entity] == Some(line.from))
    };
    let transactions = line.transactions.iter().copied();
    transactions
        .filter(|at| {
            let leads = model.sagas[*at].is_some_and(|saga| saga.leader == Some(line.from));
            let waits = &model.facts.transactions[*at].waits;
            waits.iter().any(|step| serves(*step)) || (leads && !waits.is_empty())
        })
        .collect()
}

pub(super) fn wobbly(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (at, line) in model.lines.iter().enumerate() {
        let callee = match line.to {
            Node::Service(to) => model.answer.services[to].role,
            Node::External(_) => NodeRole::Service,
        };
        let caller = model.answer.services[line.from].role;
        let call =
            caller == NodeRole::Service && matches!(callee, NodeRole::Service | NodeRole::Router);
        if line.style != Style::Sync || !call {
            continue;
        }
        let spot = Spot::Link(line.from, line.to);
        let settled = model.settled("unprotected-sync-call", spot, Some(at), &Values::default());
        sink.owe("unprotected-sync-call", spot, settled);
        if settled {
            continue;
        }
        let waited = waited_in(model, line);
        let severity = if waited.is_empty() { Minor } else { Major };
        sink.raise(severity, [model.name(line.from), model.node_name(line.to)], || {
            let arrow = model.arrow(line.from, line.to);
            let risk = waited
                .iter()
                .map(|at| format!("{} waits on it", model.facts.transactions[*at].name));
            Detail::new(format!("The call {arrow} has neither a timeout nor a circuit breaker"))
                .evidence(risk)
                .fix(Fix::protect(model, line.from, line.to, line.style, &["timeout"]))
                .fix(Fix::protect(
                    model,
                    line.from,
                    line.to,
                    line.style,
                    &["timeout", "circuit-breaker"],
                ))
        });
    }
}

pub(super) fn flaky(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (at, line) in model.lines.iter().enumerate() {
        let Node::External(external) = line.to else { continue };
        let facts = &model.facts.externals[external];
        if !facts.flaky {
            continue;
        }
        let waited = !waited_in(model, line).is_empty();
        let spot = Spot::Link(line.from, line.to);
        let values = Values::default().truth(Variable::Waited, waited);
        let settled = model.settled("flaky-dependency", spot, Some(at), &values)
            || (line.style == Style::Async && !waited);
        sink.owe("flaky-dependency", spot, settled);
        if settled {
            continue;
        }
        sink.raise(Minor, [model.name(line.from), facts.name.as_str()], || {
            let known =
                facts.availability.map(|a| format!("{} is up {:.2} %", facts.name, a * 100.0));
            Detail::new(format!(
                "`{}` fails often, and {} has no plan for it",
                facts.name,
                model.arrow(line.from, line.to)
            ))
            .evidence(known)
            .fix(Fix::protect(
                model,
                line.from,
                line.to,
                line.style,
                &["timeout", "circuit-breaker", "fallback"],
            ))
        });
    }
}

/// The writes that a repeated request over a link would repeat.
fn repeated_writes(model: &Model<'_>, line: &Line) -> Vec<String> {
    let mut rows = Vec::new();
    for flow in model.flows.iter().filter(|flow| flow.from == line.from && flow.to == line.to) {
        let (capability, writes) = match flow.why {
            Why::Access(at) => (model.remotes[at].capability, model.remotes[at].writes),
            Why::Step { step, .. } => (step, model.facts.capabilities[step].writes_any()),
            Why::Call { capability } => {
                (capability, model.facts.capabilities[capability].writes_any())
            }
        };
        let facts = &model.facts.capabilities[capability];
        let row = format!("{} writes and is not idempotent", facts.name);
        if writes && !facts.idempotent && !rows.contains(&row) {
            rows.push(row);
        }
    }
    rows
}

pub(super) fn unsafe_retry(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (at, line) in model.lines.iter().enumerate() {
        let again = line.with.iter().find(|p| model.book.introduces(**p, "unsafe-retry"));
        let Some(again) = again else { continue };
        let rows = repeated_writes(model, line);
        if rows.is_empty() {
            continue;
        }
        let spot = Spot::Link(line.from, line.to);
        let receiver = match line.to {
            Node::Service(to) => Spot::Service(to),
            Node::External(_) => spot,
        };
        let settled = model.settled("unsafe-retry", receiver, Some(at), &Values::default());
        sink.owe("unsafe-retry", spot, settled);
        if settled {
            continue;
        }
        sink.raise(Major, [model.name(line.from), model.node_name(line.to)], || {
            let pattern = &model.book.entry(*again).id;
            let (from, to) =
                (model.name(line.from).to_owned(), model.node_name(line.to).to_owned());
            let drop = Edit::Unprotect { from, to, style: line.style, with: pattern.clone() };
            Detail::new(format!(
                "`{pattern}` on {} may repeat a write",
                model.arrow(line.from, line.to)
            ))
            .evidence(rows)
            .fix(Fix::protect(model, line.from, line.to, line.style, &["idempotency-key"]))
            .fix(Fix::new(format!("Take `{pattern}` off the link"), vec![drop]))
        });
    }
}

/// Calls of one service to another: the most that one request makes, and the share of requests that
/// make any.
pub(super) fn chatter(model: &Model<'_>, from: usize, to: usize) -> (usize, Option<usize>, f64) {
    let mut most = (0, None);
    let (mut calling, mut all) = (0.0, 0.0);
    for capability in &model.does[from] {
        let calls =
            model.travelling().filter(|r| r.capability == *capability && r.to == to).count();
        if calls > most.0 {
            most = (calls, Some(*capability));
        }
        let rate = model.facts.capabilities[*capability].rate;
        all += rate;
        calling += if calls > 0 { rate } else { 0.0 };
    }
    (most.0, most.1, if all > 0.0 { calling / all } else { 0.0 })
}

pub(super) fn chatty(model: &Model<'_>, sink: &mut Sink<'_>) {
    let pairs = sorted_pairs(model.travelling().map(|remote| (remote.from, remote.to)));
    let (calls_limit, share_limit) =
        (model.facts.limits.get(Limit::ChattyCalls), model.facts.limits.get(Limit::ChattyShare));
    for (from, to) in pairs {
        let (calls, who, share) = chatter(model, from, to);
        let many = calls as f64 > calls_limit;
        let often = share > share_limit;
        if !many && !often {
            continue;
        }
        let spot = Spot::Link(from, Node::Service(to));
        let reads = model.travelling().filter(|r| r.from == from && r.to == to).all(|r| !r.writes);
        let staleness = model
            .travelling()
            .filter(|r| r.from == from && r.to == to)
            .map(|r| model.facts.capabilities[r.capability].reads_stale_s)
            .fold(f64::MAX, f64::min);
        let values = Values::default()
            .truth(Variable::ReadOnly, reads)
            .number(Variable::StalenessS, staleness);
        let settled = model.settled("chatty-pair", spot, None, &values);
        sink.owe("chatty-pair", spot, settled);
        if settled {
            continue;
        }
        let back = chatter(model, to, from).2 > share_limit;
        let severity =
            if calls as f64 > 2.0 * calls_limit || (often && back) { Major } else { Minor };
        sink.raise(severity, [model.name(from), model.name(to)], || {
            let mut rows = vec![format!(
                "{:.0} % of requests must call (limit {:.0} %)",
                share * 100.0,
                share_limit * 100.0
            )];
            if let Some(who) = who {
                rows.push(format!("{} makes {calls} calls", model.capability(who)));
            }
            let mut detail = Detail::new(format!(
                "`{}` cannot do much without asking `{}`",
                model.name(from),
                model.name(to)
            ))
            .evidence(rows);
            if reads && staleness > 0.0 {
                detail = detail.fix(remedy::replica(model, from, to));
            }
            for line in model.between(from, Node::Service(to)).take(1) {
                detail = detail.fix(Fix::protect(
                    model,
                    from,
                    Node::Service(to),
                    line.style,
                    &["batch"],
                ));
            }
            detail.fix(Fix::merge(model, to, from))
        });
    }
}

fn sorted_pairs(pairs: impl Iterator<Item = (usize, usize)>) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(usize, usize)> = pairs.collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}
