//! `manifest`: real deployment files, marked by what requests and releases do with them.
//!
//! What files mean is `crate::manifest`'s; here stand the facts of an exercise, the score and the ways to
//! break an answer.

mod mutants;

use std::{collections::BTreeSet, sync::Arc};

use serde_json::json;

use crate::{
    diagnostic::Diagnostic,
    exercise::{
        answer::Answer,
        kind::{Facts as ExerciseFacts, Input, Kind, Knowledge, Mutant, Shape},
    },
    manifest::{self, Facts, Inspection, World},
    verdict::{
        Evidence, Severity, Tried, Verdict,
        score::{self, Earned},
    },
};

/// Points for intents, and those that findings are charged against.
const INTENTS: f64 = 60.0;
const RULES: f64 = 40.0;
/// The rules of files that cannot be read.
const UNREAD: [&str; 2] = ["MF-01", "DF-01"];

/// The kind.
pub struct Manifest;

/// The facts of an exercise, with what one begins with.
#[derive(Debug)]
struct Task {
    facts: Facts,
    start: Answer,
    /// Rules that the start breaks.
    broken: Vec<&'static str>,
}

impl Kind for Manifest {
    fn id(&self) -> &'static str {
        "manifest"
    }

    fn shape(&self) -> Shape {
        Shape::Folder
    }

    fn read(&self, input: &Input<'_, '_, '_>) -> Option<Arc<dyn ExerciseFacts>> {
        let facts = Facts::read(input.root);
        let start = start(input);
        let (inspection, _) = inspected(&facts, &start);
        let rules: BTreeSet<&'static str> = inspection
            .raised
            .iter()
            .filter(|raised| raised.severity < Severity::Info)
            .map(|raised| raised.rule)
            .collect();
        Some(Arc::new(Task { facts, start, broken: rules.into_iter().collect() }))
    }
}

/// The files that one begins with: those of `start/`, or of its only folder.
fn start(input: &Input<'_, '_, '_>) -> Answer {
    let names: Vec<&str> =
        input.files.names().filter_map(|name| name.strip_prefix("start/")).collect();
    let text =
        |name: &&str| Some(((*name).to_owned(), input.files.text(&format!("start/{name}"))?));
    names.iter().filter_map(text).collect()
}

fn inspected(facts: &Facts, answer: &Answer) -> (Inspection, World) {
    let files = answer.texts().filter(|(name, _)| *name != "expect.toml");
    let world =
        World::read(files.map(|(name, text)| (name.to_owned(), Arc::clone(text))), facts.open);
    (manifest::inspect(&world, facts), world)
}

impl ExerciseFacts for Task {
    fn describe(&self) -> Vec<(&'static str, usize)> {
        vec![
            ("exercise.size.files", self.start.texts().count()),
            ("exercise.size.intents", self.facts.musts.len() + self.facts.nevers.len()),
        ]
    }

    fn starter(&self) -> Answer {
        self.start.clone()
    }

    fn notes(&self) -> String {
        let row = |word: &str, shown: &str| format!("# {word}: {shown}\n");
        let musts = self.facts.musts.iter().map(|intent| row("must", &intent.shown));
        musts.chain(self.facts.nevers.iter().map(|intent| row("never", &intent.shown))).collect()
    }

    /// A file that cannot be read is a finding, not an error: its text is what is worked on.
    fn diagnose(&self, _answer: &Answer) -> Vec<Diagnostic> {
        Vec::new()
    }

    fn mark(&self, answer: &Answer, _knowledge: &Knowledge) -> Verdict {
        let (inspection, world) = inspected(&self.facts, answer);
        let findings = inspection.findings(&world);
        let all: f64 = inspection.tried.iter().map(|tried| tried.intent.weight).sum();
        let held: f64 = inspection
            .tried
            .iter()
            .filter(|tried| tried.holds)
            .map(|tried| tried.intent.weight)
            .sum();
        let share = if all > 0.0 { held / all } else { 0.0 };
        let charged: f64 = score::charges(&findings).iter().map(|row| row.points).sum();
        // Nothing is charged in a file that cannot be read, so nothing is earned by it either.
        let unread = findings.iter().any(|found| UNREAD.contains(&found.rule));
        let kept = if unread { 0.0 } else { (RULES + charged).max(0.0) };
        let earned = vec![
            Earned::new("intents", INTENTS * share, INTENTS),
            Earned::new("rules", kept, RULES),
        ];
        let intents = inspection.tried.iter().map(|tried| {
            json!({ "intent": tried.intent.shown, "ok": tried.holds, "why": tried.why, "trace": tried.trace(&world) })
        });
        let mut verdict = Verdict::judge(earned, traced(findings, &inspection, &world));
        verdict.tried = inspection
            .tried
            .iter()
            .map(|one| Tried { what: one.intent.shown.clone(), holds: one.holds })
            .collect();
        verdict.extra.push(("intents", intents.collect()));
        verdict
    }

    fn rules(&self) -> Vec<&'static str> {
        let mut rules = vec!["MF-01"];
        rules.extend((!self.facts.keep.is_empty()).then_some("MF-05"));
        rules.extend(self.broken.iter().copied());
        rules
    }

    fn mutants(&self, answer: &Answer) -> Vec<Mutant> {
        mutants::of(answer, &|name| self.facts.must_survive(name))
    }

    fn trivial(&self) -> Vec<(&'static str, Answer)> {
        vec![("no files", Answer::default())]
    }

    fn rewritten(&self, answer: &Answer) -> Vec<Answer> {
        let noted = answer.texts().map(|(name, text)| {
            let is_yaml = name.ends_with(".yaml") || name.ends_with(".yml");
            let text = if is_yaml {
                format!("# a comment\n\n{text}\n# another\n")
            } else {
                text.to_string()
            };
            (name.to_owned(), text)
        });
        let windows =
            answer.texts().map(|(name, text)| (name.to_owned(), text.replace('\n', "\r\n")));
        vec![noted.collect(), windows.collect()]
    }
}

/// Findings with the trace of an intent that fails at them.
fn traced(
    findings: Vec<crate::verdict::Finding>,
    inspection: &Inspection,
    world: &World,
) -> Vec<crate::verdict::Finding> {
    let failing: Vec<_> = inspection
        .tried
        .iter()
        .filter(|tried| !tried.holds && !tried.outcomes.is_empty())
        .collect();
    let with = |mut finding: crate::verdict::Finding| {
        let object = finding.place.first().cloned().unwrap_or_default();
        let passes = |tried: &&&manifest::Tried| {
            tried.intent.shown == object
                || tried
                    .outcomes
                    .iter()
                    .any(|outcome| outcome.steps.iter().any(|step| step.who == object))
        };
        if finding.severity <= Severity::Major
            && let Some(tried) = failing.iter().find(passes)
        {
            finding.evidence.push(Evidence::Trace(tried.trace(world)));
        }
        finding
    };
    findings.into_iter().map(with).collect()
}
