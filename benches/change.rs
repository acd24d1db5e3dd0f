//! How much dearer the adaptations of the usual search are than those of one that looks for a minute: from
//! accepted designs that nobody drew, each under a change of its exercise that breaks it. What they cost
//! stands beside the times. Minutes; `cargo bench -- --ignored beside_a_search_of_a_minute` runs it.

use std::time::{Duration, Instant};

use archtutor::{
    chance::Chance,
    change::{
        Later, adaptation,
        search::{Bounds, cheapest},
    },
    design::{Architecture, Edit, PatternBook, Scenario, complete::missing_links},
    exercise::kinds::decomposition::design_of,
    library::Library,
    source::Source,
};

const SCENARIOS: [&str; 7] = [
    "bank-ledger",
    "food-delivery",
    "hospital",
    "hotel-booking",
    "split-the-shop",
    "startup-of-five",
    "video-platform",
];

/// No wider search begins after it.
const MINUTE: Duration = Duration::from_secs(60);
/// The searches that look further, one after the other.
const WIDTHS: [usize; 5] = [10, 20, 40, 80, 160];

/// A design after one aggregate went elsewhere, or two services became one.
fn shaken(
    facts: &Scenario,
    book: &PatternBook,
    design: &Architecture,
    chance: &mut Chance,
) -> Architecture {
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
    bare.with(&missing_links(facts, &bare, book))
}

/// An accepted design that is none of the references, and a change that breaks it.
fn start<'a>(
    facts: &Scenario,
    book: &PatternBook,
    references: &[Architecture],
    changes: &'a [Later],
) -> Option<(Architecture, &'a Later)> {
    let mut chance = Chance::new(20);
    for _ in 0..50 {
        let mut design = references[chance.below(references.len())].clone();
        for _ in 0..2 {
            design = shaken(facts, book, &design, &mut chance);
        }
        let later = &changes[chance.below(changes.len())];
        if references.contains(&design) || later.holds(&design, book) {
            continue;
        }
        let accepted = cheapest(facts, book, &design, Bounds::USUAL);
        if let Some(accepted) = accepted.filter(|design| !later.holds(design, book)) {
            return Some((accepted, later));
        }
    }
    None
}

/// What the cheapest adaptation that was found costs, in halves of a point, and how long the search took.
fn searched(
    later: &Later,
    book: &PatternBook,
    start: &Architecture,
    bounds: Bounds,
) -> (Option<u32>, Duration) {
    let begun = Instant::now();
    let after = cheapest(&later.facts, book, start, bounds);
    let halves = after.map(|after| adaptation(&later.facts, book, start, &after).halves);
    (halves, begun.elapsed())
}

#[divan::bench(args = SCENARIOS, sample_count = 1, sample_size = 1, ignore)]
fn beside_a_search_of_a_minute(name: &str) {
    let library = Library::open(Source::Embedded).expect("the course");
    let knowledge = library.knowledge();
    let book = &knowledge.patterns;
    let folder = library.exercise(&name.into()).expect("an exercise");
    let facts: &Scenario = folder.exercise.facts_as().expect("facts");
    let references: Vec<_> =
        folder.references.iter().map(|sample| design_of(&sample.answer)).collect();
    let started = start(facts, book, &references, &folder.changes);
    let (start, later) = started.expect("a design that a change breaks");
    let (usual, took) = searched(later, book, &start, Bounds::USUAL);
    println!("{name}, {}: usual {usual:?} halves, {took:.1?}", later.change.id);
    let begun = Instant::now();
    for width in WIDTHS {
        if begun.elapsed() > MINUTE {
            break;
        }
        let bounds = Bounds { width, depth: 24, ways: 20 };
        let (far, took) = searched(later, book, &start, bounds);
        println!("{name}, {}: width {width} {far:?} halves, {took:.1?}", later.change.id);
    }
}
