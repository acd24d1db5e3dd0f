//! Proving the file, and mending it: that it is sound, that its entries can be understood, and that the
//! projections are what they add up to.

use super::{Progress, failure::Failure, log::Entry, projections, raw, store::Store};
use crate::{messages::Messages, problem::Problem};

/// What `progress check` found.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Health {
    /// Events in the log that can be read.
    pub events: u64,
    /// What SQLite says about the file, and which entries say nothing; empty if it is sound.
    pub damage: Vec<String>,
    /// Whether the projections are what the log adds up to.
    pub projections_agree: bool,
}

/// So many damaged places are listed.
const MOST_LISTED: usize = 20;

impl Health {
    /// Whether there is nothing to complain about.
    pub fn is_sound(&self) -> bool {
        self.damage.is_empty() && self.projections_agree
    }
}

impl Progress {
    /// Proves the file.
    ///
    /// # Errors
    /// The file cannot be read at all.
    pub fn check(&self) -> Result<Health, Problem> {
        let Some(store) = &self.store else {
            return Ok(Health { projections_agree: true, ..Health::default() });
        };
        let mut damage = Vec::new();
        let found = prove(store, &mut damage);
        match found {
            Ok((events, projections_agree)) => Ok(Health { events, damage, projections_agree }),
            Err(Failure::Damaged(why)) => {
                if damage.is_empty() {
                    damage.push(why);
                }
                let events = self.path().map_or(0, |path| raw::entries(&path).len() as u64);
                Ok(Health { events, damage, projections_agree: false })
            }
            Err(failure) => Err(self.problem(failure)),
        }
    }

    /// Builds the projections anew from the log; a file that is found damaged is mended.
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
        match self.store.as_ref().map(rebuild) {
            Some(Err(Failure::Damaged(_))) => self.mend(),
            Some(Err(failure)) => Err(self.problem(failure)),
            _ => Ok(()),
        }
    }
}

/// How many events can be read, and whether the projections agree with them.
fn prove(store: &Store, damage: &mut Vec<String>) -> Result<(u64, bool), Failure> {
    let connection = &store.connection;
    let mut check = connection.prepare(&format!("pragma integrity_check({MOST_LISTED})"))?;
    let mut rows = check.query([])?;
    while let Some(row) = rows.next()? {
        let line: String = row.get(0)?;
        if line != "ok" {
            damage.push(line);
        }
    }
    let events = read_all(store, damage)?;
    let before = projections::dump(connection)?;
    if store.read_only {
        return Ok((events, true));
    }
    // Rebuilt to compare, and then forgotten: the transaction is rolled back when dropped.
    let transaction = store.write()?;
    projections::rebuild(&transaction)?;
    Ok((events, before == projections::dump(&transaction)?))
}

fn read_all(store: &Store, damage: &mut Vec<String>) -> Result<u64, Failure> {
    let mut entries = store.connection.prepare(Entry::SELECT_IN_ORDER)?;
    let mut rows = entries.query([])?;
    let mut events = 0;
    while let Some(row) = rows.next()? {
        if Entry::from_row(row).is_ok_and(|entry| entry.form_fault().is_none()) {
            events += 1;
        } else if damage.len() < MOST_LISTED {
            let row = Entry::row_number(row)?;
            damage.push(Messages::english().format("progress.torn", &[("n", &row)]));
        }
    }
    Ok(events)
}
