//! The cheapest adaptation that a bounded search finds: a beam over the edits that findings offer. It
//! counts what it grades and not its time, so that the same facts give the same witness.
//!
//! What broke has to be excellent again: a design that is only sound may lose messages and keep links that
//! nothing needs, and nobody would stop there. Sound is enough where nothing better is found.

mod spare;

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use super::{adaptation, is_sound, moves::moves, reaches};
use crate::design::{Architecture, Band, Edit, PatternBook, Scenario, assess, grade};
use spare::spared;

/// How far a search goes. It counts and looks at no clock, so that a machine's speed changes nothing.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Designs that are followed at once.
    pub width: usize,
    /// Steps.
    pub depth: usize,
    /// Ways of one report that are followed, and as many moves of our own.
    pub ways: usize,
    /// Steps one after another that come no nearer, after which it ends.
    pub patience: usize,
    /// How often more it counts to come near than to come cheaply.
    pub haste: i32,
}

/// Designs that are followed at once, times capabilities: a step of a small system costs less, so that more of
/// them are followed in the same time.
const FOLLOWED: usize = 200;

impl Bounds {
    /// One search after another, each where those before found nothing.
    pub fn usual(facts: &Scenario) -> [Self; 2] {
        let width = (FOLLOWED / facts.capabilities.len().max(1)).clamp(5, 12);
        [
            Self { width, depth: 16, ways: 10, patience: 4, haste: 1 },
            Self { width: 20, depth: 24, ways: 20, patience: 5, haste: 2 },
        ]
    }
}

/// What a blocker, a major, and each point below the mark may still cost, in halves of a point: guides the
/// search, and judges nothing.
const BLOCKER: i32 = 12;
const MAJOR: i32 = 8;
/// Tenths of points that are thought to cost a half.
const TENTHS: i32 = 20;

/// Tenths of points of an adaptation at which nobody would stop before.
const MARK: i32 = 900;

/// Designs of one cut that are followed at once.
const ALIKE: usize = 2;

/// A design on the way.
struct Step {
    design: Architecture,
    /// The design in words, however it was come by.
    key: String,
    /// What it cost so far, in halves of a point.
    halves: u32,
    /// What it may still cost.
    left: i32,
}

impl Step {
    /// What it may cost in the end.
    fn guess(&self, haste: i32) -> i32 {
        i32::try_from(self.halves).unwrap_or(i32::MAX / 2) + haste * self.left
    }

    /// What belongs together in it, whatever it is called and however it talks.
    fn cut(&self) -> Vec<Together> {
        let mut cut: Vec<Together> = self
            .design
            .sorted()
            .services
            .into_iter()
            .map(|service| (service.does, service.owns, service.team))
            .collect();
        cut.sort_unstable();
        cut
    }
}

/// What a service does and owns, and its team.
type Together = (Vec<String>, Vec<String>, Option<String>);

/// The best steps. Of those that are cut alike only the first few: their ways lead to the same place.
fn best_of(mut steps: Vec<Step>, bounds: Bounds) -> Vec<Step> {
    steps.sort_by_key(|step| (step.guess(bounds.haste), step.halves));
    let mut known: HashMap<Vec<Together>, Vec<String>> = HashMap::new();
    steps.retain(|step| {
        let alike = known.entry(step.cut()).or_default();
        let is_new = alike.len() < ALIKE && !alike.contains(&step.key);
        if is_new {
            alike.push(step.key.clone());
        }
        is_new
    });
    steps.truncate(bounds.width);
    steps
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
/// became, or what is `known`, is a way, too; further is looked only where nobody found one, from the first.
pub fn cheapest_of_each<'a>(
    facts: &Scenario,
    book: &PatternBook,
    designs: &[(String, Architecture)],
    known: impl IntoIterator<Item = &'a Architecture>,
) -> Vec<(String, Option<Architecture>)> {
    let mut search = Search::new(facts, book);
    let [usual, further] = Bounds::usual(facts);
    let mut alone: Vec<Option<Architecture>> =
        designs.iter().map(|(_, design)| search.cheapest(design, &[usual])).collect();
    let known = known.into_iter().filter(|design| is_sound(facts, design, book));
    alone.extend(known.cloned().map(Some));
    if alone.iter().all(Option::is_none) {
        alone.push(designs.first().and_then(|(_, design)| search.cheapest(design, &[further])));
    }
    let each = designs.iter().zip(&alone).map(|((name, before), own)| {
        let cost = |after: &&Architecture| adaptation(facts, book, before, after).halves;
        let nearest = alone.iter().flatten().min_by_key(cost);
        let other = nearest.filter(|other| own.as_ref() != Some(*other)).cloned();
        let other = other.map(|other| spared(facts, book, before, other));
        let all = own.iter().cloned().chain(other);
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
    bounds: &[Bounds],
) -> Option<Architecture> {
    Search::new(facts, book).cheapest(before, bounds)
}

/// The cheapest designs of a kind that were found, with their cost.
#[derive(Default)]
struct Best(Option<(u32, Architecture)>);

impl Best {
    fn is_above(&self, halves: u32) -> bool {
        self.0.as_ref().is_none_or(|(best, _)| *best > halves)
    }

    /// Keeps the design of a step that is cheaper; says whether it was.
    fn take(&mut self, step: &Step) -> bool {
        let is_cheaper = self.is_above(step.halves);
        if is_cheaper {
            self.0 = Some((step.halves, step.design.clone()));
        }
        is_cheaper
    }
}

/// Searches under the same facts: what was learned of a design is known when another start leads there.
struct Search<'a> {
    facts: &'a Scenario,
    book: &'a PatternBook,
    /// The ways on from designs.
    known: HashMap<String, Ways>,
    /// What stands against designs: two moves lead to the same one, whichever comes first.
    against: HashMap<String, (usize, usize, i32)>,
}

impl<'a> Search<'a> {
    fn new(facts: &'a Scenario, book: &'a PatternBook) -> Self {
        Self { facts, book, known: HashMap::new(), against: HashMap::new() }
    }

    fn cheapest(&mut self, before: &Architecture, bounds: &[Bounds]) -> Option<Architecture> {
        if is_sound(self.facts, before, self.book) {
            return Some(before.clone());
        }
        bounds.iter().find_map(|bounds| self.within(before, *bounds))
    }

    /// The cheapest that one beam finds.
    fn within(&mut self, before: &Architecture, bounds: Bounds) -> Option<Architecture> {
        let (mut excellent, mut sound) = (Best::default(), Best::default());
        let mut followed: HashSet<String> = HashSet::new();
        let mut costs: HashMap<String, u32> = HashMap::new();
        let key = before.sorted().to_toml();
        let mut beam = vec![Step { design: before.clone(), key, halves: 0, left: 0 }];
        let (mut nearest, mut idle) = (i32::MAX, 0);
        for _ in 0..bounds.depth {
            let mut next: Vec<Step> = Vec::new();
            let mut nearer = false;
            for step in beam {
                if !excellent.is_above(step.halves) {
                    continue;
                }
                if reaches(self.facts, &step.design, self.book, Band::Excellent) {
                    nearer |= excellent.take(&step);
                    continue;
                }
                if sound.is_above(step.halves) && is_sound(self.facts, &step.design, self.book) {
                    nearer |= sound.take(&step);
                }
                next.extend(self.next(before, &step, bounds.ways, &mut costs));
                followed.insert(step.key);
            }
            next.retain(|step| excellent.is_above(step.halves) && !followed.contains(&step.key));
            beam = best_of(next, bounds);
            let Some(left) = beam.iter().map(|step| step.left).min() else { break };
            // Once something is found, what may still become cheaper is followed, too.
            let best = excellent.0.as_ref().map_or(0, |(halves, _)| *halves);
            let best = i32::try_from(best).unwrap_or(i32::MAX);
            nearer |= left < nearest || beam.iter().any(|step| step.guess(1) < best);
            nearest = nearest.min(left);
            idle = if nearer { 0 } else { idle + 1 };
            if idle == bounds.patience {
                break;
            }
        }
        let (_, best) = excellent.0.or(sound.0)?;
        Some(spared(self.facts, self.book, before, best))
    }

    /// Where the best ways lead that go on from a step; `costs` are those of designs that were met.
    fn next(
        &mut self,
        before: &Architecture,
        step: &Step,
        most: usize,
        costs: &mut HashMap<String, u32>,
    ) -> Vec<Step> {
        let ways = self.ways(step);
        let best = ways.iter().flat_map(|ways| ways.iter().take(most));
        let steps = best.map(|way| {
            let design = step.design.with(&way.edits);
            let key = design.sorted().to_toml();
            let halves = *costs
                .entry(key.clone())
                .or_insert_with(|| adaptation(self.facts, self.book, before, &design).halves);
            Step { design, key, halves, left: to_pay(way.leaves) }
        });
        steps.collect()
    }

    /// What stands against a design.
    fn leaves(&mut self, design: &Architecture) -> (usize, usize, i32) {
        let (facts, book) = (self.facts, self.book);
        let key = design.sorted().to_toml();
        *self.against.entry(key).or_insert_with(|| assess(facts, design, book).score.missing())
    }

    /// Every way on from a design, the best of each kind first.
    fn ways(&mut self, step: &Step) -> Ways {
        if let Some(known) = self.known.get(&step.key) {
            return Rc::clone(known);
        }
        let design = &step.design;
        let report = grade(self.facts, design, self.book);
        let fixes = report.findings.into_iter().flat_map(|finding| finding.fixes);
        let offered = fixes.map(|fix| Way { edits: fix.edits, leaves: fix.leaves });
        let own = moves(self.facts, self.book, design);
        let own = own.into_iter().map(|edits| {
            let leaves = self.leaves(&design.with(&edits));
            Way { edits, leaves }
        });
        let mut ways = [offered.collect::<Vec<Way>>(), own.collect()];
        let [offered, own] = &mut ways;
        offered.sort_by_key(|way| (to_pay(way.leaves), way.edits.len()));
        own.sort_by_key(|way| to_pay(way.leaves));
        let ways = Rc::new(ways);
        self.known.insert(step.key.clone(), Rc::clone(&ways));
        ways
    }
}

/// What a design that lacks so much may still cost, in halves of a point.
fn to_pay((blockers, majors, lack): (usize, usize, i32)) -> i32 {
    let count = |many: usize| i32::try_from(many).unwrap_or(i32::MAX / 64);
    let below = (lack - (1000 - MARK)).max(0);
    count(blockers) * BLOCKER + count(majors) * MAJOR + below / TENTHS
}
