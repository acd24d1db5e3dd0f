//! The labs' reference numbers and laws.

mod laws;
mod missions;
mod reference;
mod toy;

use super::{find, outcome::Outcome, run::Run, setup::Setup};

/// Runs a lab with inputs, for its usual time if none is given, with seed 1.
fn run(id: &str, inputs: &[&str], until: Option<&str>) -> Outcome {
    let mut setup = Setup::new(find(id).expect("a lab"));
    setup.set_all(inputs.iter().copied()).expect("inputs");
    let until = until.map(|text| super::value::read_duration(text).expect("a time"));
    let mut run = Run::new(setup.entry(), setup.clone().plan(1, until).expect("a plan"));
    run.finish().expect("an end");
    Outcome::of(&run)
}

impl Outcome {
    /// A counter.
    fn counter(&self, name: &str) -> i64 {
        self.counters.get(name).unwrap_or_else(|| panic!("no counter {name}"))
    }

    /// A mark.
    fn mark(&self, name: &str) -> Option<u64> {
        self.marks.get(name).unwrap_or_else(|| panic!("no mark {name}"))
    }

    /// Kind and subject of each key event.
    fn told(&self) -> Vec<(&str, &str)> {
        self.events.iter().map(|event| (event.kind, event.what.as_str())).collect()
    }
}
