//! I-15 to I-17: doors for clients, and addresses of services.

use super::super::{
    Detail,
    Severity::{Info, Major, Minor},
    Sink,
};
use crate::text::listed;
use crate::{
    catalog::obligation::Values,
    design::{
        architecture::{NodeRole, Style, edit::Edit},
        fix::Fix,
        limits::Limit,
        model::{Model, Node, Spot, sorted},
    },
};

/// The services that a kind of client calls.
pub(in crate::design) fn facing(model: &Model<'_>, client: usize) -> Vec<usize> {
    let capabilities = model.facts.capabilities.iter().enumerate();
    let called = capabilities.filter(|(_, facts)| facts.clients.contains(&client));
    sorted(called.filter_map(|(c, _)| model.home[c]).collect())
}

/// The services that some entry of a kind of client exposes.
fn exposed_to(model: &Model<'_>, client: usize) -> Vec<usize> {
    let entries = model.applied.iter().filter(|applied| {
        model.book.solves(applied.pattern, "many-clients-many-services")
            && matches!(applied.spot, Spot::System | Spot::Client(_))
            && (applied.spot == Spot::System || applied.spot == Spot::Client(client))
    });
    let applies = entries.filter_map(|applied| model.answer.applies.get(applied.apply?));
    let names = applies.flat_map(|apply| &apply.exposes);
    let services = names
        .filter_map(|name| model.answer.services.iter().position(|service| service.name == *name));
    sorted(services.collect())
}

pub(super) fn entry_points(model: &Model<'_>, sink: &mut Sink<'_>) {
    if !model.has_facts {
        return edges(model, sink);
    }
    let all =
        sorted((0..model.facts.clients.len()).flat_map(|client| facing(model, client)).collect());
    if all.len() < 2 {
        return;
    }
    for (client, name) in model.facts.clients.iter().enumerate() {
        let called = facing(model, client);
        let exposed = exposed_to(model, client);
        let hidden: Vec<usize> =
            called.iter().copied().filter(|service| !exposed.contains(service)).collect();
        // One service of its own is no burden for a client.
        if called.len() < 2 && exposed.is_empty() {
            continue;
        }
        sink.owe("many-clients-many-services", Spot::Client(client), hidden.is_empty());
        if hidden.is_empty() {
            continue;
        }
        let names: Vec<&str> = hidden.iter().map(|service| model.name(*service)).collect();
        sink.raise(Major, std::iter::once(name.as_str()).chain(names.iter().copied()), || {
            let facing: Vec<String> = all.iter().map(|at| model.name(*at).to_owned()).collect();
            let fix = if exposed.is_empty() {
                let mut fix = Fix::apply("api-gateway", None, None);
                if let Some(Edit::Apply(apply)) = fix.edits.first_mut() {
                    apply.exposes = facing;
                }
                fix.text = "Put an API gateway in front of every service that clients call".into();
                fix
            } else {
                let edits = names.iter().map(|name| Edit::Expose { service: (*name).to_owned() });
                Fix::new(format!("Expose {} through the entry", listed(&names)), edits.collect())
            };
            Detail::new(format!("The {name} client has to find {} by itself", listed(&names)))
                .evidence([format!(
                    "{name} calls {}",
                    called.iter().map(|at| model.name(*at)).collect::<Vec<_>>().join(", ")
                )])
                .fix(fix)
        });
    }
}

/// In an imported graph the edge is named: what stands there and is no router is called directly.
pub(super) fn edges(model: &Model<'_>, sink: &mut Sink<'_>) {
    for service in model.answer.services.iter().filter(|service| service.edge) {
        if service.role == NodeRole::Service {
            sink.raise(Major, [service.name.clone()], || {
                Detail::new(format!("`{}` stands at the edge without a gateway", service.name))
            });
        }
    }
}

/// The capabilities of a kind of client.
fn wanted(model: &Model<'_>, client: usize) -> Vec<usize> {
    let capabilities = model.facts.capabilities.iter().enumerate();
    capabilities.filter(|(_, facts)| facts.clients.contains(&client)).map(|(c, _)| c).collect()
}

/// Whether two kinds of clients need different things.
pub(super) fn differ(model: &Model<'_>, one: usize, two: usize) -> bool {
    let (one, two) = (wanted(model, one), wanted(model, two));
    let common = one.iter().filter(|c| two.contains(c)).count() as f64;
    let all = one.len() as f64 + two.len() as f64 - common;
    all > 0.0 && common / all < model.facts.limits.get(Limit::ClientOverlap)
}

pub(super) fn client_needs(model: &Model<'_>, sink: &mut Sink<'_>) {
    let shared = model.applied.iter().filter(|applied| {
        applied.spot == Spot::System
            && model.book.introduces(applied.pattern, "client-specific-needs")
    });
    if shared.count() == 0 {
        return;
    }
    let kinds = model.facts.clients.len();
    let pairs = (0..kinds).flat_map(|one| (one + 1..kinds).map(move |two| (one, two)));
    for (one, two) in pairs.filter(|(one, two)| differ(model, *one, *two)) {
        let values = Values::default();
        let settled = [one, two].iter().all(|client| {
            model.settled("client-specific-needs", Spot::Client(*client), None, &values)
        });
        sink.owe("client-specific-needs", Spot::Client(one), settled);
        if settled {
            continue;
        }
        let names = [model.facts.clients[one].as_str(), model.facts.clients[two].as_str()];
        sink.raise(Info, names, || {
            Detail::new(format!("{} need different things of one API", listed(&names)))
        });
    }
}

pub(super) fn fixed_address(model: &Model<'_>, sink: &mut Sink<'_>) {
    let services = &model.answer.services;
    let mut scales: Vec<bool> = services.iter().map(|service| service.replicas >= 2).collect();
    for applied in &model.applied {
        if let Spot::Service(service) = applied.spot {
            scales[service] |= model.book.introduces(applied.pattern, "dynamic-endpoints");
        }
    }
    for (at, line) in model.lines.iter().enumerate() {
        let Node::Service(to) = line.to else { continue };
        let call = line.style == Style::Sync
            && services[line.from].role == NodeRole::Service
            && services[to].role == NodeRole::Service;
        if !call || !scales[to] {
            continue;
        }
        let spot = Spot::Link(line.from, line.to);
        let settled = model.settled("dynamic-endpoints", spot, Some(at), &Values::default());
        sink.owe("dynamic-endpoints", spot, settled);
        if settled {
            continue;
        }
        sink.raise(Minor, [model.name(line.from), model.name(to)], || {
            let arrow = model.arrow(line.from, line.to);
            Detail::new(format!("{arrow} calls a fixed address, but copies come and go"))
                .evidence([format!("{} runs {} copies", model.name(to), services[to].replicas)])
                .fix(Fix::apply("server-side-discovery", None, None))
                .fix(Fix::protect(model, line.from, line.to, line.style, &["load-balancing"]))
        });
    }
}
