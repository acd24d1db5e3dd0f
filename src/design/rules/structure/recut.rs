//! A new cut in one step, for answers whose borders are wrong altogether: one service a team, with the
//! data that the team changes.

use crate::design::{
    architecture::edit::Edit,
    fix::Fix,
    model::{Model, sorted},
};

/// The teams as borders, where they divide the work.
pub(super) fn options(model: &Model<'_>) -> Option<Fix> {
    let facts = model.facts;
    let teams: Vec<usize> =
        (0..facts.teams.len()).filter(|t| !facts.teams[*t].capabilities.is_empty()).collect();
    if teams.len() < 2 {
        return None;
    }
    let mut edits = Vec::new();
    let mut taken: Vec<usize> = Vec::new();
    for team in &teams {
        let name = &facts.teams[*team].name;
        let free = |c: &&usize| !taken.contains(c);
        let does: Vec<usize> =
            facts.teams[*team].capabilities.iter().filter(free).copied().collect();
        taken.extend(&does);
        edits.push(Edit::AddService { name: name.clone() });
        let moved = does.iter().map(|c| Edit::MoveCapability {
            capability: model.capability(*c).to_owned(),
            to: name.clone(),
        });
        edits.extend(moved);
        edits.push(Edit::SetTeam { service: name.clone(), team: Some(name.clone()) });
    }
    for (entity, team) in owners(model, &teams) {
        let (entity, to) = (model.entity(entity).to_owned(), facts.teams[team].name.clone());
        edits.push(Edit::MoveEntity { entity, to });
    }
    let gone = model
        .answer
        .services
        .iter()
        .filter(|service| !teams.iter().any(|team| facts.teams[*team].name == service.name));
    edits.extend(gone.map(|service| Edit::RemoveService { name: service.name.clone() }));
    Some(
        Fix::new("Cut along the teams: one service each, with the data that it changes", edits)
            .relinked(),
    )
}

/// For each entity, the team whose capabilities work on it most; an aggregate and what one strong
/// transaction writes stay with one.
fn owners(model: &Model<'_>, teams: &[usize]) -> Vec<(usize, usize)> {
    let facts = model.facts;
    crate::design::par::units(facts)
        .into_iter()
        .flat_map(|unit| {
            let weight = |team: &usize| {
                let does = &facts.teams[*team].capabilities;
                let touching = does.iter().flat_map(|c| &facts.capabilities[*c].access);
                let touching = touching.filter(|access| unit.contains(&access.entity));
                touching.map(|a| if a.writes { 4_usize } else { 1 }).sum::<usize>()
            };
            let most = teams.iter().map(weight).max().unwrap_or_default();
            let home = teams.iter().copied().find(|team| weight(team) == most);
            sorted(unit.clone()).into_iter().filter_map(move |entity| Some((entity, home?)))
        })
        .collect()
}
