//! A circuit breaker in front of a callee that may fail or hang.

mod spec;
mod window;

use super::{
    Lab, Spec,
    chance::{Duration, Gaps, Stream, WHOLE},
    figure::{Cell, Figure, Figures, Sign},
    param::Values,
    sim::{Outputs, Ranked, Sim, names},
};
use spec::SPEC;
use window::Window;

names! { enum Count, COUNTERS;
    Arrived = "arrived",
    Ok = "ok",
    Failed = "failed",
    TimedOut = "timed_out",
    ShortCircuited = "short_circuited",
    Refused = "refused",
    InFlight = "in_flight" level,
    MaxInFlight = "max_in_flight",
    Late = "late",
    ClosedOpen = "closed_open",
    OpenHalf = "open_half",
    HalfClosed = "half_closed",
    HalfReopen = "half_reopen",
    Called = "called",
    OpenTime = "open_time_us",
    StateClosed = "state_closed" level,
}

names! { enum Mark, MARKS;
    FirstOpen = "first_open_us",
    LastClosed = "last_closed_us",
}

/// What can happen.
pub(super) enum Event {
    End(Call),
    /// Open has lasted.
    Half,
    /// What was counted in closed is forgotten.
    Clear {
        generation: u64,
    },
    Arrival,
}

impl Ranked for Event {
    fn rank(&self) -> u8 {
        match self {
            Self::End(_) => 1,
            Self::Half | Self::Clear { .. } => 2,
            Self::Arrival => 3,
        }
    }
}

/// A call that was admitted.
#[derive(Clone, Copy)]
pub(super) struct Call {
    /// State changes before it began.
    generation: u64,
    result: Outcome,
}

/// How a call ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Ok,
    Failed,
    TimedOut,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Closed,
    Open,
    Half,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Policy {
    Off,
    Consecutive,
    Rate,
}

/// A breaker under traffic.
pub(super) struct Breaker {
    policy: Policy,
    failures: u64,
    clear_every: u64,
    window_calls: u64,
    min_calls: u64,
    threshold: u64,
    open_for: u64,
    trials: u64,
    timeout: u64,
    slots: u64,
    arrivals: u64,
    latency: u64,
    error: u64,
    outcomes: Vec<u8>,
    gaps: Gaps,
    latencies: Duration,
    errors: Stream,
    state: State,
    generation: u64,
    window: Window,
    in_flight: u64,
    /// Trials admitted and those that went well, in half-open.
    admitted: u64,
    succeeded: u64,
    opened_at: u64,
    open_time: u64,
}

impl Lab for Breaker {
    type Event = Event;
    const SPEC: &'static Spec = &SPEC;

    fn new(values: &Values, seed: u64) -> Self {
        let stream = |name| Stream::new(seed, name);
        Self {
            policy: match values.word("policy") {
                "off" => Policy::Off,
                "rate" => Policy::Rate,
                _ => Policy::Consecutive,
            },
            failures: values.number("failures"),
            clear_every: values.number("clear_every"),
            window_calls: values.number("window_calls"),
            min_calls: values.number("min_calls"),
            threshold: values.number("threshold"),
            open_for: values.number("open_for"),
            trials: values.number("trials"),
            timeout: values.number("timeout"),
            slots: values.number("slots"),
            arrivals: values.number("arrivals"),
            latency: values.number("latency"),
            error: values.number("error"),
            outcomes: values.text("outcomes").bytes().collect(),
            gaps: Gaps::new(values.word("arrivals_kind"), stream("arrivals")),
            latencies: Duration::new(values.word("latency_kind"), stream("latency")),
            errors: stream("error"),
            state: State::Closed,
            generation: 0,
            window: Window::default(),
            in_flight: 0,
            admitted: 0,
            succeeded: 0,
            opened_at: 0,
            open_time: 0,
        }
    }

    fn start(&mut self, sim: &mut Sim<Event>) {
        sim.out.set(Count::StateClosed, 1);
        self.clear_later(sim);
        sim.after(self.gaps.next(self.arrivals), Event::Arrival);
    }

    fn handle(&mut self, event: Event, sim: &mut Sim<Event>) {
        match event {
            Event::End(call) => self.end(call, sim),
            Event::Half => self.enter(State::Half, sim),
            Event::Clear { generation } if generation == self.generation => {
                self.window = Window::default();
                self.clear_later(sim);
            }
            Event::Clear { .. } => {}
            Event::Arrival => {
                sim.after(self.gaps.next(self.arrivals), Event::Arrival);
                self.arrival(sim);
            }
        }
    }

    fn change(&mut self, values: &Values) {
        self.latency = values.number("latency");
        self.error = values.number("error");
    }

    fn close(&mut self, out: &mut Outputs) {
        let open = if self.state == State::Open { out.now - self.opened_at } else { 0 };
        out.set(Count::OpenTime, self.open_time + open);
    }

    fn figures(&self, _out: &Outputs) -> Figures {
        let states = Figure::States {
            names: &["closed", "open", "half-open"],
            now: match self.state {
                State::Closed => 0,
                State::Open => 1,
                State::Half => 2,
            },
            of: (self.state == State::Half).then_some((self.succeeded, self.trials)),
        };
        let result = |failed: &bool| Cell::from(if *failed { Sign::Failed } else { Sign::Done });
        let ring = self.window.ring.iter().map(result).collect();
        let ring = Figure::Cells { name: "last-results".into(), cells: ring };
        Figures { own: vec![states], more: vec![ring] }
    }

    fn laws(&self, out: &Outputs) -> Vec<bool> {
        let sum = |counts: &[Count]| counts.iter().map(|count| out.get(*count)).sum::<i64>();
        let changes = [Count::ClosedOpen, Count::OpenHalf, Count::HalfClosed, Count::HalfReopen];
        let opened = sum(&[Count::ClosedOpen, Count::HalfReopen]) - out.get(Count::OpenHalf);
        vec![
            out.get(Count::Arrived) == sum(&[Count::Called, Count::ShortCircuited, Count::Refused]),
            out.get(Count::Called)
                == sum(&[Count::Ok, Count::Failed, Count::TimedOut, Count::InFlight]),
            sum(&changes).unsigned_abs() == self.generation,
            (0..=1).contains(&opened),
        ]
    }

    fn sample(&self, out: &Outputs) -> Vec<i64> {
        let state = match self.state {
            State::Closed => 0,
            State::Open => 1,
            State::Half => 2,
        };
        let get = |count: Count| out.get(count);
        vec![get(Count::InFlight), get(Count::ShortCircuited), get(Count::Failed), state]
    }
}

impl Breaker {
    fn arrival(&mut self, sim: &mut Sim<Event>) {
        sim.out.count(Count::Arrived);
        let tried = self.state == State::Half && self.admitted >= self.trials;
        if self.state == State::Open || tried {
            sim.out.count(Count::ShortCircuited);
            sim.out.request("call.short_circuited", "");
        } else if self.in_flight >= self.slots {
            sim.out.count(Count::Refused);
            sim.out.request("call.refused", "");
        } else {
            self.call(sim);
        }
    }

    fn call(&mut self, sim: &mut Sim<Event>) {
        let number = sim.out.get(Count::Called);
        sim.out.count(Count::Called);
        self.admitted += u64::from(self.state == State::Half);
        self.set_in_flight(self.in_flight + 1, &mut sim.out);
        let latency = self.latencies.next(self.latency);
        let mut failed = self.errors.happens(self.error);
        if let Some(told) = usize::try_from(number).ok().and_then(|n| self.outcomes.get(n)) {
            failed = *told == b'F';
        }
        let result = match (latency > self.timeout, failed) {
            (true, _) => Outcome::TimedOut,
            (false, true) => Outcome::Failed,
            (false, false) => Outcome::Ok,
        };
        let call = Call { generation: self.generation, result };
        sim.after(latency.min(self.timeout), Event::End(call));
    }

    fn set_in_flight(&mut self, in_flight: u64, out: &mut Outputs) {
        self.in_flight = in_flight;
        out.set(Count::InFlight, in_flight);
        out.raise(Count::MaxInFlight, in_flight);
    }

    fn end(&mut self, call: Call, sim: &mut Sim<Event>) {
        let (count, line) = match call.result {
            Outcome::Ok => (Count::Ok, "call.ok"),
            Outcome::Failed => (Count::Failed, "call.failed"),
            Outcome::TimedOut => (Count::TimedOut, "call.timed_out"),
        };
        sim.out.count(count);
        sim.out.request(line, "");
        self.set_in_flight(self.in_flight - 1, &mut sim.out);
        let failed = call.result != Outcome::Ok;
        if call.generation != self.generation {
            sim.out.count(Count::Late);
            return;
        }
        match self.state {
            State::Closed => self.end_in_closed(failed, sim),
            State::Half if failed => self.enter(State::Open, sim),
            State::Half => {
                self.succeeded += 1;
                if self.succeeded >= self.trials {
                    self.enter(State::Closed, sim);
                }
            }
            State::Open => {}
        }
    }

    fn end_in_closed(&mut self, failed: bool, sim: &mut Sim<Event>) {
        if self.policy == Policy::Off {
            return;
        }
        self.window.push(failed, self.window_calls);
        let results = self.window.ring.len() as u64;
        let trips = match self.policy {
            Policy::Off => false,
            Policy::Consecutive => self.window.consecutive > self.failures,
            Policy::Rate => {
                results >= self.min_calls && self.window.failed * WHOLE >= self.threshold * results
            }
        };
        // Only a failure opens it.
        if failed && trips {
            self.enter(State::Open, sim);
        }
    }

    fn enter(&mut self, next: State, sim: &mut Sim<Event>) {
        if self.state == State::Open {
            self.open_time += sim.now() - self.opened_at;
        }
        sim.out.count(match (self.state, next) {
            (State::Closed, _) => Count::ClosedOpen,
            (State::Open, _) => Count::OpenHalf,
            (State::Half, State::Closed) => Count::HalfClosed,
            (State::Half, _) => Count::HalfReopen,
        });
        self.state = next;
        self.generation += 1;
        self.window = Window::default();
        (self.admitted, self.succeeded) = (0, 0);
        sim.out.set(Count::StateClosed, i64::from(next == State::Closed));
        match next {
            State::Open => {
                self.opened_at = sim.now();
                sim.out.mark(Mark::FirstOpen);
                sim.out.note("breaker.open", "");
                sim.after(self.open_for, Event::Half);
            }
            State::Half => sim.out.note("breaker.half", ""),
            State::Closed => {
                sim.out.mark_last(Mark::LastClosed);
                sim.out.note("breaker.closed", "");
                self.clear_later(sim);
            }
        }
    }

    fn clear_later(&mut self, sim: &mut Sim<Event>) {
        if self.clear_every > 0 {
            sim.after(self.clear_every, Event::Clear { generation: self.generation });
        }
    }
}
