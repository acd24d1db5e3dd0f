//! What an exercise or a change weighs otherwise.

use super::*;
use crate::design::weights::WEIGHTS;

/// The codes of what is wrong with `[weights]` of an exercise.
fn misweighed(weights: &str) -> Vec<&'static str> {
    let found = Scenario::read("s.toml", &format!("{EXERCISE}[weights]\n{weights}\n")).1;
    found.iter().map(|wrong| wrong.code).collect()
}

#[test]
fn a_weight_of_a_scenario_is_a_number_of_halves_with_a_reason() {
    assert_eq!(misweighed("move_entity = { value = 1.5, because = 'b' }"), [""; 0]);
    assert_eq!(misweighed("move_entity = { value = 1.5 }"), ["missing-key"]);
    assert_eq!(misweighed("move_entity = { because = 'b' }"), ["missing-key"]);
    assert_eq!(misweighed("move_entity = { value = 1, because = ' ' }"), ["empty-text"]);
    assert_eq!(misweighed("move_entitty = { value = 1, because = 'b' }"), ["unknown-key"]);
    for wrong in ["-1", "0", "0.3", "50.5", "1e300"] {
        let found = misweighed(&format!("link = {{ value = {wrong}, because = 'b' }}"));
        assert_eq!(found, ["out-of-range"], "{wrong}");
    }
}

#[test]
fn what_a_scenario_or_a_change_weighs_otherwise_is_what_an_adaptation_costs() {
    let weights = "[weights]\nmove_capability = { value = 5, because = 'b' }\n\
                   link_style = { value = 9, because = 'b' }\n";
    let facts = Scenario::read("s.toml", &format!("{EXERCISE}{weights}")).0;
    let before = design(&[
        service("shop", &["buy", "pay"], &["Order", "Line"]),
        service("cards", &["see"], &["Card"]),
    ]);
    let edits = [Edit::MoveCapability { capability: "pay".into(), to: "cards".into() }];
    let book = PatternBook::default();
    let cost = |facts: &Scenario, before: &Architecture, after: &Architecture| {
        adaptation(facts, &book, before, after).halves
    };
    assert_eq!(cost(&facts, &before, &before.with(&edits)), 10);
    let mut linked = before.clone();
    linked.links.push(Link { from: "shop".into(), to: "cards".into(), ..Link::default() });
    let mut turned = linked.clone();
    turned.links[0].style = Style::Event;
    let redrawn = 2 * Weight::Link.usual();
    assert_eq!(cost(&facts, &linked, &turned), redrawn, "no dearer than to draw it anew");
    let later = read("[set.weights]\nmove_capability = { value = 0.5, because = 'b' }\n").0;
    assert_eq!(cost(&later.unwrap().facts, &before, &before.with(&edits)), 1);
}

#[test]
fn the_search_goes_by_what_a_scenario_weighs_otherwise() {
    let patch = "[add.zone.cards]\napart_from = ['shop']\n[add.zone.shop]\n\
                 [set.entity.Card]\nzone = 'cards'\n[set.entity.Order]\nzone = 'shop'\n";
    let before = design(&[service("shop", &["buy", "pay"], &["Order", "Line", "Card"])]);
    let book = PatternBook::default();
    let found = |patch: &str| {
        let later = read(patch).0.unwrap();
        let after =
            search::cheapest(&later.facts, &book, &before, &search::Bounds::usual(&later.facts))
                .unwrap();
        (adaptation(&later.facts, &book, &before, &after).halves, after.services.len())
    };
    let dear = format!("{patch}[set.weights]\nmake_service = {{ value = 7, because = 'b' }}\n");
    let (usual, otherwise) = (found(patch), found(&dear));
    assert_eq!((usual.1, otherwise.1), (2, 2));
    assert_eq!(otherwise.0 - usual.0, 14 - Weight::MakeService.usual());
}

#[test]
fn every_weight_stands_at_its_place_and_has_its_words() {
    let words = crate::messages::Messages::load("en");
    for (at, (weight, name, usual)) in WEIGHTS.iter().enumerate() {
        assert_eq!((*weight as usize, weight.name(), weight.usual()), (at, *name, *usual));
        assert!(words.has(&format!("change.weight.{name}")), "{name}");
    }
}
