//! What one saga can do next: it handles a message, and a fault may strike. Where a saga stands is a
//! [`Local`]; variables that all share stand beside it. Both are numbered, so that a state of many sagas
//! is a few small numbers, and what each can do is worked out once.

mod handle;
mod moves;

use std::{hash::Hash, rc::Rc};

use foldhash::{HashMap, HashMapExt};

use super::{
    design::{Design, Handler, START, Work},
    facts::{Note, Saga},
};

pub(super) use handle::Outcome;

/// Where one saga stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Local {
    pub(super) variables: Vec<i32>,
    /// Values as they were when steps committed, by number of the note.
    notes: Vec<Option<i32>>,
    pub(super) log: Log,
    /// Steps that are done and not undone, a bit for each.
    standing: u32,
    /// Whether a step was refused.
    refused: bool,
    /// What services remember to have handled, a bit for each step, then for each undo.
    handled: u64,
    /// Locked variables, a bit for each.
    locks: u32,
    /// What is under way. In order: by service, then as it was sent; else sorted.
    pub(super) inbox: Vec<Message>,
}

/// What the orchestrator knows of a saga; steps by their place in the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Log {
    /// Nothing: not begun, or forgotten.
    Unknown,
    /// It waits for a step.
    Forward(usize),
    /// It waits for a step to be undone.
    Back(usize),
    /// A pivot bars the way back.
    Stuck,
    Confirmed,
    Cancelled,
}

/// One message under way to a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Message {
    /// By number.
    pub(super) service: usize,
    pub(super) what: What,
    /// Whether it came before, or comes again.
    pub(super) again: bool,
}

/// What a message says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum What {
    Start,
    Command(Work),
    Reply(Work, Outcome),
    /// An event, for the line that hears it.
    Heard(usize),
}

/// What may go wrong, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Fault {
    pub(super) kind: FaultKind,
    /// By number.
    pub(super) service: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum FaultKind {
    BeforeCommit,
    BeforeSend,
    BeforeAcknowledgement,
    Doubled,
    /// A way to undo fails, by number.
    UndoFails(usize),
}

/// One thing that can happen next to one saga.
#[derive(Clone, Debug)]
pub(super) struct Move {
    pub(super) message: Message,
    /// What came of it; nothing where nothing was done.
    pub(super) outcome: Option<Outcome>,
    pub(super) fault: Option<Fault>,
    /// Where the saga stands then, by number.
    pub(super) local: u32,
    /// The shared variables then, by number.
    pub(super) globals: u32,
    /// Whether the orchestrator forgets every saga that runs.
    pub(super) forgets: bool,
}

/// What of other sagas matters to one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Others {
    /// Variables that they hold.
    pub(super) locks: u32,
    /// Sums of their variables, by number of the total that a step looks at.
    pub(super) sums: Vec<i32>,
}

/// The rules of one saga for a design. Numbers of locals and shared variables are its own.
pub(super) struct Machine<'m> {
    pub(super) saga: &'m Saga,
    pub(super) design: &'m Design,
    pub(super) services: Vec<String>,
    /// Whether messages to a service come in the order in which they were sent.
    ordered: bool,
    at: usize,
    /// The service of each line.
    line_service: Vec<usize>,
    /// The way to undo of each step, by its place in the order.
    undos: Vec<Option<usize>>,
    /// What is remembered, by number.
    notes: Vec<Note>,
    /// Variables whose totals steps look at.
    totals: Vec<usize>,
    /// The bit of each variable that is locked.
    lock_bits: Vec<u32>,
    locals: Numbered<Local>,
    /// The number of each local's variables among `own`.
    variables_of: Vec<u32>,
    own: Numbered<Vec<i32>>,
    globals: Numbered<Vec<i32>>,
    others: Numbered<Others>,
    /// Filled again for each state, since most have been numbered before.
    sum: Others,
    moves: HashMap<(u32, u32, u32), Rc<[Move]>>,
    forgotten: HashMap<u32, u32>,
}

/// Values with a number each.
struct Numbered<T> {
    numbers: HashMap<Rc<T>, u32>,
    values: Vec<Rc<T>>,
}

impl<T: Clone + Eq + Hash> Numbered<T> {
    fn new() -> Self {
        Self { numbers: HashMap::new(), values: Vec::new() }
    }

    fn number(&mut self, value: T) -> u32 {
        if let Some(known) = self.numbers.get(&value) {
            return *known;
        }
        let value = Rc::new(value);
        // States are bounded far below.
        let number = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        self.values.push(Rc::clone(&value));
        self.numbers.insert(value, number);
        number
    }

    /// The number of a value that is copied only if it is new.
    fn number_of(&mut self, value: &T) -> u32 {
        match self.numbers.get(value) {
            Some(known) => *known,
            None => self.number(value.clone()),
        }
    }

    fn value(&self, number: u32) -> Rc<T> {
        Rc::clone(&self.values[number as usize])
    }
}

impl<'m> Machine<'m> {
    /// The machine of a design.
    pub(super) fn new(saga: &'m Saga, design: &'m Design, ordered: bool) -> Self {
        let services = design.services(saga);
        let number =
            |name: &str| services.iter().position(|known| known == name).unwrap_or_default();
        let mut notes: Vec<Note> =
            saga.steps.iter().flat_map(|step| &step.reads).copied().collect();
        notes.sort_unstable();
        notes.dedup();
        let undo = |name: &crate::table::Placed<String>| saga.find_undo(&name.value);
        let mut next = 0;
        let lock_bits = saga.variables.iter().map(|variable| {
            let locked = design.protect.lock.contains(&variable.name);
            let bit = if locked { 1 << next } else { 0 };
            next += u32::from(locked);
            bit
        });
        Self {
            saga,
            design,
            ordered: ordered || !saga.world.reorder,
            at: number(&design.at),
            line_service: design.lines.iter().map(|line| number(&line.service)).collect(),
            undos: design.steps.iter().map(|step| step.undo.as_ref().and_then(undo)).collect(),
            notes,
            totals: saga.totals_of_steps(),
            lock_bits: lock_bits.collect(),
            services,
            locals: Numbered::new(),
            variables_of: Vec::new(),
            own: Numbered::new(),
            globals: Numbered::new(),
            others: Numbered::new(),
            sum: Others::default(),
            moves: HashMap::new(),
            forgotten: HashMap::new(),
        }
    }

    /// Where every saga begins, and the shared variables.
    pub(super) fn start(&mut self) -> (u32, u32) {
        let of = |each: bool| {
            self.saga.variables.iter().filter(move |one| one.each == each).map(|one| one.init)
        };
        let inbox = match self.design.is_choreography() {
            true => self.heard(START),
            false => vec![Message { service: self.at, what: What::Start, again: false }],
        };
        let mut local = Local {
            variables: of(true).collect(),
            notes: vec![None; self.notes.len()],
            log: Log::Unknown,
            standing: 0,
            refused: false,
            handled: 0,
            locks: 0,
            inbox,
        };
        self.tidy(&mut local);
        let globals = of(false).collect();
        (self.locals.number(local), self.globals.number(globals))
    }

    /// Where a saga stands, by number.
    pub(super) fn local(&self, number: u32) -> Rc<Local> {
        self.locals.value(number)
    }

    /// The shared variables, by number.
    pub(super) fn shared(&self, number: u32) -> Rc<Vec<i32>> {
        self.globals.value(number)
    }

    /// The values of a saga's own variables where it stands, by number.
    pub(super) fn variables_of(&mut self, local: u32) -> u32 {
        let Self { variables_of, own, locals, .. } = self;
        let new = locals.values.iter().skip(variables_of.len());
        variables_of.extend(new.map(|local| own.number_of(&local.variables)));
        variables_of[local as usize]
    }

    /// Values of a saga's own variables, by number.
    pub(super) fn variables(&self, number: u32) -> &[i32] {
        &self.own.values[number as usize]
    }

    /// What of some sagas matters to another.
    pub(super) fn others(&mut self, others: impl Iterator<Item = u32>) -> u32 {
        self.sum.locks = 0;
        self.sum.sums.clear();
        self.sum.sums.resize(self.totals.len(), 0);
        for number in others {
            let local = &self.locals.values[number as usize];
            self.sum.locks |= local.locks;
            for (total, variable) in self.sum.sums.iter_mut().zip(&self.totals) {
                let slot = self.saga.variables[*variable].slot;
                *total = total.saturating_add(local.variables[slot]);
            }
        }
        self.others.number_of(&self.sum)
    }

    /// Where a saga stands whose orchestrator has forgotten it.
    pub(super) fn forget(&mut self, number: u32) -> u32 {
        if let Some(known) = self.forgotten.get(&number) {
            return *known;
        }
        let local = forgetful((*self.local(number)).clone());
        let after = self.locals.number(local);
        self.forgotten.insert(number, after);
        after
    }

    /// Whether a saga has come to its end.
    pub(super) fn has_ended(&self, local: &Local) -> bool {
        if !self.design.is_choreography() {
            return matches!(local.log, Log::Confirmed | Log::Cancelled);
        }
        let steps = self.design.steps.iter();
        let bits = |reads: bool| -> u32 {
            let counted = steps.clone().filter(|one| reads || !one.is_read());
            counted.map(|one| 1 << one.step).sum()
        };
        let all = bits(true);
        local.standing & all == all || (local.refused && local.standing & bits(false) == 0)
    }

    /// A message for each line that hears an event.
    fn heard(&self, event: &str) -> Vec<Message> {
        let lines =
            self.design.hearers(event).filter(|(_, line): &(_, &Handler)| line.does.is_some());
        let message = |(at, _)| Message {
            service: self.line_service[at],
            what: What::Heard(at),
            again: false,
        };
        lines.map(message).collect()
    }
}

/// A saga that its orchestrator has forgotten, unless it had ended.
fn forgetful(mut local: Local) -> Local {
    if !matches!(local.log, Log::Confirmed | Log::Cancelled) {
        local.log = Log::Unknown;
    }
    local
}
