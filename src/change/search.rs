//! The cheapest adaptation that a bounded search finds: a beam over the edits that findings offer. It
//! counts what it grades and not its time, so that the same facts give the same witness.
//!
//! What broke has to be excellent again: a design that is only sound may lose messages and keep links that
//! nothing needs, and nobody would stop there. Sound is enough where nothing better is found.

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use super::{adaptation, is_sound, moves::moves, reaches};
use crate::design::{Architecture, Band, Edit, PatternBook, Scenario, assess, grade};

/// How far a search goes. It counts and looks at no clock, so that a machine's speed changes nothing.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Designs that are followed at once.
    pub width: usize,
    /// Steps.
    pub depth: usize,
    /// Ways of one report that are followed, and as many moves of our own.
    pub ways: usize,
}

impl Bounds {
    /// Five designs at forty capabilities take two seconds where there is a way, three where there is none.
    pub const USUAL: Self = Self { width: 5, depth: 16, ways: 10 };
}

/// What a blocker, a major, and each point below the mark may still cost, in halves of a point: guides the
/// search, and judges nothing.
const BLOCKER: i32 = 12;
const MAJOR: i32 = 8;
/// Tenths of points that are thought to cost a half.
const TENTHS: i32 = 20;

/// Tenths of points of an adaptation at which nobody would stop before.
const MARK: i32 = 900;

/// A design on the way, with what it cost so far.
struct Step {
    design: Architecture,
    halves: u32,
    /// What it may cost in the end.
    guess: i32,
}

/// A way on from a design: what is done, and what stands against the design then, as
/// [`Score::missing`](crate::design::Score::missing) counts it.
struct Way {
    edits: Vec<Edit>,
    leaves: (usize, usize, i32),
}

/// The ways on from a design: those that findings offer, and those that none does.
type Ways = Rc<[Vec<Way>; 2]>;

/// The cheapest sound adaptation that was found for each of some designs. To become what another one
/// became is a way, too.
pub fn cheapest_of_each(
    facts: &Scenario,
    book: &PatternBook,
    designs: &[(String, Architecture)],
) -> Vec<(String, Option<Architecture>)> {
    let mut search = Search::new(facts, book);
    let alone: Vec<Option<Architecture>> =
        designs.iter().map(|(_, design)| search.cheapest(design, Bounds::USUAL)).collect();
    let each = designs.iter().zip(&alone).map(|((name, before), own)| {
        let others = alone.iter().flatten().cloned();
        let others = others.map(|other| spared(facts, book, before, other));
        let all = own.iter().cloned().chain(others);
        let best = all.min_by_key(|after| {
            let halves = adaptation(facts, book, before, after).halves;
            (halves > 0 && !reaches(facts, after, book, Band::Excellent), halves)
        });
        (name.clone(), best)
    });
    each.collect()
}

/// The cheapest adaptation that was found, of those that are excellent, or else of those that are sound;
/// nothing where none is. What is sound as it is stays.
pub fn cheapest(
    facts: &Scenario,
    book: &PatternBook,
    before: &Architecture,
    bounds: Bounds,
) -> Option<Architecture> {
    Search::new(facts, book).cheapest(before, bounds)
}

/// Searches under the same facts: what was learned of a design is known when another start leads there.
struct Search<'a> {
    facts: &'a Scenario,
    book: &'a PatternBook,
    known: HashMap<String, Ways>,
}

impl<'a> Search<'a> {
    fn new(facts: &'a Scenario, book: &'a PatternBook) -> Self {
        Self { facts, book, known: HashMap::new() }
    }

    fn cheapest(&mut self, before: &Architecture, bounds: Bounds) -> Option<Architecture> {
        if is_sound(self.facts, before, self.book) {
            return Some(before.clone());
        }
        let mut excellent: Option<Step> = None;
        let mut sound: Option<Step> = None;
        let mut seen: HashSet<String> = HashSet::new();
        let mut beam = vec![Step { design: before.clone(), halves: 0, guess: 0 }];
        for _ in 0..bounds.depth {
            let mut next: Vec<Step> = Vec::new();
            for step in beam {
                if excellent.as_ref().is_some_and(|best| best.halves <= step.halves) {
                    continue;
                }
                if reaches(self.facts, &step.design, self.book, Band::Excellent) {
                    excellent = Some(step);
                    continue;
                }
                next.extend(self.next(before, &step.design, bounds.ways, &mut seen));
                let is_cheaper = sound.as_ref().is_none_or(|best| best.halves > step.halves);
                if is_cheaper && is_sound(self.facts, &step.design, self.book) {
                    sound = Some(step);
                }
            }
            next.sort_by_key(|step| (step.guess, step.halves));
            next.truncate(bounds.width);
            beam = next;
        }
        let best = excellent.or(sound)?;
        Some(spared(self.facts, self.book, before, best.design))
    }

    /// Where the best ways lead that go on from a design, without what was met before.
    fn next(
        &mut self,
        before: &Architecture,
        design: &Architecture,
        most: usize,
        seen: &mut HashSet<String>,
    ) -> Vec<Step> {
        let ways = self.ways(design);
        let best = ways.iter().flat_map(|ways| ways.iter().take(most));
        let steps = best.filter_map(|way| {
            let design = design.with(&way.edits);
            if !seen.insert(design.sorted().to_toml()) {
                return None;
            }
            let halves = adaptation(self.facts, self.book, before, &design).halves;
            let guess = i32::try_from(halves).unwrap_or(i32::MAX / 2) + to_pay(way.leaves);
            Some(Step { design, halves, guess })
        });
        steps.collect()
    }

    /// Every way on from a design, the best of each kind first.
    fn ways(&mut self, design: &Architecture) -> Ways {
        let key = design.sorted().to_toml();
        if let Some(known) = self.known.get(&key) {
            return Rc::clone(known);
        }
        let report = grade(self.facts, design, self.book);
        let fixes = report.findings.into_iter().flat_map(|finding| finding.fixes);
        let offered = fixes.map(|fix| Way { edits: fix.edits, leaves: fix.leaves });
        let own = moves(self.facts, self.book, design).into_iter().map(|edits| {
            let moved = assess(self.facts, &design.with(&edits), self.book);
            Way { edits, leaves: moved.score.missing() }
        });
        let mut ways = [offered.collect::<Vec<Way>>(), own.collect()];
        let [offered, own] = &mut ways;
        offered.sort_by_key(|way| (to_pay(way.leaves), way.edits.len()));
        own.sort_by_key(|way| to_pay(way.leaves));
        let ways = Rc::new(ways);
        self.known.insert(key, Rc::clone(&ways));
        ways
    }
}

/// What a design that lacks so much may still cost, in halves of a point.
fn to_pay((blockers, majors, lack): (usize, usize, i32)) -> i32 {
    let count = |many: usize| i32::try_from(many).unwrap_or(i32::MAX / 64);
    let below = (lack - (1000 - MARK)).max(0);
    count(blockers) * BLOCKER + count(majors) * MAJOR + below / TENTHS
}

/// An edit that is tried.
type Try<'a> = Box<dyn Fn(&mut Architecture) + 'a>;

/// The same without what turns out to be needless: every link and pattern that was added is tried away,
/// every one that was taken is tried back.
fn spared(
    facts: &Scenario,
    book: &PatternBook,
    before: &Architecture,
    design: Architecture,
) -> Architecture {
    let is_excellent = reaches(facts, &design, book, Band::Excellent);
    let band = if is_excellent { Band::Excellent } else { Band::Sound };
    let mut best = (adaptation(facts, book, before, &design).halves, design);
    let mut tries: Vec<Try> = Vec::new();
    for link in best.1.links.iter().filter(|link| !before.links.contains(link)).cloned() {
        tries.push(Box::new(move |design| design.links.retain(|known| *known != link)));
    }
    for apply in best.1.applies.iter().filter(|apply| !before.applies.contains(apply)).cloned() {
        tries.push(Box::new(move |design| design.applies.retain(|known| *known != apply)));
    }
    for link in before.links.iter().filter(|link| !best.1.links.contains(link)) {
        tries.push(Box::new(move |design| design.links.push(link.clone())));
    }
    for apply in before.applies.iter().filter(|apply| !best.1.applies.contains(apply)) {
        tries.push(Box::new(move |design| design.applies.push(apply.clone())));
    }
    for change in tries {
        let mut tried = best.1.clone();
        change(&mut tried);
        let halves = adaptation(facts, book, before, &tried).halves;
        if halves < best.0 && reaches(facts, &tried, book, band) {
            best = (halves, tried);
        }
    }
    best.1
}
