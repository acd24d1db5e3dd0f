//! Events come into the log: all of them or none, in the file that has the name now.

use uuid::Uuid;

use super::{
    Event, EventId, FILE_NAME, Place, Progress, Setback,
    failure::Failure,
    log::Entry,
    notice::Notice,
    problems, projections,
    store::{self, Store},
    undo,
};
use crate::problem::Problem;

impl Progress {
    /// Records what happens now. When this returns, it is on disk.
    ///
    /// # Errors
    /// The file or folder cannot be written; the learner's earlier progress is untouched.
    pub fn record(&mut self, event: impl Into<Event>) -> Result<EventId, Problem> {
        let ids = self.record_all(&[event.into()])?;
        ids.first().copied().ok_or_else(problems::bug)
    }

    /// Records several events together: all of them or none.
    ///
    /// # Errors
    /// As for [`Progress::record`].
    pub fn record_all(&mut self, events: &[Event]) -> Result<Vec<EventId>, Problem> {
        self.open_wholly()?;
        let result = match self.suspect.take() {
            true => Err(Failure::Damaged(String::new())),
            false => self.try_record(events),
        };
        let result = match result {
            Err(Failure::Damaged(_)) => {
                // Found only now: mend the file, then go on as if nothing had been.
                self.mend()?;
                self.try_record(events)
            }
            result => result,
        };
        self.setback = match &result {
            Err(failure) if failure.is_refusal() => Some(Setback::Refused),
            Err(Failure::Locked) => Some(Setback::Locked),
            _ => None,
        };
        if result.is_ok() {
            self.unsettled = true;
            // Only a write that succeeds says that the file takes events again.
            self.resume_keeping();
        }
        result.map_err(|failure| self.problem(failure))
    }

    fn try_record(&mut self, events: &[Event]) -> Result<Vec<EventId>, Failure> {
        if !self.clock.now().is_possible() {
            return Err(Failure::Clock);
        }
        loop {
            self.follow_file()?;
            if let Some(recorded) = self.record_in_place(events)? {
                return Ok(recorded);
            }
        }
    }

    /// Records in the open file; `None` if it lost its place meanwhile, and then nothing was written.
    fn record_in_place(&mut self, events: &[Event]) -> Result<Option<Vec<EventId>>, Failure> {
        let now = self.clock.now();
        let when = (now, now.learning_day(self.new_day));
        let ids: Vec<Uuid> = events.iter().map(|_| self.new_id()).collect();
        let course = self.course.clone();
        let store = self.writable()?;
        let transaction = store.write()?;
        let (mut recorded, mut entries) = (Vec::new(), Vec::new());
        for (id, event) in ids.into_iter().zip(events) {
            let entry = Entry::new(id, when, &store.device, &course, event.clone());
            let mut entry = entry.ok_or(Failure::Unknown)?;
            if !undoes_well(&transaction, &entry)? {
                return Err(Failure::Unknown);
            }
            entry.coalesce(&transaction)?;
            entry.insert(&transaction)?;
            recorded.push(EventId(entry.id));
            entries.push(entry);
        }
        projections::add(&transaction, &entries)?;
        if !store.is_in_place() {
            return Ok(None);
        }
        transaction.commit()?;
        Ok(Some(recorded))
    }

    /// Goes on in the file that has the name now, if the open one was moved, replaced or deleted.
    pub(super) fn follow_file(&mut self) -> Result<(), Failure> {
        let Place::Folder(folder) = &self.place else { return Ok(()) };
        if self.store.as_ref().is_none_or(Store::is_in_place) {
            return Ok(());
        }
        // The open one is kept until there is another: what it has can still be shown.
        let store = Store::create(folder, self.clock)?;
        self.notice = Some(Notice::Replaced { path: folder.join(FILE_NAME) });
        self.store = Some(store);
        Ok(())
    }

    pub(super) fn new_id(&self) -> Uuid {
        store::new_id(self.clock, &self.ids)
    }

    /// The store to write to; it is created if there is none.
    pub(super) fn writable(&mut self) -> Result<&Store, Failure> {
        if self.store.is_none() {
            let store = match &self.place {
                Place::Folder(folder) => Store::create(folder, self.clock)?,
                Place::Memory | Place::Fallback(_) => Store::in_memory(self.clock)?,
            };
            self.store = Some(store);
        }
        match &self.store {
            Some(store) if store.read_only => Err(Failure::ReadOnly),
            Some(store) => Ok(store),
            None => Err(Failure::Unknown),
        }
    }
}

/// Whether what an entry takes back is there and can be taken back; true for one that takes nothing.
fn undoes_well(connection: &rusqlite::Connection, entry: &Entry) -> Result<bool, Failure> {
    if !undo::is_undo(&entry.event) {
        return Ok(true);
    }
    let Some(target) = undo::target(&entry.event) else { return Ok(false) };
    Ok(Entry::find(connection, target)?.is_some_and(|found| found.is_undoable()))
}
