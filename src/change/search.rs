//! The cheapest adaptation that a bounded search finds: a beam over the edits that findings offer. It
//! counts what it grades and not its time, so that the same facts give the same witness.
//!
//! What broke has to be excellent again: a design that is only sound may lose messages and keep links that
//! nothing needs, and nobody would stop there. Sound is enough where nothing better is found.

use std::collections::BTreeSet;

use super::{adaptation, is_sound, moves::moves, reaches};
use crate::design::{Architecture, PatternBook, Report, Scenario, assess, grade, score::Band};

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
    /// Under two seconds for forty capabilities.
    pub const USUAL: Self = Self { width: 5, depth: 16, ways: 10 };
}

/// What a blocker, a major, and each point below the mark may still cost, in halves of a point: guides the
/// search, and judges nothing.
const BLOCKER: i32 = 12;
const MAJOR: i32 = 8;
/// Tenths of points that are thought to cost a half.
const TENTHS: i32 = 20;

/// How good an adaptation has to be, the best first, with its tenths.
const MARKS: [(Band, i32); 2] = [(Band::Excellent, 900), (Band::Sound, 800)];

/// A design on the way, with what it cost so far.
struct Step {
    design: Architecture,
    halves: u32,
    /// What it may cost in the end.
    guess: i32,
}

/// The cheapest sound adaptation that was found for each of some designs. To become what another one
/// became is a way, too.
pub fn cheapest_of_each(
    facts: &Scenario,
    book: &PatternBook,
    designs: &[(String, Architecture)],
) -> Vec<(String, Option<Architecture>)> {
    let alone: Vec<Option<Architecture>> =
        designs.iter().map(|(_, design)| cheapest(facts, book, design, Bounds::USUAL)).collect();
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

/// The cheapest adaptation that was found, of those that come to the best mark; nothing where none is
/// sound. What is sound as it is stays.
pub fn cheapest(
    facts: &Scenario,
    book: &PatternBook,
    before: &Architecture,
    bounds: Bounds,
) -> Option<Architecture> {
    if is_sound(facts, before, book) {
        return Some(before.clone());
    }
    MARKS.into_iter().find_map(|mark| cheapest_at(facts, book, before, bounds, mark))
}

/// The cheapest adaptation that was found and comes to a mark.
fn cheapest_at(
    facts: &Scenario,
    book: &PatternBook,
    before: &Architecture,
    bounds: Bounds,
    (band, mark): (Band, i32),
) -> Option<Architecture> {
    let mut best: Option<(u32, Architecture)> = None;
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut beam = vec![Step { design: before.clone(), halves: 0, guess: 0 }];
    for _ in 0..bounds.depth {
        let mut next: Vec<Step> = Vec::new();
        for step in beam {
            if best.as_ref().is_some_and(|(halves, _)| *halves <= step.halves) {
                continue;
            }
            if reaches(facts, &step.design, book, band) {
                best = Some((step.halves, step.design));
                continue;
            }
            let report = grade(facts, &step.design, book);
            for (design, left) in ways(facts, book, &report, &step.design, bounds.ways, mark) {
                if seen.insert(design.sorted().to_toml()) {
                    let halves = adaptation(facts, book, before, &design).halves;
                    let guess = i32::try_from(halves).unwrap_or(i32::MAX / 2) + left;
                    next.push(Step { design, halves, guess });
                }
            }
        }
        next.sort_by_key(|step| (step.guess, step.halves));
        next.truncate(bounds.width);
        beam = next;
    }
    best.map(|(_, design)| spared(facts, book, before, design))
}

/// Where each way to mend a design leads, with a guess of what is still to be paid there: what findings
/// offer, and moves that none does.
fn ways(
    facts: &Scenario,
    book: &PatternBook,
    report: &Report,
    design: &Architecture,
    most: usize,
    mark: i32,
) -> Vec<(Architecture, i32)> {
    let to_pay = |missing| to_pay(missing, mark);
    let offered = report.findings.iter().flat_map(|finding| &finding.fixes);
    let mut all: Vec<(i32, usize, Architecture)> =
        offered.map(|fix| (to_pay(fix.leaves), fix.edits.len(), design.with(&fix.edits))).collect();
    let moved = moves(facts, book, design).into_iter();
    let mut moved: Vec<(i32, usize, Architecture)> = moved
        .map(|moved| (to_pay(assess(facts, &moved, book).score.missing()), 1, moved))
        .collect();
    for ways in [&mut all, &mut moved] {
        ways.sort_by_key(|(left, edits, _)| (*left, *edits));
        ways.truncate(most);
    }
    all.into_iter().chain(moved).map(|(left, _, design)| (design, left)).collect()
}

/// What a design that lacks so much may still cost up to a mark, in halves of a point.
fn to_pay((blockers, majors, lack): (usize, usize, i32), mark: i32) -> i32 {
    let count = |many: usize| i32::try_from(many).unwrap_or(i32::MAX / 64);
    let below = (lack - (1000 - mark)).max(0);
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
    let mut bands = MARKS.into_iter().map(|(band, _)| band);
    let band = bands.find(|band| reaches(facts, &design, book, *band));
    let band = band.unwrap_or(Band::Sound);
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
