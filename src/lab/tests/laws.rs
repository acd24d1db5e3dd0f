//! What holds for every lab with any parameters in their ranges: its laws at every event, the same
//! numbers however one runs it, and recordings that replay to themselves.

use proptest::{prelude::*, sample::Index};

use crate::lab::{
    LABS,
    outcome::Outcome,
    param::{Kind, Param},
    run::{Entry, Plan, Run},
    setup::{Recording, Setup},
};

/// Events of one case.
const EVENTS: usize = 300;

/// One parameter's value as it is typed, from what chance gives.
fn typed(param: &Param, draw: (u8, u64, Index)) -> String {
    let (choice, number, index) = draw;
    let (least, most) = param.range;
    // The ends, the default, small values and any value.
    let wanted = match choice % 8 {
        0 => least,
        1 => most,
        2..=4 => return param.default.into(),
        5 => least + number % (most - least + 1).min(20),
        6 => least + number % (most - least + 1).min(20_000_000),
        _ => least + number % (most - least + 1),
    };
    match param.kind {
        Kind::Word(words) => words[index.index(words.len())].into(),
        Kind::Script => format!("{}@{}us+{}us", number % 300, number % 5_000_000, number % 77_777),
        Kind::Curve => format!("0s:{},9s:{},40s:{}", number % 999, number % 7_777, number % 500),
        Kind::Shares => format!("{}%,{}%", number % 50, number % 101),
        Kind::Incidents => format!("{}s:{}s:5%,1h:2h:100%", number % 5_000, number % 9_999),
        Kind::Results => "SFFFSSFFFF".chars().take(index.index(10)).collect(),
        _ => param.value(wanted).map_or_else(String::new, |value| value.to_string()),
    }
}

/// Any setup of a lab whose values do not contradict each other, some with live changes.
fn setups(entry: &'static Entry) -> impl Strategy<Value = (Setup, u64)> {
    let draws = prop::collection::vec((any::<u8>(), any::<u64>(), any::<Index>()), 24);
    (draws, any::<u64>(), 1..5_000_000_u64).prop_filter_map("contradiction", move |given| {
        let (draws, seed, at) = given;
        let mut setup = Setup::new(entry);
        for (param, draw) in entry.spec.params.iter().zip(&draws) {
            let value = typed(param, *draw);
            setup.set(&format!("{}={value}", param.name)).expect("in range");
            if param.live && draw.0 > 128 {
                let later = typed(param, (draw.0 / 2, draw.1 / 3, draw.2));
                setup.set(&format!("{}={later}@{at}us", param.name)).expect("in range");
            }
        }
        let until = until(entry, &setup);
        (entry.spec.contradiction)(setup.values(), until).is_none().then_some((setup, seed))
    })
}

/// µs of a case: where a fast rate is refused for a long run, ten seconds.
fn until(entry: &'static Entry, setup: &Setup) -> u64 {
    let usual = entry.spec.usual(setup.values());
    if matches!(entry.spec.id, "chain" | "canary") { usual.min(10_000_000) } else { usual }
}

/// Lets up to `most` events happen one by one and looks at everything behind each: laws hold, and counters
/// never fall.
fn looked_at(run: &mut Run, most: usize) -> Result<(), TestCaseError> {
    let spec = run.spec();
    let mut before = run.out().counters.clone();
    for _ in 0..most {
        if !run.step() {
            break;
        }
        run.close();
        for (law, holds) in spec.laws.iter().zip(run.laws()) {
            prop_assert!(holds, "{} at {} µs: {law}", spec.id, run.now());
        }
        let now = &run.out().counters;
        for ((column, before), now) in spec.counters.iter().zip(&before).zip(now) {
            prop_assert!(column.level || before <= now, "{} fell at {}", column.name, run.now());
        }
        before.clone_from(now);
    }
    prop_assert_eq!(run.laws().len(), spec.laws.len());
    Ok(())
}

/// The beginning of a run, event by event; gives a plan that ends where it stopped.
fn beginning(entry: &'static Entry, setup: &Setup, seed: u64) -> Result<Plan, TestCaseError> {
    let plan = setup.clone().plan(seed, Some(until(entry, setup))).expect("a plan");
    let mut run = Run::new(entry, plan.clone());
    looked_at(&mut run, EVENTS)?;
    Ok(Plan { until: run.now().max(1), ..plan })
}

/// A usual run from its first event to its last one.
pub(super) fn to_its_end(entry: &'static Entry) {
    let mut run = Run::new(entry, Setup::new(entry).plan(1, None).expect("a plan"));
    looked_at(&mut run, usize::MAX).expect("laws");
    assert!(run.next_at().is_none() && run.handled() > 0, "{}", entry.spec.id);
}

fn finished(entry: &'static Entry, plan: Plan) -> Outcome {
    let mut run = Run::new(entry, plan);
    run.finish().expect("an end");
    Outcome::of(&run)
}

fn holds(entry: &'static Entry, setup: &Setup, seed: u64, pause: u64) -> Result<(), TestCaseError> {
    let plan = beginning(entry, setup, seed)?;
    let whole = finished(entry, plan.clone());
    prop_assert_eq!(&whole, &finished(entry, plan.clone()), "the same input, twice");
    let mut paused = Run::new(entry, plan.clone());
    paused.run_to(pause % plan.until);
    for _ in 0..7 {
        paused.step();
    }
    paused.finish().expect("an end");
    prop_assert_eq!(&whole, &Outcome::of(&paused), "with a pause and steps");
    let json = serde_json::to_string(&whole).expect("JSON");
    let (again, plan) = Recording::read(&json).expect("a recording").plan().expect("a plan");
    prop_assert_eq!(&whole, &finished(again, plan), "replayed");
    for series in &whole.series {
        prop_assert_eq!(series.values.len(), 120, "{}", series.name);
    }
    Ok(())
}

/// A test for each lab, so that they run beside each other and a failure names its lab.
macro_rules! laws {
    ($($name:ident = $place:literal),+ $(,)?) => {
        proptest! {
            #![proptest_config(ProptestConfig::with_cases(256))]
            $(
                #[test]
                fn $name((setup, seed) in setups(&LABS[$place]), pause in any::<u64>()) {
                    holds(&LABS[$place], &setup, seed, pause)?;
                }
            )+
        }

        /// The same at every event of a whole run.
        mod to_the_end {
            use super::*;

            $(
                #[test]
                fn $name() {
                    to_its_end(&LABS[$place]);
                }
            )+
        }
    };
}

laws! {
    rate_keeps_its_laws = 0,
    chain_keeps_its_laws = 1,
    breaker_keeps_its_laws = 2,
    bulkhead_keeps_its_laws = 3,
    queue_keeps_its_laws = 4,
    two_phase_commit_keeps_its_laws = 5,
    saga_keeps_its_laws = 6,
    event_store_keeps_its_laws = 7,
    kubernetes_keeps_its_laws = 8,
    canary_keeps_its_laws = 9,
    scale_keeps_its_laws = 10,
    slo_keeps_its_laws = 11,
}

#[test]
fn every_lab_asks_only_for_parameters_that_it_has_and_fills_every_column() {
    for entry in &LABS {
        let plan = Setup::new(entry).plan(1, Some(entry.spec.until / 20)).expect("a plan");
        let outcome = finished(entry, plan);
        assert_eq!(outcome.series.len(), entry.spec.series.len(), "{}", entry.spec.id);
        for series in &outcome.series {
            assert_eq!(series.values.len(), 120, "{} {}", entry.spec.id, series.name);
        }
        for param in entry.spec.params {
            assert!(param.read(param.default).is_ok(), "{} {}", entry.spec.id, param.name);
        }
    }
}
