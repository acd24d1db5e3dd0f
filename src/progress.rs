//! What a learner did: an append-only log of events in SQLite, and what the events add up to.
//!
//! The log is the truth; the other tables are projections that follow it in the same transaction and
//! can be rebuilt. Nothing is created before the first event, so reading costs a new learner nothing.
//! Only this module and those below it know SQL.

mod exchange;
mod fold;
mod happening;
mod keep;
mod log;
mod notice;
mod problems;
mod query;
mod rescue;
mod state;
mod store;
mod unkept;

use std::path::{Path, PathBuf};

use uuid::{ContextV7, Uuid};

use crate::{clock::Clock, problem::Problem};

pub use exchange::Imported;
pub use happening::Happening;
pub use keep::Health;
pub use notice::Notice;
pub use state::{
    Attempt, Bookmark, DayOfStudy, Draft, Home, Latest, LessonProgress, Note, QuestionProgress,
    QuizProgress, Totals,
};

use log::Event;
use store::{Failure, Store};

/// The name of the database inside the data folder.
pub const FILE_NAME: &str = "progress.db";

/// The name of an event, to take it back with [`Happening::Undo`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EventId(Uuid);

impl std::fmt::Display for EventId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

/// One learner's progress.
pub struct Progress {
    place: Place,
    clock: Clock,
    ids: ContextV7,
    store: Option<Store>,
    notice: Option<Notice>,
    /// Whether the last failure to record was a refusal of the folder or the disk.
    refused: bool,
}

enum Place {
    Folder(PathBuf),
    Memory,
}

impl Progress {
    /// Opens the progress in a folder. If there is none yet, nothing is created and the learner is
    /// new. A damaged file is put aside and what can be read from it is kept; see
    /// [`Progress::take_notice`].
    ///
    /// # Errors
    /// The file is of a newer program, or the folder cannot be read. Nothing was changed then.
    pub fn open(folder: impl Into<PathBuf>, clock: Clock) -> Result<Self, Problem> {
        let mut progress = Self {
            place: Place::Folder(folder.into()),
            clock,
            ids: ContextV7::new(),
            store: None,
            notice: None,
            refused: false,
        };
        progress.reopen()?;
        Ok(progress)
    }

    /// Progress that ends with the program, where no folder can be used.
    pub fn in_memory(clock: Clock) -> Self {
        Self {
            place: Place::Memory,
            clock,
            ids: ContextV7::new(),
            store: None,
            notice: None,
            refused: false,
        }
    }

    /// Where the database is; `None` in memory.
    pub fn path(&self) -> Option<PathBuf> {
        self.folder().map(|folder| folder.join(FILE_NAME))
    }

    /// What the learner should be told, once.
    pub fn take_notice(&mut self) -> Option<Notice> {
        self.notice.take()
    }

    /// A new name for a sitting or a note.
    pub fn new_name(&self) -> String {
        self.new_id().hyphenated().to_string()
    }

    /// Records what happens now. When this returns, it is on disk.
    ///
    /// # Errors
    /// The file or folder cannot be written; the learner's earlier progress is untouched.
    pub fn record(&mut self, happening: &Happening) -> Result<EventId, Problem> {
        let ids = self.record_all(std::slice::from_ref(happening))?;
        ids.first().copied().ok_or_else(problems::bug)
    }

    /// Records several happenings together: all of them or none.
    ///
    /// # Errors
    /// As for [`Progress::record`].
    pub fn record_all(&mut self, happenings: &[Happening]) -> Result<Vec<EventId>, Problem> {
        match self.try_record(happenings) {
            Err(Failure::Damaged(_)) => {
                // Found only now: mend the file, then go on as if nothing had been.
                self.mend()?;
                self.try_record(happenings).map_err(|failure| self.problem(failure))
            }
            Err(failure) => {
                self.refused = failure.is_refusal();
                Err(self.problem(failure))
            }
            Ok(ids) => Ok(ids),
        }
    }

    fn try_record(&mut self, happenings: &[Happening]) -> Result<Vec<EventId>, Failure> {
        let now = self.clock.now();
        let mut ids: Vec<Uuid> = happenings.iter().map(|_| self.new_id()).collect();
        let store = self.writable()?;
        let transaction = store.write()?;
        for (id, happening) in ids.iter_mut().zip(happenings) {
            let event = Event::new(*id, now, &store.device, happening);
            let mut event = event.ok_or(Failure::Unknown)?;
            if let Happening::Undo { event: target } = happening
                && !undoable(&transaction, target)?
            {
                return Err(Failure::Unknown);
            }
            *id = event.id;
            if happening.is_coalesced() {
                event.follow(&transaction)?;
            }
            event.insert(&transaction)?;
            fold::fold(&transaction, &event)?;
        }
        transaction.commit()?;
        Ok(ids.into_iter().map(EventId).collect())
    }

    fn new_id(&self) -> Uuid {
        store::new_id(self.clock, &self.ids)
    }

    fn folder(&self) -> Option<&Path> {
        match &self.place {
            Place::Folder(folder) => Some(folder),
            Place::Memory => None,
        }
    }

    /// The store to write to; it is created if there is none.
    fn writable(&mut self) -> Result<&Store, Failure> {
        if self.store.is_none() {
            let store = match &self.place {
                Place::Folder(folder) => Store::create(folder, self.clock)?,
                Place::Memory => Store::in_memory(self.clock)?,
            };
            self.store = Some(store);
        }
        match &self.store {
            Some(store) if store.read_only => Err(Failure::ReadOnly),
            Some(store) => Ok(store),
            None => Err(Failure::Unknown),
        }
    }

    /// Opens the file if there is one, and mends it if it must be.
    fn reopen(&mut self) -> Result<(), Problem> {
        self.store = None;
        let Some(folder) = self.folder().map(Path::to_owned) else { return Ok(()) };
        match Store::open(&folder, self.clock) {
            Ok(Some((store, notice))) => {
                self.store = Some(store);
                self.notice = self.notice.take().or(notice);
                Ok(())
            }
            Ok(None) => Ok(()),
            Err(Failure::Damaged(_)) => self.mend(),
            Err(failure) => Err(self.problem(failure)),
        }
    }

    fn mend(&mut self) -> Result<(), Problem> {
        self.store = None;
        let Some(folder) = self.folder().map(Path::to_owned) else {
            return Err(problems::bug());
        };
        let (store, notice) =
            rescue::rescue(&folder, self.clock).map_err(|failure| self.problem(failure))?;
        self.store = Some(store);
        self.notice = notice.or(self.notice.take());
        Ok(())
    }

    fn problem(&self, failure: Failure) -> Problem {
        problems::of(failure, self.path().as_deref())
    }
}

fn undoable(connection: &rusqlite::Connection, event: &str) -> Result<bool, Failure> {
    let Ok(id) = Uuid::parse_str(event) else { return Ok(false) };
    let found = Event::find(connection, id)?;
    Ok(found.and_then(|event| event.happening()).is_some_and(|found| found.can_be_undone()))
}

#[cfg(test)]
mod tests;
