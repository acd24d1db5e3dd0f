//! I-12 and I-13: one service in the middle of everything, and processes nobody can see whole.

use super::super::{
    Detail,
    Severity::{Major, Minor},
    Sink,
};
use crate::design::{
    architecture::{Style, edit::Edit},
    fix::Fix,
    limits::Limit,
    model::{Model, Node, ResolvedLink, Spot, Why, sorted},
    remedy,
};

/// Groups of transactions that write something in common; unrelated ones stand in different groups.
fn unrelated(model: &Model<'_>, transactions: &[usize]) -> usize {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for transaction in transactions {
        let mut written = model.facts.written_by(&model.facts.transactions[*transaction]);
        let (joined, apart): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| group.iter().any(|e| written.contains(e)));
        written.extend(joined.into_iter().flatten());
        groups = apart;
        groups.push(sorted(written));
    }
    groups.len()
}

/// The links that touch a service, as a share of all: events that feed a copy or a view do not count
/// for their publisher, nor what the coordinator of one saga, or who begins one choreography, sends for it.
fn crowding(model: &Model<'_>, service: usize, led: &[usize]) -> (usize, usize) {
    let begun = begun(model, service);
    let of_one = |line: &ResolvedLink, sagas: &[usize]| {
        sagas.len() == 1
            && !line.transactions.is_empty()
            && line.transactions.iter().all(|t| sagas.contains(t))
    };
    let counts = |line: &&ResolvedLink| {
        if line.to == Node::Service(service) {
            return true;
        }
        let sent = of_one(line, led) || (line.style == Style::Event && of_one(line, &begun));
        line.from == service && !sent && !feeds(model, line)
    };
    (model.lines.iter().filter(counts).count(), model.answer.links.len())
}

/// The choreographies whose first step a service runs.
fn begun(model: &Model<'_>, service: usize) -> Vec<usize> {
    let first = |t: &usize| {
        let steps = &model.facts.transactions[*t].steps;
        steps.first().and_then(|step| model.home[*step]) == Some(service)
    };
    let led_by_none = |t: &usize| model.sagas[*t].is_some_and(|saga| saga.leader.is_none());
    (0..model.sagas.len()).filter(led_by_none).filter(first).collect()
}

/// Whether an event feeds a copy or a read model and carries no step.
fn feeds(model: &Model<'_>, line: &ResolvedLink) -> bool {
    let steps = model.flows_between(line.from, line.to).any(|flow| {
        matches!(flow.why, Why::Step { transaction, .. } if line.transactions.contains(&transaction))
    });
    line.style == Style::Event && !steps && model.carrying[line.place]
}

pub(super) fn hub(model: &Model<'_>, sink: &mut Sink<'_>) {
    let limits = &model.facts.limits;
    for service in 0..model.size() {
        let led: Vec<usize> = (0..model.sagas.len())
            .filter(|t| model.sagas[*t].is_some_and(|saga| saga.leader == Some(service)))
            .collect();
        let (touching, all) = crowding(model, service, &led);
        let crowded = model.size() as f64 >= limits.get(Limit::HubServices)
            && touching as f64 > limits.get(Limit::HubShare) * all as f64;
        let through: Vec<usize> =
            (0..model.facts.transactions.len()).filter(|t| passes(model, *t, service)).collect();
        let most = limits.get(Limit::HubTransactions);
        let leads_many = unrelated(model, &led) as f64 > most;
        let passed_by_many = unrelated(model, &through) as f64 > most;
        for (fires, reason) in
            [(crowded, "links"), (leads_many, "sagas"), (passed_by_many, "steps")]
        {
            if !fires {
                continue;
            }
            sink.owe("hub-service", Spot::Service(service), false);
            let name = model.name(service);
            sink.raise(Major, [name, reason], || {
                let names = |of: &[usize]| {
                    let all = of.iter().map(|t| model.facts.transactions[*t].name.as_str());
                    all.collect::<Vec<_>>().join(", ")
                };
                let row = match reason {
                    "links" => format!("{touching} of {all} links touch {name}"),
                    "sagas" => format!("{name} leads {}", names(&led)),
                    _ => format!("{name} stands in the middle of {}", names(&through)),
                };
                let led = led.iter().filter_map(|t| lead_elsewhere(model, *t, service));
                let instead =
                    if reason == "links" { "publish-subscribe" } else { "saga-choreography" };
                Detail::new(format!("`{name}` stands in the middle of everything"))
                    .citing([instead])
                    .evidence([row])
                    .fixes(led.take(3))
                    .fixes(unwanted(model, service))
                    .fixes(relieved(model, service))
                    .otherwise(format!(
                        "decide which process has to pass through `{name}`, and which could go on \
                         by itself"
                    ))
            });
        }
    }
}

/// The links of a hub that carry nothing, taken away together.
fn unwanted(model: &Model<'_>, hub: usize) -> Option<Fix> {
    let idle = model.lines.iter().filter(|line| {
        !model.carrying[line.place] && (line.from == hub || line.to == Node::Service(hub))
    });
    let edits: Vec<Edit> = idle
        .map(|line| Edit::RemoveLink {
            from: model.name(line.from).to_owned(),
            to: model.node_name(line.to).to_owned(),
            style: line.style,
        })
        .collect();
    let text = format!("Remove the links of `{}` that carry nothing", model.name(hub));
    (!edits.is_empty()).then(|| Fix::new(text, edits))
}

/// What makes others come to a hub moved to those who come: its data that only one of them changes.
fn relieved(model: &Model<'_>, hub: usize) -> Vec<Fix> {
    let mut fixes = Vec::new();
    for entity in &model.owns[hub] {
        let writers = model.facts.writers_of(*entity).into_iter();
        let homes = sorted(writers.filter_map(|c| model.home[c]).collect());
        if let [only] = homes.as_slice()
            && *only != hub
        {
            fixes.push(Fix::move_entity(model, *entity, *only));
        }
    }
    fixes.truncate(3);
    fixes
}

fn lead_elsewhere(model: &Model<'_>, transaction: usize, hub: usize) -> Option<Fix> {
    let saga = model.sagas[transaction]?;
    let apply = model.answer.applies.get(model.applied[saga.applied].apply?)?;
    let steps = &model.facts.transactions[transaction].steps;
    let to = steps.iter().filter_map(|step| model.home[*step]).find(|service| *service != hub)?;
    let mut moved = apply.clone();
    moved.at = Some(model.name(to).to_owned());
    let edits = vec![
        Edit::Unapply { pattern: apply.pattern.clone(), on: apply.on.clone() },
        Edit::Apply(moved),
    ];
    let name = &model.facts.transactions[transaction].name;
    Some(Fix::new(format!("Let `{}` lead `{name}`", model.name(to)), edits).relinked())
}

/// Whether a transaction enters a service and leaves it again.
pub(super) fn passes(model: &Model<'_>, transaction: usize, service: usize) -> bool {
    let steps = &model.facts.transactions[transaction].steps;
    let homes: Vec<Option<usize>> = steps.iter().map(|step| model.home[*step]).collect();
    let here = |home: &Option<usize>| *home == Some(service);
    let Some(first) = homes.iter().position(here) else { return false };
    let last = homes.iter().rposition(here).unwrap_or(first);
    let before = homes.iter().take(first).flatten().next().is_some();
    let after = homes.iter().skip(last + 1).flatten().next().is_some();
    before && after
}

pub(super) fn opaque(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (at, transaction) in model.facts.transactions.iter().enumerate() {
        let Some(saga) = model.sagas[at] else { continue };
        let pattern = model.applied[saga.applied].pattern;
        if saga.leader.is_some() || !model.is_choreography(pattern) {
            continue;
        }
        let participants = model.participants(at);
        let most = model.facts.limits.get(Limit::ChoreographyParticipants);
        let branches = participants.iter().filter(|service| branches_at(model, at, **service));
        let branch = branches.min_by_key(|service| model.name(**service));
        let many = participants.len() as f64 > most;
        if !many && branch.is_none() {
            continue;
        }
        sink.owe("opaque-choreography", Spot::Transaction(at), false);
        sink.raise(Minor, [transaction.name.as_str()], || {
            let names: Vec<&str> = participants.iter().map(|p| model.name(*p)).collect();
            let row = match branch {
                Some(service) => format!("it branches at {}", model.name(*service)),
                None => format!("{} services follow each other's events", names.len()),
            };
            let id = model.book.entry(pattern).id.clone();
            let mut led = remedy::saga(model, at, true);
            led.edits.insert(0, Edit::Unapply { pattern: id, on: Some(transaction.name.clone()) });
            Detail::new(format!("Nobody can see `{}` whole", transaction.name))
                .evidence([row, names.join(", ")])
                .fix(led)
        });
    }
}

/// Whether the events of a service take a transaction to more than what comes after its steps. An event
/// that goes back tells how it went, and one that feeds a copy goes nowhere.
fn branches_at(model: &Model<'_>, transaction: usize, service: usize) -> bool {
    let steps = &model.facts.transactions[transaction].steps;
    let homes: Vec<Option<usize>> = steps.iter().map(|step| model.home[*step]).collect();
    let first = |service: usize| homes.iter().position(|home| *home == Some(service));
    let next = |to: usize| homes.windows(2).any(|pair| pair == [Some(service), Some(to)]);
    let own = first(service);
    model.lines_from[service].iter().map(|at| &model.lines[*at]).any(|line| {
        let onward = |to: usize| first(to).is_some_and(|at| Some(at) > own) && !next(to);
        line.style == Style::Event
            && line.transactions.contains(&transaction)
            && !feeds(model, line)
            && matches!(line.to, Node::Service(to) if to != service && onward(to))
    })
}
