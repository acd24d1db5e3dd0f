//! Four bad shapes, and the start-up for which one service is best.

use archtutor::design::{
    Apply, Architecture, Link, Model, Scenario, Service, assess, complete::completed, forces,
};

use super::{
    mutants::service,
    support::{BOOK, Decomposed, Designed, folders},
};

fn names<T>(items: &[T], name: impl Fn(&T) -> &String) -> Vec<String> {
    items.iter().map(|item| name(item).clone()).collect()
}

fn answer(facts: &Scenario, services: Vec<Service>) -> Architecture {
    let cut = Architecture { scenario: facts.id.clone(), services, ..Architecture::default() };
    completed(facts, &cut, &BOOK, true)
}

fn some_team(facts: &Scenario) -> Option<&str> {
    facts.teams.first().map(|team| team.name.as_str())
}

pub(super) fn one_service(facts: &Scenario) -> Architecture {
    let does = names(&facts.capabilities, |c| &c.name);
    let owns = names(&facts.entities, |e| &e.name);
    answer(facts, vec![service("everything", does, owns, some_team(facts))])
}

/// Every entity with a service of its own, which also does what mostly works on it.
pub(super) fn service_per_entity(facts: &Scenario) -> Architecture {
    let mut services: Vec<Service> = facts
        .entities
        .iter()
        .map(|e| {
            service(&format!("{}-service", e.name), vec![], vec![e.name.clone()], some_team(facts))
        })
        .collect();
    for capability in &facts.capabilities {
        let access = capability.access.iter();
        let home = access.max_by_key(|a| (a.writes, a.reads)).map_or(0, |access| access.entity);
        services[home].does.push(capability.name.clone());
    }
    answer(facts, services)
}

pub(super) fn layers(facts: &Scenario) -> Architecture {
    let reads = |wanted: bool| {
        let found = facts.capabilities.iter().filter(|c| c.writes_any() != wanted);
        found.map(|c| c.name.clone()).collect::<Vec<_>>()
    };
    let services = vec![
        service("screens", reads(true), vec![], some_team(facts)),
        service("logic", reads(false), vec![], some_team(facts)),
        service("data", vec![], names(&facts.entities, |e| &e.name), some_team(facts)),
    ];
    answer(
        facts,
        services.into_iter().filter(|s| !s.does.is_empty() || !s.owns.is_empty()).collect(),
    )
}

/// Every link goes to one service in the middle, which passes it on.
pub(super) fn through_hub(facts: &Scenario, good: &Architecture) -> Option<Architecture> {
    let service_links = good.links.iter().filter(|link| good.service(&link.to).is_some()).count();
    if good.services.len() < 4 || service_links < 3 {
        return None;
    }
    let mut hub = good.clone();
    let middle = "process-manager";
    hub.services.insert(0, service(middle, vec![], vec![], some_team(facts)));
    let mut links: Vec<Link> = Vec::new();
    for link in &good.links {
        if good.service(&link.to).is_none() {
            links.push(link.clone());
            continue;
        }
        for (from, to) in [(link.from.as_str(), middle), (middle, link.to.as_str())] {
            let same =
                links.iter_mut().find(|l| l.from == from && l.to == to && l.style == link.style);
            match same {
                Some(known) => known.serves.extend(link.serves.iter().cloned()),
                None => links.push(Link { from: from.into(), to: to.into(), ..link.clone() }),
            }
        }
    }
    hub.links = links;
    for apply in &mut hub.applies {
        if apply.pattern.starts_with("saga") {
            apply.pattern = "saga-orchestration".into();
            apply.at = Some(middle.into());
        }
    }
    let held = hub.applies.iter().any(|apply| apply.at.as_deref() == Some(middle));
    if !held {
        // A hub without a saga of its own still holds whatever it passes on.
        hub.applies.push(Apply {
            pattern: "api-composition".into(),
            on: facts.views.first().map(|view| view.name.clone()),
            at: Some(middle.into()),
            ..Apply::default()
        });
    }
    Some(hub)
}

#[test]
fn bad_shapes_score_below_60_wherever_they_are_wrong() {
    for folder in folders() {
        let facts = folder.exercise.scenario();
        let id = facts.id.as_str();
        let points =
            |answer: &Architecture| f64::from(assess(facts, answer, &BOOK).score.tenths) / 10.0;
        let one = one_service(facts);
        let forced = !forces::disintegrators(&Model::new(facts, &one, &BOOK)).is_empty();
        let mut shapes = vec![
            ("one service per entity", service_per_entity(facts)),
            ("cut by layers", layers(facts)),
        ];
        // Facts that could never ask for a border say nothing for a whole either.
        if forced || !forces::stated(facts) {
            shapes.push(("one service", one.clone()));
        } else {
            println!("{id:20} one service best {:5}", points(&one));
            assert!(points(&one) >= 80.0, "{id}: one service gets {}", points(&one));
        }
        let widest = folder.references.iter().max_by_key(|r| r.design().services.len());
        let hub = widest.and_then(|reference| through_hub(facts, &reference.design()));
        shapes.extend(hub.map(|hub| ("all through one hub", hub)));
        for (shape, answer) in shapes {
            let found = points(&answer);
            println!("{id:20} {shape:24} {found:5}");
            assert!(found < 60.0, "{id}: {shape} gets {found}");
        }
    }
}
