//! A pod's life: placed, started, ready, probed, restarted; and the death of a node.

use super::{Bad, Cluster, Count, Event};
use crate::lab::{MINUTE, SECOND, sim::Sim};

/// µs from the start of a container that crashes to its exit.
const CRASHES_AFTER: u64 = 2 * SECOND;
/// µs of the longest wait before a restart.
const LONGEST_BACKOFF: u64 = 5 * MINUTE;
/// µs that a probe takes per thousandth of a pod's capacity in use.
const ANSWER_PER_MILLI: u64 = 200;

/// How far a pod is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// No node has room.
    Pending,
    Starting,
    Running,
    Ready,
    /// Its container waits for its next start.
    BackOff,
}

/// A pod; it keeps its number for ever.
pub(super) struct Pod {
    /// 1 or 2.
    pub(super) version: usize,
    /// From 0.
    pub(super) node: Option<usize>,
    pub(super) stage: Stage,
    /// Requests are sent to it.
    pub(super) endpoint: bool,
    pub(super) deleted: bool,
    /// Containers that it has had before this one.
    pub(super) life: u32,
    was_ready: bool,
    /// Probes that failed in a row.
    failures: u64,
}

impl Pod {
    pub(super) fn new(version: usize) -> Self {
        Self {
            version,
            node: None,
            stage: Stage::Pending,
            endpoint: false,
            deleted: false,
            life: 0,
            was_ready: false,
            failures: 0,
        }
    }
}

impl Cluster {
    /// Whether a pod stands on the node that is dead.
    pub(super) fn on_lost_node(&self, pod: &Pod) -> bool {
        self.lost && pod.node == Some(0)
    }

    /// Whether what was scheduled for a pod still applies: nothing moves on a dead node.
    pub(super) fn acts(&self, pod: usize, life: u32) -> bool {
        self.pods
            .get(pod)
            .is_some_and(|one| !one.deleted && one.life == life && !self.on_lost_node(one))
    }

    /// Puts a pod on the node with the fewest, the lowest number first; says whether there was room.
    pub(super) fn place(&mut self, pod: usize) -> bool {
        let on = |node: usize| self.count(|one| one.node == Some(node));
        let alive = (0..self.nodes).filter(|node| !self.lost || *node != 0);
        let node = alive.map(|node| (on(node), node)).min();
        let Some((_, node)) = node.filter(|(pods, _)| *pods < self.per_node as u64) else {
            return false;
        };
        self.pods[pod].node = Some(node);
        self.pods[pod].stage = Stage::Starting;
        true
    }

    /// Places a pod and lets its image start.
    pub(super) fn place_and_start(&mut self, pod: usize, sim: &mut Sim<Event>) -> bool {
        let placed = self.place(pod);
        if placed {
            sim.after(self.image_start, Event::Running { pod, life: self.pods[pod].life });
        }
        placed
    }

    pub(super) fn running(&mut self, pod: usize, life: u32, sim: &mut Sim<Event>) {
        if !self.acts(pod, life) {
            return;
        }
        self.pods[pod].stage = Stage::Running;
        let bad = if self.pods[pod].version == 2 { self.bad } else { Bad::Off };
        if bad == Bad::Crash {
            sim.after(CRASHES_AFTER, Event::Exits { pod, life });
        }
        if bad != Bad::NeverReady {
            sim.after(self.ready_after, Event::Ready { pod, life });
        }
    }

    pub(super) fn ready(&mut self, pod: usize, life: u32, sim: &mut Sim<Event>) {
        if !self.acts(pod, life) {
            return;
        }
        let one = &mut self.pods[pod];
        one.stage = Stage::Ready;
        let news = one.version == 2 && !one.was_ready;
        one.was_ready = true;
        self.join(pod, sim);
        if news {
            self.progressed(sim);
        }
        sim.after(self.probe_period, Event::Probe { pod, life });
    }

    fn join(&mut self, pod: usize, sim: &mut Sim<Event>) {
        self.pods[pod].endpoint = true;
        sim.out.note("pod.ready", pod + 1);
    }

    /// Takes a pod out of the endpoints, if it is there.
    pub(super) fn leave(&mut self, pod: usize, sim: &mut Sim<Event>) {
        if std::mem::take(&mut self.pods[pod].endpoint) {
            sim.out.note("pod.unready", pod + 1);
        }
    }

    /// µs that a pod takes to answer a probe: 200 ms when it is just full.
    fn answer(&self, pod: usize) -> u64 {
        let capacity = self.endpoints() * self.per_pod[self.pods[pod].version - 1];
        (self.load * 1_000).checked_div(capacity).unwrap_or(0) * ANSWER_PER_MILLI
    }

    pub(super) fn probe(&mut self, pod: usize, life: u32, sim: &mut Sim<Event>) {
        if !self.acts(pod, life) {
            return;
        }
        if self.answer(pod) > self.liveness_timeout {
            self.probe_failed = true;
            self.leave(pod, sim);
            self.pods[pod].failures += 1;
            if self.probe_restarts && self.pods[pod].failures >= self.failure_threshold {
                self.restart(pod, sim);
                return;
            }
        } else {
            self.pods[pod].failures = 0;
            if !self.pods[pod].endpoint {
                self.join(pod, sim);
            }
        }
        sim.after(self.probe_period, Event::Probe { pod, life });
    }

    /// The container in a pod is started again, after a wait that doubles.
    pub(super) fn restart(&mut self, pod: usize, sim: &mut Sim<Event>) {
        self.leave(pod, sim);
        let one = &mut self.pods[pod];
        one.stage = Stage::BackOff;
        one.failures = 0;
        let doubled = self.restart_backoff.saturating_mul(1 << one.life.min(30));
        one.life += 1;
        let life = one.life;
        sim.out.count(Count::Restarts);
        sim.out.note("pod.restart", pod + 1);
        sim.after(doubled.min(LONGEST_BACKOFF), Event::Running { pod, life });
    }

    pub(super) fn delete(&mut self, pod: usize, sim: &mut Sim<Event>) {
        self.leave(pod, sim);
        self.pods[pod].deleted = true;
        self.pods[pod].node = None;
        sim.out.count(Count::Deleted);
        sim.out.note("pod.deleted", pod + 1);
    }

    pub(super) fn lose_node(&mut self, sim: &mut Sim<Event>) {
        self.lost = true;
        sim.out.note("node.lost", 1);
        sim.after(self.node_grace, Event::NodeGrace);
        sim.after(self.evict_after, Event::Evict);
    }

    fn on_dead(&self) -> Vec<usize> {
        let dead = |pod: &&usize| {
            self.pods.get(**pod).is_some_and(|one| !one.deleted && self.on_lost_node(one))
        };
        (0..self.pods.len()).collect::<Vec<_>>().iter().filter(dead).copied().collect()
    }

    pub(super) fn grace(&mut self, sim: &mut Sim<Event>) {
        self.graced = true;
        for pod in self.on_dead() {
            self.leave(pod, sim);
        }
    }

    pub(super) fn evict(&mut self, sim: &mut Sim<Event>) {
        sim.out.note("node.evicted", 1);
        for pod in self.on_dead() {
            self.delete(pod, sim);
        }
    }
}
