//! Labs: a usual run of each, and one of a million events.

use std::sync::Arc;

use archtutor::{
    lab::{LABS, guide::Guide, play::Play, run::Run, setup::Setup},
    source::{Source, walk},
};

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

/// A second at a thousand times the speed: sixty frames.
#[divan::bench(args = 0..LABS.len())]
fn sixty_frames_at_a_thousand(place: usize) -> u64 {
    let file = walk::lab_file(LABS[place].spec.id);
    let text = Source::Embedded.read(&file).expect("a lab");
    let guide = Guide::read(&file, &text).0.expect("a lab");
    let mut play = Play::new(Arc::new(guide)).expect("a run");
    for _ in 0..60 {
        play.advance(16_667 * 1_000, u64::MAX);
    }
    play.run().handled()
}
