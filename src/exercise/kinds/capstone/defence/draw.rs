//! Draws questions from what a learner had graded: the finding as it was, with one edit that was tried and
//! mends it and three that were tried and do not. What is missing to ten comes from the learner's own
//! design, broken on purpose where its slices are weakest. None is written by hand.

use std::{collections::BTreeMap, sync::Arc};

use toml::{Table, Value};

use crate::{
    exercise::{
        answer::{Answer, TOML},
        kind::{Facts, Knowledge, Mutant, Past, Samples, facts_as},
    },
    hash,
    verdict::{Evidence, Finding, Severity, Verdict},
};

use super::{
    super::{facts::Milestone, mark, own::Own, slice::Slice},
    EDITS,
    ways::{Way, between},
};

/// So many questions are asked.
const QUESTIONS: usize = 10;
/// So many earlier answers are looked at, the newest first.
const MOST_LOOKED: usize = 60;
/// So many edits are tried for a rule, in all answers in which it fired.
const MOST_TRIED: usize = 32;
/// So many broken forms of a slice are looked at.
const MOST_BROKEN: usize = 8;
/// So many lines of evidence stand in a question.
const SHOWN: usize = 4;

/// Marks an answer in whole or in part.
type Marks<'m> = &'m dyn Fn(&Answer) -> Option<Verdict>;
/// Edits, each made when it is asked for.
type Ways<'w> = Box<dyn Iterator<Item = Way> + 'w>;

/// The questions for a past, as the facts of a defence.
pub(in super::super) fn questions(last: &Milestone, past: &[Past], knowledge: &Knowledge) -> Table {
    let looked: Vec<Looked<'_>> =
        past.iter().take(MOST_LOOKED).filter_map(|past| Looked::new(past, knowledge)).collect();
    let mut draw = Draw { asked: Table::new(), tried: BTreeMap::new(), knowledge };
    draw.findings(&looked);
    let design = past.iter().find(|past| past.passed).or(past.first());
    if let Some(design) = design {
        draw.design(last, &design.answer, &scores(&looked));
    }
    draw.asked
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
struct Looked<'p> {
    past: &'p Past,
    milestone: Arc<Milestone>,
    verdict: Verdict,
}

impl<'p> Looked<'p> {
    fn new(past: &'p Past, knowledge: &Knowledge) -> Option<Self> {
        let milestone = facts_as::<Milestone>(&past.facts)?;
        let verdict = match past.flawless {
            true => Verdict::default(),
            false => milestone.sound(&past.answer, knowledge)?,
        };
        Some(Self { past, milestone, verdict })
    }

    /// The points of each of its slices.
    fn points(&self) -> Vec<(String, f64)> {
        match self.past.flawless {
            true => self.milestone.slices().map(|slice| (slice.id.clone(), 100.0)).collect(),
            false => mark::slices(&self.verdict),
        }
    }
}

/// The mean points of every slice in what was graded.
fn scores(looked: &[Looked<'_>]) -> BTreeMap<String, f64> {
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

/// What would mend other faults of a milestone's slices, that this answer does not have. A slice is broken
/// when its turn comes: mostly the first has enough.
fn broken<'b>(milestone: &'b Milestone, right: &'b Answer) -> impl Iterator<Item = Way> + 'b {
    let own = Own::read(&milestone.shop, right);
    milestone
        .slices()
        .filter(|slice| !slice.is_needless(&own))
        .collect::<Vec<_>>()
        .into_iter()
        .flat_map(move |slice| {
            let alone = slice.alone(right);
            let facts = slice.facts(&milestone.shop, &own);
            let mutants = facts.map(|facts| mutants(slice, &*facts, &alone)).unwrap_or_default();
            mutants.into_iter().flat_map(move |mutant| between(&mutant.answer, &alone))
        })
}

/// Some broken forms of a slice, taken evenly from all of them.
fn mutants(slice: &Slice, facts: &dyn Facts, right: &Answer) -> Vec<Mutant> {
    let all = slice.mutants(facts, right);
    let every = all.len().div_ceil(MOST_BROKEN).max(1);
    all.into_iter().step_by(every).collect()
}

/// What is asked so far.
struct Draw<'d> {
    asked: Table,
    /// How many edits were tried for each rule.
    tried: BTreeMap<&'static str, usize>,
    knowledge: &'d Knowledge,
}

/// What a question is about.
struct Case<'c, 'w> {
    answer: &'c Answer,
    verdict: &'c Verdict,
    /// Marks what the finding is about.
    part: Marks<'c>,
    /// Marks everything.
    whole: Marks<'c>,
    /// An answer in which it is mended.
    later: Option<&'c Answer>,
    /// Further edits that may be tried where there are too few.
    others: &'c dyn Fn() -> Ways<'w>,
    from: &'c str,
}

impl Draw<'_> {
    fn is_full(&self) -> bool {
        self.asked.len() >= QUESTIONS
    }

    /// Rules that fired in what was graded: blockers first, one question a rule, the newest first.
    fn findings(&mut self, looked: &[Looked<'_>]) {
        let mut fired: Vec<(&Finding, usize)> = Vec::new();
        for (at, one) in looked.iter().enumerate() {
            let heavy = one.verdict.findings.iter().filter(|one| one.severity < Severity::Info);
            fired.extend(heavy.map(|finding| (finding, at)));
        }
        fired.sort_by_key(|(finding, at)| (finding.severity, *at));
        for (finding, at) in fired {
            if self.is_full() {
                return;
            }
            if self.asked.contains_key(finding.rule) {
                continue;
            }
            let one = &looked[at];
            let milestone = &one.milestone;
            let same = |other: &&Looked<'_>| other.milestone.name == milestone.name;
            let mut newer = looked.iter().take(at).filter(same);
            let later = newer.rfind(|other| !other.verdict.has(finding.rule, &finding.place));
            let knowledge = self.knowledge;
            let later = later.map(|other| &other.past.answer);
            let others = || -> Ways<'_> {
                Box::new(later.into_iter().flat_map(|right| broken(milestone, right)))
            };
            let part = |answer: &Answer| mark::about(milestone, finding, answer, knowledge);
            let whole = |answer: &Answer| milestone.sound(answer, knowledge);
            let case = Case {
                answer: &one.past.answer,
                verdict: &one.verdict,
                part: &part,
                whole: &whole,
                later,
                others: &others,
                from: &one.past.from,
            };
            self.ask(&case, finding);
        }
    }

    /// What is missing: the design with one thing broken, the weakest slices first.
    fn design(&mut self, last: &Milestone, design: &Answer, scores: &BTreeMap<String, f64>) {
        let own = Own::read(&last.shop, design);
        let mut slices: Vec<&Slice> =
            last.former().filter(|slice| !slice.is_needless(&own)).collect();
        let points = |slice: &Slice| scores.get(&slice.id).copied().unwrap_or(f64::MAX);
        slices.sort_by(|a, b| points(a).total_cmp(&points(b)));
        // First one of each slice, then whatever there is.
        for most in [1, QUESTIONS] {
            for slice in &slices {
                self.slice((last, &own), slice, design, most);
            }
        }
    }

    fn slice(
        &mut self,
        (last, own): (&Milestone, &Own<'_>),
        slice: &Slice,
        design: &Answer,
        mut most: usize,
    ) {
        if self.is_full() {
            return;
        }
        let Some(facts) = slice.facts(&last.shop, own) else { return };
        let design = &slice.alone(design);
        let mutants = mutants(slice, &*facts, design);
        let others = || -> Ways<'_> {
            Box::new(mutants.iter().flat_map(|mutant| between(&mutant.answer, design)))
        };
        let knowledge = self.knowledge;
        let marks = |answer: &Answer| {
            let sound = slice.diagnose(&*facts, answer).is_empty();
            sound.then(|| slice.look(&*facts, answer, knowledge))
        };
        for mutant in &mutants {
            if most == 0 || self.is_full() {
                return;
            }
            let Some(verdict) = marks(&mutant.answer) else { continue };
            let heavy = verdict.findings.iter().filter(|one| one.severity < Severity::Info);
            let new = heavy.take(1).find(|one| !self.asked.contains_key(one.rule));
            if let Some(finding) = new {
                let case = Case {
                    answer: &mutant.answer,
                    verdict: &verdict,
                    part: &marks,
                    whole: &marks,
                    later: Some(design),
                    others: &others,
                    from: &format!("your own design, broken on purpose: {}", mutant.operator),
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

impl Case<'_, '_> {
    /// The edits of a question, in an order that tells nothing; nothing where there are too few. `tried`
    /// counts those that are looked at.
    fn edits(&self, finding: &Finding, tried: &mut usize) -> Option<Vec<Value>> {
        let offered = finding.fixes.iter().filter_map(Way::offered);
        let made = self.later.map(|later| between(self.answer, later)).unwrap_or_default();
        let of_others = self.verdict.findings.iter().flat_map(|other| &other.fixes);
        let of_others = of_others.filter_map(Way::offered);
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
            match self.fate(&way, finding) {
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

    /// Applies an edit and looks.
    fn fate(&self, way: &Way, finding: &Finding) -> Fate {
        let changed = way.apply(self.answer);
        let Some(after) = (self.part)(&changed) else { return Fate::Unclear };
        if after.has(finding.rule, &finding.place) {
            return Fate::But(format!("after it: {}", finding.headline()));
        }
        let Some(after) = (self.whole)(&changed) else { return Fate::Unclear };
        let is_new = |other: &&Finding| {
            other.severity <= Severity::Major && !self.verdict.has(other.rule, &other.place)
        };
        match after.findings.iter().find(is_new) {
            Some(new) => Fate::But(format!("it brings {}: {}", new.rule, new.headline())),
            None => Fate::Mends,
        }
    }
}

/// An edit of a question, with what it is sorted by.
fn edit(text: &str, but: Option<&String>) -> (String, Value) {
    let mut table = Table::from_iter([("text".to_owned(), Value::from(text))]);
    table.extend(but.map(|but| ("but".to_owned(), Value::from(but.as_str()))));
    (hash::fingerprint(text), Value::Table(table))
}
