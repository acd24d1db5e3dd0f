//! A participant: it votes, waits in doubt and settles.

use super::super::sim::Sim;
use super::{Count, Crash, Event, Mark, Message, Participant, State, TwoPhase};

impl TwoPhase {
    pub(super) fn asked_to_prepare(&mut self, party: usize, sim: &mut Sim<Event>) {
        let Some(one) = self.participants.get_mut(party).filter(|one| one.up) else { return };
        if let Some(yes) = one.vote {
            self.send(party, Message::Vote { yes }, sim);
        } else if one.state == State::Idle {
            one.state = State::Working;
            one.locked = true;
            sim.after(self.prepare, Event::Prepared { party, life: one.life });
        }
    }

    /// A participant writes its outcome, frees its locks, and acknowledges a commit.
    pub(super) fn settle(&mut self, party: usize, commit: bool, sim: &mut Sim<Event>) {
        let Some(one) = self.participants.get_mut(party) else { return };
        one.state = if commit { State::Committed } else { State::Aborted };
        one.locked = false;
        sim.out.count(Count::LogWrites);
        sim.out.count(if commit { Count::Committed } else { Count::Aborted });
        let kind = if commit { "participant.committed" } else { "participant.aborted" };
        sim.out.note(kind, party + 1);
        if self.participants.iter().all(Participant::settled) {
            sim.out.mark(Mark::Resolved);
        }
        if commit {
            self.send(party, Message::Ack, sim);
        }
    }

    /// A participant hears the decision.
    pub(super) fn told(&mut self, party: usize, commit: bool, sim: &mut Sim<Event>) {
        let Some(one) = self.participants.get_mut(party).filter(|one| one.up) else { return };
        match one.state {
            State::Applying => {}
            State::Committed | State::Aborted => self.send(party, Message::Ack, sim),
            _ if commit => {
                one.state = State::Applying;
                sim.after(self.commit, Event::Applied { party });
            }
            _ => {
                self.settle(party, false, sim);
                self.send(party, Message::Ack, sim);
            }
        }
    }

    pub(super) fn crash_participant(&mut self, party: usize, sim: &mut Sim<Event>) {
        self.crash = Crash::None;
        if let Some(one) = self.participants.get_mut(party) {
            one.up = false;
            one.life += 1;
        }
        sim.out.note("participant.crash", party + 1);
        sim.after(self.restart, Event::Restart { party });
    }

    pub(super) fn restart_participant(&mut self, party: usize, sim: &mut Sim<Event>) {
        let Some(one) = self.participants.get_mut(party) else { return };
        one.up = true;
        if one.in_doubt() {
            let life = one.life;
            self.ask(party, life, sim);
            return;
        }
        if one.vote.is_none() {
            one.vote = Some(false);
            self.settle(party, false, sim);
        }
        self.send(party, Message::Vote { yes: false }, sim);
    }

    /// A participant in doubt asks for the decision, and again until it has one.
    pub(super) fn ask(&mut self, party: usize, life: u32, sim: &mut Sim<Event>) {
        let waits = |one: &&Participant| one.in_doubt() && one.life == life;
        if self.participants.get(party).filter(waits).is_some() {
            self.send(party, Message::Ask, sim);
            sim.after(self.resend, Event::AskAgain { party, life });
        }
    }
}
