//! S-02: services whose parts nothing holds together.

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

/// The parts of a service that neither data nor purpose, team nor zone hold together.
fn components(model: &Model<'_>, service: usize) -> Vec<Vec<Member>> {
    let facts = model.facts;
    let affinity = facts.affinity();
    // An entity that nothing relates to anything is no evidence of a wrong cut.
    let entities = model.owns[service].iter().copied();
    let entities = entities.filter(|e| {
        affinity.degree(*e) > 0.0 || model.does[service].iter().any(|c| touches(model, *c, *e))
    });
    let bonds = facts.bonds();
    let mut members: Vec<(Member, &[usize])> =
        entities.map(|e| (Member::Entity(e), bonds.of_entity[e].as_slice())).collect();
    if model.parts.asks(Part::Services) {
        let does = model.does[service].iter().copied();
        members.extend(does.map(|c| (Member::Capability(c), bonds.of_capability[c].as_slice())));
    }
    let mut part: Vec<usize> = (0..members.len()).collect();
    let mut first: Vec<Option<usize>> = vec![None; bonds.count];
    for (at, (_, bonds)) in members.iter().enumerate() {
        for bond in *bonds {
            let known = *first[*bond].get_or_insert(at);
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
