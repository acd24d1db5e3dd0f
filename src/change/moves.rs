//! Moves that no single finding offers: a service is handed to a team that there still is, split along
//! teams or zones, or joined with another; what runs a view or a process does so elsewhere. Each comes with
//! the links that it opens.

use crate::design::{
    Apply, Architecture, Edit, Link, Model, PatternBook, Scenario, Service, Style,
    complete::missing_links,
};

/// The edits of every such move.
pub(super) fn moves(facts: &Scenario, book: &PatternBook, design: &Architecture) -> Vec<Vec<Edit>> {
    let mut all: Vec<Vec<Edit>> = Vec::new();
    let handed = handed_over(facts, book, design);
    if !handed.is_empty() {
        all.push(handed);
    }
    for service in &design.services {
        all.extend(facts.teams.iter().filter_map(|team| {
            let does = of_names(&service.does, &|name| {
                facts.capability(name).is_some_and(|at| team.capabilities.contains(&at))
            });
            let owns = written_by(facts, service, &does);
            let mut edits = split(design, service, &team.name, does, owns)?;
            let new = new_name(&edits)?;
            edits.push(Edit::SetTeam { service: new, team: Some(team.name.clone()) });
            Some(edits)
        }));
        all.extend((0..facts.zones.len()).filter_map(|zone| {
            let owns = of_names(&service.owns, &|name| {
                facts.entity(name).is_some_and(|at| facts.entities[at].zone == Some(zone))
            });
            let does = working_on(facts, service, &owns);
            split(design, service, &facts.zones[zone].name, does, owns)
        }));
    }
    for (at, into) in design.services.iter().enumerate() {
        let others = design.services.iter().skip(at + 1);
        all.extend(
            others.filter(|other| are_near(design, into, other)).map(|other| {
                vec![Edit::Merge { into: into.name.clone(), other: other.name.clone() }]
            }),
        );
    }
    for apply in &design.applies {
        let near = takes_part(facts, design, apply);
        all.extend(near.into_iter().map(|to| run_at(design, apply, &to)));
    }
    let whole = all.into_iter().map(|mut edits| {
        edits.extend(missing_links(facts, &design.with(&edits), book));
        edits
    });
    whole.collect()
}

/// Whether two services talk with each other, or have one team: what has neither in common gains nothing
/// from being one.
fn are_near(design: &Architecture, one: &Service, two: &Service) -> bool {
    let joins = |link: &Link| {
        (link.from == one.name && link.to == two.name)
            || (link.from == two.name && link.to == one.name)
    };
    (one.team.is_some() && one.team == two.team) || design.links.iter().any(joins)
}

/// The services beside its own that take part in what a pattern runs for: that own what a view needs, or do a
/// step of a process.
fn takes_part(facts: &Scenario, design: &Architecture, apply: &Apply) -> Vec<String> {
    let (Some(on), Some(at)) = (&apply.on, &apply.at) else { return Vec::new() };
    let (needs, steps) = match (facts.view(on), facts.transaction(on)) {
        (Some(view), _) => (facts.views[view].needs.as_slice(), [].as_slice()),
        (None, Some(process)) => ([].as_slice(), facts.transactions[process].steps.as_slice()),
        (None, None) => return Vec::new(),
    };
    let has = |service: &&Service| {
        let owns = needs.iter().any(|need| service.owns.contains(&facts.entities[*need].name));
        let does = steps.iter().any(|step| service.does.contains(&facts.capabilities[*step].name));
        service.name != *at && (owns || does)
    };
    design.services.iter().filter(has).map(|service| service.name.clone()).collect()
}

/// Runs a pattern at another service; links that fed it alone go with it.
fn run_at(design: &Architecture, apply: &Apply, to: &str) -> Vec<Edit> {
    let fed = design.links.iter().filter(|link| {
        Some(&link.to) == apply.at.as_ref()
            && link.serves.iter().eq(&apply.on)
            && Style::Event == link.style
    });
    let mut edits: Vec<Edit> = fed
        .map(|link| Edit::RemoveLink {
            from: link.from.clone(),
            to: link.to.clone(),
            style: link.style,
        })
        .collect();
    edits.push(Edit::Unapply { pattern: apply.pattern.clone(), on: apply.on.clone() });
    edits.push(Edit::Apply(Apply { at: Some(to.to_owned()), ..apply.clone() }));
    edits
}

/// Services whose team is gone go to the team that does most of their work.
fn handed_over(facts: &Scenario, book: &PatternBook, design: &Architecture) -> Vec<Edit> {
    let model = Model::new(facts, design, book);
    let gone =
        |service: &Service| service.team.as_deref().is_none_or(|name| facts.team(name).is_none());
    let orphans = design.services.iter().enumerate().filter(|(_, service)| gone(service));
    let handed = orphans.filter_map(|(at, service)| {
        let (team, _) = model.leading_team(at)?;
        let team = Some(facts.teams.get(team)?.name.clone());
        Some(Edit::SetTeam { service: service.name.clone(), team })
    });
    handed.collect()
}

fn of_names(names: &[String], belongs: &dyn Fn(&str) -> bool) -> Vec<String> {
    names.iter().filter(|name| belongs(name)).cloned().collect()
}

/// Whether a capability writes an entity.
fn writes(facts: &Scenario, capability: &str, entity: &str) -> bool {
    let (Some(capability), Some(entity)) = (facts.capability(capability), facts.entity(entity))
    else {
        return false;
    };
    let mut access = facts.capabilities[capability].access.iter();
    access.any(|access| access.entity == entity && access.writes)
}

/// What only some capabilities of a service write.
fn written_by(facts: &Scenario, service: &Service, does: &[String]) -> Vec<String> {
    of_names(&service.owns, &|entity| {
        let writers: Vec<&String> =
            service.does.iter().filter(|name| writes(facts, name, entity)).collect();
        !writers.is_empty() && writers.iter().all(|name| does.contains(name))
    })
}

/// The capabilities of a service that write only these entities, or read only them.
fn working_on(facts: &Scenario, service: &Service, owns: &[String]) -> Vec<String> {
    of_names(&service.does, &|name| {
        let Some(at) = facts.capability(name) else { return false };
        let access = &facts.capabilities[at].access;
        let written = access.iter().any(|access| access.writes);
        let counted: Vec<_> = access.iter().filter(|a| a.writes || !written).collect();
        let inside = |entity: usize| owns.contains(&facts.entities[entity].name);
        !counted.is_empty() && counted.iter().all(|access| inside(access.entity))
    })
}

/// Moves members into a new service, where something is left behind.
fn split(
    design: &Architecture,
    service: &Service,
    name: &str,
    does: Vec<String>,
    owns: Vec<String>,
) -> Option<Vec<Edit>> {
    let moved = does.len() + owns.len();
    let whole = moved == service.does.len() + service.owns.len();
    if moved == 0 || whole {
        return None;
    }
    let names = (1..).map(|at| if at == 1 { name.to_owned() } else { format!("{name}-{at}") });
    let name = names.into_iter().find(|name| design.service(name).is_none())?;
    Some(vec![Edit::Split { from: service.name.clone(), name, does, owns }])
}

fn new_name(edits: &[Edit]) -> Option<String> {
    edits.iter().find_map(|edit| match edit {
        Edit::Split { name, .. } => Some(name.clone()),
        _ => None,
    })
}
