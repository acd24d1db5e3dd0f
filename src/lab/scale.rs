//! Autoscaling: a loop that acts on the past, pods that take time to start, and a database that does
//! not grow with them.

mod figures;

use std::collections::VecDeque;

use super::{
    Lab, MINUTE, SECOND, Spec,
    chance::{Carry, WHOLE},
    counted,
    figure::Figures,
    level,
    param::{Kind, Param, Values},
    plot::{Band, Curve, Draw, NUMBERS, Plot, Unit},
    sim::{Outputs, Ranked, Sim, names},
    value::{Point, curve_at},
};

names! { enum Count, COUNTERS;
    Arrived = "arrived",
    Served = "served",
    Dropped = "dropped",
    Backlog = "backlog" level,
    MaxBacklog = "max_backlog",
    ScaleUps = "scale_ups",
    ScaleDowns = "scale_downs",
    Reversals = "reversals",
    Unchanged = "unchanged",
    Pods = "pods" level,
    Ready = "ready" level,
    MaxPodsSeen = "max_pods_seen",
    PodSeconds = "pod_seconds",
    Cost = "cost_milli",
    DbBound = "db_bound_seconds",
    Slow = "slow_seconds",
    LastUtilisation = "last_utilisation_ppm" level,
    FirstDesired = "first_desired",
}

names! { enum Mark, MARKS;
    FirstUp = "first_up_us",
    FirstDown = "first_down_us",
    FirstDrop = "first_drop_us",
    BacklogClear = "backlog_clear_us",
}

static SPEC: Spec = Spec {
    id: "scale",
    until: 30 * MINUTE,
    bounded_by: None,
    params: &[
        Param::written("load", Kind::Curve, "0s:360"),
        Param::int("pods", "4").from(1),
        Param::int("min_pods", "2").within(0, 1_000),
        Param::int("max_pods", "20").within(0, 1_000),
        Param::rate("per_pod", "100"),
        Param::duration("start", "30s"),
        Param::word("metric", &["cpu", "queue"]),
        Param::share("target", "70%").from(10_000),
        Param::int("queue_target", "50").from(1),
        Param::share("tolerance", "10%").within(0, WHOLE - 1),
        Param::duration("sync", "15s").from(SECOND),
        Param::duration("down_window", "300s"),
        Param::word("unready", &["zero", "ignored"]),
        Param::int("queue_max", "5000"),
        Param::rate("db_limit", "0").or_none(),
        Param::int("cost", "1000"),
    ],
    counters: COUNTERS,
    marks: MARKS,
    series: &[
        counted("arrived"),
        counted("served"),
        level("backlog"),
        level("pods"),
        level("ready"),
    ],
    plots: &[
        Plot::new(
            Unit::Count,
            &[
                Curve::new("load", Draw::PerSecond("arrived")),
                Curve::new("served", Draw::PerSecond("served")),
                Curve::new("backlog", Draw::Level("backlog")),
            ],
        )
        .with(&[Band::new("pods", Draw::Level("pods"), NUMBERS)]),
        Plot::new(
            Unit::Count,
            &[Curve::new("pods", Draw::Level("pods")), Curve::new("ready", Draw::Level("ready"))],
        ),
    ],
    beside: None,
    laws: &["arrived = served + dropped + backlog", "min_pods <= pods <= max_pods"],
    random: |_| false,
    contradiction: |values, _| {
        let [pods, least, most] = ["pods", "min_pods", "max_pods"].map(|name| values.number(name));
        if least > most {
            return Some(format!("min_pods = {least} is more than max_pods = {most}"));
        }
        (pods < least).then(|| format!("pods = {pods} is less than min_pods = {least}"))
    },
};

/// What can happen.
pub(super) enum Event {
    Tick,
    Sync,
}

impl Ranked for Event {
    fn rank(&self) -> u8 {
        match self {
            Self::Tick => 1,
            Self::Sync => 2,
        }
    }
}

/// A service under load with an autoscaler.
pub(super) struct Autoscaler {
    load: Vec<Point>,
    min_pods: u64,
    max_pods: u64,
    per_pod: u64,
    start: u64,
    by_queue: bool,
    target: u64,
    queue_target: u64,
    tolerance: u64,
    sync: u64,
    down_window: u64,
    ignore_unready: bool,
    queue_max: u64,
    db_limit: u64,
    cost: u64,
    /// When each pod is ready, oldest first.
    pods: Vec<u64>,
    first_pods: u64,
    arriving: Carry,
    capacity: Carry,
    database: Carry,
    backlog: u64,
    /// Work done and capacity since the last sync.
    done: u64,
    able: u64,
    /// What recent syncs wished for, and when.
    wishes: VecDeque<(u64, u64)>,
    /// Whether the last change was upwards.
    last_up: Option<bool>,
    synced: bool,
    /// The last sync.
    seen: Option<figures::Seen>,
}

impl Lab for Autoscaler {
    type Event = Event;
    const SPEC: &'static Spec = &SPEC;

    fn new(values: &Values, _seed: u64) -> Self {
        let number = |name: &str| values.number(name);
        let pods = number("pods");
        Self {
            load: values.curve("load").to_vec(),
            min_pods: number("min_pods"),
            max_pods: number("max_pods"),
            per_pod: number("per_pod"),
            start: number("start"),
            by_queue: values.word("metric") == "queue",
            target: number("target"),
            queue_target: number("queue_target"),
            tolerance: number("tolerance"),
            sync: number("sync"),
            down_window: number("down_window"),
            ignore_unready: values.word("unready") == "ignored",
            queue_max: number("queue_max"),
            db_limit: number("db_limit"),
            cost: number("cost"),
            pods: (0..pods).map(|_| 0).collect(),
            first_pods: pods,
            arriving: Carry::default(),
            capacity: Carry::default(),
            database: Carry::default(),
            backlog: 0,
            done: 0,
            able: 0,
            wishes: VecDeque::new(),
            last_up: None,
            synced: false,
            seen: None,
        }
    }

    fn start(&mut self, sim: &mut Sim<Event>) {
        self.show_pods(&mut sim.out);
        sim.at(SECOND, Event::Tick);
        sim.at(self.sync, Event::Sync);
    }

    fn handle(&mut self, event: Event, sim: &mut Sim<Event>) {
        match event {
            Event::Tick => {
                self.tick(&mut sim.out);
                sim.after(SECOND, Event::Tick);
            }
            Event::Sync => {
                self.synchronise(&mut sim.out);
                sim.after(self.sync, Event::Sync);
            }
        }
        self.show_pods(&mut sim.out);
    }

    fn close(&mut self, out: &mut Outputs) {
        self.show_pods(out);
        let seconds = out.get(Count::PodSeconds).unsigned_abs();
        out.set(Count::Cost, seconds * self.cost / 3_600);
    }

    fn figures(&self, out: &Outputs) -> Figures {
        self.drawn(out)
    }

    fn laws(&self, out: &Outputs) -> Vec<bool> {
        let get = |count: Count| out.get(count);
        let most = self.max_pods.max(self.first_pods);
        vec![
            get(Count::Arrived) == get(Count::Served) + get(Count::Dropped) + get(Count::Backlog),
            (self.min_pods..=most).contains(&(self.pods.len() as u64)),
        ]
    }

    fn sample(&self, out: &Outputs) -> Vec<i64> {
        let get = |count: Count| out.get(count);
        let ready = i64::try_from(self.ready(out.now)).unwrap_or(0);
        vec![get(Count::Arrived), get(Count::Served), get(Count::Backlog), get(Count::Pods), ready]
    }
}

/// Rounded up; 0 if there is nothing to divide by.
fn ceil(a: u128, b: u64) -> u64 {
    let b = u128::from(b.max(1));
    u64::try_from(a.div_ceil(b)).unwrap_or(u64::MAX)
}

impl Autoscaler {
    /// Pods that are ready at a time.
    fn ready(&self, at: u64) -> u64 {
        self.pods.partition_point(|ready| *ready <= at) as u64
    }

    fn show_pods(&self, out: &mut Outputs) {
        out.set(Count::Pods, self.pods.len());
        out.set(Count::Ready, self.ready(out.now));
        out.raise(Count::MaxPodsSeen, self.pods.len());
    }

    /// The second that ends now.
    fn tick(&mut self, out: &mut Outputs) {
        let began = out.now - SECOND;
        let arrived = self.arriving.whole(curve_at(&self.load, began));
        let capacity = self.capacity.whole(self.ready(began) * self.per_pod);
        let mut done = capacity.min(self.backlog + arrived);
        if self.db_limit > 0 {
            let limit = self.database.whole(self.db_limit);
            out.add(Count::DbBound, i64::from(done > limit));
            done = done.min(limit);
        }
        let left = self.backlog + arrived - done;
        let dropped = left.saturating_sub(self.queue_max);
        let was = std::mem::replace(&mut self.backlog, left - dropped);
        self.done += done;
        self.able += capacity;
        let add = |out: &mut Outputs, count: Count, n: u64| {
            out.add(count, i64::try_from(n).unwrap_or(i64::MAX));
        };
        add(out, Count::Arrived, arrived);
        add(out, Count::Served, done);
        add(out, Count::Dropped, dropped);
        add(out, Count::PodSeconds, self.pods.len() as u64);
        add(out, Count::Slow, u64::from(self.backlog > capacity));
        out.set(Count::Backlog, self.backlog);
        out.raise(Count::MaxBacklog, self.backlog);
        if dropped > 0 {
            out.mark(Mark::FirstDrop);
        }
        if was > 0 && self.backlog == 0 {
            out.mark_last(Mark::BacklogClear);
        }
    }

    fn synchronise(&mut self, out: &mut Outputs) {
        let pods = self.pods.len() as u64;
        let utilisation = (self.done * WHOLE).checked_div(self.able);
        (self.done, self.able) = (0, 0);
        if let Some(utilisation) = utilisation {
            out.set(Count::LastUtilisation, utilisation);
        }
        let wish = if self.by_queue {
            self.wish_by_queue(pods)
        } else {
            utilisation.map_or(pods, |u| self.wish_by_cpu(pods, self.ready(out.now), u))
        };
        let wish = wish.clamp(self.min_pods, self.max_pods);
        if !std::mem::replace(&mut self.synced, true) {
            out.set(Count::FirstDesired, wish);
        }
        let now = out.now;
        self.seen = Some(figures::Seen { pods, ready: self.ready(now), utilisation, wish });
        self.wishes.push_back((now, wish));
        while self.wishes.len() > 1
            && self.wishes.front().is_some_and(|(at, _)| at + self.down_window <= now)
        {
            self.wishes.pop_front();
        }
        let largest = self.wishes.iter().map(|(_, wish)| *wish).max().unwrap_or(wish);
        self.scale(if wish < pods { pods.min(largest) } else { wish }, out);
    }

    /// Whether two values are nearer to each other than the tolerance, as a share of the second.
    fn near(&self, a: u128, b: u128) -> bool {
        a.abs_diff(b) * u128::from(WHOLE) <= u128::from(self.tolerance) * b
    }

    fn wish_by_queue(&self, pods: u64) -> u64 {
        let backlog = u128::from(self.backlog);
        if self.near(backlog, u128::from(self.queue_target) * u128::from(pods)) {
            return pods;
        }
        ceil(backlog, self.queue_target)
    }

    /// Pods for a utilisation: those not ready count as idle when growing and as on target when
    /// shrinking. Source: Kubernetes, "Horizontal Pod Autoscaling", algorithm details.
    fn wish_by_cpu(&self, pods: u64, ready: u64, utilisation: u64) -> u64 {
        let (n, r, u) = (u128::from(pods), u128::from(ready), u128::from(utilisation));
        let target = u128::from(self.target);
        if self.near(u, target) {
            return pods;
        }
        if ready == pods || self.ignore_unready {
            return ceil(n * u, self.target);
        }
        let used = if u > target { u * r } else { u * r + target * (n - r) };
        let same_way = (u > target) == (used > target * n);
        if same_way && !self.near(used, target * n) { ceil(used, self.target) } else { pods }
    }

    fn scale(&mut self, wanted: u64, out: &mut Outputs) {
        let pods = self.pods.len() as u64;
        if wanted == pods {
            out.count(Count::Unchanged);
            return;
        }
        let up = wanted > pods;
        if up {
            let ready = out.now + self.start;
            self.pods.extend((pods..wanted).map(|_| ready));
            out.count(Count::ScaleUps);
            out.mark(Mark::FirstUp);
        } else {
            self.pods.truncate(usize::try_from(wanted).unwrap_or(0));
            out.count(Count::ScaleDowns);
            out.mark(Mark::FirstDown);
        }
        let last = self.last_up.replace(up);
        out.add(Count::Reversals, i64::from(last.is_some_and(|last| last != up)));
        out.note("pods", wanted);
    }
}
