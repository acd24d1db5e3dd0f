//! H: everything has exactly one home, what must stay together does, what must stay apart does.

use std::cell::OnceCell;

use super::{Detail, Rule, Severity::Blocker, Severity::Info, Sink};
use crate::design::{
    architecture::{Style, edit::Edit},
    complete::links_for,
    fix::Fix,
    model::{Flow, Model, Node, Why, sorted},
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
        check: flows,
    },
    Rule {
        id: "H-06",
        name: "zones that are apart share no service",
        part: Part::Ownership,
        cites: &["network-segmentation", "defense-in-depth"],
        check: zones,
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
            let near = fault.near.iter().map(|near| format!("did you mean {near}?"));
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

fn flows(model: &Model<'_>, sink: &mut Sink<'_>) {
    let open: Vec<&Flow> = model.flows.iter().filter(|flow| !model.is_covered(flow)).collect();
    let mut pairs: Vec<(usize, Node)> = open.iter().map(|flow| (flow.from, flow.to)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let all = OnceCell::new();
    for (number, (from, to)) in pairs.iter().copied().enumerate() {
        let place = [model.name(from), model.node_name(to)];
        sink.raise(Blocker, place, || {
            let here = || model.flows_between(from, to).filter(|flow| !model.is_covered(flow));
            let rows = here().map(|flow| describe(model, flow));
            let waits = here().any(|flow| must_wait(model, flow));
            let mut fixes = vec![Fix::link(model, from, to, Style::Sync)];
            if !waits {
                fixes.insert(0, Fix::link(model, from, to, Style::Async));
            }
            if let Node::Service(to) = to {
                fixes.push(Fix::merge(model, to, from));
            }
            if pairs.len() > 1 && number < DRAWN_EDITS / pairs.len() {
                fixes.extend(all.get_or_init(|| drawn(model, &open)).clone());
            }
            Detail::new(format!(
                "`{}` needs `{}`, but no link leads there",
                model.name(from),
                model.node_name(to)
            ))
            .evidence(rows)
            .fixes(fixes)
        });
    }
}

/// Drawing every missing link is offered with the first of them, up to so many edits in all: what stands
/// further behind is never tried, and a list of all links beside each of a thousand would be a million.
const DRAWN_EDITS: usize = 20_000;

/// Every link that is missing, drawn at once.
fn drawn(model: &Model<'_>, open: &[&Flow]) -> Option<Fix> {
    let links: Vec<Edit> = links_for(model, open).into_iter().map(Edit::AddLink).collect();
    (!links.is_empty()).then(|| Fix::new("Draw every missing link", links))
}

/// A flow as a row of evidence.
pub(in crate::design) fn describe(model: &Model<'_>, flow: &Flow) -> String {
    match flow.why {
        Why::Access(at) => {
            let remote = &model.remotes[at];
            let how = match (remote.reads, remote.writes) {
                (true, true) => "reads and writes",
                (_, true) => "writes",
                _ => "reads",
            };
            let (capability, entity) =
                (model.capability(remote.capability), model.entity(remote.entity));
            format!("{capability} {how} {entity}, owned by {}", model.name(remote.to))
        }
        Why::Step { transaction, step } => format!(
            "{} goes on with {} at {}",
            model.facts.transactions[transaction].name,
            model.capability(step),
            model.node_name(flow.to)
        ),
        Why::Call { capability } => {
            format!("{} calls {}", model.capability(capability), model.node_name(flow.to))
        }
    }
}

/// Whether a flow needs its answer before the caller can go on.
pub(in crate::design) fn must_wait(model: &Model<'_>, flow: &Flow) -> bool {
    match flow.why {
        Why::Access(at) => {
            let remote = &model.remotes[at];
            remote.reads && !remote.copied
        }
        Why::Step { transaction, step } => model.facts.transactions[transaction].waits_for(step),
        Why::Call { capability } => {
            let mut all = model.facts.transactions.iter();
            all.any(|transaction| transaction.waits_for(capability))
        }
    }
}

fn zones(model: &Model<'_>, sink: &mut Sink<'_>) {
    let facts = model.facts;
    for service in 0..model.size() {
        let mut members: Vec<(usize, String)> = Vec::new();
        for entity in &model.owns[service] {
            let zone = facts.entities[*entity].zone;
            members.extend(zone.map(|zone| (zone, model.entity(*entity).to_owned())));
        }
        for capability in &model.does[service] {
            let writes = facts.capabilities[*capability].writes_any();
            let stated = facts.capabilities[*capability].zone.is_some();
            if writes || stated {
                let name = model.capability(*capability);
                let zones = facts.zones_of(*capability).into_iter();
                members.extend(zones.map(|zone| (zone, name.to_owned())));
            }
        }
        let present = sorted(members.iter().map(|(zone, _)| *zone).collect());
        for (at, one) in present.iter().enumerate() {
            for two in present.iter().skip(at + 1).filter(|two| facts.apart(*one, **two)) {
                mixed_zones(model, sink, service, (*one, *two), &members);
            }
        }
        copied_zones(model, sink, service, &present);
    }
}

fn mixed_zones(
    model: &Model<'_>,
    sink: &mut Sink<'_>,
    service: usize,
    (one, two): (usize, usize),
    members: &[(usize, String)],
) {
    let zones = &model.facts.zones;
    let here = members.iter().filter(|(zone, _)| *zone == one || *zone == two);
    let names: Vec<&str> = here.clone().map(|(_, name)| name.as_str()).collect();
    let place = std::iter::once(model.name(service)).chain(names);
    sink.raise(Blocker, place, || {
        let of = |wanted: usize| {
            let inside =
                |name: &str| members.iter().any(|(zone, member)| *zone == wanted && member == name);
            let does = model.does[service].iter().filter(|c| inside(model.capability(**c)));
            let owns = model.owns[service].iter().filter(|e| inside(model.entity(**e)));
            (does.copied().collect::<Vec<_>>(), owns.copied().collect::<Vec<_>>())
        };
        let parts = [of(one), of(two)];
        let fixes = parts.iter().filter_map(|(does, owns)| Fix::split(model, service, does, owns));
        Detail::new(format!(
            "`{}` holds members of the zones {} and {}, which must be apart",
            model.name(service),
            zones[one].name,
            zones[two].name
        ))
        .evidence(here.map(|(zone, name)| format!("{name} is in zone {}", zones[*zone].name)))
        .fixes(fixes)
    });
}

/// A copy of the other zone's data is allowed and worth a word.
fn copied_zones(model: &Model<'_>, sink: &mut Sink<'_>, service: usize, present: &[usize]) {
    for remote in model.remotes.iter().filter(|remote| remote.from == service && remote.copied) {
        let Some(zone) = model.facts.entities[remote.entity].zone else { continue };
        if present.iter().any(|own| model.facts.apart(*own, zone)) {
            let entity = model.entity(remote.entity);
            sink.raise(Info, [model.name(service), entity], || {
                Detail::new(format!(
                    "`{}` keeps a copy of `{entity}` from the zone {}",
                    model.name(service),
                    model.facts.zones[zone].name
                ))
            });
        }
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
