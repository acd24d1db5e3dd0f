//! What an adaptation turns out not to need: what was added is tried away, what was taken or moved is tried
//! back, as long as it saves something.

use super::super::{adaptation, reaches};
use crate::design::{
    Architecture, Band, Edit, PatternBook, Scenario, Service, complete::missing_links,
};

/// Rounds of trying: what goes with the first one may spare something more.
const ROUNDS: usize = 3;

/// An edit that is tried.
type Try<'a> = Box<dyn Fn(&mut Architecture) + 'a>;

/// The same design without what is needless.
pub(super) fn spared(
    facts: &Scenario,
    book: &PatternBook,
    before: &Architecture,
    design: Architecture,
) -> Architecture {
    let is_excellent = reaches(facts, &design, book, Band::Excellent);
    let band = if is_excellent { Band::Excellent } else { Band::Sound };
    let mut best = (adaptation(facts, book, before, &design).halves, design);
    for _ in 0..ROUNDS {
        let known = best.0;
        let mut tries = small(before, &best.1);
        tries.extend(moved_back(facts, before, &best.1).map(|edits| -> Try<'_> {
            Box::new(move |design: &mut Architecture| {
                *design = design.with(&edits);
                *design = design.with(&missing_links(facts, design, book));
            })
        }));
        for change in tries {
            let mut tried = best.1.clone();
            change(&mut tried);
            let halves = adaptation(facts, book, before, &tried).halves;
            if halves < best.0 && reaches(facts, &tried, book, band) {
                best = (halves, tried);
            }
        }
        if best.0 == known {
            break;
        }
    }
    best.1
}

/// Links and patterns: those that were added go, those that were taken come back.
fn small<'a>(before: &'a Architecture, design: &Architecture) -> Vec<Try<'a>> {
    let mut tries: Vec<Try> = Vec::new();
    for link in design.links.iter().filter(|link| !before.links.contains(link)).cloned() {
        tries.push(Box::new(move |design| design.links.retain(|known| *known != link)));
    }
    for apply in design.applies.iter().filter(|apply| !before.applies.contains(apply)).cloned() {
        tries.push(Box::new(move |design| design.applies.retain(|known| *known != apply)));
    }
    for link in before.links.iter().filter(|link| !design.links.contains(link)) {
        tries.push(Box::new(move |design| design.links.push(link.clone())));
    }
    for apply in before.applies.iter().filter(|apply| !design.applies.contains(apply)) {
        tries.push(Box::new(move |design| design.applies.push(apply.clone())));
    }
    tries
}

/// Whatever stands in another service than before goes back, one thing after another, an aggregate as a
/// whole; a service goes back to its team, and what is new into each that was there.
fn moved_back(
    facts: &Scenario,
    before: &Architecture,
    design: &Architecture,
) -> impl Iterator<Item = Vec<Edit>> {
    let mut all: Vec<Vec<Edit>> = Vec::new();
    for old in &before.services {
        let Some(now) = design.service(&old.name) else { continue };
        if now.team != old.team {
            let (service, team) = (old.name.clone(), old.team.clone());
            all.push(vec![Edit::SetTeam { service, team }]);
        }
        let to = &old.name;
        let gone = old.does.iter().filter(|name| !now.does.contains(name));
        all.extend(
            gone.map(|name| {
                vec![Edit::MoveCapability { capability: name.clone(), to: to.clone() }]
            }),
        );
        all.extend(aggregates(facts, old, now).into_iter().map(|names| {
            let back = |entity: String| Edit::MoveEntity { entity, to: to.clone() };
            names.into_iter().map(back).collect()
        }));
        let new = design.services.iter().filter(|new| before.service(&new.name).is_none());
        all.extend(new.map(|new| vec![Edit::Merge { into: to.clone(), other: new.name.clone() }]));
    }
    all.into_iter()
}

/// What a service owned and owns no more, an aggregate at a time.
fn aggregates(facts: &Scenario, old: &Service, now: &Service) -> Vec<Vec<String>> {
    let aggregate = |name: &String| facts.entity(name).and_then(|at| facts.entities[at].aggregate);
    let mut all: Vec<Vec<String>> = Vec::new();
    for name in old.owns.iter().filter(|name| !now.owns.contains(name)) {
        let same = |known: &&mut Vec<String>| {
            aggregate(name).is_some() && known.first().map(aggregate) == Some(aggregate(name))
        };
        match all.iter_mut().find(same) {
            Some(known) => known.push(name.clone()),
            None => all.push(vec![name.clone()]),
        }
    }
    all
}
