//! What can be said of a saga without running it: order, kinds, ways back, who hears what.

mod order;
mod protect;
mod undo;

use toml::Value;

use super::{
    design::{Design, Planned, Work},
    facts::Saga,
};
use crate::{
    exercise::{
        answer::{Answer, Key, TOML},
        findings::Findings,
    },
    text,
    verdict::{Evidence, Finding, Fix, Severity},
};

pub(super) use order::in_order;

/// More participants of a choreography are hard to follow. † Ours.
const MOST_PARTICIPANTS: usize = 4;

/// What stands in the answer, looked at rule by rule.
pub(super) struct Rules<'r> {
    saga: &'r Saga,
    design: &'r Design,
    answer: &'r Answer,
    findings: Findings<'r>,
}

impl<'r> Rules<'r> {
    /// Every static rule that a design breaks.
    pub(super) fn of(saga: &'r Saga, design: &'r Design, answer: &'r Answer) -> Vec<Finding> {
        let mut rules = Self { saga, design, answer, findings: Findings::of(answer) };
        rules.steps();
        rules.needs();
        rules.roles();
        rules.undos();
        rules.cheap_first();
        rules.protections();
        match design.is_choreography() {
            true => rules.choreography(),
            false => rules.stored(),
        }
        rules.findings.into_vec()
    }

    fn name(&self, step: usize) -> &'r str {
        &self.saga.steps[step].name
    }

    /// SG-01: every step once.
    fn steps(&mut self) {
        for (name, why) in &self.design.wrong {
            let steps = self.saga.steps.iter().map(|step| step.name.as_str());
            let undos = self.saga.undos.iter().map(|undo| undo.name.as_str());
            let known: Vec<&str> = steps.chain(undos).collect();
            let near = text::nearest(&name.value, known.iter().copied());
            let span = self.findings.span(&name.span);
            let is_known = known.contains(&name.value.as_str());
            let fix = near.filter(|_| !is_known).map(|near| {
                let edit = crate::verdict::TextEdit {
                    file: TOML.to_owned(),
                    range: name.span.clone(),
                    text: Some(Value::from(near).to_string()),
                };
                Fix::edit(format!("Did you mean `{near}`?"), vec![edit])
            });
            let meant = near.filter(|_| !is_known).map(Evidence::meant);
            let finding = self.findings.add("SG-01", Severity::Blocker, &[&name.value], *why);
            finding.evidence.extend(meant);
            finding.evidence.push(span);
            finding.fixes.extend(fix);
        }
        for (at, step) in self.saga.steps.iter().enumerate() {
            if self.design.planned(at).is_none() {
                let why = "a saga that leaves this step out does not do what it is for";
                let evidence =
                    Evidence::row(shown(&step.name, &step.text), "missing", "one of the steps");
                let finding = self.findings.add("SG-01", Severity::Blocker, &[&step.name], why);
                finding.evidence.push(evidence);
            }
        }
    }

    /// SG-02: a step comes after all that it needs.
    fn needs(&mut self) {
        for planned in &self.design.steps {
            let place = self.design.place(planned.step);
            let needs = self.saga.steps[planned.step].needs.iter();
            let late: Vec<&str> = needs
                .filter(|need| self.design.place(**need).is_some_and(|at| Some(at) > place))
                .map(|need| self.name(*need))
                .collect();
            if late.is_empty() {
                continue;
            }
            let name = self.name(planned.step);
            let span = self.findings.span(&planned.span);
            let fix = self.sorted();
            let why = "what this step stands on is not there yet when it runs";
            let finding = self.findings.add("SG-02", Severity::Major, &[name], why);
            finding.evidence.push(Evidence::row(
                format!("`{name}` needs {}", late.join(", ")),
                "it comes first",
                "it comes after",
            ));
            finding.evidence.push(span);
            finding.fixes.push(fix);
        }
    }

    /// SG-18: the orchestrator knows after a crash where it was.
    fn stored(&mut self) {
        if self.design.protect.store_state {
            return;
        }
        let path: [Key; 2] = ["protect".into(), "store_state".into()];
        let changed = self.answer.set(&path, Some(true.into()));
        let fix = Fix::edit("Store the state of the saga", self.answer.edits_to(&changed));
        let why = "an orchestrator that keeps its state in memory forgets every saga that runs when it \
                   crashes";
        let at = self.design.at.clone();
        let finding = self.findings.add("SG-18", Severity::Major, &[&at], why);
        finding.evidence.push(Evidence::row("store_state", "false", "true"));
        finding.fixes.push(fix);
    }

    /// SG-05, SG-06, SG-17, SG-19: who hears what.
    fn choreography(&mut self) {
        for planned in &self.design.steps {
            self.unheard(planned);
        }
        self.refusals();
        self.own_undo();
        self.reversed();
        let mut services: Vec<&str> =
            self.design.lines.iter().map(|line| line.service.as_str()).collect();
        services.sort_unstable();
        services.dedup();
        if services.len() > MOST_PARTICIPANTS {
            let why =
                "nobody sees the whole of a choreography: with this many it is told better by one";
            let shown = services.join(", ");
            let finding = self.findings.add("SG-19", Severity::Minor, &["on"], why);
            finding.evidence.push(Evidence::row(
                "participants",
                shown,
                format!("{MOST_PARTICIPANTS} at most, or an orchestrator"),
            ));
        }
    }

    fn unheard(&mut self, planned: &Planned) {
        let work = Some(Work::Step(planned.step));
        if self.design.lines.iter().any(|line| line.does == work) {
            return;
        }
        let name = self.name(planned.step);
        let why = "no event makes this step happen";
        let finding = self.findings.add("SG-17", Severity::Major, &[name], why);
        finding.evidence.push(Evidence::row(
            format!("`{name}`"),
            "no line does it",
            "a line of [[on]]",
        ));
    }
}

fn shown(name: &str, text: &str) -> String {
    if text.is_empty() { format!("`{name}`") } else { text.to_owned() }
}
