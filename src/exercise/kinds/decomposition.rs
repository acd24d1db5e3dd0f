//! Cutting a system into services: the grader of `design` as a kind of exercise.

pub mod changes;
mod migrate;
pub mod outcome;
pub mod shapes;
mod starter;

use std::sync::Arc;

use crate::{
    change::Later,
    design::{self, Architecture, Edit, Model, Scenario, rules},
    diagnostic::Diagnostic,
    exercise::{
        Folder,
        answer::{Answer, TOML},
        cut::Cut,
        kind::{Facts, Files, Input, Kind, Knowledge},
    },
    verdict::{Evidence, Finding, Fix, LedgerRow, Verdict, points},
};

use changes::Ground;
pub use starter::facts_as_comments;

/// The kind.
pub struct Decomposition;

impl Kind for Decomposition {
    fn id(&self) -> &'static str {
        "decomposition"
    }

    fn read(&self, input: &Input<'_, '_, '_>) -> Option<Arc<dyn Facts>> {
        Some(Arc::new(Scenario::from_fields(input.root, input.root)))
    }

    /// What must fire in a faulty answer is proved, not what else may; mutants by tests of the grader.
    fn is_proved(&self) -> bool {
        false
    }

    fn changes(
        &self,
        _facts: &dyn Facts,
        files: &Files<'_>,
        exercise: &str,
        found: &mut Vec<Diagnostic>,
    ) -> Vec<Later> {
        changes::read(files, &[Ground { variant: None, facts: exercise }], found)
    }

    fn doubt_changes(&self, folder: &Folder, knowledge: &Knowledge) -> Vec<Diagnostic> {
        changes::doubts(folder, knowledge)
    }

    /// There is no key: so few cuts that differ must be right.
    fn right_answers(&self) -> usize {
        4
    }
}

/// The design that an answer describes; of one that cannot be read, what can be.
pub fn design_of(answer: &Answer) -> Architecture {
    Architecture::read(TOML, answer.toml_text()).0
}

/// A design as an answer.
pub fn answer_of(design: &Architecture) -> Answer {
    Answer::toml(design.to_toml())
}

/// The report on a design as a verdict.
pub fn verdict(report: &design::Report, design: &Architecture, answer: &Answer) -> Verdict {
    let ledger = report.score.ledger.iter();
    let ledger =
        ledger.map(|row| LedgerRow { item: row.rule.clone(), points: row.points, of: None });
    Verdict {
        tenths: report.score.tenths,
        raw: points(report.score.uncapped),
        ledger: ledger.collect(),
        findings: report.findings.iter().map(|found| finding(found, design, answer)).collect(),
        band: Some(report.band().word()),
        metrics: serde_json::to_value(&report.metrics).ok(),
        alias: Some("scenario"),
        ..Verdict::default()
    }
}

/// The verdict on a graph that comes without facts.
pub fn model(design: &Architecture, knowledge: &Knowledge) -> Verdict {
    let report = design::grade(&Scenario::default(), design, &knowledge.patterns);
    verdict(&report, design, &answer_of(design))
}

/// A finding, with edits of the texts as they are written.
fn finding(found: &rules::Finding, design: &Architecture, answer: &Answer) -> Finding {
    let fix = |fix: &design::Fix| Fix {
        text: fix.text.clone(),
        edits: answer.edits_to(&answer_of(&design.with(&fix.edits))),
        steps: fix.edits.len(),
        gain: Some(fix.gain),
        leaves: fix.leaves,
        last: fix.last,
    };
    let reason = rules::reasons::reason(found.rule);
    let why = reason.map(|reason| reason.why.to_owned()).into_iter();
    let excused = found.excused.as_ref().map(|fact| format!("excused: {fact}"));
    let rows = found.evidence.iter().cloned().chain(excused).chain(found.decide.clone());
    Finding {
        rule: found.rule,
        severity: found.severity,
        place: found.place.clone(),
        message: found.message.clone(),
        evidence: why.chain(rows).map(Evidence::Words).collect(),
        fixes: found.fixes.iter().map(fix).collect(),
        cites: found.cites.clone(),
        lesson: reason.map(|reason| format!("{}#{}", reason.lesson, reason.section)),
    }
}

impl Facts for Scenario {
    fn describe(&self) -> Vec<(&'static str, usize)> {
        vec![
            ("exercise.size.capabilities", self.capabilities.len()),
            ("exercise.size.entities", self.entities.len()),
        ]
    }

    fn starter(&self) -> Answer {
        Answer::toml(starter::starter(self))
    }

    fn cut(&self, answer: &Answer) -> Option<Cut> {
        let facts = Arc::new(self.clone());
        Some(Cut { kind: &Decomposition, facts, variant: None, answer: answer.clone() })
    }

    fn notes(&self) -> String {
        let mut notes = String::new();
        facts_as_comments(self, &mut notes);
        notes
    }

    fn diagnose(&self, answer: &Answer) -> Vec<Diagnostic> {
        Architecture::read(TOML, answer.toml_text()).1
    }

    fn careless(&self, right: &[&Answer], knowledge: &Knowledge) -> Vec<(&'static str, Answer)> {
        let designs = right.iter().map(|answer| design_of(answer));
        let Some(widest) = designs.max_by_key(|design| design.services.len()) else {
            return Vec::new();
        };
        let shapes = shapes::wrong(self, &widest, &knowledge.patterns).into_iter();
        shapes.map(|(name, shape)| (name, answer_of(&shape))).collect()
    }

    /// In words, but without edits and metrics, which take long.
    fn mark(&self, answer: &Answer, knowledge: &Knowledge) -> Verdict {
        let design = design_of(answer);
        let seen = design::review(&Model::new(self, &design, &knowledge.patterns));
        let mut findings = seen.findings;
        findings.iter_mut().for_each(|finding| finding.fixes.clear());
        findings.sort_by_key(|finding| finding.severity);
        let scenario = self.id.clone();
        let (par, metrics) = (self.par, Default::default());
        let report = design::Report { scenario, score: seen.score, par, findings, metrics };
        verdict(&report, &design, answer)
    }

    /// The grader tries what it offers itself.
    fn grade(&self, answer: &Answer, knowledge: &Knowledge) -> Verdict {
        let design = design_of(answer);
        verdict(&design::grade(self, &design, &knowledge.patterns), &design, answer)
    }

    fn rules(&self) -> Vec<&'static str> {
        let parts = self.parts();
        rules::all().filter(|rule| parts.asks(rule.part)).map(|rule| rule.id).collect()
    }

    /// The order in which things are named says nothing.
    fn is_same(&self, one: &Answer, other: &Answer) -> bool {
        design_of(one).sorted() == design_of(other).sorted()
    }

    fn migrate(&self, answer: &Answer) -> (Answer, Vec<String>) {
        let (design, dropped) = migrate::migrated(&design_of(answer), self);
        (answer_of(&design), dropped)
    }

    fn old_step(&self, answer: &Answer, step: &serde_json::Value) -> Option<Answer> {
        let edits = serde_json::from_value::<Vec<Edit>>(step.clone()).ok()?;
        Some(answer_of(&design_of(answer).with(&edits)))
    }
}
