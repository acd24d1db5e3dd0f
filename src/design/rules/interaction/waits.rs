//! I-10, I-11 and I-14: waiting for nothing, waiting in vain, and bursts.

use super::super::{
    Detail,
    Severity::{Major, Minor},
    Sink,
};
use crate::{
    catalog::obligation::Values,
    design::{
        architecture::Style,
        fix::Fix,
        limits::Limit,
        model::{Flow, Line, Model, Node, Spot, Why},
        remedy,
        scenario::{Consistency, Load},
    },
};

use super::needs_answer;

/// The links that carry a flow, those meant for its transaction if there are such.
fn carriers<'m>(model: &'m Model<'_>, flow: &Flow) -> Vec<&'m Line> {
    let all: Vec<&Line> = model.between(flow.from, flow.to).collect();
    if let Why::Step { transaction, .. } = flow.why {
        let meant: Vec<&Line> =
            all.iter().copied().filter(|line| line.transactions.contains(&transaction)).collect();
        if !meant.is_empty() {
            return meant;
        }
    }
    all
}

pub(super) fn needless_wait(model: &Model<'_>, sink: &mut Sink<'_>) {
    for flow in &model.flows {
        let Why::Step { transaction, step } = flow.why else { continue };
        let facts = &model.facts.transactions[transaction];
        let relevant = facts.consistency != Consistency::Strong && !facts.waits.is_empty();
        if !relevant || facts.waits_for(step) {
            continue;
        }
        let lines = carriers(model, flow);
        if lines.is_empty() || !lines.iter().all(|line| line.style.waits()) {
            continue;
        }
        if needs_answer(model, flow.from, flow.to) {
            continue;
        }
        sink.owe("needless-wait", Spot::Link(flow.from, flow.to), false);
        let name = model.capability(step);
        sink.raise(Minor, [facts.name.as_str(), name, model.node_name(flow.to)], || {
            let fixes = lines.iter().flat_map(|line| {
                let to = Fix::restyle(model, line.from, line.to, line.style, Style::Async);
                let safe = match flow.to {
                    Node::Service(to) => remedy::safe_delivery(model, to),
                    Node::External(_) => Vec::new(),
                };
                let sender = remedy::safe_delivery(model, flow.from).into_iter().take(1);
                let whole = to.clone().and(", delivered safely", safe.into_iter().chain(sender));
                [to, whole]
            });
            Detail::new(format!("Nobody waits for `{name}`, but {} does", model.name(flow.from)))
                .evidence([format!("{} is a waiting link", model.arrow(flow.from, flow.to))])
                .fixes(fixes)
        });
    }
}

pub(super) fn no_answer(model: &Model<'_>, sink: &mut Sink<'_>) {
    let mut seen = Vec::new();
    for flow in &model.flows {
        let (transaction, what) = match flow.why {
            Why::Step { transaction, step }
                if model.facts.transactions[transaction].waits_for(step) =>
            {
                (Some(transaction), step)
            }
            Why::Access(at) if model.remotes[at].reads && !model.remotes[at].copied => {
                (None, model.remotes[at].capability)
            }
            _ => continue,
        };
        let lines = carriers(model, flow);
        if lines.is_empty() {
            continue;
        }
        let spot = Spot::Link(flow.from, flow.to);
        let settled = lines.iter().any(|line| line.style.waits())
            || model.settled("answer-needed-now", spot, None, &Values::default());
        sink.owe("answer-needed-now", spot, settled);
        if settled || seen.contains(&(flow.from, flow.to, what)) {
            continue;
        }
        seen.push((flow.from, flow.to, what));
        let name = model.capability(what);
        let place = transaction.map(|at| model.facts.transactions[at].name.as_str());
        let place = place.into_iter().chain([name, model.node_name(flow.to)]);
        sink.raise(Major, place, || {
            let fixes = lines
                .iter()
                .map(|line| Fix::restyle(model, line.from, line.to, line.style, Style::Sync));
            let arrow = model.arrow(flow.from, flow.to);
            let message = match transaction {
                Some(_) => format!("The user waits for `{name}`, but {arrow} brings no answer"),
                None => format!("`{name}` needs an answer to go on, but {arrow} brings none"),
            };
            let reply = Fix::apply("async-request-reply", Some(&arrow), None);
            let carried = lines.iter().map(|line| format!("{arrow} is {}", line.style.word()));
            Detail::new(message).evidence(carried).fixes(fixes).fix(reply)
        });
    }
}

/// The bursty rate that arrives over a waiting link, and what its target can serve.
fn burst_over(model: &Model<'_>, line: &Line) -> Option<(usize, f64, f64)> {
    let Node::Service(to) = line.to else { return None };
    let mut worst: Option<(usize, f64, f64)> = None;
    let mut note = |producer: usize, served: f64| {
        let rate = model.facts.capabilities[producer].rate;
        let bursty = model.facts.capabilities[producer].load == Load::Bursty;
        if bursty && served > 0.0 && worst.is_none_or(|(_, r, s)| rate / served > r / s) {
            worst = Some((producer, rate, served));
        }
    };
    let serves = |c: usize| {
        let facts = &model.facts.capabilities[c];
        (facts.load == Load::Steady).then(|| facts.capacity.unwrap_or(facts.rate))
    };
    for flow in model.flows.iter().filter(|flow| flow.from == line.from && flow.to == line.to) {
        match flow.why {
            Why::Step { transaction, step } => {
                let steps = &model.facts.transactions[transaction].steps;
                let place = steps.iter().position(|s| *s == step).unwrap_or_default();
                let before = steps.iter().take(place).rev();
                let producer = before.into_iter().find(|s| model.home[**s] == Some(line.from));
                if let (Some(producer), Some(served)) = (producer, serves(step)) {
                    note(*producer, served);
                }
            }
            Why::Access(at) => {
                let remote = &model.remotes[at];
                if remote.copied && !remote.writes {
                    continue;
                }
                let touching = model.does[to].iter().filter(|c| {
                    let mut access = model.facts.capabilities[**c].access.iter();
                    access.any(|access| access.entity == remote.entity)
                });
                let served = touching.filter_map(|c| serves(*c)).fold(0.0, f64::max);
                note(remote.capability, served);
            }
            Why::Call { .. } => {}
        }
    }
    worst
}

pub(super) fn burst(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (at, line) in model.lines.iter().enumerate().filter(|(_, line)| line.style.waits()) {
        let Some((producer, rate, served)) = burst_over(model, line) else { continue };
        if rate / served <= model.facts.limits.get(Limit::BurstRatio) {
            continue;
        }
        let spot = Spot::Link(line.from, line.to);
        let settled = model.settled("bursty-producer", spot, Some(at), &Values::default());
        sink.owe("bursty-producer", spot, settled);
        if settled {
            continue;
        }
        sink.raise(Minor, [model.name(line.from), model.node_name(line.to)], || {
            let name = model.capability(producer);
            Detail::new(format!(
                "Bursts of `{name}` reach `{}`, which serves far less",
                model.node_name(line.to)
            ))
            .evidence([format!("{rate} requests/s arrive, {served} are served")])
            .fix(Fix::protect(model, line.from, line.to, line.style, &["rate-limiting"]))
            .fix(Fix::protect(model, line.from, line.to, line.style, &["backpressure"]))
            .fix(Fix::restyle(model, line.from, line.to, line.style, Style::Async))
        });
    }
}
