//! Rate limiters: five ways to say no to the same traffic.

use std::collections::VecDeque;

use super::{
    Lab, MINUTE, SECOND, Spec,
    chance::{Gaps, Stream},
    counted,
    figure::{Figure, Figures},
    level,
    param::{Kind, Param, Values},
    plot::{Curve, Draw, Plot, Unit},
    sim::{Outputs, Ranked, Sim, names},
};

/// Parts of one token: levels are exact at every rate and time.
const TOKEN: u64 = 1_000_000_000;

names! { enum Count, COUNTERS;
    Arrived = "arrived",
    Accepted = "accepted",
    Rejected = "rejected",
    Served = "served",
    Queued = "queued" level,
    MaxQueued = "max_queued",
    MaxServed = "max_served_1s",
    LastEstimate = "last_estimate_milli" level,
}

names! { enum Mark, MARKS;
    FirstServed = "first_served_us",
    LastServed = "last_served_us",
    FirstRejected = "first_rejected_us",
    FirstRetryAfter = "first_retry_after_us",
}

static SPEC: Spec = Spec {
    id: "rate",
    until: MINUTE,
    bounded_by: None,
    params: &[
        Param::word("algo", &["token", "leaky", "fixed", "log", "counter"]),
        Param::int("capacity", "10").from(1),
        Param::rate("rate", "5"),
        Param::share("fill", "100%"),
        Param::int("limit", "100").from(1),
        Param::duration("window", "60s").within(1_000, super::DAY),
        Param::word("traffic", &["script", "even", "poisson"]),
        Param::written("script", Kind::Script, "15@0s,10@1s"),
        Param::rate("arrivals", "8"),
    ],
    counters: COUNTERS,
    marks: MARKS,
    series: &[counted("arrived"), counted("accepted"), counted("rejected"), level("state")],
    plots: &[Plot::new(
        Unit::Count,
        &[
            Curve::new("offered", Draw::Slot("arrived")),
            Curve::new("passed", Draw::Slot("accepted")),
            Curve::new("rejected", Draw::Slot("rejected")),
        ],
    )],
    beside: Some("algo"),
    laws: &[
        "arrived = accepted + rejected",
        "accepted = served + queued",
        "token: served * 10^9 <= capacity * 10^9 + rate * t",
    ],
    random: |values| values.word("traffic") == "poisson",
    contradiction: |_, _| None,
};

/// What can happen.
pub(super) enum Event {
    Leave,
    Arrival,
}

impl Ranked for Event {
    fn rank(&self) -> u8 {
        match self {
            Self::Leave => 1,
            Self::Arrival => 2,
        }
    }
}

/// The limiter's own state.
enum Algorithm {
    /// Parts of tokens, and when they were counted.
    Token { level: u64, at: u64 },
    /// The k-th of those who wait leaves at `base` + k / rate.
    Leaky { base: u64, k: u64 },
    /// What passed in a window.
    Fixed { window: u64, count: u64 },
    /// When those of the last window passed.
    Log(VecDeque<u64>),
    /// What passed in a window and in the one before it.
    Counter { window: u64, current: u64, previous: u64 },
}

/// What a limiter says.
enum Answer {
    Pass,
    /// Try again after so many µs.
    Reject(u64),
}

/// A rate limiter under traffic.
pub(super) struct Limiter {
    algorithm: Algorithm,
    capacity: u64,
    rate: u64,
    limit: u64,
    window: u64,
    /// When things arrive, if that is written out.
    script: Vec<u64>,
    /// The gaps between arrivals, if not.
    gaps: Option<Gaps>,
    arrivals: u64,
    queued: u64,
    /// When those of the last second were served.
    served: VecDeque<u64>,
}

impl Lab for Limiter {
    type Event = Event;
    const SPEC: &'static Spec = &SPEC;

    fn new(values: &Values, seed: u64) -> Self {
        let capacity = values.number("capacity");
        let traffic = values.word("traffic");
        let scripted = traffic == "script";
        let script = if scripted { values.script("script") } else { &[] };
        Self {
            algorithm: match values.word("algo") {
                "leaky" => Algorithm::Leaky { base: 0, k: 0 },
                "fixed" => Algorithm::Fixed { window: 0, count: 0 },
                "log" => Algorithm::Log(VecDeque::new()),
                "counter" => Algorithm::Counter { window: 0, current: 0, previous: 0 },
                _ => {
                    let level = capacity * (TOKEN / super::chance::WHOLE) * values.number("fill");
                    Algorithm::Token { level, at: 0 }
                }
            },
            capacity,
            rate: values.number("rate"),
            limit: values.number("limit"),
            window: values.number("window"),
            script: script.iter().flat_map(|batch| batch.times()).collect(),
            gaps: (!scripted).then(|| Gaps::new(traffic, Stream::new(seed, "arrivals"))),
            arrivals: values.number("arrivals"),
            queued: 0,
            served: VecDeque::new(),
        }
    }

    fn start(&mut self, sim: &mut Sim<Event>) {
        for at in std::mem::take(&mut self.script) {
            sim.at(at, Event::Arrival);
        }
        self.next_arrival(sim);
    }

    fn handle(&mut self, event: Event, sim: &mut Sim<Event>) {
        match event {
            Event::Leave => self.leave(sim),
            Event::Arrival => self.arrival(sim),
        }
    }

    fn figures(&self, out: &Outputs) -> Figures {
        let (name, most, digits) = match &self.algorithm {
            Algorithm::Token { .. } => ("tokens", self.capacity * 1_000, 3),
            Algorithm::Leaky { .. } => ("queued", self.capacity, 0),
            Algorithm::Fixed { .. } | Algorithm::Log(_) => ("in-window", self.limit, 0),
            Algorithm::Counter { .. } => ("estimate", self.limit, 0),
        };
        let gauge = Figure::Gauge { name: name.into(), value: self.state(out.now), most, digits };
        Figures { own: vec![gauge], more: Vec::new() }
    }

    fn laws(&self, out: &Outputs) -> Vec<bool> {
        let served = u128::from(out.get(Count::Served).unsigned_abs());
        let most = u128::from(self.capacity) * u128::from(TOKEN)
            + u128::from(self.rate) * u128::from(out.now);
        vec![
            out.get(Count::Arrived) == out.get(Count::Accepted) + out.get(Count::Rejected),
            out.get(Count::Accepted) == out.get(Count::Served) + out.get(Count::Queued),
            !matches!(self.algorithm, Algorithm::Token { .. })
                || served * u128::from(TOKEN) <= most,
        ]
    }

    fn sample(&self, out: &Outputs) -> Vec<i64> {
        let counted =
            [Count::Arrived, Count::Accepted, Count::Rejected].map(|count| out.get(count));
        let state = i64::try_from(self.state(out.now)).unwrap_or(i64::MAX);
        counted.into_iter().chain([state]).collect()
    }
}

impl Limiter {
    /// Thousandths of tokens, or how many are queued, counted or estimated.
    fn state(&self, now: u64) -> u64 {
        match &self.algorithm {
            Algorithm::Token { .. } => self.level(now) / (TOKEN / 1_000),
            Algorithm::Leaky { .. } => self.queued,
            Algorithm::Fixed { window, count } if *window == now / self.window => *count,
            Algorithm::Fixed { .. } => 0,
            Algorithm::Log(times) => {
                times.iter().filter(|time| *time + self.window > now).count() as u64
            }
            Algorithm::Counter { .. } => {
                let (current, previous) = self.windows(now);
                (self.estimate(now, current, previous) / u128::from(self.window)) as u64
            }
        }
    }

    fn next_arrival(&mut self, sim: &mut Sim<Event>) {
        if let Some(gaps) = &mut self.gaps {
            sim.after(gaps.next(self.arrivals), Event::Arrival);
        }
    }

    fn arrival(&mut self, sim: &mut Sim<Event>) {
        sim.out.count(Count::Arrived);
        match self.ask(sim) {
            Answer::Pass => {
                sim.out.count(Count::Accepted);
                sim.out.request("request.accepted", "");
            }
            Answer::Reject(retry_after) => {
                sim.out.count(Count::Rejected);
                sim.out.request("request.rejected", retry_after);
                if sim.out.mark(Mark::FirstRejected) {
                    sim.out.mark_as(Mark::FirstRetryAfter, retry_after);
                }
            }
        }
        self.next_arrival(sim);
    }

    /// Asks the limiter about one arrival.
    fn ask(&mut self, sim: &mut Sim<Event>) -> Answer {
        let now = sim.now();
        let in_window = now % self.window;
        match &mut self.algorithm {
            Algorithm::Token { .. } => return self.ask_token(sim),
            Algorithm::Leaky { .. } => return self.ask_leaky(sim),
            Algorithm::Counter { .. } => return self.ask_counter(sim),
            Algorithm::Fixed { window, count } => {
                if *window != now / self.window {
                    (*window, *count) = (now / self.window, 0);
                }
                if *count >= self.limit {
                    return Answer::Reject(self.window - in_window);
                }
                *count += 1;
            }
            Algorithm::Log(times) => {
                while times.front().is_some_and(|time| time + self.window <= now) {
                    times.pop_front();
                }
                if times.len() as u64 >= self.limit {
                    let oldest = times.front().copied().unwrap_or(now);
                    return Answer::Reject(oldest + self.window - now);
                }
                times.push_back(now);
            }
        }
        self.serve(sim);
        Answer::Pass
    }

    /// Parts of tokens in the bucket at a time.
    fn level(&self, now: u64) -> u64 {
        let Algorithm::Token { level, at } = self.algorithm else { return 0 };
        (self.capacity * TOKEN).min(level + self.rate * (now - at))
    }

    fn ask_token(&mut self, sim: &mut Sim<Event>) -> Answer {
        let now = sim.now();
        let level = self.level(now);
        let passes = level >= TOKEN;
        let left = if passes { level - TOKEN } else { level };
        self.algorithm = Algorithm::Token { level: left, at: now };
        if !passes {
            return Answer::Reject((TOKEN - level).div_ceil(self.rate));
        }
        self.serve(sim);
        Answer::Pass
    }

    fn ask_leaky(&mut self, sim: &mut Sim<Event>) -> Answer {
        let now = sim.now();
        let Algorithm::Leaky { base, k } = &mut self.algorithm else { return Answer::Pass };
        if self.queued >= self.capacity {
            return Answer::Reject(*base + *k * TOKEN / self.rate - now);
        }
        if self.queued == 0 {
            (*base, *k) = (now, 1);
            sim.after(TOKEN / self.rate, Event::Leave);
        }
        self.set_queued(self.queued + 1, sim);
        Answer::Pass
    }

    fn leave(&mut self, sim: &mut Sim<Event>) {
        self.set_queued(self.queued - 1, sim);
        self.serve(sim);
        if let Algorithm::Leaky { base, k } = &mut self.algorithm
            && self.queued > 0
        {
            *k += 1;
            sim.at(*base + *k * TOKEN / self.rate, Event::Leave);
        }
    }

    fn set_queued(&mut self, queued: u64, sim: &mut Sim<Event>) {
        self.queued = queued;
        sim.out.set(Count::Queued, queued);
        sim.out.raise(Count::MaxQueued, queued);
    }

    /// What passed in the window of a time and in the one before it.
    fn windows(&self, now: u64) -> (u64, u64) {
        let Algorithm::Counter { window, current, previous } = self.algorithm else {
            return (0, 0);
        };
        match now / self.window - window {
            0 => (current, previous),
            1 => (0, current),
            _ => (0, 0),
        }
    }

    /// The sliding estimate, times the window.
    fn estimate(&self, now: u64, current: u64, previous: u64) -> u128 {
        let (window, left) = (u128::from(self.window), self.window - now % self.window);
        u128::from(current) * window + u128::from(previous) * u128::from(left)
    }

    fn ask_counter(&mut self, sim: &mut Sim<Event>) -> Answer {
        let now = sim.now();
        let (current, previous) = self.windows(now);
        let estimate = self.estimate(now, current, previous);
        let allowed = u128::from(self.limit) * u128::from(self.window);
        sim.out.set(Count::LastEstimate, estimate * 1_000 / u128::from(self.window));
        let passes = estimate < allowed;
        let current = current + u64::from(passes);
        self.algorithm = Algorithm::Counter { window: now / self.window, current, previous };
        if passes {
            self.serve(sim);
            return Answer::Pass;
        }
        let next_window = self.window - now % self.window;
        let falls = (estimate - allowed).checked_div(u128::from(previous));
        let below = falls.map_or(u64::MAX, |wait| u64::try_from(wait + 1).unwrap_or(u64::MAX));
        Answer::Reject(next_window.min(below))
    }

    fn serve(&mut self, sim: &mut Sim<Event>) {
        let now = sim.now();
        sim.out.count(Count::Served);
        sim.out.mark(Mark::FirstServed);
        sim.out.mark_last(Mark::LastServed);
        while self.served.front().is_some_and(|time| time + SECOND <= now) {
            self.served.pop_front();
        }
        self.served.push_back(now);
        sim.out.raise(Count::MaxServed, self.served.len());
    }
}
