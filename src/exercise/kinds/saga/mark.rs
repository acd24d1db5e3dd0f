//! Marks a saga: 30 for what stands in it, 70 for what holds in all of its runs.

use serde_json::json;
use toml::Value;

use crate::{
    exercise::answer::{Answer, Key},
    verdict::{
        Finding, Fix, Severity, Verdict,
        score::{Earned, charges, merged},
    },
};

use super::{
    causes::{Causes, runs},
    design::{Design, Entry, Protect},
    explore::{Run, families},
    facts::Saga,
    rules::Rules,
};

const STATIC: f64 = 30.0;
const RUNS: f64 = 70.0;

/// The verdict on an answer, with edits that are not tried yet.
pub(super) fn mark(saga: &Saga, answer: &Answer) -> Verdict {
    let design = Design::of(saga, answer);
    let mut fixed = Rules::of(saga, &design, answer);
    // What is not the same saga is not run.
    let whole = !fixed.iter().any(|finding| finding.rule == "SG-01");
    let causes = if whole { Some(Causes::of(saga, &design)) } else { None };
    let (runs, mut explored) =
        causes.map_or_else(Default::default, |causes| (causes.runs, causes.findings));
    if whole && !runs.iter().any(Run::is_broken) {
        let needless = needless(saga, &design, answer, &fixed);
        fixed.extend(needless);
    }
    mend(saga, &design, answer, &mut explored);
    let fixed = merged(fixed);
    let charged: f64 = charges(&as_charged(&fixed)).iter().map(|row| row.points).sum();
    let (held, all) = tally(saga, &runs);
    let earned = vec![
        Earned::new("order, kinds, ways back", (STATIC + charged / 2.0).max(0.0), STATIC),
        Earned::new("what holds in all runs", RUNS * held as f64 / all as f64, RUNS),
    ];
    let mut verdict = Verdict::judge(earned, fixed.into_iter().chain(explored).collect());
    verdict.extra.push(("pairs", pairs(saga, &runs)));
    verdict
}

/// A step that is missing costs what a major does.
fn as_charged(findings: &[Finding]) -> Vec<Finding> {
    let charged = findings.iter().cloned().map(|mut finding| {
        finding.severity = finding.severity.max(Severity::Major);
        finding
    });
    charged.collect()
}

/// How many pairs of an invariant and a family hold, of how many.
fn tally(saga: &Saga, runs: &[Run]) -> (usize, usize) {
    let all = saga.invariant_names().count() * families(saga).len();
    let held = runs.iter().flat_map(|run| &run.broken).filter(|broken| broken.is_none()).count();
    (held, all)
}

/// Every pair of an invariant and a family, and whether it holds. Without runs nothing does.
fn pairs(saga: &Saga, runs: &[Run]) -> serde_json::Value {
    let mut pairs = Vec::new();
    for (at, invariant) in saga.invariant_names().enumerate() {
        for (family, known) in families(saga).iter().enumerate() {
            let holds = runs.get(family).is_some_and(|run| run.broken[at].is_none());
            pairs.push(json!({"invariant": invariant, "family": known.name, "holds": holds}));
        }
    }
    pairs.into()
}

/// SG-20: protections without which everything still holds, but for those that were found already.
fn needless(saga: &Saga, design: &Design, answer: &Answer, fixed: &[Finding]) -> Vec<Finding> {
    let mut found = Vec::new();
    let told = |(key, name): &Entry| {
        let place: Vec<&str> = std::iter::once(*key).chain(name.as_deref()).collect();
        fixed.iter().any(|finding| finding.rule == "SG-20" && finding.place == place)
    };
    for entry in design.protect.entries().into_iter().filter(|entry| !told(entry)) {
        let mut without = design.clone();
        without.protect = design.protect.without(&entry);
        if runs(saga, &without, true).iter().any(Run::is_broken) {
            continue;
        }
        let (key, name) = &entry;
        let place: Vec<&str> = std::iter::once(*key).chain(name.as_deref()).collect();
        let why = "nothing breaks without it: what protects nothing is only in the way";
        let changed = answer.set(&path(key), list(&without.protect, key));
        let text = match name {
            Some(name) => format!("Take `{name}` out of `{key}`"),
            None => format!("Leave `{key}` out"),
        };
        found.push(
            Finding::new("SG-20", Severity::Minor, place, why)
                .fix(Fix::edit(text, answer.edits_to(&changed))),
        );
    }
    found
}

fn path(key: &str) -> [Key; 2] {
    ["protect".into(), key.into()]
}

/// A list of the protections as it stands in an answer.
fn list(protect: &Protect, key: &str) -> Option<Value> {
    let found = protect.lists().into_iter().find(|(known, _)| *known == key);
    found.map(|(_, names)| Value::from(names.clone()))
}

/// The answer with one more protection; nothing where it is there.
fn protected(answer: &Answer, design: &Design, (key, name): &Entry) -> Option<Answer> {
    let name = name.as_ref()?;
    let (_, names) = design.protect.lists().into_iter().find(|(known, _)| known == key)?;
    let mut names = names.clone();
    if names.contains(name) {
        return None;
    }
    names.push(name.clone());
    Some(answer.set(&path(key), Some(Value::from(names))))
}

/// Offers the protection that each cause asks for.
fn mend(saga: &Saga, design: &Design, answer: &Answer, findings: &mut [Finding]) {
    for finding in findings {
        let place = finding.place.first().cloned();
        let entries: Vec<Entry> = match finding.rule {
            "SG-13" => vec![("dedupe", place)],
            "SG-14" => vec![("outbox", place)],
            "SG-15" => isolating(saga),
            "SG-16" => failing(saga, place.as_deref()),
            _ => Vec::new(),
        };
        for entry in entries {
            let (key, name) = &entry;
            let Some(changed) = protected(answer, design, &entry) else { continue };
            let text = format!("Put `{}` into `{key}`", name.as_deref().unwrap_or_default());
            finding.fixes.push(Fix::edit(text, answer.edits_to(&changed)));
        }
        if finding.fixes.is_empty() {
            finding.fixes.extend(said(finding.rule).map(Fix::words));
        }
    }
}

/// What keeps sagas apart: a lock on what they share, and values read again.
fn isolating(saga: &Saga) -> Vec<Entry> {
    let shared = saga.variables.iter().filter(|variable| !variable.each);
    let locks = shared.map(|variable| ("lock", Some(variable.name.clone())));
    let read = saga.steps.iter().flat_map(|step| &step.reads);
    let reads = read.map(|note| ("reread", Some(saga.variables[note.variable].name.clone())));
    let mut all: Vec<Entry> = locks.chain(reads).collect();
    all.dedup();
    all
}

/// The ways to undo of a service that can fail.
fn failing(saga: &Saga, service: Option<&str>) -> Vec<Entry> {
    let mine = saga
        .undos
        .iter()
        .filter(|undo| undo.fails && Some(saga.steps[undo.of].service.as_str()) == service);
    mine.map(|undo| ("retry_undo", Some(undo.name.clone()))).collect()
}

/// What can only be said.
fn said(rule: &str) -> Option<&'static str> {
    Some(match rule {
        "SG-10" => "Follow the trace, and give back what the last step has left behind",
        "SG-11" => "Follow the trace: what is protected against one fault has to bear two",
        "SG-12" => {
            "Follow the trace to where nobody has anything to do: a refusal must lead back, and what \
             comes behind the pivot must not be refused"
        }
        "SG-15" => {
            "Put what may be refused before the pivot, or change what is shared by adding to it"
        }
        _ => return None,
    })
}
