//! D-06 and D-07: a change and its message are one act, and a message may come twice.

use super::super::{Detail, Severity::Minor, Sink, listed};
use crate::{
    catalog::obligation::Values,
    design::{
        architecture::Style,
        fix::Fix,
        model::{Line, Model, Node, Spot},
    },
};

/// The writing capabilities of the sender whose message goes over a link.
fn publishing(model: &Model<'_>, line: &Line) -> Vec<usize> {
    let own = |c: usize| {
        let access = model.facts.capabilities[c].access.iter();
        access.clone().any(|a| a.writes && model.owner[a.entity] == Some(line.from))
    };
    let writers = model.does[line.from].iter().copied().filter(|c| own(*c));
    let fed = model.remotes.iter().filter(|remote| {
        remote.copied && remote.to == line.from && Node::Service(remote.from) == line.to
    });
    let mut fed: Vec<usize> = fed.map(|remote| remote.entity).collect();
    fed.extend(line.views.iter().flat_map(|view| &model.facts.views[*view].needs));
    let idle = line.general && line.transactions.is_empty() && fed.is_empty();
    writers
        .filter(|c| {
            let facts = &model.facts.capabilities[*c];
            let step =
                line.transactions.iter().any(|t| model.facts.transactions[*t].steps.contains(c));
            let commands = model.remotes.iter().any(|remote| {
                remote.capability == *c && Node::Service(remote.to) == line.to && remote.writes
            });
            let feeds = line.style == Style::Event
                && facts.access.iter().any(|a| a.writes && fed.contains(&a.entity));
            step || commands || feeds || idle
        })
        .collect()
}

pub(super) fn dual_write(model: &Model<'_>, sink: &mut Sink<'_>) {
    for service in 0..model.size() {
        let lines = model.lines.iter();
        let lines = lines.filter(|line| line.from == service && line.style.is_message());
        let sent: Vec<(&Line, Vec<usize>)> = lines
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

/// What a message over a link changes at its receiver, and whether repeating it is harmless.
fn effects(model: &Model<'_>, line: &Line, to: usize) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    for c in &model.does[to] {
        let facts = &model.facts.capabilities[*c];
        let step = line.transactions.iter().any(|t| model.facts.transactions[*t].steps.contains(c));
        if step && facts.writes_any() {
            found.push((format!("{} writes", facts.name), facts.idempotent));
        }
    }
    for remote in model.remotes.iter().filter(|r| r.from == line.from && r.to == to && r.writes) {
        let facts = &model.facts.capabilities[remote.capability];
        let row = format!("{} writes {}", facts.name, model.entity(remote.entity));
        found.push((row, facts.idempotent));
    }
    if line.style == Style::Event {
        for remote in model.remotes.iter().filter(|r| r.from == to && r.to == line.from && r.copied)
        {
            found.push((format!("copy of {}", model.entity(remote.entity)), false));
        }
        for view in line.views.iter().filter(|view| is_copied_at(model, **view, to)) {
            found.push((format!("read model of {}", model.facts.views[*view].name), false));
        }
    }
    if found.is_empty() && line.general && line.transactions.is_empty() {
        let writing = model.does[to].iter().map(|c| &model.facts.capabilities[*c]);
        let writing = writing.filter(|facts| facts.writes_any());
        found.extend(writing.map(|facts| (format!("{} writes", facts.name), facts.idempotent)));
    }
    found
}

fn is_copied_at(model: &Model<'_>, view: usize, at: usize) -> bool {
    model.applied.iter().any(|applied| {
        applied.spot == Spot::View(view)
            && applied.at == Some(at)
            && model.book.is_copy(applied.pattern)
    })
}

pub(super) fn duplicates(model: &Model<'_>, sink: &mut Sink<'_>) {
    for service in 0..model.size() {
        let mut rows = Vec::new();
        let mut settled = true;
        for (at, line) in model.lines.iter().enumerate() {
            if line.to != Node::Service(service) || !line.style.is_message() {
                continue;
            }
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
            settled &= model.settled("duplicate-delivery", spot, Some(at), &Values::default());
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
