//! The SQLite file: opening, creating and migrating it. An existing file opens without replaying
//! anything.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior};
use rusqlite_migration::{M, Migrations};
use uuid::Uuid;

use super::{FILE_NAME, Notice, failure::Failure, projections};
use crate::clock::Clock;

/// Each format of the file adds one; none is ever edited.
const MIGRATIONS: &[M<'_>] = &[M::up(include_str!("schema.sql"))];

/// The format that this program writes.
pub(super) fn latest_version() -> usize {
    MIGRATIONS.len()
}

/// Statements that are kept prepared; more than folding and asking have.
const STATEMENTS: usize = 80;

/// Pages of 4 KiB in the write-ahead log before they are put into the file.
const WAL_PAGES: u32 = 150;

/// How long a program waits while another one writes.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open file.
pub(super) struct Store {
    pub(super) connection: Connection,
    /// The name of this installation.
    pub(super) device: String,
    pub(super) read_only: bool,
}

/// An open file and what the learner should be told about it.
pub(super) type Opened = (Store, Option<Notice>);

impl Store {
    /// Opens the file in a folder; `None` if there is no file.
    pub(super) fn open(folder: &Path, clock: Clock) -> Result<Option<Opened>, Failure> {
        Self::open_with(folder, clock, || lock(folder))
    }

    /// The same for a caller that already holds the lock.
    pub(super) fn open_locked(folder: &Path, clock: Clock) -> Result<Option<Opened>, Failure> {
        Self::open_with(folder, clock, || None)
    }

    fn open_with(
        folder: &Path,
        clock: Clock,
        lock: impl FnOnce() -> Option<File>,
    ) -> Result<Option<Opened>, Failure> {
        let path = folder.join(FILE_NAME);
        match fs::metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
            Ok(about) if about.is_dir() => {
                return Err(io::Error::from(io::ErrorKind::IsADirectory).into());
            }
            Ok(_) => {}
        }
        let connection = connect(&path)?;
        let read_only = !can_write(&connection)?;
        let mut notice = read_only.then(|| Notice::ReadOnly { path: path.clone() });
        let mut connection = connection;
        if version(&connection)? != MIGRATIONS.len() {
            if read_only {
                return Err(Failure::ReadOnly);
            }
            let _lock = lock();
            let copy = migrate(&mut connection, &path, MIGRATIONS, clock)?;
            notice = copy.map(|copy| Notice::Migrated { copy });
        }
        Self::finish(connection, read_only, clock).map(|store| Some((store, notice)))
    }

    /// Opens the file in a folder and creates both if they are missing.
    pub(super) fn create(folder: &Path, clock: Clock) -> Result<Self, Failure> {
        fs::create_dir_all(folder)?;
        let _lock = lock(folder);
        Self::create_locked(folder, clock)
    }

    /// The same for a caller that already holds the lock.
    pub(super) fn create_locked(folder: &Path, clock: Clock) -> Result<Self, Failure> {
        let path = folder.join(FILE_NAME);
        let mut connection = Connection::open(&path)?;
        prepare(&connection)?;
        migrate(&mut connection, &path, MIGRATIONS, clock)?;
        let read_only = connection.is_readonly("main")?;
        Self::finish(connection, read_only, clock)
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
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        let about = |name: &str| -> Result<Option<String>, Failure> {
            let sql = "select value from about where name = ?1";
            Ok(connection.query_row(sql, [name], |row| row.get(0)).optional()?)
        };
        if about("projections")?.as_deref() != Some(projections::VERSION) && !read_only {
            let change = Transaction::new_unchecked(&connection, TransactionBehavior::Immediate)?;
            projections::rebuild(&change)?;
            let sql = "insert or ignore into about (name, value) values ('device', ?1)";
            change.execute(sql, [new_id(clock, uuid::NoContext).hyphenated().to_string()])?;
            change.commit()?;
        }
        let device = about("device")?.unwrap_or_default();
        Ok(Self { connection, device, read_only })
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

/// Connects to an existing file, to write if that is possible.
fn connect(path: &Path) -> Result<Connection, Failure> {
    let thread = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let written = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | thread)
        .map_err(Failure::from)
        .and_then(|connection| prepare(&connection).map(|()| connection));
    match written {
        Ok(connection) => Ok(connection),
        Err(Failure::Damaged(why)) => Err(Failure::Damaged(why)),
        Err(failure) => read_only(path).ok_or(failure),
    }
}

/// Connects to a file in a folder that cannot be written. A file that nobody can write does not need
/// the files beside it that SQLite would otherwise create.
pub(super) fn read_only(path: &Path) -> Option<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let readable = |connection: &Connection| version(connection).is_ok();
    let plain = Connection::open_with_flags(path, flags).ok().filter(readable);
    plain.or_else(|| {
        let escaped: String = path
            .to_str()?
            .chars()
            .map(|c| match c {
                '%' => "%25".into(),
                '?' => "%3f".into(),
                '#' => "%23".into(),
                c => c.to_string(),
            })
            .collect();
        let address = format!("file:{escaped}?immutable=1");
        let flags = flags | OpenFlags::SQLITE_OPEN_URI;
        Connection::open_with_flags(address, flags).ok().filter(readable)
    })
}

fn prepare(connection: &Connection) -> Result<(), Failure> {
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "synchronous", "full")?;
    let mode: String = connection.query_row("pragma journal_mode", [], |row| row.get(0))?;
    if mode != "wal" && !connection.is_readonly("main")? {
        connection.query_row("pragma journal_mode = wal", [], |_| Ok(()))?;
    }
    // A short write-ahead log is quickly read again after the program was killed.
    connection.query_row(&format!("pragma wal_autocheckpoint = {WAL_PAGES}"), [], |_| Ok(()))?;
    Ok(())
}

/// Whether a transaction could begin. The file alone does not say: its folder or the files beside it
/// may be read-only.
fn can_write(connection: &Connection) -> Result<bool, Failure> {
    if connection.is_readonly("main")? {
        return Ok(false);
    }
    // Another program may be writing; there is no need to wait for it.
    connection.busy_timeout(Duration::ZERO)?;
    let begun = connection.execute_batch("begin immediate; rollback").map_err(Failure::from);
    connection.busy_timeout(PATIENCE)?;
    match begun {
        Err(Failure::ReadOnly) => Ok(false),
        Err(Failure::Damaged(why)) => Err(Failure::Damaged(why)),
        _ => Ok(true),
    }
}

/// The format of the file; 0 for an empty one.
pub(super) fn version(connection: &Connection) -> Result<usize, Failure> {
    let found: i64 = connection.query_row("pragma user_version", [], |row| row.get(0))?;
    Ok(usize::try_from(found).unwrap_or(usize::MAX))
}

/// Brings the file to the latest format; the copy in the old format is named. Call it under the lock.
fn migrate(
    connection: &mut Connection,
    path: &Path,
    migrations: &[M<'_>],
    clock: Clock,
) -> Result<Option<PathBuf>, Failure> {
    let (found, known) = (version(connection)?, migrations.len());
    if found > known {
        return Err(Failure::Newer { found, known });
    }
    if found == known {
        return Ok(None);
    }
    let mut copy = None;
    if found > 0 {
        let aside = beside(path, &format!("before-v{known}"), clock);
        super::keep::copy_into(connection, &aside)?;
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

/// Keeps other programs from creating, migrating or replacing the file at the same time. Where files
/// cannot be locked, SQLite's own locks still keep the data whole.
pub(super) fn lock(folder: &Path) -> Option<File> {
    let file = File::create(folder.join("progress.lock")).ok()?;
    file.lock().ok()?;
    Some(file)
}

/// A name beside the file that nothing has yet: `progress.damaged-2026-11-21T09-00-00Z.db`.
pub(super) fn beside(path: &Path, why: &str, clock: Clock) -> PathBuf {
    let moment = clock.now().rfc3339();
    let moment = moment.split('.').next().unwrap_or_default().trim_end_matches('Z');
    let moment = format!("{}Z", moment.replace(':', "-"));
    let name = |number: usize| {
        let more = if number == 0 { String::new() } else { format!("-{number}") };
        path.with_file_name(format!("progress.{why}-{moment}{more}.db"))
    };
    (0..1_000).map(name).find(|name| !name.exists()).unwrap_or_else(|| name(1_000))
}

/// Moves the file and those that SQLite keeps beside it.
pub(super) fn move_aside(path: &Path, aside: &Path) -> io::Result<()> {
    let with = |path: &Path, end: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    // The log goes first: were we stopped in between, SQLite would not find it beside a new file.
    for end in ["-wal", "-shm"] {
        let from = with(path, end);
        if from.exists() {
            fs::rename(&from, with(aside, end))?;
        }
    }
    fs::rename(path, aside)
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(version(&connection).unwrap(), 2);
        let copied = Connection::open(&copy).unwrap();
        assert_eq!(version(&copied).unwrap(), 1);
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
