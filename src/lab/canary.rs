//! A canary: a share of requests goes to a new version, and checks compare the two sides.

mod figures;
mod spec;

use super::{
    Lab, Spec,
    chance::{Gaps, Stream, WHOLE},
    figure::Figures,
    param::Values,
    sim::{Outputs, Ranked, Sim, names},
};
use spec::SPEC;

/// Requests that a run may have, so that the test of two shares stays within 128 bits.
const MOST_REQUESTS: u128 = 1_000_000;

names! { enum Count, COUNTERS;
    Requests = "requests",
    StableRequests = "stable_requests",
    CanaryRequests = "canary_requests",
    StableBad = "stable_bad",
    CanaryBad = "canary_bad",
    Checks = "checks",
    ChecksSkipped = "checks_skipped",
    SwitchedUsers = "switched_users",
    Stopped = "stopped",
    Promoted = "promoted",
    Weight = "weight_ppm" level,
    ExpectedBad = "expected_bad_ppm" level,
    MeasuredBad = "measured_bad_ppm" level,
    UsersHit = "users_hit",
}

names! { enum Mark, MARKS;
    Stop = "stop_us",
    Promoted = "promoted_us",
}

/// What can happen.
pub(super) enum Event {
    Request,
    Check,
    NextStep,
}

impl Ranked for Event {
    fn rank(&self) -> u8 {
        match self {
            Self::Request => 1,
            Self::Check => 2,
            Self::NextStep => 3,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Split {
    Random,
    Hash,
    Sticky,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    None,
    Fixed,
    Relative,
    ZTest,
}

#[derive(Clone, Copy, Default)]
struct User {
    /// The side of the last request: true is the canary.
    last: Option<bool>,
    /// The side that a sticky split drew.
    drawn: Option<bool>,
    /// It had a bad answer of the canary.
    hit: bool,
}

/// One side's requests and how many went wrong.
#[derive(Clone, Copy, Default)]
struct Side {
    requests: u64,
    bad: u64,
}

/// A new version beside the stable one.
pub(super) struct Canary {
    arrivals: u64,
    latency_limit: u64,
    /// Stable and canary, as in all arrays here.
    errors: [u64; 2],
    latencies: [u64; 2],
    split: Split,
    steps: Vec<u64>,
    hold: u64,
    check: u64,
    min_samples: u64,
    rule: Rule,
    limit: u64,
    factor: u64,
    z: u64,
    gaps: Gaps,
    user: Stream,
    side: Stream,
    error: Stream,
    latency: Stream,
    users: Vec<User>,
    sides: [Side; 2],
    step: usize,
    weight: u64,
    /// It was stopped or promoted.
    over: bool,
    /// The weight has fallen, at a stop or by the steps.
    fell: bool,
    moved_back: bool,
}

impl Lab for Canary {
    type Event = Event;
    const SPEC: &'static Spec = &SPEC;

    fn new(values: &Values, seed: u64) -> Self {
        let stream = |name| Stream::new(seed, name);
        let steps = values.shares("steps").to_vec();
        let users = usize::try_from(values.number("users")).unwrap_or(1);
        let mut canary = Self {
            arrivals: values.number("arrivals"),
            latency_limit: values.number("latency_limit"),
            errors: [0; 2],
            latencies: [0; 2],
            split: match values.word("split") {
                "hash" => Split::Hash,
                "sticky" => Split::Sticky,
                _ => Split::Random,
            },
            weight: steps.first().copied().unwrap_or(0),
            steps,
            hold: values.number("hold"),
            check: values.number("check"),
            min_samples: values.number("min_samples"),
            rule: match values.word("rule") {
                "none" => Rule::None,
                "fixed" => Rule::Fixed,
                "relative" => Rule::Relative,
                _ => Rule::ZTest,
            },
            limit: values.number("limit"),
            factor: values.number("factor"),
            z: values.number("z"),
            gaps: Gaps::new(values.word("arrivals_kind"), stream("arrivals")),
            user: stream("user"),
            side: stream("split"),
            error: stream("error"),
            latency: stream("latency"),
            users: vec![User::default(); users],
            sides: [Side::default(); 2],
            step: 0,
            over: false,
            fell: false,
            moved_back: false,
        };
        canary.change(values);
        canary
    }

    fn start(&mut self, sim: &mut Sim<Event>) {
        let [stable, canary] = self.errors;
        let bad = self.weight * canary + (WHOLE - self.weight) * stable;
        sim.out.set(Count::ExpectedBad, bad / WHOLE);
        sim.out.set(Count::Weight, self.weight);
        sim.after(self.gaps.next(self.arrivals), Event::Request);
        sim.after(self.check, Event::Check);
        sim.after(self.hold, Event::NextStep);
    }

    fn handle(&mut self, event: Event, sim: &mut Sim<Event>) {
        match event {
            Event::Request => {
                self.request(sim);
                sim.after(self.gaps.next(self.arrivals), Event::Request);
            }
            Event::Check if !self.over => self.look(sim),
            Event::NextStep if !self.over => self.next_step(sim),
            Event::Check | Event::NextStep => {}
        }
    }

    fn change(&mut self, values: &Values) {
        self.errors = ["stable_error", "canary_error"].map(|name| values.number(name));
        self.latencies = ["stable_latency", "canary_latency"].map(|name| values.number(name));
    }

    fn close(&mut self, out: &mut Outputs) {
        let [stable, canary] = self.sides;
        let bad = (stable.bad + canary.bad) * WHOLE;
        let measured = bad.checked_div(stable.requests + canary.requests).unwrap_or(0);
        out.set(Count::MeasuredBad, measured);
    }

    fn figures(&self, out: &Outputs) -> Figures {
        self.drawn(out)
    }

    fn laws(&self, out: &Outputs) -> Vec<bool> {
        let get = |count: Count| out.get(count);
        vec![
            get(Count::Requests) == get(Count::StableRequests) + get(Count::CanaryRequests),
            get(Count::Stopped) + get(Count::Promoted) <= 1,
            !self.moved_back,
        ]
    }

    fn sample(&self, _out: &Outputs) -> Vec<i64> {
        let [stable, canary] = self.sides;
        [self.weight, stable.bad, canary.bad, stable.requests, canary.requests]
            .map(|n| i64::try_from(n).unwrap_or(i64::MAX))
            .to_vec()
    }
}

/// Mixes a number, so that users near each other land anywhere: the last lines of `SplitMix64`.
fn mix(number: u64) -> u64 {
    let z = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Canary {
    fn request(&mut self, sim: &mut Sim<Event>) {
        let number = self.user.below(self.users.len() as u64);
        let Ok(user) = usize::try_from(number) else { return };
        let canary = self.goes_to_canary(user);
        let one = &mut self.users[user];
        if one.last.is_some_and(|last| last != canary) {
            sim.out.count(Count::SwitchedUsers);
            self.moved_back |= self.split == Split::Hash && !canary && !self.fell;
        }
        one.last = Some(canary);
        let at = usize::from(canary);
        let mut bad = self.error.happens(self.errors[at]);
        if self.latency_limit > 0 {
            bad |= self.latency.exp(self.latencies[at]) > self.latency_limit;
        }
        one.hit |= canary && bad && {
            sim.out.add(Count::UsersHit, i64::from(!one.hit));
            true
        };
        self.count(canary, bad, sim);
    }

    fn count(&mut self, canary: bool, bad: bool, sim: &mut Sim<Event>) {
        let side = &mut self.sides[usize::from(canary)];
        side.requests += 1;
        side.bad += u64::from(bad);
        let (requests, wrong) = if canary {
            (Count::CanaryRequests, Count::CanaryBad)
        } else {
            (Count::StableRequests, Count::StableBad)
        };
        sim.out.count(Count::Requests);
        sim.out.count(requests);
        sim.out.add(wrong, i64::from(bad));
        sim.out.request(if bad { "request.bad" } else { "request.good" }, u8::from(canary));
    }

    fn goes_to_canary(&mut self, user: usize) -> bool {
        match self.split {
            Split::Random => self.side.happens(self.weight),
            Split::Hash => {
                let place = (u128::from(mix(user as u64 + 1)) * u128::from(WHOLE)) >> 64;
                place < u128::from(self.weight)
            }
            Split::Sticky if self.weight == 0 || self.weight == WHOLE => self.weight == WHOLE,
            Split::Sticky => {
                let (weight, side) = (self.weight, &mut self.side);
                *self.users[user].drawn.get_or_insert_with(|| side.happens(weight))
            }
        }
    }

    /// Compares the two sides since the start.
    fn look(&mut self, sim: &mut Sim<Event>) {
        sim.out.count(Count::Checks);
        if self.rule != Rule::None {
            if self.sides[1].requests < self.min_samples {
                sim.out.count(Count::ChecksSkipped);
            } else if self.guilty() {
                self.stop(sim);
                return;
            }
        }
        sim.after(self.check, Event::Check);
    }

    fn guilty(&self) -> bool {
        let [(n0, x0), (n1, x1)] =
            self.sides.map(|side| (u128::from(side.requests), u128::from(side.bad)));
        match self.rule {
            Rule::None => false,
            Rule::Fixed => x1 * u128::from(WHOLE) >= u128::from(self.limit) * n1,
            Rule::Relative => {
                n0 > 0 && x1 > 0 && x1 * n0 * 1_000 >= u128::from(self.factor) * x0 * n1
            }
            Rule::ZTest => self.stands_out((n0, x0), (n1, x1)),
        }
    }

    /// The test of two shares with a pooled variance, squared and multiplied out.
    fn stands_out(&self, (n0, x0): (u128, u128), (n1, x1): (u128, u128)) -> bool {
        let (n, x) = (n0 + n1, x0 + x1);
        let Some(d) = (x1 * n0).checked_sub(x0 * n1).filter(|d| *d > 0) else { return false };
        let z = u128::from(self.z);
        d * d * n * 1_000_000 >= z * z * n0 * n1 * x * (n - x)
    }

    fn set_weight(&mut self, weight: u64, sim: &mut Sim<Event>) {
        self.fell |= weight < self.weight;
        self.weight = weight;
        sim.out.set(Count::Weight, weight);
    }

    fn stop(&mut self, sim: &mut Sim<Event>) {
        self.over = true;
        self.set_weight(0, sim);
        sim.out.set(Count::Stopped, 1);
        sim.out.mark(Mark::Stop);
        sim.out.note("canary.stop", self.sides[1].requests);
    }

    fn next_step(&mut self, sim: &mut Sim<Event>) {
        self.step += 1;
        let Some(weight) = self.steps.get(self.step).copied() else {
            self.over = true;
            sim.out.set(Count::Promoted, 1);
            sim.out.mark(Mark::Promoted);
            sim.out.note("canary.promote", "");
            return;
        };
        self.set_weight(weight, sim);
        sim.out.note("canary.weight", weight);
        sim.after(self.hold, Event::NextStep);
    }
}
