//! Bulkheads: three callees share a pool of slots, or have parts of their own.

mod figures;

use std::collections::VecDeque;

use super::{
    Lab, MINUTE, Spec,
    chance::{Duration, Gaps, Stream},
    counted,
    figure::Figures,
    level,
    little::Little,
    param::{Param, Values},
    plot::{Band, Curve, Draw, NUMBERS, Plot, Unit},
    sim::{Column, Outputs, Ranked, Sim},
};

/// The callees.
const CALLEES: [&str; 3] = ["users", "orders", "payment"];

/// The counters that each callee has, in this order.
#[derive(Clone, Copy)]
enum Count {
    Arrived,
    Served,
    Rejected,
    Active,
    Waiting,
    MaxActive,
    Sojourn,
    Area,
}

/// Counters of one callee.
const EACH: usize = 8;
/// Where `slots_total` stands.
const SLOTS_TOTAL: usize = EACH * CALLEES.len();

/// A counter of a callee.
fn of(callee: usize, count: Count) -> usize {
    callee * EACH + count as usize
}

const COUNTERS: &[Column] = &[
    counted("users_arrived"),
    counted("users_served"),
    counted("users_rejected"),
    level("users_active"),
    level("users_waiting"),
    counted("users_max_active"),
    counted("users_sojourn_us"),
    counted("users_area_us"),
    counted("orders_arrived"),
    counted("orders_served"),
    counted("orders_rejected"),
    level("orders_active"),
    level("orders_waiting"),
    counted("orders_max_active"),
    counted("orders_sojourn_us"),
    counted("orders_area_us"),
    counted("payment_arrived"),
    counted("payment_served"),
    counted("payment_rejected"),
    level("payment_active"),
    level("payment_waiting"),
    counted("payment_max_active"),
    counted("payment_sojourn_us"),
    counted("payment_area_us"),
    counted("slots_total"),
];

const MARKS: &[Column] = &[
    counted("users_first_rejected_us"),
    counted("orders_first_rejected_us"),
    counted("payment_first_rejected_us"),
];

static SPEC: Spec = Spec {
    id: "bulkhead",
    until: MINUTE,
    bounded_by: None,
    params: &[
        Param::word("mode", &["shared", "partition", "semaphore"]),
        Param::int("slots", "100").from(1),
        Param::int("queue", "0"),
        Param::int("users_slots", "30"),
        Param::int("orders_slots", "40"),
        Param::int("payment_slots", "30"),
        Param::rate("users_rate", "50").or_none(),
        Param::rate("orders_rate", "40").or_none(),
        Param::rate("payment_rate", "10").or_none(),
        Param::duration("users_time", "100ms").live(),
        Param::duration("orders_time", "200ms").live(),
        Param::duration("payment_time", "20s").live(),
        Param::word_or("arrivals_kind", &["even", "poisson"], "poisson"),
        Param::word_or("service_kind", &["const", "exp"], "exp"),
    ],
    counters: COUNTERS,
    marks: MARKS,
    series: &[
        level("users_active"),
        level("orders_active"),
        level("payment_active"),
        counted("users_rejected"),
        counted("orders_rejected"),
        counted("payment_rejected"),
    ],
    plots: &[
        Plot::new(
            Unit::Count,
            &[
                Curve::new("users", Draw::Level("users_active")),
                Curve::new("orders", Draw::Level("orders_active")),
                Curve::new("payment", Draw::Level("payment_active")),
            ],
        )
        .stacked()
        .with(&[
            Band::new("users-rejected", Draw::Slot("users_rejected"), NUMBERS),
            Band::new("orders-rejected", Draw::Slot("orders_rejected"), NUMBERS),
            Band::new("payment-rejected", Draw::Slot("payment_rejected"), NUMBERS),
        ]),
        Plot::new(
            Unit::PerSecond,
            &[
                Curve::new("users-rejected", Draw::PerSecond("users_rejected")),
                Curve::new("orders-rejected", Draw::PerSecond("orders_rejected")),
                Curve::new("payment-rejected", Draw::PerSecond("payment_rejected")),
            ],
        ),
    ],
    beside: None,
    laws: &[
        "users: arrived = served + rejected + active + waiting",
        "orders: arrived = served + rejected + active + waiting",
        "payment: arrived = served + rejected + active + waiting",
        "users: area = sojourn + time inside so far",
        "orders: area = sojourn + time inside so far",
        "payment: area = sojourn + time inside so far",
    ],
    random: |values| {
        values.word("arrivals_kind") == "poisson" || values.word("service_kind") == "exp"
    },
    contradiction: |_, _| None,
};

/// What can happen.
pub(super) enum Event {
    End { callee: usize, arrived: u64 },
    Arrival { callee: usize },
}

impl Ranked for Event {
    fn rank(&self) -> u8 {
        match self {
            Self::End { .. } => 1,
            Self::Arrival { callee } => u8::try_from(2 + callee).unwrap_or(u8::MAX),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Shared,
    Partition,
    Semaphore,
}

/// One of the services that are called.
struct Callee {
    slots: u64,
    rate: u64,
    time: u64,
    gaps: Gaps,
    service: Duration,
    active: u64,
    /// Those who wait: their place in the order of all, and when they arrived.
    waiting: VecDeque<(u64, u64)>,
    little: Little,
}

/// A caller's pool of slots.
pub(super) struct Bulkhead {
    mode: Mode,
    slots: u64,
    queue: u64,
    callees: [Callee; 3],
    /// How many ever waited.
    waited: u64,
}

impl Lab for Bulkhead {
    type Event = Event;
    const SPEC: &'static Spec = &SPEC;

    fn new(values: &Values, seed: u64) -> Self {
        let stream = |what: &str, name: &str| Stream::new(seed, &format!("{what}.{name}"));
        let number = |name: &str, what: &str| values.number(&format!("{name}_{what}"));
        Self {
            mode: match values.word("mode") {
                "partition" => Mode::Partition,
                "semaphore" => Mode::Semaphore,
                _ => Mode::Shared,
            },
            slots: values.number("slots"),
            queue: values.number("queue"),
            callees: CALLEES.map(|name| Callee {
                slots: number(name, "slots"),
                rate: number(name, "rate"),
                time: number(name, "time"),
                gaps: Gaps::new(values.word("arrivals_kind"), stream("arrivals", name)),
                service: Duration::new(values.word("service_kind"), stream("service", name)),
                active: 0,
                waiting: VecDeque::new(),
                little: Little::default(),
            }),
            waited: 0,
        }
    }

    fn start(&mut self, sim: &mut Sim<Event>) {
        let parts = self.callees.iter().map(|callee| callee.slots).sum();
        sim.out.set(SLOTS_TOTAL, if self.mode == Mode::Partition { parts } else { self.slots });
        for callee in 0..CALLEES.len() {
            self.next_arrival(callee, sim);
        }
    }

    fn handle(&mut self, event: Event, sim: &mut Sim<Event>) {
        match event {
            Event::End { callee, arrived } => self.end(callee, arrived, sim),
            Event::Arrival { callee } => {
                self.arrival(callee, sim);
                self.next_arrival(callee, sim);
            }
        }
    }

    fn change(&mut self, values: &Values) {
        for (callee, name) in self.callees.iter_mut().zip(CALLEES) {
            callee.time = values.number(&format!("{name}_time"));
        }
    }

    fn close(&mut self, out: &mut Outputs) {
        for (index, callee) in self.callees.iter().enumerate() {
            out.set(of(index, Count::Sojourn), callee.little.left());
            out.set(of(index, Count::Area), callee.little.integral(out.now));
        }
    }

    fn figures(&self, out: &Outputs) -> Figures {
        self.drawn(out)
    }

    fn laws(&self, out: &Outputs) -> Vec<bool> {
        let get = |callee, count| out.get(of(callee, count));
        let counted = (0..CALLEES.len()).map(|callee| {
            let inside = get(callee, Count::Active) + get(callee, Count::Waiting);
            let gone = get(callee, Count::Served) + get(callee, Count::Rejected);
            get(callee, Count::Arrived) == gone + inside
        });
        counted.chain(self.callees.iter().map(|callee| callee.little.holds(out.now))).collect()
    }

    fn sample(&self, out: &Outputs) -> Vec<i64> {
        let all = |count: Count| (0..CALLEES.len()).map(move |callee| out.get(of(callee, count)));
        all(Count::Active).chain(all(Count::Rejected)).collect()
    }
}

impl Bulkhead {
    fn free(&self, callee: usize) -> bool {
        let all: u64 = self.callees.iter().map(|callee| callee.active).sum();
        let own = self.callees.get(callee).is_some_and(|own| own.active < own.slots);
        match self.mode {
            Mode::Shared => all < self.slots,
            Mode::Partition => own,
            Mode::Semaphore => own && all < self.slots,
        }
    }

    /// How many wait in the queue that a callee would join.
    fn queue_length(&self, callee: usize) -> u64 {
        let mut each = self.callees.iter().map(|callee| callee.waiting.len() as u64);
        match self.mode {
            Mode::Shared => each.sum(),
            _ => each.nth(callee).unwrap_or(0),
        }
    }

    fn next_arrival(&mut self, callee: usize, sim: &mut Sim<Event>) {
        if let Some(own) = self.callees.get_mut(callee).filter(|own| own.rate > 0) {
            sim.after(own.gaps.next(own.rate), Event::Arrival { callee });
        }
    }

    fn arrival(&mut self, callee: usize, sim: &mut Sim<Event>) {
        let now = sim.now();
        sim.out.count(of(callee, Count::Arrived));
        let (free, waiting) = (self.free(callee), self.queue_length(callee));
        let Some(own) = self.callees.get_mut(callee) else { return };
        if free {
            own.little.enter(now);
            self.begin(callee, now, sim);
        } else if waiting < self.queue {
            own.little.enter(now);
            self.waited += 1;
            own.waiting.push_back((self.waited, now));
            sim.out.count(of(callee, Count::Waiting));
        } else {
            sim.out.count(of(callee, Count::Rejected));
            sim.out.mark(callee);
            sim.out.request("request.rejected", CALLEES[callee]);
        }
    }

    fn begin(&mut self, callee: usize, arrived: u64, sim: &mut Sim<Event>) {
        let Some(own) = self.callees.get_mut(callee) else { return };
        own.active += 1;
        sim.out.set(of(callee, Count::Active), own.active);
        sim.out.raise(of(callee, Count::MaxActive), own.active);
        sim.after(own.service.next(own.time), Event::End { callee, arrived });
    }

    fn end(&mut self, callee: usize, arrived: u64, sim: &mut Sim<Event>) {
        let Some(own) = self.callees.get_mut(callee) else { return };
        own.active -= 1;
        own.little.leave(arrived, sim.now());
        sim.out.set(of(callee, Count::Active), own.active);
        sim.out.count(of(callee, Count::Served));
        sim.out.request("request.served", CALLEES[callee]);
        self.begin_waiting(sim);
    }

    /// The first in the order of all who wait that has a free slot begins.
    fn begin_waiting(&mut self, sim: &mut Sim<Event>) {
        let first = (0..CALLEES.len())
            .filter(|callee| self.free(*callee))
            .filter_map(|callee| Some((self.callees.get(callee)?.waiting.front()?.0, callee)))
            .min();
        let Some((_, callee)) = first else { return };
        if let Some((_, arrived)) = self.callees[callee].waiting.pop_front() {
            sim.out.add(of(callee, Count::Waiting), -1);
            self.begin(callee, arrived, sim);
        }
    }
}
