//! A new cut in one step, for answers whose borders are wrong altogether: one service a team, with the
//! data that the team changes.

use crate::design::{
    architecture::edit::Edit,
    complete,
    fix::Fix,
    model::{Model, sorted},
    scenario::Part,
};

/// The teams as borders, where they divide the work; what must stay apart from the rest of a team's
/// work gets a service of its own.
pub(in crate::design::rules) fn options(model: &Model<'_>) -> Option<Fix> {
    let facts = model.facts;
    let teams: Vec<usize> =
        (0..facts.teams.len()).filter(|t| !facts.teams[*t].capabilities.is_empty()).collect();
    if teams.len() < 2 {
        return None;
    }
    let mut edits = Vec::new();
    let mut names: Vec<String> = Vec::new();
    let mut taken: Vec<usize> = Vec::new();
    let mut placed: Vec<(String, usize, Edit)> = Vec::new();
    for team in &teams {
        for c in &facts.teams[*team].capabilities {
            if !taken.contains(c) {
                taken.push(*c);
                let to = home(model, *team, facts.zones_of(*c).first().copied());
                let capability = model.capability(*c).to_owned();
                placed.push((to.clone(), *team, Edit::MoveCapability { capability, to }));
            }
        }
    }
    for (entity, team) in owners(model, &teams) {
        let to = home(model, team, facts.entities[entity].zone);
        let entity = model.entity(entity).to_owned();
        placed.push((to.clone(), team, Edit::MoveEntity { entity, to }));
    }
    for (name, team, _) in &placed {
        if !names.contains(name) {
            names.push(name.clone());
            edits.push(Edit::AddService { name: name.clone() });
            let team = Some(facts.teams[*team].name.clone());
            edits.push(Edit::SetTeam { service: name.clone(), team });
        }
    }
    edits.extend(placed.into_iter().map(|(_, _, edit)| edit));
    let gone = model.answer.services.iter().filter(|service| !names.contains(&service.name));
    edits.extend(gone.map(|service| Edit::RemoveService { name: service.name.clone() }));
    edits.extend(talk(model, &edits));
    let text = "Cut along the teams: one service each, with the data that it changes";
    Some(Fix::new(text, edits).relinked().as_last_resort())
}

/// A split with all that its two sides need to talk, so that it can stand by itself.
pub(in crate::design::rules) fn standing(model: &Model<'_>, fix: Fix) -> Fix {
    let talk = talk(model, &fix.edits);
    fix.and(talk)
}

/// The service of a team for something in a zone.
fn home(model: &Model<'_>, team: usize, zone: Option<usize>) -> String {
    let facts = model.facts;
    let name = &facts.teams[team].name;
    let apart =
        zone.filter(|zone| usual_zone(model, team).is_some_and(|own| facts.apart(own, *zone)));
    apart.map_or_else(|| name.clone(), |zone| format!("{name}-{}", facts.zones[zone].name))
}

/// The zone of most of a team's work.
fn usual_zone(model: &Model<'_>, team: usize) -> Option<usize> {
    let does = &model.facts.teams[team].capabilities;
    let zones: Vec<usize> = does.iter().flat_map(|c| model.facts.zones_of(*c)).collect();
    let count = |zone: &usize| zones.iter().filter(|other| *other == zone).count();
    zones.iter().copied().max_by_key(|zone| (count(zone), std::cmp::Reverse(*zone)))
}

/// How the services of a new cut talk, where that is asked for: links, sagas, read models, the door.
fn talk(model: &Model<'_>, cut: &[Edit]) -> Vec<Edit> {
    if !model.parts.asks(Part::Links) {
        return Vec::new();
    }
    let cut = model.answer.with(cut);
    let whole = complete::completed(model.facts, &cut, model.book, true);
    let links = whole.links.into_iter().filter(|link| !cut.links.contains(link));
    let applies = whole.applies.into_iter().filter(|apply| !cut.applies.contains(apply));
    links.map(Edit::AddLink).chain(applies.map(Edit::Apply)).collect()
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
