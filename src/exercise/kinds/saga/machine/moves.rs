//! What one saga can do next: each message that it may handle, and each fault that may strike.

use std::rc::Rc;

use super::{Fault, FaultKind, Local, Machine, Message, Move};

impl<'m> Machine<'m> {
    /// All that can happen next to a saga.
    pub(in super::super) fn moves(&mut self, local: u32, globals: u32, others: u32) -> Rc<[Move]> {
        let key = (local, globals, others);
        if let Some(known) = self.moves.get(&key) {
            return Rc::clone(known);
        }
        let found: Rc<[Move]> = self.find_moves(local, globals, others).into();
        self.moves.insert(key, Rc::clone(&found));
        found
    }

    fn find_moves(&mut self, from: u32, globals: u32, others: u32) -> Vec<Move> {
        let (local, shared) = (self.local(from), self.shared(globals));
        let others = self.others.value(others);
        let mut moves = Vec::new();
        for (at, message) in local.inbox.iter().enumerate() {
            let before = local.inbox.iter().take(at);
            let waits = |known: &Message| match self.ordered {
                true => known.service == message.service,
                false => known == message,
            };
            if before.clone().any(waits) {
                continue;
            }
            for handled in self.handle(&local, &shared, &others, *message) {
                self.deliver(&local, (from, globals), (at, *message), &handled, &mut moves);
            }
        }
        moves
    }

    /// One handling of a message, and every fault that may strike it.
    fn deliver(
        &mut self,
        local: &Local,
        (from, before): (u32, u32),
        (at, message): (usize, Message),
        handled: &super::handle::Handled,
        moves: &mut Vec<Move>,
    ) {
        let globals = self.globals.number(handled.globals.clone());
        let forgets = message.service == self.at
            && !self.design.protect.store_state
            && !self.design.is_choreography();
        let rest = |again: Option<usize>| {
            let mut inbox = local.inbox.clone();
            match again {
                // It stays where it is.
                Some(copies) => {
                    let again = Message { again: true, ..message };
                    inbox[at] = again;
                    inbox.extend(std::iter::repeat_n(again, copies - 1));
                }
                None => drop(inbox.remove(at)),
            }
            inbox
        };
        let mut add = |this: &mut Self, kind: Option<FaultKind>, outcome, local: u32, globals| {
            let crashed = matches!(
                kind,
                Some(
                    FaultKind::BeforeCommit
                        | FaultKind::BeforeSend
                        | FaultKind::BeforeAcknowledgement
                )
            );
            let forgets = forgets && crashed;
            let local = if forgets { this.forget(local) } else { local };
            let fault = kind.map(|kind| Fault { kind, service: message.service });
            moves.push(Move { message, outcome, fault, local, globals, forgets });
        };
        let outcome = handled.outcome;
        let done = self.after(handled, rest(None), &handled.sends);
        if let Some(undo) = handled.fails {
            add(self, Some(FaultKind::UndoFails(undo)), outcome, done, globals);
            return;
        }
        add(self, None, outcome, done, globals);
        add(self, Some(FaultKind::BeforeCommit), None, from, before);
        let unsent = match self.sends_surely(message.service) {
            true => done,
            false => self.after(handled, rest(None), &[]),
        };
        add(self, Some(FaultKind::BeforeSend), outcome, unsent, globals);
        let unacknowledged = self.after(handled, rest(Some(1)), &handled.sends);
        add(self, Some(FaultKind::BeforeAcknowledgement), outcome, unacknowledged, globals);
        if !message.again {
            let mut doubled = local.clone();
            doubled.inbox = rest(Some(2));
            self.tidy(&mut doubled);
            let doubled = self.locals.number(doubled);
            add(self, Some(FaultKind::Doubled), None, doubled, before);
        }
    }

    /// Where the saga stands after a handling, with what waits then.
    fn after(
        &mut self,
        handled: &super::handle::Handled,
        rest: Vec<Message>,
        sent: &[Message],
    ) -> u32 {
        let mut local = handled.local.clone();
        local.inbox = rest;
        local.inbox.extend_from_slice(sent);
        if self.has_ended(&local) {
            local.locks = 0;
        }
        self.tidy(&mut local);
        self.locals.number(local)
    }

    pub(super) fn tidy(&self, local: &mut Local) {
        if self.ordered {
            local.inbox.sort_by_key(|message| message.service);
        } else {
            local.inbox.sort_unstable();
        }
    }

    pub(in super::super) fn sends_surely(&self, service: usize) -> bool {
        let name = &self.services[service];
        self.saga.world.outbox || self.design.protect.outbox.contains(name)
    }
}
