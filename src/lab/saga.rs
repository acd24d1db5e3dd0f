//! Sagas: five steps, compensation before the pivot, retries after it, and no isolation but what one
//! adds.

mod figures;

use std::collections::VecDeque;

use super::{
    Lab, MINUTE, Spec, counted,
    figure::{Cell, Figures, Sign},
    level,
    param::{Param, Values},
    sim::{Column, Outputs, Ranked, Sim},
};

/// Steps of a saga; 1 to 3 can be compensated, 4 is the pivot, 5 is retried until it succeeds.
const STEPS: usize = 5;
/// The step that takes from the stock.
const RESERVE: usize = 2;
/// The last step that can fail for good.
const PIVOT: usize = 4;

#[derive(Clone, Copy)]
enum Count {
    Started,
    Completed,
    Compensated,
    Stuck,
    Running,
    Messages,
    DoubleEffects,
    Retries,
    Conflicts,
    LockWaits,
    OutOfStock,
    Stock,
    Oversold,
}

impl From<Count> for usize {
    fn from(count: Count) -> usize {
        count as usize
    }
}

/// Where `done_k` and `undone_k` stand, k from 1.
const fn done(step: usize) -> usize {
    Count::Oversold as usize + step
}

const fn undone(step: usize) -> usize {
    done(STEPS) + step
}

const COUNTERS: &[Column] = &[
    counted("started"),
    counted("completed"),
    counted("compensated"),
    counted("stuck"),
    level("running"),
    counted("messages"),
    counted("double_effects"),
    counted("retries"),
    counted("conflicts"),
    counted("lock_waits"),
    counted("out_of_stock"),
    level("stock"),
    level("oversold"),
    counted("done_1"),
    counted("done_2"),
    counted("done_3"),
    counted("done_4"),
    counted("done_5"),
    counted("undone_1"),
    counted("undone_2"),
    counted("undone_3"),
];

/// When each of the twenty sagas that there can be ended.
const MARKS: &[Column] = &[
    counted("saga1_end_us"),
    counted("saga2_end_us"),
    counted("saga3_end_us"),
    counted("saga4_end_us"),
    counted("saga5_end_us"),
    counted("saga6_end_us"),
    counted("saga7_end_us"),
    counted("saga8_end_us"),
    counted("saga9_end_us"),
    counted("saga10_end_us"),
    counted("saga11_end_us"),
    counted("saga12_end_us"),
    counted("saga13_end_us"),
    counted("saga14_end_us"),
    counted("saga15_end_us"),
    counted("saga16_end_us"),
    counted("saga17_end_us"),
    counted("saga18_end_us"),
    counted("saga19_end_us"),
    counted("saga20_end_us"),
];

static SPEC: Spec = Spec {
    id: "saga",
    until: MINUTE,
    bounded_by: None,
    params: &[
        Param::word("style", &["orchestrated", "choreographed"]),
        Param::int("sagas", "1").within(1, 20),
        Param::duration("gap", "0"),
        Param::int("stock", "5"),
        Param::duration("hop", "10ms"),
        Param::duration("work", "50ms"),
        Param::int("fail_step", "0").within(0, 5),
        Param::int("fail_saga", "1").from(1),
        Param::int("fail_times", "1").within(0, 20),
        Param::int("undo_fail_step", "0").within(0, 3),
        Param::int("undo_fail_times", "2").within(0, 20),
        Param::int("max_retries", "5"),
        Param::duration("backoff", "100ms"),
        Param::int("crash_step", "0").within(0, 5),
        Param::word_or("crash_when", &["before_commit", "after_commit"], "after_commit"),
        Param::duration("restart", "1s"),
        Param::word("duplicate", &["off", "on"]),
        Param::word("dedup", &["on", "off"]),
        Param::int("delay_step", "0").within(0, 5),
        Param::duration("delay", "0"),
        Param::word("isolation", &["none", "reread", "lock"]),
    ],
    counters: COUNTERS,
    marks: MARKS,
    series: &[counted("completed"), counted("compensated"), level("stock")],
    plots: &[],
    beside: None,
    laws: &[
        "started = completed + compensated + stuck + running",
        "none runs, is stuck or doubled: done_4 = done_5 = completed",
        "none runs, is stuck or doubled: done_k = undone_k + completed for k to 3",
        "the failed step is never undone, nor steps 4 and 5",
        "steps are undone in strictly falling order",
    ],
    random: |_| false,
    contradiction: |_, _| None,
};

/// What can happen, to which saga (from 0) at which step (from 1).
#[derive(Clone, Copy)]
pub(super) struct Event {
    saga: usize,
    step: usize,
    what: What,
}

#[derive(Clone, Copy)]
enum What {
    Begin,
    Commit,
    Reply {
        yes: bool,
    },
    Undo,
    /// The orchestrator hears that a step is undone.
    Undone,
    RetryBegin,
    RetryUndo,
    /// A command comes again after a crash.
    Redeliver,
    Start,
    Duplicate,
}

impl Ranked for Event {
    fn rank(&self) -> u8 {
        match self.what {
            What::RetryBegin | What::RetryUndo | What::Redeliver => 2,
            What::Start | What::Duplicate => 3,
            _ => 1,
        }
    }
}

/// One saga on its way.
#[derive(Clone, Copy)]
struct Saga {
    /// How each step stands.
    steps: [Sign; STEPS],
    /// Stock and its version as seen when the present step began.
    seen: (i64, u64),
    /// Steps that have their effect, by bits from 1.
    committed: u8,
    failures: u32,
    undo_failures: u32,
    failed_at: usize,
    last_undone: usize,
}

impl Saga {
    const NEW: Self = Self {
        steps: [Sign::Open; STEPS],
        seen: (0, 0),
        committed: 0,
        failures: 0,
        undo_failures: 0,
        failed_at: 0,
        last_undone: 0,
    };
}

/// Who may sell the last one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Isolation {
    None,
    Reread,
    Lock,
}

/// Sagas that sell from one stock.
pub(super) struct Sagas {
    orchestrated: bool,
    gap: u64,
    hop: u64,
    work: u64,
    fail_step: usize,
    fail_saga: usize,
    fail_times: u32,
    undo_fail_step: usize,
    undo_fail_times: u32,
    max_retries: u64,
    backoff: u64,
    /// 0 when it has happened.
    crash_step: usize,
    crash_before: bool,
    restart: u64,
    duplicate: bool,
    dedup: bool,
    delay_step: usize,
    delay: u64,
    isolation: Isolation,
    sagas: Vec<Saga>,
    /// The step that each saga was at, since when.
    lanes: Vec<Vec<(u64, Cell)>>,
    stock: i64,
    first_stock: i64,
    version: u64,
    holder: Option<usize>,
    waiting: VecDeque<usize>,
    order_kept: bool,
    undo_allowed: bool,
}

impl Lab for Sagas {
    type Event = Event;
    const SPEC: &'static Spec = &SPEC;

    fn new(values: &Values, _seed: u64) -> Self {
        let index = |name: &str| usize::try_from(values.number(name)).unwrap_or(0);
        let times = |name: &str| u32::try_from(values.number(name)).unwrap_or(0);
        let stock = i64::try_from(values.number("stock")).unwrap_or(0);
        Self {
            orchestrated: values.word("style") == "orchestrated",
            gap: values.number("gap"),
            hop: values.number("hop"),
            work: values.number("work"),
            fail_step: index("fail_step"),
            fail_saga: index("fail_saga").saturating_sub(1),
            fail_times: times("fail_times"),
            undo_fail_step: index("undo_fail_step"),
            undo_fail_times: times("undo_fail_times"),
            max_retries: values.number("max_retries"),
            backoff: values.number("backoff"),
            crash_step: index("crash_step"),
            crash_before: values.word("crash_when") == "before_commit",
            restart: values.number("restart"),
            duplicate: values.on("duplicate"),
            dedup: values.on("dedup"),
            delay_step: index("delay_step"),
            delay: values.number("delay"),
            isolation: match values.word("isolation") {
                "reread" => Isolation::Reread,
                "lock" => Isolation::Lock,
                _ => Isolation::None,
            },
            sagas: vec![Saga::NEW; index("sagas")],
            lanes: vec![Vec::new(); index("sagas")],
            stock,
            first_stock: stock,
            version: 0,
            holder: None,
            waiting: VecDeque::new(),
            order_kept: true,
            undo_allowed: true,
        }
    }

    fn start(&mut self, sim: &mut Sim<Event>) {
        sim.out.set(Count::Stock, self.stock);
        sim.at(0, Event { saga: 0, step: 1, what: What::Start });
    }

    fn handle(&mut self, event: Event, sim: &mut Sim<Event>) {
        let Event { saga, step, what } = event;
        match what {
            What::Start => self.begin_saga(saga, sim),
            What::Begin | What::RetryBegin => self.begin(saga, step, sim),
            What::Commit => self.commit(saga, step, sim),
            What::Reply { yes } => self.replied(saga, step, yes, sim),
            What::Undo => self.undo(saga, step, sim),
            What::RetryUndo => self.order_undo(saga, step, sim),
            What::Undone => self.undo_next(saga, step, sim),
            What::Redeliver => {
                if !self.dedup {
                    self.double(saga, step, sim);
                }
                self.reply(saga, step, true, sim);
            }
            What::Duplicate => {
                if !self.dedup && self.has(saga, step) {
                    self.double(saga, step, sim);
                }
            }
        }
        sim.out.set(Count::Stock, self.stock);
        let sold = sim.out.get(done(RESERVE)) - sim.out.get(undone(RESERVE));
        sim.out.set(Count::Oversold, (sold - self.first_stock).max(0));
    }

    fn figures(&self, out: &Outputs) -> Figures {
        self.drawn(out)
    }

    fn laws(&self, out: &Outputs) -> Vec<bool> {
        let get = |count: Count| out.get(count);
        let ended = get(Count::Completed) + get(Count::Compensated) + get(Count::Stuck);
        let unsettled = [Count::Running, Count::Stuck, Count::DoubleEffects];
        let settled = unsettled.iter().all(|count| get(*count) == 0);
        let completed = get(Count::Completed);
        vec![
            get(Count::Started) == ended + get(Count::Running),
            !settled || [4, 5].iter().all(|step| out.get(done(*step)) == completed),
            !settled
                || (1..=3).all(|step| out.get(done(step)) == out.get(undone(step)) + completed),
            self.undo_allowed,
            self.order_kept,
        ]
    }

    fn sample(&self, out: &Outputs) -> Vec<i64> {
        [Count::Completed, Count::Compensated, Count::Stock].map(|count| out.get(count)).to_vec()
    }
}

/// Who and where, as events name it.
fn place(saga: usize, step: usize) -> String {
    format!("{}.{step}", saga + 1)
}

impl Sagas {
    fn one(&mut self, saga: usize) -> Option<&mut Saga> {
        self.sagas.get_mut(saga)
    }

    fn has(&self, saga: usize, step: usize) -> bool {
        self.sagas.get(saga).is_some_and(|one| one.committed & (1 << step) != 0)
    }

    fn begin_saga(&mut self, saga: usize, sim: &mut Sim<Event>) {
        sim.out.count(Count::Started);
        sim.out.count(Count::Running);
        sim.out.note("saga.start", saga + 1);
        self.go(saga, 1, sim);
        if saga + 1 < self.sagas.len() {
            let at = (saga as u64 + 1) * self.gap;
            sim.at(at, Event { saga: saga + 1, step: 1, what: What::Start });
        }
    }

    /// The command of a step goes out.
    fn go(&mut self, saga: usize, step: usize, sim: &mut Sim<Event>) {
        let message = self.orchestrated || step > 1;
        sim.out.add(Count::Messages, i64::from(message));
        let hop = if message { self.hop } else { 0 };
        let takes = hop + if step == self.delay_step { self.delay } else { 0 };
        sim.after(takes, Event { saga, step, what: What::Begin });
        if self.duplicate && message {
            sim.after(takes + self.hop, Event { saga, step, what: What::Duplicate });
        }
    }

    fn begin(&mut self, saga: usize, step: usize, sim: &mut Sim<Event>) {
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

    fn commit(&mut self, saga: usize, step: usize, sim: &mut Sim<Event>) {
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

    /// The participant crashes, once.
    fn crash(&mut self, saga: usize, step: usize, sim: &mut Sim<Event>) {
        self.crash_step = 0;
        sim.out.note("participant.crash", place(saga, step));
        let what = if self.crash_before {
            What::RetryBegin
        } else {
            self.effect(saga, step, sim);
            What::Redeliver
        };
        sim.after(self.restart, Event { saga, step, what });
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

    fn effect(&mut self, saga: usize, step: usize, sim: &mut Sim<Event>) {
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

    fn double(&mut self, saga: usize, step: usize, sim: &mut Sim<Event>) {
        sim.out.count(done(step));
        sim.out.count(Count::DoubleEffects);
        sim.out.note("step.double", place(saga, step));
        if step == RESERVE {
            self.stock -= 1;
        }
    }

    fn reply(&mut self, saga: usize, step: usize, yes: bool, sim: &mut Sim<Event>) {
        if self.orchestrated {
            sim.out.count(Count::Messages);
            sim.after(self.hop, Event { saga, step, what: What::Reply { yes } });
        } else {
            self.replied(saga, step, yes, sim);
        }
    }

    fn replied(&mut self, saga: usize, step: usize, yes: bool, sim: &mut Sim<Event>) {
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
    fn undo_next(&mut self, saga: usize, step: usize, sim: &mut Sim<Event>) {
        if step > 1 {
            self.order_undo(saga, step - 1, sim);
        } else {
            self.end(saga, Count::Compensated, "saga.compensated", sim);
        }
    }

    fn order_undo(&mut self, saga: usize, step: usize, sim: &mut Sim<Event>) {
        sim.out.count(Count::Messages);
        sim.after(self.hop + self.work, Event { saga, step, what: What::Undo });
    }

    fn undo(&mut self, saga: usize, step: usize, sim: &mut Sim<Event>) {
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
            sim.out.count(Count::Messages);
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
