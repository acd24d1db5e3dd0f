//! An event store: what is appended, what its projections have taken, and who reads too early.

mod figures;

use std::collections::VecDeque;

use super::{
    Lab, MINUTE, SECOND, Spec,
    chance::Even,
    counted,
    figure::Figures,
    level,
    param::{Param, Values},
    plot::{Curve, Draw, Plot, Unit},
    sim::{Outputs, Ranked, Sim, names},
};

names! { enum Count, COUNTERS;
    Appended = "appended",
    Head = "head",
    Position = "position",
    Lag = "lag" level,
    MaxLag = "max_lag",
    Conflicts = "conflicts",
    LostUpdates = "lost_updates",
    Reads = "reads",
    StaleReads = "stale_reads",
    Wait = "wait_us",
    Load = "load_us",
    MaxLoad = "max_load_us",
    Position2 = "position_2",
}

names! { enum Mark, MARKS;
    CaughtUp = "caught_up_us",
    CaughtUp2 = "caught_up_2_us",
}

static SPEC: Spec = Spec {
    id: "es",
    until: 2 * MINUTE,
    bounded_by: None,
    params: &[
        Param::rate("writes", "500").within(1, 5_000_000).or_none(),
        Param::rate("writes_after", "200").or_none(),
        Param::duration("switch", "60s"),
        Param::rate("project", "400").live(),
        Param::int("preload", "0").within(0, 1_000_000),
        Param::rate("replay_rate", "20000").within(1_000, 1_000_000_000),
        Param::int("snapshot_every", "0"),
        Param::int("stream_events", "10000").within(0, 1_000_000),
        Param::int("writers", "1").within(1, 10),
        Param::word("expected_version", &["on", "off"]),
        Param::duration("think", "50ms").from(1_000),
        Param::duration("read_after", "0"),
        Param::word("read_from", &["projection", "version", "stream"]),
        Param::duration("add_projection", "0"),
        Param::duration("upcast_us", "0").within(0, SECOND),
    ],
    counters: COUNTERS,
    marks: MARKS,
    series: &[counted("head"), counted("position"), level("lag")],
    plots: &[Plot::new(Unit::Count, &[Curve::new("lag", Draw::Level("lag"))])],
    beside: None,
    laws: &[
        "head = preload + appended",
        "position <= head",
        "position_2 <= head",
        "expected_version: lost_updates = 0",
    ],
    random: |_| false,
    contradiction: |_, _| None,
};

/// What can happen.
pub(super) enum Event {
    /// A projection takes its next event.
    Project { second: bool },
    /// The second projection begins.
    AddProjection,
    /// A writer has thought.
    Thought { writer: usize },
    /// The i-th append before or after the switch.
    Append { after_switch: bool, i: u64 },
    /// A writer reads the version of its aggregate.
    ReadVersion { writer: usize },
    /// An append is read back.
    ReadBack { own: u64 },
}

impl Ranked for Event {
    fn rank(&self) -> u8 {
        match self {
            Self::Project { .. } | Self::AddProjection => 1,
            Self::Thought { .. } => 2,
            Self::Append { .. } | Self::ReadVersion { .. } | Self::ReadBack { .. } => 3,
        }
    }
}

#[derive(Default)]
struct Projection {
    position: u64,
    busy: bool,
    /// It has not been at the head since it was added.
    replaying: bool,
    gaps: Even,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ReadFrom {
    Projection,
    Version,
    Stream,
}

/// A store with one projection, or two.
pub(super) struct EventStore {
    writes: u64,
    writes_after: u64,
    switch: u64,
    project: u64,
    preload: u64,
    replay_rate: u64,
    loads: [u64; 2],
    writers: Vec<u64>,
    expected_version: bool,
    think: u64,
    read_after: u64,
    read_from: ReadFrom,
    add_projection: u64,
    head: u64,
    version: u64,
    first: Projection,
    second: Option<Projection>,
    /// Reads that wait for their event: its number, and since when.
    waiting: VecDeque<(u64, u64)>,
    stale: bool,
}

/// µs to load so many events of a stream.
fn load(events: u64, replay_rate: u64, upcast: u64) -> u64 {
    (events * 1_000_000_000).div_ceil(replay_rate.max(1)) + events * upcast
}

impl Lab for EventStore {
    type Event = Event;
    const SPEC: &'static Spec = &SPEC;

    fn new(values: &Values, _seed: u64) -> Self {
        let (every, stream) = (values.number("snapshot_every"), values.number("stream_events"));
        let since = if every == 0 { stream } else { stream % every };
        let most = if every == 0 { stream } else { every.min(stream) };
        let replay_rate = values.number("replay_rate");
        let writers = values.number("writers");
        let preload = values.number("preload");
        Self {
            writes: values.number("writes"),
            writes_after: values.number("writes_after"),
            switch: values.number("switch"),
            project: values.number("project"),
            preload,
            replay_rate,
            loads: [since, most].map(|n| load(n, replay_rate, values.number("upcast_us"))),
            writers: (1..=writers).filter(|_| writers > 1).map(|_| 0).collect(),
            expected_version: values.on("expected_version"),
            think: values.number("think"),
            read_after: values.number("read_after"),
            read_from: match values.word("read_from") {
                "version" => ReadFrom::Version,
                "stream" => ReadFrom::Stream,
                _ => ReadFrom::Projection,
            },
            add_projection: values.number("add_projection"),
            head: preload,
            version: 0,
            first: Projection { position: preload, ..Projection::default() },
            second: None,
            waiting: VecDeque::new(),
            stale: false,
        }
    }

    fn start(&mut self, sim: &mut Sim<Event>) {
        let [load, most] = self.loads;
        sim.out.set(Count::Load, load);
        sim.out.set(Count::MaxLoad, most);
        self.show(&mut sim.out);
        self.schedule_append(false, 1, sim);
        self.schedule_append(true, 1, sim);
        for writer in 0..self.writers.len() {
            self.read_version(writer, sim);
        }
        if self.add_projection > 0 {
            sim.at(self.add_projection, Event::AddProjection);
        }
    }

    fn handle(&mut self, event: Event, sim: &mut Sim<Event>) {
        match event {
            Event::Project { second } => self.take(second, sim),
            Event::AddProjection => self.add_projection(sim),
            Event::Thought { writer } => self.thought(writer, sim),
            Event::Append { after_switch, i } => {
                self.append(sim);
                self.schedule_append(after_switch, i + 1, sim);
            }
            Event::ReadVersion { writer } => self.read_version(writer, sim),
            Event::ReadBack { own } => self.read_back(own, sim),
        }
        self.show(&mut sim.out);
    }

    fn change(&mut self, values: &Values) {
        self.project = values.number("project");
    }

    fn figures(&self, out: &Outputs) -> Figures {
        self.drawn(out)
    }

    fn laws(&self, out: &Outputs) -> Vec<bool> {
        let appended = out.get(Count::Appended).unsigned_abs();
        vec![
            self.head == self.preload + appended,
            self.first.position <= self.head,
            self.second.as_ref().is_none_or(|second| second.position <= self.head),
            !self.expected_version || out.get(Count::LostUpdates) == 0,
        ]
    }

    fn sample(&self, out: &Outputs) -> Vec<i64> {
        [Count::Head, Count::Position, Count::Lag].map(|count| out.get(count)).to_vec()
    }
}

impl EventStore {
    fn show(&self, out: &mut Outputs) {
        out.set(Count::Head, self.head);
        out.set(Count::Position, self.first.position);
        out.set(Count::Lag, self.head - self.first.position);
        out.set(Count::Position2, self.second.as_ref().map_or(0, |second| second.position));
    }

    /// The i-th append before the switch, if it is before it, or after it.
    fn schedule_append(&mut self, after_switch: bool, i: u64, sim: &mut Sim<Event>) {
        let (from, rate) =
            if after_switch { (self.switch, self.writes_after) } else { (0, self.writes) };
        let Some(offset) = (i * 1_000_000_000).checked_div(rate) else { return };
        let at = from + offset;
        if after_switch || at < self.switch {
            sim.at(at, Event::Append { after_switch, i });
        }
    }

    fn append(&mut self, sim: &mut Sim<Event>) {
        self.head += 1;
        sim.out.count(Count::Appended);
        sim.out.raise(Count::MaxLag, self.head - self.first.position);
        self.wake(false, sim);
        self.wake(true, sim);
        if self.read_after > 0 {
            sim.after(self.read_after, Event::ReadBack { own: self.head });
        }
    }

    fn projection(&mut self, second: bool) -> Option<&mut Projection> {
        if second { self.second.as_mut() } else { Some(&mut self.first) }
    }

    /// A projection that has nothing to do begins to take events.
    fn wake(&mut self, second: bool, sim: &mut Sim<Event>) {
        let Some(one) = self.projection(second).filter(|one| !one.busy) else { return };
        one.busy = true;
        one.gaps = Even::default();
        self.next(second, sim);
    }

    fn next(&mut self, second: bool, sim: &mut Sim<Event>) {
        let (project, replay_rate) = (self.project, self.replay_rate);
        let Some(one) = self.projection(second) else { return };
        let gap = one.gaps.gap(if one.replaying { replay_rate } else { project });
        sim.after(gap, Event::Project { second });
    }

    fn take(&mut self, second: bool, sim: &mut Sim<Event>) {
        let head = self.head;
        let Some(one) = self.projection(second) else { return };
        one.position += 1;
        if one.position < head {
            self.next(second, sim);
        } else {
            one.busy = false;
            one.replaying = false;
            caught_up(second, &mut sim.out);
        }
        while let Some((own, since)) = self.waiting.front().copied()
            && own <= self.first.position
        {
            self.waiting.pop_front();
            sim.out.add(Count::Wait, i64::try_from(sim.now() - since).unwrap_or(i64::MAX));
        }
    }

    fn add_projection(&mut self, sim: &mut Sim<Event>) {
        let empty = self.head == 0;
        self.second = Some(Projection { replaying: !empty, ..Projection::default() });
        if empty {
            caught_up(true, &mut sim.out);
        } else {
            self.wake(true, sim);
        }
    }

    fn read_version(&mut self, writer: usize, sim: &mut Sim<Event>) {
        if let Some(seen) = self.writers.get_mut(writer) {
            *seen = self.version;
            sim.after(self.think, Event::Thought { writer });
        }
    }

    fn thought(&mut self, writer: usize, sim: &mut Sim<Event>) {
        let changed = self.writers.get(writer).is_some_and(|seen| *seen != self.version);
        if changed && self.expected_version {
            sim.out.count(Count::Conflicts);
            sim.out.note("append.conflict", writer + 1);
            self.read_version(writer, sim);
            return;
        }
        sim.out.add(Count::LostUpdates, i64::from(changed));
        self.version += 1;
        self.append(sim);
        // A later event of this instant, so that writers take turns.
        sim.after(0, Event::ReadVersion { writer });
    }

    fn read_back(&mut self, own: u64, sim: &mut Sim<Event>) {
        sim.out.count(Count::Reads);
        let taken = own <= self.first.position;
        match self.read_from {
            ReadFrom::Stream => {}
            ReadFrom::Version if taken => {}
            ReadFrom::Version => self.waiting.push_back((own, sim.now())),
            ReadFrom::Projection => {
                if !taken {
                    sim.out.count(Count::StaleReads);
                    if !self.stale {
                        sim.out.note("read.stale", own);
                    }
                }
                self.stale = !taken;
            }
        }
    }
}

/// A projection is at the head, for the first time or again.
fn caught_up(second: bool, out: &mut Outputs) {
    let (mark, number) = if second { (Mark::CaughtUp2, 2) } else { (Mark::CaughtUp, 1) };
    if out.mark(mark) {
        out.note("projection.caught_up", number);
    }
}
