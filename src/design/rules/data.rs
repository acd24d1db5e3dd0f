//! D: who may change data, and how a change or a question over several owners is kept sound.

use super::{
    Detail, Rule,
    Severity::{Major, Minor},
    Sink, listed,
};
use crate::{
    catalog::obligation::{Values, Variable},
    design::{
        architecture::{NodeRole, Style, edit::Edit},
        fix::Fix,
        limits::Limit,
        model::{Line, Model, Node, Spot, sorted},
        remedy,
        scenario::{Consistency, Part},
    },
};

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
        eventual,
    ),
    rule(
        "D-04",
        "what must be atomic stays in one place",
        Part::Ownership,
        &["two-phase-commit"],
        strong,
    ),
    rule(
        "D-05",
        "every step before the pivot can be undone",
        Part::Patterns,
        &["compensating-transaction", "semantic-lock"],
        compensation,
    ),
    rule(
        "D-06",
        "store and message change together",
        Part::Patterns,
        &["transactional-outbox", "change-data-capture"],
        dual_write,
    ),
    rule(
        "D-07",
        "a message may come twice",
        Part::Patterns,
        &["idempotent-consumer", "idempotency-key"],
        duplicates,
    ),
    rule(
        "D-08",
        "a question over several owners has an answer",
        Part::Patterns,
        &["cqrs", "api-composition"],
        read_join,
    ),
    rule("D-09", "a read model pays for itself", Part::Patterns, &["cqrs"], idle_read_model),
    rule(
        "D-10",
        "what must be fresh is not a copy",
        Part::Patterns,
        &["eventual-consistency"],
        stale,
    ),
];

fn shared_store(model: &Model<'_>, sink: &mut Sink<'_>) {
    for target in 0..model.size() {
        let is_store = model.answer.services[target].role == NodeRole::Store;
        let into = model.lines.iter().filter(|line| {
            line.to == Node::Service(target) && (is_store || line.style == Style::Db)
        });
        let lines: Vec<&Line> = into.collect();
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
    for remote in model.remotes.iter().filter(|remote| remote.writes) {
        let to = Node::Service(remote.to);
        let styles: Vec<Style> = model.between(remote.from, to).map(|line| line.style).collect();
        let spot = Spot::Link(remote.from, to);
        if styles.is_empty() {
            continue;
        }
        let asked = styles.iter().any(|style| matches!(style, Style::Sync | Style::Async));
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

fn eventual(model: &Model<'_>, sink: &mut Sink<'_>) {
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

fn strong(model: &Model<'_>, sink: &mut Sink<'_>) {
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

fn compensation(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (at, transaction) in model.facts.transactions.iter().enumerate() {
        let Some(saga) = model.sagas[at] else { continue };
        let pattern = model.applied[saga.applied].pattern;
        if !model.book.introduces(pattern, "compensation-needed") || model.writers(at).len() < 2 {
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
                    return Detail::new(format!(
                        "`{name}` writes before the pivot of `{}`, and nothing undoes it",
                        transaction.name
                    ))
                    .evidence(step_table(model, at))
                    .fix(Fix::new(format!("Say what undoes `{name}`"), vec![edit]));
                }
                Detail::new(format!(
                    "`{name}` cannot be undone: merge its writes with the pivot's, or let the pivot \
                     come before it",
                ))
                .evidence(step_table(model, at))
                .fixes(remedy::merge_writers(model, at))
            });
        }
    }
}

/// The writing capabilities of the sender whose message goes over a link.
fn publishing(model: &Model<'_>, line: &Line) -> Vec<usize> {
    let own = |c: usize| {
        let access = model.facts.capabilities[c].access.iter();
        access.clone().any(|a| a.writes && model.owner[a.entity] == Some(line.from))
    };
    let writers = model.does[line.from].iter().copied().filter(|c| own(*c));
    let fed = model.remotes.iter().filter(|remote| {
        remote.copied && remote.to == line.from && Node::Service(remote.from) == line.to
    });
    let mut fed: Vec<usize> = fed.map(|remote| remote.entity).collect();
    fed.extend(line.views.iter().flat_map(|view| &model.facts.views[*view].needs));
    let idle = line.general && line.transactions.is_empty() && fed.is_empty();
    writers
        .filter(|c| {
            let facts = &model.facts.capabilities[*c];
            let step =
                line.transactions.iter().any(|t| model.facts.transactions[*t].steps.contains(c));
            let commands = model.remotes.iter().any(|remote| {
                remote.capability == *c && Node::Service(remote.to) == line.to && remote.writes
            });
            let feeds = line.style == Style::Event
                && facts.access.iter().any(|a| a.writes && fed.contains(&a.entity));
            step || commands || feeds || idle
        })
        .collect()
}

fn dual_write(model: &Model<'_>, sink: &mut Sink<'_>) {
    for service in 0..model.size() {
        let lines = model.lines.iter();
        let lines = lines.filter(|line| line.from == service && line.style.is_message());
        let sent: Vec<(&Line, Vec<usize>)> = lines
            .map(|line| (line, publishing(model, line)))
            .filter(|(_, c)| !c.is_empty())
            .collect();
        if sent.is_empty() {
            continue;
        }
        let spot = Spot::Service(service);
        let settled = model.settled("dual-write", spot, None, &Values::default());
        sink.owe("dual-write", spot, settled);
        if settled {
            continue;
        }
        sink.raise(Minor, [model.name(service)], || {
            let name = model.name(service);
            let rows = sent.iter().map(|(line, capabilities)| {
                let names: Vec<&str> = capabilities.iter().map(|c| model.capability(*c)).collect();
                format!("{} writes and sends {}", listed(&names), model.arrow(line.from, line.to))
            });
            Detail::new(format!(
                "`{name}` changes its store and sends a message as two acts, of which one may fail"
            ))
            .evidence(rows)
            .fix(Fix::apply("transactional-outbox", Some(name), None))
            .fix(Fix::apply("change-data-capture", Some(name), None))
        });
    }
}

/// What a message over a link changes at its receiver, and whether repeating it is harmless.
fn effects(model: &Model<'_>, line: &Line, to: usize) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    for c in &model.does[to] {
        let facts = &model.facts.capabilities[*c];
        let step = line.transactions.iter().any(|t| model.facts.transactions[*t].steps.contains(c));
        if step && facts.writes_any() {
            found.push((format!("{} writes", facts.name), facts.idempotent));
        }
    }
    for remote in model.remotes.iter().filter(|r| r.from == line.from && r.to == to && r.writes) {
        let facts = &model.facts.capabilities[remote.capability];
        let row = format!("{} writes {}", facts.name, model.entity(remote.entity));
        found.push((row, facts.idempotent));
    }
    if line.style == Style::Event {
        for remote in model.remotes.iter().filter(|r| r.from == to && r.to == line.from && r.copied)
        {
            found.push((format!("copy of {}", model.entity(remote.entity)), false));
        }
        for view in line.views.iter().filter(|view| is_copied_at(model, **view, to)) {
            found.push((format!("read model of {}", model.facts.views[*view].name), false));
        }
    }
    if found.is_empty() && line.general && line.transactions.is_empty() {
        let writing = model.does[to].iter().map(|c| &model.facts.capabilities[*c]);
        let writing = writing.filter(|facts| facts.writes_any());
        found.extend(writing.map(|facts| (format!("{} writes", facts.name), facts.idempotent)));
    }
    found
}

fn is_copied_at(model: &Model<'_>, view: usize, at: usize) -> bool {
    model.applied.iter().any(|applied| {
        applied.spot == Spot::View(view)
            && applied.at == Some(at)
            && model.book.is_copy(applied.pattern)
    })
}

fn duplicates(model: &Model<'_>, sink: &mut Sink<'_>) {
    for service in 0..model.size() {
        let mut rows = Vec::new();
        let mut settled = true;
        for (at, line) in model.lines.iter().enumerate() {
            if line.to != Node::Service(service) || !line.style.is_message() {
                continue;
            }
            let unsafe_effects: Vec<String> = effects(model, line, service)
                .into_iter()
                .filter(|(_, idempotent)| !idempotent)
                .map(|(row, _)| row)
                .collect();
            if unsafe_effects.is_empty() {
                continue;
            }
            // What the sender does about its own deliveries does not help the receiver.
            let spot = Spot::Service(service);
            settled &= model.settled("duplicate-delivery", spot, Some(at), &Values::default());
            let arrow = model.arrow(line.from, line.to);
            rows.push(format!("{arrow} may come twice: {}", unsafe_effects.join(", ")));
        }
        if rows.is_empty() {
            continue;
        }
        sink.owe("duplicate-delivery", Spot::Service(service), settled);
        if !settled {
            let name = model.name(service);
            sink.raise(Minor, [name], || {
                Detail::new(format!("`{name}` would act twice on a message that comes twice"))
                    .evidence(rows)
                    .fix(Fix::apply("idempotent-consumer", Some(name), None))
            });
        }
    }
}

/// The variables of a view.
pub(in crate::design) fn view_values(model: &Model<'_>, view: usize) -> Values {
    let facts = &model.facts.views[view];
    let owners = model.view_owners(view).len() as f64;
    Values::default()
        .number(Variable::Owners, owners)
        .number(Variable::FanoutRps, facts.rate * owners)
        .number(Variable::StalenessS, facts.staleness_s.unwrap_or(f64::MAX))
        .truth(Variable::ReadOnly, true)
}

fn read_join(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (view, facts) in model.facts.views.iter().enumerate() {
        let owners = model.view_owners(view);
        if owners.len() < 2 {
            continue;
        }
        let spot = Spot::View(view);
        let settled = model.settled("cross-service-query", spot, None, &view_values(model, view));
        let fresh = facts.staleness_s == Some(0.0);
        let tried = model.attempted("cross-service-query", spot);
        let composed = tried.is_some_and(|_| composition_of(model, view).is_some());
        // Nothing but merging is better than asking many owners where the answer must be fresh.
        let many = owners.len() as f64 > model.facts.limits.get(Limit::CompositionOwners);
        let tolerated = fresh && many && composed;
        sink.owe("cross-service-query", spot, settled || tolerated);
        let copied = tried.is_some_and(|pattern| model.book.is_copy(pattern));
        if settled || (fresh && copied) {
            continue;
        }
        let severity = if tried.is_some() { Minor } else { Major };
        sink.raise(severity, [facts.name.as_str()], || {
            let names: Vec<&str> = owners.iter().map(|owner| model.name(*owner)).collect();
            let staleness = match facts.staleness_s {
                Some(seconds) => format!("may be {seconds} s old"),
                None => "its age does not matter".to_owned(),
            };
            let message = match tried {
                Some(pattern) => format!(
                    "`{}` does not suit `{}`, which joins data of {}",
                    model.book.entry(pattern).id,
                    facts.name,
                    listed(&names)
                ),
                None => format!(
                    "`{}` joins data of {}, and nothing answers it",
                    facts.name,
                    listed(&names)
                ),
            };
            let fanout = facts.rate * owners.len() as f64;
            let mut fixes = Vec::new();
            let mut drop_first = Vec::new();
            if let Some(pattern) = tried {
                let pattern = model.book.entry(pattern).id.clone();
                drop_first.push(Edit::Unapply { pattern, on: Some(facts.name.clone()) });
            }
            let options = [remedy::read_model(model, view, None), remedy::composition(model, view)];
            for mut fix in options.into_iter().flatten() {
                fix.edits.splice(0..0, drop_first.clone());
                fixes.push(fix);
            }
            if let [one, two] = owners.as_slice() {
                fixes.push(Fix::merge(model, *one, *two));
            }
            Detail::new(message)
                .evidence([
                    format!("{} owners: {}", owners.len(), names.join(", ")),
                    format!("{} requests/s make {fanout} calls/s", facts.rate),
                    staleness,
                ])
                .fixes(fixes)
        });
    }
}

/// The pattern that composes a view by asking, if one is applied.
fn composition_of(model: &Model<'_>, view: usize) -> Option<usize> {
    let mut on = model.applied.iter().filter(|applied| applied.spot == Spot::View(view));
    on.find(|applied| {
        model.book.solves(applied.pattern, "cross-service-query")
            && !model.book.is_copy(applied.pattern)
    })
    .map(|applied| applied.pattern)
}

fn idle_read_model(model: &Model<'_>, sink: &mut Sink<'_>) {
    for applied in &model.applied {
        let Spot::View(view) = applied.spot else { continue };
        let facts = &model.facts.views[view];
        let cqrs = &model.book.entry(applied.pattern).id == "cqrs";
        if !cqrs || model.view_owners(view).len() != 1 {
            continue;
        }
        let Some(ratio) = reads_per_write(model, view) else { continue };
        if ratio >= model.facts.limits.get(Limit::CqrsRatio) {
            continue;
        }
        sink.raise(Minor, [facts.name.as_str()], || {
            let limit = model.facts.limits.get(Limit::CqrsRatio);
            Detail::new(format!(
                "One service owns all that `{}` needs, and reads are few",
                facts.name
            ))
            .evidence([format!("{ratio:.1} reads per write, {limit} would pay")])
            .fix(Fix::unapply("cqrs", Some(&facts.name)))
        });
    }
}

/// Reads of a view for each write of what it needs; `None` where nothing is written.
pub(super) fn reads_per_write(model: &Model<'_>, view: usize) -> Option<f64> {
    let facts = &model.facts.views[view];
    let writers = model.facts.capabilities.iter().filter(|capability| {
        capability.access.iter().any(|access| access.writes && facts.needs.contains(&access.entity))
    });
    let written: f64 = writers.map(|capability| capability.rate).sum();
    (written > 0.0).then(|| facts.rate / written)
}

fn stale(model: &Model<'_>, sink: &mut Sink<'_>) {
    for (view, facts) in model.facts.views.iter().enumerate() {
        if facts.staleness_s != Some(0.0) {
            continue;
        }
        let on = model.applied.iter().filter(|applied| applied.spot == Spot::View(view));
        let copy = on
            .clone()
            .find(|applied| model.book.introduces(applied.pattern, "stale-read-forbidden"));
        let Some(copy) = copy else { continue };
        let spot = Spot::View(view);
        let asked = composition_of(model, view).is_some();
        sink.owe("stale-read-forbidden", spot, asked);
        if asked {
            continue;
        }
        let pattern = &model.book.entry(copy.pattern).id;
        sink.raise(Major, [facts.name.as_str()], || {
            let mut instead = remedy::composition(model, view).unwrap_or_default();
            instead.edits.insert(
                0,
                Edit::Unapply { pattern: pattern.clone(), on: Some(facts.name.clone()) },
            );
            Detail::new(format!(
                "`{}` must be fresh, but `{pattern}` answers it from a copy",
                facts.name
            ))
            .evidence(["staleness_s = 0".to_owned()])
            .fix(instead)
        });
    }
    for remote in model.remotes.iter().filter(|remote| remote.copied) {
        let facts = &model.facts.capabilities[remote.capability];
        let mut direct = model.between(remote.from, Node::Service(remote.to));
        if facts.reads_stale_s > 0.0 || direct.any(|line| line.style.waits()) {
            continue;
        }
        let place = [facts.name.as_str(), model.entity(remote.entity)];
        sink.owe("stale-read-forbidden", Spot::Link(remote.from, Node::Service(remote.to)), false);
        sink.raise(Major, place, || {
            Detail::new(format!(
                "`{}` reads `{}` from a copy, although nothing allows it to be old",
                facts.name,
                model.entity(remote.entity)
            ))
            .evidence(["reads_stale_s = 0".to_owned()])
            .fix(Fix::link(model, remote.from, Node::Service(remote.to), Style::Sync))
        });
    }
}
