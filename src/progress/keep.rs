//! Keeping the file safe: copies, putting a copy back, proving it, starting over.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, backup::Backup};

use super::{
    Progress,
    failure::Failure,
    problems::io_problem,
    projections,
    store::{Store, beside, lock, move_aside, version},
};
use crate::{
    messages::Messages,
    problem::{Fault, Problem, Values},
};

/// What `progress check` found.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Health {
    /// Events in the log.
    pub events: u64,
    /// What SQLite says about the file; empty if it is sound.
    pub damage: Vec<String>,
    /// Whether the projections are what the log adds up to.
    pub projections_agree: bool,
}

impl Health {
    /// Whether there is nothing to complain about.
    pub fn is_sound(&self) -> bool {
        self.damage.is_empty() && self.projections_agree
    }
}

impl Progress {
    /// Writes a copy that can be put back with [`Progress::restore`]. It is a single file.
    ///
    /// # Errors
    /// There is no progress yet, or the copy cannot be written, or a file of that name exists.
    pub fn backup(&self, to: &Path) -> Result<(), Problem> {
        let Some(store) = &self.store else {
            return Err(Problem::message(Fault::Content, "progress.nothing-yet", &[]));
        };
        if to.exists() {
            let values: Values<'_> = &[("file", &to.display())];
            return Err(Problem::message(Fault::Usage, "progress.exists", values));
        }
        copy_into(&store.connection, to).map_err(|failure| super::problems::of(failure, Some(to)))
    }

    /// Puts a copy in the place of the progress, which is itself copied before; that copy is named.
    ///
    /// # Errors
    /// The file is no progress, is damaged or of a newer program. Nothing was changed then.
    pub fn restore(&mut self, from: &Path) -> Result<Option<PathBuf>, Problem> {
        let source = sound_copy(from)?;
        let Some(path) = self.path() else { return Err(super::problems::bug()) };
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
                let aside = beside(path, "before-restore", self.clock);
                copy_into(&store.connection, &aside)?;
                Some(aside)
            }
            None => None,
        };
        if self.store.is_none() {
            self.store = Some(Store::create(path.parent().unwrap_or(path), self.clock)?);
        }
        let Some(store) = &mut self.store else { return Err(Failure::Unknown) };
        copy(source, &mut store.connection)?;
        Ok(aside)
    }

    /// Proves the file: that it is sound, and that the projections are what the log adds up to.
    ///
    /// # Errors
    /// The file cannot be read at all.
    pub fn check(&self) -> Result<Health, Problem> {
        let Some(store) = &self.store else {
            return Ok(Health { projections_agree: true, ..Health::default() });
        };
        health(store).map_err(|failure| self.problem(failure))
    }

    /// Builds the projections anew from the log.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn rebuild(&mut self) -> Result<(), Problem> {
        let rebuild = |store: &Store| -> Result<(), Failure> {
            let transaction = store.write()?;
            projections::rebuild(&transaction)?;
            transaction.commit()?;
            Ok(())
        };
        match &self.store {
            Some(store) => rebuild(store).map_err(|failure| self.problem(failure)),
            None => Ok(()),
        }
    }

    /// Starts over: the file is moved aside, never deleted. Names where it is now.
    ///
    /// # Errors
    /// The file cannot be moved.
    pub fn reset(&mut self) -> Result<Option<PathBuf>, Problem> {
        let Some(path) = self.path().filter(|path| path.exists()) else {
            self.store = None;
            return Ok(None);
        };
        // Closing writes everything into the one file that is moved.
        self.store = None;
        let aside = beside(&path, "reset", self.clock);
        let _lock = path.parent().and_then(lock);
        move_aside(&path, &aside)
            .map_err(|error| io_problem("progress.not-moved", &path.display(), &error))?;
        Ok(Some(aside))
    }
}

/// Copies a database into a new file.
pub(super) fn copy_into(from: &Connection, path: &Path) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut to = Connection::open(path)?;
    let result = copy(from, &mut to);
    // The copy is one file that can be mailed or put on a stick.
    let single = to.query_row("pragma journal_mode = delete", [], |_| Ok(()));
    drop(to);
    match result.and_then(|()| Ok(single?)) {
        Ok(()) => Ok(()),
        Err(failure) => {
            // What is half a copy must not look like one.
            fs::remove_file(path).ok();
            Err(failure)
        }
    }
}

fn copy(from: &Connection, to: &mut Connection) -> Result<(), Failure> {
    let backup = Backup::new(from, to)?;
    Ok(backup.run_to_completion(1_000, Duration::from_millis(5), None)?)
}

fn sound_copy(path: &Path) -> Result<Connection, Problem> {
    let refuse = |why: String| {
        let values: Values<'_> = &[("file", &path.display())];
        Problem::message(Fault::Content, "progress.no-copy", values).why(why)
    };
    fs::metadata(path)
        .map_err(|error| io_problem("progress.copy-not-read", &path.display(), &error))?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || -> Result<Connection, Failure> {
        let connection = Connection::open_with_flags(path, flags)?;
        let (found, known) = (version(&connection)?, super::store::latest_version());
        if found > known {
            return Err(Failure::Newer { found, known });
        }
        let answer: String = connection.query_row("pragma quick_check(1)", [], |row| row.get(0))?;
        if answer != "ok" {
            return Err(Failure::Damaged(answer));
        }
        connection.query_row("select count(*) from about", [], |_| Ok(()))?;
        connection.prepare("select id, at, device, kind, object, revision, data from event")?;
        Ok(connection)
    };
    open().map_err(|failure| match failure {
        Failure::Newer { .. } => super::problems::of(failure, Some(path)),
        Failure::Damaged(why) => refuse(why),
        Failure::Sql(error) => refuse(error.to_string()),
        _ => refuse(String::new()),
    })
}

fn health(store: &Store) -> Result<Health, Failure> {
    let connection = &store.connection;
    let mut damage = Vec::new();
    let mut check = connection.prepare("pragma integrity_check(20)")?;
    let mut rows = check.query([])?;
    while let Some(row) = rows.next()? {
        let line: String = row.get(0)?;
        if line != "ok" {
            damage.push(line);
        }
    }
    let mut check = connection.prepare("pragma foreign_key_check")?;
    let mut rows = check.query([])?;
    while let Some(row) = rows.next()? {
        let table: String = row.get(0)?;
        damage.push(Messages::english().format("progress.dangling", &[("table", &table)]));
    }
    let sql = "select count(*) from event";
    let events: i64 = connection.query_row(sql, [], |row| row.get(0))?;
    let events = u64::try_from(events).unwrap_or(0);
    let before = projections::dump(connection)?;
    let projections_agree = if store.read_only {
        true
    } else {
        // Rebuilt to compare, and then forgotten: the transaction is rolled back when dropped.
        let transaction = store.write()?;
        projections::rebuild(&transaction)?;
        before == projections::dump(&transaction)?
    };
    Ok(Health { events, damage, projections_agree })
}
