//! What is counted, marked and may be set.

use super::super::{
    MINUTE, Spec, counted, level,
    param::{Kind, Param},
    plot::{Band, Curve, Draw, Plot, Unit},
};
use super::{COUNTERS, MARKS};

pub(super) static SPEC: Spec = Spec {
    id: "breaker",
    until: MINUTE,
    bounded_by: None,
    params: &[
        Param::word_or("policy", &["off", "consecutive", "rate"], "consecutive"),
        Param::int("failures", "3"),
        Param::duration("clear_every", "0"),
        Param::int("window_calls", "20").from(1),
        Param::int("min_calls", "10").from(1),
        Param::share("threshold", "50%"),
        Param::duration("open_for", "5s").from(1_000),
        Param::int("trials", "1").from(1),
        Param::duration("timeout", "2s").from(1_000),
        Param::int("slots", "100").from(1),
        Param::rate("arrivals", "20"),
        Param::word("arrivals_kind", &["even", "poisson"]),
        Param::duration("latency", "50ms").live(),
        Param::word("latency_kind", &["const", "exp"]),
        Param::share("error", "0").live(),
        Param::written("outcomes", Kind::Results, ""),
    ],
    counters: COUNTERS,
    marks: MARKS,
    series: &[level("in_flight"), counted("short_circuited"), counted("failed"), level("state")],
    plots: &[Plot::new(
        Unit::Count,
        &[
            Curve::new("in-flight", Draw::Level("in_flight")),
            Curve::new("short-circuited", Draw::Slot("short_circuited")),
        ],
    )
    .with(&[Band::new("state", Draw::Level("state"), "COH")])],
    beside: None,
    laws: &[
        "arrived = called + short_circuited + refused",
        "called = ok + failed + timed_out + in_flight",
        "only these four changes of state exist",
        "closed_open + half_reopen - open_half is 0 or 1",
    ],
    random: |_| true,
    contradiction: |_, _| None,
};
