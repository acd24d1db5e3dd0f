//! What a subject of the log is: its kinds of events, its tables, and what its events do to them. The
//! subjects themselves stand in the list beside this file.

use rusqlite::{Connection, Result, ToSql};
use uuid::Uuid;

use super::{
    event::{Data, Event},
    names::{Ids, Renamed},
    stale::Stale,
};

/// Something that the log is about.
pub(super) struct Subject {
    /// The kinds of its events.
    pub(super) kinds: &'static [Kind],
    /// SQL that makes its projections. `course` is the first column of every key.
    pub(super) tables: &'static str,
    /// The typed event; `None` where the kind is another's or the data is not what it should be.
    pub(super) read: fn(&Event) -> Option<Box<dyn Change>>,
}

/// What the log must know about a kind of event.
pub(super) struct Kind {
    pub(super) name: &'static str,
    /// Whether it is about a thing in a course.
    pub(super) in_course: bool,
    /// Whether all of them must be known before the first event is projected.
    pub(super) announced: bool,
    /// How it replaces an earlier entry of the same object, device and day; `None` if it does not.
    pub(super) coalesced: Option<Coalesced>,
    pub(super) undo: Undo,
    /// The fields of its data that hold ids of things in the course, `object` among them.
    pub(super) ids: Ids,
}

/// How an event is taken back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Undo {
    Never,
    /// SQL forgets what events of this kind said about `?2` in the course `?1`; the others are projected
    /// again.
    Replay(&'static str),
    /// The subject takes it back itself, see [`Change::retract`].
    Retract,
}

/// How an entry replaces an earlier one.
pub(super) struct Coalesced {
    /// SQL for the moment up to which the projection of `?2` in the course `?1` stands.
    pub(super) stands_at: &'static str,
    /// Takes over from the earlier entry what only grows.
    pub(super) merge: fn(&Data, &mut Data),
}

impl Kind {
    /// A kind that is written once and for all.
    pub(super) const fn plain(name: &'static str) -> Self {
        let (announced, coalesced, undo) = (false, None, Undo::Never);
        Self { name, in_course: true, announced, coalesced, undo, ids: &[] }
    }

    /// The same with the fields that hold ids of things in the course.
    pub(super) const fn naming(self, ids: Ids) -> Self {
        Self { ids, ..self }
    }

    /// A kind that changes what earlier events mean.
    pub(super) const fn announced(name: &'static str, in_course: bool) -> Self {
        Self { in_course, announced: true, ..Self::plain(name) }
    }

    /// A kind that is kept up to date.
    pub(super) const fn coalesced(name: &'static str, how: Coalesced) -> Self {
        Self { coalesced: Some(how), ..Self::plain(name) }
    }

    /// A kind that can be taken back.
    pub(super) const fn undoable(name: &'static str, forget: &'static str) -> Self {
        Self { undo: Undo::Replay(forget), ..Self::plain(name) }
    }

    /// The same for a subject that takes back its events itself.
    pub(super) const fn retractable(name: &'static str) -> Self {
        Self { undo: Undo::Retract, ..Self::plain(name) }
    }

    /// A kind that is about the learner and no course.
    pub(super) const fn of_learner(name: &'static str) -> Self {
        Self { in_course: false, ..Self::plain(name) }
    }
}

/// What a typed event does to the projections.
pub(super) trait Change {
    /// Changes the tables of its subject.
    fn apply(&self, scope: &Scope<'_>) -> Result<()>;

    /// Changes them before any event is projected, for kinds that are announced.
    fn announce(&self, _scope: &Scope<'_>) -> Result<()> {
        Ok(())
    }

    /// Keeps what stays true although the event was taken back.
    fn apply_undone(&self, _scope: &Scope<'_>) -> Result<()> {
        Ok(())
    }

    /// Takes it back after it was applied, for kinds with [`Undo::Retract`].
    fn retract(&self, _scope: &Scope<'_>) -> Result<()> {
        Ok(())
    }

    /// Whether its day is a day of study.
    fn is_study(&self) -> bool {
        true
    }

    /// What it adds to its day.
    fn tally(&self) -> Tally {
        Tally::default()
    }

    /// The event that it takes back.
    fn takes_back(&self) -> Option<Uuid> {
        None
    }

    /// Whether earlier events now belong to another course, so that all must be projected again.
    fn regroups(&self) -> bool {
        false
    }
}

/// What an event adds to its day.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub(super) answers: i64,
    pub(super) right: i64,
    pub(super) lessons: i64,
    /// Milliseconds of answers in reviews, in quizzes, and to check questions.
    pub(super) ms: [i64; 3],
}

/// Where a change goes: the tables, the course and the moment.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) connection: &'a Connection,
    /// The event that changes something.
    pub(super) event: Uuid,
    pub(super) course: &'a str,
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub(super) at: i64,
    /// The learning day, YYYY-MM-DD.
    pub(super) day: &'a str,
    /// The items whose state must be folded again.
    pub(super) stale: &'a Stale,
    /// What the ids of earlier events are now.
    pub(super) renamed: &'a Renamed,
}

impl Scope<'_> {
    /// Runs one statement; says how many rows it changed.
    pub(super) fn run(&self, sql: &str, values: &[&dyn ToSql]) -> Result<usize> {
        self.connection.prepare_cached(sql)?.execute(values)
    }
}
