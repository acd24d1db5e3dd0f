//! The way of one saga: step by step forwards, and after a failure back again.

use super::super::{figure::Sign, sim::Sim};
use super::{
    Count, Event, Isolation, MESSAGES, Message, PIVOT, RESERVE, STEPS, Sagas, What, done, place,
    undone,
};

impl Sagas {
    pub(super) fn begin_saga(&mut self, saga: usize, sim: &mut Sim<Event>) {
        sim.out.count(Count::Started);
        sim.out.count(Count::Running);
        sim.out.note("saga.start", saga + 1);
        self.go(saga, 1, sim);
        if saga + 1 < self.sagas.len() {
            let at = (saga as u64 + 1) * self.gap;
            sim.at(at, Event { saga: saga + 1, step: 1, what: What::Start });
        }
    }

    /// A message goes out; `what` is its word.
    fn sends(&mut self, saga: usize, step: usize, what: &'static str, sim: &mut Sim<Event>) {
        sim.out.count(Count::Messages);
        if self.sent.len() == MESSAGES {
            self.sent.pop_front();
        }
        self.sent.push_back(Message { at: sim.now(), saga, step, what });
    }

    /// The command of a step goes out.
    fn go(&mut self, saga: usize, step: usize, sim: &mut Sim<Event>) {
        let message = self.orchestrated || step > 1;
        if message {
            self.sends(saga, step, "command", sim);
        }
        let hop = if message { self.hop } else { 0 };
        let takes = hop + if step == self.delay_step { self.delay } else { 0 };
        sim.after(takes, Event { saga, step, what: What::Begin });
        if self.duplicate && message {
            sim.after(takes + self.hop, Event { saga, step, what: What::Duplicate });
        }
    }

    pub(super) fn begin(&mut self, saga: usize, step: usize, sim: &mut Sim<Event>) {
        if step == RESERVE && self.isolation == Isolation::Lock {
            if self.holder.is_some_and(|holder| holder != saga) {
                sim.out.count(Count::LockWaits);
                self.waiting.push_back(saga);
                return;
            }
            self.holder = Some(saga);
        }
        let seen = (self.stock, self.version);
        if let Some(one) = self.one(saga) {
            one.seen = seen;
        }
        self.step_is(saga, step, Sign::Out, sim.now());
        sim.after(self.work, Event { saga, step, what: What::Commit });
    }

    pub(super) fn commit(&mut self, saga: usize, step: usize, sim: &mut Sim<Event>) {
        let Some(one) = self.sagas.get(saga).copied() else { return };
        let chosen = saga == self.fail_saga;
        if chosen && step == self.crash_step {
            self.crash(saga, step, sim);
        } else if chosen && step == self.fail_step && self.fails(saga, step) {
            self.fail(saga, step, sim);
        } else if self.isolation == Isolation::Reread && one.seen.1 != self.version {
            sim.out.count(Count::Conflicts);
            sim.out.note("step.conflict", place(saga, step));
            self.begin(saga, step, sim);
        } else if step == RESERVE && one.seen.0 <= 0 {
            sim.out.count(Count::OutOfStock);
            sim.out.note("step.failed", place(saga, step));
            self.step_is(saga, step, Sign::Failed, sim.now());
            self.reply(saga, step, false, sim);
        } else {
            self.effect(saga, step, sim);
            self.reply(saga, step, true, sim);
        }
    }

    /// Whether a step that is to fail fails now: up to the pivot once, after it as often as told.
    fn fails(&self, saga: usize, step: usize) -> bool {
        step <= PIVOT || self.sagas.get(saga).is_some_and(|one| one.failures < self.fail_times)
    }

    fn fail(&mut self, saga: usize, step: usize, sim: &mut Sim<Event>) {
        sim.out.note("step.failed", place(saga, step));
        self.step_is(saga, step, Sign::Failed, sim.now());
        if step <= PIVOT {
            self.reply(saga, step, false, sim);
            return;
        }
        let Some(one) = self.one(saga) else { return };
        one.failures += 1;
        let failures = one.failures;
        let wait = self.back_off(failures);
        sim.out.count(Count::Retries);
        sim.after(wait, Event { saga, step, what: What::RetryBegin });
    }

    /// µs before the i-th retry, i from 1.
    fn back_off(&self, i: u32) -> u64 {
        self.backoff.saturating_mul(1_u64 << (i - 1).min(40))
    }

    pub(super) fn effect(&mut self, saga: usize, step: usize, sim: &mut Sim<Event>) {
        let Some(one) = self.one(saga) else { return };
        one.committed |= 1 << step;
        let seen = one.seen.0;
        if step == RESERVE {
            // What others took since it looked is overwritten.
            self.stock = seen - 1;
            self.version += 1;
        }
        sim.out.count(done(step));
        sim.out.note("step.done", place(saga, step));
        self.step_is(saga, step, Sign::Done, sim.now());
    }

    pub(super) fn double(&mut self, saga: usize, step: usize, sim: &mut Sim<Event>) {
        sim.out.count(done(step));
        sim.out.count(Count::DoubleEffects);
        sim.out.note("step.double", place(saga, step));
        if step == RESERVE {
            self.stock -= 1;
        }
    }

    pub(super) fn reply(&mut self, saga: usize, step: usize, yes: bool, sim: &mut Sim<Event>) {
        if self.orchestrated {
            self.sends(saga, step, if yes { "yes" } else { "no" }, sim);
            sim.after(self.hop, Event { saga, step, what: What::Reply { yes } });
        } else {
            self.replied(saga, step, yes, sim);
        }
    }

    pub(super) fn replied(&mut self, saga: usize, step: usize, yes: bool, sim: &mut Sim<Event>) {
        match (yes, step) {
            (true, STEPS) => self.end(saga, Count::Completed, "saga.completed", sim),
            (true, _) => self.go(saga, step + 1, sim),
            (false, _) => {
                if let Some(one) = self.one(saga) {
                    one.failed_at = step;
                    one.last_undone = step;
                }
                self.undo_next(saga, step, sim);
            }
        }
    }

    /// After a step is undone, or has failed, the one before it is next.
    pub(super) fn undo_next(&mut self, saga: usize, step: usize, sim: &mut Sim<Event>) {
        if step > 1 {
            self.order_undo(saga, step - 1, sim);
        } else {
            self.end(saga, Count::Compensated, "saga.compensated", sim);
        }
    }

    pub(super) fn order_undo(&mut self, saga: usize, step: usize, sim: &mut Sim<Event>) {
        self.sends(saga, step, "undo", sim);
        sim.after(self.hop + self.work, Event { saga, step, what: What::Undo });
    }

    pub(super) fn undo(&mut self, saga: usize, step: usize, sim: &mut Sim<Event>) {
        let fails = saga == self.fail_saga && step == self.undo_fail_step;
        let times = self.undo_fail_times;
        let Some(one) = self.one(saga) else { return };
        if fails && one.undo_failures < times {
            one.undo_failures += 1;
            let failures = one.undo_failures;
            self.undo_failed(saga, step, failures, sim);
            return;
        }
        one.committed &= !(1 << step);
        let (last, failed_at) = (one.last_undone, one.failed_at);
        one.last_undone = step;
        self.order_kept &= step < last;
        self.undo_allowed &= step != failed_at && step < PIVOT;
        if step == RESERVE {
            self.stock += 1;
            self.version += 1;
        }
        sim.out.count(undone(step));
        sim.out.note("undo.done", place(saga, step));
        self.step_is(saga, step, Sign::Undone, sim.now());
        if self.orchestrated {
            self.sends(saga, step, "undone", sim);
            sim.after(self.hop, Event { saga, step, what: What::Undone });
        } else {
            self.undo_next(saga, step, sim);
        }
    }

    fn undo_failed(&mut self, saga: usize, step: usize, failures: u32, sim: &mut Sim<Event>) {
        sim.out.note("undo.failed", place(saga, step));
        if u64::from(failures) > self.max_retries {
            // Somebody has to look; its lock stays.
            sim.out.count(Count::Stuck);
            sim.out.add(Count::Running, -1);
            sim.out.note("saga.stuck", saga + 1);
            return;
        }
        sim.out.count(Count::Retries);
        sim.after(self.back_off(failures), Event { saga, step, what: What::RetryUndo });
    }

    fn end(&mut self, saga: usize, count: Count, kind: &'static str, sim: &mut Sim<Event>) {
        sim.out.count(count);
        sim.out.add(Count::Running, -1);
        sim.out.note(kind, saga + 1);
        sim.out.mark(saga);
        if self.holder == Some(saga) {
            self.holder = None;
            if let Some(next) = self.waiting.pop_front() {
                self.begin(next, RESERVE, sim);
            }
        }
    }
}
