//! Deployment files: Kubernetes, Gateway API, Istio, Compose, Dockerfiles. Reads them with places, finds
//! what contradicts itself, and replays requests through them.
//!
//! Knows texts by their names, neither folders nor screens. `docs/manifests.md` says what is taken for
//! true, with sources.

mod attach;
mod authz;
mod check;
mod compose;
mod docker;
mod duration;
mod facts;
mod host;
mod istio;
mod labels;
mod lessons;
mod mesh;
mod netpol;
mod object;
mod pattern;
mod policy;
mod quantity;
mod replay;
mod rules;
mod schema;
mod workload;
mod world;
mod yaml;

use crate::verdict::{Finding, Severity, Span, TraceStep};

pub use check::Raised;
pub use facts::{Facts, Intent, Profile, Request, Survival};
pub use policy::profile;
pub use replay::{End, Outcome, Step, Tried};
pub use world::World;
pub use yaml::LARGEST;

/// What was found in a world.
#[derive(Debug)]
pub struct Inspection {
    pub raised: Vec<Raised>,
    /// Every intent, musts first.
    pub tried: Vec<Tried>,
}

/// Looks at a world with all rules, and replays every intent.
pub fn inspect(world: &World, facts: &Facts) -> Inspection {
    let mut check = check::Check::new(world, facts);
    rules::all(&mut check);
    let mut raised = check.settled();
    let tried = replay::all(world, facts, &raised);
    for (number, why) in replay::witnessed(&mut raised, &tried) {
        if let Some(tried) = tried.get(number) {
            raised.push(unexplained(tried, why));
        }
    }
    Inspection { raised, tried }
}

/// An intent that fails although no rule says why.
fn unexplained(tried: &Tried, why: String) -> Raised {
    let last = tried.outcomes.iter().flat_map(|outcome| outcome.steps.last()).find(|step| !step.span.is_empty());
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
    pub fn findings(&self, world: &World) -> Vec<Finding> {
        self.raised.iter().map(|raised| raised.finding(world)).collect()
    }
}

impl Tried {
    /// The traces, step by step.
    pub fn trace(&self, world: &World) -> Vec<TraceStep> {
        let steps = self.outcomes.iter().flat_map(|outcome| &outcome.steps);
        let shown = |step: &Step| {
            let at = Span::of(world.name(step.file), world.text(step.file), step.span.clone());
            let place = format!("{}:{}", at.file, at.line);
            let state = if step.span.is_empty() { Vec::new() } else { vec![("at".to_owned(), place)] };
            TraceStep { from: step.who.clone(), to: String::new(), text: step.text.clone(), state }
        };
        steps.map(shown).collect()
    }
}
