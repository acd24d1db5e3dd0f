//! From slices to a score: 70 points for the slices of the milestone, 30 for a design that fits together.

use serde_json::{Value, json};

use crate::{
    exercise::{
        answer::Answer,
        kind::{Facts, Knowledge},
    },
    verdict::{
        Finding, Severity, Status, Verdict, points,
        score::{self, Earned, cap},
    },
};

use super::{facts::Milestone, own::Own, rules::Unfit, slice::Slice};

/// Points for the slices, and those that charges are taken from.
const SLICES: f64 = 70.0;
const COHERENCE: f64 = 30.0;

/// What the slices of a milestone get.
pub(super) struct Marked<'m> {
    pub(super) slice: &'m Slice,
    pub(super) verdict: Verdict,
    /// Whether there was something to do.
    pub(super) asked: bool,
}

/// The verdict on a design at a milestone.
pub(super) fn judged(
    facts: &Milestone,
    own: &Own<'_>,
    answer: &Answer,
    knowledge: &Knowledge,
) -> Verdict {
    let marks = |slice: &Slice, derived: &dyn Facts| slice.mark(derived, answer, knowledge);
    judged_by(facts, own, &Unfit::of(facts, own, answer, knowledge), &marks)
}

/// Marks a slice by its facts.
pub(super) type Marks<'m> = &'m dyn Fn(&Slice, &dyn Facts) -> Verdict;

/// The verdict on a design whose slices are marked in some way.
pub(super) fn judged_by(
    facts: &Milestone,
    own: &Own<'_>,
    unfit: &Unfit,
    marks: Marks<'_>,
) -> Verdict {
    let lost: Vec<String> =
        unfit.names.iter().filter_map(|one| one.place.first().cloned()).collect();
    let marked: Vec<Marked<'_>> = facts
        .slices()
        .map(|slice| {
            let silent = lost.contains(&slice.id);
            // That one transaction is enough is an answer, too.
            let asked = !slice.is_needless(own) || slice.kind.id() == "saga";
            let verdict =
                if silent { Verdict::default() } else { verdict(slice, facts, own, marks) };
            Marked { slice, verdict, asked }
        })
        .collect();
    let mut verdict = whole(&marked, unfit.all().cloned().collect());
    let slices = marked.iter().map(|one| {
        json!({ "slice": one.slice.id, "task": one.slice.kind.id(), "score": points(score::tenths(one.verdict.raw)) })
    });
    verdict.tried = marked.iter().flat_map(|one| one.verdict.tried.iter().cloned()).collect();
    verdict.extra.push((SLICES_TOLD, slices.collect()));
    let defence = marked.iter().filter(|one| one.slice.is_defence());
    verdict.extra.extend(defence.flat_map(|one| one.verdict.extra.iter().cloned()));
    verdict
}

/// The verdict on one slice; of one that nothing can be asked of yet, nothing counts. Where one service does
/// all that it is about, there is nothing left to do.
fn verdict(slice: &Slice, facts: &Milestone, own: &Own<'_>, marks: Marks<'_>) -> Verdict {
    if slice.is_needless(own) {
        return needless(slice, own);
    }
    match slice.facts(&facts.shop, own) {
        Some(derived) => {
            let mut verdict = marks(slice, &*derived);
            if slice.is_policies() {
                // What does not arrive, or does, is CM-10's.
                verdict.findings.retain(|finding| finding.rule != "MF-10");
            }
            verdict
        }
        None => {
            let message = "this slice builds on what no earlier one has said yet";
            let finding = Finding::new("CM-01", Severity::Major, [slice.id.as_str()], message);
            Verdict { findings: vec![finding], ..Verdict::default() }
        }
    }
}

/// The points of every slice, as a verdict tells them.
pub(super) fn slices(verdict: &Verdict) -> Vec<(String, f64)> {
    let told = verdict.extra.iter().find(|(key, _)| *key == SLICES_TOLD);
    let rows = told.and_then(|(_, rows)| rows.as_array()).into_iter().flatten();
    let row = |row: &Value| Some((row["slice"].as_str()?.to_owned(), row["score"].as_f64()?));
    rows.filter_map(row).collect()
}

/// The key of the points of the slices in a report.
const SLICES_TOLD: &str = "slices";

/// What there is to say where one service does it all: of a saga, that one transaction is enough; of events,
/// nothing.
fn needless(slice: &Slice, own: &Own<'_>) -> Verdict {
    let said = own.table.get(&slice.id).and_then(toml::Value::as_str) == Some(ONE_TRANSACTION);
    match said || slice.kind.id() != "saga" {
        true => Verdict { tenths: score::FULL, raw: 100.0, ..Verdict::default() },
        false => Verdict::default(),
    }
}

/// The answer to a saga that nobody needs.
const ONE_TRANSACTION: &str = "one transaction";

/// Slices and coherence together. The worst slice holds the whole down, and so does what does not fit.
fn whole(marked: &[Marked<'_>], found: Vec<Finding>) -> Verdict {
    // Where nothing is asked at all, all of it is whole.
    let all = marked.iter().all(|one| !one.asked);
    let marked: Vec<&Marked<'_>> = marked.iter().filter(|one| all || one.asked).collect();
    let weights: f64 = marked.iter().map(|one| one.slice.weight).sum();
    let (mut earned, mut findings) = (Vec::new(), Vec::new());
    let mut most = cap(&found);
    for one in marked {
        let share = SLICES * one.slice.weight / weights.max(f64::MIN_POSITIVE);
        earned.push(Earned::new(one.slice.id.clone(), share * one.verdict.raw / 100.0, share));
        most = most.min(cap(&one.verdict.findings));
        findings.extend(one.verdict.findings.iter().cloned());
    }
    earned.push(Earned::new("coherence", (COHERENCE - charged(&found)).max(0.0), COHERENCE));
    findings.extend(found);
    findings.sort_by(|a, b| (a.severity, a.rule).cmp(&(b.severity, b.rule)));
    Verdict::capped(earned, findings, most)
}

/// What findings cost; a blocker as much as a major.
fn charged(found: &[Finding]) -> f64 {
    let mut found = score::merged(found.to_vec());
    for one in found.iter_mut().filter(|one| one.severity == Severity::Blocker) {
        one.severity = Severity::Major;
    }
    -score::charges(&found).iter().map(|row| row.points).sum::<f64>()
}

/// The verdict with what became of the slices before: shown, never charged.
pub(super) fn with_former(
    facts: &Milestone,
    own: &Own<'_>,
    answer: &Answer,
    knowledge: &Knowledge,
    mut verdict: Verdict,
) -> Verdict {
    let mut rows = Vec::new();
    let is_heavy = |one: &Finding| one.severity <= Severity::Major;
    // By itself a slice is read faster, and places in the whole are only asked for where something is found.
    let marks = |slice: &Slice, derived: &dyn Facts| {
        let alone = slice.look(derived, &slice.alone(&own.table, answer), knowledge);
        match alone.findings.iter().any(is_heavy) {
            true => slice.look(derived, answer, knowledge),
            false => alone,
        }
    };
    for slice in facts.former() {
        let before = self::verdict(slice, facts, own, &marks);
        let stands = before.status() == Status::Accepted;
        rows.push(json!({ "slice": slice.id, "milestone": slice.milestone, "score": before.points(), "accepted": stands }));
        let heavy = before.findings.into_iter().filter(is_heavy);
        verdict.findings.extend(heavy.map(|mut finding| {
            finding.message = format!("{}, {}: {}", slice.milestone, slice.id, finding.message);
            finding.place.insert(0, slice.milestone.clone());
            finding.severity = Severity::Info;
            finding.fixes.clear();
            finding
        }));
    }
    verdict.extra.push(("former", rows.into()));
    verdict
}
