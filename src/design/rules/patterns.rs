//! P: patterns against each other, and patterns without what they need.

use std::collections::HashMap;

use super::{
    Detail, Rule,
    Severity::{Major, Minor},
    Sink,
};
use crate::{
    catalog::obligation::Scope,
    design::{
        architecture::edit::Edit,
        fix::Fix,
        model::{Applied, Flow, Model, Node, ResolvedLink, Spot, Why},
        scenario::Part,
    },
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "P-02",
        name: "patterns do not contradict each other",
        part: Part::Patterns,
        cites: &["two-phase-commit", "saga"],
        check: contradiction,
    },
    Rule {
        id: "P-03",
        name: "a pattern has what it needs",
        part: Part::Patterns,
        cites: &["sequential-convoy", "domain-event"],
        check: prerequisite,
    },
];

/// The place of a pattern as people write it.
pub(super) fn where_it_stands(model: &Model<'_>, applied: &Applied) -> String {
    match applied.spot {
        Spot::Transaction(at) => model.facts.transactions[at].name.clone(),
        Spot::View(at) => model.facts.views[at].name.clone(),
        Spot::Service(at) | Spot::Store(at) => model.name(at).to_owned(),
        Spot::Link(from, to) => model.arrow(from, to),
        Spot::Client(at) => model.facts.clients[at].clone(),
        Spot::System => "the system".to_owned(),
    }
}

fn contradiction(model: &Model<'_>, sink: &mut Sink<'_>) {
    let mut at_spot: HashMap<Spot, Vec<usize>> = HashMap::new();
    for (at, applied) in model.applied.iter().enumerate() {
        at_spot.entry(applied.spot).or_default().push(at);
    }
    for (at, one) in model.applied.iter().enumerate() {
        let later = at_spot[&one.spot].iter().filter(|other| **other > at);
        for two in later.map(|other| &model.applied[*other]) {
            let clash = model.book.entry(one.pattern).conflicts_with.contains(&two.pattern)
                || model.book.entry(two.pattern).conflicts_with.contains(&one.pattern);
            if !clash || !same_purpose(model, one, two) {
                continue;
            }
            let (first, second) =
                (&model.book.entry(one.pattern).id, &model.book.entry(two.pattern).id);
            let place = where_it_stands(model, one);
            sink.raise(Major, [place.as_str(), first.as_str(), second.as_str()], || {
                let fixes = [one, two].into_iter().map(|applied| drop_it(model, applied));
                Detail::new(format!("`{first}` and `{second}` defeat each other on {place}"))
                    .citing([first.clone(), second.clone()])
                    .evidence([format!("{first} conflicts with {second}")])
                    .fixes(fixes)
            });
        }
    }
}

/// Takes one application of a pattern back, whether it was applied or drawn as a link.
fn drop_it(model: &Model<'_>, applied: &Applied) -> Fix {
    let id = &model.book.entry(applied.pattern).id;
    if let Some(apply) = applied.apply.and_then(|at| model.answer.applies.get(at)) {
        return Fix::unapply(id, apply.on.as_deref());
    }
    let line = applied.line.map(|line| &model.lines[line]);
    let Some(line) = line else { return Fix::unapply(id, None) };
    let (from, to) = (model.name(line.from).to_owned(), model.node_name(line.to).to_owned());
    let text = format!("Remove the {} link {from}->{to}", line.style.word());
    Fix::new(text, vec![Edit::RemoveLink { from, to, style: line.style }])
}

/// Two links contradict each other only where both would carry the same step of the same transaction;
/// one that feeds a copy or a view carries none.
fn same_purpose(model: &Model<'_>, one: &Applied, two: &Applied) -> bool {
    let (Some(a), Some(b)) = (one.line, two.line) else {
        return one.line.is_none() && two.line.is_none();
    };
    let (a, b) = (&model.lines[a], &model.lines[b]);
    let both_carry = |flow: &Flow| {
        let carries = |line: &ResolvedLink| {
            let mut lines = model.speaking(flow);
            !line.general && lines.any(|speaking| speaking.place == line.place)
        };
        matches!(flow.why, Why::Step { .. }) && carries(a) && carries(b)
    };
    a.place != b.place && model.flows_between(a.from, a.to).any(both_carry)
}

fn prerequisite(model: &Model<'_>, sink: &mut Sink<'_>) {
    if !model.has_facts {
        return;
    }
    for (at, applied) in model.applied.iter().enumerate() {
        if !applied.written {
            continue;
        }
        let entry = model.book.entry(applied.pattern);
        let reach: Vec<Scope> = Scope::WORDS.iter().map(|(_, scope)| *scope).collect();
        let missing = entry.requires.iter().find(|need| {
            model.book.entry(**need).grading.is_gradable()
                && !model.stands_in_any_form(**need, applied.spot, applied.line, &reach)
        });
        if let Some(missing) = missing {
            let need = model.book.entry(*missing).id.clone();
            let place = where_it_stands(model, applied);
            sink.raise(Minor, [entry.id.as_str(), place.as_str(), need.as_str()], || {
                let fix = match applied.line.map(|line| &model.lines[line]) {
                    Some(line) => Fix::protect(model, line.from, line.to, line.style, &[&need]),
                    None => {
                        let on = applied.apply.and_then(|at| model.answer.applies.get(at));
                        Fix::unapply(&entry.id, on.and_then(|apply| apply.on.as_deref()))
                    }
                };
                Detail::new(format!("`{}` on {place} does not work without `{need}`", entry.id))
                    .citing([entry.id.clone(), need.clone()])
                    .fix(fix)
            });
        }
        out_of_order(model, sink, at);
        exposes_nothing(model, sink, applied);
    }
}

/// Consumers that work side by side lose an order that the facts ask for.
fn out_of_order(model: &Model<'_>, sink: &mut Sink<'_>, at: usize) {
    let applied = &model.applied[at];
    let entry = model.book.entry(applied.pattern);
    let parallel = entry.id == "competing-consumers"
        || entry.id == "queue-driven-autoscaling"
        || entry.id == "priority-queue";
    if !parallel || !model.book.introduces(applied.pattern, "message-order") {
        return;
    }
    let lines = model.lines.iter().filter(|line| {
        line.style.is_message()
            && model.touches(applied.spot, applied.line, Spot::Link(line.from, line.to))
            && (!matches!(applied.spot, Spot::Service(_))
                || matches!((applied.spot, line.to), (Spot::Service(s), Node::Service(t)) if s == t))
    });
    for line in lines {
        let ordered = model.flows_between(line.from, line.to).any(|f| {
            let capability = match f.why {
                Why::Access(at) => model.remotes[at].capability,
                Why::Step { step, .. } => step,
                Why::Call { capability } => capability,
            };
            model.facts.capabilities[capability].ordered
        });
        if !ordered {
            continue;
        }
        let spot = Spot::Link(line.from, line.to);
        let settled = model.settled("message-order", spot, None, &Default::default());
        sink.owe("message-order", spot, settled);
        if !settled {
            let arrow = model.arrow(line.from, line.to);
            sink.raise(Minor, [entry.id.as_str(), arrow.as_str(), "order"], || {
                let with = ["sequential-convoy"];
                Detail::new(format!(
                    "`{}` may mix up messages that must keep their order",
                    entry.id
                ))
                .citing([entry.id.as_str(), "sequential-convoy"])
                .evidence([format!("{arrow} carries ordered work")])
                .fix(Fix::protect(model, line.from, line.to, line.style, &with))
            });
        }
    }
}

fn exposes_nothing(model: &Model<'_>, sink: &mut Sink<'_>, applied: &Applied) {
    let entry = model.book.entry(applied.pattern);
    let door = model.book.obligations.exposes.iter().any(|id| id.as_str() == entry.id);
    let Some(apply) = applied.apply.and_then(|at| model.answer.applies.get(at)) else { return };
    if !door || !apply.exposes.is_empty() {
        return;
    }
    sink.raise(Minor, [entry.id.as_str(), "exposes"], || {
        Detail::new(format!("`{}` exposes no service", entry.id))
            .citing([entry.id.clone()])
            .fix(Fix::unapply(&entry.id, apply.on.as_deref()))
    });
}
