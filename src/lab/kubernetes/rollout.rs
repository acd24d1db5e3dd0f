//! The loop that nears the desired state, one action of each kind a second, and rollouts.

use super::{
    Cluster, Count, Event, Mark,
    pods::{Pod, Stage},
};
use crate::lab::{SECOND, sim::Sim};

impl Cluster {
    pub(super) fn reconcile(&mut self, sim: &mut Sim<Event>) {
        let pending = |pod: &Pod| !pod.deleted && pod.stage == Stage::Pending;
        if let Some(pod) = self.pods.iter().position(pending) {
            self.place_and_start(pod, sim);
        }
        self.create_missing(sim);
        self.remove_old(sim);
        let wanted = |pod: &Pod| pod.version == 2 && pod.endpoint;
        if self.in_rollout && self.live() == self.replicas && self.count(wanted) == self.replicas {
            self.in_rollout = false;
            sim.out.mark(Mark::RolloutDone);
            sim.out.note("rollout.done", "");
        }
        sim.after(SECOND, Event::Reconcile);
    }

    fn create_missing(&mut self, sim: &mut Sim<Event>) {
        let rolling = self.in_rollout && !self.paused;
        let most = self.replicas + if rolling { self.max_surge } else { 0 };
        let enough = rolling && self.count(|pod| pod.version == 2) >= self.replicas;
        if self.live() >= most || enough {
            return;
        }
        let pod = self.pods.len();
        self.pods.push(Pod::new(if self.set && !self.paused { 2 } else { 1 }));
        sim.out.count(Count::Created);
        // It was there, even if another one goes in the same second.
        let live = self.live();
        sim.out.raise(Count::MaxLive, live);
        sim.out.note("pod.created", pod + 1);
        if !self.place_and_start(pod, sim) {
            sim.out.note("pod.pending", pod + 1);
        }
    }

    fn remove_old(&mut self, sim: &mut Sim<Event>) {
        if !self.in_rollout || self.paused {
            return;
        }
        // One more may be away, and one goes: available - 1 >= replicas - max_unavailable.
        if self.endpoints() + self.max_unavailable < self.replicas + 1 {
            return;
        }
        let old = |pod: &Pod| !pod.deleted && pod.version == 1;
        let not_ready = self.pods.iter().position(|pod| old(pod) && !pod.endpoint);
        if let Some(pod) = not_ready.or_else(|| self.pods.iter().position(old)) {
            self.delete(pod, sim);
        }
    }

    pub(super) fn begin_rollout(&mut self, sim: &mut Sim<Event>) {
        self.set = true;
        self.in_rollout = true;
        sim.out.note("rollout.start", "");
        self.progressed(sim);
    }

    /// The deadline begins anew.
    pub(super) fn progressed(&mut self, sim: &mut Sim<Event>) {
        if self.in_rollout {
            self.progress += 1;
            sim.after(self.progress_deadline, Event::Deadline { progress: self.progress });
        }
    }

    pub(super) fn deadline(&mut self, progress: u32, sim: &mut Sim<Event>) {
        let failed = sim.out.get(Count::RolloutFailed) > 0;
        if progress != self.progress || !self.in_rollout || failed {
            return;
        }
        sim.out.set(Count::RolloutFailed, 1);
        sim.out.mark(Mark::RolloutFailed);
        sim.out.note("rollout.failed", "");
        self.paused = self.auto_pause;
    }
}
