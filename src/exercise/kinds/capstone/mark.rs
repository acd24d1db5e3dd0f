//! From slices to a score: 70 points for the slices of the milestone, 30 for a design that fits together.

use serde_json::{Value, json};

use crate::{
    exercise::{answer::Answer, kind::Knowledge},
    verdict::{
        Finding, Severity, Status, Verdict, points,
        score::{self, Earned, cap},
    },
};

use super::{facts::Milestone, own::Own, rules, slice::Slice};

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
    let mut found = rules::names(facts, own, answer);
    let lost: Vec<String> = found.iter().filter_map(|one| one.place.first().cloned()).collect();
    let marked: Vec<Marked<'_>> = facts
        .slices()
        .map(|slice| {
            let silent = lost.contains(&slice.id);
            // That one transaction is enough is an answer, too.
            let asked = !slice.is_needless(own) || slice.kind.id() == "saga";
            let verdict = verdict(slice, facts, own, answer, knowledge, silent);
            Marked { slice, verdict, asked }
        })
        .collect();
    found.extend(rules::coherent(facts, own, answer, knowledge));
    let mut verdict = whole(&marked, found);
    let slices = marked.iter().map(|one| {
        json!({ "slice": one.slice.id, "task": one.slice.kind.id(), "score": points(score::tenths(one.verdict.raw)) })
    });
    verdict.tried = marked.iter().flat_map(|one| one.verdict.tried.iter().cloned()).collect();
    verdict.extra.push((SLICES_TOLD, slices.collect()));
    let defence = marked.iter().filter(|one| one.slice.is_defence());
    verdict.extra.extend(defence.flat_map(|one| one.verdict.extra.iter().cloned()));
    verdict
}

/// The verdict on one slice; of one that names what is not there, or that nothing can be asked of yet,
/// nothing counts. Where one service does all that it is about, there is nothing left to do.
fn verdict(
    slice: &Slice,
    facts: &Milestone,
    own: &Own<'_>,
    answer: &Answer,
    knowledge: &Knowledge,
    silent: bool,
) -> Verdict {
    if silent {
        return Verdict::default();
    }
    if slice.is_needless(own) {
        return needless(slice, own);
    }
    match slice.facts(&facts.shop, own) {
        Some(derived) => {
            let mut verdict = slice.mark(&*derived, answer, knowledge);
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

/// What is said of whatever a finding is about: its slice, or how the slices fit together; nothing where
/// that cannot be read.
pub(super) fn about(
    facts: &Milestone,
    finding: &Finding,
    answer: &Answer,
    knowledge: &Knowledge,
) -> Option<Verdict> {
    let own = Own::read(&facts.shop, answer);
    let of = finding.place.first();
    let slice =
        facts.slices().find(|slice| Some(&slice.id) == of && !finding.rule.starts_with("CM"));
    let Some(slice) = slice else {
        if !facts.unreadable(&own, answer).is_empty() {
            return None;
        }
        let mut findings = rules::names(facts, &own, answer);
        findings.extend(rules::coherent(facts, &own, answer, knowledge));
        return Some(Verdict { findings, ..Verdict::default() });
    };
    let alone = slice.alone(answer);
    let derived = slice.facts(&facts.shop, &own).filter(|_| !slice.is_needless(&own));
    match derived {
        Some(derived) => {
            let readable = slice.diagnose(&*derived, &alone).is_empty();
            readable.then(|| slice.look(&*derived, &alone, knowledge))
        }
        None => Some(verdict(slice, facts, &own, &alone, knowledge, false)),
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
    for slice in facts.former() {
        let before = self::verdict(slice, facts, own, answer, knowledge, false);
        let stands = before.status() == Status::Accepted;
        rows.push(json!({ "slice": slice.id, "milestone": slice.milestone, "score": before.points(), "accepted": stands }));
        let heavy = before.findings.into_iter().filter(|one| one.severity <= Severity::Major);
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
