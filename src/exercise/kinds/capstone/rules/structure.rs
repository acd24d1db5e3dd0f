//! CM-02 to CM-04, CM-06 to CM-08, CM-12, CM-13: boxes, owners, patterns and names that must agree.

use std::collections::{BTreeMap, BTreeSet};

use toml::Value;

use super::{super::slice::Slice, Look};
use crate::{
    catalog::pattern::Relation,
    manifest::yaml,
    text::counted,
    verdict::{Finding, Severity},
};

/// Words that only belong to the card network.
const CARD: [&str; 6] = ["card_number", "card-number", "cardnumber", "pan", "cvv", "cvc"];
/// Kinds that run a service.
const RUNNERS: [&str; 3] = ["Deployment", "StatefulSet", "DaemonSet"];

/// CM-02: a service that nobody reaches.
pub(super) fn idle(look: &Look<'_, '_>, found: &mut Vec<Finding>) {
    let Some(routes) = look.slice("routes") else { return };
    let routed: BTreeSet<String> = routes.names(look.answer).into_iter().collect();
    let links = &look.own.boundaries.links;
    let alone =
        |name: &&str| !routed.contains(*name) && !links.iter().any(|link| link.to == **name);
    found.extend(look.own.services().filter(alone).map(|name| {
        let message = format!("no route, message or call leads to `{name}`");
        Finding::new("CM-02", Severity::Major, [name], message)
    }));
}

/// CM-03: a border without a reason: no words, and no team of its own.
pub(super) fn reasons(look: &Look<'_, '_>, found: &mut Vec<Finding>) {
    let services = &look.own.boundaries.services;
    if look.slice("decomposition").is_none() || services.len() < 2 {
        return;
    }
    let mut teams: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for service in services {
        *teams.entry(service.team.as_deref()).or_default() += 1;
    }
    let why = |name: &str| {
        let words = look.own.table.get("service")?.get(name)?.get("because")?.as_str()?;
        (!words.trim().is_empty()).then_some(())
    };
    for service in services {
        let own_team = service.team.is_some() && teams.get(&service.team.as_deref()) == Some(&1);
        if !own_team && why(&service.name).is_none() {
            let message = format!("nothing says what the border of `{}` buys", service.name);
            found.push(
                Finding::new("CM-03", Severity::Major, [service.name.as_str()], message).row(
                    "reason",
                    "",
                    "`because`, or a team of its own",
                ),
            );
        }
    }
}

/// CM-03: a saga where one transaction is enough.
pub(super) fn needless_saga(look: &Look<'_, '_>, found: &mut Vec<Finding>) {
    let Some(slice) = look.slice("saga") else { return };
    let Some(alone) = slice.across.as_deref().and_then(|about| look.own.alone_in(about)) else {
        return;
    };
    if look.own.table.get(&slice.id).is_some_and(Value::is_table) {
        let message = format!("`{alone}` does every step: one transaction is enough");
        found.push(Finding::new("CM-03", Severity::Major, [slice.id.as_str()], message).row(
            "saga",
            "steps and ways back",
            "\"one transaction\"",
        ));
    }
}

/// CM-04: data with two owners, seen from every slice that builds on it.
pub(super) fn shared_stores(look: &Look<'_, '_>, found: &mut Vec<Finding>) {
    if look.slice("decomposition").is_some() {
        return;
    }
    let mut owners: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for service in &look.own.boundaries.services {
        for entity in &service.owns {
            owners.entry(entity).or_default().push(&service.name);
        }
    }
    for (entity, owners) in owners.into_iter().filter(|(_, owners)| owners.len() > 1) {
        let message = format!("`{entity}` stands in the stores of {}", owners.join(" and "));
        found.push(Finding::new("CM-04", Severity::Major, [entity], message).row(
            "owner",
            owners.join(", "),
            "one",
        ));
    }
}

/// CM-06: patterns of different slices that exclude each other.
pub(super) fn conflicts(look: &Look<'_, '_>, found: &mut Vec<Finding>) {
    if look.slice("decomposition").is_some() {
        return;
    }
    let catalog = &look.knowledge.catalog;
    let mut chosen: Vec<(String, bool)> = Vec::new();
    let applied = look.own.boundaries.applies.iter();
    chosen.extend(applied.map(|apply| (apply.pattern.clone(), true)));
    choices(look, &mut chosen);
    for (at, (one, inside)) in chosen.iter().enumerate() {
        let Some(pattern) = catalog.get(one) else { continue };
        let excluded: Vec<&str> =
            pattern.related(Relation::ConflictsWith).iter().map(|id| id.as_str()).collect();
        let others = chosen.iter().skip(at + 1);
        // Within the boundaries it is for P-02 to say.
        let others = others.filter(|(other, within)| !(*inside && *within) && other != one);
        for (other, _) in others.filter(|(other, _)| excluded.contains(&other.as_str())) {
            let message = format!("`{one}` and `{other}` exclude each other");
            found.push(
                Finding::new("CM-06", Severity::Major, [one.as_str(), other], message)
                    .cite(one.as_str())
                    .cite(other.as_str()),
            );
        }
    }
}

/// Patterns that are chosen, not applied: the style, add-ons, the way to recover.
fn choices(look: &Look<'_, '_>, chosen: &mut Vec<(String, bool)>) {
    let table = &look.own.table;
    let style = table.get("choice");
    let nested = table.get("recovery").and_then(|recovery| recovery.get("choice"));
    let all = style.into_iter().chain(nested).filter_map(Value::as_table);
    for choice in all.flat_map(|all| all.values()) {
        let add = choice.get("add").and_then(Value::as_array).into_iter().flatten();
        let named = choice.get("take").into_iter().chain(add).filter_map(Value::as_str);
        chosen.extend(named.map(|name| (name.to_owned(), false)));
    }
}

/// CM-07: an event whose owner does not own what it is about.
pub(super) fn foreign_events(look: &Look<'_, '_>, found: &mut Vec<Finding>) {
    let Some(slice) = look.slice("event-flow") else { return };
    let facts = slice.told_for(&look.facts.shop, look.own);
    let text = |way: &[&str]| {
        let root = Value::Table(facts.clone());
        let value = way.iter().try_fold(&root, |at, key| at.get(key))?;
        value.as_str().map(str::to_owned)
    };
    let events = look.own.table.get("event").and_then(Value::as_table);
    for (name, event) in events.into_iter().flatten() {
        let word = |key: &str| event.get(key).and_then(Value::as_str);
        let (Some(of), Some(owner)) = (word("of"), word("owner")) else { continue };
        let entity = text(&["happening", of, "entity"]);
        let Some(needed) = entity.and_then(|entity| text(&["entity", &entity, "owner"])) else {
            continue;
        };
        if needed != owner && look.own.has(owner) {
            let message = format!("`{owner}` publishes what `{needed}` owns");
            found.push(
                Finding::new("CM-07", Severity::Major, [slice.id.as_str(), name], message).row(
                    "owner in M1",
                    owner,
                    needed,
                ),
            );
        }
    }
}

/// CM-08: what is deployed, and what there is to deploy.
pub(super) fn hosting(look: &Look<'_, '_>, found: &mut Vec<Finding>) {
    let hosting = |slice: &&Slice| slice.is_hosting() && !slice.is_needless(look.own);
    let Some(slice) = look.facts.slices().find(hosting) else { return };
    let mut run = BTreeSet::new();
    let part = slice.part(look.answer);
    for document in part.texts().flat_map(|(_, text)| yaml::documents(text)) {
        let kind = document.root.get("kind").text().unwrap_or_default();
        let name = document.root.get("metadata").get("name").text().unwrap_or_default();
        if RUNNERS.contains(&kind) {
            run.insert(name.to_owned());
        }
    }
    let mut say = |name: &str, message: String| {
        found.push(Finding::new("CM-08", Severity::Major, [slice.id.as_str(), name], message));
    };
    for name in run.iter().filter(|name| !look.own.has(name)) {
        say(name, format!("`{name}` is deployed, and M1 has no such service"));
    }
    for name in look.own.services().filter(|name| !run.contains(*name)) {
        say(name, format!("nothing runs `{name}`"));
    }
}

/// CM-12: card numbers must never pass through what is ours.
pub(super) fn cards(look: &Look<'_, '_>, found: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    for key in ["event", "react", "routes", "service"] {
        look.own.table.get(key).into_iter().for_each(|value| card_words(value, &mut seen));
    }
    if let Some(slice) = look.named("routes") {
        let texts = slice.part(look.answer);
        for (_, text) in texts.texts() {
            let words = text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-');
            seen.extend(words.filter(|word| is_card(word)).map(str::to_lowercase));
        }
    }
    found.extend(seen.into_iter().map(|word| {
        let message = "card numbers pass through here: leave them on the card network's pages";
        Finding::new("CM-12", Severity::Major, [word], message)
    }));
}

fn is_card(word: &str) -> bool {
    CARD.contains(&word.to_lowercase().as_str())
}

fn card_words(value: &Value, seen: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if is_card(text) => drop(seen.insert(text.to_lowercase())),
        Value::Array(list) => list.iter().for_each(|one| card_words(one, seen)),
        Value::Table(table) => table.values().for_each(|one| card_words(one, seen)),
        _ => {}
    }
}

/// CM-13: more services than the teams can look after.
pub(super) fn too_many(look: &Look<'_, '_>, found: &mut Vec<Finding>) {
    let Some(scenario) = look.own.scenario() else { return };
    if look.slice("decomposition").is_none() {
        return;
    }
    let capacity: f64 = scenario.teams.iter().filter_map(|team| team.capacity).sum();
    let services = look.own.services().count();
    if capacity > 0.0 && services as f64 > capacity {
        let message = format!("these teams cannot look after {}", counted(services, "service"));
        found.push(Finding::new("CM-13", Severity::Minor, ["services"], message).row(
            "services",
            services.to_string(),
            format!("at most {capacity}"),
        ));
    }
}

/// CM-13: a module holds what its service holds, each thing once.
pub(super) fn modules(look: &Look<'_, '_>, found: &mut Vec<Finding>) {
    if look.slice("decomposition").is_none() {
        return;
    }
    for service in &look.own.boundaries.services {
        let table = look.own.table.get("service").and_then(|all| all.get(&service.name));
        let modules = table.and_then(|one| one.get("module")).and_then(Value::as_table);
        let Some(modules) = modules else { continue };
        let members = modules.values().flat_map(|module| {
            let lists = ["does", "owns"].into_iter().filter_map(|key| module.get(key)?.as_array());
            lists.flatten().filter_map(Value::as_str)
        });
        let mut times: BTreeMap<&str, usize> = BTreeMap::new();
        members.for_each(|member| *times.entry(member).or_default() += 1);
        let wrong = service
            .does
            .iter()
            .chain(&service.owns)
            .filter(|member| times.get(member.as_str()).copied().unwrap_or_default() != 1);
        found.extend(wrong.map(|member| {
            let message =
                format!("`{member}` stands in no module of `{}`, or in two", service.name);
            let place = [service.name.as_str(), member.as_str()];
            Finding::new("CM-13", Severity::Minor, place, message)
        }));
    }
}
