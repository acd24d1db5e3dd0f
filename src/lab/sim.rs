//! The clock, the queue of what is to come, and what a run has shown so far. Owns everything that is
//! the same in all labs; a lab owns only its state. Knows neither parameters nor the terminal.

use std::{cmp::Ordering, collections::BinaryHeap};

/// Key events that a run keeps; the rest is counted.
pub const KEPT_EVENTS: usize = 10_000;

/// A counter of a lab by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: &'static str,
    /// It may fall, such as what is in flight.
    pub level: bool,
}

/// Names in order with an enum of their places: `names!(enum Count, COUNTERS; Arrived = "arrived")`.
/// A name followed by `level` may fall.
macro_rules! names {
    (enum $places:ident, $list:ident; $($place:ident = $name:literal $($level:ident)?),+ $(,)?) => {
        #[derive(Clone, Copy)]
        enum $places { $($place),+ }

        impl From<$places> for usize {
            fn from(place: $places) -> usize {
                place as usize
            }
        }

        const $list: &[$crate::lab::sim::Column] = &[$($crate::lab::sim::Column {
            name: $name,
            level: !stringify!($($level)?).is_empty(),
        }),+];
    };
}
pub(super) use names;

/// One line of the log: something worth a look, at a time.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct KeyEvent {
    /// µs of virtual time.
    pub at_us: u64,
    pub kind: &'static str,
    /// Who or what, as a lab's description says; may be empty.
    pub what: String,
}

/// What a run has shown so far.
#[derive(Clone, Debug, Default)]
pub struct Outputs {
    /// µs of virtual time.
    pub now: u64,
    pub counters: Vec<i64>,
    pub marks: Vec<Option<u64>>,
    pub events: Vec<KeyEvent>,
    /// Key events that were not kept.
    pub left_out: u64,
    /// A line per request, too.
    pub requests: bool,
}

impl Outputs {
    /// Adds to a counter.
    pub fn add(&mut self, counter: impl Into<usize>, amount: i64) {
        if let Some(value) = self.counters.get_mut(counter.into()) {
            *value = value.saturating_add(amount);
        }
    }

    /// One more.
    pub fn count(&mut self, counter: impl Into<usize>) {
        self.add(counter, 1);
    }

    /// Sets a counter.
    pub fn set(&mut self, counter: impl Into<usize>, value: impl TryInto<i64>) {
        if let Some(place) = self.counters.get_mut(counter.into()) {
            *place = value.try_into().unwrap_or(i64::MAX);
        }
    }

    /// Raises a counter to a value, if that is higher.
    pub fn raise(&mut self, counter: impl Into<usize>, value: impl TryInto<i64>) {
        if let Some(place) = self.counters.get_mut(counter.into()) {
            *place = (*place).max(value.try_into().unwrap_or(i64::MAX));
        }
    }

    /// A counter's value.
    pub fn get(&self, counter: impl Into<usize>) -> i64 {
        self.counters.get(counter.into()).copied().unwrap_or(0)
    }

    /// Notes that something happens now, if it is the first time; says whether it was.
    pub fn mark(&mut self, mark: impl Into<usize>) -> bool {
        self.mark_as(mark, self.now)
    }

    /// Notes a time or a duration, if it is the first one; says whether it was.
    pub fn mark_as(&mut self, mark: impl Into<usize>, value: u64) -> bool {
        match self.marks.get_mut(mark.into()) {
            Some(place) if place.is_none() => {
                *place = Some(value);
                true
            }
            _ => false,
        }
    }

    /// Notes that something happens now, whenever it happened before.
    pub fn mark_last(&mut self, mark: impl Into<usize>) {
        if let Some(place) = self.marks.get_mut(mark.into()) {
            *place = Some(self.now);
        }
    }

    /// A key event.
    pub fn note(&mut self, kind: &'static str, what: impl ToString) {
        if self.events.len() < KEPT_EVENTS {
            self.events.push(KeyEvent { at_us: self.now, kind, what: what.to_string() });
        } else {
            self.left_out += 1;
        }
    }

    /// A line about one request, for those who want all.
    pub fn request(&mut self, kind: &'static str, what: impl ToString) {
        if self.requests {
            self.note(kind, what);
        }
    }
}

/// What is to happen, in a lab's own words, ordered at one instant by rank.
pub trait Ranked {
    /// Small numbers happen first; 0 is left to changed parameters.
    fn rank(&self) -> u8;
}

/// One run's clock, queue and outputs.
#[derive(Clone, Debug)]
pub struct Sim<E> {
    pub out: Outputs,
    queue: BinaryHeap<Entry<E>>,
    inserted: u64,
}

#[derive(Clone, Debug)]
struct Entry<E> {
    at: u64,
    rank: u8,
    order: u64,
    event: E,
}

impl<E> Entry<E> {
    fn key(&self) -> (u64, u8, u64) {
        (self.at, self.rank, self.order)
    }
}

impl<E> Ord for Entry<E> {
    /// The earliest is the greatest, so that the heap gives it first.
    fn cmp(&self, other: &Self) -> Ordering {
        other.key().cmp(&self.key())
    }
}

impl<E> PartialOrd for Entry<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<E> PartialEq for Entry<E> {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl<E> Eq for Entry<E> {}

impl<E: Ranked> Sim<E> {
    /// A clock at 0 with an empty queue.
    pub fn new(counters: usize, marks: usize) -> Self {
        let out =
            Outputs { counters: vec![0; counters], marks: vec![None; marks], ..Outputs::default() };
        Self { out, queue: BinaryHeap::new(), inserted: 0 }
    }

    /// µs of virtual time.
    pub fn now(&self) -> u64 {
        self.out.now
    }

    /// Schedules something for a time that is not before now.
    pub fn at(&mut self, at: u64, event: E) {
        self.inserted += 1;
        let rank = event.rank();
        self.queue.push(Entry { at: at.max(self.out.now), rank, order: self.inserted, event });
    }

    /// Schedules something for a while later.
    pub fn after(&mut self, wait: u64, event: E) {
        self.at(self.out.now.saturating_add(wait), event);
    }

    /// When the next thing happens.
    pub fn next_at(&self) -> Option<u64> {
        self.queue.peek().map(|entry| entry.at)
    }

    /// Takes the next thing and sets the clock to it.
    pub fn pop(&mut self) -> Option<E> {
        let entry = self.queue.pop()?;
        self.out.now = entry.at;
        Some(entry.event)
    }
}
