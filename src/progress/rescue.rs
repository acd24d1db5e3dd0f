//! A damaged file: it is put aside, never deleted, and every event that can still be read goes into a
//! new file. What only the projections have wrong is built anew in its place.

use std::path::Path;

use super::{
    FILE_NAME, Notice, disk,
    failure::Failure,
    log::Entry,
    projections, raw,
    store::{Opened, Store},
};
use crate::clock::Clock;

/// Puts the damaged file of a folder aside and makes a new one of what can be read. If another program
/// did so in the meantime, its file is taken.
pub(super) fn rescue(folder: &Path, clock: Clock) -> Result<Opened, Failure> {
    let path = folder.join(FILE_NAME);
    let _lock = disk::lock(folder)?;
    if let Ok(Some((store, notice))) = Store::open_locked(folder, clock)
        && is_whole(&store)
    {
        let transaction = store.write()?;
        projections::rebuild(&transaction)?;
        transaction.commit()?;
        return Ok((store, notice));
    }
    let aside = disk::beside(&path, "damaged", clock);
    if path.exists() {
        disk::move_aside(&path, &aside)?;
    }
    let store = Store::create_locked(folder, clock)?;
    let transaction = store.write()?;
    let mut recovered = 0;
    for (_, entry) in raw::entries(&aside) {
        let known = Entry::find(&transaction, entry.id)?.is_some();
        entry.insert(&transaction)?;
        recovered += usize::from(!known);
    }
    projections::rebuild(&transaction)?;
    transaction.commit()?;
    Ok((store, Some(Notice::Damaged { aside, recovered })))
}

fn is_whole(store: &Store) -> bool {
    let sql = "pragma integrity_check(1)";
    let answer = store.connection.query_row(sql, [], |row| row.get::<_, String>(0));
    answer.is_ok_and(|answer| answer == "ok")
        && store.connection.prepare(Entry::SELECT_IN_ORDER).is_ok_and(|mut entries| {
            let understood = entries.query_map([], |row| Entry::from_row(row).map(drop));
            understood.is_ok_and(|mut rows| rows.all(|row| row.is_ok()))
        })
}
