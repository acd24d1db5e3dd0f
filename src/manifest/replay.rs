//! Intents replayed: a request from its source through entry, route, rewriting, Service, port, policies
//! and identity to a pod, with a row for each step.
//!
//! Knows the objects that are listed and nothing of controllers: it proves that a way is there, or that
//! among these objects there is none.

mod compose;
mod deliver;
mod entry;
mod gateway;
mod ingress;
mod party;
mod survive;
mod virtual_service;

use std::collections::BTreeMap;

use super::{
    facts::{Facts, Intent},
    object::Object,
    raised::{Raised, Witness},
    world::World,
    yaml::Node,
};
use crate::verdict::Severity;

use party::Party;

/// One row of a trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// What acts: an object or service.
    pub(crate) who: String,
    pub(crate) text: String,
    pub(crate) file: usize,
    /// In bytes; empty where there is no place.
    pub(crate) span: std::ops::Range<usize>,
}

/// Where a request ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// In a workload, or a service of a Compose file.
    Arrived { workload: String, service: String, path: String },
    /// Outside of what is described.
    Outside,
    /// On the way.
    Refused(String),
}

/// What became of one request, or of the share of it that went one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) steps: Vec<Step>,
    pub(crate) end: End,
    /// Rules that say why, if they found it before.
    pub(crate) causes: Vec<&'static str>,
}

/// One intent, tried.
#[derive(Clone, Debug)]
pub(crate) struct Tried {
    pub(crate) intent: Intent,
    pub(crate) is_must: bool,
    pub(crate) holds: bool,
    pub(crate) outcomes: Vec<Outcome>,
    /// Why it does not hold.
    pub(crate) why: String,
}

/// What is replayed in.
pub(crate) struct Replay<'w> {
    pub(crate) world: &'w World,
    pub(crate) facts: &'w Facts,
    /// Workloads that never run, by namespace and id, with the rule that says why.
    broken: BTreeMap<(String, String), (&'static str, String)>,
}

/// The way of one request so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Way {
    steps: Vec<Step>,
}

impl Way {
    /// With a further step at a value of an object.
    pub(crate) fn at(mut self, object: &Object, node: &Node, text: impl Into<String>) -> Self {
        let span = if node.span.is_empty() {
            object.root.get("kind").span.clone()
        } else {
            node.span.clone()
        };
        self.steps.push(Step { who: object.id(), text: text.into(), file: object.file, span });
        self
    }

    /// With a step that stands in no file.
    pub(crate) fn told(mut self, who: &str, text: impl Into<String>) -> Self {
        self.steps.push(Step { who: who.to_owned(), text: text.into(), file: 0, span: 0..0 });
        self
    }

    /// With a step at a place.
    pub(crate) fn place(
        mut self,
        who: &str,
        file: usize,
        node: &Node,
        text: impl Into<String>,
    ) -> Self {
        self.steps.push(Step {
            who: who.to_owned(),
            text: text.into(),
            file,
            span: node.span.clone(),
        });
        self
    }

    pub(crate) fn refused(self, why: impl Into<String>, causes: &[&'static str]) -> Outcome {
        Outcome { steps: self.steps, end: End::Refused(why.into()), causes: causes.to_vec() }
    }

    pub(crate) fn ends(self, end: End) -> Outcome {
        Outcome { steps: self.steps, end, causes: Vec::new() }
    }
}

/// Rules whose findings keep a workload from running or from being ready.
const NEVER_RUNS: [&str; 15] = [
    "K8-02", "K8-03", "K8-10", "K8-33", "K8-34", "K8-36", "K8-37", "K8-40", "K8-43", "K8-59",
    "K8-60", "K8-61", "K8-76", "K8-77", "K8-24",
];

/// Tries every intent.
pub(crate) fn all(world: &World, facts: &Facts, raised: &[Raised]) -> Vec<Tried> {
    let stops =
        |found: &&Raised| found.severity <= Severity::Major && NEVER_RUNS.contains(&found.rule);
    let broken = raised.iter().filter(stops).map(|found| {
        ((found.namespace.clone(), found.object.clone()), (found.rule, found.message.clone()))
    });
    let replay = Replay { world, facts, broken: broken.collect() };
    let gone = raised.iter().any(|found| found.rule == "MF-05" && is_workload(&found.object));
    let musts = facts.musts.iter().map(|intent| (intent, true));
    let nevers = facts.nevers.iter().map(|intent| (intent, false));
    musts.chain(nevers).map(|(intent, is_must)| replay.tried(intent, is_must, gone)).collect()
}

fn is_workload(id: &str) -> bool {
    let kinds =
        ["Deployment/", "StatefulSet/", "DaemonSet/", "ReplicaSet/", "Pod/", "Job/", "CronJob/"];
    kinds.iter().any(|kind| id.starts_with(kind)) || id.to_lowercase().starts_with("service/")
}

impl Replay<'_> {
    fn tried(&self, intent: &Intent, is_must: bool, gone: bool) -> Tried {
        let of = |holds, outcomes, why: String| Tried {
            intent: intent.clone(),
            is_must,
            holds,
            outcomes,
            why,
        };
        if gone {
            return of(false, Vec::new(), "what had to stay is gone".to_owned());
        }
        if let Some(survival) = intent.survives {
            let (holds, outcome, why) = self.survives(intent, survival);
            return of(holds, vec![outcome], why);
        }
        let Some(request) = &intent.send else { return of(true, Vec::new(), String::new()) };
        let outcomes = self.send(&intent.from.value, request);
        let why =
            if is_must { self.missed(intent, &outcomes) } else { self.broke(intent, &outcomes) };
        of(why.is_none(), outcomes, why.unwrap_or_default())
    }

    /// Why a must does not hold.
    fn missed(&self, intent: &Intent, outcomes: &[Outcome]) -> Option<String> {
        if outcomes.is_empty() {
            return Some("nothing took it".to_owned());
        }
        outcomes.iter().find_map(|outcome| match &outcome.end {
            End::Refused(why) => Some(why.clone()),
            End::Outside => intent
                .reaches
                .as_ref()
                .map(|name| format!("it left for the outside instead of {name}")),
            End::Arrived { workload, service, path } => {
                let wrong = intent
                    .reaches
                    .as_ref()
                    .filter(|name| !self.is_reached(name, workload, service));
                let other = intent.path.as_ref().filter(|wanted| *wanted != path);
                match (wrong, other) {
                    (Some(name), _) => Some(format!("it arrived at {workload} instead of {name}")),
                    (_, Some(wanted)) => Some(format!("it arrived as {path} instead of {wanted}")),
                    _ => None,
                }
            }
        })
    }

    /// Why a never does not hold.
    fn broke(&self, intent: &Intent, outcomes: &[Outcome]) -> Option<String> {
        if let Some(name) = &intent.reaches
            && !self.is_there(name)
        {
            return Some(format!("{name} is not there"));
        }
        if let Some(host) = intent.send.as_ref().map(|request| &request.host)
            && intent.reaches.is_none()
            && self.is_missing(&intent.from.value, host)
        {
            return Some(format!("{host} is not there"));
        }
        outcomes.iter().find_map(|outcome| match &outcome.end {
            End::Arrived { workload, service, .. } => {
                let meant = intent
                    .reaches
                    .as_ref()
                    .is_none_or(|name| self.is_reached(name, workload, service));
                meant.then(|| format!("it arrived at {workload}"))
            }
            End::Outside => intent.reaches.is_none().then(|| "it left for the outside".to_owned()),
            End::Refused(_) => None,
        })
    }

    /// Whether a name means where a request arrived: a workload, or a Service if no workload has it.
    fn is_reached(&self, name: &str, workload: &str, service: &str) -> bool {
        let bare = name.rsplit('/').next().unwrap_or(name);
        workload == bare || (service == bare && self.world.workload(bare).is_none())
    }

    fn is_there(&self, name: &str) -> bool {
        let bare = name.rsplit('/').next().unwrap_or(name);
        let composed = self.world.composes.iter().any(|compose| compose.service(bare).is_some());
        let served = self.world.services().any(|service| service.name == bare);
        composed || served || self.world.workload(bare).is_some()
    }
}

/// Names of everything that a trace passes.
fn passed(tried: &Tried) -> impl Iterator<Item = &str> {
    tried.outcomes.iter().flat_map(|outcome| &outcome.steps).map(|step| step.who.as_str())
}

/// What failing intents show: findings that waited for a witness become what they are, and an intent
/// that fails for no such reason is said.
pub(crate) fn witnessed(raised: &mut [Raised], tried: &[Tried]) -> Vec<(usize, String)> {
    let mut unexplained = Vec::new();
    let blocked = raised.iter().any(|found| matches!(found.rule, "MF-01" | "MF-05" | "DF-01"));
    for (number, one) in tried.iter().enumerate().filter(|(_, one)| !one.holds) {
        let names: Vec<&str> = passed(one).collect();
        for found in raised.iter_mut().filter(|found| names.contains(&found.object.as_str())) {
            if found.witness.is_some_and(|witness| is_witness(found, witness, one)) {
                found.severity = found.severity.min(Severity::Major);
                let says = said(one, &found.object);
                found.rows.push(crate::verdict::Evidence::Words(says));
            }
        }
        let heavy = |found: &&Raised| {
            found.severity <= Severity::Major && names.contains(&found.object.as_str())
        };
        if !blocked && !raised.iter().any(|found| heavy(&found)) {
            unexplained.push((number, one.why.clone()));
        }
    }
    unexplained
}

/// A failing intent in one line, with what an object had to do with it.
fn said(one: &Tried, object: &str) -> String {
    let steps = one.outcomes.iter().flat_map(|outcome| &outcome.steps);
    let mut at: Vec<&str> =
        steps.filter(|step| step.who == object).map(|step| step.text.as_str()).collect();
    at.dedup();
    format!("{}: {} ({})", one.intent.shown, one.why, at.join("; "))
}

fn is_witness(found: &Raised, witness: Witness, one: &Tried) -> bool {
    let polarity = match witness {
        Witness::Must => one.is_must,
        Witness::Never => !one.is_must,
    };
    let causes = || one.outcomes.iter().flat_map(|outcome| outcome.causes.iter());
    polarity && (!one.is_must || causes().any(|cause| *cause == found.rule))
}
