//! S-08 and S-09: services that are tables, and services that are layers.

use super::super::{
    Detail,
    Severity::{Major, Minor},
    Sink,
};
use crate::design::{
    architecture::edit::Edit,
    fix::Fix,
    model::{Model, Spot, sorted},
};

use super::{parts::touches, recut};

pub(super) fn entity_service(model: &Model<'_>, sink: &mut Sink<'_>) {
    hollow_service(model, sink);
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

/// Writing capabilities that change only what other services own, from which a service is hollow: at
/// least so many, and at least half of all that write.
const HOLLOW: usize = 2;

/// What a hollow service does: the capabilities that change only what others own; empty where it is not
/// hollow.
pub(super) fn hollow(model: &Model<'_>, service: usize) -> Vec<usize> {
    let writes = |c: &usize| model.facts.capabilities[*c].writes_any();
    let away = |c: &usize| {
        let written = model.facts.capabilities[*c].access.iter().filter(|a| a.writes);
        let mut owners = written.map(|access| model.owner[access.entity]);
        owners.all(|owner| owner.is_some_and(|owner| owner != service))
    };
    let writing: Vec<usize> = model.does[service].iter().copied().filter(writes).collect();
    let hollow: Vec<usize> = writing.iter().copied().filter(away).collect();
    let enough = hollow.len() >= HOLLOW && hollow.len() * 2 >= writing.len();
    if enough { hollow } else { Vec::new() }
}

/// A service whose work is on the data of others: every change of it is a remote write.
fn hollow_service(model: &Model<'_>, sink: &mut Sink<'_>) {
    for service in 0..model.size() {
        let hollow = hollow(model, service);
        if hollow.is_empty() {
            continue;
        }
        sink.owe("wrong-cut", Spot::Service(service), false);
        let name = model.name(service);
        sink.raise(Major, [name, "hollow"], || {
            let rows = hollow.iter().map(|c| {
                let written = model.facts.capabilities[*c].access.iter().filter(|a| a.writes);
                let written = written.map(|access| {
                    let owner = model.owner[access.entity].map_or("nobody", |o| model.name(o));
                    format!("{} of {owner}", model.entity(access.entity))
                });
                format!(
                    "{} writes {}",
                    model.capability(*c),
                    written.collect::<Vec<_>>().join(", ")
                )
            });
            Detail::new(format!("`{name}` works on data that others own"))
                .evidence(rows)
                .fixes(filled(model, service, &hollow))
        });
    }
}

/// The data to the work, or the work to the data.
fn filled(model: &Model<'_>, service: usize, hollow: &[usize]) -> Vec<Fix> {
    let written = |c: &usize| model.facts.capabilities[*c].access.iter().filter(|a| a.writes);
    let entities = sorted(hollow.iter().flat_map(written).map(|access| access.entity).collect());
    let here = entities.iter().map(|entity| Edit::MoveEntity {
        entity: model.entity(*entity).to_owned(),
        to: model.name(service).to_owned(),
    });
    let there = hollow.iter().filter_map(|c| {
        let owner = written(c).find_map(|access| model.owner[access.entity])?;
        let (capability, to) = (model.capability(*c).to_owned(), model.name(owner).to_owned());
        Some(Edit::MoveCapability { capability, to })
    });
    let name = model.name(service);
    vec![
        Fix::new(format!("Let `{name}` own what it changes"), here.collect()).relinked(),
        Fix::new("Move the work to the data", there.collect()).relinked(),
    ]
}

pub(super) fn layers(model: &Model<'_>, sink: &mut Sink<'_>) {
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
        .fixes(recut::options(model))
        .otherwise("decide which capabilities belong together with the data that they change")
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
