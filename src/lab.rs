//! Labs: small worlds that a learner predicts, runs and breaks. Each is a discrete simulation in whole
//! numbers and virtual time, the same on every machine, in its own file; [`LABS`] lists them.
//!
//! Pure: knows no files, no words of the interface and no terminal.

mod breaker;
mod bulkhead;
mod canary;
mod chain;
pub mod chance;
mod event_store;
pub mod figure;
pub mod goal;
pub mod guide;
mod kubernetes;
mod little;
pub mod measure;
pub mod mission;
pub mod outcome;
pub mod param;
pub mod play;
pub mod plot;
pub mod prediction;
pub mod prove;
mod queue;
mod rate;
pub mod run;
mod saga;
mod scale;
pub mod setup;
pub mod sim;
mod slo;
mod two_phase;
pub mod value;

use figure::Figures;
use param::{Param, Values};
use plot::Plot;
use run::Entry;
use sim::{Column, Outputs, Ranked, Sim};

/// One world. `sim.out` takes what is to be seen; `self` is the state.
pub trait Lab: Sized {
    /// What can happen in it.
    type Event: Ranked;
    /// What it is.
    const SPEC: &'static Spec;

    /// The world at time 0.
    fn new(values: &Values, seed: u64) -> Self;
    /// Schedules the first events.
    fn start(&mut self, sim: &mut Sim<Self::Event>);
    /// Something happens.
    fn handle(&mut self, event: Self::Event, sim: &mut Sim<Self::Event>);
    /// A live parameter has changed.
    fn change(&mut self, _values: &Values) {}
    /// Writes the counters that follow from the state; may be called at any time.
    fn close(&mut self, _out: &mut Outputs) {}
    /// What is to be drawn of the state now, beside the plots of the specification.
    fn figures(&self, _out: &Outputs) -> Figures {
        Figures::default()
    }
    /// Whether each law of the specification holds now.
    fn laws(&self, out: &Outputs) -> Vec<bool>;
    /// The series of the specification now.
    fn sample(&self, out: &Outputs) -> Vec<i64>;
}

/// What a lab is: the same for every run.
pub struct Spec {
    pub id: &'static str,
    /// µs that a run takes if nothing else is asked.
    pub until: u64,
    /// A run is at most as long as this parameter says; without one, 20 times the default.
    pub bounded_by: Option<&'static str>,
    pub params: &'static [Param],
    pub counters: &'static [Column],
    pub marks: &'static [Column],
    /// Levels may fall; the others are counted from the start.
    pub series: &'static [Column],
    pub laws: &'static [&'static str],
    /// What is drawn over time: the first always, the others where there is room.
    pub plots: &'static [Plot],
    /// A parameter of several words whose other words are worth a look beside, on the same input.
    pub beside: Option<&'static str>,
    /// Whether a run with these values draws anything, so that another seed is worth a try.
    pub random: fn(&Values) -> bool,
    /// Why values do not go together in a run of so many µs.
    pub contradiction: fn(&Values, u64) -> Option<String>,
}

impl Spec {
    /// A parameter's place.
    pub fn param(&self, name: &str) -> Option<usize> {
        self.params.iter().position(|param| param.name == name)
    }

    /// µs of the longest run with these values.
    pub fn longest(&self, values: &Values) -> u64 {
        self.bounded_by.map_or(self.until * 20, |name| values.number(name))
    }

    /// µs of a run with these values if nothing else is asked.
    pub fn usual(&self, values: &Values) -> u64 {
        self.until.min(self.longest(values))
    }
}

/// A series that is counted from the start.
const fn counted(name: &'static str) -> Column {
    Column { name, level: false }
}

/// A series that may fall.
const fn level(name: &'static str) -> Column {
    Column { name, level: true }
}

/// µs of a second.
const SECOND: u64 = 1_000_000;
/// µs of a minute.
const MINUTE: u64 = 60 * SECOND;
/// µs of an hour.
const HOUR: u64 = 60 * MINUTE;
/// µs of a day.
const DAY: u64 = 24 * HOUR;

/// Every lab, in the order in which the course meets them.
pub static LABS: [Entry; 12] = [
    Entry::of::<rate::Limiter>(),
    Entry::of::<chain::Chain>(),
    Entry::of::<breaker::Breaker>(),
    Entry::of::<bulkhead::Bulkhead>(),
    Entry::of::<queue::Broker>(),
    Entry::of::<two_phase::TwoPhase>(),
    Entry::of::<saga::Sagas>(),
    Entry::of::<event_store::EventStore>(),
    Entry::of::<kubernetes::Cluster>(),
    Entry::of::<canary::Canary>(),
    Entry::of::<scale::Autoscaler>(),
    Entry::of::<slo::ErrorBudget>(),
];

/// The lab of an id.
pub fn find(id: &str) -> Option<&'static Entry> {
    LABS.iter().find(|entry| entry.spec.id == id)
}

#[cfg(test)]
mod tests;
