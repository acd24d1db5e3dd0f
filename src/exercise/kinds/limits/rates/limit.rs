//! One limit: how it is written, and the most that it lets through.

use super::super::proof::Proof;
use crate::table::Fields;

/// By the names that an answer gives them.
pub(super) const ALGORITHMS: [(&str, Algorithm); 5] = [
    ("token-bucket", Algorithm::TokenBucket),
    ("leaky-bucket", Algorithm::LeakyBucket),
    ("sliding-log", Algorithm::Sliding),
    ("sliding-counter", Algorithm::Sliding),
    ("fixed-window", Algorithm::FixedWindow),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    TokenBucket,
    LeakyBucket,
    Sliding,
    FixedWindow,
}

/// One limit of the answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    /// Requests a second.
    pub(super) rate: f64,
    pub(super) burst: f64,
    /// Seconds.
    pub(super) window: f64,
    pub(super) algorithm: Algorithm,
    pub(super) shared: bool,
}

impl Limit {
    /// Reads a limit; one without a rate, or with a number that is none, limits nothing.
    pub(super) fn read(name: &str, fields: &Fields<'_, '_>, proof: &mut Proof) -> Option<Self> {
        let number = |key, default| fields.number(key).map_or(default, |number| number.value);
        let algorithm = fields.one_of("algorithm", &ALGORITHMS);
        let shared = fields.boolean("shared").is_none_or(|shared| shared.value);
        let (burst, window) = (number("burst", 0.0), number("window", 1.0));
        let rate = fields.number("rate").map(|rate| rate.value);
        let Some(rate) = rate.filter(|rate| *rate >= 0.0 && burst >= 0.0 && window > 0.0) else {
            proof.lacks(
                name,
                "a limit has a rate and a burst of 0 or more, and a window longer than 0",
            );
            return None;
        };
        Some(Self {
            rate,
            burst,
            window,
            algorithm: algorithm.map_or(Algorithm::Sliding, |algorithm| algorithm.value),
            shared,
        })
    }

    /// The most requests that pass in so many seconds, whenever they begin.
    pub(super) fn most(&self, seconds: f64, nodes: f64) -> f64 {
        let windows = (seconds / self.window - 1e-9).ceil();
        let one = match self.algorithm {
            Algorithm::TokenBucket => self.burst + self.rate * seconds,
            Algorithm::LeakyBucket => self.rate * seconds,
            Algorithm::Sliding => windows * self.rate * self.window,
            Algorithm::FixedWindow => (windows + 1.0) * self.rate * self.window,
        };
        if self.shared { one } else { one * nodes }
    }

    /// Requests of one window.
    pub(super) fn size(&self) -> f64 {
        self.rate * self.window
    }

    /// Requests a second that all gateways let through together: each counts for itself what they do not share.
    pub(super) fn passes(&self, nodes: f64) -> f64 {
        if self.shared { self.rate } else { self.rate * nodes }
    }
}
