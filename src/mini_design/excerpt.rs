//! The part of a cut that is shown: the service that is wrong with those around it, their links, their patterns
//! and what their capabilities need.

use std::fmt::Write;

use super::{Setting, fault::Fault};
use crate::{
    design::{Apply, Link, Scenario, Service},
    messages::Messages,
};

/// Capabilities that are shown, from and to.
const CAPABILITIES: std::ops::RangeInclusive<usize> = 6..=10;
/// More services are no small cut.
const MOST_SERVICES: usize = 5;
/// Sound services among them, at least.
const SOUND: usize = 2;

/// What is shown.
pub(super) struct Excerpt {
    pub(super) services: Vec<Service>,
    links: Vec<Link>,
    applies: Vec<Apply>,
}

/// The part that shows a fault; `None` where it is too small, too large, or leaves too little to choose from.
pub(super) fn shown(fault: &Fault, facts: &Scenario) -> Option<Excerpt> {
    let answer = &fault.answer;
    let near = |service: &Service| {
        answer.links.iter().any(|link| {
            (link.from == fault.service && link.to == service.name)
                || (link.to == fault.service && link.from == service.name)
        })
    };
    let mut order: Vec<&Service> = answer.services.iter().collect();
    order.sort_by_key(|service| {
        let named = fault.named.contains(&service.name);
        (service.name != fault.service, !named, !near(service))
    });
    let (mut services, mut count): (Vec<Service>, usize) = (Vec::new(), 0);
    for service in order {
        let more = service.does.len();
        if count + more <= *CAPABILITIES.end() && services.len() < MOST_SERVICES {
            count += more;
            services.push(service.clone());
        }
    }
    let there = |name: &str| services.iter().any(|service| service.name == name);
    let sound = services.iter().filter(|service| !fault.named.contains(&service.name)).count();
    if !CAPABILITIES.contains(&count)
        || sound < SOUND
        || !fault.named.iter().all(|name| there(name))
    {
        return None;
    }
    let shown =
        |link: &&Link| there(&link.from) && (there(&link.to) || answer.service(&link.to).is_none());
    let place = |name: &String| name.split("->").all(&there);
    let here = |apply: &&Apply| match (&apply.at, &apply.on) {
        (Some(at), _) => there(at),
        (None, Some(on)) => place(on) || is_of_facts(facts, on),
        (None, None) => true,
    };
    Some(Excerpt {
        links: answer.links.iter().filter(shown).cloned().collect(),
        applies: answer.applies.iter().filter(here).cloned().collect(),
        services,
    })
}

/// Whether a pattern stands on a transaction or a view.
fn is_of_facts(facts: &Scenario, on: &str) -> bool {
    facts.transaction(on).is_some() || facts.views.iter().any(|view| view.name == on)
}

/// It in Markdown.
pub(super) fn told(shown: &Excerpt, setting: &Setting<'_>) -> String {
    let words = setting.words;
    let mut services: Vec<&Service> = shown.services.iter().collect();
    services.sort_by(|a, b| a.name.cmp(&b.name));
    let mut text = String::new();
    let mut section = |key: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let lines: String = lines.iter().map(|line| format!("- {line}\n")).collect();
            // Writing into a text cannot fail.
            let _ = write!(text, "{}\n\n{lines}\n", words.get(key));
        }
    };
    section("mini-design.services", services.iter().map(|one| service(one, words)).collect());
    section("mini-design.links", shown.links.iter().map(|one| link(one, words)).collect());
    section("mini-design.patterns", shown.applies.iter().map(|one| apply(one, words)).collect());
    let names: Vec<&String> = services.iter().flat_map(|service| &service.does).collect();
    let needs = names.iter().filter_map(|name| needs(setting.facts, name, words));
    let needs = needs.chain(joint(setting.facts, &names, words));
    section("mini-design.needs", needs.collect());
    text.trim_end().to_owned()
}

/// Transactions that some capabilities take part in, and what views join.
fn joint(facts: &Scenario, names: &[&String], words: &Messages) -> Vec<String> {
    let said = |key: &str, name: &String, parts: Vec<String>| {
        words.format(key, &[("name", name), ("names", &listed(&parts))])
    };
    let transactions = facts.transactions.iter().filter_map(|transaction| {
        let steps = transaction.steps.iter().filter_map(|at| facts.capabilities.get(*at));
        let steps: Vec<String> = steps.map(|step| step.name.clone()).collect();
        let here = steps.iter().any(|step| names.contains(&step));
        here.then(|| said("mini-design.transaction", &transaction.name, steps))
    });
    let views = facts.views.iter().map(|view| {
        let needs = view.needs.iter().filter_map(|at| facts.entities.get(*at));
        let needs = needs.map(|entity| entity.name.clone()).collect();
        said("mini-design.view", &view.name, needs)
    });
    transactions.chain(views).collect()
}

fn service(service: &Service, words: &Messages) -> String {
    let (does, owns) = (listed(&service.does), listed(&service.owns));
    let values: &[(&str, &dyn std::fmt::Display)] =
        &[("name", &service.name), ("does", &does), ("owns", &owns)];
    let key = match (service.does.is_empty(), service.owns.is_empty()) {
        (false, false) => "mini-design.both",
        (false, true) => "mini-design.does",
        (true, false) => "mini-design.owns",
        (true, true) => "mini-design.neither",
    };
    words.format(key, values)
}

fn link(link: &Link, words: &Messages) -> String {
    let values: &[(&str, &dyn std::fmt::Display)] = &[
        ("from", &link.from),
        ("to", &link.to),
        ("style", &link.style.word()),
        ("with", &link.with.join(", ")),
    ];
    let key = if link.with.is_empty() { "mini-design.link" } else { "mini-design.link-with" };
    words.format(key, values)
}

fn apply(apply: &Apply, words: &Messages) -> String {
    let on = apply.on.clone().or_else(|| apply.at.clone());
    let at = apply.at.as_ref().filter(|at| Some(*at) != on.as_ref());
    let values: &[(&str, &dyn std::fmt::Display)] = &[
        ("pattern", &apply.pattern),
        ("on", &on.as_deref().unwrap_or_default()),
        ("at", &at.map_or("", String::as_str)),
    ];
    let key = match (on.is_some(), at.is_some()) {
        (false, _) => "mini-design.pattern",
        (true, false) => "mini-design.pattern-on",
        (true, true) => "mini-design.pattern-at",
    };
    words.format(key, values)
}

/// What a capability writes, reads and calls, and whether it may be repeated.
fn needs(facts: &Scenario, name: &str, words: &Messages) -> Option<String> {
    let capability = facts.capabilities.get(facts.capability(name)?)?;
    let entities = |wanted: &dyn Fn(&crate::design::scenario::Access) -> bool| {
        let access = capability.access.iter().filter(|access| wanted(access));
        let names = access.filter_map(|access| facts.entities.get(access.entity));
        names.map(|entity| entity.name.clone()).collect::<Vec<_>>()
    };
    let calls = capability.calls.iter().filter_map(|at| facts.externals.get(*at));
    let calls: Vec<String> = calls.map(|external| external.name.clone()).collect();
    let parts = [
        ("mini-design.writes", entities(&|access| access.writes)),
        ("mini-design.reads", entities(&|access| access.reads && !access.writes)),
        ("mini-design.calls", calls),
    ];
    let mut says: Vec<String> = parts
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(key, names)| words.format(key, &[("names", &listed(&names))]))
        .collect();
    says.extend(capability.idempotent.then(|| words.get("mini-design.idempotent").to_owned()));
    let says = says.join(", ");
    (!says.is_empty())
        .then(|| words.format("mini-design.need", &[("name", &name), ("says", &says)]))
}

/// Names as code, with commas between them.
fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
