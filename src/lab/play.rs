//! A learner at a lab: what is turned, run, stepped and gone back. Knows no screen; virtual time passes
//! only when it is told to.

mod control;

pub use control::Control;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    goal::ClauseState,
    guide::Guide,
    mission::Mission,
    outcome::{self, MissionState},
    param::Kind,
    run::Run,
    setup::{Recording, Setup},
    value::Value,
};
use crate::problem::Problem;

/// What a lab that is left on the way keeps, so that returning finds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Number of the mission that was played, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mission: Option<usize>,
    /// Events that had happened.
    pub events: u64,
    pub recording: Recording,
}

impl Kept {
    /// Nothing was set and nothing ran.
    pub fn is_fresh(&self) -> bool {
        self.events == 0 && self.recording.inputs.is_empty() && self.mission.is_none()
    }
}

/// A lab under a learner's hands.
pub struct Play {
    guide: Arc<Guide>,
    setup: Setup,
    run: Run,
    seed: u64,
    /// µs of a run; the lab's usual time if none.
    until: Option<u64>,
    /// The mission that is played, from 0.
    mission: Option<usize>,
    /// Runs on the same input with the other words of what the lab compares.
    beside: Vec<(&'static str, Run)>,
}

impl Play {
    /// A lab at its defaults, at time 0.
    ///
    /// # Errors
    /// When its defaults cannot run.
    pub fn new(guide: Arc<Guide>) -> Result<Self, Problem> {
        let setup = Setup::new(guide.entry);
        let until = guide.until;
        let run = Run::new(guide.entry, setup.clone().plan(1, until)?);
        Ok(Self { guide, setup, run, seed: 1, until, mission: None, beside: Vec::new() })
    }

    /// The lab with its words.
    pub fn guide(&self) -> &Arc<Guide> {
        &self.guide
    }

    /// The run so far.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// The seed of this run.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The mission that is played.
    pub fn mission(&self) -> Option<&Mission> {
        self.guide.missions.get(self.mission?)
    }

    /// Its number from 0.
    pub fn mission_number(&self) -> Option<usize> {
        self.mission
    }

    fn begin(&mut self, setup: Setup, until: Option<u64>) -> Result<(), Problem> {
        let plan = setup.clone().plan(self.seed, until)?;
        (self.setup, self.until) = (setup, until);
        self.run = Run::new(self.guide.entry, plan);
        self.beside.clear();
        Ok(())
    }

    /// Brings the runs beside this one up to its time; a lab that compares nothing has none.
    pub fn look_beside(&mut self) {
        let now = self.run.now();
        let same = |(_, run): &(&str, Run)| {
            let (ours, theirs) = (self.run.plan(), run.plan());
            run.now() <= now && ours.seed == theirs.seed && ours.changes == theirs.changes
        };
        if self.beside.is_empty() || !self.beside.iter().all(same) {
            self.beside = self.others();
        }
        for (_, run) in &mut self.beside {
            run.run_to(now);
        }
    }

    /// The runs beside this one, as far as they were looked at, by the words that they are about.
    pub fn beside(&self) -> &[(&'static str, Run)] {
        &self.beside
    }

    /// The same plan once for each word of the parameter that the lab compares.
    fn others(&self) -> Vec<(&'static str, Run)> {
        let entry = self.guide.entry;
        let place = entry.spec.beside.and_then(|name| entry.spec.param(name));
        let Some((place, param)) = place.and_then(|at| Some((at, entry.spec.params.get(at)?)))
        else {
            return Vec::new();
        };
        let Kind::Word(words) = param.kind else { return Vec::new() };
        let other = |word: &&'static str| {
            let mut plan = self.run.plan().clone();
            plan.values.set(place, Value::Word(word));
            (*word, Run::new(entry, plan))
        };
        words.iter().map(other).collect()
    }

    /// Begins a mission on the first seed that shows it, or the free lab.
    ///
    /// # Errors
    /// When its start cannot run.
    pub fn choose(&mut self, mission: Option<usize>) -> Result<(), Problem> {
        let entry = self.guide.entry;
        let chosen = mission.and_then(|number| self.guide.missions.get(number)).cloned();
        self.seed = chosen.as_ref().map_or(1, |mission| mission.first_seed(entry));
        self.mission = mission.filter(|_| chosen.is_some());
        match chosen {
            Some(mission) => self.begin(mission.setup(entry)?, mission.until),
            None => self.begin(Setup::new(entry), self.guide.until),
        }
    }

    /// Begins a preset by its number, in the free lab.
    ///
    /// # Errors
    /// When it cannot run.
    pub fn preset(&mut self, number: usize) -> Result<(), Problem> {
        let Some(preset) = self.guide.presets.get(number).cloned() else { return Ok(()) };
        let mut setup = Setup::new(self.guide.entry);
        setup.set_all(preset.set.iter().map(String::as_str))?;
        self.mission = None;
        self.begin(setup, preset.until)
    }

    /// The same again from time 0.
    ///
    /// # Errors
    /// When it cannot run.
    pub fn restart(&mut self) -> Result<(), Problem> {
        self.begin(self.setup.clone(), self.until)
    }

    /// The same from time 0 with the next seed.
    ///
    /// # Errors
    /// When it cannot run.
    pub fn next_seed(&mut self) -> Result<(), Problem> {
        self.seed = self.seed.wrapping_add(1);
        self.restart()
    }

    /// Whether chance plays a part.
    pub fn is_random(&self) -> bool {
        (self.guide.entry.spec.random)(self.run.values())
    }

    /// One event on; says whether there was one.
    pub fn step(&mut self) -> bool {
        let stepped = self.run.step();
        if !stepped {
            self.run.run_to(self.run.plan().until);
        }
        self.run.close();
        stepped
    }

    /// One event back: the run again, up to one before.
    pub fn back(&mut self) {
        let events = self.run.handled().saturating_sub(1);
        let mut run = Run::new(self.guide.entry, self.run.plan().clone());
        while run.handled() < events && run.step() {}
        run.close();
        self.run = run;
    }

    /// Lets virtual time pass, at most so many events of it.
    pub fn advance(&mut self, us: u64, most: u64) {
        let until = self.run.now().saturating_add(us).min(self.run.plan().until);
        let last = self.run.handled().saturating_add(most);
        while self.run.handled() < last && self.run.next_at().is_some_and(|at| at <= until) {
            self.run.step();
        }
        if self.run.next_at().is_none_or(|at| at > until) {
            self.run.run_to(until);
        }
        self.run.close();
    }

    /// On to the next key event, or to the end.
    pub fn to_key_event(&mut self) {
        let seen = self.run.out().events.len();
        while self.run.out().events.len() == seen && self.step() {}
    }

    /// Whether all has happened.
    pub fn ended(&self) -> bool {
        self.run.now() >= self.run.plan().until
    }

    /// The mission's clauses now.
    pub fn clauses(&self) -> Vec<ClauseState> {
        self.mission().map_or_else(Vec::new, |mission| mission.clauses(&self.run))
    }

    /// What is needed to ask the mission about all its seeds.
    pub fn to_judge(&self) -> Option<(Mission, Setup)> {
        let setup = Setup::of_plan(self.guide.entry, self.run.plan());
        Some((self.mission()?.clone(), setup))
    }

    /// What the mission says about this run alone.
    pub fn state(&self) -> Option<MissionState> {
        self.mission().map(|mission| mission.state(&self.run))
    }

    /// What runs this again.
    pub fn recording(&self) -> Recording {
        Recording::of(self.guide.entry.spec, self.run.plan())
    }

    /// What is kept when the learner goes away.
    pub fn kept(&self) -> Kept {
        let mission = self.mission.map(|number| number + 1);
        Kept { mission, events: self.run.handled(), recording: self.recording() }
    }

    /// Goes on where it was left.
    ///
    /// # Errors
    /// When that was another lab, or what was kept cannot run.
    pub fn resume(&mut self, kept: &Kept) -> Result<(), Problem> {
        let entry = self.guide.entry;
        let (kept_entry, plan) = kept.recording.plan()?;
        if kept_entry.spec.id != entry.spec.id {
            return Err(Problem::usage("The recording is of another lab"));
        }
        self.mission = kept.mission.and_then(|number| number.checked_sub(1));
        self.mission = self.mission.filter(|number| *number < self.guide.missions.len());
        (self.seed, self.until) = (plan.seed, Some(plan.until));
        self.setup = Setup::of_plan(entry, &plan);
        self.run = Run::new(entry, plan);
        self.beside.clear();
        while self.run.handled() < kept.events && self.run.step() {}
        if self.run.next_at().is_none() {
            self.run.run_to(self.run.plan().until);
        }
        self.run.close();
        Ok(())
    }

    /// What the way chosen costs: the counters that the mission names, with their values.
    pub fn cost(&self) -> Vec<String> {
        let named =
            |name: &str| self.mission().is_some_and(|one| one.cost.iter().any(|c| c == name));
        let columns = self.run.spec().counters.iter().zip(&self.run.out().counters);
        let named = columns.filter(|(column, _)| named(column.name));
        named.map(|(column, value)| outcome::shown(column.name, *value)).collect()
    }

    /// What was turned since the mission began: parameters with their first value and the one now.
    pub fn turned(&self) -> Vec<(&'static str, String, String)> {
        let entry = self.guide.entry;
        let first = self.mission().and_then(|mission| mission.setup(entry).ok());
        let first = first.unwrap_or_else(|| Setup::new(entry));
        let both = first.values().iter().zip(self.run.values().iter());
        // What changes by itself, as the mission gives it, was not turned.
        both.filter(|((param, was), (_, is))| was != is && self.is_free(param))
            .map(|((param, was), (_, is))| (param.name, was.to_string(), is.to_string()))
            .collect()
    }
}

#[cfg(test)]
mod tests;
