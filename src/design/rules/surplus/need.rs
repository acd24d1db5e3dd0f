//! Which patterns and protections are needed: a kind of obligation that they settle stands in their
//! scope, even if something else settles it too.

use super::{is_call, is_own};
use crate::design::{
    entry_points::{client_kinds_behind, exposed_by},
    model::{Applied, Model, Node, ResolvedLink, Spot, Why, view::Way},
    rules::{
        Owed,
        interaction::calls::{chatter, repeated_writes},
    },
    scenario::Load,
};

/// The numbers of the applied patterns that are needed.
pub(super) fn needed(model: &Model<'_>, owed: &[Owed]) -> Vec<usize> {
    let used = copies_in_use(model);
    let mut needed: Vec<usize> = Vec::new();
    let applies = model.applied.iter().enumerate().filter(|(_, applied)| applied.apply.is_some());
    // Of several that could be the one that is needed, the order in the file does not decide.
    let mut applies: Vec<(usize, &Applied)> = applies.collect();
    applies.sort_by_key(|(_, applied)| {
        (applied.at.map(|at| model.name(at)), exposed_by(model, applied))
    });
    for (at, applied) in applies {
        let justified = if model.book.is_copy(applied.pattern) {
            used.contains(&at)
        } else {
            is_justified(model, applied, owed)
        };
        if justified && !repeats(model, &needed, applied) {
            needed.push(at);
        }
    }
    needed
}

/// Whether the same pattern stands at the same place already and this one adds nothing.
fn repeats(model: &Model<'_>, needed: &[usize], applied: &Applied) -> bool {
    let exposed = exposed_by(model, applied);
    let same = |at: &&usize| {
        let other = &model.applied[**at];
        other.pattern == applied.pattern && other.spot == applied.spot && other.apply.is_some()
    };
    let mut others = needed.iter().filter(same).peekable();
    applied.apply.is_some()
        && others.peek().is_some()
        && exposed.iter().all(|name| {
            others.clone().any(|at| exposed_by(model, &model.applied[*at]).contains(name))
        })
}

/// The copies that some read or view uses; where several could serve it, one of them.
fn copies_in_use(model: &Model<'_>) -> Vec<usize> {
    let copied = model.remotes.iter().filter(|remote| remote.copied);
    let mut used: Vec<usize> =
        copied.filter_map(|remote| model.copy_of(remote.from, remote.to, remote.entity)).collect();
    for view in 0..model.facts.views.len() {
        let answering = model.answering(view);
        // What cannot answer yet was meant to: D-08 says what is missing.
        let best = answering.first().filter(|one| one.way == Way::Copy);
        used.extend(best.filter(|_| model.view_owners(view).len() > 1).map(|one| one.applied));
        let elsewhere = |at: usize| model.view_owners(view).iter().any(|owner| *owner != at);
        let moved = answering.iter().find(|one| one.at.is_some_and(elsewhere));
        used.extend(moved.filter(|one| one.way == Way::Copy).map(|one| one.applied));
    }
    used
}

/// Whether a kind that the pattern settles stands in its scope, or another pattern needs it.
fn is_justified(model: &Model<'_>, applied: &Applied, owed: &[Owed]) -> bool {
    let book = model.book;
    let entry = book.entry(applied.pattern);
    let stands = entry.grading.solves.iter().any(|effect| {
        owed.iter().filter(|owed| owed.kind == effect.kind).any(|owed| {
            let reach = book.obligations.reach(owed.spot.scope());
            reach.contains(&applied.spot.scope())
                && !on_idle_links(model, owed.spot)
                && model.touches(applied.spot, applied.line, owed.spot)
        }) || brought_along(model, applied, &effect.kind)
            || asked_for(model, applied, &effect.kind)
    });
    stands || needed_by_another(model, applied)
}

/// Whether an obligation stands on a pair of services between which no link carries anything.
fn on_idle_links(model: &Model<'_>, spot: Spot) -> bool {
    let Spot::Link(from, to) = spot else { return false };
    let mut lines = model.between(from, to).peekable();
    lines.peek().is_some() && lines.all(|line| !model.carrying[line.place])
}

fn needed_by_another(model: &Model<'_>, applied: &Applied) -> bool {
    let book = model.book;
    let id = &book.entry(applied.pattern).id;
    let alive = |other: &&Applied| other.line.is_none_or(|line| model.carrying[line]);
    model.applied.iter().filter(alive).any(|other| {
        let near = || {
            model.touches(applied.spot, applied.line, other.spot)
                || model.touches(other.spot, other.line, applied.spot)
        };
        let other = book.entry(other.pattern);
        let needs =
            other.requires.iter().any(|need| book.entry(*need).forms.contains(&applied.pattern))
                || other
                    .grading
                    .solves
                    .iter()
                    .any(|effect| effect.needs.iter().any(|need| need.as_str() == id));
        needs && near()
    })
}

/// A kind that no rule raises stands where a pattern brings it along.
fn brought_along(model: &Model<'_>, applied: &Applied, kind: &str) -> bool {
    let book = model.book;
    if book.obligations.get(kind).is_none_or(|kind| !kind.raised_by.is_empty()) {
        return false;
    }
    let alive = |other: &&Applied| other.line.is_none_or(|line| model.carrying[line]);
    model.applied.iter().filter(alive).any(|other| {
        book.introduces(other.pattern, kind)
            && (model.touches(applied.spot, applied.line, other.spot)
                || model.touches(other.spot, other.line, applied.spot))
    })
}

/// Needs that stand in the facts and the cut although no rule has to complain about them.
fn asked_for(model: &Model<'_>, applied: &Applied, kind: &str) -> bool {
    let touches = |from: usize, to: usize| {
        model.touches(applied.spot, applied.line, Spot::Link(from, Node::Service(to)))
            || applied.spot == Spot::Service(to)
            || applied.spot == Spot::Service(from)
    };
    match kind {
        "shared-store" | "foreign-write" => {
            model.remotes.iter().any(|remote| touches(remote.from, remote.to))
        }
        "bursty-producer" => model.facts.capabilities.iter().enumerate().any(|(c, facts)| {
            facts.load == Load::Bursty
                && match applied.spot {
                    Spot::Service(service) => model.home[c] == Some(service),
                    Spot::Client(client) => facts.clients.contains(&client),
                    _ => false,
                }
        }),
        "dynamic-endpoints" => model.answer.services.iter().any(|service| service.replicas > 1),
        "answer-needed-now" | "chain-availability" | "chain-latency" => match applied.spot {
            Spot::Link(from, to) => model.flows_between(from, to).any(|flow| model.must_wait(flow)),
            _ => false,
        },
        "needless-wait" => match applied.spot {
            Spot::Link(from, to) => {
                model.flows_between(from, to).any(|flow| matches!(flow.why, Why::Step { .. }))
            }
            _ => false,
        },
        // The coordinator of a saga acts on the replies of its participants.
        "duplicate-delivery" => match applied.spot {
            Spot::Service(service) => model.lines.iter().any(|line| {
                line.to == Node::Service(service)
                    && line.style.is_message()
                    && model.carrying[line.place]
                    && line
                        .transactions
                        .iter()
                        .any(|t| model.sagas[*t].is_some_and(|saga| saga.leader == Some(service)))
            }),
            _ => false,
        },
        "many-clients-many-services" => {
            client_kinds_behind(model) >= 2 && !exposed_by(model, applied).is_empty()
        }
        _ => false,
    }
}

/// Whether a protection on a link is one that its style can use, against something that may happen.
pub(super) fn protects(
    model: &Model<'_>,
    line: &ResolvedLink,
    pattern: usize,
    owed: &[Owed],
) -> bool {
    let id = model.book.entry(pattern).id.as_str();
    let protections = &model.book.obligations.with;
    if !protections.iter().any(|known| known.as_str() == id) {
        let at = |one: &&Applied| one.pattern == pattern && one.line == Some(line.place);
        return model.applied.iter().find(at).is_none_or(|one| is_justified(model, one, owed));
    }
    if !is_call(line.style) {
        return id == "idempotency-key";
    }
    match id {
        "batch" => batches(model, line),
        "fallback" => !is_own(line.to) || has_goal(model, line),
        "retry-with-backoff" | "idempotency-key" => writes(model, line),
        _ => true,
    }
}

/// Whether some request makes so many calls over a link that sending them as one helps.
fn batches(model: &Model<'_>, line: &ResolvedLink) -> bool {
    let Node::Service(to) = line.to else { return false };
    let calls = chatter(model, line.from, to).calls as f64;
    let values = crate::catalog::obligation::Values::default()
        .number(crate::catalog::obligation::Variable::Calls, calls);
    let mut solvers = model.book.solvers("chatty-pair").iter();
    solvers.any(|s| model.book.entry(s.pattern).id == "batch" && s.when.holds(&values))
}

/// Whether a transaction that goes over a link says how available it has to be.
fn has_goal(model: &Model<'_>, line: &ResolvedLink) -> bool {
    line.transactions.iter().any(|t| model.facts.transactions[*t].availability.is_some())
}

/// Whether anything that goes over a link changes something.
fn writes(model: &Model<'_>, line: &ResolvedLink) -> bool {
    !repeated_writes(model, line).is_empty()
        || model.flows_between(line.from, line.to).any(|flow| match flow.why {
            Why::Access(at) => model.remotes[at].writes,
            Why::Step { step, .. } => model.facts.capabilities[step].writes_any(),
            Why::Call { capability } => model.facts.capabilities[capability].writes_any(),
        })
}
