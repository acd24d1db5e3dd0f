//! S: where the borders run.

use std::collections::HashMap;

use super::{
    Detail, Rule,
    Severity::{Major, Minor},
    Sink, listed,
};
use crate::design::{
    architecture::Style,
    fix::Fix,
    forces::{self, Force},
    graph,
    limits::Limit,
    model::{Model, Node, Spot, sorted},
    scenario::Part,
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "S-01",
        name: "everything sits where it belongs",
        part: Part::Ownership,
        cites: &["bounded-context"],
        check: misplaced,
    },
    Rule {
        id: "S-02",
        name: "a service is about one thing",
        part: Part::Ownership,
        cites: &["decompose-by-subdomain"],
        check: unrelated,
    },
    Rule {
        id: "S-03",
        name: "no service does most of the work",
        part: Part::Services,
        cites: &["microservices"],
        check: god,
    },
    Rule {
        id: "S-04",
        name: "forces are not ignored",
        part: Part::Ownership,
        cites: &["modular-monolith", "microservices"],
        check: monolith,
    },
    Rule {
        id: "S-05",
        name: "a split has a reason",
        part: Part::Services,
        cites: &["modular-monolith"],
        check: needless,
    },
    Rule {
        id: "S-06",
        name: "a service is worth its price",
        part: Part::Services,
        cites: &["decompose-by-business-capability"],
        check: nano,
    },
    Rule {
        id: "S-07",
        name: "there are no more services than anybody can run",
        part: Part::Services,
        cites: &["service-per-team", "container-orchestration"],
        check: too_many,
    },
    Rule {
        id: "S-08",
        name: "a service is more than its table",
        part: Part::Services,
        cites: &["decompose-by-business-capability"],
        check: entity_service,
    },
    Rule {
        id: "S-09",
        name: "services are not layers",
        part: Part::Services,
        cites: &["decompose-by-subdomain"],
        check: layers,
    },
];

/// The use cases that bind an entity to a group most.
fn binding(model: &Model<'_>, entity: usize, group: &[usize]) -> Vec<String> {
    let uses = model.facts.capabilities.iter().filter(|capability| {
        let touches = |wanted: usize| capability.access.iter().any(|a| a.entity == wanted);
        touches(entity) && group.iter().any(|other| *other != entity && touches(*other))
    });
    let mut names: Vec<(f64, &str)> = uses.map(|c| (c.rate, c.name.as_str())).collect();
    for (at, transaction) in model.facts.transactions.iter().enumerate() {
        let steps = transaction.steps.iter();
        let touched: Vec<usize> =
            steps.flat_map(|s| &model.facts.capabilities[*s].access).map(|a| a.entity).collect();
        let binds = group.iter().any(|other| *other != entity && touched.contains(other));
        if touched.contains(&entity) && binds {
            names.push((model.transaction_rate(at), transaction.name.as_str()));
        }
    }
    names.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    names.into_iter().take(3).map(|(_, name)| name.to_owned()).collect()
}

/// Whether some transaction touches an entity together with one group and not the other.
fn transaction_agrees(model: &Model<'_>, entity: usize, with: &[usize], not: &[usize]) -> bool {
    model.facts.transactions.iter().any(|transaction| {
        let steps = transaction.steps.iter();
        let touched: Vec<usize> =
            steps.flat_map(|s| &model.facts.capabilities[*s].access).map(|a| a.entity).collect();
        touched.contains(&entity)
            && with.iter().any(|other| touched.contains(other))
            && !not.iter().any(|other| *other != entity && touched.contains(other))
    })
}

/// Whether zones and aggregates let an entity move to a service: what may not move is not misplaced.
fn may_join(model: &Model<'_>, entity: usize, service: usize) -> bool {
    let facts = &model.facts.entities[entity];
    let apart = |zone: usize| {
        let others = model.owns[service].iter().filter_map(|e| model.facts.entities[*e].zone);
        others.into_iter().any(|other| model.facts.apart(zone, other))
    };
    let torn = facts.aggregate.is_some_and(|aggregate| {
        let mates = model.facts.aggregates[aggregate].entities.iter();
        mates.into_iter().any(|mate| *mate != entity && model.owner[*mate] == model.owner[entity])
    });
    !facts.zone.is_some_and(apart) && !torn
}

fn misplaced(model: &Model<'_>, sink: &mut Sink<'_>) {
    let affinity = model.facts.affinity();
    let least = model.facts.limits.get(Limit::Misplaced);
    let strong = model.facts.limits.get(Limit::MisplacedMajor);
    for (entity, owner) in model.owner.iter().enumerate() {
        let Some(own) = *owner else { continue };
        if model.owns[own].len() < 2 {
            continue;
        }
        let here = affinity.pull(entity, &model.owns[own]);
        let others =
            (0..model.size()).filter(|other| *other != own && may_join(model, entity, *other));
        let pulls = others.map(|other| (other, affinity.pull(entity, &model.owns[other])));
        let Some((to, there)) = pulls.max_by(|a, b| a.1.total_cmp(&b.1)) else { continue };
        if there <= least * here {
            continue;
        }
        let agrees = || transaction_agrees(model, entity, &model.owns[to], &model.owns[own]);
        let severity = if there > strong * here && agrees() { Major } else { Minor };
        let name = model.entity(entity);
        sink.raise(severity, [name, model.name(own), model.name(to)], || {
            let row = |service: usize, pull: f64| {
                let uses = binding(model, entity, &model.owns[service]);
                let uses = if uses.is_empty() { "nothing".to_owned() } else { uses.join(", ") };
                format!("{} pulls {pull:.3}: {uses}", model.name(service))
            };
            Detail::new(format!(
                "`{name}` belongs more to `{}` than to `{}`",
                model.name(to),
                model.name(own)
            ))
            .evidence([row(own, here), row(to, there)])
            .fix(Fix::move_entity(model, entity, to))
        });
    }
    if model.parts.asks(Part::Services) {
        misplaced_capabilities(model, sink);
    }
}

fn misplaced_capabilities(model: &Model<'_>, sink: &mut Sink<'_>) {
    let affinity = model.facts.affinity();
    let least = model.facts.limits.get(Limit::Misplaced);
    for (capability, home) in model.home.iter().enumerate() {
        let Some(own) = *home else { continue };
        let access = &model.facts.capabilities[capability].access;
        if model.owns[own].is_empty() || model.does[own].len() < 2 {
            continue;
        }
        let here = affinity.pull_of_use(access, &model.owns[own]);
        let others = (0..model.size()).filter(|other| *other != own);
        let pulls = others.map(|other| (other, affinity.pull_of_use(access, &model.owns[other])));
        let Some((to, there)) = pulls.max_by(|a, b| a.1.total_cmp(&b.1)) else { continue };
        // What a capability reads from a copy does not pull it.
        let copied = |entity: usize| {
            model
                .remotes
                .iter()
                .any(|r| r.capability == capability && r.entity == entity && r.copied)
        };
        let really = access.iter().any(|a| model.owner[a.entity] == Some(to) && !copied(a.entity));
        if there <= least * here || !really {
            continue;
        }
        let name = model.capability(capability);
        sink.raise(Minor, [name, model.name(own), model.name(to)], || {
            let row = |service: usize, pull: f64| {
                let touched = access.iter().filter(|a| model.owner[a.entity] == Some(service));
                let names: Vec<&str> = touched.map(|a| model.entity(a.entity)).collect();
                format!("{} pulls {pull:.3}: {}", model.name(service), listed(&names))
            };
            Detail::new(format!(
                "`{name}` belongs more to `{}` than to `{}`",
                model.name(to),
                model.name(own)
            ))
            .evidence([row(own, here), row(to, there)])
            .fix(Fix::move_capability(model, capability, to))
        });
    }
}

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
    let transactions = facts.transactions.iter().enumerate();
    let mine = transactions.filter(|(_, transaction)| transaction.steps.contains(&capability));
    bonds.extend(mine.map(|(at, _)| Bond::Transaction(at)));
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
    for capability in (0..facts.capabilities.len()).filter(|c| touches(model, *c, entity)) {
        bonds.extend(bonds_of_use(model, capability));
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

fn touches(model: &Model<'_>, capability: usize, entity: usize) -> bool {
    model.facts.capabilities[capability].access.iter().any(|access| access.entity == entity)
}

fn unrelated(model: &Model<'_>, sink: &mut Sink<'_>) {
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

fn god(model: &Model<'_>, sink: &mut Sink<'_>) {
    if model.size() < 2 {
        return;
    }
    let all = model.facts.capabilities.len() as f64;
    let load: f64 = model.facts.capabilities.iter().map(|capability| capability.rate).sum();
    for service in 0..model.size() {
        let count = model.does[service].len() as f64;
        let rate: f64 = model.does[service].iter().map(|c| model.facts.capabilities[*c].rate).sum();
        let share = count / all;
        let loaded = if load > 0.0 { rate / load } else { 0.0 };
        let most = model.facts.limits.get(Limit::GodShare);
        let limit = model.facts.limits.get(Limit::MaxOps);
        if count <= limit || (share <= most && loaded <= most) {
            continue;
        }
        sink.owe("unseparated-forces", Spot::Service(service), false);
        let name = model.name(service);
        sink.raise(Major, [name], || {
            let teams = model.facts.teams.iter().filter_map(|team| {
                let does: Vec<usize> = model.does[service]
                    .iter()
                    .copied()
                    .filter(|c| team.capabilities.contains(c))
                    .collect();
                (!does.is_empty() && does.len() < model.does[service].len()).then_some(does)
            });
            let fixes = teams.filter_map(|does| {
                let owns = written_only_by(model, service, &does);
                Fix::split(model, service, &does, &owns)
            });
            Detail::new(format!("`{name}` does too much"))
                .evidence([
                    format!("{count} capabilities, {limit} are a lot"),
                    format!(
                        "{:.0} % of all capabilities, {:.0} % of the load",
                        share * 100.0,
                        loaded * 100.0
                    ),
                ])
                .fixes(fixes.take(4))
        });
    }
}

/// The entities of a service that only these of its capabilities write.
fn written_only_by(model: &Model<'_>, service: usize, does: &[usize]) -> Vec<usize> {
    let writes = |c: usize, e: usize| {
        model.facts.capabilities[c].access.iter().any(|a| a.entity == e && a.writes)
    };
    let owned = model.owns[service].iter().copied();
    owned
        .filter(|e| {
            let writers: Vec<&usize> =
                model.does[service].iter().filter(|c| writes(**c, *e)).collect();
            !writers.is_empty() && writers.iter().all(|c| does.contains(c))
        })
        .collect()
}

fn monolith(model: &Model<'_>, sink: &mut Sink<'_>) {
    if model.size() == 1 && model.has_facts {
        for (force, witness) in forces::disintegrators(model) {
            sink.owe("unseparated-forces", Spot::Service(0), false);
            let name = model.name(0);
            sink.raise(Major, [name, force.name()], || {
                Detail::new(format!("One service ignores what asks for borders: {}", force.name()))
                    .evidence([witness])
                    .fixes(carve(model, force))
            });
        }
        return;
    }
    if !model.parts.asks(Part::Links) || model.facts.transactions.is_empty() {
        return;
    }
    let all = model.facts.transactions.len();
    let chained = (0..all).filter(|t| {
        let path = super::chain::waiting_path(model, *t);
        let services = path.members.iter().filter(|m| matches!(m.node, Node::Service(_))).count();
        services >= 2 && !path.broker
    });
    let chained: Vec<usize> = chained.collect();
    let rings = graph::rings(model.size(), model.waiting_lines().map(|(line, to)| (line.from, to)));
    let shared = model.lines.iter().any(|line| line.style == Style::Db);
    let share = chained.len() as f64 / all as f64;
    if share <= model.facts.limits.get(Limit::DistributedShare) || (rings.is_empty() && !shared) {
        return;
    }
    sink.owe("distributed-monolith", Spot::System, false);
    sink.raise(Major, ["distributed monolith"], || {
        let names: Vec<&str> =
            chained.iter().map(|t| model.facts.transactions[*t].name.as_str()).collect();
        let cause = if shared { "a shared store" } else { "a ring of calls" };
        Detail::new("The services can neither run nor change without each other").evidence([
            format!(
                "{} of {all} transactions wait on several services: {}",
                names.len(),
                names.join(", ")
            ),
            format!("and there is {cause}"),
        ])
    });
}

/// The first cut that a force asks for in a single service.
fn carve(model: &Model<'_>, force: Force) -> Vec<Fix> {
    match force {
        Force::Team => {
            let teams = model.facts.teams.iter().filter(|team| !team.capabilities.is_empty());
            let cut = teams.filter_map(|team| {
                let owns = written_only_by(model, 0, &team.capabilities);
                Fix::split(model, 0, &team.capabilities, &owns)
            });
            cut.take(3).collect()
        }
        _ => Vec::new(),
    }
}

fn needless(model: &Model<'_>, sink: &mut Sink<'_>) {
    if model.size() < 2 || !forces::disintegrators(model).is_empty() {
        return;
    }
    let pairs =
        (0..model.size()).flat_map(|one| (one + 1..model.size()).map(move |two| (one, two)));
    if pairs.into_iter().any(|(one, two)| !forces::between(model, one, two).is_empty()) {
        return;
    }
    sink.owe("unjustified-cut", Spot::System, false);
    sink.raise(Minor, ["services"], || {
        let rows = ["zones", "teams", "load", "change", "criticality", "secrecy"];
        let rows = rows.map(|force| format!("{force}: nothing differs"));
        let first = model.name(0).to_owned();
        let edits = (1..model.size()).map(|other| crate::design::architecture::edit::Edit::Merge {
            into: first.clone(),
            other: model.name(other).to_owned(),
        });
        Detail::new(format!("No force asks for {} services", model.size()))
            .evidence(rows)
            .fix(Fix::new("Keep one service with inner modules", edits.collect()).relinked())
    });
}

fn nano(model: &Model<'_>, sink: &mut Sink<'_>) {
    if model.size() < 2 || (model.size() > 1 && all_needless(model)) {
        return;
    }
    let traffic = model.traffic();
    for service in 0..model.size() {
        if model.does[service].len() > 1 || model.owns[service].len() > 1 {
            continue;
        }
        let k = model.size();
        let flows = traffic.get(service * k..(service + 1) * k).unwrap_or_default();
        let all: f64 = flows.iter().sum();
        let most = flows.iter().copied().fold(0.0, f64::max);
        let partner = flows.iter().position(|flow| *flow == most && most > 0.0);
        let Some(partner) = partner else { continue };
        if most <= model.facts.limits.get(Limit::NanoShare) * all
            || !forces::between(model, service, partner).is_empty()
        {
            continue;
        }
        sink.owe("unjustified-cut", Spot::Service(service), false);
        let name = model.name(service);
        sink.raise(Minor, [name, model.name(partner)], || {
            Detail::new(format!("`{name}` is too small to be worth a service"))
                .evidence([
                    format!(
                        "{:.0} % of its flow goes to {}",
                        most / all * 100.0,
                        model.name(partner)
                    ),
                    format!("no force separates it from {}", model.name(partner)),
                ])
                .fix(Fix::merge(model, partner, service))
        });
    }
}

/// Whether S-05 says already that the whole cut has no reason.
fn all_needless(model: &Model<'_>) -> bool {
    if !forces::disintegrators(model).is_empty() {
        return false;
    }
    let mut pairs =
        (0..model.size()).flat_map(|one| (one + 1..model.size()).map(move |two| (one, two)));
    pairs.all(|(one, two)| forces::between(model, one, two).is_empty())
}

fn too_many(model: &Model<'_>, sink: &mut Sink<'_>) {
    let Some(maturity) = model.facts.ops_maturity else { return };
    let limits = &model.facts.limits;
    let most = limits.get(Limit::ServicesBase) + limits.get(Limit::ServicesPerMaturity) * maturity;
    if model.size() as f64 <= most {
        return;
    }
    sink.owe("unjustified-cut", Spot::System, false);
    sink.raise(Minor, ["services"], || {
        let traffic = model.traffic();
        let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
        for one in 0..model.size() {
            for two in one + 1..model.size() {
                if !forces::between(model, one, two).contains(&Force::Zone) {
                    pairs.push((traffic[one * model.size() + two], one, two));
                }
            }
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        Detail::new("There are more services than this organisation can run")
            .evidence([format!("{} services, {most} at maturity {maturity}", model.size())])
            .fixes(pairs.into_iter().take(3).map(|(_, one, two)| Fix::merge(model, one, two)))
    });
}

fn entity_service(model: &Model<'_>, sink: &mut Sink<'_>) {
    for service in 0..model.size() {
        let [entity] = model.owns[service].as_slice() else { continue };
        let crud = model.does[service].iter().all(|c| {
            model.facts.capabilities[*c].access.iter().all(|access| access.entity == *entity)
        });
        let foreign = model.facts.transactions.iter().enumerate().filter(|(_, transaction)| {
            let elsewhere = transaction
                .steps
                .iter()
                .any(|step| model.home[*step] != Some(service) && touches(model, *step, *entity));
            elsewhere && !transaction.steps.iter().any(|step| model.home[*step] == Some(service))
        });
        let names: Vec<&str> = foreign.map(|(_, transaction)| transaction.name.as_str()).collect();
        if !crud || names.len() < 2 {
            continue;
        }
        sink.owe("wrong-cut", Spot::Service(service), false);
        let name = model.name(service);
        sink.raise(Minor, [name, model.entity(*entity)], || {
            let users = sorted(
                model.remotes.iter().filter(|r| r.entity == *entity).map(|r| r.from).collect(),
            );
            Detail::new(format!(
                "`{name}` is little more than the table `{}`",
                model.entity(*entity)
            ))
            .evidence([format!("the processes run elsewhere: {}", names.join(", "))])
            .fixes(users.into_iter().take(3).map(|user| Fix::merge(model, user, service)))
        });
    }
}

fn layers(model: &Model<'_>, sink: &mut Sink<'_>) {
    if model.size() < 2 {
        return;
    }
    let capabilities = model.facts.capabilities.len() as f64;
    let entities = model.facts.entities.len() as f64;
    let count = |services: &[usize], of: &[Vec<usize>]| {
        services.iter().map(|service| of[*service].len()).sum::<usize>() as f64
    };
    let all: Vec<usize> = (0..model.size()).collect();
    let logic: Vec<usize> = all
        .iter()
        .copied()
        .filter(|s| !model.does[*s].is_empty() && model.owns[*s].is_empty())
        .collect();
    let data: Vec<usize> = all
        .iter()
        .copied()
        .filter(|s| model.does[*s].is_empty() && !model.owns[*s].is_empty())
        .collect();
    let tiers = count(&logic, &model.does) > 0.6 * capabilities
        && count(&data, &model.owns) > 0.6 * entities;
    let kinds = by_kind(model);
    if !tiers && kinds.is_none() {
        return;
    }
    sink.owe("wrong-cut", Spot::System, false);
    let (upper, lower) = kinds.unwrap_or((logic, data));
    let names = |of: &[usize]| of.iter().map(|s| model.name(*s)).collect::<Vec<_>>().join(", ");
    sink.raise(Major, upper.iter().chain(&lower).map(|s| model.name(*s)), || {
        let matrix = model.facts.transactions.iter().enumerate().map(|(at, transaction)| {
            let mut crossed = model.participants(at);
            crossed.extend(model.writers(at));
            let crossed = sorted(crossed);
            format!("{} crosses {} of {} services", transaction.name, crossed.len(), model.size())
        });
        Detail::new(
            "Services are cut by kind of work, so every change and every request crosses them",
        )
        .evidence([format!("one layer: {}", names(&upper)), format!("another: {}", names(&lower))])
        .evidence(matrix)
    });
}

/// One side only reads and the other only writes, and they work on the same data.
fn by_kind(model: &Model<'_>) -> Option<(Vec<usize>, Vec<usize>)> {
    let kind = |service: &usize| {
        let does = model.does[*service].iter().map(|c| model.facts.capabilities[*c].writes_any());
        let kinds: Vec<bool> = does.collect();
        let first = *kinds.first()?;
        (kinds.len() > 1 && kinds.iter().all(|kind| *kind == first)).then_some(first)
    };
    let all = 0..model.size();
    let working: Vec<usize> = all.filter(|s| !model.does[*s].is_empty()).collect();
    if working.len() < 2 || working.iter().any(|service| kind(service).is_none()) {
        return None;
    }
    let (writers, readers): (Vec<usize>, Vec<usize>) =
        working.into_iter().partition(|service| kind(service) == Some(true));
    if writers.is_empty() || readers.is_empty() {
        return None;
    }
    let touched = |services: &[usize]| {
        let does = services.iter().flat_map(|s| &model.does[*s]);
        sorted(does.flat_map(|c| &model.facts.capabilities[*c].access).map(|a| a.entity).collect())
    };
    let (read, written) = (touched(&readers), touched(&writers));
    let common = read.iter().filter(|entity| written.contains(entity)).count();
    (common * 2 >= read.len()).then_some((readers, writers))
}
