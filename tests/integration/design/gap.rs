//! How much dearer the adaptations are that the usual search finds than those of one that looks thirty times
//! as far: from accepted designs that nobody drew, each under a change of its exercise.

use archtutor::{
    chance::Chance,
    change::{
        Later, adaptation,
        search::{Bounds, cheapest},
    },
    design::{Architecture, Edit, Scenario, complete::missing_links},
};

use super::support::{BOOK, Decomposed, Designed, folders};

const STARTS: usize = 20;
const FAR: Bounds = Bounds { width: 75, depth: 24, ways: 20 };

/// A design after one aggregate went elsewhere, or two services became one.
fn shaken(facts: &Scenario, design: &Architecture, chance: &mut Chance) -> Architecture {
    let service =
        |chance: &mut Chance| design.services[chance.below(design.services.len())].name.clone();
    let edits = if chance.below(3) == 0 {
        let (into, other) = (service(chance), service(chance));
        if into == other { Vec::new() } else { vec![Edit::Merge { into, other }] }
    } else {
        let (to, at) = (service(chance), chance.below(facts.entities.len()));
        let moved = |entity: &usize| Edit::MoveEntity {
            entity: facts.entities[*entity].name.clone(),
            to: to.clone(),
        };
        match facts.entities[at].aggregate {
            Some(aggregate) => facts.aggregates[aggregate].entities.iter().map(moved).collect(),
            None => vec![moved(&at)],
        }
    };
    let bare = design.with(&edits);
    bare.with(&missing_links(facts, &bare, &BOOK))
}

/// Accepted designs that are none of the references, by a seed.
fn starts(facts: &Scenario, references: &[Architecture], chance: &mut Chance) -> Vec<Architecture> {
    let mut found: Vec<Architecture> = Vec::new();
    for _ in 0..STARTS * 10 {
        if found.len() == STARTS {
            break;
        }
        let mut design = references[chance.below(references.len())].clone();
        for _ in 0..2 {
            design = shaken(facts, &design, chance);
        }
        let Some(design) = cheapest(facts, &BOOK, &design, Bounds::USUAL) else { continue };
        if !found.contains(&design) && !references.contains(&design) {
            found.push(design);
        }
    }
    found
}

/// What the cheapest adaptation that was found costs, in halves of a point.
fn halves(later: &Later, start: &Architecture, bounds: Bounds) -> Option<u32> {
    let after = cheapest(&later.facts, &BOOK, start, bounds)?;
    Some(adaptation(&later.facts, &BOOK, start, &after).halves)
}

#[test]
#[ignore = "takes half an hour of an optimised build; run it by its name"]
fn the_usual_search_is_seldom_much_dearer_than_one_that_looks_thirty_times_as_far() {
    let (mut all, mut equal, mut usual_sum, mut far_sum) = (0, 0, 0, 0);
    for folder in folders().into_iter().filter(|folder| !folder.changes.is_empty()) {
        let facts = folder.exercise.scenario();
        let references: Vec<_> = folder.references.iter().map(Designed::design).collect();
        let mut chance = Chance::new(20);
        let (mut here, mut usual_here, mut far_here) = (0, 0, 0);
        for (number, start) in starts(facts, &references, &mut chance).iter().enumerate() {
            let later = &folder.changes[number % folder.changes.len()];
            let (usual, far) = (halves(later, start, Bounds::USUAL), halves(later, start, FAR));
            assert_eq!(usual.is_some(), far.is_some(), "{} {}", facts.id, later.change.id);
            let (Some(usual), Some(far)) = (usual, far) else { continue };
            here += 1;
            equal += usize::from(usual <= far);
            usual_here += usual;
            far_here += far;
        }
        println!("{}: {here} starts, {usual_here} to {far_here} halves", facts.id);
        (all, usual_sum, far_sum) = (all + here, usual_sum + usual_here, far_sum + far_here);
    }
    println!("{all} starts, {equal} no dearer, {usual_sum} to {far_sum} halves");
    assert!(all >= 100, "{all} starts");
    assert!(usual_sum * 10 <= far_sum * 11, "{usual_sum} to {far_sum}");
}
