//! A lab is one file: a toy world, a kettle that is switched off too late, has everything that the shipped
//! ones have. Its one line in the list is the entry below.

use std::sync::Arc;

use super::{super::prove::prove, laws};
use crate::lab::{
    Lab, SECOND, Spec, counted,
    goal::Goal,
    guide::{Guide, Preset},
    level,
    mission::{Mission, Wrong},
    outcome::Outcome,
    param::{Param, Values},
    plot::{Curve, Draw, Plot, Unit},
    run::{Entry, Run},
    setup::Setup,
    sim::{Outputs, Ranked, Sim, names},
};

names! { enum Count, COUNTERS;
    Degrees = "degrees" level,
    Boiled = "boiled",
}

names! { enum Mark, MARKS;
    Off = "off_us",
}

static SPEC: Spec = Spec {
    id: "kettle",
    until: 60 * SECOND,
    bounded_by: None,
    params: &[Param::int("off_at", "100").within(20, 100), Param::int("step", "7").within(1, 20)],
    counters: COUNTERS,
    marks: MARKS,
    series: &[level("degrees"), counted("boiled")],
    plots: &[Plot::new(Unit::Count, &[Curve::new("degrees", Draw::Level("degrees"))])],
    beside: None,
    laws: &["no water is hotter than 100 degrees"],
    random: |_| false,
    contradiction: |_, _| None,
};

static KETTLE: Entry = Entry::of::<Kettle>();

struct Second;

impl Ranked for Second {
    fn rank(&self) -> u8 {
        1
    }
}

struct Kettle {
    off_at: u64,
    step: u64,
    degrees: u64,
}

impl Lab for Kettle {
    type Event = Second;
    const SPEC: &'static Spec = &SPEC;

    fn new(values: &Values, _seed: u64) -> Self {
        Self { off_at: values.number("off_at"), step: values.number("step"), degrees: 20 }
    }

    fn start(&mut self, sim: &mut Sim<Second>) {
        sim.at(SECOND, Second);
    }

    fn handle(&mut self, _event: Second, sim: &mut Sim<Second>) {
        self.degrees = (self.degrees + self.step).min(100);
        sim.out.set(Count::Degrees, self.degrees);
        if self.degrees == 100 {
            sim.out.set(Count::Boiled, 1);
        }
        if self.degrees >= self.off_at {
            sim.out.mark(Mark::Off);
        } else {
            sim.after(SECOND, Second);
        }
    }

    fn laws(&self, _out: &Outputs) -> Vec<bool> {
        vec![self.degrees <= 100]
    }

    fn sample(&self, out: &Outputs) -> Vec<i64> {
        vec![out.get(Count::Degrees), out.get(Count::Boiled)]
    }
}

fn typed(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Tea for which the water may not boil, with a solution and an idea that fails.
fn green_tea(solution: &str) -> Guide {
    let mission = Mission {
        id: "kettle.1".into(),
        title: "Green tea".into(),
        text: "75 to 85 degrees".into(),
        hint: "Water goes on by whole steps.".into(),
        takeaway: "A threshold is passed, not met.".into(),
        question: "By how much?".into(),
        cost: typed(&["degrees"]),
        given: typed(&["step=15"]),
        start: Vec::new(),
        free: typed(&["off_at"]),
        goal: Goal::read("degrees >= 75 and degrees <= 85 and boiled == 0", &SPEC).expect("a goal"),
        seeds: vec![1, 2],
        solution: typed(&[solution]),
        until: None,
        wrong: vec![Wrong { set: typed(&["off_at=85"]), because: "It is passed by a step".into() }],
    };
    Guide {
        id: "kettle".into(),
        entry: &KETTLE,
        title: "Kettle".into(),
        prompt: "When do you switch it off?".into(),
        teaches: "A threshold is passed, not met.".into(),
        difficulty: 1,
        minutes: 5,
        lessons: Vec::new(),
        dispels: Vec::new(),
        presets: vec![Preset { name: "strong".into(), set: typed(&["step=20"]), until: None }],
        until: None,
        predictions: Vec::new(),
        missions: vec![mission],
        spans: Vec::new(),
    }
}

fn disproved(guide: &Guide) -> Vec<&'static str> {
    prove(guide, "kettle.toml", &Arc::from("")).iter().map(|one| one.code).collect()
}

#[test]
fn a_lab_of_one_file_runs_keeps_its_laws_and_its_missions_are_proved() {
    laws::to_its_end(&KETTLE);
    let mut setup = Setup::new(&KETTLE);
    setup.set_all(["step=20"]).expect("inputs");
    let mut run = Run::new(&KETTLE, setup.plan(1, None).expect("a plan"));
    run.finish().expect("an end");
    let outcome = Outcome::of(&run);
    assert_eq!((outcome.counter("degrees"), outcome.counter("boiled")), (100, 1));
    assert_eq!(outcome.mark("off_us"), Some(4 * SECOND));
    assert_eq!(outcome.series[0].values.len(), 120);
    assert_eq!(disproved(&green_tea("off_at=70")), [""; 0]);
    assert_eq!(disproved(&green_tea("off_at=95")), ["unproven-mission"]);
}
