//! Every state that some sagas can come to, breadth first, and the first in which each invariant is
//! broken. Sagas are alike: states that differ only in which is which count once.

use foldhash::{HashMap, HashMapExt};

use super::{
    facts::{Invariant, MOST_SAGAS, Saga, total_of},
    machine::{Fault, FaultKind, Machine, Move},
};
use crate::expression::Value;

/// No exploration goes further. † Ours: more than ten times what the exercises of the course need.
pub(super) const MOST_STATES: usize = 200_000;
/// No saga stands here.
const NONE: u32 = u32::MAX;

/// Which faults may strike.
pub(super) type Faults<'f> = &'f dyn Fn(&Fault) -> bool;

/// Shared variables, faults so far, and where each saga stands, by number and sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct State {
    pub(super) globals: u32,
    pub(super) spent: u32,
    pub(super) locals: [u32; MOST_SAGAS],
}

/// What is explored: so many sagas, and what may strike them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Family {
    pub(super) name: &'static str,
    pub(super) sagas: usize,
    /// Faults in one run.
    pub(super) budget: usize,
    pub(super) ordered: bool,
    pub(super) doubles: bool,
    /// Whether services crash and ways to undo fail.
    pub(super) crashes: bool,
}

/// The families of runs in which every invariant must hold.
pub(super) fn families(saga: &Saga) -> [Family; 5] {
    let world = &saga.world;
    let family = |name, sagas, budget, ordered, doubles, crashes| Family {
        name,
        sagas,
        budget,
        ordered,
        doubles,
        crashes,
    };
    [
        family("none", 1, 0, true, false, false),
        family("one", 1, 1, true, false, true),
        family("doubles", 1, world.faults, false, true, false),
        family("many", 1, world.faults, false, true, true),
        family("sagas", world.sagas, world.faults.min(1), false, true, true),
    ]
}

impl Family {
    /// Whether a fault may strike.
    pub(super) fn allows(&self, fault: &Fault) -> bool {
        match fault.kind {
            FaultKind::Doubled => self.doubles,
            _ => self.crashes,
        }
    }
}

/// What an exploration found.
#[derive(Debug, Default)]
pub(super) struct Run {
    pub(super) states: Vec<State>,
    parents: Vec<u32>,
    /// The first state that breaks each invariant.
    pub(super) broken: Vec<Option<usize>>,
    /// Whether there was more than can be explored.
    pub(super) cut: bool,
}

/// How one exploration goes on.
struct Walk<'w, 'm> {
    machine: &'w mut Machine<'m>,
    budget: u32,
    faults: Faults<'w>,
    /// Whether the first broken invariant is enough.
    first: bool,
    run: Run,
    known: HashMap<State, u32>,
    /// The invariants that values break, by the numbers of the shared and of each saga's own.
    judged: HashMap<(u32, [u32; MOST_SAGAS]), u64>,
    /// The states that each state leads to, all in one list with the beginning of each.
    targets: Vec<u32>,
    begins: Vec<usize>,
    quiet: Vec<u32>,
}

impl Run {
    /// Whether anything is broken.
    pub(super) fn is_broken(&self) -> bool {
        self.broken.iter().any(Option::is_some)
    }

    /// The states on the shortest way to one.
    pub(super) fn path(&self, to: usize) -> Vec<State> {
        let mut path = vec![self.states[to]];
        let mut at = to;
        while at != 0 {
            at = self.parents[at] as usize;
            path.push(self.states[at]);
        }
        path.reverse();
        path
    }
}

/// Explores so many sagas with at most `budget` of some faults. With `first`, the first broken invariant
/// is enough.
pub(super) fn explore(
    machine: &mut Machine<'_>,
    sagas: usize,
    budget: usize,
    faults: Faults<'_>,
    first: bool,
) -> Run {
    let invariants = machine.saga.always.len() + machine.saga.finally.len() + 1;
    let mut walk = Walk {
        machine,
        // A handful.
        budget: budget as u32,
        faults,
        first,
        run: Run { broken: vec![None; invariants], ..Run::default() },
        known: HashMap::new(),
        judged: HashMap::new(),
        targets: Vec::new(),
        begins: Vec::new(),
        quiet: Vec::new(),
    };
    walk.go(sagas);
    walk.run
}

impl State {
    /// Where all sagas begin.
    pub(super) fn start(machine: &mut Machine<'_>, sagas: usize) -> Self {
        let (local, globals) = machine.start();
        let mut locals = [NONE; MOST_SAGAS];
        locals.iter_mut().take(sagas).for_each(|one| *one = local);
        Self { globals, spent: 0, locals }
    }

    /// Where the sagas stand.
    pub(super) fn locals(&self) -> impl Iterator<Item = u32> + '_ {
        self.locals.iter().copied().filter(|local| *local != NONE)
    }

    /// The same, whichever saga is which.
    pub(super) fn sorted(mut self) -> Self {
        self.locals.sort_unstable();
        self
    }

    /// The moves of one saga.
    pub(super) fn moves(&self, machine: &mut Machine<'_>, saga: usize) -> std::rc::Rc<[Move]> {
        let others = self.locals().enumerate().filter(|(at, _)| *at != saga);
        let others = machine.others(others.map(|(_, local)| local));
        machine.moves(self.locals[saga], self.globals, others)
    }

    /// After a move of one saga; the sagas keep their places.
    pub(super) fn after(&self, machine: &mut Machine<'_>, saga: usize, step: &Move) -> Self {
        let mut next = *self;
        if step.forgets {
            for local in next.locals.iter_mut().filter(|local| **local != NONE) {
                *local = machine.forget(*local);
            }
        }
        next.locals[saga] = step.local;
        next.globals = step.globals;
        next.spent += u32::from(step.fault.is_some());
        next
    }
}

impl Walk<'_, '_> {
    fn go(&mut self, sagas: usize) {
        let start = State::start(self.machine, sagas).sorted();
        self.meet(start, 0);
        let mut at = 0;
        while at < self.run.states.len() {
            if self.first && self.run.is_broken() {
                return;
            }
            self.begins.push(self.targets.len());
            self.expand(at);
            at += 1;
        }
        self.begins.push(self.targets.len());
        self.ends();
    }

    fn expand(&mut self, at: usize) {
        let state = self.run.states[at];
        // At most as many as there can be states.
        let number = at as u32;
        for (saga, local) in state.locals.iter().enumerate() {
            let twin = saga > 0 && state.locals[saga - 1] == *local;
            if *local == NONE || twin {
                continue;
            }
            for step in state.moves(self.machine, saga).iter() {
                let allowed = step
                    .fault
                    .is_none_or(|fault| state.spent < self.budget && (self.faults)(&fault));
                if allowed {
                    let next = state.after(self.machine, saga, step).sorted();
                    let target = self.meet(next, number);
                    self.targets.extend(target);
                }
            }
        }
    }

    /// The number of a state; a new one is looked at. Nothing where there are too many.
    fn meet(&mut self, state: State, parent: u32) -> Option<u32> {
        if let Some(known) = self.known.get(&state) {
            return Some(*known);
        }
        let number = self.run.states.len();
        if number >= MOST_STATES {
            self.run.cut = true;
            return None;
        }
        self.known.insert(state, number as u32);
        self.run.states.push(state);
        self.run.parents.push(parent);
        self.look(&state, number);
        Some(number as u32)
    }

    /// Which invariants a state breaks.
    fn look(&mut self, state: &State, number: usize) {
        let saga = self.machine.saga;
        let mut own = state.locals;
        for number in own.iter_mut().filter(|local| **local != NONE) {
            *number = self.machine.variables_of(*number);
        }
        own.sort_unstable();
        let key = (state.globals, own);
        let broken = match self.judged.get(&key) {
            Some(known) => *known,
            None => self.judge(key),
        };
        let quiet = state.locals().all(|local| self.machine.local(local).inbox.is_empty());
        let always = saga.always.len();
        let counted = if quiet { self.run.broken.len() - 1 } else { always };
        for at in (0..counted).filter(|at| broken & (1 << at) != 0) {
            self.run.broken[at].get_or_insert(number);
        }
        if quiet {
            self.quiet.push(number as u32);
            let ended = |local| self.machine.has_ended(&self.machine.local(local));
            if !state.locals().all(ended)
                && let Some(ends) = self.run.broken.last_mut()
            {
                ends.get_or_insert(number);
            }
        }
    }

    fn judge(&mut self, key: (u32, [u32; MOST_SAGAS])) -> u64 {
        let own = key.1.iter().filter(|number| **number != NONE);
        let own: Vec<_> = own.map(|number| self.machine.variables(*number)).collect();
        let broken = judge(self.machine.saga, &self.machine.shared(key.0), &own);
        self.judged.insert(key, broken);
        broken
    }

    /// The first state from which nothing comes to rest.
    fn ends(&mut self) {
        if self.run.cut || self.run.broken.last().is_some_and(Option::is_some) {
            return;
        }
        let count = self.run.states.len();
        let mut rests = vec![false; count];
        self.quiet.iter().for_each(|at| rests[*at as usize] = true);
        // Most ways lead forward: from the end, one or two rounds find all.
        let mut changed = true;
        while changed {
            changed = false;
            for at in (0..count).rev().filter(|at| !rests[*at]).collect::<Vec<_>>() {
                let targets = &self.targets[self.begins[at]..self.begins[at + 1]];
                rests[at] = targets.iter().any(|target| rests[*target as usize]);
                changed |= rests[at];
            }
        }
        let lost = rests.iter().position(|rests| !rests);
        if let Some(ends) = self.run.broken.last_mut() {
            *ends = lost;
        }
    }
}

/// The invariants that shared values and the values of each saga break, a bit for each.
fn judge(saga: &Saga, shared: &[i32], sagas: &[&[i32]]) -> u64 {
    let holds = |invariant: &Invariant, own: &[i32]| {
        let meaning = |name: &str| {
            let summed = total_of(name);
            let name = summed.unwrap_or(name);
            let variable = saga.variables.iter().find(|variable| variable.name == name)?;
            let value = match (summed, variable.each) {
                (Some(_), _) => sagas.iter().map(|saga| i64::from(saga[variable.slot])).sum(),
                (None, true) => i64::from(own[variable.slot]),
                (None, false) => i64::from(shared[variable.slot]),
            };
            // Sums of a few small numbers.
            Some(Value::pure(value as f64))
        };
        invariant.expression.holds(&meaning).unwrap_or(false)
    };
    let all = saga.always.iter().chain(&saga.finally).enumerate();
    let broken = all.filter(|(_, invariant)| match invariant.each {
        true => sagas.iter().any(|own| !holds(invariant, own)),
        false => sagas.first().is_some_and(|own| !holds(invariant, own)),
    });
    broken.map(|(at, _)| 1 << at).sum()
}
