//! Chains of services: availabilities multiply, tails add up.

mod figures;

use super::{
    Lab, SECOND, Spec,
    chance::{Even, Stream, WHOLE},
    counted,
    figure::Figures,
    level,
    little::Little,
    param::{Param, Values},
    plot::{Curve, Draw, Plot, Unit},
    sim::{Outputs, Ranked, Sim, names},
};

/// One, in the parts in which the expected availability is worked out.
const ONE: u128 = 1_000_000_000_000;
/// Calls after which a run is refused before it starts.
const MOST_CALLS: u128 = 200_000_000;

names! { enum Count, COUNTERS;
    Arrived = "arrived",
    Ok = "ok",
    Failed = "failed",
    InFlight = "in_flight" level,
    Calls = "calls",
    Failovers = "failovers",
    Hedges = "hedges",
    CacheHits = "cache_hits",
    Degraded = "degraded",
    Expected = "expected_availability_ppb" level,
    Measured = "measured_availability_ppm" level,
    P50 = "p50_us" level,
    P95 = "p95_us" level,
    P99 = "p99_us" level,
}

static SPEC: Spec = Spec {
    id: "chain",
    until: 100 * SECOND,
    bounded_by: None,
    params: &[
        Param::word("shape", &["serial", "parallel"]),
        Param::int("services", "3").within(1, 50),
        Param::share("availability", "99.9%"),
        Param::int("redundancy", "1").within(1, 5),
        Param::int("optional", "0").within(0, 50),
        Param::share("cache_hit", "0"),
        Param::duration("cache_latency", "2ms"),
        Param::duration("latency", "20ms"),
        Param::word("latency_kind", &["const", "exp", "tail"]),
        Param::share("tail", "1%"),
        Param::int("tail_factor", "10").from(1),
        Param::duration("hedge_after", "0"),
        Param::rate("arrivals", "100"),
    ],
    counters: COUNTERS,
    marks: &[],
    series: &[counted("ok"), counted("failed"), level("in_flight")],
    plots: &[Plot::new(
        Unit::Share,
        &[
            Curve::new("failed", Draw::Share { part: "failed", of: &["ok", "failed"] }),
            Curve::new("expected", Draw::Given(expected_failures)),
        ],
    )],
    beside: None,
    laws: &["arrived = ok + failed + in_flight", "integral of in_flight = sum of times inside"],
    random: |_| true,
    contradiction: |values, until| {
        let (services, optional) = (values.number("services"), values.number("optional"));
        if optional > services {
            return Some(format!("optional = {optional} is more than services = {services}"));
        }
        let each = u128::from(services * values.number("redundancy"));
        let calls =
            each * u128::from(values.number("arrivals")) * u128::from(until) / 1_000_000_000;
        (calls > MOST_CALLS).then(|| format!("that is more than {MOST_CALLS} calls"))
    },
};

/// What can happen.
pub(super) enum Event {
    Finish { ok: bool, arrived: u64 },
    Arrival,
}

impl Ranked for Event {
    fn rank(&self) -> u8 {
        match self {
            Self::Finish { .. } => 1,
            Self::Arrival => 2,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Spread {
    Constant,
    Exponential,
    Tail,
}

/// Services that call each other, or are called together.
pub(super) struct Chain {
    parallel: bool,
    services: u64,
    mandatory: u64,
    availability: u64,
    redundancy: u64,
    cache_hit: u64,
    cache_latency: u64,
    latency: u64,
    spread: Spread,
    tail: u64,
    tail_factor: u64,
    hedge_after: u64,
    arrivals: u64,
    gaps: Even,
    cache: Stream,
    up: Stream,
    latencies: Stream,
    /// How long each finished request took; sorted as far as `close` went.
    took: Vec<u64>,
    little: Little,
}

impl Lab for Chain {
    type Event = Event;
    const SPEC: &'static Spec = &SPEC;

    fn new(values: &Values, seed: u64) -> Self {
        let services = values.number("services");
        Self {
            parallel: values.word("shape") == "parallel",
            services,
            mandatory: services.saturating_sub(values.number("optional")),
            availability: values.number("availability"),
            redundancy: values.number("redundancy"),
            cache_hit: values.number("cache_hit"),
            cache_latency: values.number("cache_latency"),
            latency: values.number("latency"),
            spread: match values.word("latency_kind") {
                "exp" => Spread::Exponential,
                "tail" => Spread::Tail,
                _ => Spread::Constant,
            },
            tail: values.number("tail"),
            tail_factor: values.number("tail_factor"),
            hedge_after: values.number("hedge_after"),
            arrivals: values.number("arrivals"),
            gaps: Even::default(),
            cache: Stream::new(seed, "cache"),
            up: Stream::new(seed, "up"),
            latencies: Stream::new(seed, "latency"),
            took: Vec::new(),
            little: Little::default(),
        }
    }

    fn start(&mut self, sim: &mut Sim<Event>) {
        sim.out.set(Count::Expected, self.expected());
        sim.after(self.gaps.gap(self.arrivals), Event::Arrival);
    }

    fn handle(&mut self, event: Event, sim: &mut Sim<Event>) {
        match event {
            Event::Finish { ok, arrived } => self.finish(ok, arrived, &mut sim.out),
            Event::Arrival => self.arrival(sim),
        }
    }

    fn close(&mut self, out: &mut Outputs) {
        let (ok, failed) = (out.get(Count::Ok), out.get(Count::Failed));
        out.set(Count::Measured, (ok * 1_000_000).checked_div(ok + failed).unwrap_or(0));
        self.took.sort_unstable();
        for (percent, count) in [(50, Count::P50), (95, Count::P95), (99, Count::P99)] {
            out.set(count, nearest_rank(&self.took, percent));
        }
    }

    fn figures(&self, out: &Outputs) -> Figures {
        self.drawn(out)
    }

    fn laws(&self, out: &Outputs) -> Vec<bool> {
        let finished = out.get(Count::Ok) + out.get(Count::Failed);
        vec![
            out.get(Count::Arrived) == finished + out.get(Count::InFlight),
            self.little.holds(out.now),
        ]
    }

    fn sample(&self, out: &Outputs) -> Vec<i64> {
        [Count::Ok, Count::Failed, Count::InFlight].map(|count| out.get(count)).to_vec()
    }
}

/// The share of requests that are expected to fail, in parts per million.
fn expected_failures(values: &Values, _from: u64, _to: u64) -> i64 {
    let up = Chain::new(values, 1).expected() / 1_000;
    i64::try_from(u128::from(WHOLE).saturating_sub(up)).unwrap_or(0)
}

/// The nearest-rank percentile of sorted values; 0 for none.
fn nearest_rank(sorted: &[u64], percent: usize) -> u64 {
    let rank = (sorted.len() * percent).div_ceil(100);
    rank.checked_sub(1).and_then(|index| sorted.get(index)).copied().unwrap_or(0)
}

impl Chain {
    /// The availability that the parts multiply to, in parts per billion.
    fn expected(&self) -> u128 {
        let whole = u128::from(WHOLE);
        let down = whole - u128::from(self.availability);
        let all_down = (0..self.redundancy).fold(ONE, |all, _| all * down / whole);
        let chain = (0..self.mandatory).fold(ONE, |all, _| all * (ONE - all_down) / ONE);
        let hit = u128::from(self.cache_hit);
        (hit * ONE / whole + chain * (whole - hit) / whole) / 1_000
    }

    fn arrival(&mut self, sim: &mut Sim<Event>) {
        let now = sim.now();
        sim.out.count(Count::Arrived);
        sim.out.count(Count::InFlight);
        self.little.enter(now);
        let hit = self.cache_hit > 0 && self.cache.happens(self.cache_hit);
        let (total, ok) = if hit {
            sim.out.count(Count::CacheHits);
            (self.cache_latency, true)
        } else {
            self.call_all(&mut sim.out)
        };
        sim.after(total, Event::Finish { ok, arrived: now });
        sim.after(self.gaps.gap(self.arrivals), Event::Arrival);
    }

    /// How long the services take together, and whether that is a success.
    fn call_all(&mut self, out: &mut Outputs) -> (u64, bool) {
        let (mut total, mut ok) = (0_u64, true);
        for service in 0..self.services {
            let (took, up) = self.call(out);
            total = if self.parallel { total.max(took) } else { total.saturating_add(took) };
            if up {
                continue;
            }
            if service >= self.mandatory {
                out.count(Count::Degraded);
                continue;
            }
            ok = false;
            if !self.parallel {
                break;
            }
        }
        (total, ok)
    }

    /// One service: its copies in turn until one is up.
    fn call(&mut self, out: &mut Outputs) -> (u64, bool) {
        let mut took = 0_u64;
        for copy in 0..self.redundancy {
            out.count(Count::Calls);
            out.add(Count::Failovers, i64::from(copy > 0));
            let up = self.up.happens(self.availability);
            took = took.saturating_add(self.attempt(out));
            if up {
                return (took, true);
            }
        }
        (took, false)
    }

    /// One try with its hedge.
    fn attempt(&mut self, out: &mut Outputs) -> u64 {
        let first = self.draw();
        if self.hedge_after == 0 || first <= self.hedge_after {
            return first;
        }
        out.count(Count::Calls);
        out.count(Count::Hedges);
        first.min(self.hedge_after.saturating_add(self.draw()))
    }

    fn draw(&mut self) -> u64 {
        match self.spread {
            Spread::Constant => self.latency,
            Spread::Exponential => self.latencies.exp(self.latency),
            Spread::Tail if self.latencies.happens(self.tail) => self.latency * self.tail_factor,
            Spread::Tail => self.latency,
        }
    }

    fn finish(&mut self, ok: bool, arrived: u64, out: &mut Outputs) {
        out.count(if ok { Count::Ok } else { Count::Failed });
        out.add(Count::InFlight, -1);
        out.request(if ok { "request.ok" } else { "request.failed" }, out.now - arrived);
        self.took.push(out.now - arrived);
        self.little.leave(arrived, out.now);
    }
}
