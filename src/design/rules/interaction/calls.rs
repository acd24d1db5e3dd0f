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
        model::{Flow, Model, Node, Remote, ResolvedLink, Spot, Why},
        remedy,
    },
    text::counted,
};

/// Whether the user waits for what passes over a link, and in which transactions.
fn waited_in(model: &Model<'_>, line: &ResolvedLink) -> Vec<usize> {
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
        if !facts.flaky || !line.style.waits() {
            continue;
        }
        let waited = !waited_in(model, line).is_empty();
        let spot = Spot::Link(line.from, line.to);
        let values = Values::default().truth(Variable::Waited, waited);
        let settled = model.settled("flaky-dependency", spot, Some(at), &values);
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
pub(in crate::design) fn repeated_writes(model: &Model<'_>, line: &ResolvedLink) -> Vec<String> {
    let mut rows = Vec::new();
    let carried = |flow: &&Flow| model.speaking(flow).any(|speaking| speaking.place == line.place);
    for flow in model.flows_between(line.from, line.to).filter(carried) {
        let (capability, writes) = match flow.why {
            Why::Access(at) => (model.remotes[at].capability, model.remotes[at].writes),
            Why::Step { step, .. } => (step, model.facts.capabilities[step].writes_any()),
            Why::Call { capability } => {
                (capability, model.facts.capabilities[capability].writes_any())
            }
        };
        let facts = &model.facts.capabilities[capability];
        let row = format!("{} writes, and nothing says that twice is harmless", facts.name);
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

/// Calls of one service to another.
pub(in crate::design) struct Chatter {
    /// The most that one request makes, and the capability that makes them.
    pub calls: usize,
    pub who: Option<usize>,
    /// The share of requests that make any; `None` where some rate is not known.
    pub share: Option<f64>,
}

/// Counts the calls that travel from one service to another.
pub(in crate::design) fn chatter(model: &Model<'_>, from: usize, to: usize) -> Chatter {
    let mut most = (0, None);
    let (mut calling, mut all) = (0.0, Some(0.0));
    for capability in &model.does[from] {
        let remotes = model.remotes_of(*capability).iter();
        let calls = remotes.filter(|remote| remote.travels() && remote.to == to).count();
        if calls > most.0 {
            most = (calls, Some(*capability));
        }
        let rate = model.facts.capabilities[*capability].rate;
        all = all.zip(rate).map(|(all, rate)| all + rate);
        calling += rate.filter(|_| calls > 0).unwrap_or(0.0);
    }
    let share = all.filter(|all| *all > 0.0).map(|all| calling / all);
    Chatter { calls: most.0, who: most.1, share }
}

/// What the conditions of the catalog may ask about a pair of services.
fn pair_values(model: &Model<'_>, from: usize, to: usize, calls: usize) -> Values {
    let here = || model.remotes_between(from, to).filter(|remote| remote.travels());
    let ages = here().map(|r| model.facts.capabilities[r.capability].reads_stale_s);
    let youngest = ages.collect::<Option<Vec<f64>>>().and_then(|a| a.into_iter().reduce(f64::min));
    let values = Values::default()
        .truth(Variable::ReadOnly, here().all(|r| !r.writes))
        .number(Variable::Calls, calls as f64);
    match youngest {
        Some(seconds) => values.number(Variable::StalenessS, seconds),
        None => values,
    }
}

pub(super) fn chatty(model: &Model<'_>, sink: &mut Sink<'_>) {
    let pairs = sorted_pairs(model.travelling().map(|remote| (remote.from, remote.to)));
    let (calls_limit, share_limit) =
        (model.facts.limits.get(Limit::ChattyCalls), model.facts.limits.get(Limit::ChattyShare));
    for (from, to) in pairs {
        let Chatter { calls, who, share } = chatter(model, from, to);
        let spot = Spot::Link(from, Node::Service(to));
        let values = pair_values(model, from, to, calls);
        let settled = model.settled("chatty-pair", spot, None, &values);
        // Sending many calls as one helps a request that makes many, not requests that all must call.
        let batched = model.settled_by("batch", spot);
        let many = calls as f64 > calls_limit;
        let often = share.is_some_and(|share| share > share_limit);
        if !many && !often {
            continue;
        }
        let open = (many && !settled) || (often && (!settled || batched));
        sink.owe("chatty-pair", spot, !open);
        if !open {
            continue;
        }
        let back = chatter(model, to, from).share.is_some_and(|share| share > share_limit);
        let too_many = calls as f64 > 2.0 * calls_limit && !settled;
        let severity = if too_many || (often && back) { Major } else { Minor };
        sink.raise(severity, [model.name(from), model.name(to)], || {
            let share = share.map(|share| {
                format!(
                    "{:.0} % of requests must call (limit {:.0} %)",
                    share * 100.0,
                    share_limit * 100.0
                )
            });
            let calls_row = who
                .map(|who| format!("{} makes {}", model.capability(who), counted(calls, "call")));
            Detail::new(format!(
                "`{}` cannot do much without asking `{}`",
                model.name(from),
                model.name(to)
            ))
            .evidence(share.into_iter().chain(calls_row))
            .fixes(quieter(model, from, to, many))
        });
    }
}

/// Ways to call less: a copy, one call in place of many, one service.
fn quieter(model: &Model<'_>, from: usize, to: usize, many: bool) -> Vec<Fix> {
    let mut here = model.remotes_between(from, to).filter(|remote| remote.travels());
    let old = |r: &Remote| !r.writes && model.facts.capabilities[r.capability].reads_old();
    let mut fixes = Vec::new();
    if here.all(old) {
        fixes.push(remedy::replica_instead(model, from, to));
    }
    if many {
        let lines = model.between(from, Node::Service(to)).filter(|line| line.style.waits());
        fixes.extend(
            lines
                .take(1)
                .map(|line| Fix::protect(model, from, Node::Service(to), line.style, &["batch"])),
        );
    }
    fixes.push(Fix::merge(model, to, from));
    fixes
}

fn sorted_pairs(pairs: impl Iterator<Item = (usize, usize)>) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(usize, usize)> = pairs.collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}
