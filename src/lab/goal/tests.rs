use super::*;
use crate::lab::find;

fn seen(id: &str, goal: &str, counters: &[(&str, i64)], sets: &[&str]) -> (bool, String) {
    let entry = find(id).unwrap();
    let mut setup = crate::lab::setup::Setup::new(entry);
    setup.set_all(sets.iter().copied()).unwrap();
    let place = |name: &str| entry.spec.counters.iter().position(|c| c.name == name).unwrap();
    let mut out = Outputs {
        counters: vec![0; entry.spec.counters.len()],
        marks: vec![None; entry.spec.marks.len()],
        ..Outputs::default()
    };
    counters.iter().for_each(|(name, value)| out.set(place(name), *value));
    let goal = Goal::read(goal, entry.spec).unwrap();
    let seen = Seen { out: &out, values: setup.values() };
    (goal.met(seen), goal.because(seen))
}

#[test]
fn a_goal_says_what_is_there_and_what_was_wanted() {
    let goal = "rejected == 0 and capacity <= 15";
    assert_eq!(seen("rate", goal, &[], &[]), (true, String::new()));
    let (met, because) = seen("rate", goal, &[("rejected", 10)], &["capacity=20"]);
    assert!(!met);
    assert_eq!(because, "rejected = 10, wanted 0; capacity = 20, wanted <= 15");
}

#[test]
fn units_and_kinds_stand_for_whole_numbers() {
    assert!(seen("chain", "cache_hit <= 60%", &[], &["cache_hit=60%"]).0);
    assert!(!seen("chain", "cache_hit <= 60%", &[], &["cache_hit=61%"]).0);
    assert!(seen("canary", "z <= 4 and stable_error <= 0.001", &[], &["z=4"]).0);
    assert!(!seen("canary", "z <= 4", &[], &["z=4.001"]).0);
    assert!(
        seen("chain", "calls * 100 <= arrived * 530", &[("calls", 53), ("arrived", 10)], &[]).0
    );
    assert!(seen("slo", "page_time_us == 20 m", &[("page_time_us", 1_200_000_000)], &[]).0);
}

#[test]
fn a_mark_that_is_null_makes_a_comparison_false() {
    assert!(!seen("breaker", "first_open_us in 30..32 s", &[], &[]).0);
    assert!(!seen("breaker", "first_open_us >= 0", &[], &[]).0);
    assert!(seen("slo", "exhausted_us is null", &[], &[]).0);
    let (_, because) = seen("breaker", "first_open_us in 30..32 s", &[], &[]);
    assert_eq!(because, "first_open = null, wanted 30s..32s");
}

#[test]
fn a_reason_is_written_in_the_units_that_people_read() {
    let because = |id: &str, goal: &str, counters: &[(&str, i64)], sets: &[&str]| {
        seen(id, goal, counters, sets).1
    };
    let locks = [("lock_time_us", 200_050)];
    assert_eq!(
        because("2pc", "lock_time_us <= 200 ms", &locks, &[]),
        "lock_time = 200.05ms, wanted <= 200ms"
    );
    assert_eq!(
        because("2pc", "lock_time_us - in_doubt_time_us <= 0.2 s", &locks, &[]),
        "lock_time_us - in_doubt_time_us = 200.05ms, wanted <= 200ms"
    );
    assert_eq!(
        because("chain", "expected_availability_ppb >= 999000000", &[], &[]),
        "expected_availability = 0%, wanted >= 99.9%"
    );
    assert_eq!(
        because("chain", "cache_hit <= 60%", &[], &["cache_hit=61%"]),
        "cache_hit = 61%, wanted <= 60%"
    );
    let late = [("lock_time_us", 2_000_001)];
    assert_eq!(
        because("2pc", "lock_time_us <= 2 s", &late, &[]),
        "lock_time = 2.000001s, wanted <= 2s"
    );
    let days = [("page_time_us", 436_800_000_000)];
    assert_eq!(
        because("slo", "page_time_us >= 15 d", &days, &[]),
        "page_time = 5.055d, wanted >= 15d"
    );
    assert_eq!(because("canary", "z <= 4", &[], &["z=4.5"]), "z = 4.5, wanted <= 4");
    assert_eq!(because("saga", "stock >= 0", &[("stock", -1)], &[]), "stock = -1, wanted >= 0");
}

#[test]
fn what_is_too_large_to_be_worked_out_meets_nothing_and_says_so() {
    let large = "9000000000000000000 * 9000000000000000000 * 9";
    for goal in [format!("{large} >= arrived"), format!("arrived * {large} is null")] {
        let (met, because) = seen("rate", &goal, &[("arrived", 1)], &[]);
        assert!(!met && because.contains("too large"), "{goal}: {because}");
    }
}

#[test]
fn what_is_no_goal_is_refused_with_the_reason() {
    let spec = find("rate").unwrap().spec;
    for (bad, why) in [
        ("rejcted == 0", "did you mean `rejected`"),
        ("rejected", "compares nothing"),
        ("rejected == 0 0", "too much"),
        ("rejected ==", "missing"),
        ("rejected = 0", "has no place"),
        ("algo == 1", "is no number"),
        ("rejected == 99999999999999999999999", "too large"),
        ("rejected == 0.5", "whole number"),
        ("rejected in 1 2", "range"),
        ("", "missing"),
        ("rejected == 1 %", "has no place"),
    ] {
        let error = Goal::read(bad, spec).unwrap_err();
        assert!(error.contains(why), "{bad}: {error}");
    }
}
