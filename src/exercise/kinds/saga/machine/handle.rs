//! How a message is handled: one transaction, and what is sent after it.

use super::{
    super::{
        design::{Planned, Role, Work},
        facts::{Note, Saga, total_of},
    },
    Local, Log, Machine, Message, Others, What,
};
use crate::expression::{Assignment, Expression, Value};

/// What came of a step or of its undoing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Outcome {
    Done,
    Refused,
    /// A way to undo failed, and nothing happened.
    Failed,
    /// It had been handled before, or nobody waits for it.
    Ignored,
}

/// One handling: what stands after it, and what it sends.
pub(super) struct Handled {
    /// With the inbox as it was.
    pub(super) local: Local,
    pub(super) globals: Vec<i32>,
    pub(super) sends: Vec<Message>,
    pub(super) outcome: Option<Outcome>,
    /// The way to undo that fails here, which is a fault.
    pub(super) fails: Option<usize>,
}

/// What names mean while a step runs.
struct Scope<'s> {
    machine: &'s Machine<'s>,
    local: &'s Local,
    globals: &'s [i32],
    others: &'s Others,
    /// Variables that are known as they were, with their values.
    noted: &'s [(usize, i32)],
}

impl<'s> Scope<'s> {
    fn of(
        machine: &'s Machine<'s>,
        handled: &'s Handled,
        others: &'s Others,
        noted: &'s [(usize, i32)],
    ) -> Self {
        Self { machine, local: &handled.local, globals: &handled.globals, others, noted }
    }

    fn variable(&self, at: usize) -> i32 {
        let variable = &self.machine.saga.variables[at];
        let values = if variable.each { &self.local.variables } else { self.globals };
        values[variable.slot]
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.machine.saga.variables.iter().position(|variable| variable.name == name)
    }

    fn meaning(&self, name: &str) -> Option<Value> {
        if let Some(summed) = total_of(name) {
            let at = self.find(summed)?;
            let total = self.machine.totals.iter().position(|known| *known == at);
            let others = total.map_or(0, |total| self.others.sums[total]);
            return Some(whole(self.variable(at).saturating_add(others)));
        }
        let at = self.find(name)?;
        let noted = self.noted.iter().find(|(known, _)| *known == at);
        Some(whole(noted.map_or_else(|| self.variable(at), |(_, value)| *value)))
    }

    fn holds(&self, expression: &Expression) -> bool {
        expression.holds(&|name| self.meaning(name)).unwrap_or(false)
    }
}

fn whole(value: i32) -> Value {
    Value::pure(f64::from(value))
}

impl Machine<'_> {
    /// Every way in which a message can be handled: one, or two where a way to undo can fail.
    pub(super) fn handle(
        &self,
        local: &Local,
        globals: &[i32],
        others: &Others,
        message: Message,
    ) -> Vec<Handled> {
        let here = |local: Local, sends, outcome| Handled {
            local,
            globals: globals.to_vec(),
            sends,
            outcome,
            fails: None,
        };
        match message.what {
            What::Start => {
                let mut next = local.clone();
                let sends = match local.log {
                    Log::Unknown => self.go_on(&mut next, 0),
                    _ => Vec::new(),
                };
                vec![here(next, sends, None)]
            }
            What::Reply(work, outcome) => {
                let mut next = local.clone();
                let sends = self.reply(&mut next, work, outcome);
                let ignored = sends.is_empty() && next.log == local.log;
                vec![here(next, sends, ignored.then_some(Outcome::Ignored))]
            }
            What::Command(work) => self.perform(local, globals, others, message, work),
            What::Heard(line) => match self.design.lines[line].does {
                Some(work) => self.perform(local, globals, others, message, work),
                None => vec![here(local.clone(), Vec::new(), None)],
            },
        }
    }

    /// The orchestrator goes forward to a place in the order.
    fn go_on(&self, local: &mut Local, place: usize) -> Vec<Message> {
        let Some(planned) = self.design.steps.get(place) else {
            local.log = Log::Confirmed;
            return Vec::new();
        };
        local.log = Log::Forward(place);
        vec![self.command(Work::Step(planned.step))]
    }

    /// The orchestrator goes back to the last place in the order, before one, that is undone.
    fn go_back(&self, local: &mut Local, before: usize) -> Vec<Message> {
        for place in (0..before).rev() {
            if self.design.steps[place].role == Some(Role::Pivot) {
                local.log = Log::Stuck;
                return Vec::new();
            }
            if let Some(undo) = self.undos[place] {
                local.log = Log::Back(place);
                return vec![self.command(Work::Undo(undo))];
            }
        }
        local.log = Log::Cancelled;
        Vec::new()
    }

    fn command(&self, work: Work) -> Message {
        let name = self.saga.service_of(work);
        let service = self.services.iter().position(|known| known == name).unwrap_or_default();
        Message { service, what: What::Command(work), again: false }
    }

    /// What the orchestrator does with a reply; one that it does not wait for is ignored.
    fn reply(&self, local: &mut Local, work: Work, outcome: Outcome) -> Vec<Message> {
        match (local.log, work) {
            (Log::Forward(place), Work::Step(step)) if self.design.steps[place].step == step => {
                match outcome {
                    Outcome::Refused if self.design.steps[place].is_retriable() => {
                        vec![self.command(work)]
                    }
                    Outcome::Refused => self.go_back(local, place),
                    _ => self.go_on(local, place + 1),
                }
            }
            (Log::Back(place), Work::Undo(undo)) if self.undos[place] == Some(undo) => {
                let again = outcome == Outcome::Failed && self.tries_again(undo);
                if again { vec![self.command(work)] } else { self.go_back(local, place) }
            }
            _ => Vec::new(),
        }
    }

    fn tries_again(&self, undo: usize) -> bool {
        self.design.protect.retry_undo.contains(&self.saga.undos[undo].name)
    }

    /// A step or an undo runs in its service.
    fn perform(
        &self,
        local: &Local,
        globals: &[i32],
        others: &Others,
        message: Message,
        work: Work,
    ) -> Vec<Handled> {
        let bit = match work {
            Work::Step(step) => 1_u64 << step,
            Work::Undo(undo) => 1_u64 << (self.saga.steps.len() + undo),
        };
        let remembers = self.design.protect.dedupe.contains(&self.services[message.service]);
        let mut next = Handled {
            local: local.clone(),
            globals: globals.to_vec(),
            sends: Vec::new(),
            outcome: None,
            fails: None,
        };
        if remembers && local.handled & bit != 0 {
            next.outcome = Some(Outcome::Ignored);
            return vec![next];
        }
        let outcome = match work {
            Work::Step(step) => self.step(&mut next, others, step),
            Work::Undo(undo) => {
                let of = self.saga.undos[undo].of;
                self.apply(&mut next, others, &self.saga.undos[undo].does, &[]);
                next.local.standing &= !(1 << of);
                Outcome::Done
            }
        };
        if remembers && !(outcome == Outcome::Refused && self.is_retriable(work)) {
            next.local.handled |= bit;
        }
        next.outcome = Some(outcome);
        next.sends = self.answers(message, work, outcome);
        let failing = match work {
            Work::Undo(undo) if self.saga.undos[undo].fails => Some(undo),
            _ => None,
        };
        let failed = failing.map(|undo| Handled {
            local: local.clone(),
            globals: globals.to_vec(),
            sends: self.answers(message, work, Outcome::Failed),
            outcome: Some(Outcome::Failed),
            fails: Some(undo),
        });
        std::iter::once(next).chain(failed).collect()
    }

    /// What is sent after a step or an undo.
    fn answers(&self, message: Message, work: Work, outcome: Outcome) -> Vec<Message> {
        let What::Heard(line) = message.what else {
            let what = What::Reply(work, outcome);
            return vec![Message { service: self.at, what, again: false }];
        };
        let known = &self.design.lines[line];
        match (outcome, work) {
            (Outcome::Failed, Work::Undo(undo)) if self.tries_again(undo) => {
                vec![Message { again: false, ..message }]
            }
            (Outcome::Done, _) => known.emits.as_ref().map_or_else(Vec::new, |one| self.heard(one)),
            (Outcome::Refused, _) => {
                known.on_refusal.as_ref().map_or_else(Vec::new, |one| self.heard(one))
            }
            _ => Vec::new(),
        }
    }

    fn is_retriable(&self, work: Work) -> bool {
        let Work::Step(step) = work else { return false };
        self.design.planned(step).is_some_and(Planned::is_retriable)
    }

    /// A step: refused by a lock or by the business, or done.
    fn step(&self, next: &mut Handled, others: &Others, step: usize) -> Outcome {
        let known = &self.saga.steps[step];
        let touched = self.touched(step);
        let noted = self.noted(&next.local, step);
        let refused = touched & others.locks != 0
            || known
                .refuses_if
                .as_ref()
                .is_some_and(|refuses| Scope::of(self, next, others, &noted).holds(refuses));
        if refused {
            next.local.refused = true;
            return Outcome::Refused;
        }
        self.apply(next, others, &known.does, &noted);
        next.local.locks |= touched;
        next.local.standing |= 1 << step;
        for (number, note) in self.notes.iter().enumerate() {
            if note.step == step {
                let variable = &self.saga.variables[note.variable];
                let values = if variable.each { &next.local.variables } else { &next.globals };
                next.local.notes[number] = Some(values[variable.slot]);
            }
        }
        Outcome::Done
    }

    /// The variables that a step knows as they were.
    fn noted(&self, local: &Local, step: usize) -> Vec<(usize, i32)> {
        let known = &self.saga.steps[step];
        let reread = &self.design.protect.reread;
        let stale = known.reads.iter().filter(|note| {
            let variable = &self.saga.variables[note.variable].name;
            let whole = format!("{variable}@{}", self.saga.steps[note.step].name);
            !reread.contains(variable) && !reread.contains(&whole)
        });
        let value = |note: &Note| {
            let number = self.notes.iter().position(|known| known == note)?;
            Some((note.variable, local.notes[number]?))
        };
        stale.filter_map(value).collect()
    }

    fn apply(
        &self,
        next: &mut Handled,
        others: &Others,
        does: &[Assignment],
        noted: &[(usize, i32)],
    ) {
        for assignment in does {
            let scope = Scope::of(self, next, others, noted);
            let Some(at) = scope.find(&assignment.name) else { continue };
            let before = whole(scope.variable(at));
            let Ok(value) = assignment.apply(&before, &|name| scope.meaning(name)) else {
                continue;
            };
            let value = value.number().map_or(0.0, |number| number.value);
            let variable = &self.saga.variables[at];
            let values = if variable.each { &mut next.local.variables } else { &mut next.globals };
            // Saturates.
            values[variable.slot] = value.round() as i32;
        }
    }

    /// The locked variables that a step reads, notes or writes.
    fn touched(&self, step: usize) -> u32 {
        let known = &self.saga.steps[step];
        let values = known.does.iter().map(|does| &does.value).chain(&known.refuses_if);
        let read = values.flat_map(Expression::names).map(|name| total_of(name).unwrap_or(name));
        let written = known.does.iter().map(|does| does.name.as_str());
        let named = read.chain(written).filter_map(|name| {
            self.saga.variables.iter().position(|variable| variable.name == name)
        });
        let noted = self.notes.iter().filter(|note| note.step == step);
        let all = named
            .chain(noted.map(|note| note.variable))
            .chain(known.reads.iter().map(|note| note.variable));
        all.map(|at| self.lock_bits[at]).fold(0, |sum, bit| sum | bit)
    }
}

impl Saga {
    /// The variables whose totals a step or an undo looks at.
    pub(super) fn totals_of_steps(&self) -> Vec<usize> {
        let steps = self.steps.iter().flat_map(|step| &step.does);
        let does = steps.chain(self.undos.iter().flat_map(|undo| &undo.does));
        let refuses = self.steps.iter().filter_map(|step| step.refuses_if.as_ref());
        let values = does.map(|does| &does.value).chain(refuses);
        let mut found: Vec<usize> = values
            .flat_map(Expression::names)
            .filter_map(|name| {
                let summed = total_of(name)?;
                self.variables.iter().position(|variable| variable.name == summed)
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}
