//! Kubernetes: a desired state, a loop that nears it once a second, probes, and nodes that die.

mod figures;
mod pods;
mod rollout;

use super::{
    Lab, MINUTE, SECOND, Spec,
    chance::Carry,
    counted,
    figure::Figures,
    level,
    param::{Param, Values},
    plot::{Band, Curve, Draw, MARKED, Plot, Unit},
    sim::{Outputs, Ranked, Sim, names},
};
use pods::{Pod, Stage};

names! { enum Count, COUNTERS;
    Created = "created",
    Deleted = "deleted",
    Restarts = "restarts",
    Pending = "pending" level,
    MaxUnavailable = "max_unavailable_seen",
    MaxLive = "max_live",
    Served = "served",
    Failed = "failed",
    Endpoints = "endpoints" level,
    RolloutFailed = "rollout_failed",
    Version1 = "version_1" level,
    Version2 = "version_2" level,
}

names! { enum Mark, MARKS;
    FirstFailed = "first_failed_us",
    Recovered = "recovered_us",
    RolloutDone = "rollout_done_us",
    RolloutFailed = "rollout_failed_us",
}

static SPEC: Spec = Spec {
    id: "k8s",
    until: 10 * MINUTE,
    bounded_by: None,
    params: &[
        Param::int("replicas", "4").within(1, 20),
        Param::int("nodes", "3").within(1, 10),
        Param::int("per_node", "4").within(1, 20),
        Param::duration("image_start", "5s"),
        Param::duration("ready_after", "3s"),
        Param::word("bad_version", &["off", "crash", "never_ready", "slow"]),
        Param::duration("rollout", "0"),
        Param::int("max_unavailable", "1").within(0, 20),
        Param::int("max_surge", "1").within(0, 20),
        Param::duration("progress_deadline", "60s").from(SECOND),
        Param::word("auto_pause", &["off", "on"]),
        Param::duration("node_loss", "0"),
        Param::duration("node_grace", "40s").within(10 * SECOND, 10 * MINUTE),
        Param::duration("evict_after", "300s").within(10 * SECOND, super::HOUR),
        Param::rate("load", "100").or_none().live(),
        Param::rate("per_pod", "40").within(1_000, 10_000_000),
        Param::duration("probe_period", "5s").within(SECOND, 5 * MINUTE),
        Param::duration("liveness_timeout", "1s"),
        Param::int("failure_threshold", "3").within(1, 10),
        Param::word("liveness", &["separate", "same_as_readiness", "off"]),
        Param::duration("restart_backoff", "10s"),
    ],
    counters: COUNTERS,
    marks: MARKS,
    series: &[level("endpoints"), level("live"), counted("failed")],
    plots: &[Plot::new(
        Unit::Count,
        &[
            Curve::new("endpoints", Draw::Level("endpoints")),
            Curve::new("pods", Draw::Level("live")),
        ],
    )
    .with(&[Band::new("requests-lost", Draw::Slot("failed"), MARKED)])],
    beside: None,
    laws: &[
        "created = deleted + live",
        "live <= replicas + max_surge",
        "a rollout of good pods: available >= replicas - max_unavailable",
        "no pod on a dead node is an endpoint after node_grace",
        "served + failed = arrived",
    ],
    random: |_| false,
    contradiction,
};

fn contradiction(values: &Values, _until: u64) -> Option<String> {
    let number = |name| values.number(name);
    let replicas = number("replicas");
    let over = ["max_unavailable", "max_surge"].into_iter().find(|name| number(name) > replicas);
    if let Some(name) = over {
        return Some(format!("{name} = {} is more than replicas = {replicas}", number(name)));
    }
    if number("max_unavailable") == 0 && number("max_surge") == 0 {
        return Some("with max_unavailable = 0 and max_surge = 0 no rollout can begin".into());
    }
    (number("evict_after") < number("node_grace"))
        .then(|| "evict_after is before node_grace".into())
}

/// What can happen; `life` counts restarts, so that what was begun before one is void.
#[derive(Clone, Copy)]
pub(super) enum Event {
    Requests,
    /// The image has started, or the container after a restart.
    Running {
        pod: usize,
        life: u32,
    },
    Exits {
        pod: usize,
        life: u32,
    },
    Ready {
        pod: usize,
        life: u32,
    },
    Probe {
        pod: usize,
        life: u32,
    },
    Reconcile,
    Rollout,
    Deadline {
        progress: u32,
    },
    NodeLoss,
    NodeGrace,
    Evict,
}

impl Ranked for Event {
    fn rank(&self) -> u8 {
        match self {
            Self::Requests => 1,
            Self::Running { .. } | Self::Exits { .. } | Self::Ready { .. } => 2,
            Self::Probe { .. } => 3,
            Self::Reconcile => 4,
            _ => 5,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Bad {
    Off,
    Crash,
    NeverReady,
    Slow,
}

/// A deployment on a few nodes.
pub(super) struct Cluster {
    replicas: u64,
    nodes: usize,
    per_node: usize,
    image_start: u64,
    ready_after: u64,
    bad: Bad,
    rollout_at: u64,
    max_unavailable: u64,
    max_surge: u64,
    progress_deadline: u64,
    auto_pause: bool,
    node_loss: u64,
    node_grace: u64,
    evict_after: u64,
    load: u64,
    /// Capacity of a pod by version, in thousandths per second.
    per_pod: [u64; 2],
    probe_period: u64,
    liveness_timeout: u64,
    failure_threshold: u64,
    probe_restarts: bool,
    restart_backoff: u64,
    pods: Vec<Pod>,
    arriving: Carry,
    capacity: [Carry; 2],
    /// Node 1 is dead.
    lost: bool,
    /// The dead node's pods have left the endpoints.
    graced: bool,
    /// Version 2 is what is wanted.
    set: bool,
    in_rollout: bool,
    paused: bool,
    /// How often the rollout got ahead, so that an old deadline is void.
    progress: u32,
    /// Fewer pods than wanted were ready on living nodes.
    short: bool,
    probe_failed: bool,
    arrived: u64,
}

impl Lab for Cluster {
    type Event = Event;
    const SPEC: &'static Spec = &SPEC;

    fn new(values: &Values, _seed: u64) -> Self {
        let number = |name: &str| values.number(name);
        let index = |name: &str| usize::try_from(values.number(name)).unwrap_or(0);
        let bad = match values.word("bad_version") {
            "crash" => Bad::Crash,
            "never_ready" => Bad::NeverReady,
            "slow" => Bad::Slow,
            _ => Bad::Off,
        };
        let per_pod = number("per_pod");
        Self {
            replicas: number("replicas"),
            nodes: index("nodes"),
            per_node: index("per_node"),
            image_start: number("image_start"),
            ready_after: number("ready_after"),
            bad,
            rollout_at: number("rollout"),
            max_unavailable: number("max_unavailable"),
            max_surge: number("max_surge"),
            progress_deadline: number("progress_deadline"),
            auto_pause: values.on("auto_pause"),
            node_loss: number("node_loss"),
            node_grace: number("node_grace"),
            evict_after: number("evict_after"),
            load: number("load"),
            per_pod: [per_pod, if bad == Bad::Slow { per_pod / 10 } else { per_pod }],
            probe_period: number("probe_period"),
            liveness_timeout: number("liveness_timeout"),
            failure_threshold: number("failure_threshold"),
            probe_restarts: values.word("liveness") == "same_as_readiness",
            restart_backoff: number("restart_backoff"),
            pods: Vec::new(),
            arriving: Carry::default(),
            capacity: [Carry::default(); 2],
            lost: false,
            graced: false,
            set: false,
            in_rollout: false,
            paused: false,
            progress: 0,
            short: false,
            probe_failed: false,
            arrived: 0,
        }
    }

    fn start(&mut self, sim: &mut Sim<Event>) {
        for _ in 0..self.replicas {
            sim.out.count(Count::Created);
            let pod = self.pods.len();
            self.pods.push(Pod::new(1));
            if self.place(pod) {
                self.pods[pod].stage = Stage::Ready;
                self.pods[pod].endpoint = true;
                sim.after(self.probe_period, Event::Probe { pod, life: 0 });
            }
        }
        sim.at(SECOND, Event::Requests);
        sim.at(SECOND, Event::Reconcile);
        if self.rollout_at > 0 {
            sim.at(self.rollout_at, Event::Rollout);
        }
        if self.node_loss > 0 {
            sim.at(self.node_loss, Event::NodeLoss);
        }
        self.look(&mut sim.out);
    }

    fn handle(&mut self, event: Event, sim: &mut Sim<Event>) {
        match event {
            Event::Requests => self.requests(sim),
            Event::Running { pod, life } => self.running(pod, life, sim),
            Event::Exits { pod, life } => {
                if self.acts(pod, life) {
                    self.restart(pod, sim);
                }
            }
            Event::Ready { pod, life } => self.ready(pod, life, sim),
            Event::Probe { pod, life } => self.probe(pod, life, sim),
            Event::Reconcile => self.reconcile(sim),
            Event::Rollout => self.begin_rollout(sim),
            Event::Deadline { progress } => self.deadline(progress, sim),
            Event::NodeLoss => self.lose_node(sim),
            Event::NodeGrace => self.grace(sim),
            Event::Evict => self.evict(sim),
        }
        self.look(&mut sim.out);
    }

    fn change(&mut self, values: &Values) {
        self.load = values.number("load");
    }

    fn figures(&self, out: &Outputs) -> Figures {
        self.drawn(out)
    }

    fn laws(&self, out: &Outputs) -> Vec<bool> {
        let good = self.bad == Bad::Off && !self.lost && !self.probe_failed && self.fits();
        let on_dead = self.pods.iter().any(|pod| pod.endpoint && self.on_lost_node(pod));
        vec![
            out.get(Count::Created).unsigned_abs()
                == out.get(Count::Deleted).unsigned_abs() + self.live(),
            self.live() <= self.replicas + self.max_surge,
            !self.in_rollout || !good || self.endpoints() + self.max_unavailable >= self.replicas,
            !self.graced || !on_dead,
            out.get(Count::Served).unsigned_abs() + out.get(Count::Failed).unsigned_abs()
                == self.arrived,
        ]
    }

    fn sample(&self, out: &Outputs) -> Vec<i64> {
        let live = i64::try_from(self.live()).unwrap_or(i64::MAX);
        vec![out.get(Count::Endpoints), live, out.get(Count::Failed)]
    }
}

impl Cluster {
    fn fits(&self) -> bool {
        self.replicas <= (self.nodes * self.per_node) as u64
    }

    fn count(&self, which: impl Fn(&Pod) -> bool) -> u64 {
        self.pods.iter().filter(|pod| !pod.deleted && which(pod)).count() as u64
    }

    fn live(&self) -> u64 {
        self.count(|_| true)
    }

    fn endpoints(&self) -> u64 {
        self.count(|pod| pod.endpoint)
    }

    /// Brings the levels up to date after each event.
    fn look(&mut self, out: &mut Outputs) {
        let (live, endpoints) = (self.live(), self.endpoints());
        out.set(Count::Pending, self.count(|pod| pod.stage == Stage::Pending));
        out.set(Count::Endpoints, endpoints);
        out.set(Count::Version1, self.count(|pod| pod.version == 1));
        out.set(Count::Version2, self.count(|pod| pod.version == 2));
        out.raise(Count::MaxLive, live);
        out.raise(Count::MaxUnavailable, self.replicas.saturating_sub(endpoints));
        let well = self.count(|pod| pod.endpoint && !self.on_lost_node(pod));
        if well < self.replicas {
            self.short = true;
        } else if self.short {
            out.mark(Mark::Recovered);
        }
    }

    /// The requests of the second that ends, over the endpoints as they stand.
    fn requests(&mut self, sim: &mut Sim<Event>) {
        let arrived = self.arriving.whole(self.load);
        let caps = [0, 1].map(|version: usize| self.capacity[version].whole(self.per_pod[version]));
        let endpoints = self.endpoints();
        let mut served = 0;
        if let (Some(each), Some(more)) =
            (arrived.checked_div(endpoints), arrived.checked_rem(endpoints))
        {
            let serving = self.pods.iter().filter(|pod| !pod.deleted && pod.endpoint);
            for (place, pod) in serving.enumerate() {
                let share = each + u64::from((place as u64) < more);
                let cap = if self.on_lost_node(pod) { 0 } else { caps[pod.version - 1] };
                served += share.min(cap);
            }
        }
        self.arrived += arrived;
        sim.out.add(Count::Served, i64::try_from(served).unwrap_or(i64::MAX));
        sim.out.add(Count::Failed, i64::try_from(arrived - served).unwrap_or(i64::MAX));
        if arrived > served {
            sim.out.mark(Mark::FirstFailed);
        }
        sim.after(SECOND, Event::Requests);
    }
}
