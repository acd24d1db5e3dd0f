//! Tables as text: broken forms of right ones, and the same ones written otherwise.

use crate::{
    exercise::{answer::Answer, kind::Mutant},
    manifest::pattern::Pattern,
    verdict::Finding,
};

use super::{
    super::FILE,
    choose::replay,
    facts::Gateway,
    table::{Does, PathKind, Rewrite, Route},
};

fn has(words: &[String], word: &str) -> bool {
    words.iter().any(|known| known == word)
}

/// A table as YAML.
fn emit(routes: &[Route]) -> Answer {
    let lines: String = routes.iter().map(|route| format!("  - {{ {} }}\n", line(route))).collect();
    let head = if routes.is_empty() { "routes: []\n" } else { "routes:\n" };
    Answer::of(FILE, format!("{head}{lines}"))
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn line(route: &Route) -> String {
    let mut matches: Vec<String> = Vec::new();
    matches.extend(route.host.as_ref().map(|host| format!("host: {}", quoted(host))));
    matches.push(format!("path: {}, kind: {}", quoted(&route.path), route.kind.word()));
    if !route.methods.is_empty() {
        matches.push(format!("methods: [{}]", route.methods.join(", ")));
    }
    if !route.headers.is_empty() {
        let headers = route
            .headers
            .iter()
            .map(|(name, value)| format!("{}: {}", quoted(name), quoted(value)));
        matches.push(format!("headers: {{ {} }}", headers.collect::<Vec<_>>().join(", ")));
    }
    let mut parts = vec![
        format!("name: {}", quoted(&route.name)),
        format!("match: {{ {} }}", matches.join(", ")),
    ];
    parts.push(match &route.does {
        Does::Answer(status) => format!("answer: {{ status: {status} }}"),
        Does::Forward(targets) => match targets.as_slice() {
            [(only, 1)] => format!("to: {only}"),
            many => {
                let each =
                    many.iter().map(|(to, weight)| format!("{{ to: {to}, weight: {weight} }}"));
                format!("split: [{}]", each.collect::<Vec<_>>().join(", "))
            }
        },
    });
    parts.extend(route.rewrite.as_ref().map(|rewrite| match rewrite {
        Rewrite::Prefix(path) => format!("rewrite: {{ prefix: {} }}", quoted(path)),
        Rewrite::Full(path) => format!("rewrite: {{ full: {} }}", quoted(path)),
    }));
    parts.push(format!("auth: {}", route.auth));
    parts.extend(route.limit.as_ref().map(|limit| format!("limit: {}", quoted(limit))));
    parts.extend(route.timeout_ms.map(|ms| format!("timeout: {ms}ms")));
    if route.attempts != 1 || !route.retry_on.is_empty() {
        let on = route.retry_on.join(", ");
        parts.push(format!("retry: {{ attempts: {}, on: [{on}] }}", route.attempts));
    }
    parts.extend(route.retire.as_ref().map(|day| format!("retire: {day}")));
    parts.join(", ")
}

/// Every way to break a table.
pub(super) fn mutants(gateway: &Gateway, routes: &[Route]) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (at, route) in routes.iter().enumerate() {
        let twin = Route { name: format!("{}-again", route.name), ..route.clone() };
        let twice: Vec<Route> = routes.iter().cloned().chain([twin]).collect();
        mutants.push(Mutant {
            operator: "a route twice",
            name: route.name.clone(),
            answer: emit(&twice),
        });
        let mut add = |operator, changed: Option<Route>| {
            let mut table = routes.to_vec();
            match changed {
                Some(changed) => table[at] = changed,
                None => drop(table.remove(at)),
            }
            mutants.push(Mutant { operator, name: route.name.clone(), answer: emit(&table) });
        };
        add("a route less", None);
        let with = |change: &dyn Fn(&mut Route)| {
            let mut changed = route.clone();
            change(&mut changed);
            Some(changed)
        };
        if let (PathKind::Prefix, Some((outer, _))) = (&route.kind, route.prefix().rsplit_once('/'))
        {
            let outer = if outer.is_empty() { "/" } else { outer };
            add("a wider prefix", with(&|one| one.path = outer.to_owned()));
        }
        let Does::Forward(_) = route.does else { continue };
        let text = format!("^{}.*", route.prefix());
        if let (PathKind::Prefix, Ok(pattern)) = (&route.kind, Pattern::parse(&text))
            && !route.prefix().is_empty()
        {
            add(
                "an expression",
                with(&|one| {
                    (one.path, one.kind) = (text.clone(), PathKind::Regex(pattern.clone()))
                }),
            );
        }
        if !route.methods.is_empty() {
            add("every method", with(&|one| one.methods.clear()));
        }
        if route.auth != "none" {
            add("no token", with(&|one| one.auth = "none".to_owned()));
        }
        add("another token", with(&|one| one.auth = "service".to_owned()));
        if route.rewrite.is_some() {
            add("no rewrite", with(&|one| one.rewrite = None));
            add("rewritten away", with(&|one| one.rewrite = Some(Rewrite::Full("/".to_owned()))));
        }
        if route.timeout_ms.is_some() {
            add("no timeout", with(&|one| one.timeout_ms = None));
        }
        let other =
            gateway.services.iter().find(|one| !route.services().any(|mine| mine == one.name));
        if let Some(other) = other {
            let to = format!("{}:{}", other.name, other.port);
            add("another service", with(&|one| one.does = Does::Forward(vec![(to.clone(), 1)])));
        }
        if route.retire.is_some() {
            add("no retirement", with(&|one| one.retire = None));
        }
        if gateway.budget_ms.is_some() {
            add("tries too often", with(&|one| one.attempts = 1_000));
        }
        let repeats = |name: &str| gateway.service(name).is_some_and(|service| !service.idempotent);
        if has(&route.methods, "POST") && route.services().any(repeats) {
            add(
                "tries after it arrived",
                with(&|one| {
                    (one.attempts, one.retry_on) = (2, vec!["503".to_owned()]);
                }),
            );
        }
    }
    mutants
}

/// The same table on lines of its own, with other names, and in another order where that says nothing.
pub(super) fn rewritten(
    gateway: &Gateway,
    (routes, unread): &(Vec<Route>, Vec<Finding>),
    answer: &Answer,
) -> Vec<Answer> {
    let mut others: Vec<Answer> = Vec::new();
    if let (Some(text), true) = (answer.text(FILE), unread.is_empty()) {
        others.push(Answer::of(FILE, format!("# a comment\n\n{text}\n\n# another\n")));
    }
    if unread.is_empty() && !routes.is_empty() {
        let named = routes
            .iter()
            .enumerate()
            .map(|(at, route)| Route { name: format!("{}-{at}", route.name), ..route.clone() });
        others.push(emit(&named.collect::<Vec<_>>()));
        let turned: Vec<Route> = routes.iter().rev().cloned().collect();
        let last = routes.len() - 1;
        let alike = gateway.requests.iter().all(|request| {
            let (one, other) = (replay(routes, request), replay(&turned, request));
            one.route == other.route.map(|at| last - at)
        });
        others.extend(alike.then(|| emit(&turned)));
    }
    others
}
