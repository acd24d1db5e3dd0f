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
        model::{Flow, Model, Node, Remote, ResolvedLink, Spot, Why},
        remedy,
        scenario::{Consistency, Load},
    },
};

use super::needs_answer;

pub(super) fn needless_wait(model: &Model<'_>, sink: &mut Sink<'_>) {
    for flow in &model.flows {
        let Why::Step { transaction, step } = flow.why else { continue };
        let facts = &model.facts.transactions[transaction];
        let relevant = facts.consistency != Consistency::Strong && !facts.waits.is_empty();
        if !relevant || facts.waits_for(step) {
            continue;
        }
        let lines: Vec<&ResolvedLink> = model.speaking(flow).collect();
        if lines.is_empty() || !lines.iter().all(|line| line.style.waits()) {
            continue;
        }
        // A call that something else needs may take along what no link is drawn for.
        let meant =
            lines.iter().any(|line| !line.general && line.transactions.contains(&transaction));
        if !meant && needs_answer(model, flow.from, flow.to) {
            continue;
        }
        sink.owe("needless-wait", Spot::Link(flow.from, flow.to), false);
        let name = model.capability(step);
        sink.raise(Minor, [facts.name.as_str(), name, model.node_name(flow.to)], || {
            let fixes = lines.iter().flat_map(|line| sent_instead(model, flow, line));
            Detail::new(format!("Nobody waits for `{name}`, but {} does", model.name(flow.from)))
                .evidence([format!("{} is a waiting link", model.arrow(flow.from, flow.to))])
                .fixes(fixes)
        });
    }
}

/// A message in place of a call; beside the call where something else still needs an answer.
fn sent_instead(model: &Model<'_>, flow: &Flow, line: &ResolvedLink) -> [Fix; 2] {
    let sent = if needs_answer(model, flow.from, flow.to) || !line.views.is_empty() {
        remedy::command_for(model, flow)
    } else {
        Fix::restyle(model, line.from, line.to, line.style, Style::Async)
    };
    let safe = match flow.to {
        Node::Service(to) => remedy::safe_delivery(model, to),
        Node::External(_) => Vec::new(),
    };
    let sender = remedy::safe_delivery(model, flow.from).into_iter().take(1);
    let whole = sent.clone().and(safe.into_iter().chain(sender));
    [sent, whole]
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
        let lines: Vec<&ResolvedLink> = model.speaking(flow).collect();
        if lines.is_empty() {
            continue;
        }
        let spot = Spot::Link(flow.from, flow.to);
        let settled = lines.iter().any(|line| line.style.waits())
            || model.settled("answer-needed-now", spot, None, &Values::default())
            || transaction.is_some_and(|at| replies_later(model, at));
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

/// Whether request and reply of a transaction are messages that find each other again.
fn replies_later(model: &Model<'_>, transaction: usize) -> bool {
    model.settled_by("async-request-reply", Spot::Transaction(transaction))
}

/// The bursty rate that arrives over a waiting link, and what its target can serve.
fn burst_over(model: &Model<'_>, line: &ResolvedLink) -> Option<(usize, f64, f64)> {
    let Node::Service(to) = line.to else { return None };
    let mut worst: Option<(usize, f64, f64)> = None;
    let mut note = |producer: usize, served: Option<f64>| {
        let facts = &model.facts.capabilities[producer];
        let (Some(rate), Some(served)) = (facts.rate, served.filter(|served| *served > 0.0)) else {
            return;
        };
        let bursty = facts.load == Load::Bursty;
        if bursty && worst.is_none_or(|(_, r, s)| rate / served > r / s) {
            worst = Some((producer, rate, served));
        }
    };
    let serves = |c: usize| {
        let facts = &model.facts.capabilities[c];
        let slow = matches!(facts.load, Load::Steady | Load::Batch);
        facts.capacity.or(facts.rate).filter(|_| slow)
    };
    let carried = |flow: &&Flow| model.speaking(flow).any(|speaking| speaking.place == line.place);
    for flow in model.flows_between(line.from, line.to).filter(carried) {
        match flow.why {
            Why::Step { transaction, step } => {
                let steps = &model.facts.transactions[transaction].steps;
                let place = steps.iter().position(|s| *s == step).unwrap_or_default();
                let before = steps.iter().take(place).rev();
                let producer = before.into_iter().find(|s| model.home[**s] == Some(line.from));
                if let Some(producer) = producer {
                    note(*producer, serves(step));
                }
            }
            Why::Access(at) => {
                let remote = &model.remotes[at];
                if remote.copied && !remote.writes {
                    continue;
                }
                note(remote.capability, served_to(model, to, remote));
            }
            Why::Call { .. } => {}
        }
    }
    worst
}

/// What an owner can serve to those that use its data from elsewhere, where the facts say so. How often
/// its own capabilities run says nothing about that.
fn served_to(model: &Model<'_>, owner: usize, remote: &Remote) -> Option<f64> {
    let capacities = model.does[owner].iter().filter_map(|c| {
        let facts = &model.facts.capabilities[*c];
        let touches = facts.access.iter().any(|access| access.entity == remote.entity);
        facts.capacity.filter(|_| touches)
    });
    capacities.reduce(f64::max)
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
