//! Missions: what is locked, what may be turned, the goal, and whether a run meets it on every seed.

use super::{
    goal::{ClauseState, Goal, Seen},
    outcome::MissionState,
    run::{Entry, Run},
    setup::Setup,
};
use crate::problem::Problem;

/// A goal inside a lab.
#[derive(Clone, Debug)]
pub struct Mission {
    /// The lab's id and the mission's number from 1, such as `rate.1`.
    pub id: String,
    pub title: String,
    /// What is asked.
    pub text: String,
    pub hint: String,
    /// What to take away.
    pub takeaway: String,
    /// One question to think about afterwards.
    pub question: String,
    /// Counters that say what the way chosen costs.
    pub cost: Vec<String>,
    /// Inputs that are locked.
    pub given: Vec<String>,
    /// First inputs of what may be turned.
    pub start: Vec<String>,
    /// Parameters that may be turned.
    pub free: Vec<String>,
    pub goal: Goal,
    /// It must hold on each of them, so that luck does not pass.
    pub seeds: Vec<u64>,
    /// µs that it runs under a learner's hands, where it is over early; it is judged at the usual time.
    pub until: Option<u64>,
    /// Inputs after the start that meet it.
    pub solution: Vec<String>,
    /// Inputs that look right and do not.
    pub wrong: Vec<Wrong>,
}

/// An idea that does not meet a mission.
#[derive(Clone, Debug)]
pub struct Wrong {
    pub set: Vec<String>,
    /// Why one thinks so, and why it fails.
    pub because: String,
}

impl Mission {
    /// The lab as the mission begins.
    ///
    /// # Errors
    /// When one of its inputs is none of the lab.
    pub fn setup(&self, entry: &'static Entry) -> Result<Setup, Problem> {
        let mut setup = Setup::new(entry);
        setup.set_all(self.given.iter().chain(&self.start).map(String::as_str))?;
        Ok(setup)
    }

    /// Takes what a learner sets; only what is free may be turned.
    ///
    /// # Errors
    /// When the parameter is locked, or the input is none of the lab.
    pub fn set(&self, setup: &mut Setup, typed: &str) -> Result<(), Problem> {
        let name = typed.split('=').next().unwrap_or_default().trim();
        let known = setup.entry().spec.param(name).is_some();
        if known && !self.free.iter().any(|free| free == name) {
            return Err(Problem::usage(format!("`{name}` is locked in the mission {}", self.id))
                .hint(format!("You may turn: {}", self.free.join(", "))));
        }
        setup.set(typed).map(|_| ())
    }

    /// Whether its goal or its price names a counter or a mark.
    pub fn speaks_of(&self, name: &str) -> bool {
        let apart = |c: char| !c.is_ascii_alphanumeric() && c != '_';
        self.cost.iter().any(|cost| cost == name)
            || self.goal.text.split(apart).any(|one| one == name)
    }

    /// Whether a run has what the mission gives.
    pub fn fits(&self, setup: &Setup) -> bool {
        let mut given = Setup::new(setup.entry());
        let params = given.set_all(self.given.iter().map(String::as_str));
        params.is_ok_and(|params| params.into_iter().all(|param| setup.agrees(&given, param)))
    }

    /// Each clause of the goal in a run.
    pub fn clauses(&self, run: &Run) -> Vec<ClauseState> {
        self.goal.clauses(seen(run))
    }

    /// What the mission says about one run.
    pub fn state(&self, run: &Run) -> MissionState {
        MissionState {
            id: self.id.clone(),
            met: self.goal.met(seen(run)),
            because: self.goal.because(seen(run)),
        }
    }

    /// What the mission says about a setup on all its seeds, each for the usual time or another one in
    /// µs: met, or why the first seed that is not is not.
    ///
    /// # Errors
    /// When the setup cannot run.
    pub fn judge(&self, setup: &Setup, until: Option<u64>) -> Result<MissionState, Problem> {
        for seed in &self.seeds {
            let mut state = self.state(&finished(setup, *seed, until)?);
            if !state.met {
                if self.seeds.len() > 1 {
                    state.because = format!("seed {seed}: {}", state.because);
                }
                return Ok(state);
            }
        }
        Ok(MissionState { id: self.id.clone(), met: true, because: String::new() })
    }

    /// The seed to begin with: the first on which the start is not enough.
    pub fn first_seed(&self, entry: &'static Entry) -> u64 {
        let open = |seed: &&u64| {
            let run = self.setup(entry).and_then(|setup| finished(&setup, **seed, None));
            run.is_ok_and(|run| !self.state(&run).met)
        };
        let seeds = self.seeds.iter();
        seeds.clone().find(open).or_else(|| self.seeds.first()).copied().unwrap_or(1)
    }
}

fn seen(run: &Run) -> Seen<'_> {
    Seen { out: run.out(), values: run.values() }
}

/// A setup's run with a seed, at its end.
fn finished(setup: &Setup, seed: u64, until: Option<u64>) -> Result<Run, Problem> {
    let mut run = Run::new(setup.entry(), setup.clone().plan(seed, until)?);
    run.finish()?;
    Ok(run)
}
