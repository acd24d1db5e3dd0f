//! Keeping the file safe: copies, putting a copy back, starting over.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::{
    Place, Progress, copy, disk,
    failure::Failure,
    problems,
    store::{self, FORMAT, Store},
};
use crate::problem::{Fault, Problem, Values};

impl Progress {
    /// Writes a copy that can be put back with [`Progress::restore`]. It is a single file, and proved.
    ///
    /// # Errors
    /// There is no progress yet, or it is damaged, or the copy cannot be written, or a file of that name
    /// exists.
    pub fn backup(&self, to: &Path) -> Result<(), Problem> {
        let Some(store) = &self.store else {
            return Err(Problem::message(Fault::Content, "progress.nothing-yet", &[]));
        };
        if to.exists() {
            let values: Values<'_> = &[("file", &to.display())];
            return Err(Problem::message(Fault::Usage, "progress.exists", values));
        }
        copy::into_file(&store.connection, to).map_err(|failure| match failure {
            Failure::Damaged(_) => self.problem(failure),
            failure => problems::of(failure, Some(to)),
        })
    }

    /// Puts a copy in the place of the progress, which is itself copied before; that copy is named.
    ///
    /// # Errors
    /// The file is no progress, is damaged or of a newer program. Nothing was changed then.
    pub fn restore(&mut self, from: &Path) -> Result<Option<PathBuf>, Problem> {
        let source = sound_copy(from)?;
        let Some(path) = self.path() else { return Err(problems::bug()) };
        let result = self.replace(&source, &path);
        let aside = result.map_err(|failure| self.problem(failure))?;
        // A copy in an older format is migrated now.
        self.reopen()?;
        let renamed = self.store.as_mut().map_or(Ok(()), |store| store.rename(self.clock));
        renamed.map_err(|failure| self.problem(failure))?;
        Ok(aside)
    }

    fn replace(&mut self, source: &Connection, path: &Path) -> Result<Option<PathBuf>, Failure> {
        let aside = match &self.store {
            Some(store) => {
                let aside = disk::beside(path, "before-restore", self.clock);
                copy::into_file(&store.connection, &aside)?;
                Some(aside)
            }
            None => None,
        };
        if self.store.is_none() {
            self.store = Some(Store::create(path.parent().unwrap_or(path), self.clock)?);
        }
        let Some(store) = &mut self.store else { return Err(Failure::Unknown) };
        copy::between(source, &mut store.connection)?;
        Ok(aside)
    }

    /// Starts over: the file is moved aside, never deleted. Names where it is now.
    ///
    /// # Errors
    /// The file cannot be moved.
    pub fn reset(&mut self) -> Result<Option<PathBuf>, Problem> {
        // Closing writes everything into the one file that is moved.
        self.store = None;
        let Place::Folder(folder) = &self.place else { return Ok(None) };
        let Some(path) = self.path().filter(|path| path.exists()) else { return Ok(None) };
        let aside = disk::beside(&path, "reset", self.clock);
        let moved = disk::lock(folder)
            .and_then(|_lock| Ok(disk::move_aside(&path, &aside)?))
            .map_err(|failure| self.problem(failure));
        moved.map(|()| Some(aside))
    }
}

fn sound_copy(path: &Path) -> Result<Connection, Problem> {
    let open = || -> Result<Connection, Failure> {
        let connection = copy::open(path)?;
        match store::format(&connection)? {
            found if found > FORMAT => Err(Failure::Newer { found, known: FORMAT }),
            _ => Ok(connection),
        }
    };
    open().map_err(|failure| problems::of_copy(failure, path))
}
