//! Answers that take no thought, whatever the facts are: one service, one for each entity, layers, a hub
//! in the middle of a good cut, and a good cut with all that the catalog has. An exercise teaches
//! something only where they fail.

use crate::{
    catalog::obligation::Scope,
    design::{
        Apply, Architecture, Link, Model, PatternBook, Scenario, Service, Style,
        complete::completed, forces,
    },
};

/// Services without work in a kitchen sink.
const GHOSTS: usize = 15;

/// Every shape that is wrong for these facts, by name; some are made of a good design.
pub fn wrong(
    facts: &Scenario,
    good: &Architecture,
    book: &PatternBook,
) -> Vec<(&'static str, Architecture)> {
    let mut shapes = vec![
        ("one service for each entity", service_per_entity(facts, book)),
        ("a cut by layers", layers(facts, book)),
        ("a kitchen sink", kitchen_sink(facts, good, book)),
    ];
    let whole = one_service(facts, book);
    if is_wrong(facts, &whole, book) {
        shapes.push(("one service", whole));
    }
    shapes.extend(through_hub(facts, good).map(|hub| ("all through one hub", hub)));
    shapes
}

/// Whether one service is wrong: something asks for borders, or nothing in the facts ever could, and then
/// nothing speaks for a whole either.
pub fn is_wrong(facts: &Scenario, whole: &Architecture, book: &PatternBook) -> bool {
    let forced = !forces::disintegrators(&Model::new(facts, whole, book)).is_empty();
    forced || !forces::stated(facts)
}

fn service(name: &str, does: Vec<String>, owns: Vec<String>, facts: &Scenario) -> Service {
    let team = facts.teams.first().map(|team| team.name.clone());
    Service { name: name.to_owned(), does, owns, team, ..Service::default() }
}

fn names<T>(items: &[T], name: impl Fn(&T) -> &String) -> Vec<String> {
    items.iter().map(|item| name(item).clone()).collect()
}

fn answer(facts: &Scenario, services: Vec<Service>, book: &PatternBook) -> Architecture {
    let cut = Architecture { scenario: facts.id.clone(), services, ..Architecture::default() };
    completed(facts, &cut, book, true)
}

/// Everything in one place.
pub fn one_service(facts: &Scenario, book: &PatternBook) -> Architecture {
    let does = names(&facts.capabilities, |c| &c.name);
    let owns = names(&facts.entities, |e| &e.name);
    answer(facts, vec![service("everything", does, owns, facts)], book)
}

/// Every entity with a service of its own, which also does what mostly works on it.
pub fn service_per_entity(facts: &Scenario, book: &PatternBook) -> Architecture {
    let each = facts.entities.iter();
    let each = each
        .map(|e| service(&format!("{}-service", e.name), Vec::new(), vec![e.name.clone()], facts));
    let mut services: Vec<Service> = each.collect();
    for capability in &facts.capabilities {
        let access = capability.access.iter();
        let home = access.max_by_key(|a| (a.writes, a.reads)).map_or(0, |access| access.entity);
        if let Some(home) = services.get_mut(home) {
            home.does.push(capability.name.clone());
        }
    }
    answer(facts, services, book)
}

/// What reads, what writes, and the data.
pub fn layers(facts: &Scenario, book: &PatternBook) -> Architecture {
    let that = |writes: bool| {
        let found = facts.capabilities.iter().filter(|c| c.writes_any() == writes);
        found.map(|c| c.name.clone()).collect::<Vec<_>>()
    };
    let services = vec![
        service("screens", that(false), Vec::new(), facts),
        service("logic", that(true), Vec::new(), facts),
        service("data", Vec::new(), names(&facts.entities, |e| &e.name), facts),
    ];
    let services = services.into_iter().filter(|s| !s.does.is_empty() || !s.owns.is_empty());
    answer(facts, services.collect(), book)
}

/// Every link goes to one service in the middle, which passes it on; none where there is little to pass.
pub fn through_hub(facts: &Scenario, good: &Architecture) -> Option<Architecture> {
    let service_links = good.links.iter().filter(|link| good.service(&link.to).is_some()).count();
    if good.services.len() < 4 || service_links < 3 {
        return None;
    }
    let mut hub = good.clone();
    let middle = "process-manager";
    hub.services.insert(0, service(middle, Vec::new(), Vec::new(), facts));
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
    for apply in hub.applies.iter_mut().filter(|apply| apply.pattern.starts_with("saga")) {
        apply.pattern = "saga-orchestration".into();
        apply.at = Some(middle.into());
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

/// A good design with a link in every direction, every pattern at every place that it fits, and services
/// that only a pattern keeps alive.
pub fn kitchen_sink(facts: &Scenario, good: &Architecture, book: &PatternBook) -> Architecture {
    let mut sink = good.clone();
    let all: Vec<String> = good.services.iter().map(|service| service.name.clone()).collect();
    for from in &all {
        for to in all.iter().filter(|to| *to != from) {
            let link = |style, with: &[&str]| Link {
                from: from.clone(),
                to: to.clone(),
                style,
                with: with.iter().map(|with| (*with).to_owned()).collect(),
                ..Link::default()
            };
            let call = link(Style::Sync, &["timeout", "circuit-breaker"]);
            sink.links.extend([call, link(Style::Async, &[]), link(Style::Event, &[])]);
        }
    }
    let mut doubled: Vec<(String, String, Style)> = Vec::new();
    sink.links.retain(|link| {
        let key = (link.from.clone(), link.to.clone(), link.style);
        let new = !doubled.contains(&key);
        doubled.push(key);
        new
    });
    let transactions = names(&facts.transactions, |transaction| &transaction.name);
    let views = names(&facts.views, |view| &view.name);
    for entry in book.entries().iter().filter(|entry| entry.grading.is_gradable()) {
        for scope in &entry.grading.applies_on {
            let places = match scope {
                Scope::Service => &all,
                Scope::Transaction => &transactions,
                Scope::View => &views,
                _ => continue,
            };
            sink.applies.extend(places.iter().map(|on| Apply {
                pattern: entry.id.clone(),
                on: Some(on.clone()),
                at: good.services.first().map(|service| service.name.clone()),
                ..Apply::default()
            }));
        }
    }
    for at in 0..GHOSTS {
        let ghost = format!("helper-{at}");
        sink.applies.push(Apply {
            pattern: "transactional-outbox".into(),
            on: Some(ghost.clone()),
            at: Some(ghost.clone()),
            ..Apply::default()
        });
        sink.services.push(service(&ghost, Vec::new(), Vec::new(), facts));
    }
    sink
}
