//! I: how services talk. Rings, bare calls, retries, chatter, waiting, hubs, bursts.

pub(in crate::design) mod calls;
pub(in crate::design) mod entries;
mod hubs;
mod rings;
mod waits;

use super::Rule;
use crate::design::{
    model::{Model, Node},
    scenario::Part,
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "I-01",
        name: "nobody waits in a ring",
        part: Part::Links,
        cites: &["async-messaging", "request-response"],
        check: rings::sync_ring,
    },
    Rule {
        id: "I-02",
        name: "events run in a ring",
        part: Part::Links,
        cites: &["publish-subscribe"],
        check: rings::event_ring,
    },
    Rule {
        id: "I-03",
        name: "a call is bounded",
        part: Part::Links,
        cites: &["timeout", "circuit-breaker", "bulkhead"],
        check: calls::wobbly,
    },
    Rule {
        id: "I-04",
        name: "a flaky target is expected to fail",
        part: Part::Links,
        cites: &["circuit-breaker", "fallback"],
        check: calls::flaky,
    },
    Rule {
        id: "I-05",
        name: "a retry is safe",
        part: Part::Links,
        cites: &["retry-with-backoff", "idempotency-key"],
        check: calls::unsafe_retry,
    },
    Rule {
        id: "I-06",
        name: "two services do not chatter",
        part: Part::Links,
        cites: &["batch", "command-side-replica"],
        check: calls::chatty,
    },
    Rule {
        id: "I-10",
        name: "nobody waits for what nobody waits for",
        part: Part::Links,
        cites: &["async-messaging", "queue-based-load-leveling"],
        check: waits::needless_wait,
    },
    Rule {
        id: "I-11",
        name: "who waits gets an answer",
        part: Part::Links,
        cites: &["request-response", "async-request-reply"],
        check: waits::no_answer,
    },
    Rule {
        id: "I-12",
        name: "no service stands in the middle of everything",
        part: Part::Links,
        cites: &["saga-choreography"],
        check: hubs::hub,
    },
    Rule {
        id: "I-13",
        name: "a choreography can be seen whole",
        part: Part::Patterns,
        cites: &["saga-orchestration"],
        check: hubs::opaque,
    },
    Rule {
        id: "I-14",
        name: "a burst is held back",
        part: Part::Links,
        cites: &["queue-based-load-leveling", "backpressure", "throttling"],
        check: waits::burst,
    },
    Rule {
        id: "I-15",
        name: "clients know one door",
        part: Part::Patterns,
        cites: &["api-gateway"],
        check: entries::entry_points,
    },
    Rule {
        id: "I-16",
        name: "each kind of client gets its own view",
        part: Part::Patterns,
        cites: &["backend-for-frontend"],
        check: entries::client_needs,
    },
    Rule {
        id: "I-17",
        name: "nobody calls a fixed address",
        part: Part::Patterns,
        cites: &["service-registry", "proxy-based-discovery"],
        check: entries::fixed_address,
    },
];

/// Whether something between two ends cannot go on without an answer.
fn needs_answer(model: &Model<'_>, from: usize, to: Node) -> bool {
    model.flows_between(from, to).any(|flow| model.must_wait(flow))
}
