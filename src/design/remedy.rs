//! Whole remedies: a pattern together with the links and companions that it needs to be sound.

use super::{
    architecture::{Apply, Link, Style, edit::Edit},
    fix::{CALL_PROTECTION, Fix, default_link},
    model::{Flow, Model, Node, Spot, Why, view::Answering},
};

/// What undoes a step, as a fix writes it.
fn undo_name(step: &str) -> String {
    format!("undo {step}")
}

/// The steps before the pivot that write, with whether the facts allow undoing them.
pub fn steps_to_undo(model: &Model<'_>, transaction: usize) -> Vec<(usize, bool)> {
    let facts = &model.facts.transactions[transaction];
    let before = facts.steps.iter().take(facts.pivot_place());
    before
        .filter(|step| model.facts.capabilities[**step].writes_any())
        .map(|step| (*step, facts.can_undo(*step)))
        .collect()
}

/// A saga with its compensations; led by the service of the first step, or by events.
pub fn saga(model: &Model<'_>, transaction: usize, led: bool) -> Fix {
    let facts = &model.facts.transactions[transaction];
    let first = facts.steps.first().and_then(|step| model.home[*step]);
    let compensate = steps_to_undo(model, transaction)
        .into_iter()
        .filter(|(_, possible)| *possible)
        .map(|(step, _)| {
            let step = model.capability(step).to_owned();
            let undo = undo_name(&step);
            (step, undo)
        });
    let pattern = if led { "saga-orchestration" } else { "saga-choreography" };
    let at = first.filter(|_| led).map(|service| model.name(service).to_owned());
    let run = at.as_ref().map(|at| format!(", led by `{at}`")).unwrap_or_default();
    let mut edits = vec![Edit::Apply(Apply {
        pattern: pattern.to_owned(),
        on: Some(facts.name.clone()),
        at,
        compensate: compensate.collect(),
        exposes: Vec::new(),
    })];
    let participants = model.participants(transaction);
    edits.extend(participants.iter().flat_map(|service| safe_delivery(model, *service)));
    Fix::new(format!("Apply `{pattern}` on `{}`{run}, with its compensations", facts.name), edits)
        .relinked()
}

/// Outbox and idempotent consumer on a service, where they are not there yet.
pub fn safe_delivery(model: &Model<'_>, service: usize) -> Vec<Edit> {
    let missing = ["transactional-outbox", "idempotent-consumer"].into_iter().filter(|id| {
        let pattern = model.book.number(id);
        pattern.is_some_and(|pattern| {
            let mut placed = model.of_pattern[pattern].iter();
            !placed.any(|at| model.applied[*at].spot == Spot::Service(service))
        })
    });
    missing
        .map(|pattern| {
            Edit::Apply(Apply {
                pattern: pattern.to_owned(),
                on: Some(model.name(service).to_owned()),
                ..Apply::default()
            })
        })
        .collect()
}

/// The service that owns most of what a view needs.
fn main_owner(model: &Model<'_>, view: usize) -> Option<usize> {
    let owners = model.view_owners(view);
    let share = |owner: usize| {
        let needs = model.facts.views[view].needs.iter();
        needs.filter(|entity| model.owner[**entity] == Some(owner)).count()
    };
    owners.into_iter().max_by_key(|owner| (share(*owner), std::cmp::Reverse(*owner)))
}

/// A read model at one service, fed by events of the owners.
pub fn read_model(model: &Model<'_>, view: usize, at: Option<usize>) -> Option<Fix> {
    let facts = &model.facts.views[view];
    let at = at.or_else(|| main_owner(model, view))?;
    let mut edits = vec![Edit::Apply(Apply {
        pattern: "cqrs".to_owned(),
        on: Some(facts.name.clone()),
        at: Some(model.name(at).to_owned()),
        ..Apply::default()
    })];
    edits.extend(safe_delivery(model, at).into_iter().filter(
        |edit| matches!(edit, Edit::Apply(apply) if apply.pattern == "idempotent-consumer"),
    ));
    for owner in model.view_owners(view).into_iter().filter(|owner| *owner != at) {
        let known = model.between(owner, Node::Service(at)).any(|line| line.style == Style::Event);
        if !known {
            edits.push(feed(model, owner, at, &facts.name));
        }
        edits.extend(outbox(model, owner));
    }
    let text =
        format!("Keep a read model for `{}` at `{}`, fed by events", facts.name, model.name(at));
    Some(Fix::new(text, edits))
}

/// The events that a read model lacks.
pub fn fed(model: &Model<'_>, view: usize, one: &Answering) -> Option<Fix> {
    let at = one.at?;
    let name = &model.facts.views[view].name;
    let mut edits = Vec::new();
    for owner in &one.missing {
        edits.push(feed(model, *owner, at, name));
        edits.extend(outbox(model, *owner));
    }
    Some(Fix::new(format!("Feed `{name}` at `{}`", model.name(at)), edits))
}

/// An event link from an owner to where a view is kept.
fn feed(model: &Model<'_>, owner: usize, at: usize, view: &str) -> Edit {
    Edit::AddLink(Link {
        from: model.name(owner).to_owned(),
        to: model.name(at).to_owned(),
        style: Style::Event,
        serves: vec![view.to_owned()],
        with: Vec::new(),
    })
}

/// The first half of safe delivery, at the sender.
fn outbox(model: &Model<'_>, service: usize) -> Vec<Edit> {
    let is_outbox =
        |edit: &Edit| matches!(edit, Edit::Apply(apply) if apply.pattern == "transactional-outbox");
    safe_delivery(model, service).into_iter().filter(is_outbox).collect()
}

/// A command by queue for a step that nobody waits for, beside what is there.
pub fn command_for(model: &Model<'_>, flow: &Flow) -> Fix {
    let mut link = default_link(model, flow.from, flow.to, Style::Async);
    if let Why::Step { transaction, .. } = flow.why {
        link.serves = vec![model.facts.transactions[transaction].name.clone()];
    }
    Fix::single(Edit::AddLink(link))
}

/// Asking every owner when the view is asked for.
pub fn composition(model: &Model<'_>, view: usize) -> Option<Fix> {
    let facts = &model.facts.views[view];
    let main = main_owner(model, view)?;
    let owners = model.view_owners(view);
    // Asking back a service that waits for one would close a ring.
    let rings = |at: usize| {
        let others = owners.iter().filter(|other| **other != at);
        others.filter(|o| model.between(**o, Node::Service(at)).any(|l| l.style.waits())).count()
    };
    let at = owners.iter().copied().min_by_key(|at| (rings(*at), *at != main, *at))?;
    let mut edits = vec![Edit::Apply(Apply {
        pattern: "api-composition".to_owned(),
        on: Some(facts.name.clone()),
        at: Some(model.name(at).to_owned()),
        ..Apply::default()
    })];
    for owner in model.view_owners(view).into_iter().filter(|owner| *owner != at) {
        if model.between(at, Node::Service(owner)).any(|line| line.style == Style::Sync) {
            continue;
        }
        edits.push(Edit::AddLink(Link {
            from: model.name(at).to_owned(),
            to: model.name(owner).to_owned(),
            style: Style::Sync,
            serves: vec![facts.name.clone()],
            with: CALL_PROTECTION.map(str::to_owned).to_vec(),
        }));
    }
    Some(Fix::new(
        format!("Compose `{}` at `{}` by asking the owners", facts.name, model.name(at)),
        edits,
    ))
}

/// A copy of another service's data at the reader, in place of asking.
pub fn replica(model: &Model<'_>, reader: usize, owner: usize) -> Fix {
    let (reader_name, owner_name) = (model.name(reader), model.name(owner));
    let mut edits = vec![Edit::Apply(Apply {
        pattern: "command-side-replica".to_owned(),
        on: Some(reader_name.to_owned()),
        ..Apply::default()
    })];
    let fed = model.between(owner, Node::Service(reader)).any(|line| line.style == Style::Event);
    if !fed {
        edits.push(Edit::AddLink(Link {
            from: owner_name.to_owned(),
            to: reader_name.to_owned(),
            style: Style::Event,
            ..Link::default()
        }));
    }
    edits.extend(safe_delivery(model, owner).into_iter().take(1));
    edits.extend(safe_delivery(model, reader));
    let mut seen = Vec::new();
    edits.retain(|edit| {
        let new = !seen.contains(edit);
        seen.push(edit.clone());
        new
    });
    Fix::new(format!("Keep a copy of what `{reader_name}` reads from `{owner_name}`"), edits)
}

/// The same, with the calls that it replaces taken away.
pub fn replica_instead(model: &Model<'_>, reader: usize, owner: usize) -> Fix {
    let calls = model.between(reader, Node::Service(owner)).filter(|line| line.style.waits());
    let edits = calls.map(|line| Edit::RemoveLink {
        from: model.name(reader).to_owned(),
        to: model.name(owner).to_owned(),
        style: line.style,
    });
    let edits: Vec<Edit> = edits.collect();
    replica(model, reader, owner).and(edits)
}

/// Merging every other writer of a transaction into one of them.
pub fn merge_writers(model: &Model<'_>, transaction: usize) -> Vec<Fix> {
    let writers = model.writers(transaction);
    let Some((into, others)) = writers.split_first() else { return Vec::new() };
    let into = model.name(*into).to_owned();
    let edits = others
        .iter()
        .map(|other| Edit::Merge { into: into.clone(), other: model.name(*other).to_owned() });
    let names: Vec<&str> = writers.iter().map(|writer| model.name(*writer)).collect();
    let text =
        format!("Merge {}, so that the writes stay in one place", crate::text::listed(&names));
    let mut fixes = vec![Fix::new(text, edits.collect()).relinked()];
    // Moving the data is smaller than merging whole services.
    let written = model.facts.written_by(&model.facts.transactions[transaction]);
    let home = |entity: usize| model.owner[entity];
    for to in writers.iter().take(2) {
        let moved: Vec<usize> =
            written.iter().copied().filter(|entity| home(*entity) != Some(*to)).collect();
        let edits = moved.iter().map(|entity| Edit::MoveEntity {
            entity: model.entity(*entity).to_owned(),
            to: model.name(*to).to_owned(),
        });
        let names: Vec<&str> = moved.iter().map(|entity| model.entity(*entity)).collect();
        let text = format!("Let `{}` own {} too", model.name(*to), crate::text::listed(&names));
        fixes.push(Fix::new(text, edits.collect()).relinked());
    }
    fixes
}
