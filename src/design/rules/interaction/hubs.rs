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
    model::{Line, Model, Node, Spot, sorted},
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

pub(super) fn hub(model: &Model<'_>, sink: &mut Sink<'_>) {
    let limits = &model.facts.limits;
    let between: Vec<&Line> =
        model.lines.iter().filter(|line| matches!(line.to, Node::Service(_))).collect();
    for service in 0..model.size() {
        let led: Vec<usize> = (0..model.sagas.len())
            .filter(|t| model.sagas[*t].is_some_and(|saga| saga.leader == Some(service)))
            .collect();
        let touching =
            between.iter().filter(|line| line.from == service || line.to == Node::Service(service));
        // One saga may be led without being blamed for its commands.
        let excused = |line: &&&Line| {
            led.len() == 1
                && line.from == service
                && !line.transactions.is_empty()
                && line.transactions.iter().all(|t| led.contains(t))
        };
        let degree = touching.clone().filter(|line| !excused(line)).count();
        let share = degree as f64 / between.len().max(1) as f64;
        let crowded = model.size() as f64 >= limits.get(Limit::HubServices)
            && share > limits.get(Limit::HubShare);
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
                    "links" => format!("{degree} of {} links touch {name}", between.len()),
                    "sagas" => format!("{name} leads {}", names(&led)),
                    _ => format!("{name} stands in the middle of {}", names(&through)),
                };
                let mut fixes = Vec::new();
                for t in led.iter().take(3) {
                    fixes.push(lead_elsewhere(model, *t, service));
                }
                Detail::new(format!("`{name}` stands in the middle of everything"))
                    .evidence([row])
                    .fixes(fixes.into_iter().flatten())
            });
        }
    }
}

fn lead_elsewhere(model: &Model<'_>, transaction: usize, hub: usize) -> Option<Fix> {
    let saga = model.sagas[transaction]?;
    let apply = model.answer.applies.get(model.applied[saga.applied].apply?)?;
    let others = model.participants(transaction);
    let to = others.into_iter().find(|service| *service != hub)?;
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
        let branch = participants.iter().find(|service| {
            let out = model.lines.iter().filter(|line| {
                line.from == **service
                    && line.style == Style::Event
                    && line.transactions.contains(&at)
            });
            let ends = out.map(|line| line.to).filter(|to| match to {
                Node::Service(to) => participants.contains(to),
                Node::External(_) => false,
            });
            sorted_nodes(ends).len() > 1
        });
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

fn sorted_nodes(nodes: impl Iterator<Item = Node>) -> Vec<Node> {
    let mut nodes: Vec<Node> = nodes.collect();
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}
