//! Labs: a usual run of each, and one of a million events.

use archtutor::lab::{LABS, run::Run, setup::Setup};

/// A run of a lab with inputs, to its end.
fn run(place: usize, inputs: &[&str]) -> i64 {
    let mut setup = Setup::new(&LABS[place]);
    setup.set_all(inputs.iter().copied()).expect("inputs");
    let mut run = Run::new(&LABS[place], setup.plan(1, None).expect("a plan"));
    run.finish().expect("an end");
    run.out().counters.iter().sum()
}

#[divan::bench(args = 0..LABS.len())]
fn usual_run(place: usize) -> i64 {
    run(place, &[])
}

#[divan::bench]
fn a_million_events() -> i64 {
    run(0, &["traffic=poisson", "arrivals=16667"])
}
