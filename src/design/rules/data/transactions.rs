//! D-03 to D-05: business transactions over several writers.

use super::super::{
    Detail,
    Severity::{Major, Minor},
    Sink,
};
use crate::text::listed;
use crate::{
    catalog::obligation::{Values, Variable},
    design::{
        architecture::edit::Edit,
        fix::Fix,
        model::{Model, Spot},
        remedy,
        scenario::Consistency,
    },
};

/// Where each step of a transaction runs and writes, as rows of evidence.
fn step_table(model: &Model<'_>, transaction: usize) -> Vec<String> {
    let steps = model.facts.transactions[transaction].steps.iter();
    steps
        .map(|step| {
            let capability = &model.facts.capabilities[*step];
            let home = model.home[*step].map_or("nowhere", |home| model.name(home));
            let written = capability.access.iter().filter(|access| access.writes).map(|access| {
                let owner = model.owner[access.entity].map_or("nobody", |owner| model.name(owner));
                format!("{} at {owner}", model.entity(access.entity))
            });
            let written: Vec<String> = written.collect();
            if written.is_empty() {
                format!("{} at {home}: writes nothing", capability.name)
            } else {
                format!("{} at {home}: writes {}", capability.name, written.join(", "))
            }
        })
        .collect()
}

fn two_phase(model: &Model<'_>, transaction: usize) -> bool {
    let written = model.facts.written_by(&model.facts.transactions[transaction]);
    written.iter().all(|entity| model.facts.entities[*entity].two_phase)
}

pub(super) fn eventual(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (at, transaction) in model.facts.transactions.iter().enumerate() {
        let writers = model.writers(at);
        if transaction.consistency != Consistency::Eventual || writers.len() < 2 {
            continue;
        }
        let values = Values::default().truth(Variable::Xa, two_phase(model, at));
        let spot = Spot::Transaction(at);
        let settled = model.settled("distributed-transaction-eventual", spot, None, &values);
        sink.owe("distributed-transaction-eventual", spot, settled);
        if settled {
            continue;
        }
        sink.raise(Major, [transaction.name.as_str()], || {
            let names: Vec<&str> = writers.iter().map(|writer| model.name(*writer)).collect();
            Detail::new(format!(
                "`{}` writes in {}, and nothing takes it back where a later step fails",
                transaction.name,
                listed(&names)
            ))
            .evidence(step_table(model, at))
            .fix(remedy::saga(model, at, true))
            .fix(remedy::saga(model, at, false))
            .fixes(remedy::merge_writers(model, at))
        });
    }
}

pub(super) fn strong(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (at, transaction) in model.facts.transactions.iter().enumerate() {
        let writers = model.writers(at);
        if transaction.consistency != Consistency::Strong || writers.len() < 2 {
            continue;
        }
        let xa = two_phase(model, at);
        let values = Values::default().truth(Variable::Xa, xa);
        let spot = Spot::Transaction(at);
        let settled = model.settled("distributed-transaction-strong", spot, None, &values);
        sink.owe("distributed-transaction-strong", spot, settled);
        let severity = if settled { Minor } else { Major };
        sink.raise(severity, [transaction.name.as_str()], || {
            let names: Vec<&str> = writers.iter().map(|writer| model.name(*writer)).collect();
            let message = if settled {
                format!("`{}` commits in two phases over {}", transaction.name, listed(&names))
            } else {
                format!("`{}` must be atomic but writes in {}", transaction.name, listed(&names))
            };
            let mut detail = Detail::new(message).evidence(step_table(model, at));
            detail = detail.fixes(remedy::merge_writers(model, at));
            if xa && !settled {
                detail = detail.fix(Fix::apply("two-phase-commit", Some(&transaction.name), None));
            }
            detail
        });
    }
}

pub(super) fn compensation(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (at, transaction) in model.facts.transactions.iter().enumerate() {
        let Some(saga) = model.sagas[at] else { continue };
        let pattern = model.applied[saga.applied].pattern;
        let eventual = transaction.consistency == Consistency::Eventual;
        let undoes = model.book.introduces(pattern, "compensation-needed");
        if !eventual || !undoes || model.writers(at).len() < 2 {
            continue;
        }
        let covered = |step: usize| {
            let name = model.capability(step);
            let mut applies = model.answer.applies.iter();
            applies.any(|apply| {
                apply.on.as_deref() == Some(&transaction.name)
                    && apply.compensate.iter().any(|(known, _)| known == name)
            })
        };
        let steps = remedy::steps_to_undo(model, at);
        if steps.is_empty() {
            continue;
        }
        let open: Vec<(usize, bool)> =
            steps.into_iter().filter(|(step, can)| !can || !covered(*step)).collect();
        sink.owe("compensation-needed", Spot::Transaction(at), open.is_empty());
        for (step, possible) in open {
            let name = model.capability(step);
            sink.raise(Major, [transaction.name.as_str(), name], || {
                if possible {
                    let edit = Edit::Compensate {
                        transaction: transaction.name.clone(),
                        step: name.to_owned(),
                        undo: format!("undo {name}"),
                    };
                    let last = if transaction.pivot.is_some() { "pivot" } else { "last step" };
                    return Detail::new(format!(
                        "`{name}` writes before the {last} of `{}`, and nothing undoes it",
                        transaction.name
                    ))
                    .evidence(step_table(model, at))
                    .fix(Fix::new(format!("Say what undoes `{name}`"), vec![edit]));
                }
                let last = if transaction.pivot.is_some() { "pivot" } else { "last step" };
                Detail::new(format!(
                    "`{name}` cannot be undone: merge its writes with those of the {last}, or let \
                     the {last} come before it",
                ))
                .evidence(step_table(model, at))
                .fixes(remedy::merge_writers(model, at))
            });
        }
    }
}
