//! How much dearer the adaptations of the usual search are than those of one that goes thirty times as far:
//! from accepted designs that nobody drew, each under a change of its exercise that breaks it. Far is counted
//! in designs that are graded, so that every machine finds the same. An hour;
//! `cargo bench -- --ignored beside_a_search_thirty_times_as_far` runs it and tells each start as it ends.

use archtutor::{
    chance::Chance,
    change::{
        Later, adaptation,
        search::{Bounds, cheapest},
    },
    design::{Architecture, Edit, PatternBook, Scenario, complete::missing_links},
    exercise::{Folder, kinds::decomposition::design_of},
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

/// Accepted designs of a scenario.
const STARTS: usize = 20;
/// Tries for one of them.
const TRIES: usize = 50;

/// Thirty times the designs of the usual search.
fn far(usual: Bounds) -> Bounds {
    Bounds { width: 30 * usual.width, ways: 20, patience: 16, ..usual }
}

/// A scenario with what was found so far.
struct Ground<'a> {
    folder: &'a Folder,
    facts: &'a Scenario,
    book: &'a PatternBook,
    references: Vec<Architecture>,
    chance: Chance,
    /// What the usual search and the far one found, in halves of a point.
    found: Vec<(Option<u32>, Option<u32>)>,
}

impl Ground<'_> {
    /// A design after one aggregate went elsewhere, or two services became one.
    fn shaken(&mut self, design: &Architecture) -> Architecture {
        let Self { facts, chance, .. } = self;
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
        bare.with(&missing_links(facts, &bare, self.book))
    }

    /// An accepted design that is none of the references, and a change that breaks it.
    fn start(&mut self) -> Option<(Architecture, &'_ Later)> {
        let folder = self.folder;
        for _ in 0..TRIES {
            let mut design = self.references[self.chance.below(self.references.len())].clone();
            for _ in 0..2 {
                design = self.shaken(&design);
            }
            let later = &folder.changes[self.chance.below(folder.changes.len())];
            if self.references.contains(&design) || later.holds(&design, self.book) {
                continue;
            }
            let accepted =
                cheapest(self.facts, self.book, &design, &Bounds::usual(self.facts)[..1]);
            if let Some(accepted) = accepted.filter(|design| !later.holds(design, self.book)) {
                return Some((accepted, later));
            }
        }
        None
    }

    /// Searches from one more start, and tells what was found.
    fn go(&mut self) {
        let (name, book) = (self.folder.exercise.id.clone(), self.book);
        let Some((start, later)) = self.start() else { return };
        let halves = |bounds: &[Bounds]| {
            let after = cheapest(&later.facts, book, &start, bounds);
            after.map(|after| adaptation(&later.facts, book, &start, &after).halves)
        };
        let usual = Bounds::usual(&later.facts);
        let (usual, far) = (halves(&usual), halves(&[far(usual[0])]));
        println!("{name}, {}: {}, far {}", later.change.id, shown(usual), shown(far));
        self.found.push((usual, far));
    }

    /// How many starts there were, how many were equal, the gap, and where nothing was found.
    fn summary(&self) -> String {
        let gap = |(usual, far): &(Option<u32>, Option<u32>)| {
            Some(i64::from((*usual)?) - i64::from((*far)?))
        };
        let mut gaps: Vec<i64> = self.found.iter().filter_map(gap).collect();
        gaps.sort_unstable();
        format!(
            "{}: {} starts, {} equal, gap {} halves in the middle, {} at worst; nothing found {}, far {}",
            self.folder.exercise.id,
            self.found.len(),
            gaps.iter().filter(|gap| **gap == 0).count(),
            gaps.get(gaps.len() / 2).copied().unwrap_or(0),
            gaps.last().copied().unwrap_or(0),
            self.found.iter().filter(|(usual, _)| usual.is_none()).count(),
            self.found.iter().filter(|(_, far)| far.is_none()).count(),
        )
    }
}

fn shown(halves: Option<u32>) -> String {
    halves.map_or_else(|| "nothing".to_owned(), |halves| halves.to_string())
}

#[divan::bench(sample_count = 1, sample_size = 1, ignore)]
fn beside_a_search_thirty_times_as_far() {
    let library = Library::open(Source::Embedded).expect("the course");
    let knowledge = library.knowledge();
    let folders = SCENARIOS.map(|name| library.exercise(&name.into()).expect("an exercise"));
    let mut grounds = folders.each_ref().map(|folder| {
        let references = folder.references.iter();
        Ground {
            folder,
            facts: folder.exercise.facts_as().expect("facts"),
            book: &knowledge.patterns,
            references: references.map(|sample| design_of(&sample.answer)).collect(),
            chance: Chance::new(20),
            found: Vec::new(),
        }
    });
    // One start of each after the other: whoever stops it early knows something of all of them.
    for _ in 0..STARTS {
        grounds.iter_mut().for_each(Ground::go);
    }
    grounds.iter().for_each(|ground| println!("{}", ground.summary()));
}
