//! Export and import of events as JSON lines. Two devices merge by the union of their events: doing it
//! twice, or in the other direction, changes nothing more.

use std::io::{BufRead, Read, Write};

use super::{Progress, failure::Failure, log::Entry, problems, projections, store::Store};
use crate::{
    problem::{Fault, Problem},
    text,
};

/// A longer line is no event.
const LONGEST_LINE: u64 = 16 << 20;

/// How many events an import brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Imported {
    /// Events that were not known here.
    pub new: u64,
    /// Events that were here already.
    pub known: u64,
}

impl Progress {
    /// Writes every event as a line of JSON, in the order of arrival. Says how many.
    ///
    /// # Errors
    /// The log cannot be read or the lines cannot be written.
    pub fn export(&self, mut writer: impl Write) -> Result<u64, Problem> {
        let Some(store) = &self.store else { return Ok(0) };
        let mut write = || -> Result<u64, Failure> {
            let mut select = store.connection.prepare(Entry::SELECT_IN_ORDER)?;
            let mut rows = select.query([])?;
            let mut count = 0;
            while let Some(row) = rows.next()? {
                let line = Entry::from_row(row)?.to_line().map_err(std::io::Error::from)?;
                writeln!(writer, "{}", text::escape_json(&line))?;
                count += 1;
            }
            writer.flush()?;
            Ok(count)
        };
        write().map_err(|failure| match failure {
            Failure::Folder(error) => {
                Problem::message(Fault::Environment, "progress.not-exported", &[]).why(error)
            }
            failure => self.problem(failure),
        })
    }

    /// Adds the events of an export: all of them, or none if a line is no event.
    ///
    /// # Errors
    /// A line is no event, with its number; or the log cannot be written.
    pub fn import(&mut self, reader: impl BufRead) -> Result<Imported, Problem> {
        let result = self.writable().map_err(Refusal::from).and_then(|store| merge(store, reader));
        result.map_err(|refusal| match refusal {
            Refusal::Unread(number, why) => no_event(number).why(why),
            Refusal::Fault(number, key) => no_event(number).because(key, &[]),
            Refusal::Reading(error) => problems::io_problem("progress.not-read", &"", &error),
            Refusal::Store(failure) => self.problem(failure),
        })
    }
}

fn no_event(line: u64) -> Problem {
    Problem::message(Fault::Content, "progress.no-event", &[("line", &line)])
}

enum Refusal {
    /// A line that is no JSON of ours.
    Unread(u64, String),
    /// A line that is, and the message that says what is wrong with it.
    Fault(u64, &'static str),
    Reading(std::io::Error),
    Store(Failure),
}

impl<E: Into<Failure>> From<E> for Refusal {
    fn from(failure: E) -> Self {
        Self::Store(failure.into())
    }
}

fn merge(store: &Store, mut reader: impl BufRead) -> Result<Imported, Refusal> {
    let transaction = store.write()?;
    let mut imported = Imported::default();
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let mut limited = reader.by_ref().take(LONGEST_LINE);
        if limited.read_until(b'\n', &mut line).map_err(Refusal::Reading)? == 0 {
            break;
        }
        if line.len() as u64 == LONGEST_LINE {
            return Err(Refusal::Fault(number, "progress.too-long"));
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let entry =
            Entry::from_line(&line).map_err(|error| Refusal::Unread(number, error.to_string()))?;
        if let Some(key) = entry.fault() {
            return Err(Refusal::Fault(number, key));
        }
        if entry.insert(&transaction)? {
            imported.new += 1;
        } else {
            imported.known += 1;
        }
    }
    if imported.new > 0 {
        projections::rebuild(&transaction)?;
    }
    transaction.commit()?;
    Ok(imported)
}
