//! A broker with consumers that crash: when to acknowledge decides what a crash costs.

mod consumer;
mod figures;

use std::collections::{BTreeMap, VecDeque};

use super::{
    Lab, MINUTE, Spec,
    chance::{Duration, Even, Stream},
    counted,
    figure::Figures,
    level,
    little::Little,
    param::{Param, Values},
    plot::{Curve, Draw, Plot, Unit},
    sim::{Outputs, Ranked, Sim, names},
};

names! { enum Count, COUNTERS;
    Produced = "produced",
    Deliveries = "deliveries",
    Redelivered = "redelivered",
    Acked = "acked",
    Dead = "dead",
    Pending = "pending" level,
    Effects = "effects",
    DistinctEffects = "distinct_effects",
    DuplicateEffects = "duplicate_effects",
    Skipped = "skipped",
    Lost = "lost",
    OutOfOrder = "out_of_order",
    Crashes = "crashes",
    Failures = "failures",
    MaxLag = "max_lag",
    IdleConsumers = "idle_consumers",
}

names! { enum Mark, MARKS;
    FirstLost = "first_lost_us",
    FirstDuplicate = "first_duplicate_us",
    FirstDead = "first_dead_us",
    LastEffect = "last_effect_us",
    Drained = "drained_us",
}

static SPEC: Spec = Spec {
    id: "queue",
    until: MINUTE,
    bounded_by: None,
    params: &[
        Param::word("mode", &["log", "queue"]),
        Param::int("partitions", "3").within(1, 20),
        Param::int("consumers", "3").within(1, 20),
        Param::int("keys", "6").within(1, 26),
        Param::int("messages", "60").within(1, 10_000),
        Param::rate("arrivals", "20"),
        Param::duration("work", "100ms"),
        Param::word("work_kind", &["const", "exp"]),
        Param::word_or("ack", &["on_delivery", "before_effect", "after_effect"], "after_effect"),
        Param::word("dedup", &["off", "on"]),
        Param::int("crash_delivery", "0"),
        Param::word_or("crash_when", &["before_effect", "after_effect"], "after_effect"),
        Param::duration("restart", "1s"),
        Param::int("poison", "0"),
        Param::int("max_deliveries", "5").from(1),
        Param::word("dlq", &["on", "off"]),
        Param::duration("backoff", "0"),
        Param::word("requeue", &["head", "tail"]),
    ],
    counters: COUNTERS,
    marks: MARKS,
    series: &[level("pending"), counted("acked"), counted("effects")],
    plots: &[Plot::new(Unit::Count, &[Curve::new("lag", Draw::Level("pending"))])],
    beside: None,
    laws: &[
        "produced = acked + dead + pending",
        "effects = distinct_effects + duplicate_effects",
        "after_effect: lost = 0",
        "dedup: duplicate_effects = 0",
        "one lane per key and no tail: out_of_order = 0",
        "integral of pending = sum of times inside",
    ],
    random: |values| values.word("work_kind") == "exp",
    contradiction: |values, _| {
        let again_at_once = values.number("backoff") == 0 && values.number("work") < 2;
        (values.number("poison") > 0 && !values.on("dlq") && again_at_once).then(|| {
            "poison without a dead-letter queue, work and backoff comes again for ever at one \
             instant"
                .into()
        })
    },
};

/// What can happen.
pub(super) enum Event {
    /// Half of the work is done: the effect, if nothing goes wrong.
    Effect {
        consumer: usize,
    },
    End {
        consumer: usize,
    },
    Restart {
        consumer: usize,
    },
    Retry {
        message: usize,
    },
    Produce,
}

impl Ranked for Event {
    fn rank(&self) -> u8 {
        match self {
            Self::Effect { .. } | Self::End { .. } => 1,
            Self::Restart { .. } | Self::Retry { .. } => 2,
            Self::Produce => 3,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ack {
    OnDelivery,
    BeforeEffect,
    AfterEffect,
}

/// A message and what happened to it.
#[derive(Clone, Copy, Default)]
struct Message {
    produced: u64,
    deliveries: u64,
    acked: bool,
    /// It has had its effect.
    seen: bool,
    /// It has had it more than once.
    doubled: bool,
    /// It was put aside.
    dead: bool,
}

#[derive(Default)]
struct Lane {
    /// Messages from 0.
    waiting: VecDeque<usize>,
    /// One of its messages is out, or on its way back (log only).
    held: bool,
}

/// What a consumer has in hand.
#[derive(Clone, Copy)]
struct Work {
    message: usize,
    /// Its number among all deliveries, from 1.
    delivery: u64,
    /// µs from the effect to the end.
    rest: u64,
}

struct Consumer {
    up: bool,
    work: Option<Work>,
    /// A message that the broker gives back when the consumer is up again.
    unsettled: Option<usize>,
}

/// A broker with its consumers.
pub(super) struct Broker {
    log: bool,
    keys: u64,
    expected: u64,
    arrivals: u64,
    work: u64,
    ack: Ack,
    dedup: bool,
    crash_delivery: u64,
    crash_before: bool,
    restart: u64,
    poison: u64,
    max_deliveries: u64,
    dlq: bool,
    backoff: u64,
    tail: bool,
    gaps: Even,
    times: Duration,
    lanes: Vec<Lane>,
    consumers: Vec<Consumer>,
    messages: Vec<Message>,
    /// Per key the newest message that had an effect.
    newest: BTreeMap<u64, usize>,
    deliveries: u64,
    little: Little,
    idle: u64,
}

impl Lab for Broker {
    type Event = Event;
    const SPEC: &'static Spec = &SPEC;

    fn new(values: &Values, seed: u64) -> Self {
        let log = values.word("mode") == "log";
        let (partitions, consumers) = (values.number("partitions"), values.number("consumers"));
        Self {
            log,
            keys: values.number("keys"),
            expected: values.number("messages"),
            arrivals: values.number("arrivals"),
            work: values.number("work"),
            ack: match values.word("ack") {
                "on_delivery" => Ack::OnDelivery,
                "before_effect" => Ack::BeforeEffect,
                _ => Ack::AfterEffect,
            },
            dedup: values.on("dedup"),
            crash_delivery: values.number("crash_delivery"),
            crash_before: values.word("crash_when") == "before_effect",
            restart: values.number("restart"),
            poison: values.number("poison"),
            max_deliveries: values.number("max_deliveries"),
            dlq: values.on("dlq"),
            backoff: values.number("backoff"),
            tail: values.word("requeue") == "tail",
            gaps: Even::default(),
            times: Duration::new(values.word("work_kind"), Stream::new(seed, "work")),
            lanes: (0..if log { partitions } else { 1 }).map(|_| Lane::default()).collect(),
            consumers: (0..consumers)
                .map(|_| Consumer { up: true, work: None, unsettled: None })
                .collect(),
            messages: Vec::new(),
            newest: BTreeMap::new(),
            deliveries: 0,
            little: Little::default(),
            idle: if log { consumers.saturating_sub(partitions) } else { 0 },
        }
    }

    fn start(&mut self, sim: &mut Sim<Event>) {
        sim.out.set(Count::IdleConsumers, self.idle);
        sim.after(self.gaps.gap(self.arrivals), Event::Produce);
    }

    fn handle(&mut self, event: Event, sim: &mut Sim<Event>) {
        match event {
            Event::Effect { consumer } => self.effect(consumer, sim),
            Event::End { consumer } => self.end(consumer, sim),
            Event::Restart { consumer } => self.restart(consumer, sim),
            Event::Retry { message } => self.give_back(message, &mut sim.out),
            Event::Produce => self.produce(sim),
        }
        self.pump(sim);
    }

    fn figures(&self, out: &Outputs) -> Figures {
        self.drawn(out)
    }

    fn laws(&self, out: &Outputs) -> Vec<bool> {
        let get = |count: Count| out.get(count);
        vec![
            get(Count::Produced) == get(Count::Acked) + get(Count::Dead) + get(Count::Pending),
            get(Count::Effects) == get(Count::DistinctEffects) + get(Count::DuplicateEffects),
            self.ack != Ack::AfterEffect || get(Count::Lost) == 0,
            !self.dedup || get(Count::DuplicateEffects) == 0,
            !self.log || get(Count::OutOfOrder) == 0,
            self.little.holds(out.now),
        ]
    }

    fn sample(&self, out: &Outputs) -> Vec<i64> {
        [Count::Pending, Count::Acked, Count::Effects].map(|count| out.get(count)).to_vec()
    }
}

impl Broker {
    fn key(&self, message: usize) -> u64 {
        message as u64 % self.keys
    }

    fn lane_number(&self, message: usize) -> usize {
        let lanes = self.lanes.len() as u64;
        usize::try_from(self.key(message) % lanes).unwrap_or(0)
    }

    fn lane_of(&mut self, message: usize) -> Option<&mut Lane> {
        let lane = self.lane_number(message);
        self.lanes.get_mut(lane)
    }

    fn produce(&mut self, sim: &mut Sim<Event>) {
        let message = self.messages.len();
        self.messages.push(Message { produced: sim.now(), ..Message::default() });
        self.little.enter(sim.now());
        if let Some(lane) = self.lane_of(message) {
            lane.waiting.push_back(message);
        }
        sim.out.count(Count::Produced);
        sim.out.count(Count::Pending);
        let pending = sim.out.get(Count::Pending);
        sim.out.raise(Count::MaxLag, pending);
        if (self.messages.len() as u64) < self.expected {
            sim.after(self.gaps.gap(self.arrivals), Event::Produce);
        }
    }

    /// Gives messages to consumers that are up and idle, in their order.
    fn pump(&mut self, sim: &mut Sim<Event>) {
        let consumers = self.consumers.len();
        for consumer in 0..consumers {
            let free = self.consumers.get(consumer).is_some_and(|one| one.up && one.work.is_none());
            if !free {
                continue;
            }
            let log = self.log;
            let mut own = self
                .lanes
                .iter_mut()
                .enumerate()
                .filter(|(lane, _)| !log || lane % consumers == consumer);
            let found = own.find(|(_, lane)| !lane.held && !lane.waiting.is_empty());
            let Some((_, lane)) = found else { continue };
            if let Some(message) = lane.waiting.pop_front() {
                lane.held = log;
                self.deliver(message, consumer, sim);
            }
        }
    }

    fn deliver(&mut self, message: usize, consumer: usize, sim: &mut Sim<Event>) {
        self.deliveries += 1;
        sim.out.count(Count::Deliveries);
        sim.out.request("message.delivered", message + 1);
        if let Some(one) = self.messages.get_mut(message) {
            one.deliveries += 1;
            sim.out.add(Count::Redelivered, i64::from(one.deliveries > 1));
        }
        if self.ack == Ack::OnDelivery {
            self.acknowledge(message, &mut sim.out);
        }
        let work = self.times.next(self.work);
        let work_on = Work { message, delivery: self.deliveries, rest: work - work / 2 };
        if let Some(one) = self.consumers.get_mut(consumer) {
            one.work = Some(work_on);
        }
        sim.after(work / 2, Event::Effect { consumer });
    }
}
