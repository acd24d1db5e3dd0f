//! H-03: every name of an answer stands for something. What stands for nothing, because a change of the
//! facts took it away, can be taken out.

use crate::design::{
    architecture::{Apply, Architecture, Link, edit::Edit},
    fix::Fix,
    model::Model,
    rules::{Detail, Severity::Blocker, Severity::Info, Sink},
    scenario::Part,
};

pub(super) fn check(model: &Model<'_>, sink: &mut Sink<'_>) {
    for fault in &model.faults {
        let severity = if fault.harmless { Info } else { Blocker };
        sink.raise(severity, [fault.name.clone()], || {
            let near = fault.near.iter().map(|near| format!("did you mean `{near}`?"));
            Detail::new(crate::text::sanitize(&fault.what).into_owned())
                .evidence(near)
                .fixes(taken_out(model, &fault.name))
        });
    }
    if !model.has_facts {
        return;
    }
    for (at, service) in model.answer.services.iter().enumerate() {
        let hosts = model.parts.asks(Part::Patterns)
            && model.applied.iter().any(|applied| applied.at == Some(at));
        if service.does.is_empty() && service.owns.is_empty() && !hosts {
            sink.raise(Blocker, [service.name.clone()], || {
                let name = service.name.clone();
                Detail::new(format!("`{name}` does nothing and owns nothing"))
                    .fix(Fix::new(format!("Remove `{name}`"), vec![Edit::RemoveService { name }]))
            });
        }
    }
    if model.answer.services.is_empty() {
        sink.raise(Blocker, ["services"], || Detail::new("The answer has no service"));
    }
}

/// Everything that an answer says of a name that stands for nothing is taken out.
fn taken_out(model: &Model<'_>, name: &str) -> Option<Fix> {
    let mut edits = members(model, name);
    edits.extend(teams(model, name));
    edits.extend(links(model, name));
    edits.extend(patterns(model, name));
    let left = model.answer.with(&edits);
    // A service that did nothing else goes with it.
    edits.extend(emptied(model.answer, &left).map(|name| Edit::RemoveService { name }));
    (!edits.is_empty()).then(|| Fix::new(format!("Take `{name}` out"), edits))
}

/// Capabilities and entities that there are none of.
fn members(model: &Model<'_>, name: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let names = |all: &[String]| all.iter().any(|known| known == name);
    for service in &model.answer.services {
        let from = &service.name;
        if names(&service.does) && model.facts.capability(name).is_none() {
            edits.push(Edit::DropCapability { capability: name.to_owned(), from: from.clone() });
        }
        if names(&service.owns) && model.facts.entity(name).is_none() {
            edits.push(Edit::DropEntity { entity: name.to_owned(), from: from.clone() });
        }
    }
    edits
}

/// Services of a team that there is none of go to the team that does most of their work, or to none.
fn teams(model: &Model<'_>, name: &str) -> Vec<Edit> {
    if model.facts.team(name).is_some() {
        return Vec::new();
    }
    let services = model.answer.services.iter().enumerate();
    let orphans = services.filter(|(_, service)| service.team.as_deref() == Some(name));
    let handed = orphans.map(|(at, service)| {
        let team = model.leading_team(at);
        let team = team.map(|(team, _)| model.facts.teams[team].name.clone());
        Edit::SetTeam { service: service.name.clone(), team }
    });
    handed.collect()
}

/// Links to what there is none of, and what a link serves that is none.
fn links(model: &Model<'_>, name: &str) -> Vec<Edit> {
    let (facts, answer) = (model.facts, model.answer);
    let is_served = facts.transaction(name).is_some() || facts.view(name).is_some();
    let mut edits = Vec::new();
    for link in &answer.links {
        let Link { from, to, style, .. } = link;
        let gone = (from == name || to == name) && !stands(model, name);
        let serves = !is_served && link.serves.iter().any(|served| served == name);
        if !gone && !serves {
            continue;
        }
        let drop = Edit::RemoveLink { from: from.clone(), to: to.clone(), style: *style };
        if edits.contains(&drop) {
            continue;
        }
        edits.push(drop);
        let same = |other: &&Link| (&other.from, &other.to, other.style) == (from, to, *style);
        let rest = answer.links.iter().filter(same).filter(|_| !gone);
        edits.extend(rest.filter_map(|link| without(link, name)).map(Edit::AddLink));
    }
    edits
}

/// A link that serves one thing less; nothing where it served nothing else.
fn without(link: &Link, name: &str) -> Option<Link> {
    let mut rest = link.clone();
    rest.serves.retain(|served| served != name);
    (!rest.serves.is_empty() || link.serves.is_empty()).then_some(rest)
}

/// Patterns on what there is none of, and ways back of steps that are none.
fn patterns(model: &Model<'_>, name: &str) -> Vec<Edit> {
    let is_step = |apply: &Apply| {
        let on = apply.on.as_deref().and_then(|on| model.facts.transaction(on));
        let step = model.facts.capability(name);
        on.zip(step).is_some_and(|(on, step)| model.facts.transactions[on].steps.contains(&step))
    };
    let mut edits = Vec::new();
    for apply in &model.answer.applies {
        let Apply { pattern, on, .. } = apply;
        let is_at = on.as_deref().is_some_and(|on| match on.split_once("->") {
            Some((from, to)) => [from.trim(), to.trim()].contains(&name),
            None => on == name,
        });
        let gone = is_at && !stands(model, name);
        let is_undone = apply.compensate.iter().any(|(step, _)| step == name) && !is_step(apply);
        if gone || is_undone {
            edits.push(Edit::Unapply { pattern: pattern.clone(), on: on.clone() });
        }
        if is_undone && !gone {
            let mut rest = apply.clone();
            rest.compensate.retain(|(step, _)| step != name);
            edits.push(Edit::Apply(rest));
        }
    }
    edits
}

/// Whether a pattern or a link may stand at a name.
fn stands(model: &Model<'_>, name: &str) -> bool {
    let facts = model.facts;
    model.answer.service(name).is_some()
        || facts.external(name).is_some()
        || facts.transaction(name).is_some()
        || facts.view(name).is_some()
        || facts.client(name).is_some()
}

/// Services that had something and have nothing any more.
fn emptied<'a>(
    before: &'a Architecture,
    left: &'a Architecture,
) -> impl Iterator<Item = String> + 'a {
    let is_empty = move |name: &str| {
        left.service(name).is_some_and(|one| one.does.is_empty() && one.owns.is_empty())
    };
    let had = before.services.iter().filter(|one| !one.does.is_empty() || !one.owns.is_empty());
    had.filter(move |one| is_empty(&one.name)).map(|one| one.name.clone())
}
