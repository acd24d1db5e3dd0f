//! Why runs break: each cause by an exploration of its own, so that none hides another, with the
//! shortest way to where it shows.

use crate::verdict::{Evidence, Finding, Severity};

use super::{
    design::Design,
    explore::{Family, Faults, Run, explore, families},
    facts::Saga,
    machine::{Fault, FaultKind, Machine},
    trace::{fault_name, trace},
};

/// Every run of a design, and what is known of its causes.
pub(super) struct Causes<'c> {
    saga: &'c Saga,
    design: &'c Design,
    families: [Family; 5],
    /// A run for each family.
    pub(super) runs: Vec<Run>,
    pub(super) findings: Vec<Finding>,
}

/// Some of the invariants, a bit for each.
type Broken = u64;

/// What is said of runs that break without any fault.
struct Calm {
    rule: &'static str,
    why: &'static str,
    cite: Option<&'static str>,
    /// Why they come to no end.
    stuck: &'static str,
}

const ALONE: Calm = Calm {
    rule: "SG-10",
    why: "nothing goes wrong, and what must hold does not",
    cite: None,
    stuck: "nothing goes wrong, and the saga still comes to no end",
};
const TOGETHER: Calm = Calm {
    rule: "SG-15",
    why: "one saga alone keeps it, and two at once break it: nothing isolates them",
    cite: Some("semantic-lock"),
    stuck: "sagas that run at once keep one of them from coming to an end",
};

fn bits(run: &Run) -> Broken {
    let broken = run.broken.iter().enumerate().filter(|(_, first)| first.is_some());
    broken.map(|(at, _)| 1 << at).sum()
}

/// The runs of a design in every family.
pub(super) fn runs(saga: &Saga, design: &Design, first: bool) -> Vec<Run> {
    let mut machines = [true, false].map(|ordered| Machine::new(saga, design, ordered));
    let mut runs = Vec::new();
    for family in families(saga) {
        let machine = &mut machines[usize::from(!family.ordered)];
        let allows = |fault: &Fault| family.allows(fault);
        runs.push(explore(machine, family.sagas, family.budget, &allows, first));
        if first && runs.last().is_some_and(Run::is_broken) {
            break;
        }
    }
    runs
}

impl<'c> Causes<'c> {
    /// Explores a design and finds what breaks it.
    pub(super) fn of(saga: &'c Saga, design: &'c Design) -> Self {
        let runs = runs(saga, design, false);
        let families = families(saga);
        let mut causes = Self { saga, design, families, runs, findings: Vec::new() };
        causes.find();
        causes
    }

    fn find(&mut self) {
        let [none, .., crowd] = self.families;
        let alone = self.calm(&none, 0, &ALONE);
        let open = self.runs.iter().map(bits).fold(0, |all, broken| all | broken) & !alone;
        let crowded = Family { budget: 0, ..crowd };
        let calm = if open == 0 { 0 } else { self.calm(&crowded, alone, &TOGETHER) };
        let crowd = Family { budget: 1, ..crowd };
        let struck = if open & !calm == 0 { 0 } else { self.struck(&crowd, alone | calm) };
        self.rest(alone | calm | struck);
        if self.runs.iter().any(|run| run.cut) {
            let message =
                "there are more states than are explored: what was not reached is not proved";
            self.findings.push(Finding::new("SG-90", Severity::Info, ["world"], message));
        }
    }

    /// What a family breaks without any fault, beside what is known.
    fn calm(&mut self, family: &Family, known: Broken, says: &Calm) -> Broken {
        let mut machine = Machine::new(self.saga, self.design, family.ordered);
        let run = explore(&mut machine, family.sagas, 0, &|_| true, false);
        let broken = bits(&run) & !known;
        for at in members(broken) {
            let (rule, why, cite) = if at + 1 == run.broken.len() {
                ("SG-12", says.stuck, None)
            } else {
                (says.rule, says.why, says.cite)
            };
            let traced = self.traced(&mut machine, &run, at, family.sagas, &|_| true);
            let mut finding = self.finding(rule, [self.name(at)], why, 1 << at, traced);
            finding.cites.extend(cite.map(str::to_owned));
            self.findings.push(finding);
        }
        broken
    }

    /// One fault of one kind at one service: what it breaks beside what is known.
    fn struck(&mut self, crowd: &Family, known: Broken) -> Broken {
        // What a stored state would heal is told where it is not stored.
        let healed = self.healed();
        let mut machine = Machine::new(self.saga, &healed, crowd.ordered);
        let mut all = 0;
        for service in 0..machine.services.len() {
            for (rule, kinds, why, cite) in self.strikes() {
                let mut evidence = Vec::new();
                let mut broken = 0;
                for kind in kinds {
                    let faults = |fault: &Fault| fault.service == service && fault.kind == kind;
                    let run = explore(&mut machine, crowd.sagas, crowd.budget, &faults, false);
                    let new = bits(&run) & !known;
                    let Some(first) = members(new).min_by_key(|at| run.broken[*at]) else {
                        continue;
                    };
                    broken |= new;
                    evidence.push(Evidence::Words(self.strike(kind, new)));
                    evidence.push(self.traced(&mut machine, &run, first, crowd.sagas, &faults));
                }
                if broken != 0 {
                    let place = [machine.services[service].clone()];
                    let mut finding = Finding::new(rule, Severity::Major, place, why);
                    finding.evidence = evidence;
                    finding.cites.extend(cite.map(str::to_owned));
                    self.findings.push(finding);
                }
                all |= broken;
            }
        }
        all
    }

    /// The rules about one fault: their kinds of faults, why it matters, the pattern to read.
    fn strikes(&self) -> [(&'static str, Vec<FaultKind>, &'static str, Option<&'static str>); 4] {
        let undos = (0..self.saga.undos.len()).filter(|undo| self.saga.undos[*undo].fails);
        [
            (
                "SG-14",
                vec![FaultKind::BeforeSend],
                "what was committed here is never told: between commit and send the message is lost",
                Some("transactional-outbox"),
            ),
            (
                "SG-13",
                vec![FaultKind::BeforeAcknowledgement, FaultKind::Doubled],
                "a message that comes twice takes effect twice here",
                Some("idempotent-consumer"),
            ),
            (
                "SG-16",
                undos.map(FaultKind::UndoFails).collect(),
                "what takes a step back can fail itself, and nobody tries it again",
                None,
            ),
            (
                "SG-11",
                vec![FaultKind::BeforeCommit],
                "a crash of this service breaks what must hold",
                None,
            ),
        ]
    }

    fn strike(&self, kind: FaultKind, broken: Broken) -> String {
        let undo = match kind {
            FaultKind::UndoFails(undo) => format!(" ({})", self.saga.undos[undo].name),
            _ => String::new(),
        };
        let names: Vec<&str> = members(broken).map(|at| self.name(at)).collect();
        format!("{}{undo} breaks {}", fault_name(kind), names.join(", "))
    }

    /// What is still unexplained, even with a stored state.
    fn rest(&mut self, known: Broken) {
        let open = |run: &Run| bits(run) & !known != 0;
        if !self.runs.iter().any(open) {
            return;
        }
        let healed = self.healed();
        let mut told = known;
        for (at, family) in self.families.into_iter().enumerate() {
            if bits(&self.runs[at]) & !told == 0 {
                continue;
            }
            let mut machine = Machine::new(self.saga, &healed, family.ordered);
            let allows = |fault: &Fault| family.allows(fault);
            let run = explore(&mut machine, family.sagas, family.budget, &allows, false);
            let new = bits(&run) & !told;
            for at in members(new) {
                let why = "it takes more than one fault, and what must hold is broken";
                let traced = self.traced(&mut machine, &run, at, family.sagas, &allows);
                self.findings.push(self.finding("SG-11", [self.name(at)], why, 1 << at, traced));
            }
            told |= new;
        }
    }

    /// The design, with an orchestrator that stores its state.
    fn healed(&self) -> Design {
        let mut healed = self.design.clone();
        healed.protect.store_state = true;
        healed
    }

    fn traced(
        &self,
        machine: &mut Machine<'_>,
        run: &Run,
        invariant: usize,
        sagas: usize,
        faults: Faults<'_>,
    ) -> Evidence {
        trace(machine, run, run.broken[invariant].unwrap_or_default(), sagas, faults)
    }

    fn finding<'n>(
        &self,
        rule: &'static str,
        place: impl IntoIterator<Item = &'n str>,
        why: &str,
        broken: Broken,
        traced: Evidence,
    ) -> Finding {
        let mut finding = Finding::new(rule, Severity::Major, place, why);
        for at in members(broken) {
            let (says, text) = self.text(at);
            finding = finding.row(says, "does not hold", text);
        }
        finding.evidence(traced)
    }

    fn name(&self, invariant: usize) -> &'c str {
        self.saga.invariant_names().nth(invariant).unwrap_or_default()
    }

    /// What an invariant says, in words and as it is written.
    fn text(&self, at: usize) -> (String, String) {
        let mut all = self.saga.always.iter().chain(&self.saga.finally);
        match all.nth(at) {
            Some(invariant) => {
                let says = match invariant.says.as_str() {
                    "" => invariant.name.clone(),
                    says => says.to_owned(),
                };
                (says, invariant.expression.text().to_owned())
            }
            None => ("every saga comes to its end".to_owned(), "confirmed or cancelled".to_owned()),
        }
    }
}

fn members(broken: Broken) -> impl Iterator<Item = usize> {
    (0..64).filter(move |at| broken & (1 << at) != 0)
}
