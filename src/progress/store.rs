//! The SQLite file: opening, creating and migrating it. An existing file opens without replaying
//! anything.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, config::DbConfig};
use rusqlite_migration::{M, Migrations};
use uuid::Uuid;

use super::{
    FILE_NAME, Notice,
    connection::{can_write, connect, immutable, is_foreign, prepare, without_waiting},
    copy,
    disk::{self, Identity},
    failure::Failure,
    header::{self, Header},
    projections, wal,
};
use crate::clock::Clock;

/// Each format of the file adds one; none is ever edited.
const MIGRATIONS: &[M<'_>] = &[M::up(include_str!("schema.sql"))];

/// The format that this program writes.
pub(super) const FORMAT: i64 = 1;
const _: () = assert!(FORMAT as usize == MIGRATIONS.len(), "each migration is a format");

/// The format once more, in the table `about`: the number in the header has no other witness.
const FORMAT_NAME: &str = "format";

/// The version of the projections, in the same table.
const PROJECTIONS: &str = "projections";

/// From this size of the file on, in bytes, it takes longer than a glance to bring its projections up to date.
const LARGE: u64 = 16 * 1024 * 1024;

/// Statements that are kept prepared; more than folding and asking have.
const STATEMENTS: usize = 80;

/// An open database.
pub(super) struct Store {
    pub(super) connection: Connection,
    /// The name of this installation.
    pub(super) device: String,
    pub(super) read_only: bool,
    /// The file that was opened; `None` in memory.
    file: Option<(PathBuf, Option<Identity>)>,
}

/// An open file and what the learner should be told about it.
pub(super) type Opened = (Store, Option<Notice>);

impl Store {
    /// Opens the file in a folder; `None` if there is no file.
    pub(super) fn open(folder: &Path, clock: Clock) -> Result<Option<Opened>, Failure> {
        Self::open_with(folder, clock, || disk::lock(folder))
    }

    /// The same for a caller that already holds the lock.
    pub(super) fn open_locked(folder: &Path, clock: Clock) -> Result<Option<Opened>, Failure> {
        Self::open_with(folder, clock, || Ok(None))
    }

    /// Opens the file in a folder for a first look: nothing is locked and nothing is made. `None` where
    /// that shows too little: there is no file, it is not up to date, or not all of it stands in it.
    pub(super) fn look(folder: &Path) -> Option<Self> {
        let path = folder.join(FILE_NAME);
        let is_ours = disk::is_database(&path).ok()? && header::read(&path).ok()? == Header::Ours;
        let connection = immutable(&path).filter(|_| is_ours && disk::is_alone(&path))?;
        let current = format(&connection).ok()? == FORMAT;
        let up_to_date = current && about(&connection, PROJECTIONS).ok()?? == projections::VERSION;
        let store = Self { connection, device: String::new(), read_only: true, file: None };
        up_to_date.then(|| store.of_file(path))
    }

    /// Whether the file in a folder is large and its projections are those of another version, so that opening it
    /// takes a while.
    pub(super) fn takes_a_while(folder: &Path) -> bool {
        let path = folder.join(FILE_NAME);
        let large = fs::metadata(&path).is_ok_and(|file| file.len() >= LARGE);
        let is_ours = || matches!(header::read(&path), Ok(Header::Ours));
        let connection = (large && is_ours()).then(|| immutable(&path)).flatten();
        let version = connection.and_then(|connection| about(&connection, PROJECTIONS).ok()?);
        version.is_some_and(|version| version != projections::VERSION)
    }

    fn open_with(
        folder: &Path,
        clock: Clock,
        lock: impl FnOnce() -> Result<Option<File>, Failure>,
    ) -> Result<Option<Opened>, Failure> {
        let path = folder.join(FILE_NAME);
        if !disk::is_database(&path)? {
            return Ok(None);
        }
        let header = header::read(&path)?;
        wal::read(&path)?;
        if header == Header::Unnamed && is_foreign(&path)? {
            return Err(Failure::Foreign);
        }
        let mut connection = connect(&path)?;
        let read_only = !can_write(&connection)?;
        let mut notice = read_only.then(|| Notice::ReadOnly { path: path.clone() });
        if format(&connection)? != FORMAT {
            if read_only {
                return Err(Failure::ReadOnly);
            }
            let _lock = lock()?;
            let copy = migrate(&mut connection, &path, MIGRATIONS, clock)?;
            notice = copy.map(|copy| Notice::Migrated { copy });
        }
        if header != Header::Ours && !read_only {
            sign(&connection)?;
        }
        let store = Self::finish(connection, read_only, clock)?.of_file(path);
        Ok(Some((store, notice)))
    }

    /// Opens the file in a folder and creates both if they are missing.
    pub(super) fn create(folder: &Path, clock: Clock) -> Result<Self, Failure> {
        fs::create_dir_all(folder)?;
        let _lock = disk::lock(folder)?;
        Self::create_locked(folder, clock)
    }

    /// The same for a caller that already holds the lock.
    pub(super) fn create_locked(folder: &Path, clock: Clock) -> Result<Self, Failure> {
        let path = folder.join(FILE_NAME);
        // Another program may have made it, or something else, in the meantime.
        if let Some((store, _)) = Self::open_locked(folder, clock)? {
            return Ok(store);
        }
        let mut connection = Connection::open(&path)?;
        prepare(&connection)?;
        migrate(&mut connection, &path, MIGRATIONS, clock)?;
        sign(&connection)?;
        Ok(Self::finish(connection, false, clock)?.of_file(path))
    }

    /// A store without a file.
    pub(super) fn in_memory(clock: Clock) -> Result<Self, Failure> {
        let mut connection = Connection::open_in_memory()?;
        Migrations::from_slice(MIGRATIONS).to_latest(&mut connection).map_err(migration_failure)?;
        Self::finish(connection, false, clock)
    }

    /// Reads the little that is needed from a file in the present format, which also shows whether it
    /// is sound as far as can be seen at once.
    pub(super) fn finish(
        connection: Connection,
        read_only: bool,
        clock: Clock,
    ) -> Result<Self, Failure> {
        let mut connection = connection;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        if about(&connection, PROJECTIONS)?.as_deref() != Some(projections::VERSION) {
            // What cannot be written is brought up to date in memory.
            if read_only {
                connection = copy::into_memory(&connection)?;
            }
            let change = Transaction::new_unchecked(&connection, TransactionBehavior::Immediate)?;
            projections::rebuild(&change)?;
            let sql = "insert or ignore into about (name, value) values ('device', ?1), (?2, ?3)";
            let device = new_id(clock, uuid::NoContext).hyphenated().to_string();
            change.execute(sql, [&device, FORMAT_NAME, &FORMAT.to_string()])?;
            change.commit()?;
        }
        let device = about(&connection, "device")?.unwrap_or_default();
        Ok(Self { connection, device, read_only, file: None })
    }

    fn of_file(mut self, path: PathBuf) -> Self {
        let identity = disk::identity(&path);
        self.file = Some((path, identity));
        self
    }

    /// Whether the open file still has its name: it does not once it was moved, replaced or deleted.
    pub(super) fn is_in_place(&self) -> bool {
        self.file.as_ref().is_none_or(|(path, opened)| disk::identity(path) == *opened)
    }

    /// Takes another device name: what is written from now on is this machine's, although the file came
    /// from elsewhere.
    pub(super) fn rename(&mut self, clock: Clock) -> Result<(), Failure> {
        let name = new_id(clock, uuid::NoContext).hyphenated().to_string();
        let sql = "update about set value = ?1 where name = 'device'";
        self.connection.execute(sql, [&name])?;
        self.device = name;
        Ok(())
    }

    /// Begins to write; waits for another program that is writing.
    pub(super) fn write(&self) -> Result<Transaction<'_>, Failure> {
        let immediate = TransactionBehavior::Immediate;
        Ok(Transaction::new_unchecked(&self.connection, immediate)?)
    }

    /// Puts what stands in the write-ahead log into the file, unless another program is at it.
    pub(super) fn checkpoint(&self) -> Result<(), Failure> {
        without_waiting(&self.connection, || {
            let sql = "pragma wal_checkpoint(truncate)";
            Ok(self.connection.query_row(sql, [], |_| Ok(()))?)
        })
    }
}

impl Drop for Store {
    /// The last to close a database deletes the log beside it, by its name: that of another file if this
    /// one is no longer in its place.
    fn drop(&mut self) {
        if !self.is_in_place() {
            let keep = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
            let _ = self.connection.set_db_config(keep, true);
        }
    }
}

/// What the database says of itself under a name.
fn about(connection: &Connection, name: &str) -> Result<Option<String>, Failure> {
    let sql = "select value from about where name = ?1";
    Ok(connection.query_row(sql, [name], |row| row.get(0)).optional()?)
}

/// A new UUIDv7 of this moment.
pub(super) fn new_id(
    clock: Clock,
    context: impl uuid::ClockSequence<Output = impl Into<u128>>,
) -> Uuid {
    let millis = u64::try_from(clock.now().0).unwrap_or(0);
    let nanos = u32::try_from(millis % 1_000 * 1_000_000).unwrap_or(0);
    Uuid::new_v7(uuid::Timestamp::from_unix(context, millis / 1_000, nanos))
}

/// The format of the file; 0 for an empty one.
pub(super) fn format(connection: &Connection) -> Result<i64, Failure> {
    let found = connection.query_row("pragma user_version", [], |row| row.get(0))?;
    if found == FORMAT {
        return Ok(found);
    }
    let count = "select count(*) from sqlite_schema where name in ('event', 'about')";
    let tables: i64 = connection.query_row(count, [], |row| row.get(0))?;
    if tables == 0 && found == 0 {
        return Ok(found);
    }
    let sql = "select value from about where name = ?1";
    let said = connection.query_row(sql, [FORMAT_NAME], |row| row.get::<_, String>(0));
    if said.is_ok_and(|said| said == found.to_string()) || !header::is_misread(found, FORMAT) {
        return Ok(found);
    }
    Err(Failure::damage("progress.odd-format", &[("found", &found)]))
}

/// Says in the file whose it is.
fn sign(connection: &Connection) -> Result<(), Failure> {
    Ok(connection.pragma_update(None, "application_id", header::APPLICATION_ID)?)
}

/// Brings the file to the latest format; the copy in the old format is named. Call it under the lock.
fn migrate(
    connection: &mut Connection,
    path: &Path,
    migrations: &[M<'_>],
    clock: Clock,
) -> Result<Option<PathBuf>, Failure> {
    let known = i64::try_from(migrations.len()).unwrap_or(i64::MAX);
    let found = connection.query_row("pragma user_version", [], |row| row.get::<_, i64>(0))?;
    if found > known {
        return Err(Failure::Newer { found, known });
    }
    if found == known {
        return Ok(None);
    }
    let mut copy = None;
    if found > 0 {
        let aside = disk::beside(path, &format!("before-v{known}"), clock);
        copy::into_file(connection, &aside)?;
        copy = Some(aside);
    }
    Migrations::from_slice(migrations).to_latest(connection).map_err(migration_failure)?;
    Ok(copy)
}

fn migration_failure(error: rusqlite_migration::Error) -> Failure {
    match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
        error => Failure::Damaged(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(connection: &Connection) -> i64 {
        connection.query_row("pragma user_version", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn a_copy_is_made_before_an_old_file_is_migrated() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE_NAME);
        let clock = Clock::Fixed(crate::clock::Timestamp(0));
        let old = [M::up("create table a (x)")];
        let new = [M::up("create table a (x)"), M::up("alter table a add column y")];
        let mut connection = Connection::open(&path).unwrap();
        assert_eq!(migrate(&mut connection, &path, &old, clock).unwrap(), None, "it was empty");
        connection.execute("insert into a values (7)", []).unwrap();
        let copy = migrate(&mut connection, &path, &new, clock).unwrap().unwrap();
        assert!(copy.ends_with("progress.before-v2-1970-01-01T00-00-00Z.db"));
        assert_eq!(version(&connection), 2);
        let copied = Connection::open(&copy).unwrap();
        assert_eq!(version(&copied), 1);
        let kept: i64 = copied.query_row("select x from a", [], |row| row.get(0)).unwrap();
        assert_eq!(kept, 7);
        let failure = migrate(&mut connection, &path, &old, clock).unwrap_err();
        assert!(matches!(failure, Failure::Newer { found: 2, known: 1 }));
    }

    #[test]
    fn the_shipped_migrations_are_well_formed() {
        Migrations::from_slice(MIGRATIONS).validate().unwrap();
    }
}
