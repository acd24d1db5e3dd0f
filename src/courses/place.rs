//! The folder of the courses while it is changed: one program at a time, what comes stands aside until it
//! is whole, and what nobody names any more goes.

use std::{
    collections::HashSet,
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use super::{Courses, record::Record};
use crate::problem::{Fault, Problem};

/// What the names of folders begin with that are not whole yet.
const UNDERWAY: &str = ".new-";

/// The right to change the courses, until it is dropped.
pub(super) struct Lock(
    #[allow(dead_code, reason = "held, and let go when it is dropped")] Option<File>,
);

/// A folder that goes unless it is kept.
pub(super) struct Staging(PathBuf);

impl Courses {
    /// Makes this the only program that changes the courses.
    pub(super) fn lock(&self) -> Result<Lock, Problem> {
        fs::create_dir_all(&self.folder).map_err(|error| self.not_kept(&error))?;
        let file = File::create(self.folder.join("lock")).map_err(|error| self.not_kept(&error))?;
        match file.try_lock() {
            Ok(()) => {
                self.sweep();
                Ok(Lock(Some(file)))
            }
            Err(TryLockError::WouldBlock) => {
                Err(Problem::message(Fault::Environment, "courses.locked", &[]))
            }
            // Where nothing can be locked, renaming alone keeps courses whole.
            Err(TryLockError::Error(_)) => Ok(Lock(None)),
        }
    }

    /// A new empty folder beside the courses.
    pub(super) fn staging(&self) -> Result<Staging, Problem> {
        let made = numbered(|at| {
            let path = self.folder.join(format!("{UNDERWAY}{at}"));
            fs::create_dir(&path).map(|()| path)
        });
        made.map(Staging).map_err(|error| self.not_kept(&error))
    }

    /// Gives what came its place; says the name of its folder.
    pub(super) fn settle(&self, staging: Staging, name: &str) -> Result<String, Problem> {
        let folder = numbered(|at| {
            let folder = format!("{name}@{at}");
            let place = self.folder.join(&folder);
            if place.exists() {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            fs::rename(&staging.0, place).map(|()| folder)
        });
        folder.map_err(|error| self.not_kept(&error))
    }

    /// Removes the folders that no record names. What cannot go now goes next time.
    pub(super) fn sweep(&self) {
        let records = self.list();
        let named: HashSet<&str> = records
            .iter()
            .flat_map(|record| [record.folder.as_str(), record.previous.as_str()])
            .collect();
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            // A record that cannot be read may be of a newer program: what is its own stays.
            let owner = name.split_once('@').map(|(owner, _)| owner);
            let unread = owner.is_some_and(|owner| {
                Record::file(&self.folder, owner).exists()
                    && !records.iter().any(|record| record.name == owner)
            });
            let ours = name.starts_with(UNDERWAY) || owner.is_some();
            if ours && !unread && !named.contains(name.as_str()) {
                fs::remove_dir_all(entry.path()).ok();
            }
        }
    }
}

/// The first of numbered things that is not there yet.
fn numbered<T>(make: impl Fn(u32) -> io::Result<T>) -> io::Result<T> {
    let mut at = 1;
    loop {
        match make(at) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && at < 10_000 => at += 1,
            made => return made,
        }
    }
}

impl Staging {
    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // It is not there any more where it was given its place.
        fs::remove_dir_all(&self.0).ok();
    }
}
