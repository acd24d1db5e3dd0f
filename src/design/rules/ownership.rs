//! H: everything has exactly one home, what must stay together does, what must stay apart does.

mod flows;
mod zones;

use super::{Detail, Rule, Severity::Blocker, Severity::Info, Sink};
use crate::design::{
    architecture::edit::Edit,
    fix::Fix,
    model::{Model, sorted},
    scenario::Part,
};
use crate::text::listed;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "H-01",
        name: "every capability has exactly one home",
        part: Part::Services,
        cites: &["decompose-by-business-capability"],
        check: capabilities,
    },
    Rule {
        id: "H-02",
        name: "every entity has exactly one owner",
        part: Part::Ownership,
        cites: &["database-per-service"],
        check: entities,
    },
    Rule {
        id: "H-03",
        name: "every name stands for something",
        part: Part::Always,
        cites: &[],
        check: names,
    },
    Rule {
        id: "H-04",
        name: "an aggregate has one owner",
        part: Part::Ownership,
        cites: &["bounded-context", "aggregate"],
        check: aggregates,
    },
    Rule {
        id: "H-05",
        name: "every needed flow has a way",
        part: Part::Links,
        cites: &["request-response", "async-messaging", "materialized-view"],
        check: flows::check,
    },
    Rule {
        id: "H-06",
        name: "zones that are apart share no service",
        part: Part::Ownership,
        cites: &["network-segmentation", "defense-in-depth"],
        check: zones::check,
    },
    Rule {
        id: "H-07",
        name: "what was bought stays whole",
        part: Part::Ownership,
        cites: &["strangler-fig"],
        check: predefined,
    },
];

fn capabilities(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (capability, homes) in model.homes.iter().enumerate() {
        let name = model.capability(capability);
        if homes.is_empty() {
            sink.raise(Blocker, [name], || {
                let detail = Detail::new(format!("No service does `{name}`"));
                let near = likely_homes(model, capability).into_iter().take(2);
                detail.fixes(near.map(|to| Fix::move_capability(model, capability, to)))
            });
        } else if homes.len() > 1 {
            let names: Vec<&str> = homes.iter().map(|home| model.name(*home)).collect();
            let place = std::iter::once(name).chain(names.iter().copied());
            sink.raise(Blocker, place, || {
                Detail::new(match sorted(homes.clone()).as_slice() {
                    [only] => format!("`{name}` stands twice in what `{}` does", model.name(*only)),
                    _ => format!("`{name}` is done {} times: by {}", homes.len(), listed(&names)),
                })
                .evidence(names.iter().map(|home| format!("{home} does {name}")))
                .fixes(keep_one(model, homes, |to| Edit::MoveCapability {
                    capability: name.to_owned(),
                    to: to.to_owned(),
                }))
            });
        }
    }
}

fn entities(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (entity, owners) in model.owners.iter().enumerate() {
        let name = model.entity(entity);
        if owners.is_empty() {
            sink.raise(Blocker, [name], || {
                let users = model.facts.writers_of(entity).into_iter();
                let homes = sorted(users.filter_map(|c| model.home[c]).collect());
                Detail::new(format!("No service owns `{name}`"))
                    .fixes(homes.into_iter().take(2).map(|to| Fix::move_entity(model, entity, to)))
            });
        } else if owners.len() > 1 {
            let names: Vec<&str> = owners.iter().map(|owner| model.name(*owner)).collect();
            let place = std::iter::once(name).chain(names.iter().copied());
            sink.raise(Blocker, place, || {
                Detail::new(match sorted(owners.clone()).as_slice() {
                    [only] => format!("`{name}` stands twice in what `{}` owns", model.name(*only)),
                    _ => format!("`{name}` has {} owners: {}", owners.len(), listed(&names)),
                })
                .evidence(names.iter().map(|owner| format!("{owner} owns {name}")))
                .fixes(keep_one(model, owners, |to| Edit::MoveEntity {
                    entity: name.to_owned(),
                    to: to.to_owned(),
                }))
            });
        }
    }
}

fn keep_one(model: &Model<'_>, homes: &[usize], edit: impl Fn(&str) -> Edit) -> Vec<Fix> {
    let homes = sorted(homes.to_vec()).into_iter().take(3);
    homes
        .map(|home| {
            let to = model.name(home);
            Fix::new(format!("Keep it in `{to}` only"), vec![edit(to)]).relinked()
        })
        .collect()
}

/// The services where a capability's data is, most weighted access first.
fn likely_homes(model: &Model<'_>, capability: usize) -> Vec<usize> {
    let mut weights: Vec<(usize, u32)> = Vec::new();
    for access in &model.facts.capabilities[capability].access {
        let Some(owner) = model.owner[access.entity] else { continue };
        let weight = if access.writes { 4 } else { 0 } + u32::from(access.reads);
        match weights.iter_mut().find(|(known, _)| *known == owner) {
            Some((_, sum)) => *sum += weight,
            None => weights.push((owner, weight)),
        }
    }
    weights.sort_by_key(|(owner, weight)| (std::cmp::Reverse(*weight), *owner));
    weights.into_iter().map(|(owner, _)| owner).collect()
}

fn names(model: &Model<'_>, sink: &mut Sink<'_>) {
    for fault in &model.faults {
        let severity = if fault.harmless { Info } else { Blocker };
        sink.raise(severity, [fault.name.clone()], || {
            let near = fault.near.iter().map(|near| format!("did you mean `{near}`?"));
            Detail::new(crate::text::sanitize(&fault.what).into_owned()).evidence(near)
        });
    }
    if !model.has_facts {
        return;
    }
    for (at, service) in model.answer.services.iter().enumerate() {
        let hosts = model.parts.asks(Part::Patterns)
            && model.applied.iter().any(|applied| applied.at == Some(at));
        if service.does.is_empty() && service.owns.is_empty() && !hosts {
            sink.raise(Blocker, [service.name.clone()], || {
                let name = service.name.clone();
                Detail::new(format!("`{name}` does nothing and owns nothing"))
                    .fix(Fix::new(format!("Remove `{name}`"), vec![Edit::RemoveService { name }]))
            });
        }
    }
    if model.answer.services.is_empty() {
        sink.raise(Blocker, ["services"], || Detail::new("The answer has no service"));
    }
}

fn aggregates(model: &Model<'_>, sink: &mut Sink<'_>) {
    for aggregate in &model.facts.aggregates {
        let owned = aggregate.entities.iter();
        let owned: Vec<(usize, usize)> =
            owned.filter_map(|entity| Some((*entity, model.owner[*entity]?))).collect();
        let owners = sorted(owned.iter().map(|(_, owner)| *owner).collect());
        if owners.len() < 2 {
            continue;
        }
        let members = owned.iter().map(|(entity, _)| model.entity(*entity));
        sink.raise(Blocker, std::iter::once(aggregate.name.as_str()).chain(members), || {
            let rows = owned.iter().map(|(entity, owner)| {
                format!("{} is owned by {}", model.entity(*entity), model.name(*owner))
            });
            let fixes = owners.iter().take(3).map(|to| {
                let edits = owned.iter().filter(|(_, owner)| owner != to);
                let edits = edits.map(|(entity, _)| Edit::MoveEntity {
                    entity: model.entity(*entity).to_owned(),
                    to: model.name(*to).to_owned(),
                });
                let text = format!(
                    "Let `{}` own all of the aggregate `{}`",
                    model.name(*to),
                    aggregate.name
                );
                Fix::new(text, edits.collect()).relinked()
            });
            Detail::new(format!("The aggregate `{}` is torn apart", aggregate.name))
                .evidence(rows)
                .fixes(fixes)
        });
    }
}

fn predefined(model: &Model<'_>, sink: &mut Sink<'_>) {
    for group in &model.facts.predefined {
        let does = group.capabilities.iter().filter_map(|c| {
            model.home[*c].map(|home| (model.capability(*c).to_owned(), home, true))
        });
        let does: Vec<_> =
            if model.parts.asks(Part::Services) { does.collect() } else { Vec::new() };
        let owns = group.entities.iter().filter_map(|e| {
            model.owner[*e].map(|owner| (model.entity(*e).to_owned(), owner, false))
        });
        let members: Vec<(String, usize, bool)> = does.into_iter().chain(owns).collect();
        let homes = sorted(members.iter().map(|(_, home, _)| *home).collect());
        if homes.len() < 2 {
            continue;
        }
        let place = std::iter::once(group.name.clone());
        sink.raise(Blocker, place.chain(members.iter().map(|(name, ..)| name.clone())), || {
            let fixes = homes.iter().take(3).map(|to| {
                let to = model.name(*to).to_owned();
                let edits = members.iter().map(|(name, _, is_capability)| {
                    if *is_capability {
                        Edit::MoveCapability { capability: name.clone(), to: to.clone() }
                    } else {
                        Edit::MoveEntity { entity: name.clone(), to: to.clone() }
                    }
                });
                Fix::new(format!("Bring it together in `{to}`"), edits.collect()).relinked()
            });
            Detail::new(format!("`{}` exists already and cannot be taken apart", group.name))
                .evidence(
                    members
                        .iter()
                        .map(|(name, home, _)| format!("{name} is in {}", model.name(*home))),
                )
                .fixes(fixes)
        });
    }
}
