//! What a learner did: an append-only log of events in SQLite, and what the events add up to.
//!
//! The log is the truth; the other tables are projections that follow it in the same transaction and
//! can be rebuilt. Nothing is created before the first event, so reading costs a new learner nothing.
//! Only this module and those below it know SQL.

mod adoption;
mod bookmark;
mod change;
mod connection;
mod copy;
mod disk;
mod event;
mod exchange;
mod exercise;
mod failure;
mod header;
mod health;
mod home;
mod item;
mod keep;
mod lab;
mod latest;
mod lesson;
mod log;
mod logged;
mod memory_fallback;
mod names;
mod note;
mod notice;
mod outbox;
mod plan;
mod problems;
mod projections;
mod query;
mod question;
mod quiz;
mod raw;
mod recall;
mod recording;
mod renamed;
mod rescue;
mod sitting;
mod stale;
mod store;
mod study;
mod subject;
mod subjects;
mod told;
mod tuning;
mod undo;
mod wal;
mod week;

use std::{
    cell::Cell,
    path::{Path, PathBuf},
};

use uuid::{ContextV7, Uuid};

use crate::{
    clock::{Clock, Day},
    id::CourseId,
    problem::Problem,
};

pub use adoption::CourseEvent;
pub use bookmark::{Bookmark, BookmarkEvent};
pub use change::{Adapted, Begun, ChangeEvent};
pub use event::{Event, EventId, Typed};
pub use exchange::{Exported, Imported};
pub use exercise::{Attempt, Draft, ExerciseEvent, RuleCount};
pub use health::Health;
pub use home::Home;
pub use item::{ItemEvent, Marks};
pub use lab::LabEvent;
pub use latest::Latest;
pub use lesson::{LessonEvent, LessonProgress};
pub use logged::Logged;
pub use note::{Note, NoteEvent};
pub use notice::Notice;
pub use outbox::{Mark, Stage};
pub use plan::{Plan, PlanEvent};
pub use question::{Circumstances, Confidence, LONGEST_MS, QuestionEvent, QuestionProgress, Slip};
pub use quiz::{QuizEvent, QuizProgress};
pub use recall::Recall;
pub use sitting::PastSitting;
pub use study::{AnswerTime, DayOfStudy, Totals};
pub use told::ToldEvent;
pub use tuning::TuningEvent;
pub use undo::UndoEvent;
pub use week::WeekEvent;

use failure::Failure;
use memory_fallback::Fallback;
use store::Store;

/// The name of the database inside the data folder.
pub const FILE_NAME: &str = "progress.db";

/// One learner's progress in one course. The log holds all courses.
pub struct Progress {
    place: Place,
    course: CourseId,
    clock: Clock,
    /// The hour at which a learning day begins, 0 to 23.
    new_day: u8,
    ids: ContextV7,
    /// Where names follow one another; without it they come by chance.
    names: Option<Cell<u64>>,
    store: Option<Store>,
    notice: Option<Notice>,
    /// What the last failure to record was.
    setback: Option<Setback>,
    /// Whether something was written since the log beside the file was last emptied.
    unsettled: bool,
    /// Whether a read met damage, which the next record mends.
    suspect: Cell<bool>,
    /// Whether the file was only looked at so far.
    looking: bool,
}

enum Place {
    Folder(PathBuf),
    Memory,
    /// In memory because the folder refuses.
    Fallback(Fallback),
}

/// Why something was not recorded, where the learner can go on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Setback {
    /// The folder or the disk refuses.
    Refused,
    /// Another program keeps the file locked.
    Locked,
}

impl Progress {
    /// Opens the progress in a folder for a course. If there is none yet, nothing is created and the learner is
    /// new. A damaged file is put aside and what can be read from it is kept; see
    /// [`Progress::take_notice`].
    ///
    /// # Errors
    /// The file is of a newer program, or the folder cannot be read. Nothing was changed then.
    pub fn open(
        folder: impl Into<PathBuf>,
        course: CourseId,
        clock: Clock,
    ) -> Result<Self, Problem> {
        let mut progress = Self::at(Place::Folder(folder.into()), course, clock);
        progress.reopen()?;
        Ok(progress)
    }

    /// The same for a first look that asks for little: where the file allows it, nothing is locked, made
    /// or proved before the first record or [`Progress::settle`] opens it as a whole.
    ///
    /// # Errors
    /// As for [`Progress::open`].
    pub fn look(
        folder: impl Into<PathBuf>,
        course: CourseId,
        clock: Clock,
    ) -> Result<Self, Problem> {
        let mut progress = Self::at(Place::Folder(folder.into()), course, clock);
        progress.store = progress.folder().and_then(Store::look);
        progress.looking = progress.store.is_some();
        if !progress.looking {
            // Whatever takes long must not keep the first frame waiting.
            progress.looking = progress.folder().is_some_and(Store::takes_a_while);
            match progress.looking {
                true => progress.notice = Some(Notice::AddingUp),
                false => progress.reopen()?,
            }
        }
        Ok(progress)
    }

    /// Whether there is a file of which nothing can be shown before it was added up.
    pub fn is_unread(&self) -> bool {
        self.looking && self.store.is_none()
    }

    /// Opens as a whole a file that was only looked at.
    fn open_wholly(&mut self) -> Result<(), Problem> {
        if std::mem::take(&mut self.looking) { self.reopen() } else { Ok(()) }
    }

    /// Progress that ends with the program, where no folder can be used.
    pub fn in_memory(course: CourseId, clock: Clock) -> Self {
        Self::at(Place::Memory, course, clock)
    }

    fn at(place: Place, course: CourseId, clock: Clock) -> Self {
        Self {
            place,
            course,
            clock,
            new_day: 0,
            ids: ContextV7::new(),
            names: None,
            store: None,
            notice: None,
            setback: None,
            unsettled: false,
            suspect: Cell::new(false),
            looking: false,
        }
    }

    /// The course that is open.
    pub fn course(&self) -> &CourseId {
        &self.course
    }

    /// From now on learning days begin at an hour, 0 to 23; without this at midnight.
    pub fn begin_days_at(&mut self, hour: u8) {
        self.new_day = hour;
    }

    /// The learning day it is now.
    pub fn today(&self) -> Day {
        self.clock.now().learning_day(self.new_day)
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
        let id = match &self.names {
            None => self.new_id(),
            Some(names) => Uuid::from_u128(names.replace(names.get() + 1).into()),
        };
        id.hyphenated().to_string()
    }

    /// From now on new names follow one another, so that what is drawn by them is the same each time. For
    /// tests alone: a name that was given before is given again.
    pub fn name_in_order(&mut self, after: u64) {
        self.names = Some(Cell::new(after));
    }

    /// Whether the last record failed because another program keeps the file locked: it may be tried
    /// again.
    pub fn is_locked(&self) -> bool {
        self.setback == Some(Setback::Locked)
    }

    /// Writes to the one file what stands in the log beside it; for when the learner pauses. What fails
    /// now is done when the file is closed.
    pub fn settle(&mut self) {
        // What fails now fails again, and is told, when something is recorded.
        self.open_wholly().ok();
        if std::mem::take(&mut self.unsettled)
            && let Some(store) = self.store.as_ref().filter(|store| store.is_in_place())
        {
            store.checkpoint().ok();
        }
    }

    /// Closes the file; what comes after opens it again.
    pub fn close(&mut self) {
        if matches!(self.place, Place::Folder(_)) {
            self.store = None;
        }
    }

    fn folder(&self) -> Option<&Path> {
        match &self.place {
            Place::Folder(folder) => Some(folder),
            Place::Memory | Place::Fallback(_) => None,
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

    /// Puts the file aside and goes on in a new one with every event that can be read.
    ///
    /// # Errors
    /// The folder cannot be written, or the progress is in memory.
    pub fn mend(&mut self) -> Result<(), Problem> {
        self.looking = false;
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

    /// Leaves something that the learner should be told.
    pub fn leave_notice(&mut self, notice: Notice) {
        self.notice = Some(notice);
    }

    fn problem(&self, failure: Failure) -> Problem {
        problems::of(failure, self.path().as_deref())
    }
}

#[cfg(test)]
mod tests;
