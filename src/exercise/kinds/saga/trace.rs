//! The way to a state, told step by step: who sends what to whom, what strikes, and what holds then.

use crate::verdict::{Evidence, TraceStep};

use super::{
    design::START,
    explore::{Faults, Run, State},
    machine::{FaultKind, Local, Log, Machine, Message, Move, Outcome, What},
};

/// The shortest way of a run to one of its states.
pub(super) fn trace(
    machine: &mut Machine<'_>,
    run: &Run,
    to: usize,
    sagas: usize,
    faults: Faults<'_>,
) -> Evidence {
    let mut state = State::start(machine, sagas);
    let mut steps = Vec::new();
    for next in run.path(to).into_iter().skip(1) {
        let Some((saga, step)) = step_to(machine, &state, &next, faults) else { break };
        state = state.after(machine, saga, &step);
        let told = Told { machine, sagas };
        steps.push(told.step(saga, &step, &state));
    }
    Evidence::Trace(steps)
}

/// The move that leads from one state to another, and whose it is; the simplest first.
fn step_to(
    machine: &mut Machine<'_>,
    from: &State,
    to: &State,
    faults: Faults<'_>,
) -> Option<(usize, Move)> {
    let sagas = from.locals().count();
    let mut found: Option<(usize, Move)> = None;
    for saga in 0..sagas {
        for step in from.moves(machine, saga).iter() {
            let allowed = step.fault.is_none_or(|fault| faults(&fault));
            let simpler = found.as_ref().is_none_or(|(_, known)| step.fault < known.fault);
            if allowed && simpler && from.after(machine, saga, step).sorted() == *to {
                found = Some((saga, step.clone()));
            }
        }
    }
    found
}

/// How steps are told.
struct Told<'t, 'm> {
    machine: &'t Machine<'m>,
    sagas: usize,
}

impl Told<'_, '_> {
    fn step(&self, saga: usize, step: &Move, after: &State) -> TraceStep {
        let (from, what) = self.message(&step.message);
        let of = if self.sagas > 1 { format!("saga {}: ", saga + 1) } else { String::new() };
        TraceStep {
            from,
            to: self.machine.services[step.message.service].clone(),
            text: format!("{of}{what}{}", self.happened(step)),
            state: self.state(after),
        }
    }

    /// Who sent a message, and what it says.
    fn message(&self, message: &Message) -> (String, String) {
        let (saga, design) = (self.machine.saga, self.machine.design);
        match message.what {
            What::Start => (String::new(), START.to_owned()),
            What::Command(work) => (design.at.clone(), saga.work_name(work).to_owned()),
            What::Reply(work, outcome) => {
                let word = match outcome {
                    Outcome::Refused => "refused",
                    Outcome::Failed => "failed",
                    _ => "done",
                };
                let name = saga.work_name(work);
                (saga.service_of(work).to_owned(), format!("{name} {word}"))
            }
            What::Heard(line) => {
                let event = &design.lines[line].event;
                let sends = |one: &&super::design::Handler| {
                    [&one.emits, &one.on_refusal].into_iter().flatten().any(|sent| sent == event)
                };
                let sender = design.lines.iter().find(sends);
                let from = sender.map(|one| one.service.clone()).unwrap_or_default();
                let does = design.lines[line].does.map_or("", |work| saga.work_name(work));
                (from, format!("{event}: {does}"))
            }
        }
    }

    fn happened(&self, step: &Move) -> String {
        let outcome = match step.outcome {
            Some(Outcome::Refused) => ", refused",
            Some(Outcome::Ignored) => ", ignored: it was handled before",
            _ => "",
        };
        let forgotten = if step.forgets { "; what the orchestrator knew is gone" } else { "" };
        let fault = match step.fault.map(|fault| fault.kind) {
            None => "",
            Some(FaultKind::BeforeCommit) => " \u{2717} crash before commit: nothing has happened",
            Some(FaultKind::BeforeSend) if self.is_kept(step) => {
                " \u{2717} crash after commit: the outbox sends what it holds"
            }
            Some(FaultKind::BeforeSend) => " \u{2717} crash after commit: nothing was sent",
            Some(FaultKind::BeforeAcknowledgement) => {
                " \u{2717} crash before acknowledgment: the message comes again"
            }
            Some(FaultKind::Doubled) => " \u{2717} is doubled on its way",
            Some(FaultKind::UndoFails(_)) => " \u{2717} fails, nothing has happened",
        };
        format!("{outcome}{fault}{forgotten}")
    }

    fn is_kept(&self, step: &Move) -> bool {
        self.machine.sends_surely(step.message.service)
    }

    /// Everything that holds in a state, by name.
    fn state(&self, state: &State) -> Vec<(String, String)> {
        let saga = self.machine.saga;
        let shared = self.machine.shared(state.globals);
        let globals = saga.variables.iter().filter(|variable| !variable.each);
        let mut shown: Vec<(String, String)> = globals
            .map(|variable| (variable.name.clone(), shared[variable.slot].to_string()))
            .collect();
        for (number, local) in state.locals().enumerate() {
            let local = self.machine.local(local);
            let of = if self.sagas > 1 { format!(" {}", number + 1) } else { String::new() };
            let own = saga.variables.iter().filter(|variable| variable.each);
            shown.extend(own.map(|variable| {
                let value = local.variables[variable.slot].to_string();
                (format!("{}{of}", variable.name), value)
            }));
            shown.push((format!("saga{of}"), self.log(&local)));
            let waiting: Vec<String> =
                local.inbox.iter().map(|message| self.message(message).1).collect();
            if !waiting.is_empty() {
                shown.push((format!("under way{of}"), waiting.join(", ")));
            }
        }
        shown
    }

    fn log(&self, local: &Local) -> String {
        let machine = self.machine;
        if machine.design.is_choreography() {
            return if machine.has_ended(local) { "ended" } else { "open" }.to_owned();
        }
        let step = |place: usize| {
            machine.design.steps.get(place).map_or("", |one| &machine.saga.steps[one.step].name)
        };
        match local.log {
            Log::Unknown => "not known to the orchestrator".to_owned(),
            Log::Forward(place) => format!("forward, waits for {}", step(place)),
            Log::Back(place) => format!("back, undoes {}", step(place)),
            Log::Stuck => "stuck: a pivot bars the way back".to_owned(),
            Log::Confirmed => "confirmed".to_owned(),
            Log::Cancelled => "cancelled".to_owned(),
        }
    }
}

/// What a fault is called, in a sentence about a service.
pub(super) fn fault_name(kind: FaultKind) -> &'static str {
    match kind {
        FaultKind::BeforeCommit => "a crash before commit",
        FaultKind::BeforeSend => "a crash between commit and send",
        FaultKind::BeforeAcknowledgement => "a crash before acknowledgment",
        FaultKind::Doubled => "a doubled message",
        FaultKind::UndoFails(_) => "a failed undo",
    }
}
