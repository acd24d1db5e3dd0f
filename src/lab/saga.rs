//! Sagas: five steps, compensation before the pivot, retries after it, and no isolation but what one
//! adds.

mod figures;
mod spec;
mod steps;

use std::collections::VecDeque;

use super::{
    Lab, Spec,
    figure::{Cell, Figures, Sign},
    param::Values,
    sim::{Outputs, Ranked, Sim},
};
use spec::SPEC;

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

/// A message as it is drawn.
struct Message {
    /// µs.
    at: u64,
    saga: usize,
    step: usize,
    /// Key of its word.
    what: &'static str,
}

/// Messages that are drawn.
const MESSAGES: usize = 6;

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
    /// The last messages.
    sent: VecDeque<Message>,
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
            sent: VecDeque::new(),
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
}
