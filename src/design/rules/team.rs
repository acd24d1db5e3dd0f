//! C: services and the people who own them.

mod imported;

use super::{
    Detail, Rule,
    Severity::{Major, Minor},
    Sink,
    structure::{recut, size::excess},
};
use crate::design::{
    architecture::edit::Edit,
    fix::Fix,
    limits::Limit,
    model::{Model, Spot},
    scenario::Part,
};
use crate::text::counted;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "C-01",
        name: "a service has one team",
        part: Part::Services,
        cites: &["service-per-team", "inverse-conway-manoeuvre"],
        check: conway,
    },
    Rule {
        id: "C-02",
        name: "no team owns more than it can",
        part: Part::Services,
        cites: &["service-per-team"],
        check: capacity,
    },
    Rule {
        id: "C-03",
        name: "teams work on their own services most",
        part: Part::Services,
        cites: &["service-per-team"],
        check: coupling,
    },
];

fn staffed(model: &Model<'_>) -> bool {
    model.facts.teams.iter().any(|team| !team.capabilities.is_empty())
}

fn conway(model: &Model<'_>, sink: &mut Sink<'_>) {
    if !staffed(model) {
        return;
    }
    for service in 0..model.size() {
        let Some((team, share)) = model.leading_team(service) else { continue };
        let enough = share >= model.facts.limits.get(Limit::TeamShare);
        let named = model.team[service];
        if enough && named.is_none_or(|named| named == team) {
            continue;
        }
        sink.owe("team-misfit", Spot::Service(service), false);
        let name = model.name(service);
        sink.raise(Major, [name], || {
            let rows = model.does[service].iter().map(|c| {
                let teams: Vec<&str> =
                    model.facts.teams_of(*c).map(|t| model.facts.teams[t].name.as_str()).collect();
                format!("{}: {}", model.capability(*c), teams.join(", "))
            });
            let right = model.facts.teams[team].name.clone();
            if enough {
                let said = named.map_or("nobody", |named| &model.facts.teams[named].name);
                let edit = Edit::SetTeam { service: name.to_owned(), team: Some(right.clone()) };
                return Detail::new(format!(
                    "`{name}` does the work of the team {right}, but belongs to {said}"
                ))
                .evidence(rows)
                .fix(Fix::single(edit));
            }
            Detail::new(format!("No team does most of the work of `{name}`"))
                .evidence(rows)
                .evidence([format!("the largest share is {:.0} %, of {right}", share * 100.0)])
                .fixes(by_team(model, service, team))
                .fixes(recut::options(model))
        });
    }
}

/// Splits what other teams do off a service.
fn by_team(model: &Model<'_>, service: usize, keeps: usize) -> Vec<Fix> {
    let mut fixes = Vec::new();
    for (team, facts) in model.facts.teams.iter().enumerate().filter(|(at, _)| *at != keeps) {
        let does: Vec<usize> = model.does[service]
            .iter()
            .copied()
            .filter(|c| facts.capabilities.contains(c))
            .collect();
        let owns: Vec<usize> = model.owns[service]
            .iter()
            .copied()
            .filter(|e| {
                let writers = model.does[service].iter().filter(|c| model.facts.writes(**c, *e));
                let writers: Vec<&usize> = writers.collect();
                !writers.is_empty() && writers.iter().all(|c| does.contains(c))
            })
            .collect();
        if does.is_empty() {
            continue;
        }
        if let Some(fix) = Fix::split(model, service, &does, &owns) {
            let name = match fix.edits.first() {
                Some(Edit::Split { name, .. }) => name.clone(),
                _ => continue,
            };
            let team = Some(model.facts.teams[team].name.clone());
            let fix = fix.and([Edit::SetTeam { service: name, team }]);
            fixes.push(recut::standing(model, fix));
        }
        // A capability may also go to a service of its own team.
        let led = |s: &usize| {
            let leading = model.leading_team(*s);
            *s != service && leading.is_some_and(|(leading, _)| leading == team)
        };
        let home = (0..model.size()).filter(led).min_by_key(|s| model.name(*s));
        if let (Some(home), [only]) = (home, does.as_slice()) {
            fixes.push(Fix::move_capability(model, *only, home));
        }
    }
    fixes.truncate(4);
    fixes
}

fn capacity(model: &Model<'_>, sink: &mut Sink<'_>) {
    if !staffed(model) {
        return;
    }
    let mut overloaded = false;
    for (team, facts) in model.facts.teams.iter().enumerate() {
        let owned: Vec<usize> =
            (0..model.size()).filter(|service| model.team[*service] == Some(team)).collect();
        let Some(most) = facts.capacity.filter(|most| owned.len() as f64 > *most) else { continue };
        overloaded = true;
        sink.raise(excess(owned.len() as f64, most), [facts.name.as_str()], || {
            let names: Vec<&str> = owned.iter().map(|service| model.name(*service)).collect();
            let pairs = owned
                .iter()
                .enumerate()
                .flat_map(|(at, one)| owned.iter().skip(at + 1).map(move |two| (*one, *two)));
            Detail::new(format!("The team {} owns more services than it can", facts.name))
                .evidence([format!("{} of {most}: {}", owned.len(), names.join(", "))])
                .fixes(pairs.take(4).map(|(one, two)| Fix::merge(model, one, two)))
        });
    }
    // A team that owns too much has said it already; services of nobody count against all.
    let all: Option<f64> = model.facts.teams.iter().map(|team| team.capacity).sum();
    let free = model.team.iter().any(Option::is_none);
    let counts = !overloaded || free;
    if let Some(all) = all.filter(|all| counts && model.size() as f64 > *all) {
        sink.raise(excess(model.size() as f64, all), ["all teams"], || {
            let traffic = model.traffic();
            let pairs = (0..model.size())
                .flat_map(|one| (one + 1..model.size()).map(move |two| (one, two)));
            let mut pairs: Vec<(usize, usize)> = pairs.collect();
            pairs.sort_by(|a, b| {
                let flow = |(one, two): &(usize, usize)| traffic[one * model.size() + two];
                flow(b).total_cmp(&flow(a)).then(a.cmp(b))
            });
            Detail::new("There are more services than all teams together can own")
                .evidence([format!("{}, {all} can be owned", counted(model.size(), "service"))])
                .fixes(pairs.into_iter().take(3).map(|(one, two)| Fix::merge(model, one, two)))
                .otherwise("decide which services are not worth a team's attention")
        });
    }
    for service in 0..model.size() {
        let hosts_only = model.does[service].is_empty() && model.owns[service].is_empty();
        if model.team[service].is_some() || hosts_only || model.facts.teams.is_empty() {
            continue;
        }
        let name = model.name(service);
        sink.raise(Minor, [name, "no team"], || {
            let team = model.leading_team(service).map(|(team, _)| team);
            let fix = team.map(|team| {
                let team = Some(model.facts.teams[team].name.clone());
                Fix::single(Edit::SetTeam { service: name.to_owned(), team })
            });
            Detail::new(format!("`{name}` belongs to no team")).fixes(fix)
        });
    }
}

fn team_of<'m>(model: &'m Model<'_>, service: usize) -> Option<&'m str> {
    model.answer.services[service].team.as_deref()
}

fn coupling(model: &Model<'_>, sink: &mut Sink<'_>) {
    if !model.has_facts {
        imported::tightly_coupled(model, sink);
        imported::shared_context(model, sink);
        return;
    }
    let table = model.traffic();
    let between = |one: usize, two: usize| table[one * model.size() + two];
    for service in 0..model.size() {
        let Some(own) = team_of(model, service) else { continue };
        let mates: Vec<usize> = (0..model.size())
            .filter(|s| *s != service && team_of(model, *s) == Some(own))
            .collect();
        if mates.is_empty() {
            continue;
        }
        let inside = mates.iter().fold(0.0, |sum, mate| sum + between(service, *mate));
        let mut others: Vec<(&str, f64)> = Vec::new();
        for other in 0..model.size() {
            let Some(team) = team_of(model, other).filter(|team| *team != own) else { continue };
            let flow = between(service, other);
            match others.iter_mut().find(|(known, _)| *known == team) {
                Some((_, sum)) => *sum += flow,
                None => others.push((team, flow)),
            }
        }
        // Of two teams that are equal the order of services does not decide.
        let most = others.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then_with(|| b.0.cmp(a.0)));
        let Some((team, outside)) = most else { continue };
        if outside <= inside {
            continue;
        }
        let name = model.name(service);
        sink.raise(Minor, [name, own], || {
            let edit = Edit::SetTeam { service: name.to_owned(), team: Some(team.to_owned()) };
            let partners = (0..model.size())
                .filter(|other| team_of(model, *other) == Some(team))
                .filter(|other| between(service, *other) > 0.0);
            Detail::new(format!(
                "`{name}` works more with the team {team} than with its own, {own}"
            ))
            .evidence([format!("{inside} with {own}"), format!("{outside} with {team}")])
            .fix(Fix::single(edit))
            .fixes(partners.take(2).map(|other| Fix::merge(model, other, service)))
            .otherwise(format!(
                "decide whether {own} can do without asking {team}, or take the work over"
            ))
        });
    }
}
