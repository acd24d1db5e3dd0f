//! One run of a lab: the clock moves from event to event, live parameters change on their way, series
//! are sampled. Pausing and stepping change no number. Knows no lab in particular.

use super::{
    Lab, Spec,
    figure::Figures,
    param::Values,
    sim::{Outputs, Sim},
    value::Value,
};
use crate::problem::Problem;

/// Samples of every series, evenly over the run.
pub const SAMPLES: u64 = 120;
/// Events after which a run gives up.
const MOST_EVENTS: u64 = 20_000_000;

/// A lab and how to start it.
pub struct Entry {
    pub spec: &'static Spec,
    start: fn(&Values, u64) -> Box<dyn World>,
}

impl Entry {
    /// The entry of a lab.
    pub(super) const fn of<L: Lab + Send + 'static>() -> Self
    where
        L::Event: Send,
    {
        Self { spec: L::SPEC, start: start::<L> }
    }
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Entry({})", self.spec.id)
    }
}

fn start<L: Lab + Send + 'static>(values: &Values, seed: u64) -> Box<dyn World>
where
    L::Event: Send,
{
    let mut stage = Stage {
        lab: L::new(values, seed),
        sim: Sim::new(L::SPEC.counters.len(), L::SPEC.marks.len()),
    };
    stage.lab.start(&mut stage.sim);
    Box::new(stage)
}

/// A live parameter that gets another value at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// µs, after 0.
    pub at: u64,
    /// The parameter's place.
    pub param: usize,
    pub value: Value,
}

/// All that decides a run: two runs of one plan are the same to the byte.
#[derive(Clone, Debug)]
pub struct Plan {
    pub values: Values,
    /// In order of time.
    pub changes: Vec<Change>,
    pub seed: u64,
    /// µs.
    pub until: u64,
}

/// A lab with its clock, whatever its events are.
trait World: Send {
    fn next_at(&self) -> Option<u64>;
    fn handle(&mut self);
    fn change(&mut self, values: &Values);
    fn close(&mut self);
    fn laws(&self) -> Vec<bool>;
    fn figures(&self) -> Figures;
    fn sample(&self) -> Vec<i64>;
    fn out(&self) -> &Outputs;
    fn out_mut(&mut self) -> &mut Outputs;
}

struct Stage<L: Lab> {
    lab: L,
    sim: Sim<L::Event>,
}

impl<L: Lab + Send> World for Stage<L>
where
    L::Event: Send,
{
    fn next_at(&self) -> Option<u64> {
        self.sim.next_at()
    }

    fn handle(&mut self) {
        if let Some(event) = self.sim.pop() {
            self.lab.handle(event, &mut self.sim);
        }
    }

    fn change(&mut self, values: &Values) {
        self.lab.change(values);
    }

    fn close(&mut self) {
        self.lab.close(&mut self.sim.out);
    }

    fn laws(&self) -> Vec<bool> {
        self.lab.laws(&self.sim.out)
    }

    fn figures(&self) -> Figures {
        self.lab.figures(&self.sim.out)
    }

    fn sample(&self) -> Vec<i64> {
        self.lab.sample(&self.sim.out)
    }

    fn out(&self) -> &Outputs {
        &self.sim.out
    }

    fn out_mut(&mut self) -> &mut Outputs {
        &mut self.sim.out
    }
}

/// A run on its way.
pub struct Run {
    spec: &'static Spec,
    plan: Plan,
    values: Values,
    world: Box<dyn World>,
    /// Changes of the plan that have happened.
    changed: usize,
    /// Samples by time, each with a value per series.
    samples: Vec<Vec<i64>>,
    /// µs of the next sample.
    sample_at: u64,
    handled: u64,
}

/// µs of a sample by its number from 0.
fn sample_time(number: u64, until: u64) -> u64 {
    (number + 1) * until / SAMPLES
}

impl Run {
    /// A run at time 0.
    pub fn new(entry: &Entry, plan: Plan) -> Self {
        let world = (entry.start)(&plan.values, plan.seed);
        Self {
            spec: entry.spec,
            sample_at: sample_time(0, plan.until),
            values: plan.values.clone(),
            plan,
            world,
            changed: 0,
            samples: Vec::new(),
            handled: 0,
        }
    }

    /// A run that also notes every request.
    #[must_use]
    pub fn with_requests(mut self) -> Self {
        self.world.out_mut().requests = true;
        self
    }

    /// What decides the run.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What lab it is.
    pub fn spec(&self) -> &'static Spec {
        self.spec
    }

    /// The values now, with the changes that have happened.
    pub fn values(&self) -> &Values {
        &self.values
    }

    /// µs of virtual time.
    pub fn now(&self) -> u64 {
        self.world.out().now
    }

    /// What the run has shown so far; [`Run::close`] brings the derived counters up to date.
    pub fn out(&self) -> &Outputs {
        self.world.out()
    }

    /// Events and changes that have happened.
    pub fn handled(&self) -> u64 {
        self.handled
    }

    /// When the next thing happens, if one does before the end.
    pub fn next_at(&self) -> Option<u64> {
        let change = self.plan.changes.get(self.changed).map(|change| change.at);
        let next = [change, self.world.next_at()].into_iter().flatten().min()?;
        (next <= self.plan.until).then_some(next)
    }

    /// Lets the next thing happen; says whether there was one.
    pub fn step(&mut self) -> bool {
        let Some(at) = self.next_at().filter(|_| !self.exhausted()) else { return false };
        self.happen(at);
        true
    }

    /// Lets the next thing happen, which is at a time.
    fn happen(&mut self, at: u64) {
        if self.sample_at < at {
            self.sample_until(at - 1);
        }
        self.handled += 1;
        match self.plan.changes.get(self.changed) {
            // A changed parameter has rank 0: it is the first thing of its instant.
            Some(change) if change.at == at => self.change(change.clone()),
            _ => self.world.handle(),
        }
    }

    fn change(&mut self, change: Change) {
        self.changed += 1;
        self.values.set(change.param, change.value);
        let out = self.world.out_mut();
        out.now = change.at;
        if let Some(param) = self.spec.params.get(change.param) {
            out.note("set", param.name);
        }
        self.world.change(&self.values);
    }

    /// Lets everything happen up to and at a time.
    pub fn run_to(&mut self, at: u64) {
        let at = at.min(self.plan.until);
        while let Some(next) = self.next_at().filter(|next| *next <= at && !self.exhausted()) {
            self.happen(next);
        }
        if !self.exhausted() {
            self.sample_until(at);
            let out = self.world.out_mut();
            out.now = out.now.max(at);
        }
        self.close();
    }

    /// Lets everything happen.
    ///
    /// # Errors
    ///
    /// When there is more to do than a run may take.
    pub fn finish(&mut self) -> Result<(), Problem> {
        self.run_to(self.plan.until);
        if self.exhausted() {
            return Err(Problem::usage(format!("This run of `{}` is too long", self.spec.id))
                .why(format!("it has more than {MOST_EVENTS} events"))
                .hint("Lower a rate or --until"));
        }
        Ok(())
    }

    fn exhausted(&self) -> bool {
        self.handled >= MOST_EVENTS
    }

    /// Takes the samples that are due up to and at a time.
    fn sample_until(&mut self, at: u64) {
        while self.sample_at <= at && (self.samples.len() as u64) < SAMPLES {
            let out = self.world.out_mut();
            out.now = out.now.max(self.sample_at);
            self.samples.push(self.world.sample());
            self.sample_at = sample_time(self.samples.len() as u64, self.plan.until);
        }
    }

    /// Changes a live parameter from the next µs on: what has happened now stays as it was.
    pub fn set(&mut self, param: usize, value: Value) {
        let at = self.now() + 1;
        self.plan.changes.truncate(self.changed);
        self.plan.changes.push(Change { at, param, value });
    }

    /// Brings derived counters up to date.
    pub fn close(&mut self) {
        self.world.close();
    }

    /// Whether each law of the lab holds now.
    pub fn laws(&self) -> Vec<bool> {
        self.world.laws()
    }

    /// What is to be drawn of the state now.
    pub fn figures(&self) -> Figures {
        self.world.figures()
    }

    /// The samples so far: a value per series each.
    pub fn samples(&self) -> &[Vec<i64>] {
        &self.samples
    }
}
