//! Courses whose things have other ids now. What a course says of its former ids stands beside the version of the
//! projections: it is what they were built with. The log is never rewritten.

use rusqlite::{Connection, Result, params};

use super::{
    Progress, copy,
    failure::Failure,
    names::{PREFIX, Renamed},
    projections,
};
use crate::{course::former::Renames, id::CourseId, problem::Problem};

/// Writes what a course says.
fn write(connection: &Connection, course: &CourseId, renames: &Renames) -> Result<()> {
    let name = format!("{PREFIX}{course}");
    if renames.is_empty() {
        return connection.execute("delete from about where name = ?1", [name]).map(drop);
    }
    let listed: Vec<_> = renames.iter().map(|((kind, old), new)| (kind, old, new)).collect();
    let value = serde_json::to_string(&listed).unwrap_or_default();
    let sql = "insert or replace into about (name, value) values (?1, ?2)";
    connection.execute(sql, params![name, value]).map(drop)
}

impl Progress {
    /// Moves what was done under the former ids of the open course to the present ones; says whether anything
    /// changed. They are asked for only where something was done.
    ///
    /// # Errors
    /// The file cannot be read or written; it is as it was then.
    pub fn follow_renames(&mut self, renames: impl FnOnce() -> Renames) -> Result<bool, Problem> {
        if self.store.is_none() && !self.looking {
            return Ok(false);
        }
        let renames = renames();
        let mut known = self.ask(|connection| Ok(Renamed::read(connection)?.0))?;
        if known.remove(self.course.as_str()).unwrap_or_default() == renames {
            return Ok(false);
        }
        self.open_wholly()?;
        let followed = self.try_follow(&renames);
        self.unsettled = true;
        followed.map(|()| true).map_err(|failure| self.problem(failure))
    }

    fn try_follow(&mut self, renames: &Renames) -> Result<(), Failure> {
        let Some(store) = &mut self.store else { return Ok(()) };
        // What cannot be written is brought up to date in memory.
        if store.read_only {
            store.connection = copy::into_memory(&store.connection)?;
        }
        let change = store.write()?;
        write(&change, &self.course, renames)?;
        projections::rebuild(&change)?;
        Ok(change.commit()?)
    }
}
