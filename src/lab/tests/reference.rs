//! The numbers that two programs must agree on.

use super::run;

#[test]
fn rate_a_full_bucket_lets_its_capacity_through_and_then_what_has_come() {
    assert_eq!(run("rate", &[], Some("500ms")).counter("accepted"), 10);
    let all = run("rate", &[], None);
    assert_eq!((all.counter("accepted"), all.counter("rejected")), (15, 10));
    assert_eq!(all.mark("first_retry_after_us"), Some(200_000));
}

#[test]
fn rate_a_leaky_bucket_smooths_and_loses() {
    let leaky = run("rate", &["algo=leaky", "script=15@0s"], None);
    assert_eq!(leaky.counter("rejected"), 5);
    assert_eq!(leaky.mark("first_served_us"), Some(200_000));
    assert_eq!(leaky.mark("last_served_us"), Some(2_000_000));
}

#[test]
fn rate_the_edge_of_a_fixed_window_counts_twice() {
    let edge = "script=100@59.5s+0.5s,100@60s+0.5s";
    let fixed = run("rate", &["algo=fixed", edge], Some("2m"));
    assert_eq!((fixed.counter("served"), fixed.counter("max_served_1s")), (200, 200));
    let log = run("rate", &["algo=log", edge], Some("2m"));
    assert_eq!((log.counter("served"), log.counter("max_served_1s")), (100, 100));
}

#[test]
fn rate_a_sliding_counter_estimates() {
    let script = "script=80@10s,30@70s,1@75s";
    let first = run("rate", &["algo=counter", script], Some("2m"));
    assert_eq!(first.counter("last_estimate_milli"), 90_000);
    let script = "script=80@10s,30@70s,12@75s";
    let all = run("rate", &["algo=counter", script], Some("2m"));
    assert_eq!((all.counter("accepted"), all.counter("rejected")), (120, 2));
}

#[test]
fn chain_availabilities_multiply() {
    let expected =
        |inputs: &[&str]| run("chain", inputs, None).counter("expected_availability_ppb");
    assert_eq!(expected(&[]), 997_002_999);
    assert_eq!(expected(&["services=5"]), 995_009_990);
    assert_eq!(expected(&["services=1", "redundancy=2"]), 999_999_000);
}

#[test]
fn breaker_opens_when_more_than_the_allowed_failures_come_in_a_row() {
    let opens = run("breaker", &["outcomes=FFFFFF", "arrivals=1", "open_for=60s"], None);
    assert_eq!(opens.mark("first_open_us"), Some(4_050_000));
    assert_eq!(opens.counter("called"), 4);
}

#[test]
fn breaker_that_forgets_often_enough_never_opens() {
    let rare = ["error=100%", "arrivals=0.25", "clear_every=10s"];
    assert_eq!(run("breaker", &rare, Some("600s")).counter("closed_open"), 0);
}

#[test]
fn breaker_goes_through_its_four_changes() {
    let tried = run("breaker", &["outcomes=FFFFFSSSS", "arrivals=10", "trials=3"], Some("30s"));
    let changes = ["closed_open", "open_half", "half_reopen", "half_closed"];
    assert_eq!(changes.map(|name| tried.counter(name)), [1, 2, 1, 1]);
}

#[test]
fn breaker_without_one_calls_pile_up() {
    let hang = ["policy=off", "latency=50ms", "latency=30s@10s"];
    assert_eq!(run("breaker", &hang, Some("20s")).counter("in_flight"), 40);
}

#[test]
fn bulkhead_a_partition_serves_what_its_slots_allow() {
    let even = ["arrivals_kind=even", "service_kind=const"];
    let calm = run("bulkhead", &[&even[..], &["payment_rate=0"]].concat(), None);
    assert_eq!((calm.counter("users_active"), calm.counter("orders_active")), (5, 8));
    let parts = run("bulkhead", &[&even[..], &["mode=partition"]].concat(), Some("603s"));
    assert_eq!((parts.counter("payment_served"), parts.counter("users_rejected")), (900, 0));
}

#[test]
fn bulkhead_regular_calls_hide_the_trouble() {
    let even = ["arrivals_kind=even", "service_kind=const"];
    assert_eq!(run("bulkhead", &even, None).counter("users_rejected"), 0);
}

#[test]
fn bulkhead_a_shared_pool_shares_trouble() {
    assert!(run("bulkhead", &[], None).counter("users_rejected") > 500);
}

#[test]
fn queue_when_one_acknowledges_decides_what_a_crash_costs() {
    let crash = |inputs: &[&str]| {
        let seen = run("queue", &[inputs, &["crash_delivery=10"]].concat(), None);
        (seen.counter("lost"), seen.counter("duplicate_effects"))
    };
    assert_eq!(crash(&["ack=on_delivery", "crash_when=before_effect"]), (1, 0));
    assert_eq!(crash(&["ack=after_effect", "crash_when=after_effect"]), (0, 1));
    assert_eq!(run("queue", &["consumers=5"], None).counter("idle_consumers"), 2);
}

#[test]
fn two_phase_commit_blocks_between_votes_and_decision() {
    let crash = |inputs: &[&str], until| run("2pc", inputs, until);
    let blocked = crash(&["crash=coord_after_votes"], Some("5s"));
    assert_eq!((blocked.counter("in_doubt"), blocked.counter("committed")), (3, 0));
    let later = crash(&["crash=coord_after_votes"], None);
    assert_eq!((later.counter("aborted"), later.counter("in_doubt")), (3, 0));
    let early = crash(&["crash=coord_before_prepare"], None);
    assert_eq!((early.counter("max_in_doubt"), early.counter("in_doubt_time_us")), (0, 0));
    assert_eq!((early.counter("aborted"), early.counter("in_doubt")), (3, 0));
}

#[test]
fn two_phase_commit_costs_four_messages_a_participant() {
    for participants in 2..=7 {
        let all = run("2pc", &[&format!("participants={participants}")], None);
        assert_eq!(all.counter("messages"), 4 * participants);
        assert_eq!(all.counter("log_writes"), 2 * participants + 2);
        assert_eq!(all.counter("committed"), participants);
    }
}

#[test]
fn saga_undoes_what_was_done_in_falling_order() {
    let well = run("saga", &[], None);
    assert_eq!(well.mark("saga1_end_us"), Some(350_000));
    assert_eq!(well.counter("messages"), 10);
    let undone = |inputs: &[&str]| -> Vec<String> {
        let seen = run("saga", inputs, None);
        let undone = seen.told().into_iter().filter(|(kind, _)| *kind == "undo.done");
        undone.map(|(_, what)| what.to_owned()).collect()
    };
    assert_eq!(undone(&["fail_step=3"]), ["1.2", "1.1"]);
    assert_eq!(undone(&["fail_step=4"]), ["1.3", "1.2", "1.1"]);
    let late = run("saga", &["fail_step=5", "fail_times=3"], None);
    assert_eq!((late.counter("completed"), late.counter("retries")), (1, 3));
    assert!(undone(&["fail_step=5", "fail_times=3"]).is_empty());
    assert_eq!(run("saga", &["sagas=2", "stock=1"], None).counter("oversold"), 1);
}

#[test]
fn event_store_lags_and_catches_up() {
    let peak = run("es", &[], Some("60s"));
    assert_eq!((peak.counter("lag"), peak.counter("max_lag")), (6_000, 6_001));
    assert_eq!(run("es", &[], None).mark("caught_up_us"), Some(89_994_500));
    assert_eq!(peak.counter("load_us"), 500_000);
    assert_eq!(run("es", &["snapshot_every=500"], Some("1s")).counter("max_load_us"), 25_000);
}

#[test]
fn kubernetes_readiness_takes_away_and_liveness_restarts() {
    let busy = ["load=170", "liveness_timeout=200ms", "failure_threshold=1"];
    let readiness = run("k8s", &busy, None);
    assert_eq!(readiness.counter("restarts"), 0);
    assert!(readiness.told().iter().any(|(kind, _)| *kind == "pod.unready"));
    let strict = [&busy[..], &["liveness=same_as_readiness"]].concat();
    let liveness = run("k8s", &strict, Some("6s"));
    assert_eq!(liveness.told().first(), Some(&("pod.unready", "1")));
    assert_eq!(liveness.told().get(1), Some(&("pod.restart", "1")));
    assert_eq!((liveness.counter("created"), liveness.counter("deleted")), (4, 0), "the same pods");
    let one = ["replicas=1", "load=50", "liveness_timeout=200ms", "failure_threshold=1"];
    let alone = run("k8s", &[&one[..], &["liveness=same_as_readiness"]].concat(), Some("6s"));
    assert_eq!((alone.counter("restarts"), alone.counter("created")), (1, 1));
}

#[test]
fn kubernetes_a_good_rollout_never_falls_below_three_of_four() {
    let rolled = run("k8s", &["rollout=60s"], None);
    assert_eq!(rolled.counter("max_unavailable_seen"), 1);
    assert_eq!((rolled.counter("version_1"), rolled.counter("version_2")), (0, 4));
    assert!(rolled.mark("rollout_done_us").is_some());
}

#[test]
fn kubernetes_counts_a_pod_that_comes_before_another_goes_in_the_same_second() {
    let alone = run("k8s", &["replicas=1", "rollout=60s"], None);
    assert_eq!(alone.counter("max_live"), 2);
}

#[test]
fn kubernetes_does_not_notice_a_dead_node_at_once() {
    assert_eq!(run("k8s", &["node_loss=60s"], Some("100s")).counter("failed"), 2_000);
}

#[test]
fn canary_hides_in_the_overall_share() {
    let hidden = run("canary", &["rule=none"], Some("10m"));
    assert_eq!(hidden.counter("expected_bad_ppm"), 5_900);
}

#[test]
fn scale_wishes_as_the_formula_says() {
    assert_eq!(run("scale", &[], Some("16s")).counter("first_desired"), 6);
    for load in ["load=0s:308", "load=0s:252"] {
        let seen = run("scale", &[load], Some("10m"));
        assert_eq!(seen.counter("scale_ups") + seen.counter("scale_downs"), 0, "{load}");
    }
}

#[test]
fn slo_a_budget_is_time_and_burns_at_a_rate() {
    assert_eq!(run("slo", &[], Some("1h")).counter("budget_time_us"), 2_592_000_000);
    assert_eq!(run("slo", &["window=28d"], None).counter("budget_time_us"), 2_419_200_000);
    let hour = ["incidents=1h:1h:1.44%", "rate=100", "base=0"];
    let seen = run("slo", &hour, Some("3h"));
    assert_eq!(seen.counter("budget_used_ppm"), 20_000);
    assert_eq!(seen.counter("max_burn_milli"), 14_400);
    assert_eq!(seen.mark("first_page_us"), Some(7_200_000_000));
    let forever = ["incidents=0s:30d:1.44%", "rate=100", "base=0"];
    let fifty_hours = 50 * 3_600_000_000;
    assert_eq!(run("slo", &forever, Some("3d")).mark("exhausted_us"), Some(fifty_hours));
    let outage = ["incidents=1h:30d:100%", "rate=100", "base=0", "tick=12s"];
    let exhausted = 3_600_000_000 + 2_592_000_000;
    assert_eq!(run("slo", &outage, Some("3h")).mark("exhausted_us"), Some(exhausted));
}
