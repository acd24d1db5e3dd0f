//! How the projections are asked. A learner without a file is a new learner.

use rusqlite::{Connection, OptionalExtension, Params, Row};

use super::{Progress, failure::Failure};
use crate::problem::Problem;

/// What reading a row comes to.
pub(super) type Rows<T> = rusqlite::Result<T>;

impl Progress {
    /// Asks the projections; without a file the answer is that of an empty one.
    pub(super) fn ask<T: Default>(
        &self,
        ask: impl FnOnce(&Connection) -> Result<T, Failure>,
    ) -> Result<T, Problem> {
        match &self.store {
            Some(store) => ask(&store.connection).map_err(|failure| {
                self.suspect.set(matches!(failure, Failure::Damaged(_)));
                self.problem(failure)
            }),
            None => Ok(T::default()),
        }
    }
}

/// Every row of a select.
pub(super) fn all<T>(
    connection: &Connection,
    sql: &str,
    values: impl Params,
    read: impl FnMut(&Row<'_>) -> Rows<T>,
) -> Result<Vec<T>, Failure> {
    let mut select = connection.prepare_cached(sql)?;
    let found = select.query_map(values, read)?.collect::<Rows<Vec<T>>>()?;
    Ok(found)
}

/// The first row of a select.
pub(super) fn one<T>(
    connection: &Connection,
    sql: &str,
    values: impl Params,
    read: impl FnOnce(&Row<'_>) -> Rows<T>,
) -> Result<Option<T>, Failure> {
    Ok(connection.prepare_cached(sql)?.query_row(values, read).optional()?)
}

/// A place in a text, in bytes, as SQLite can hold it.
pub(super) fn byte_in(byte: u64) -> i64 {
    i64::try_from(byte).unwrap_or(i64::MAX)
}

/// The same back.
pub(super) fn byte_out(byte: i64) -> u64 {
    u64::try_from(byte).unwrap_or(0)
}
