//! D: who may change data, and how a change or a question over several owners is kept sound.

mod messages;
mod transactions;
pub(in crate::design) mod views;

use super::{Detail, Rule, Severity::Major, Sink};
use crate::design::{
    architecture::{NodeRole, Style},
    fix::Fix,
    model::{Flow, Model, Node, ResolvedLink, Spot, Why, sorted},
    scenario::Part,
};
use crate::text::listed;

const fn rule(
    id: &'static str,
    name: &'static str,
    part: Part,
    cites: &'static [&'static str],
    check: fn(&Model<'_>, &mut Sink<'_>),
) -> Rule {
    Rule { id, name, part, cites, check }
}

pub(super) const RULES: &[Rule] = &[
    rule(
        "D-01",
        "nobody reaches into another's store",
        Part::Links,
        &["shared-database", "database-per-service"],
        shared_store,
    ),
    rule(
        "D-02",
        "the owner is asked to change its data",
        Part::Links,
        &["bounded-context"],
        foreign_write,
    ),
    rule(
        "D-03",
        "a process over several writers has a saga",
        Part::Patterns,
        &["saga", "saga-orchestration", "saga-choreography"],
        transactions::eventual,
    ),
    rule(
        "D-04",
        "what must be atomic stays in one place",
        Part::Ownership,
        &["two-phase-commit"],
        transactions::strong,
    ),
    rule(
        "D-05",
        "every step before the pivot can be undone",
        Part::Patterns,
        &["compensating-transaction", "semantic-lock"],
        transactions::compensation,
    ),
    rule(
        "D-06",
        "store and message change together",
        Part::Patterns,
        &["transactional-outbox", "change-data-capture"],
        messages::dual_write,
    ),
    rule(
        "D-07",
        "a message may come twice",
        Part::Patterns,
        &["idempotent-consumer", "idempotency-key"],
        messages::duplicates,
    ),
    rule(
        "D-08",
        "a question over several owners has an answer",
        Part::Patterns,
        &["cqrs", "api-composition"],
        views::read_join,
    ),
    rule("D-09", "a read model pays for itself", Part::Patterns, &["cqrs"], views::idle_read_model),
    rule(
        "D-10",
        "what must be fresh is not a copy",
        Part::Patterns,
        &["eventual-consistency"],
        views::stale,
    ),
];

fn shared_store(model: &Model<'_>, sink: &mut Sink<'_>) {
    for target in 0..model.size() {
        let is_store = model.answer.services[target].role == NodeRole::Store;
        let into = model.lines.iter().filter(|line| {
            line.to == Node::Service(target) && (is_store || line.style == Style::Db)
        });
        let lines: Vec<&ResolvedLink> = into.collect();
        let callers = sorted(lines.iter().map(|line| line.from).collect());
        if callers.is_empty() || (is_store && callers.len() < 2) {
            continue;
        }
        sink.owe("shared-store", Spot::Store(target), false);
        let names = callers.iter().map(|caller| model.name(*caller));
        sink.raise(Major, std::iter::once(model.name(target)).chain(names), || {
            let names: Vec<&str> = callers.iter().map(|caller| model.name(*caller)).collect();
            let store = model.name(target);
            let mut detail = Detail::new(format!(
                "{} {} into the store of `{store}`, past its owner",
                listed(&names),
                if names.len() == 1 { "reaches" } else { "reach" }
            ))
            .evidence(lines.iter().map(|line| model.arrow(line.from, line.to)));
            if !is_store {
                let turned = lines.iter().flat_map(|line| {
                    Fix::restyle(model, line.from, line.to, line.style, Style::Sync).edits
                });
                let text = format!("Ask `{store}` through its API instead");
                detail = detail
                    .fix(Fix::new(text, turned.collect()))
                    .fixes(callers.iter().take(2).map(|caller| Fix::merge(model, target, *caller)));
            }
            detail
        });
    }
}

fn foreign_write(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (at, remote) in model.remotes.iter().enumerate().filter(|(_, remote)| remote.writes) {
        let to = Node::Service(remote.to);
        let styles = |from: usize, to: Node| -> Vec<Style> {
            model.between(from, to).map(|line| line.style).collect()
        };
        let commands = |styles: &[Style]| {
            styles.iter().any(|style| matches!(style, Style::Sync | Style::Async))
        };
        let spot = Spot::Link(remote.from, to);
        let direct = styles(remote.from, to);
        let flow = Flow { from: remote.from, to, why: Why::Access(at) };
        let (styles, asked) = match model.detour(&flow) {
            _ if !direct.is_empty() => {
                let asked = commands(&direct);
                (direct, asked)
            }
            // On the way through another service each half must be a command.
            Some(middle) => {
                let halves = [styles(remote.from, Node::Service(middle)), styles(middle, to)];
                let asked = halves.iter().all(|half| commands(half));
                (halves.concat(), asked)
            }
            None => continue,
        };
        sink.owe("foreign-write", spot, asked);
        if asked {
            continue;
        }
        let (capability, entity) =
            (model.capability(remote.capability), model.entity(remote.entity));
        sink.raise(Major, [capability, entity, model.name(remote.to)], || {
            let fixes = styles.iter().flat_map(|style| {
                [Style::Sync, Style::Async]
                    .map(|into| Fix::restyle(model, remote.from, to, *style, into))
            });
            Detail::new(format!(
                "`{capability}` changes `{entity}` of `{}` without asking it",
                model.name(remote.to)
            ))
            .evidence(styles.iter().map(|style| {
                format!("{} carries the write by {}", model.arrow(remote.from, to), style.word())
            }))
            .fixes(fixes)
            .fix(Fix::move_capability(model, remote.capability, remote.to))
            .fix(Fix::move_entity(model, remote.entity, remote.from))
        });
    }
}
