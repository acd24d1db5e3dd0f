//! The coordinator: it asks for votes, decides and tells the decision.

use super::super::sim::Sim;
use super::{Count, Crash, Event, Mark, Message, State, TwoPhase};

impl TwoPhase {
    /// Asks everybody to prepare.
    pub(super) fn begin(&mut self, sim: &mut Sim<Event>) {
        let all = self.participants.len();
        self.coordinator.votes = vec![false; all];
        self.coordinator.acks = vec![false; all];
        for party in 0..all {
            self.send(party, Message::Prepare, sim);
        }
        sim.after(self.vote_timeout, Event::VoteTimeout { life: self.coordinator.life });
    }

    pub(super) fn prepared(&mut self, party: usize, life: u32, sim: &mut Sim<Event>) {
        let crashes = |when| self.crash == when && self.crash_part == party + 1;
        let (before, after) = (crashes(Crash::BeforeVote), crashes(Crash::AfterVote));
        let Some(one) = self.participants.get_mut(party) else { return };
        if one.life != life || one.state != State::Working {
            return;
        }
        if before {
            one.state = State::Idle;
            one.locked = false;
            self.crash_participant(party, sim);
            return;
        }
        let yes = party + 1 != self.vote_no;
        one.vote = Some(yes);
        if yes {
            one.state = State::Prepared;
            sim.out.count(Count::LogWrites);
            sim.out.mark(Mark::FirstInDoubt);
            sim.out.note("participant.prepared", party + 1);
        } else {
            // A no is its own abort record.
            self.settle(party, false, sim);
        }
        if after {
            self.crash_participant(party, sim);
        } else {
            self.send(party, Message::Vote { yes }, sim);
        }
    }

    pub(super) fn vote(&mut self, party: usize, yes: bool, sim: &mut Sim<Event>) {
        if self.coordinator.decision.is_some() {
            return;
        }
        if !yes {
            self.decide(false, sim);
            return;
        }
        if let Some(vote) = self.coordinator.votes.get_mut(party) {
            *vote = true;
        }
        if self.coordinator.votes.iter().all(|vote| *vote) {
            self.decide(true, sim);
        }
    }

    /// The moment of decision, where the coordinator may crash, once.
    pub(super) fn decide(&mut self, commit: bool, sim: &mut Sim<Event>) {
        if self.crash == Crash::AfterVotes {
            self.crash_coordinator(sim);
            return;
        }
        self.coordinator.decision = Some(commit);
        sim.out.count(Count::LogWrites);
        sim.out.mark(Mark::Decided);
        if self.crash == Crash::AfterDecision {
            self.crash_coordinator(sim);
            return;
        }
        self.send_decision(sim);
    }

    /// Tells all who have not acknowledged, and again later.
    pub(super) fn send_decision(&mut self, sim: &mut Sim<Event>) {
        let Some(commit) = self.coordinator.decision else { return };
        for party in 0..self.participants.len() {
            if self.coordinator.acks.get(party) != Some(&true) {
                self.send(party, Message::Decision { commit }, sim);
            }
        }
        sim.after(self.resend, Event::Resend { life: self.coordinator.life });
    }

    pub(super) fn acknowledged(&mut self, party: usize, sim: &mut Sim<Event>) {
        if let Some(ack) = self.coordinator.acks.get_mut(party) {
            *ack = true;
        }
        if !self.coordinator.ended && self.coordinator.acks.iter().all(|ack| *ack) {
            self.coordinator.ended = true;
            sim.out.count(Count::LogWrites);
        }
    }

    pub(super) fn crash_coordinator(&mut self, sim: &mut Sim<Event>) {
        self.crash = Crash::None;
        self.coordinator.down = true;
        self.coordinator.life += 1;
        let all = self.participants.len();
        self.coordinator.votes = vec![false; all];
        self.coordinator.acks = vec![false; all];
        sim.out.note("coordinator.crash", "");
        sim.after(self.restart, Event::RestartCoordinator);
    }

    pub(super) fn restart_coordinator(&mut self, sim: &mut Sim<Event>) {
        self.coordinator.down = false;
        sim.out.note("coordinator.restart", "");
        if self.coordinator.decision.is_some() {
            self.send_decision(sim);
        } else if self.presume_abort {
            self.decide(false, sim);
        } else {
            self.begin(sim);
        }
    }
}
