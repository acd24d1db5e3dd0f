//! Connections to a database file: to write where that is possible, else to read, and without leaving a
//! trace where it is another program's.

use std::{path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags};

use super::{disk, failure::Failure};

/// Pages of 4 KiB in the write-ahead log before they are put into the file.
const WAL_PAGES: u32 = 150;

/// How long a program waits while another one writes.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long before it is tried again what SQLite does not wait for.
const PAUSE: Duration = Duration::from_millis(5);

/// Connects to an existing file, to write if that is possible.
pub(super) fn connect(path: &Path) -> Result<Connection, Failure> {
    let thread = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let written = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | thread)
        .map_err(Failure::from)
        .and_then(|connection| prepare(&connection).map(|()| connection));
    match written {
        Ok(connection) => Ok(connection),
        Err(failure @ (Failure::Damaged(_) | Failure::Locked)) => Err(failure),
        Err(failure) => read_only(path).ok_or(failure),
    }
}

/// Connects to a file in a folder that cannot be written.
pub(super) fn read_only(path: &Path) -> Option<Connection> {
    let plain = Connection::open_with_flags(path, READ_ONLY).ok().filter(is_readable);
    plain.or_else(|| immutable(path))
}

const READ_ONLY: OpenFlags =
    OpenFlags::SQLITE_OPEN_READ_ONLY.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

/// Connects to a file that nobody writes: it does not need the files beside it that SQLite would
/// otherwise create.
pub(super) fn immutable(path: &Path) -> Option<Connection> {
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
    let flags = READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    Connection::open_with_flags(address, flags).ok().filter(is_readable)
}

fn is_readable(connection: &Connection) -> bool {
    connection.query_row("select count(*) from sqlite_schema", [], |_| Ok(())).is_ok()
}

pub(super) fn prepare(connection: &Connection) -> Result<(), Failure> {
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "synchronous", "full")?;
    log_ahead(connection)?;
    // A short write-ahead log is quickly read again after the program was killed.
    connection.query_row(&format!("pragma wal_autocheckpoint = {WAL_PAGES}"), [], |_| Ok(()))?;
    Ok(())
}

/// Keeps a write-ahead log from now on. Where another program begins to keep one in the same moment, SQLite
/// refuses at once instead of waiting.
fn log_ahead(connection: &Connection) -> Result<(), Failure> {
    let mut waited = Duration::ZERO;
    loop {
        let mode: String = connection.query_row("pragma journal_mode", [], |row| row.get(0))?;
        if mode == "wal" || connection.is_readonly("main")? {
            return Ok(());
        }
        let done = connection.query_row("pragma journal_mode = wal", [], |_| Ok(()));
        match done.map_err(Failure::from) {
            Err(Failure::Locked) if waited < PATIENCE => {
                std::thread::sleep(PAUSE);
                waited += PAUSE;
            }
            done => return done,
        }
    }
}

/// Whether a transaction could begin. The file alone does not say: its folder or the files beside it
/// may be read-only.
pub(super) fn can_write(connection: &Connection) -> Result<bool, Failure> {
    if connection.is_readonly("main")? {
        return Ok(false);
    }
    // Another program may be writing; there is no need to wait for it.
    let begun =
        without_waiting(connection, || Ok(connection.execute_batch("begin immediate; rollback")?));
    match begun {
        Err(Failure::ReadOnly) => Ok(false),
        Err(Failure::Damaged(why)) => Err(Failure::Damaged(why)),
        _ => Ok(true),
    }
}

/// Whether a database that does not say whose it is has tables, and none of ours. Nothing is written to
/// it.
pub(super) fn is_foreign(path: &Path) -> Result<bool, Failure> {
    let connection = if disk::is_alone(path) { immutable(path) } else { read_only(path) };
    let Some(connection) = connection else { return Ok(false) };
    let count = |sql: &str| -> Result<i64, Failure> {
        Ok(connection.query_row(sql, [], |row| row.get(0))?)
    };
    let ours = "select count(*) from sqlite_schema where name in ('event', 'about', 'lesson')";
    Ok(count("select count(*) from sqlite_schema")? > 0 && count(ours)? == 0)
}

/// Does something without waiting for another program that writes.
pub(super) fn without_waiting<T>(
    connection: &Connection,
    act: impl FnOnce() -> Result<T, Failure>,
) -> Result<T, Failure> {
    connection.busy_timeout(Duration::ZERO)?;
    let done = act();
    connection.busy_timeout(PATIENCE)?;
    done
}
