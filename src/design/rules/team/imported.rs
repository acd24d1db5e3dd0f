//! C-03 on imported graphs, which have teams and links but no flows: as microFreshener reads them
//! (Neri, Soldani, Zimmermann and Brogi 2020).

use std::collections::BTreeMap;

use super::super::{Detail, Severity::Minor, Sink};
use super::team_of;
use crate::design::{
    architecture::NodeRole,
    model::{Model, Node},
};
use crate::text::listed;

/// Teams with members of which another team has more links with them than their own has.
pub(super) fn tightly_coupled(model: &Model<'_>, sink: &mut Sink<'_>) {
    let mut teams: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for node in 0..model.size() {
        if let Some(team) = team_of(model, node) {
            teams.entry(team).or_default().push(node);
        }
    }
    for (team, members) in teams {
        let causes: Vec<&str> = members
            .into_iter()
            .filter(|member| is_drawn_away(model, *member, team))
            .map(|member| model.name(member))
            .collect();
        if causes.is_empty() {
            continue;
        }
        sink.raise(Minor, std::iter::once(team).chain(causes.iter().copied()), || {
            let work = if causes.len() == 1 { "works" } else { "work" };
            Detail::new(format!(
                "{} of the team {team} {work} more with another team",
                listed(&causes)
            ))
            .otherwise("decide to which team they belong, or what they should stop asking for")
        });
    }
}

fn is_drawn_away(model: &Model<'_>, member: usize, team: &str) -> bool {
    let mut links: BTreeMap<&str, usize> = BTreeMap::new();
    for line in &model.lines {
        let Node::Service(to) = line.to else { continue };
        let other = match (line.from == member, to == member) {
            (true, false) => to,
            (false, true) => line.from,
            _ => continue,
        };
        if let Some(other) = team_of(model, other) {
            *links.entry(other).or_default() += 1;
        }
    }
    let own = links.get(team).copied().unwrap_or_default();
    links.values().any(|count| *count > own)
}

/// Stores that services of other teams reach: the border between their contexts runs through them. Told
/// at the store's team and at the caller's; a store of no team is foreign to every team.
pub(super) fn shared_context(model: &Model<'_>, sink: &mut Sink<'_>) {
    for line in &model.lines {
        let Node::Service(to) = line.to else { continue };
        if model.answer.services[to].role != NodeRole::Store {
            continue;
        }
        let (caller, store) = (team_of(model, line.from), team_of(model, to));
        if caller.is_none() || caller == store {
            continue;
        }
        let is_service = model.answer.services[line.from].role == NodeRole::Service;
        let told: Vec<&str> = caller.filter(|_| is_service).into_iter().chain(store).collect();
        let place = [model.name(line.from), model.name(to)].into_iter().chain(told.iter().copied());
        sink.raise(Minor, place, || {
            Detail::new(format!(
                "`{}` of the team {} reaches into `{}`, which is not its own",
                model.name(line.from),
                caller.unwrap_or_default(),
                model.name(to)
            ))
            .otherwise("decide which team keeps the store, and let the others ask it")
        });
    }
}
