//! Pushing: what waits goes to the store, in requests that may be cut at any moment and are then sent
//! again. Nothing is lost and nothing doubled, because a statement says the same for ever and the store
//! knows it by its id.

mod alone;
mod answer;
mod batch;
mod last;
mod pace;

use super::{key::Key, membership::Membership, transport::Transport};
use crate::{
    clock::{Clock, Timestamp},
    messages::Messages,
    problem::{Fault, Problem, Values},
    progress::{Mark, Progress, Stage},
};
use answer::Verdict;
use batch::{Outbox, Waiting};

pub use alone::start;
pub use last::Last;
pub use pace::Pace;
pub(super) use pace::TRIES;

/// An answer to statements is at most so long, in bytes.
const LONGEST_ANSWER: u64 = 1 << 20;

/// How a push ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum End {
    /// Nothing waits any more.
    #[default]
    Done,
    /// No answer that says whether they arrived: what waits is sent again later.
    Unknown(String),
    /// The store does not take the key; nothing is sent before the key or the class file changes.
    Locked(String),
    /// Who answered could not prove that it is the store, so nothing was sent.
    Untrusted(String),
    /// The store says something that no store says.
    Stopped(String),
}

impl End {
    /// The word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Unknown(_) => "unknown",
            Self::Locked(_) => "locked",
            Self::Untrusted(_) => "untrusted",
            Self::Stopped(_) => "stopped",
        }
    }

    /// What the store said, as one short line; empty where all is well.
    pub fn said(&self) -> &str {
        match self {
            Self::Done => "",
            Self::Unknown(said)
            | Self::Locked(said)
            | Self::Untrusted(said)
            | Self::Stopped(said) => said,
        }
    }

    /// What it means for the learner, with whom they can ask; `None` where all is well.
    pub fn problem(&self, contact: &str) -> Option<Problem> {
        let key = match self {
            Self::Done => return None,
            Self::Unknown(_) => "class.unknown",
            Self::Locked(_) => "class.locked",
            Self::Untrusted(_) => "class.untrusted",
            Self::Stopped(_) => "class.stopped",
        };
        let values: Values<'_> = &[("said", &self.said()), ("contact", &contact)];
        Some(Problem::message(Fault::Environment, key, values))
    }

    fn of(word: &str, said: String) -> Option<Self> {
        Some(match word {
            "done" => Self::Done,
            "unknown" => Self::Unknown(said),
            "locked" => Self::Locked(said),
            "untrusted" => Self::Untrusted(said),
            "stopped" => Self::Stopped(said),
            _ => return None,
        })
    }
}

/// What a push did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pushed {
    pub sent: u64,
    /// Of those, so many were there already in another form.
    pub differing: u64,
    pub refused: u64,
    pub withheld: u64,
    pub requests: u64,
    pub end: End,
}

impl Pushed {
    /// What it did, a line for each thing; `host` is the store's.
    pub fn told(&self, host: &str, words: &Messages) -> Vec<String> {
        let counts = [
            ("class.differing", self.differing),
            ("class.refused", self.refused),
            ("class.withheld", self.withheld),
        ];
        let counts = counts.into_iter().filter(|(_, n)| *n > 0);
        let counts = counts.map(|(key, n)| words.plural(key, n));
        let first = match (self.sent, &self.end) {
            (0, End::Done) if self.refused == 0 => words.get("class.nothing-waits").to_owned(),
            _ => words.plural_with("class.pushed", self.sent, &[("host", &host)]),
        };
        std::iter::once(first).chain(counts).collect()
    }
}

/// What waits for a class, and what became of the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    pub waiting: u64,
    /// When the oldest of what waits happened.
    pub since: Option<Timestamp>,
    pub sent: u64,
    pub refused: u64,
    pub last: Option<Last>,
}

/// How a class stands.
///
/// # Errors
/// The log cannot be read.
pub fn status(mine: &Membership, progress: &Progress) -> Result<Status, Problem> {
    let stages = progress.stages(&mine.class.id)?;
    let (waiting, since) = Outbox::counted(mine, progress, &stages)?.waiting();
    let count = |stage: Stage| stages.values().filter(|found| **found == stage).count() as u64;
    let (sent, refused) = (count(Stage::Sent), count(Stage::Refused));
    Ok(Status { waiting, since, sent, refused, last: Last::load(mine.folder()) })
}

/// The statements that a push would send now, in the order in which they would go.
///
/// # Errors
/// The log cannot be read.
pub fn waiting(mine: &Membership, progress: &Progress) -> Result<Vec<String>, Problem> {
    let Outbox { ready, later, .. } = Outbox::of(mine, progress)?;
    Ok(ready.into_iter().chain(later).map(|one| one.statement).collect())
}

/// Sends what waits to the store of a class.
///
/// # Errors
/// The class has no store, its key is lost or was refused before, or the progress cannot be written.
/// What the network does is no error: it is the end of what was done.
pub fn push(
    mine: &Membership,
    progress: &mut Progress,
    clock: Clock,
    pace: &mut Pace<'_>,
) -> Result<Pushed, Problem> {
    let before = Last::load(mine.folder());
    if let Some(Last { end: End::Locked(said), .. }) = &before
        && !last::is_unlocked(mine.folder())
    {
        return Err(Problem::message(Fault::Environment, "class.locked", &[("said", said)]));
    }
    let mut run = Run::of(mine, progress, clock, pace)?;
    let end = run.all()?;
    let pushed = Pushed { end: end.clone(), ..run.done };
    Last::after(before.as_ref(), clock.now(), end).keep(mine.folder());
    Ok(pushed)
}

/// Takes back everything that was sent to the store of a class, for who leaves it.
///
/// # Errors
/// As for [`push`], and where the store does not take it.
pub fn void(
    mine: &Membership,
    progress: &mut Progress,
    clock: Clock,
    pace: &mut Pace<'_>,
) -> Result<u64, Problem> {
    let voids = batch::voids(mine, progress)?;
    let mut run = Run::of(mine, progress, clock, pace)?;
    for batch in batch::requests(&voids) {
        run.take_back(batch).map_err(|said| {
            Problem::message(Fault::Environment, "class.not-voided", &[("said", &said)])
        })?;
    }
    Ok(voids.len() as u64)
}

/// A push under way.
struct Run<'a, 'w> {
    mine: &'a Membership,
    progress: &'a mut Progress,
    clock: Clock,
    pace: &'a mut Pace<'w>,
    transport: Transport,
    url: String,
    done: Pushed,
}

impl<'a, 'w> Run<'a, 'w> {
    fn of(
        mine: &'a Membership,
        progress: &'a mut Progress,
        clock: Clock,
        pace: &'a mut Pace<'w>,
    ) -> Result<Self, Problem> {
        let Some(store) = &mine.class.store else {
            return Err(Problem::message(Fault::Usage, "class.no-store", &[]));
        };
        let key = Key::of(store, mine.folder())?;
        let ca = if store.url.is_secure() { mine.certificate()? } else { None };
        let transport =
            Transport::to(&store.url, key.as_ref(), Some(store.version), ca.as_deref())?;
        let url = format!("{}/statements", store.url);
        Ok(Self { mine, progress, clock, pace, transport, url, done: Pushed::default() })
    }

    /// Sends until nothing waits, or the store does not take more.
    fn all(&mut self) -> Result<End, Problem> {
        loop {
            let outbox = Outbox::of(self.mine, self.progress)?;
            self.mark(&outbox.withheld_marks())?;
            self.done.withheld += outbox.withheld.len() as u64;
            if outbox.ready.is_empty() {
                return Ok(End::Done);
            }
            for batch in batch::requests(&outbox.ready) {
                if let Some(end) = self.deliver(batch)? {
                    return Ok(end);
                }
            }
        }
    }

    /// Sends one request; where it is killed meanwhile, it is known that they may have arrived.
    fn deliver(&mut self, batch: &[Waiting]) -> Result<Option<End>, Problem> {
        self.mark(&marks(batch, Stage::Tried, ""))?;
        self.settle(batch)
    }

    /// Sends statements until it is known of each what became of it; the end, if that cannot be known.
    fn settle(&mut self, batch: &[Waiting]) -> Result<Option<End>, Problem> {
        let (verdict, clear) = self.ask(batch);
        let end = match verdict {
            Verdict::Taken { refused } => return self.taken(batch, &refused).map(|()| None),
            Verdict::Halve { status, said } => return self.halve(batch, status, &said),
            Verdict::Again { why, .. } => return Ok(Some(End::Unknown(why))),
            Verdict::Locked(said) => End::Locked(said),
            Verdict::Untrusted(said) => End::Untrusted(said),
            Verdict::Stop(said) => End::Stopped(said),
        };
        if clear {
            // They did not arrive, so what is taken back meanwhile need not go.
            let new: Vec<_> = batch.iter().filter(|one| !one.tried).map(|one| one.event).collect();
            self.progress.unmark(&self.mine.class.id, &new)?;
        }
        Ok(Some(end))
    }

    fn taken(&mut self, batch: &[Waiting], refused: &[(usize, String)]) -> Result<(), Problem> {
        let mut marks = marks(batch, Stage::Sent, "");
        for (at, why) in refused {
            if let Some(mark) = marks.get_mut(*at) {
                (mark.stage, mark.code) = (Stage::Refused, why.clone());
            }
        }
        let sent = marks.iter().filter(|mark| mark.stage == Stage::Sent).count();
        self.done.sent += sent as u64;
        self.done.refused += (marks.len() - sent) as u64;
        self.mark(&marks)
    }

    /// Finds out which one is not taken.
    fn halve(
        &mut self,
        batch: &[Waiting],
        status: u16,
        said: &str,
    ) -> Result<Option<End>, Problem> {
        if batch.len() > 1 {
            let (one, other) = batch.split_at(batch.len() / 2);
            return match self.settle(one)? {
                None => self.settle(other),
                end => Ok(end),
            };
        }
        let stage = if status == 409 { Stage::Sent } else { Stage::Refused };
        match stage {
            Stage::Sent => {
                (self.done.sent, self.done.differing) =
                    (self.done.sent + 1, self.done.differing + 1)
            }
            _ => self.done.refused += 1,
        }
        self.mark(&marks(batch, stage, said)).map(|()| None)
    }

    /// Sends what takes back; what the store says if it does not take it.
    fn take_back(&mut self, batch: &[Waiting]) -> Result<(), String> {
        match self.ask(batch).0 {
            Verdict::Taken { refused } if refused.is_empty() => Ok(()),
            Verdict::Halve { .. } if batch.len() > 1 => {
                let (one, other) = batch.split_at(batch.len() / 2);
                self.take_back(one)?;
                self.take_back(other)
            }
            // In another form it is there, too.
            Verdict::Halve { status: 409, .. } => Ok(()),
            verdict => Err(verdict.said().to_owned()),
        }
    }

    /// Asks the store, the same again while nothing clear comes back; also whether everything that came
    /// back was clear.
    fn ask(&mut self, batch: &[Waiting]) -> (Verdict, bool) {
        let body = batch::body(batch);
        let mut tried = 0;
        loop {
            self.done.requests += 1;
            tried += 1;
            let answered = self.transport.post(&self.url, &body, LONGEST_ANSWER);
            let verdict = answer::judge(answered).cleaned(|said| self.transport.hide(said));
            match verdict {
                Verdict::Again { after, .. } if tried < pace::TRIES => self.pace.rest(tried, after),
                verdict => return (verdict, tried == 1),
            }
        }
    }

    fn mark(&mut self, marks: &[Mark]) -> Result<(), Problem> {
        if marks.is_empty() {
            return Ok(());
        }
        self.progress.mark(&self.mine.class.id, marks, self.clock.now())
    }
}

fn marks(batch: &[Waiting], stage: Stage, code: &str) -> Vec<Mark> {
    let mark = |one: &Waiting| Mark { event: one.event, stage, code: code.to_owned() };
    batch.iter().map(mark).collect()
}
