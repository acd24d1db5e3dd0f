//! Two-phase commit: what the log says survives a crash, what is remembered does not, and locks are
//! held until the outcome is known.

mod coordinator;
mod figures;
mod participant;

use super::{
    Lab, MINUTE, Spec,
    figure::{Cell, Figures},
    level,
    param::{Param, Values},
    sim::{Outputs, Ranked, Sim, names},
};

names! { enum Count, COUNTERS;
    Messages = "messages",
    LogWrites = "log_writes",
    Committed = "committed",
    Aborted = "aborted",
    InDoubt = "in_doubt" level,
    MaxInDoubt = "max_in_doubt",
    LockTime = "lock_time_us",
    InDoubtTime = "in_doubt_time_us",
    Blocked = "blocked_us",
    Mixed = "mixed",
}

names! { enum Mark, MARKS;
    Decided = "decided_us",
    FirstInDoubt = "first_in_doubt_us",
    Resolved = "resolved_us",
}

static SPEC: Spec = Spec {
    id: "2pc",
    until: MINUTE,
    bounded_by: None,
    params: &[
        Param::int("participants", "3").within(2, 7),
        Param::duration("hop", "10ms"),
        Param::duration("prepare", "20ms"),
        Param::duration("commit", "10ms"),
        Param::int("vote_no", "0").within(0, 7),
        Param::word(
            "crash",
            &[
                "none",
                "coord_before_prepare",
                "coord_after_votes",
                "coord_after_decision",
                "part_before_vote",
                "part_after_vote",
            ],
        ),
        Param::int("crash_part", "1").within(1, 7),
        Param::duration("restart", "5s").from(1_000),
        Param::duration("vote_timeout", "1s").from(1_000),
        Param::duration("resend", "1s").from(1_000),
        Param::word("presume_abort", &["on", "off"]),
    ],
    counters: COUNTERS,
    marks: MARKS,
    series: &[level("in_doubt"), level("locked"), super::counted("messages")],
    plots: &[],
    beside: None,
    laws: &[
        "mixed = 0",
        "committed + aborted + undecided = participants",
        "lock_time_us >= in_doubt_time_us",
    ],
    random: |_| false,
    contradiction: |values, _| {
        let participants = values.number("participants");
        ["vote_no", "crash_part"].into_iter().find_map(|name| {
            let number = values.number(name);
            (number > participants)
                .then(|| format!("{name} = {number} is more than participants = {participants}"))
        })
    },
};

/// Who goes wrong, and when.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Crash {
    None,
    BeforePrepare,
    AfterVotes,
    AfterDecision,
    BeforeVote,
    AfterVote,
}

/// A message and the participant that it goes to or comes from.
pub(super) enum Message {
    Prepare,
    Vote {
        yes: bool,
    },
    Decision {
        commit: bool,
    },
    Ack,
    /// A participant asks for the decision.
    Ask,
}

/// What can happen; `life` counts crashes, so that what was begun before one is void.
pub(super) enum Event {
    Message { party: usize, message: Message },
    Prepared { party: usize, life: u32 },
    Applied { party: usize },
    VoteTimeout { life: u32 },
    Resend { life: u32 },
    AskAgain { party: usize, life: u32 },
    RestartCoordinator,
    Restart { party: usize },
}

impl Ranked for Event {
    fn rank(&self) -> u8 {
        match self {
            Self::Message { .. } | Self::Prepared { .. } | Self::Applied { .. } => 1,
            _ => 2,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing asked yet.
    Idle,
    Working,
    /// It has voted yes.
    Prepared,
    /// The commit has arrived and is being applied.
    Applying,
    Committed,
    Aborted,
}

struct Participant {
    state: State,
    up: bool,
    life: u32,
    locked: bool,
    /// Its vote in the log.
    vote: Option<bool>,
}

impl Participant {
    fn in_doubt(&self) -> bool {
        self.state == State::Prepared
    }

    fn settled(&self) -> bool {
        matches!(self.state, State::Committed | State::Aborted)
    }
}

#[derive(Default)]
struct Coordinator {
    down: bool,
    life: u32,
    /// In the log.
    decision: Option<bool>,
    ended: bool,
    votes: Vec<bool>,
    acks: Vec<bool>,
}

/// A coordinator and its participants.
pub(super) struct TwoPhase {
    hop: u64,
    prepare: u64,
    commit: u64,
    vote_no: usize,
    crash: Crash,
    crash_part: usize,
    restart: u64,
    vote_timeout: u64,
    resend: u64,
    presume_abort: bool,
    coordinator: Coordinator,
    participants: Vec<Participant>,
    /// How the coordinator and each participant stood, since when.
    lanes: Vec<Vec<(u64, Cell)>>,
    /// Up to when times were summed.
    counted_at: u64,
    lock_time: u64,
    in_doubt_time: u64,
    blocked: u64,
}

impl Lab for TwoPhase {
    type Event = Event;
    const SPEC: &'static Spec = &SPEC;

    fn new(values: &Values, _seed: u64) -> Self {
        let index = |name: &str| usize::try_from(values.number(name)).unwrap_or(0);
        Self {
            hop: values.number("hop"),
            prepare: values.number("prepare"),
            commit: values.number("commit"),
            vote_no: index("vote_no"),
            crash: match values.word("crash") {
                "coord_before_prepare" => Crash::BeforePrepare,
                "coord_after_votes" => Crash::AfterVotes,
                "coord_after_decision" => Crash::AfterDecision,
                "part_before_vote" => Crash::BeforeVote,
                "part_after_vote" => Crash::AfterVote,
                _ => Crash::None,
            },
            crash_part: index("crash_part"),
            restart: values.number("restart"),
            vote_timeout: values.number("vote_timeout"),
            resend: values.number("resend"),
            presume_abort: values.on("presume_abort"),
            coordinator: Coordinator::default(),
            participants: (0..index("participants"))
                .map(|_| Participant {
                    state: State::Idle,
                    up: true,
                    life: 0,
                    locked: false,
                    vote: None,
                })
                .collect(),
            lanes: Vec::new(),
            counted_at: 0,
            lock_time: 0,
            in_doubt_time: 0,
            blocked: 0,
        }
    }

    fn start(&mut self, sim: &mut Sim<Event>) {
        if self.crash == Crash::BeforePrepare {
            self.crash_coordinator(sim);
        } else {
            self.begin(sim);
        }
        self.note_lanes(0);
    }

    fn handle(&mut self, event: Event, sim: &mut Sim<Event>) {
        self.sum_times(sim.now());
        match event {
            Event::Message { party, message } => self.receive(party, message, sim),
            Event::Prepared { party, life } => self.prepared(party, life, sim),
            Event::Applied { party } => self.settle(party, true, sim),
            Event::VoteTimeout { life } => {
                if life == self.coordinator.life && self.coordinator.decision.is_none() {
                    self.decide(false, sim);
                }
            }
            Event::Resend { life } => {
                if life == self.coordinator.life && !self.coordinator.ended {
                    self.send_decision(sim);
                }
            }
            Event::AskAgain { party, life } => self.ask(party, life, sim),
            Event::RestartCoordinator => self.restart_coordinator(sim),
            Event::Restart { party } => self.restart_participant(party, sim),
        }
        self.note_lanes(sim.now());
        let doubt = self.participants.iter().filter(|one| one.in_doubt()).count();
        sim.out.set(Count::InDoubt, doubt as u64);
        sim.out.raise(Count::MaxInDoubt, doubt as u64);
        let mixed = [Count::Committed, Count::Aborted].iter().all(|count| sim.out.get(*count) > 0);
        sim.out.set(Count::Mixed, i64::from(mixed));
    }

    fn close(&mut self, out: &mut Outputs) {
        self.sum_times(out.now);
        out.set(Count::LockTime, self.lock_time);
        out.set(Count::InDoubtTime, self.in_doubt_time);
        out.set(Count::Blocked, self.blocked);
    }

    fn figures(&self, out: &Outputs) -> Figures {
        self.drawn(out)
    }

    fn laws(&self, out: &Outputs) -> Vec<bool> {
        let undecided = self.participants.iter().filter(|one| !one.settled()).count();
        let settled = out.get(Count::Committed) + out.get(Count::Aborted);
        vec![
            out.get(Count::Mixed) == 0,
            settled.unsigned_abs() + undecided as u64 == self.participants.len() as u64,
            self.lock_time >= self.in_doubt_time,
        ]
    }

    fn sample(&self, out: &Outputs) -> Vec<i64> {
        let locked = self.participants.iter().filter(|one| one.locked).count();
        let locked = i64::try_from(locked).unwrap_or(0);
        vec![out.get(Count::InDoubt), locked, out.get(Count::Messages)]
    }
}

impl TwoPhase {
    /// Adds the time since the last event to what was locked, in doubt and blocked in it.
    fn sum_times(&mut self, now: u64) {
        let passed = now - self.counted_at;
        self.counted_at = now;
        let count = |which: fn(&Participant) -> bool| {
            self.participants.iter().filter(|one| which(one)).count() as u64
        };
        let doubt = count(Participant::in_doubt);
        self.lock_time += passed * count(|one| one.locked);
        self.in_doubt_time += passed * doubt;
        if self.coordinator.down && doubt > 0 {
            self.blocked += passed;
        }
    }

    fn send(&self, party: usize, message: Message, sim: &mut Sim<Event>) {
        sim.out.count(Count::Messages);
        sim.after(self.hop, Event::Message { party, message });
    }

    fn receive(&mut self, party: usize, message: Message, sim: &mut Sim<Event>) {
        match message {
            Message::Prepare => self.asked_to_prepare(party, sim),
            Message::Decision { commit } => self.told(party, commit, sim),
            // A message to somebody who is down is lost.
            _ if self.coordinator.down => {}
            Message::Vote { yes } => self.vote(party, yes, sim),
            Message::Ack => self.acknowledged(party, sim),
            Message::Ask => {
                if let Some(commit) = self.coordinator.decision {
                    self.send(party, Message::Decision { commit }, sim);
                }
            }
        }
    }
}
