//! S-01: what is pulled elsewhere more strongly than home.

use super::super::{
    Detail,
    Severity::{Major, Minor},
    Sink,
};
use super::kind::hollow;
use crate::design::{
    architecture::edit::Edit,
    fix::Fix,
    forces,
    limits::Limit,
    model::Model,
    scenario::{Access, Part},
};
use crate::text::listed;

/// The use cases that bind an entity to a group most.
fn binding(model: &Model<'_>, entity: usize, group: &[usize]) -> Vec<String> {
    let uses = model.facts.capabilities.iter().filter(|capability| {
        let touches = |wanted: usize| capability.access.iter().any(|a| a.entity == wanted);
        touches(entity) && group.iter().any(|other| *other != entity && touches(*other))
    });
    let mut names: Vec<(f64, &str)> =
        uses.map(|c| (c.rate.unwrap_or(0.0), c.name.as_str())).collect();
    for (at, transaction) in model.facts.transactions.iter().enumerate() {
        let steps = transaction.steps.iter();
        let touched: Vec<usize> =
            steps.flat_map(|s| &model.facts.capabilities[*s].access).map(|a| a.entity).collect();
        let binds = group.iter().any(|other| *other != entity && touched.contains(other));
        if touched.contains(&entity) && binds {
            names.push((model.transaction_rate(at).unwrap_or(0.0), transaction.name.as_str()));
        }
    }
    names.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    names.into_iter().take(3).map(|(_, name)| name.to_owned()).collect()
}

/// Whether some transaction touches an entity together with one group and not the other.
fn transaction_agrees(model: &Model<'_>, entity: usize, with: &[usize], not: &[usize]) -> bool {
    model.facts.transactions.iter().any(|transaction| {
        let steps = transaction.steps.iter();
        let touched: Vec<usize> =
            steps.flat_map(|s| &model.facts.capabilities[*s].access).map(|a| a.entity).collect();
        touched.contains(&entity)
            && with.iter().any(|other| touched.contains(other))
            && !not.iter().any(|other| *other != entity && touched.contains(other))
    })
}

/// Whether some capability of a service uses an entity in a way.
fn uses(model: &Model<'_>, service: usize, entity: usize, how: fn(&Access) -> bool) -> bool {
    model.does[service].iter().any(|c| {
        let mut access = model.facts.capabilities[*c].access.iter();
        access.any(|access| access.entity == entity && how(access))
    })
}

/// What moves with an entity: the members of its aggregate that have the same owner, itself included.
fn unit_of(model: &Model<'_>, entity: usize) -> Vec<usize> {
    let Some(aggregate) = model.facts.entities[entity].aggregate else { return vec![entity] };
    let members = model.facts.aggregates[aggregate].entities.iter().copied();
    members.filter(|mate| model.owner[*mate] == model.owner[entity]).collect()
}

/// Where data is written, if nothing that its owner does uses it: of several services the one that pulls
/// most. A service that is only there to keep one entity is for S-08 to judge.
fn written_at(model: &Model<'_>, unit: &[usize], own: usize) -> Option<usize> {
    let keeps_it = model.does[own].is_empty() && model.owns[own].len() == 1;
    let used = |service: usize, how: fn(&Access) -> bool| {
        unit.iter().any(|entity| uses(model, service, *entity, how))
    };
    if keeps_it || used(own, |_| true) || !may_join(model, unit, own) {
        return None;
    }
    let affinity = model.facts.affinity();
    let pull = |service: usize| -> f64 {
        unit.iter().map(|entity| affinity.pull(*entity, &model.owns[service])).sum()
    };
    let writers = (0..model.size()).filter(|service| used(*service, |access| access.writes));
    // What a hollow service changes is told there, as one fault of that service.
    let solid = writers.filter(|service| {
        let written = |c: &usize| unit.iter().any(|entity| model.facts.writes(*c, *entity));
        !hollow(model, *service).iter().any(written)
    });
    let free = solid.filter(|service| may_join(model, unit, *service));
    free.max_by(|a, b| {
        pull(*a).total_cmp(&pull(*b)).then_with(|| model.name(*b).cmp(model.name(*a)))
    })
}

/// Data whose owner has no use for it: every change of it is asked for from elsewhere.
fn abandoned(model: &Model<'_>, sink: &mut Sink<'_>, unit: &[usize], own: usize, to: usize) {
    let names: Vec<&str> = unit.iter().map(|entity| model.entity(*entity)).collect();
    let place = names.iter().copied().chain([model.name(own), model.name(to)]);
    sink.raise(Major, place, || {
        let (what, owner) = (listed(&names), model.name(own));
        let users = |service: usize| {
            let here = |c: &&usize| {
                let mut access = model.facts.capabilities[**c].access.iter();
                access.any(|access| unit.contains(&access.entity))
            };
            let used = model.does[service].iter().filter(here).map(|c| model.capability(*c));
            used.collect::<Vec<_>>().join(", ")
        };
        let moves = names.iter().map(|name| Edit::MoveEntity {
            entity: (*name).to_owned(),
            to: model.name(to).to_owned(),
        });
        let text = format!("Let `{}` own {what}", model.name(to));
        Detail::new(format!("`{what}` lies with `{owner}`, which has no use for it"))
            .evidence([format!("{owner}: nothing"), format!("{}: {}", model.name(to), users(to))])
            .fix(Fix::new(text, moves.collect()).relinked())
    });
}

/// Whether zones, aggregates and compositions let data move to a service: what may not move is not misplaced.
fn may_join(model: &Model<'_>, unit: &[usize], service: usize) -> bool {
    unit.iter().all(|entity| may_leave(model, *entity, unit, service))
}

fn may_leave(model: &Model<'_>, entity: usize, unit: &[usize], service: usize) -> bool {
    let facts = &model.facts.entities[entity];
    let stays = |other: &usize| !unit.contains(other) && model.owner[*other] == model.owner[entity];
    let apart = |zone: usize| {
        let others = model.owns[service].iter().filter_map(|e| model.facts.entities[*e].zone);
        others.into_iter().any(|other| model.facts.apart(zone, other))
    };
    let torn = facts
        .aggregate
        .is_some_and(|aggregate| model.facts.aggregates[aggregate].entities.iter().any(stays));
    // A part goes where its whole is.
    let wholes = model.facts.compositions.iter().filter(|(_, part)| *part == entity);
    let bound = wholes.map(|(whole, _)| whole).any(stays);
    !facts.zone.is_some_and(apart) && !torn && !bound
}

/// The service that pulls most; of equals the one whose name comes first.
fn strongest(model: &Model<'_>, pulls: impl Iterator<Item = (usize, f64)>) -> Option<(usize, f64)> {
    pulls.max_by(|a, b| a.1.total_cmp(&b.1).then_with(|| model.name(b.0).cmp(model.name(a.0))))
}

pub(super) fn misplaced(model: &Model<'_>, sink: &mut Sink<'_>) {
    let affinity = model.facts.affinity();
    let least = model.facts.limits.get(Limit::Misplaced);
    let strong = model.facts.limits.get(Limit::MisplacedMajor);
    let counts = model.parts.asks(Part::Services);
    for (entity, owner) in model.owner.iter().enumerate() {
        let Some(own) = *owner else { continue };
        let unit = unit_of(model, entity);
        if counts && let Some(to) = written_at(model, &unit, own) {
            if unit.first() == Some(&entity) {
                abandoned(model, sink, &unit, own, to);
            }
            continue;
        }
        if model.owns[own].len() < 2 {
            continue;
        }
        let here = affinity.pull(entity, &model.owns[own]);
        let others =
            (0..model.size()).filter(|other| *other != own && may_join(model, &[entity], *other));
        let pulls = others.map(|other| (other, affinity.pull(entity, &model.owns[other])));
        let Some((to, there)) = strongest(model, pulls) else { continue };
        if there <= least * here {
            continue;
        }
        let agrees = || transaction_agrees(model, entity, &model.owns[to], &model.owns[own]);
        let writers = model.facts.writers_of(entity);
        let changed_here =
            !writers.is_empty() && writers.iter().all(|c| model.home[*c] == Some(own));
        // What its own team alone changes here is read by others, no more.
        if counts && changed_here && forces::one_team(model, &writers, own, to).is_some() {
            continue;
        }
        let strongly = there > strong * here && !changed_here && agrees();
        let severity = if counts && strongly { Major } else { Minor };
        let name = model.entity(entity);
        sink.raise(severity, [name, model.name(own), model.name(to)], || {
            let row = |service: usize, pull: f64| {
                let uses = binding(model, entity, &model.owns[service]);
                let uses = if uses.is_empty() { "nothing".to_owned() } else { uses.join(", ") };
                format!("{} pulls {pull:.3}: {uses}", model.name(service))
            };
            Detail::new(format!(
                "`{name}` belongs more to `{}` than to `{}`",
                model.name(to),
                model.name(own)
            ))
            .evidence([row(own, here), row(to, there)])
            .fix(Fix::move_entity(model, entity, to))
        });
    }
    if counts {
        misplaced_capabilities(model, sink);
    }
}

fn misplaced_capabilities(model: &Model<'_>, sink: &mut Sink<'_>) {
    let affinity = model.facts.affinity();
    let least = model.facts.limits.get(Limit::Misplaced);
    for (capability, home) in model.home.iter().enumerate() {
        let Some(own) = *home else { continue };
        let access = &model.facts.capabilities[capability].access;
        if model.owns[own].is_empty() || model.does[own].len() < 2 {
            continue;
        }
        let here = affinity.pull_of_use(access, &model.owns[own]);
        let others = (0..model.size()).filter(|other| *other != own);
        let pulls = others.map(|other| (other, affinity.pull_of_use(access, &model.owns[other])));
        let Some((to, there)) = strongest(model, pulls) else { continue };
        // What a capability reads from a copy does not pull it.
        let copied = |entity: usize| {
            model.remotes_of(capability).iter().any(|r| r.entity == entity && r.copied)
        };
        let really = access.iter().any(|a| model.owner[a.entity] == Some(to) && !copied(a.entity));
        if there <= least * here || !really {
            continue;
        }
        let name = model.capability(capability);
        sink.raise(Minor, [name, model.name(own), model.name(to)], || {
            let row = |service: usize, pull: f64| {
                let touched = access.iter().filter(|a| model.owner[a.entity] == Some(service));
                let names: Vec<&str> = touched.map(|a| model.entity(a.entity)).collect();
                format!("{} pulls {pull:.3}: {}", model.name(service), listed(&names))
            };
            Detail::new(format!(
                "`{name}` belongs more to `{}` than to `{}`",
                model.name(to),
                model.name(own)
            ))
            .evidence([row(own, here), row(to, there)])
            .fix(Fix::move_capability(model, capability, to))
        });
    }
}
