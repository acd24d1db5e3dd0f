//! Why the file cannot be used.

use std::io;

use rusqlite::{ErrorCode, ffi::SQLITE_IOERR_SHORT_READ};

use crate::{messages::Messages, problem::Values};

/// Why the file cannot be used.
#[derive(Debug)]
pub(super) enum Failure {
    /// A newer program wrote it.
    Newer {
        found: i64,
        known: i64,
    },
    /// Another program's database has the name.
    Foreign,
    /// What has the name is a folder, a pipe or a device.
    Irregular,
    ReadOnly,
    /// Another program writes or keeps it locked, and went on doing so for as long as we wait.
    Locked,
    Damaged(String),
    Sql(rusqlite::Error),
    Folder(io::Error),
    /// The clock stands where no event can have happened.
    Clock,
    /// Our own mistake.
    Unknown,
}

impl Failure {
    /// Damage that we found ourselves, said by a message.
    pub(super) fn damage(key: &str, values: Values<'_>) -> Self {
        Self::Damaged(Messages::english().format(key, values))
    }

    /// Whether the folder or the disk refuses to take anything.
    pub(super) fn is_refusal(&self) -> bool {
        match self {
            Self::ReadOnly | Self::Folder(_) | Self::Foreign | Self::Irregular => true,
            Self::Sql(error) => matches!(
                error.sqlite_error_code(),
                Some(
                    ErrorCode::DiskFull
                        | ErrorCode::CannotOpen
                        | ErrorCode::PermissionDenied
                        | ErrorCode::SystemIoFailure
                        | ErrorCode::FileLockingProtocolFailed
                )
            ),
            _ => false,
        }
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error::{
            FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, Utf8Error,
        };
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged(error.to_string())
            }
            // A page that the file should have lies behind its end.
            Some(ErrorCode::SystemIoFailure)
                if error.sqlite_extended_error_code() == Some(SQLITE_IOERR_SHORT_READ) =>
            {
                Self::Damaged(error.to_string())
            }
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked,
            // What our own statements name was there once.
            _ if is_of_another_schema(&error.to_string()) => Self::Damaged(error.to_string()),
            _ => match error {
                // The tables are strict: a value of another type was never written.
                FromSqlConversionFailure(..)
                | IntegralValueOutOfRange(..)
                | InvalidColumnType(..)
                | Utf8Error(..) => Self::Damaged(error.to_string()),
                error => Self::Sql(error),
            },
        }
    }
}

/// Whether a statement of ours names a table or a column that is not there: the text of the schema is damaged.
fn is_of_another_schema(why: &str) -> bool {
    ["no such table", "no such column", "has no column named"]
        .iter()
        .any(|words| why.contains(words))
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Folder(error)
    }
}
