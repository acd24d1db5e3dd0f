//! What the shipped labs claim, tried: no mission is met at its start, each is met by its solution on
//! all seeds, and the ideas that look right fail.

use std::sync::Arc;

use crate::{
    lab::{LABS, guide::Guide, prove::prove},
    source::{Source, walk},
};

fn guide(id: &str) -> (Guide, Arc<str>) {
    let file = walk::lab_file(id);
    let text = Source::Embedded.read(&file).expect("a lab");
    let (guide, wrong) = Guide::read(&file, &text);
    assert!(wrong.is_empty(), "{}", wrong.iter().map(|one| one.render(false)).collect::<String>());
    (guide.expect("a lab"), text)
}

/// A test for each lab, so that they run beside each other and a failure names its lab.
macro_rules! missions {
    ($($name:ident = $place:literal),+ $(,)?) => {$(
        #[test]
        fn $name() {
            let id = LABS[$place].spec.id;
            let (guide, text) = guide(id);
            let wrong = prove(&guide, id, &text);
            let told: Vec<String> = wrong.iter().map(|one| one.message.clone()).collect();
            assert!(told.is_empty(), "{}", told.join("\n"));
            assert_eq!(guide.missions.len(), 3, "{id}");
            // What a mission dispels is an idea that is tried, too.
            assert!(guide.missions.iter().all(|mission| !mission.wrong.is_empty()), "{id}");
        }
    )+};
}

missions! {
    rate_missions_are_as_hard_as_they_say = 0,
    chain_missions_are_as_hard_as_they_say = 1,
    breaker_missions_are_as_hard_as_they_say = 2,
    bulkhead_missions_are_as_hard_as_they_say = 3,
    queue_missions_are_as_hard_as_they_say = 4,
    two_phase_commit_missions_are_as_hard_as_they_say = 5,
    saga_missions_are_as_hard_as_they_say = 6,
    event_store_missions_are_as_hard_as_they_say = 7,
    kubernetes_missions_are_as_hard_as_they_say = 8,
    canary_missions_are_as_hard_as_they_say = 9,
    scale_missions_are_as_hard_as_they_say = 10,
    slo_missions_are_as_hard_as_they_say = 11,
}

#[test]
fn luck_passes_on_some_seeds_only() {
    let lucky = |id: &str| -> Vec<u64> {
        let (guide, _) = guide(id);
        let mission = &guide.missions[1];
        let setup = mission.setup(guide.entry).expect("a start");
        let met = |seed: &u64| {
            let mut one = mission.clone();
            one.seeds = vec![*seed];
            one.judge(&setup, None).expect("a run").met
        };
        mission.seeds.iter().copied().filter(met).collect()
    };
    assert_eq!(lucky("breaker"), [2]);
    assert_eq!(lucky("canary"), [1, 2, 6, 7, 8, 9, 10]);
}

#[test]
fn predictions_come_out_as_the_course_says() {
    let outcome = |id: &str| {
        let (guide, _) = guide(id);
        let told = guide.predictions.iter().map(|one| one.outcome(guide.entry).expect("a run"));
        told.collect::<Vec<_>>()
    };
    assert_eq!(outcome("rate"), ["10"]);
    assert_eq!(outcome("chain"), ["99.7003 %"]);
    assert_eq!(outcome("breaker"), ["4", "40"]);
    assert_eq!(outcome("bulkhead"), ["users"]);
    assert_eq!(outcome("queue"), ["it has its effect twice"]);
    assert_eq!(outcome("2pc"), ["nobody"]);
    assert_eq!(outcome("saga"), ["3, 2, 1"]);
    assert_eq!(outcome("es"), ["6000"]);
    assert_eq!(outcome("k8s"), ["2000"]);
    assert_eq!(outcome("canary"), ["0.59 %"]);
    assert_eq!(outcome("scale"), ["6"]);
    assert_eq!(outcome("slo"), ["43.2 min"]);
}
