//! What consumers do with what they are given: work, acknowledge, fail, crash and come back.

use super::super::sim::{Outputs, Sim};
use super::{Ack, Broker, Count, Event, Mark, Message};

impl Broker {
    pub(super) fn acknowledge(&mut self, message: usize, out: &mut Outputs) {
        let Some(one) = self.messages.get_mut(message) else { return };
        one.acked = true;
        let produced = one.produced;
        out.count(Count::Acked);
        self.settle(produced, out);
    }

    /// A message is acknowledged or dead.
    fn settle(&mut self, produced: u64, out: &mut Outputs) {
        self.little.leave(produced, out.now);
        out.add(Count::Pending, -1);
        if out.get(Count::Pending) == 0 && self.messages.len() as u64 == self.expected {
            out.mark(Mark::Drained);
        }
    }

    pub(super) fn effect(&mut self, consumer: usize, sim: &mut Sim<Event>) {
        let Some(work) = self.consumers.get(consumer).and_then(|one| one.work) else { return };
        if self.ack == Ack::BeforeEffect {
            self.acknowledge(work.message, &mut sim.out);
        }
        let crashes = work.delivery == self.crash_delivery;
        if crashes && self.crash_before {
            self.crash(consumer, work.message, sim);
        } else if work.message as u64 + 1 == self.poison {
            self.fail(consumer, work.message, sim);
        } else {
            self.apply(work.message, &mut sim.out);
            if crashes {
                self.crash(consumer, work.message, sim);
            } else {
                sim.after(work.rest, Event::End { consumer });
            }
        }
    }

    /// A poisonous message: the consumer survives and gives it back.
    fn fail(&mut self, consumer: usize, message: usize, sim: &mut Sim<Event>) {
        sim.out.count(Count::Failures);
        if let Some(one) = self.consumers.get_mut(consumer) {
            one.work = None;
        }
        if self.messages.get(message).is_some_and(|one| one.acked) {
            self.lose(message, &mut sim.out);
        } else {
            sim.after(self.backoff, Event::Retry { message });
        }
    }

    fn lose(&mut self, message: usize, out: &mut Outputs) {
        out.count(Count::Lost);
        out.mark(Mark::FirstLost);
        out.note("message.lost", message + 1);
        self.release(message);
    }

    fn release(&mut self, message: usize) {
        if let Some(lane) = self.lane_of(message) {
            lane.held = false;
        }
    }

    fn apply(&mut self, message: usize, out: &mut Outputs) {
        let key = self.key(message);
        let Some(one) = self.messages.get_mut(message) else { return };
        if one.seen && self.dedup {
            out.count(Count::Skipped);
            return;
        }
        out.count(Count::Effects);
        out.mark_last(Mark::LastEffect);
        if one.seen {
            one.doubled = true;
            out.count(Count::DuplicateEffects);
            out.mark(Mark::FirstDuplicate);
            out.note("effect.duplicate", message + 1);
            return;
        }
        one.seen = true;
        out.count(Count::DistinctEffects);
        let newest = self.newest.entry(key).or_insert(message);
        out.add(Count::OutOfOrder, i64::from(*newest > message));
        *newest = message.max(*newest);
    }

    fn crash(&mut self, consumer: usize, message: usize, sim: &mut Sim<Event>) {
        sim.out.count(Count::Crashes);
        sim.out.note("consumer.crash", consumer);
        let Message { acked, seen, .. } = self.messages.get(message).copied().unwrap_or_default();
        let Some(one) = self.consumers.get_mut(consumer) else { return };
        one.up = false;
        one.work = None;
        match (acked, seen) {
            (true, false) => self.lose(message, &mut sim.out),
            (true, true) => self.release(message),
            (false, _) if self.log => one.unsettled = Some(message),
            (false, _) => self.give_back(message, &mut sim.out),
        }
        sim.after(self.restart, Event::Restart { consumer });
    }

    pub(super) fn restart(&mut self, consumer: usize, sim: &mut Sim<Event>) {
        sim.out.note("consumer.restart", consumer);
        let Some(one) = self.consumers.get_mut(consumer) else { return };
        one.up = true;
        if let Some(message) = one.unsettled.take() {
            self.give_back(message, &mut sim.out);
        }
    }

    /// A message goes back to its lane, or to the dead ones if it was delivered too often.
    pub(super) fn give_back(&mut self, message: usize, out: &mut Outputs) {
        let Some(one) = self.messages.get(message).copied() else { return };
        self.release(message);
        if self.dlq && one.deliveries >= self.max_deliveries {
            if let Some(one) = self.messages.get_mut(message) {
                one.dead = true;
            }
            out.count(Count::Dead);
            out.mark(Mark::FirstDead);
            out.note("message.dead", message + 1);
            self.settle(one.produced, out);
            return;
        }
        let tail = self.tail && !self.log;
        if let Some(lane) = self.lane_of(message) {
            if tail {
                lane.waiting.push_back(message);
            } else {
                lane.waiting.push_front(message);
            }
        }
    }

    pub(super) fn end(&mut self, consumer: usize, sim: &mut Sim<Event>) {
        let Some(work) = self.consumers.get_mut(consumer).and_then(|one| one.work.take()) else {
            return;
        };
        if self.ack == Ack::AfterEffect {
            self.acknowledge(work.message, &mut sim.out);
        }
        self.release(work.message);
    }
}
