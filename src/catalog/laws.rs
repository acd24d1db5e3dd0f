//! The laws of the catalog: what must hold between its entries, its dimensions and its tree.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::{algo::toposort, graphmap::DiGraphMap};

use super::{Catalog, Next, Pattern, Relation, names::LANGUAGES, tree::Walk};
use crate::{diagnostic::Diagnostic, id::PatternId};

/// Everything that breaks a law. What concerns obligations is proved where the grader reads them.
pub fn broken(catalog: &Catalog) -> Vec<Diagnostic> {
    let mut found = relations(catalog);
    found.extend(names(catalog));
    found.extend(coordinates(catalog));
    found.extend(tree(catalog));
    found.extend(profiles(catalog));
    found.extend(cards(catalog));
    found
}

/// No dangling id, symmetric alternatives and conflicts, one direction of use, relations apart, no
/// cycles.
fn relations(catalog: &Catalog) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for pattern in catalog.patterns() {
        for (relation, other) in pattern.relations() {
            let key = relation.key();
            if *other == pattern.id {
                found.push(pattern.diagnostic("self-relation", format!("`{key}` names itself")));
            } else if let Some(target) = catalog.get(other.as_str()) {
                let symmetric =
                    matches!(relation, Relation::AlternativeTo | Relation::ConflictsWith);
                let answers = || target.related(relation).contains(&pattern.id);
                // A pattern of another course cannot know what this one adds.
                if symmetric && target.is_shared() == pattern.is_shared() && !answers() {
                    found.push(
                        pattern
                            .diagnostic(
                                "one-sided",
                                format!("`{key}` of `{other}` does not answer"),
                            )
                            .help(format!("add `{}` to `{key}` of `{other}`", pattern.id)),
                    );
                }
            } else {
                let mut wrong = pattern.diagnostic(
                    "unknown-pattern",
                    format!("`{key}` names `{other}`, which is no pattern"),
                );
                if let Some(near) = catalog.suggest(other.as_str()) {
                    wrong = wrong.help(format!("did you mean `{near}`?"));
                }
                found.push(wrong);
            }
        }
        found.extend(both_ways(catalog, pattern));
        found.extend(apart(pattern));
    }
    for relation in [Relation::Requires, Relation::VariantOf] {
        found.extend(cycle(catalog, relation));
    }
    found
}

/// The whole uses its part; a part does not use the whole. Said once for a pair.
fn both_ways(catalog: &Catalog, pattern: &Pattern) -> Vec<Diagnostic> {
    let back = |id: &&PatternId| {
        let target = catalog.get(id.as_str());
        **id > pattern.id
            && target.is_some_and(|at| at.related(Relation::Uses).contains(&pattern.id))
    };
    let said = |id: &PatternId| {
        let message = format!("`{id}` and `{}` use each other", pattern.id);
        pattern
            .diagnostic("mutual-use", message)
            .help("the whole uses the part; drop the other one")
    };
    pattern.related(Relation::Uses).iter().filter(back).map(said).collect()
}

/// A pattern is not both needed and an alternative, nor both needed and in conflict.
fn apart(pattern: &Pattern) -> Vec<Diagnostic> {
    use Relation::{AlternativeTo, ConflictsWith, Requires, Uses};
    let pairs = [
        (Uses, AlternativeTo),
        (Uses, ConflictsWith),
        (Uses, Requires),
        (Requires, AlternativeTo),
        (Requires, ConflictsWith),
    ];
    let mut found = Vec::new();
    for (one, two) in pairs {
        for id in pattern.related(one) {
            if pattern.related(two).contains(id) {
                found.push(pattern.diagnostic(
                    "contradiction",
                    format!("`{id}` stands in both `{}` and `{}`", one.key(), two.key()),
                ));
            }
        }
    }
    found
}

fn cycle(catalog: &Catalog, relation: Relation) -> Option<Diagnostic> {
    let mut graph = DiGraphMap::<&str, ()>::new();
    for pattern in catalog.patterns() {
        for other in pattern.related(relation) {
            graph.add_edge(pattern.id.as_str(), other.as_str(), ());
        }
    }
    let at = toposort(&graph, None).err()?.node_id();
    let pattern = catalog.get(at)?;
    Some(pattern.diagnostic("cycle", format!("`{}` leads back to itself", relation.key())))
}

/// No two patterns share a name.
fn names(catalog: &Catalog) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for language in LANGUAGES {
        let mut seen = BTreeMap::<String, &Pattern>::new();
        let patterns = catalog.patterns().iter();
        for pattern in patterns.filter(|pattern| pattern.names.is_written(language)) {
            let name = pattern.names.in_language(language).to_lowercase();
            if let Some(first) = seen.insert(name, pattern) {
                found.push(pattern.diagnostic(
                    "duplicate-name",
                    format!("has the same name in `{language}` as `{}`", first.id),
                ));
            }
        }
    }
    found
}

/// Values come from the closed lists, every rating is given, no two patterns stand at one place.
fn coordinates(catalog: &Catalog) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut places = BTreeMap::<Vec<&str>, &Pattern>::new();
    for (pattern, at) in catalog.placed() {
        let mut place = Vec::new();
        for dimension in &catalog.scheme.dimensions {
            match at.values.get(&dimension.id) {
                Some(value) if dimension.values.iter().any(|known| known.id == *value) => {
                    place.push(value.as_str());
                }
                Some(value) => found.push(pattern.diagnostic(
                    "unknown-value",
                    format!("`{value}` is not on the list of `{}`", dimension.id),
                )),
                None => found.push(pattern.diagnostic(
                    "missing-value",
                    format!("has no value for the dimension `{}`", dimension.id),
                )),
            }
        }
        for key in at.values.keys().filter(|key| catalog.scheme.dimension(key).is_none()) {
            found.push(pattern.diagnostic("unknown-dimension", format!("no dimension `{key}`")));
        }
        for rating in &catalog.scheme.ratings {
            if !at.ratings.contains_key(&rating.id) {
                found.push(
                    pattern
                        .diagnostic("missing-rating", format!("is not rated on `{}`", rating.id)),
                );
            }
        }
        if let Some(other) = places.insert(place, pattern) {
            found.push(pattern.diagnostic(
                "same-coordinates",
                format!("stands at the same coordinates as `{}`", other.id),
            ));
        }
    }
    found
}

/// Every question is reached, every answer leads on, every placed pattern is a leaf.
fn tree(catalog: &Catalog) -> Vec<Diagnostic> {
    let tree = &catalog.tree;
    let wrong = |code, span: std::ops::Range<usize>, message: String| {
        Diagnostic::error(code, tree.file.clone(), message).at(&tree.source, span)
    };
    let mut found = Vec::new();
    let mut leaves = BTreeSet::new();
    let mut graph = DiGraphMap::<&str, ()>::new();
    for question in &tree.questions {
        if question.choices.len() < 2 {
            found.push(wrong(
                "too-few-answers",
                question.span.clone(),
                format!("`{}` has fewer than two answers", question.id),
            ));
        }
        for choice in &question.choices {
            match &choice.next {
                Next::Question(next) => {
                    graph.add_edge(question.id.as_str(), next.as_str(), ());
                }
                Next::Pattern(id) => {
                    let placed = catalog.get(id.as_str()).is_some_and(|p| p.coordinates.is_some());
                    if !placed {
                        found.push(wrong(
                            "dead-end",
                            question.span.clone(),
                            format!("an answer leads to `{id}`, no question and no placed pattern"),
                        ));
                    }
                    leaves.insert(id.clone());
                }
            }
        }
    }
    if let Err(cycle) = toposort(&graph, None) {
        let at = tree.question(cycle.node_id()).map_or(0..0, |question| question.span.clone());
        found.push(wrong("cycle", at, "the questions lead back to themselves".into()));
        return found;
    }
    let Some(root) = tree.questions.first() else { return found };
    let mut reached = BTreeSet::from([root.id.as_str()]);
    let mut search = petgraph::visit::Dfs::new(&graph, root.id.as_str());
    while let Some(id) = search.next(&graph) {
        reached.insert(id);
    }
    for question in tree.questions.iter().filter(|q| !reached.contains(q.id.as_str())) {
        let message = format!("no answer leads to `{}`", question.id);
        found.push(wrong("unreachable", question.span.clone(), message));
    }
    for (pattern, _) in catalog.placed() {
        if !leaves.contains(&pattern.id) {
            found.push(pattern.diagnostic("no-leaf", "no answer of the tree leads here"));
        }
    }
    for id in tree.add_ons.iter().flat_map(|add_on| &add_on.patterns) {
        if catalog.get(id.as_str()).is_none() {
            let message = format!("an add-on names `{id}`, which is no pattern");
            found.push(wrong("unknown-pattern", 0..0, message));
        }
    }
    found
}

/// Every profile ends where it says, answering exactly the questions it is asked.
fn profiles(catalog: &Catalog) -> Vec<Diagnostic> {
    let tree = &catalog.tree;
    let mut found = Vec::new();
    for profile in &tree.profiles {
        let mut walk = Walk::default();
        while let Some(Next::Question(id)) = tree.at(&walk) {
            let Some(choice) = profile.answers.get(&id) else { break };
            walk.path.push((id, *choice));
        }
        let ends = tree.at(&walk) == Some(Next::Pattern(profile.leaf.clone()));
        if !ends || walk.path.len() != profile.answers.len() {
            found.push(
                Diagnostic::error(
                    "profile-astray",
                    tree.file.clone(),
                    format!("this profile does not lead to `{}`", profile.leaf),
                )
                .at(&tree.source, profile.span.clone()),
            );
        }
    }
    found
}

/// What `cards.toml` names is there.
fn cards(catalog: &Catalog) -> Vec<Diagnostic> {
    let rules = &catalog.cards;
    let missing = rules.named.iter().filter(|(id, _)| catalog.get(id).is_none());
    let said = |(id, span): &(String, std::ops::Range<usize>)| {
        let message = format!("there is no pattern `{id}`");
        Diagnostic::error("unknown-pattern", rules.file.clone(), message)
            .at(&rules.source, span.clone())
    };
    missing.map(said).collect()
}
