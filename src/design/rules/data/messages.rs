//! D-06 and D-07: a change and its message are one act, and a message may come twice.

use super::super::{Detail, Severity::Minor, Sink};
use crate::text::listed;
use crate::{
    catalog::obligation::Values,
    design::{
        architecture::Style,
        fix::Fix,
        model::{Model, Node, ResolvedLink, Spot, Why, view::Way},
    },
};

/// The entities whose changes a link carries to a copy or a read model.
fn fed_by(model: &Model<'_>, line: &ResolvedLink) -> Vec<usize> {
    let Node::Service(to) = line.to else { return Vec::new() };
    if line.style != Style::Event {
        return Vec::new();
    }
    let copied = model.remotes_between(to, line.from).filter(|remote| remote.copied);
    let mut fed: Vec<usize> = copied.map(|remote| remote.entity).collect();
    for view in views_fed(model, line.from, to) {
        let needs = model.facts.views[view].needs.iter();
        fed.extend(needs.filter(|entity| model.owner[**entity] == Some(line.from)));
    }
    fed
}

/// The views whose read model at a service a sender's events feed.
fn views_fed(model: &Model<'_>, from: usize, at: usize) -> Vec<usize> {
    let needs = |view: &usize| {
        let mut needs = model.facts.views[*view].needs.iter();
        needs.any(|entity| model.owner[*entity] == Some(from))
    };
    let kept = |view: &usize| {
        model.answer_of(*view).is_some_and(|one| one.way == Way::Copy && one.at == Some(at))
    };
    (0..model.facts.views.len()).filter(needs).filter(kept).collect()
}

/// The writing capabilities of the sender whose message goes over a link.
fn publishing(model: &Model<'_>, line: &ResolvedLink) -> Vec<usize> {
    let own = |c: &usize| {
        let mut access = model.facts.capabilities[*c].access.iter();
        access.any(|a| a.writes && model.owner[a.entity] == Some(line.from))
    };
    let fed = fed_by(model, line);
    let sends = |c: &usize| {
        let facts = &model.facts.capabilities[*c];
        let step = line.transactions.iter().any(|t| model.facts.transactions[*t].steps.contains(c));
        let mut remotes = model.remotes_of(*c).iter();
        let commands = remotes.any(|r| r.writes && Node::Service(r.to) == line.to);
        let feeds = facts.access.iter().any(|a| a.writes && fed.contains(&a.entity));
        step || commands || feeds
    };
    model.does[line.from].iter().copied().filter(own).filter(sends).collect()
}

pub(super) fn dual_write(model: &Model<'_>, sink: &mut Sink<'_>) {
    for service in 0..model.size() {
        let lines = needed_messages(model);
        let sent: Vec<(&ResolvedLink, Vec<usize>)> = lines
            .filter(|line| line.from == service)
            .map(|line| (line, publishing(model, line)))
            .filter(|(_, c)| !c.is_empty())
            .collect();
        if sent.is_empty() {
            continue;
        }
        let spot = Spot::Service(service);
        let settled = model.settled("dual-write", spot, None, &Values::default());
        sink.owe("dual-write", spot, settled);
        if settled {
            continue;
        }
        sink.raise(Minor, [model.name(service)], || {
            let name = model.name(service);
            let rows = sent.iter().map(|(line, capabilities)| {
                let names: Vec<&str> = capabilities.iter().map(|c| model.capability(*c)).collect();
                format!("{} writes and sends {}", listed(&names), model.arrow(line.from, line.to))
            });
            Detail::new(format!(
                "`{name}` changes its store and sends a message as two acts, of which one may fail"
            ))
            .evidence(rows)
            .fix(Fix::apply("transactional-outbox", Some(name), None))
            .fix(Fix::apply("change-data-capture", Some(name), None))
        });
    }
}

/// The links by message that carry something; a message that nobody needs is for P-01 to judge.
fn needed_messages<'m>(model: &'m Model<'_>) -> impl Iterator<Item = &'m ResolvedLink> {
    model.lines.iter().filter(|line| line.style.is_message() && model.carrying[line.place])
}

/// What a message over a link changes at its receiver, and whether repeating it is harmless.
fn effects(model: &Model<'_>, line: &ResolvedLink, to: usize) -> Vec<(String, bool)> {
    let mut found: Vec<(String, bool)> = Vec::new();
    let mut note = |row: String, harmless: bool| {
        if !found.iter().any(|(known, _)| *known == row) {
            found.push((row, harmless));
        }
    };
    for flow in model.flows_between(line.from, line.to) {
        match flow.why {
            Why::Step { transaction, step } if line.transactions.contains(&transaction) => {
                let facts = &model.facts.capabilities[step];
                if facts.writes_any() {
                    note(format!("{} writes", facts.name), facts.idempotent);
                }
            }
            Why::Access(at) if model.remotes[at].writes && line.style == Style::Async => {
                let remote = &model.remotes[at];
                let facts = &model.facts.capabilities[remote.capability];
                let row = format!("{} writes {}", facts.name, model.entity(remote.entity));
                note(row, facts.idempotent);
            }
            _ => {}
        }
    }
    if line.style == Style::Event {
        let copied = model.remotes_between(to, line.from).filter(|remote| remote.copied);
        copied.for_each(|remote| note(format!("copy of {}", model.entity(remote.entity)), false));
        for view in views_fed(model, line.from, to) {
            note(format!("read model of {}", model.facts.views[view].name), false);
        }
    }
    found
}

pub(super) fn duplicates(model: &Model<'_>, sink: &mut Sink<'_>) {
    for service in 0..model.size() {
        let mut rows = Vec::new();
        let mut settled = true;
        for line in needed_messages(model).filter(|line| line.to == Node::Service(service)) {
            let unsafe_effects: Vec<String> = effects(model, line, service)
                .into_iter()
                .filter(|(_, idempotent)| !idempotent)
                .map(|(row, _)| row)
                .collect();
            if unsafe_effects.is_empty() {
                continue;
            }
            // What the sender does about its own deliveries does not help the receiver.
            let spot = Spot::Service(service);
            settled &=
                model.settled("duplicate-delivery", spot, Some(line.place), &Values::default());
            let arrow = model.arrow(line.from, line.to);
            rows.push(format!("{arrow} may come twice: {}", unsafe_effects.join(", ")));
        }
        if rows.is_empty() {
            continue;
        }
        sink.owe("duplicate-delivery", Spot::Service(service), settled);
        if !settled {
            let name = model.name(service);
            sink.raise(Minor, [name], || {
                Detail::new(format!("`{name}` would act twice on a message that comes twice"))
                    .evidence(rows)
                    .fix(Fix::apply("idempotent-consumer", Some(name), None))
            });
        }
    }
}
