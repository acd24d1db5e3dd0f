//! S-02: services whose parts nothing holds together.

use std::collections::HashMap;

use super::super::{
    Detail,
    Severity::{Major, Minor},
    Sink,
};
use crate::design::{fix::Fix, model::Model, scenario::Part};

/// Members that hang together: an entity or a capability by number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Member {
    Entity(usize),
    Capability(usize),
}

/// Something that binds whatever shares it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Bond {
    Entity(usize),
    Use(usize),
    View(usize),
    Transaction(usize),
    Team(usize),
    Zone(usize),
    Relation(usize),
}

/// What binds a capability: its data, transactions, teams and zones.
fn bonds_of_use(model: &Model<'_>, capability: usize) -> Vec<Bond> {
    let facts = model.facts;
    let mut bonds = vec![Bond::Use(capability)];
    bonds.extend(model.steps_of[capability].iter().map(|at| Bond::Transaction(*at)));
    bonds.extend(facts.teams_of(capability).map(Bond::Team));
    bonds.extend(special_zones(model, &facts.zones_of(capability)));
    bonds
}

/// A shared zone binds only where it is set apart from others; the ordinary one holds everything.
fn special_zones(model: &Model<'_>, zones: &[usize]) -> Vec<Bond> {
    let special = zones.iter().filter(|zone| !model.facts.zones[**zone].apart_from.is_empty());
    special.map(|zone| Bond::Zone(*zone)).collect()
}

/// What binds an entity: its users and all that binds them, views, teams, zones, relations.
fn bonds_of_data(model: &Model<'_>, entity: usize) -> Vec<Bond> {
    let facts = model.facts;
    let mut bonds = vec![Bond::Entity(entity)];
    for capability in &model.users[entity] {
        bonds.extend(bonds_of_use(model, *capability));
    }
    let views = facts.views.iter().enumerate().filter(|(_, view)| view.needs.contains(&entity));
    bonds.extend(views.map(|(at, _)| Bond::View(at)));
    let teams = facts.teams.iter().enumerate().filter(|(_, team)| team.entities.contains(&entity));
    bonds.extend(teams.map(|(at, _)| Bond::Team(at)));
    let zone: Vec<usize> = facts.entities[entity].zone.into_iter().collect();
    bonds.extend(special_zones(model, &zone));
    let related = facts.relations.iter().enumerate();
    let related = related.filter(|(_, (one, two))| *one == entity || *two == entity);
    bonds.extend(related.map(|(at, _)| Bond::Relation(at)));
    bonds
}

/// The parts of a service that neither data nor purpose, team nor zone hold together.
fn components(model: &Model<'_>, service: usize) -> Vec<Vec<Member>> {
    let facts = model.facts;
    let affinity = facts.affinity();
    // An entity that nothing relates to anything is no evidence of a wrong cut.
    let entities = model.owns[service].iter().copied();
    let entities = entities.filter(|e| {
        affinity.degree(*e) > 0.0 || model.does[service].iter().any(|c| touches(model, *c, *e))
    });
    let mut members: Vec<(Member, Vec<Bond>)> =
        entities.map(|e| (Member::Entity(e), bonds_of_data(model, e))).collect();
    if model.parts.asks(Part::Services) {
        for capability in &model.does[service] {
            let mut bonds = bonds_of_use(model, *capability);
            let touched = facts.capabilities[*capability].access.iter();
            bonds.extend(touched.map(|access| Bond::Entity(access.entity)));
            members.push((Member::Capability(*capability), bonds));
        }
    }
    let mut part: Vec<usize> = (0..members.len()).collect();
    let mut first: HashMap<Bond, usize> = HashMap::new();
    for (at, (_, bonds)) in members.iter().enumerate() {
        for bond in bonds {
            let known = *first.entry(*bond).or_insert(at);
            let (keep, gone) = (part[known], part[at]);
            if keep != gone {
                part.iter_mut().filter(|part| **part == gone).for_each(|part| *part = keep);
            }
        }
    }
    let mut parts: Vec<(usize, Vec<Member>)> = Vec::new();
    for ((member, _), label) in members.iter().zip(part) {
        match parts.iter_mut().find(|(known, _)| *known == label) {
            Some((_, members)) => members.push(*member),
            None => parts.push((label, vec![*member])),
        }
    }
    parts.into_iter().map(|(_, members)| members).collect()
}

pub(super) fn touches(model: &Model<'_>, capability: usize, entity: usize) -> bool {
    model.facts.capabilities[capability].access.iter().any(|access| access.entity == entity)
}

pub(super) fn unrelated(model: &Model<'_>, sink: &mut Sink<'_>) {
    if model.size() < 2 {
        return;
    }
    // Without transactions, teams and zones nothing could excuse a service: then it is a hint only.
    let facts = model.facts;
    let excusable =
        !facts.transactions.is_empty() || !facts.teams.is_empty() || !facts.zones.is_empty();
    let severity = if excusable && model.parts.asks(Part::Services) { Major } else { Minor };
    for service in 0..model.size() {
        let parts = components(model, service);
        if parts.len() < 2 {
            continue;
        }
        let name = model.name(service);
        let member_name = |member: &Member| match member {
            Member::Entity(entity) => model.entity(*entity),
            Member::Capability(capability) => model.capability(*capability),
        };
        let firsts: Vec<&str> = parts.iter().filter_map(|p| p.first()).map(member_name).collect();
        sink.raise(severity, std::iter::once(name).chain(firsts), || {
            let rows = parts.iter().map(|part| {
                let names: Vec<&str> = part.iter().map(member_name).collect();
                names.join(", ")
            });
            let fixes = parts.iter().filter_map(|part| {
                let mut does = Vec::new();
                let mut owns = Vec::new();
                for member in part {
                    match member {
                        Member::Entity(entity) => owns.push(*entity),
                        Member::Capability(capability) => does.push(*capability),
                    }
                }
                Fix::split(model, service, &does, &owns)
            });
            Detail::new(format!("Nothing binds the parts of `{name}` together"))
                .evidence(rows)
                .fixes(fixes.take(3))
        });
    }
}
