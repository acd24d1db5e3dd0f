//! Ways to break a design: those of its slices, and names of the boundaries that later slices use.

use toml::Value;

use crate::exercise::{
    answer::{Answer, Key},
    kind::Mutant,
};

use super::{derive, facts::Milestone, own::Own, slice::Slice};

/// Every broken form of a design.
pub(super) fn of(facts: &Milestone, answer: &Answer) -> Vec<Mutant> {
    let own = Own::read(&facts.shop, answer);
    let mut all = Vec::new();
    for slice in facts.slices() {
        if slice.is_needless(&own) {
            continue;
        }
        if let Some(derived) = slice.facts(&facts.shop, &own) {
            all.extend(slice.mutants(&*derived, answer));
        }
    }
    all.extend(boundaries(facts, answer));
    all.extend(facts.slices().filter_map(|slice| former(slice, answer)));
    all
}

/// A design that has changed since a record was written.
fn former(slice: &Slice, answer: &Answer) -> Option<Mutant> {
    let way = slice.now()?.get(derive::SAME_AS)?.as_str()?;
    let path: Vec<Key> = way.split('.').map(Key::from).collect();
    let answer = answer.set(&path, Some("something-else".into()));
    Some(Mutant { operator: "changed since", name: slice.id.clone(), answer })
}

/// Ways to break what only the rules of the whole see.
fn boundaries(facts: &Milestone, answer: &Answer) -> Vec<Mutant> {
    let own = Own::read(&facts.shop, answer);
    let services = &own.boundaries.services;
    let Some(first) = services.first() else { return Vec::new() };
    let at = |keys: &[&str]| keys.iter().map(|key| Key::from(*key)).collect::<Vec<_>>();
    let texts = |words: &[&String]| {
        Value::Array(words.iter().map(|word| Value::from(word.as_str())).collect())
    };
    let mutant = |operator, name: &str, answer| Mutant { operator, name: name.to_owned(), answer };
    let mut all = Vec::new();
    if facts.slices().any(Slice::is_boundaries) {
        let idle =
            answer.set(&at(&["service", "idle", "team"]), first.team.clone().map(Value::from));
        let idle = idle.set(&at(&["service", "idle", "does"]), Some(texts(&[])));
        all.push(mutant("a box without a reason", "idle", idle));
        let does: Vec<&String> = first.does.iter().take(1).collect();
        let half = at(&["service", &first.name, "module", "half", "does"]);
        all.push(mutant("half a module", &first.name, answer.set(&half, Some(texts(&does)))));
        return all;
    }
    if facts.slices().any(|slice| slice.kind.id() == "routes") {
        let idle = answer.set(&at(&["service", "idle", "does"]), Some(texts(&[])));
        all.push(mutant("a box that nobody reaches", "idle", idle));
    }
    let pair = services.iter().find(|one| !one.owns.is_empty() && one.name != first.name);
    if let Some(other) = pair {
        let owns: Vec<&String> = first.owns.iter().chain(other.owns.first()).collect();
        let shared = answer.set(&at(&["service", &first.name, "owns"]), Some(texts(&owns)));
        all.push(mutant("a second owner", &first.name, shared));
    }
    all
}
