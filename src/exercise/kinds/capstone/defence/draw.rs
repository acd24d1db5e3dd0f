//! Draws questions from what a learner had graded: the finding as it was, with one edit that was tried and
//! mends it and three that were tried and do not. What is missing to ten comes from the learner's own
//! design, broken on purpose where its slices are weakest. None is written by hand.

use std::{any::Any, collections::BTreeMap, sync::Arc};

use toml::{Table, Value};

use crate::{
    exercise::{
        answer::{Answer, TOML},
        kind::{Facts, Knowledge, Past, Samples},
    },
    hash,
    verdict::{Evidence, Finding, Severity, Verdict},
};

use super::{
    super::{facts::Milestone, mark, slice::Slice},
    EDITS,
    marker::{Design, Marker},
    ways::{Way, between},
};

/// So many questions are asked.
const QUESTIONS: usize = 10;
/// So many earlier answers are looked at, the newest first.
const MOST_LOOKED: usize = 60;
/// So many edits are tried for a rule, in all answers in which it fired.
const MOST_TRIED: usize = 32;
/// So many lines of evidence stand in a question.
const SHOWN: usize = 4;

/// Edits, each made when it is asked for.
type Ways<'w> = Box<dyn Iterator<Item = Way> + 'w>;

/// The questions for a past, as the facts of a defence.
pub(in super::super) fn questions(last: &Milestone, past: &[Past], knowledge: &Knowledge) -> Table {
    let markers = markers(past, knowledge);
    let newest = past.iter().take(MOST_LOOKED);
    let looked: Vec<Looked<'_, '_>> =
        newest.filter_map(|past| Looked::new(past, &markers)).collect();
    let mut draw = Draw { asked: Table::new(), tried: BTreeMap::new() };
    draw.findings(&looked);
    let design = past.iter().find(|past| past.passed).or(past.first());
    if let Some(design) = design {
        draw.design(&Marker::new(last, knowledge), &design.answer, &scores(&looked));
    }
    draw.asked
}

/// One that marks for every milestone.
fn markers<'p>(past: &'p [Past], knowledge: &'p Knowledge) -> Vec<Marker<'p>> {
    let mut markers: Vec<Marker<'_>> = Vec::new();
    for milestone in past.iter().filter_map(milestone) {
        if !markers.iter().any(|known| known.milestone.name == milestone.name) {
            markers.push(Marker::new(milestone, knowledge));
        }
    }
    markers
}

/// What an earlier answer was marked by.
fn milestone(past: &Past) -> Option<&Milestone> {
    let facts: &dyn Any = &*past.facts;
    facts.downcast_ref()
}

/// Right designs of which too few questions can be drawn.
pub(in super::super) fn too_few(
    milestone: &Milestone,
    samples: &Samples,
    knowledge: &Knowledge,
) -> Vec<String> {
    if !milestone.slices().any(Slice::is_defence) {
        return Vec::new();
    }
    let facts: Arc<dyn Facts> = Arc::new(milestone.clone());
    let drawn = samples.references.iter().map(|answer| {
        let (from, facts) = (String::new(), Arc::clone(&facts));
        let past = Past { from, facts, answer: answer.clone(), passed: true, flawless: true };
        questions(milestone, &[past], knowledge).len()
    });
    let few = drawn.filter(|asked| *asked < QUESTIONS);
    few.map(|asked| format!("{asked} questions can be drawn of a reference, {QUESTIONS} are asked"))
        .collect()
}

/// An earlier answer as it was marked; one that got every point is not marked again.
struct Looked<'l, 'p> {
    past: &'p Past,
    marker: &'l Marker<'p>,
    design: Design<'p>,
    verdict: Verdict,
}

impl<'l, 'p> Looked<'l, 'p> {
    fn new(past: &'p Past, markers: &'l [Marker<'p>]) -> Option<Self> {
        let name = &milestone(past)?.name;
        let marker = markers.iter().find(|marker| marker.milestone.name == *name)?;
        let design = marker.design(&past.answer)?;
        let verdict = match past.flawless {
            true => Verdict::default(),
            false => marker.sound(&design)?,
        };
        Some(Self { past, marker, design, verdict })
    }

    /// The points of each of its slices.
    fn points(&self) -> Vec<(String, f64)> {
        match self.past.flawless {
            true => self.marker.milestone.slices().map(|slice| (slice.id.clone(), 100.0)).collect(),
            false => mark::slices(&self.verdict),
        }
    }

    /// Applies an edit and looks what becomes of a finding.
    fn fate(&self, way: &Way, finding: &Finding) -> Fate {
        let Some(changed) = self.marker.after(&self.design, way) else { return Fate::Unclear };
        match self.marker.has(&changed, finding) {
            None => Fate::Unclear,
            Some(true) => Fate::stands(finding),
            Some(false) => Fate::of(finding, &self.verdict, self.marker.sound(&changed)),
        }
    }
}

/// The mean points of every slice in what was graded.
fn scores(looked: &[Looked<'_, '_>]) -> BTreeMap<String, f64> {
    let mut all: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for one in looked {
        for (slice, points) in one.points() {
            let (sum, count) = all.entry(slice).or_default();
            *sum += points;
            *count += 1.0;
        }
    }
    all.into_iter().map(|(slice, (sum, count))| (slice, sum / count)).collect()
}

/// What would mend other faults of a milestone's slices, that this design does not have. A slice is broken
/// when its turn comes: mostly the first has enough.
fn broken<'b, 'm>(
    marker: &'b Marker<'m>,
    right: &'b Design<'m>,
) -> impl Iterator<Item = Way> + use<'b, 'm> {
    let slices = marker.milestone.slices().filter(|slice| !slice.is_needless(&right.own));
    slices.flat_map(move |slice| {
        let facts = slice.facts(&marker.milestone.shop, &right.own);
        let broken = facts.map(|facts| marker.broken(right, slice, &*facts));
        broken.into_iter().flat_map(|(alone, mutants)| {
            (0..mutants.len()).flat_map(move |at| between(&mutants[at].answer, &alone))
        })
    })
}

/// What is asked so far.
struct Draw {
    asked: Table,
    /// How many edits were tried for each rule.
    tried: BTreeMap<&'static str, usize>,
}

/// What a question is about.
struct Case<'c, 'w> {
    answer: &'c Answer,
    verdict: &'c Verdict,
    /// What becomes of the finding after an edit.
    fate: &'c dyn Fn(&Way) -> Fate,
    /// An answer in which it is mended.
    later: Option<&'c Answer>,
    /// Further edits that may be tried where there are too few.
    others: &'c dyn Fn() -> Ways<'w>,
    from: &'c str,
}

impl Draw {
    fn is_full(&self) -> bool {
        self.asked.len() >= QUESTIONS
    }

    /// Rules that fired in what was graded: blockers first, one question a rule, the newest first.
    fn findings(&mut self, looked: &[Looked<'_, '_>]) {
        let mut fired: Vec<(Severity, usize, usize)> = Vec::new();
        for (at, one) in looked.iter().enumerate() {
            let found = one.verdict.findings.iter().enumerate();
            let heavy = found.filter(|(_, one)| one.severity < Severity::Info);
            fired.extend(heavy.map(|(number, finding)| (finding.severity, at, number)));
        }
        fired.sort();
        for (_, at, number) in fired {
            if self.is_full() {
                return;
            }
            if !self.asked.contains_key(looked[at].verdict.findings[number].rule) {
                self.finding(looked, at, number);
            }
        }
    }

    /// Asks about a finding of an earlier answer.
    fn finding(&mut self, looked: &[Looked<'_, '_>], at: usize, number: usize) {
        let one = &looked[at];
        let verdict = &one.marker.graded(&one.design);
        let Some(finding) = verdict.findings.get(number) else { return };
        let later = looked[..at].iter().rev().find(|other| {
            other.marker.milestone.name == one.marker.milestone.name
                && !other.verdict.has(finding.rule, &finding.place)
        });
        let others = || -> Ways<'_> {
            Box::new(later.into_iter().flat_map(|right| broken(right.marker, &right.design)))
        };
        let fate = |way: &Way| one.fate(way, finding);
        let case = Case {
            answer: &one.past.answer,
            verdict,
            fate: &fate,
            later: later.map(|other| &other.past.answer),
            others: &others,
            from: &one.past.from,
        };
        self.ask(&case, finding);
    }

    /// What is missing: the design with one thing broken, the weakest slices first.
    fn design(&mut self, last: &Marker<'_>, design: &Answer, scores: &BTreeMap<String, f64>) {
        let Some(design) = last.design(design) else { return };
        let former = last.milestone.former();
        let mut slices: Vec<&Slice> =
            former.filter(|slice| !slice.is_needless(&design.own)).collect();
        let points = |slice: &Slice| scores.get(&slice.id).copied().unwrap_or(f64::MAX);
        slices.sort_by(|a, b| points(a).total_cmp(&points(b)));
        // First one of each slice, then whatever there is.
        for most in [1, QUESTIONS] {
            for slice in &slices {
                self.slice(last, slice, &design, most);
            }
        }
    }

    fn slice<'m>(
        &mut self,
        last: &Marker<'m>,
        slice: &Slice,
        design: &Design<'m>,
        mut most: usize,
    ) {
        if self.is_full() {
            return;
        }
        let Some(facts) = slice.facts(&last.milestone.shop, &design.own) else { return };
        let (right, mutants) = &last.broken(design, slice, &*facts);
        let others = || -> Ways<'_> {
            Box::new(mutants.iter().flat_map(|mutant| between(&mutant.answer, right)))
        };
        let look = |answer: Answer| last.look(design, slice, &*facts, answer);
        for mutant in mutants.iter() {
            if most == 0 || self.is_full() {
                return;
            }
            let Some(verdict) = look(mutant.answer.clone()) else { continue };
            let heavy = verdict.findings.iter().filter(|one| one.severity < Severity::Info);
            let new = heavy.take(1).find(|one| !self.asked.contains_key(one.rule));
            if let Some(finding) = new {
                let fate = |way: &Way| match way.changes(&mutant.answer) {
                    true => Fate::of(finding, &verdict, look(way.apply(&mutant.answer))),
                    false => Fate::stands(finding),
                };
                let from = format!("your own design, broken on purpose: {}", mutant.operator);
                let case = Case {
                    answer: &mutant.answer,
                    verdict: &verdict,
                    fate: &fate,
                    later: Some(right),
                    others: &others,
                    from: &from,
                };
                most -= usize::from(self.ask(&case, finding));
            }
        }
    }

    /// Asks about a finding, if an edit that mends it and three that do not were found; says so.
    fn ask(&mut self, case: &Case<'_, '_>, finding: &Finding) -> bool {
        let tried = self.tried.entry(finding.rule).or_default();
        let Some(edits) = case.edits(finding, tried) else { return false };
        let mut question = Table::from_iter([
            ("from".to_owned(), Value::from(case.from)),
            ("found".to_owned(), finding.headline().into()),
        ]);
        // What happens step by step is for the report, and nobody sees the lines of a broken design.
        let tells = |one: &&Evidence| match one {
            Evidence::Trace(_) => false,
            Evidence::Span(span) => span.file != TOML,
            _ => true,
        };
        let shown = finding.evidence.iter().filter(tells);
        let shown = shown.take(SHOWN).map(|one| Value::from(one.to_string()));
        question.insert("shown".to_owned(), Value::Array(shown.collect()));
        if let Some(lesson) = &finding.lesson {
            question.insert("lesson".to_owned(), lesson.as_str().into());
        }
        question.insert("edit".to_owned(), Value::Array(edits));
        self.asked.insert(finding.rule.to_owned(), Value::Table(question));
        true
    }
}

/// What an edit does to a finding.
enum Fate {
    Mends,
    /// What still stands, or what comes.
    But(String),
    /// It cannot be read any more, or is no clear case.
    Unclear,
}

impl Fate {
    fn stands(finding: &Finding) -> Self {
        Self::But(format!("after it: {}", finding.headline()))
    }

    /// What became of a finding by the verdicts before and after an edit.
    fn of(finding: &Finding, before: &Verdict, after: Option<Verdict>) -> Self {
        let Some(after) = after else { return Self::Unclear };
        if after.has(finding.rule, &finding.place) {
            return Self::stands(finding);
        }
        let is_new = |other: &&Finding| {
            other.severity <= Severity::Major && !before.has(other.rule, &other.place)
        };
        match after.findings.iter().find(is_new) {
            Some(new) => Self::But(format!("it brings {}: {}", new.rule, new.headline())),
            None => Self::Mends,
        }
    }
}

impl Case<'_, '_> {
    /// The edits of a question, in an order that tells nothing; nothing where there are too few. `tried`
    /// counts those that are looked at.
    fn edits(&self, finding: &Finding, tried: &mut usize) -> Option<Vec<Value>> {
        let offers = |one: &Finding| -> Vec<Way> {
            one.fixes.iter().filter_map(|fix| Way::offered(one, fix)).collect()
        };
        let offered = offers(finding).into_iter();
        let made = self.later.map(|later| between(self.answer, later)).unwrap_or_default();
        let of_others = self.verdict.findings.iter().flat_map(offers);
        let others = std::iter::once_with(self.others).flatten();
        let ways = offered.chain(made).chain(of_others).chain(others);
        let mut right: Option<Way> = None;
        let mut wrong: BTreeMap<String, String> = BTreeMap::new();
        let mut mends: Vec<String> = Vec::new();
        for way in ways.take(MOST_TRIED.saturating_sub(*tried)) {
            *tried += 1;
            if wrong.contains_key(&way.text) || mends.contains(&way.text) {
                continue;
            }
            match (self.fate)(&way) {
                Fate::Mends => {
                    mends.push(way.text.clone());
                    right = right.or(Some(way));
                }
                Fate::But(but) if wrong.len() + 1 < EDITS => drop(wrong.insert(way.text, but)),
                Fate::But(_) | Fate::Unclear => {}
            }
            if right.is_some() && wrong.len() + 1 >= EDITS {
                break;
            }
        }
        let right = right.filter(|_| wrong.len() + 1 == EDITS)?;
        let mut edits = vec![edit(&right.text, None)];
        edits.extend(wrong.iter().map(|(text, but)| edit(text, Some(but))));
        edits.sort_by_key(|(key, _)| key.clone());
        Some(edits.into_iter().map(|(_, edit)| edit).collect())
    }
}

/// An edit of a question, with what it is sorted by.
fn edit(text: &str, but: Option<&String>) -> (String, Value) {
    let mut table = Table::from_iter([("text".to_owned(), Value::from(text))]);
    table.extend(but.map(|but| ("but".to_owned(), Value::from(but.as_str()))));
    (hash::fingerprint(text), Value::Table(table))
}
