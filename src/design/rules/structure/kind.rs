//! S-08 and S-09: services that are tables, and services that are layers.

use super::super::{
    Detail,
    Severity::{Major, Minor},
    Sink,
};
use crate::design::{
    fix::Fix,
    model::{Model, Spot, sorted},
};

use super::parts::touches;

pub(super) fn entity_service(model: &Model<'_>, sink: &mut Sink<'_>) {
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
