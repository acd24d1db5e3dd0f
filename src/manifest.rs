//! Deployment files: Kubernetes, Gateway API, Istio, Compose, Dockerfiles. Reads them with places, finds
//! what contradicts itself, and replays requests through them.
//!
//! Knows texts by their names, neither folders nor screens. `docs/manifests.md` says what is taken for
//! true, with sources.

mod address;
mod attach;
mod authz;
mod check;
mod compose;
mod docker;
mod duration;
mod facts;
mod host;
mod ignore;
mod istio;
mod labels;
mod lessons;
mod mesh;
mod netpol;
mod object;
pub(crate) mod pattern;
mod policy;
mod quantity;
mod raised;
mod replay;
mod rules;
mod schema;
mod system;
mod workload;
mod world;
pub(crate) mod yaml;

use crate::verdict::{Finding, Severity, Span, TraceStep};

pub(crate) use facts::{Facts, Profile, Request};
pub(crate) use ignore::silences;
pub(crate) use raised::Raised;
pub(crate) use replay::{Step, Tried};
pub(crate) use system::System;
pub(crate) use world::World;
pub(crate) use yaml::LARGEST;

/// What was found in a world.
#[derive(Debug)]
pub(crate) struct Inspection {
    pub(crate) raised: Vec<Raised>,
    /// Every intent, musts first.
    pub(crate) tried: Vec<Tried>,
}

/// Looks at a world with all rules, and replays every intent.
pub(crate) fn inspect(world: &World, facts: &Facts) -> Inspection {
    let mut check = check::Check::new(world, facts);
    rules::all(&mut check);
    let mut raised = check.settled();
    let tried = replay::all(world, facts, &raised);
    let unexplained = replay::witnessed(&mut raised, &tried);
    raised.retain(|found| !policy::is_unshown(found));
    for (number, why) in unexplained {
        if let Some(tried) = tried.get(number) {
            raised.push(unproved(tried, why));
        }
    }
    Inspection { raised, tried }
}

/// An intent that fails although no rule says why.
fn unproved(tried: &Tried, why: String) -> Raised {
    let last = tried
        .outcomes
        .iter()
        .flat_map(|outcome| outcome.steps.last())
        .find(|step| !step.span.is_empty());
    let (file, span) = last.map_or((0, 0..0), |step| (step.file, step.span.clone()));
    let word = if tried.is_must { "must" } else { "never" };
    let message = match tried.is_must {
        true => "What must hold does not",
        false => "What must never be is possible",
    };
    let mut raised = Raised::at("MF-10", Severity::Major, file, span, &tried.intent.shown, message);
    raised.row(word, why, if tried.is_must { "it arrives" } else { "it does not arrive" });
    raised
}

impl Inspection {
    /// What was found, worst first.
    pub(crate) fn findings(&self, world: &World) -> Vec<Finding> {
        self.raised.iter().map(|raised| raised.finding(world)).collect()
    }
}

impl Tried {
    /// The traces, step by step.
    pub(crate) fn trace(&self, world: &World) -> Vec<TraceStep> {
        let steps = self.outcomes.iter().flat_map(|outcome| &outcome.steps);
        let shown = |step: &Step| {
            let at = Span::of(world.name(step.file), world.text(step.file), step.span.clone());
            let place = format!("{}:{}", at.file, at.line);
            let state =
                if step.span.is_empty() { Vec::new() } else { vec![("at".to_owned(), place)] };
            TraceStep { from: step.who.clone(), to: String::new(), text: step.text.clone(), state }
        };
        steps.map(shown).collect()
    }
}
