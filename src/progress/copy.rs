//! Copies of a database, made page by page with SQLite's own means.

use std::{fs, path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags, backup::Backup};

use super::{
    disk,
    failure::Failure,
    header::{self, Header},
};

/// Pages that are copied before another program may write again, and the pause for it.
const STEP: i32 = 1_000;
const PAUSE: Duration = Duration::from_millis(5);

/// Copies a database into a new file. What is written is read again: a copy of a damaged file is none.
pub(super) fn into_file(from: &Connection, path: &Path) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let part = disk::part_of(path);
    let written = write(from, &part).and_then(|()| Ok(fs::rename(&part, path)?));
    if written.is_err() {
        fs::remove_file(&part).ok();
    }
    written
}

fn write(from: &Connection, path: &Path) -> Result<(), Failure> {
    let mut to = Connection::open(path)?;
    between(from, &mut to)?;
    // One file that can be mailed or put on a stick.
    to.query_row("pragma journal_mode = delete", [], |_| Ok(()))?;
    proved(&to)
}

/// Copies a database over another one.
pub(super) fn between(from: &Connection, to: &mut Connection) -> Result<(), Failure> {
    let backup = Backup::new(from, to)?;
    Ok(backup.run_to_completion(STEP, PAUSE, None)?)
}

/// Copies a database into memory.
pub(super) fn into_memory(from: &Connection) -> Result<Connection, Failure> {
    let mut memory = Connection::open_in_memory()?;
    between(from, &mut memory)?;
    Ok(memory)
}

/// Opens a copy of progress that is sound.
pub(super) fn open(path: &Path) -> Result<Connection, Failure> {
    if !disk::is_regular(path)? {
        return Err(std::io::Error::from(std::io::ErrorKind::NotFound).into());
    }
    if header::read(path)? == Header::Empty {
        return Err(Failure::damage("progress.empty", &[]));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    proved(&connection)?;
    connection.query_row("select count(*) from about", [], |_| Ok(()))?;
    connection.prepare("select id, at, device, kind, object, revision, data from event")?;
    Ok(connection)
}

fn proved(connection: &Connection) -> Result<(), Failure> {
    let sql = "pragma integrity_check(1)";
    let answer: String = connection.query_row(sql, [], |row| row.get(0))?;
    if answer == "ok" { Ok(()) } else { Err(Failure::Damaged(answer)) }
}
