//! S-03 to S-07: too much in one service, too little, too many, and no reason.

use super::super::{
    Detail, Severity,
    Severity::{Major, Minor},
    Sink,
};
use super::recut;
use crate::design::{
    architecture::{Style, edit::Edit},
    fix::Fix,
    forces::{self, Force},
    graph,
    limits::Limit,
    model::{Model, Node, Spot},
    rules::chain,
    scenario::Part,
};
use crate::text::{counted, listed};

pub(super) fn god(model: &Model<'_>, sink: &mut Sink<'_>) {
    if model.size() < 2 {
        return;
    }
    let all = model.facts.capabilities.len() as f64;
    let rates = |of: &[usize]| -> Option<f64> {
        of.iter().map(|c| model.facts.capabilities[*c].rate).sum()
    };
    let everything: Vec<usize> = (0..model.facts.capabilities.len()).collect();
    let load = rates(&everything).filter(|load| *load > 0.0);
    for service in 0..model.size() {
        let count = model.does[service].len() as f64;
        let share = count / all;
        let loaded = load.and_then(|load| Some(rates(&model.does[service])? / load));
        let most = model.facts.limits.get(Limit::GodShare);
        let limit = model.facts.limits.get(Limit::MaxOps);
        if count <= limit || (share <= most && loaded.is_none_or(|loaded| loaded <= most)) {
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
                    format!("{}, {limit} are a lot", counted(count, "capability")),
                    format!("{:.0} % of all capabilities", share * 100.0),
                ])
                .evidence(loaded.map(|loaded| format!("{:.0} % of the load", loaded * 100.0)))
                .fixes(fixes.take(4))
                .fixes(recut::options(model))
        });
    }
}

/// The entities of a service that only these of its capabilities write.
fn written_only_by(model: &Model<'_>, service: usize, does: &[usize]) -> Vec<usize> {
    let owned = model.owns[service].iter().copied();
    owned
        .filter(|e| {
            let writers: Vec<&usize> =
                model.does[service].iter().filter(|c| model.facts.writes(**c, *e)).collect();
            !writers.is_empty() && writers.iter().all(|c| does.contains(c))
        })
        .collect()
}

pub(super) fn monolith(model: &Model<'_>, sink: &mut Sink<'_>) {
    if model.size() == 1 && model.has_facts {
        let ignored = forces::disintegrators(model);
        if ignored.is_empty() {
            return;
        }
        sink.owe("unseparated-forces", Spot::Service(0), false);
        sink.raise(Major, [model.name(0)], || {
            let names: Vec<&str> = ignored.iter().map(|(force, _)| force.name()).collect();
            let rows = ignored.iter().map(|(force, row)| format!("{}: {row}", force.name()));
            Detail::new(format!("One service ignores what asks for borders: {}", listed(&names)))
                .evidence(rows)
                .fixes(carve(model))
                .fixes(recut::options(model))
                .otherwise("decide which force gets its border first")
        });
        sink.gathers(ignored.len());
        return;
    }
    if !model.parts.asks(Part::Links) || model.facts.transactions.is_empty() {
        return;
    }
    let all = model.facts.transactions.len();
    let chained = (0..all).filter(|t| {
        let path = chain::waiting_path(model, *t);
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
        Detail::new("The services can neither run nor change without each other")
            .evidence([
                format!(
                    "{} of {} {} on several services: {}",
                    names.len(),
                    counted(all, "transaction"),
                    if names.len() == 1 { "waits" } else { "wait" },
                    names.join(", ")
                ),
                format!("and there is {cause}"),
            ])
            .fixes(together(model, &rings))
            .otherwise("decide which services only ever run and change together, and merge them")
    });
}

/// The first cut that teams ask for in a single service.
fn carve(model: &Model<'_>) -> Vec<Fix> {
    let teams = model.facts.teams.iter().filter(|team| !team.capabilities.is_empty());
    let cut = teams.filter_map(|team| {
        let owns = written_only_by(model, 0, &team.capabilities);
        let split = Fix::split(model, 0, &team.capabilities, &owns)?;
        let name = match split.edits.first() {
            Some(Edit::Split { name, .. }) => name.clone(),
            _ => return None,
        };
        let staffed = split.and([Edit::SetTeam { service: name, team: Some(team.name.clone()) }]);
        Some(recut::standing(model, staffed))
    });
    cut.collect()
}

/// The services of a ring, or those around a shared store, made one.
fn together(model: &Model<'_>, rings: &[Vec<usize>]) -> Vec<Fix> {
    let shared = model.lines.iter().filter(|line| line.style == Style::Db);
    let shared = shared.filter_map(|line| match line.to {
        Node::Service(to) => Some(vec![to, line.from]),
        Node::External(_) => None,
    });
    let groups = rings.iter().cloned().chain(shared);
    let merged = groups.filter_map(|group| {
        let (into, others) = group.split_first()?;
        let into = model.name(*into).to_owned();
        let edits = others
            .iter()
            .map(|other| Edit::Merge { into: into.clone(), other: model.name(*other).to_owned() });
        Some(Fix::new("Merge what cannot run apart", edits.collect()).relinked())
    });
    merged.take(3).collect()
}

pub(super) fn needless(model: &Model<'_>, sink: &mut Sink<'_>) {
    if !model.has_facts || model.size() < 2 || !all_needless(model) {
        return;
    }
    sink.owe("unjustified-cut", Spot::System, false);
    sink.raise(Minor, ["services"], || {
        let rows = ["zones", "teams", "load", "change", "criticality", "secrecy"];
        let rows = rows.map(|force| format!("{force}: nothing differs"));
        let first = model.name(0).to_owned();
        let edits = (1..model.size())
            .map(|other| Edit::Merge { into: first.clone(), other: model.name(other).to_owned() });
        Detail::new(format!("No force asks for {} services", model.size()))
            .evidence(rows)
            .fix(Fix::new("Keep one service with inner modules", edits.collect()).relinked())
    });
}

pub(super) fn nano(model: &Model<'_>, sink: &mut Sink<'_>) {
    if model.size() < 2 || all_needless(model) {
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
        let strong = |other: &usize| flows.get(*other) == Some(&most) && most > 0.0;
        let partner = (0..k).filter(strong).min_by_key(|other| model.name(*other));
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

/// Whether no border of the cut has a force behind it: S-05 says so once, for all of them.
fn all_needless(model: &Model<'_>) -> bool {
    if !forces::disintegrators(model).is_empty() {
        return false;
    }
    let mut pairs =
        (0..model.size()).flat_map(|one| (one + 1..model.size()).map(move |two| (one, two)));
    pairs.all(|(one, two)| forces::between(model, one, two).is_empty())
}

/// From this multiple of what can be run on, too many services are a major fault.
const MUCH_TOO_MANY: f64 = 1.5;

/// How bad it is to have more than can be carried.
pub(in crate::design::rules) fn excess(count: f64, limit: f64) -> Severity {
    if count >= MUCH_TOO_MANY * limit { Major } else { Minor }
}

pub(super) fn too_many(model: &Model<'_>, sink: &mut Sink<'_>) {
    let Some(maturity) = model.facts.ops_maturity else { return };
    let limits = &model.facts.limits;
    let most = limits.get(Limit::ServicesBase) + limits.get(Limit::ServicesPerMaturity) * maturity;
    if model.size() as f64 <= most {
        return;
    }
    sink.owe("unjustified-cut", Spot::System, false);
    let severity = excess(model.size() as f64, most);
    sink.raise(severity, ["services"], || {
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
        Detail::new("There are more services than this organization can run")
            .evidence([format!(
                "{}, {most} at maturity {maturity}",
                counted(model.size(), "service")
            )])
            .fixes(pairs.into_iter().take(3).map(|(_, one, two)| Fix::merge(model, one, two)))
    });
}
