//! Export and import of events as JSON lines. Two devices merge by the union of their events: doing it
//! twice, or in the other direction, changes nothing more.

use std::{
    io::{self, BufRead, Read, Write},
    path::Path,
};

use rusqlite::Connection;

use super::{
    Progress, disk, failure::Failure, log::Entry, problems, projections, raw, store::Store,
};
use crate::{
    id::CourseId,
    problem::{Fault, Problem},
    text,
};

/// A longer line is no event.
const LONGEST_LINE: u64 = 16 << 20;

/// So many new events are added to what there is if they are no more than one in so many of the log;
/// else it is as quick to begin anew.
const FEW: u64 = 1_000;
const SMALL_PART: u64 = 100;

/// How many events an import brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Imported {
    /// Events that were not known here.
    pub new: u64,
    /// Events that were here already.
    pub known: u64,
}

/// How many events an export wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    pub events: u64,
    /// Whether there were places in the log that cannot be read, and were stepped over.
    pub holes: bool,
}

impl Progress {
    /// Writes every event as a line of JSON, in the order of arrival; of one course, if one is given.
    ///
    /// # Errors
    /// The log cannot be read or the lines cannot be written.
    pub fn export(
        &self,
        writer: impl Write,
        course: Option<&CourseId>,
    ) -> Result<Exported, Problem> {
        let Some(store) = &self.store else { return Ok(Exported::default()) };
        let mut export =
            Export { writer, course, connection: &store.connection, wrote: Exported::default() };
        let written = match export.rows() {
            // What lies behind the hole is read from the pages.
            Err((Failure::Damaged(_), last)) => match self.path() {
                Some(path) => export.pages(&path, last),
                None => Ok(()),
            },
            Err((failure, _)) => Err(failure),
            Ok(()) => Ok(()),
        };
        let written = written.and_then(|()| Ok(export.writer.flush()?));
        written.map(|()| export.wrote).map_err(|failure| match failure {
            Failure::Folder(error) => {
                Problem::message(Fault::Environment, "progress.not-exported", &[]).why(error)
            }
            failure => self.problem(failure),
        })
    }

    /// The same into a file, which is written as a whole.
    ///
    /// # Errors
    /// As for [`Progress::export`]; the file is then as it was.
    pub fn export_to(&self, path: &Path, course: Option<&CourseId>) -> Result<Exported, Problem> {
        disk::write_whole(path, |writer| self.export(writer, course).map_err(Unwritten::Problem))
            .map_err(|unwritten| match unwritten {
                Unwritten::Problem(problem) => problem,
                Unwritten::File(error) => {
                    problems::io_problem("progress.not-written", &path.display(), &error)
                }
            })
    }

    /// Adds the events of an export: all of them, or none if a line is no event.
    ///
    /// # Errors
    /// A line is no event, with its number; or the log cannot be written.
    pub fn import(&mut self, reader: impl BufRead) -> Result<Imported, Problem> {
        let result = self.writable().map_err(Refusal::from).and_then(|store| merge(store, reader));
        self.unsettled = true;
        result.map_err(|refusal| match refusal {
            Refusal::Unread(number, why) => problems::no_event(number).why(why),
            Refusal::Fault(number, key) => problems::no_event(number).because(key, &[]),
            Refusal::Reading(error) => problems::io_problem("progress.not-read", &"", &error),
            Refusal::Store(failure) => self.problem(failure),
        })
    }
}

/// An export under way.
struct Export<'a, W> {
    writer: W,
    course: Option<&'a CourseId>,
    connection: &'a Connection,
    wrote: Exported,
}

impl<W: Write> Export<'_, W> {
    /// Writes the rows of the log; a failure comes with the number of the last one that was read.
    fn rows(&mut self) -> Result<(), (Failure, i64)> {
        let mut last = 0;
        let mut run = || -> Result<(), Failure> {
            let mut select = self.connection.prepare(Entry::SELECT_IN_ORDER)?;
            let mut rows = select.query([])?;
            while let Some(row) = rows.next()? {
                last = Entry::row_number(row)?;
                match Entry::from_row(row) {
                    Ok(entry) => self.line(&entry)?,
                    Err(_) => self.wrote.holes = true,
                }
            }
            Ok(())
        };
        run().map_err(|failure| (failure, last))
    }

    /// Writes what the pages of the file have behind a row.
    fn pages(&mut self, path: &Path, last: i64) -> Result<(), Failure> {
        self.wrote.holes = true;
        raw::entries(path)
            .iter()
            .filter(|(row, _)| *row > last)
            .try_for_each(|(_, entry)| self.line(entry))
    }

    fn line(&mut self, entry: &Entry) -> Result<(), Failure> {
        if entry.form_fault().is_some() {
            self.wrote.holes = true;
            return Ok(());
        }
        if let Some(course) = self.course
            && projections::course_of(self.connection, entry)? != course.as_str()
        {
            return Ok(());
        }
        let line = entry.to_line().map_err(io::Error::from)?;
        writeln!(self.writer, "{}", text::escape_json(&line))?;
        self.wrote.events += 1;
        Ok(())
    }
}

/// Why an export is not in its file.
enum Unwritten {
    Problem(Problem),
    File(io::Error),
}

impl From<io::Error> for Unwritten {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}

enum Refusal {
    /// A line that is no JSON of ours.
    Unread(u64, String),
    /// A line that is, and the message that says what is wrong with it.
    Fault(u64, &'static str),
    Reading(io::Error),
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
    let mut few = Vec::new();
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
            if imported.new <= FEW {
                few.push(entry);
            }
        } else {
            imported.known += 1;
        }
    }
    let sql = "select count(*) from event";
    let events: i64 = transaction.query_row(sql, [], |row| row.get(0))?;
    match imported.new {
        0 => {}
        new if new <= FEW && new * SMALL_PART <= events.unsigned_abs() => {
            projections::add(&transaction, &few)?
        }
        _ => projections::rebuild(&transaction)?,
    }
    transaction.commit()?;
    Ok(imported)
}
