//! A damaged file: it is put aside, never deleted, and every event that can still be read goes into a
//! new file.

use std::path::Path;

use rusqlite::Connection;

use super::{
    FILE_NAME, Notice,
    failure::Failure,
    log::Entry,
    projections,
    store::{Opened, Store, beside, lock, move_aside, read_only},
};
use crate::clock::Clock;

/// Holes in a file are stepped over with steps that double up to this.
const LONGEST_STEP: i64 = 1 << 40;

/// So many holes are stepped over before the rest is given up.
const MOST_HOLES: usize = 10_000;

/// Puts the damaged file of a folder aside and makes a new one of what can be read. If another program
/// did so in the meantime, its file is taken.
pub(super) fn rescue(folder: &Path, clock: Clock) -> Result<Opened, Failure> {
    let path = folder.join(FILE_NAME);
    let _lock = lock(folder);
    if let Ok(Some((store, notice))) = Store::open_locked(folder, clock)
        && is_whole(&store)
    {
        return Ok((store, notice));
    }
    let aside = beside(&path, "damaged", clock);
    if path.exists() {
        move_aside(&path, &aside)?;
    }
    let store = Store::create_locked(folder, clock)?;
    let mut recovered = 0;
    if let Some(damaged) = open_damaged(&aside) {
        let transaction = store.write()?;
        recovered = read_what_is_left(&damaged, &transaction)?;
        projections::rebuild(&transaction)?;
        transaction.commit()?;
    }
    Ok((store, Some(Notice::Damaged { aside, recovered })))
}

fn is_whole(store: &Store) -> bool {
    let sql = "pragma quick_check(1)";
    let answer = store.connection.query_row(sql, [], |row| row.get::<_, String>(0));
    answer.is_ok_and(|answer| answer == "ok")
}

fn open_damaged(path: &Path) -> Option<Connection> {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let open = || {
        let connection = Connection::open_with_flags(path, flags).ok()?;
        // Without this SQLite refuses a file that is shorter than its header says.
        connection.pragma_update(None, "writable_schema", true).ok()?;
        connection.prepare(Entry::SELECT_AFTER).ok()?;
        Some(connection)
    };
    open().or_else(|| read_only(path))
}

/// Copies events until the end, stepping over what cannot be read. Says how many there were.
fn read_what_is_left(damaged: &Connection, into: &Connection) -> Result<usize, Failure> {
    let Ok(mut select) = damaged.prepare(Entry::SELECT_AFTER) else { return Ok(0) };
    let (mut recovered, mut after, mut step, mut holes) = (0, 0_i64, 1_i64, 0);
    while step < LONGEST_STEP && holes < MOST_HOLES {
        let Ok(mut rows) = select.query([after]) else { break };
        loop {
            match rows.next() {
                Ok(Some(row)) => {
                    after = row.get(7).unwrap_or(after + 1);
                    step = 1;
                    let entry = Entry::from_row(row).ok();
                    // A row whose data was torn says nothing; it stays in the damaged file.
                    if let Some(entry) = entry.filter(|entry| entry.fault().is_none()) {
                        recovered += usize::from(entry.insert(into).unwrap_or(false));
                    }
                }
                Ok(None) => return Ok(recovered),
                Err(_) => break,
            }
        }
        after = after.saturating_add(step);
        step *= 2;
        holes += 1;
    }
    Ok(recovered)
}
