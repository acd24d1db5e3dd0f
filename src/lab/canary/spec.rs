//! What is counted, marked and may be set.

use super::super::{
    MINUTE, SECOND, Spec, counted, level,
    param::{Kind, Param},
    plot::{Band, Curve, Draw, Plot, Unit},
};
use super::MOST_REQUESTS;
use super::{COUNTERS, MARKS};

pub(super) static SPEC: Spec = Spec {
    id: "canary",
    until: 40 * MINUTE,
    bounded_by: None,
    params: &[
        Param::rate("arrivals", "50"),
        Param::word_or("arrivals_kind", &["even", "poisson"], "poisson"),
        Param::share("stable_error", "0.1%").live(),
        Param::share("canary_error", "5%").live(),
        Param::duration("latency_limit", "0"),
        Param::duration("stable_latency", "80ms").live(),
        Param::duration("canary_latency", "80ms").live(),
        Param::word("split", &["random", "hash", "sticky"]),
        Param::int("users", "5000").from(1),
        Param::written("steps", Kind::Shares, "10%,25%,50%,100%"),
        Param::duration("hold", "10m").from(SECOND),
        Param::duration("check", "30s").from(SECOND),
        Param::int("min_samples", "100").from(1),
        Param::word_or("rule", &["none", "fixed", "relative", "ztest"], "ztest"),
        Param::share("limit", "2%"),
        Param::factor("factor", "3"),
        Param::factor("z", "3"),
    ],
    counters: COUNTERS,
    marks: MARKS,
    series: &[
        level("weight_ppm"),
        counted("stable_bad"),
        counted("canary_bad"),
        counted("stable_requests"),
        counted("canary_requests"),
    ],
    plots: &[Plot::new(
        Unit::Share,
        &[
            Curve::new("stable", Draw::Share { part: "stable_bad", of: &["stable_requests"] }),
            Curve::new("canary", Draw::Share { part: "canary_bad", of: &["canary_requests"] }),
        ],
    )
    .with(&[Band::new("weight-tenths", Draw::Tenths("weight_ppm"), "·123456789X")])],
    beside: None,
    laws: &[
        "requests = stable_requests + canary_requests",
        "not both stopped and promoted",
        "hash: growing weights move nobody back",
    ],
    random: |_| true,
    contradiction: |values, until| {
        let expected = u128::from(values.number("arrivals")) * u128::from(until) / 1_000_000_000;
        (expected > MOST_REQUESTS).then(|| {
            format!("arrivals bring {expected} requests in this time, at most {MOST_REQUESTS} fit")
        })
    },
};
