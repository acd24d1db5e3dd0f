//! The board's content: one card a service, with a row for everything that can be picked or opened.

use super::{
    thing::{Card, Holder, Member, Thing},
    workspace::Workspace,
};
use crate::{
    design::architecture::Apply,
    role::Role,
    tui::{editors::board::Face, screen::Environment},
};

/// The cards of a design, in the order of the board.
pub(super) fn cards(workspace: &Workspace) -> Vec<Card> {
    let (facts, answer) = (workspace.facts(), workspace.design());
    let mut cards = Vec::new();
    let mut homeless = vec![Thing::Head];
    if workspace.asks(crate::design::scenario::Part::Services) {
        let lost = facts.capabilities.iter().filter(|c| answer.home_of(&c.name).is_none());
        homeless.extend(lost.map(|c| Thing::Member(Member::Capability(c.name.clone()))));
    }
    let lost = facts.entities.iter().filter(|entity| answer.owner_of(&entity.name).is_none());
    homeless.extend(lost.map(|entity| Thing::Member(Member::Entity(entity.name.clone()))));
    if homeless.len() > 1 {
        cards.push(Card { holder: Holder::Nowhere, rows: homeless });
    }
    for service in &answer.services {
        let mut rows = vec![Thing::Head];
        rows.extend(service.does.iter().map(|c| Thing::Member(Member::Capability(c.clone()))));
        rows.extend(service.owns.iter().map(|e| Thing::Member(Member::Entity(e.clone()))));
        let links = answer.links.iter().filter(|link| link.from == service.name);
        rows.extend(links.cloned().map(Thing::Link));
        let applied = answer.applies.iter().filter(|apply| sits_on(apply, &service.name));
        rows.extend(applied.cloned().map(Thing::Applied));
        cards.push(Card { holder: Holder::Service(service.name.clone()), rows });
    }
    cards.push(Card { holder: Holder::New, rows: vec![Thing::Head] });
    let whole = answer
        .applies
        .iter()
        .filter(|apply| !answer.services.iter().any(|service| sits_on(apply, &service.name)));
    let whole: Vec<Thing> = whole.cloned().map(Thing::Applied).collect();
    if !whole.is_empty() {
        let rows = std::iter::once(Thing::Head).chain(whole).collect();
        cards.push(Card { holder: Holder::Whole, rows });
    }
    for external in &facts.externals {
        let holder = Holder::External(external.name.clone());
        cards.push(Card { holder, rows: vec![Thing::Head] });
    }
    cards
}

/// Whether a pattern is shown on a service's card: it stands on the service or on a link from it.
fn sits_on(apply: &Apply, service: &str) -> bool {
    let on = apply.on.as_deref().unwrap_or_default();
    on == service || on.split_once("->").is_some_and(|(from, _)| from.trim() == service)
}

/// How a row looks: a sign and words, and notes.
pub(super) fn face(card: &Card, thing: &Thing, workspace: &Workspace, env: &Environment) -> Face {
    let facts = workspace.facts();
    let ascii = env.settings.ascii;
    match thing {
        Thing::Head => head(card, workspace, env),
        Thing::Member(Member::Capability(name)) => {
            let sign = if ascii { "*" } else { "●" };
            let found = facts.capability(name).and_then(|at| facts.capabilities.get(at));
            let note = found.map_or_else(Vec::new, |capability| {
                let rate = capability.rate.map(|rate| format!("{rate}/s"));
                let load = capability.load != Default::default();
                let load = load.then(|| capability.load.word().to_owned());
                let zone = capability.zone.and_then(|zone| facts.zones.get(zone));
                let zone = zone.map(|zone| zone.name.clone());
                [rate, load, zone].into_iter().flatten().collect()
            });
            Face::new(format!("{sign} {name}"), Role::Text, note)
        }
        Thing::Member(Member::Entity(name)) => {
            let sign = if ascii { "=" } else { "▤" };
            let found = facts.entity(name).and_then(|at| facts.entities.get(at));
            let zone = found.and_then(|entity| facts.zones.get(entity.zone?));
            let note = zone.filter(|zone| !zone.apart_from.is_empty());
            let note = note.map(|zone| zone.name.clone()).into_iter().collect();
            Face::new(format!("{sign} {name}"), Role::Info, note)
        }
        Thing::Link(link) => {
            let arrow = match (ascii, link.style.waits()) {
                (true, true) => "->",
                (true, false) => "~>",
                (false, true) => "→",
                (false, false) => "⇢",
            };
            let style = link.style.word();
            let with = workspace.pattern_names(&link.with, env);
            Face::new(format!("{arrow} {} {style}", link.to), Role::Accent, with)
        }
        Thing::Applied(apply) => {
            let sign = if ascii { "+" } else { "◆" };
            let here =
                matches!(&card.holder, Holder::Service(name) if apply.on.as_ref() == Some(name));
            let on = apply.on.clone().filter(|_| !here).unwrap_or_default();
            let at = apply.at.as_ref().map(|at| env.words.format("bench.at", &[("at", at)]));
            let note = [Some(on).filter(|on| !on.is_empty()), at];
            let note = note.into_iter().flatten().collect();
            let name = workspace.pattern_name(&apply.pattern, env);
            Face::new(format!("{sign} {name}"), Role::Warn, note)
        }
    }
}

fn head(card: &Card, workspace: &Workspace, env: &Environment) -> Face {
    match &card.holder {
        Holder::Nowhere => {
            let count = card.rows.len() - 1;
            Face::new(env.say("bench.nowhere").to_owned(), Role::Warn, vec![count.to_string()])
        }
        Holder::Service(name) => {
            let service = workspace.design().service(name);
            let team = service.and_then(|service| service.team.as_ref());
            let team = team.map(|team| env.words.format("bench.team", &[("team", team)]));
            let copies = service.map_or(1, |service| service.replicas);
            let copies = (copies > 1).then(|| format!("x{copies}"));
            let note = [team, copies].into_iter().flatten().collect();
            Face::new(name.clone(), Role::Heading, note)
        }
        Holder::External(name) => {
            Face::new(name.clone(), Role::Muted, vec![env.say("bench.external").to_owned()])
        }
        Holder::Whole => Face::new(env.say("bench.whole").to_owned(), Role::Muted, Vec::new()),
        Holder::New => Face::new(format!("+ {}", env.say("bench.new")), Role::Accent, Vec::new()),
    }
}
