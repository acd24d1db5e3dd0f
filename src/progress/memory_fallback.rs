//! Going on where nothing can be written: what was kept so far is copied into memory, and what comes
//! after lives there, until the file takes it.

use std::path::{Path, PathBuf};

use rusqlite::params;

use super::{
    FILE_NAME, Notice, Place, Progress, Setback, connection::without_waiting, copy, disk,
    failure::Failure, log::Entry, projections, store::Store,
};
use crate::{
    clock::{Clock, Timestamp},
    problem::Problem,
};

/// What is only in memory.
pub(super) struct Fallback {
    /// Where it should be.
    folder: PathBuf,
    /// The last row that the file has too.
    row: i64,
    /// Why the file refused.
    why: Problem,
    /// When it did: a coalesced entry that changed since is newer than the file's.
    since: Timestamp,
}

impl Progress {
    /// Goes on in memory if the last failure was that the folder or the disk refuses, and leaves a
    /// notice. Says whether it did. The file keeps what it has.
    pub fn fall_back_to_memory(&mut self, why: &Problem) -> bool {
        if self.setback != Some(Setback::Refused) {
            return false;
        }
        self.setback = None;
        let Some(folder) = self.folder().map(Path::to_owned) else { return false };
        // A learner who was told so when the file was opened is not told again.
        let told = self.store.as_ref().is_some_and(|store| store.read_only);
        let Ok((memory, row)) = self.copy_into_memory() else { return false };
        self.store = Some(memory);
        self.place =
            Place::Fallback(Fallback { folder, row, why: why.clone(), since: self.clock.now() });
        if !told {
            self.notice = Some(Notice::Unkept { why: why.to_string() });
        }
        true
    }

    /// Whether something was done that is only in memory although it should be in the file.
    pub fn is_unkept(&self) -> bool {
        self.unkept().is_some()
    }

    /// Why something that was done is only in memory, if it is.
    pub fn unkept(&self) -> Option<&Problem> {
        match &self.place {
            Place::Fallback(fallback) => Some(&fallback.why),
            Place::Folder(_) | Place::Memory => None,
        }
    }

    /// Whether the folder, or the nearest one above it that is there, lets something be written.
    ///
    /// # Errors
    /// It does not: nothing would be kept.
    pub fn try_folder(&self) -> Result<(), Problem> {
        let Some(folder) = self.folder() else { return Ok(()) };
        disk::try_folder(folder).map_err(|error| self.problem(error.into()))
    }

    fn copy_into_memory(&self) -> Result<(Store, i64), Failure> {
        let mut memory = Store::in_memory(self.clock)?;
        if let Some(store) = &self.store {
            copy::between(&store.connection, &mut memory.connection)?;
            memory.device.clone_from(&store.device);
        }
        let sql = "select coalesce(max(rowid), 0) from event";
        let row = memory.connection.query_row(sql, [], |row| row.get(0))?;
        Ok((memory, row))
    }

    /// Tries whether the file takes again what is only in memory; the learner is told if it does.
    pub(super) fn resume_keeping(&mut self) {
        let Place::Fallback(fallback) = &self.place else { return };
        let folder = fallback.folder.clone();
        if let Some(memory) = &self.store
            && let Ok(store) = fallback.hand_over(memory, self.clock)
        {
            self.notice = Some(Notice::Resumed { path: folder.join(FILE_NAME) });
            self.store = Some(store);
            self.place = Place::Folder(folder);
        }
    }
}

impl Fallback {
    /// Puts what is only in memory into the file.
    fn hand_over(&self, memory: &Store, clock: Clock) -> Result<Store, Failure> {
        let store = Store::create(&self.folder, clock)?;
        if store.read_only {
            return Err(Failure::ReadOnly);
        }
        without_waiting(&store.connection, || {
            let transaction = store.write()?;
            let mut select = memory.connection.prepare(Entry::SELECT_NEWER)?;
            let mut rows = select.query(params![self.row, self.since.0])?;
            while let Some(row) = rows.next()? {
                let entry = Entry::from_row(row)?;
                if entry.insert(&transaction)? {
                    projections::add(&transaction, std::slice::from_ref(&entry))?;
                }
            }
            Ok(transaction.commit()?)
        })?;
        Ok(store)
    }
}
