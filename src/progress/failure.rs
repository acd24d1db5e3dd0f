//! Why the file cannot be used.

use std::io;

use rusqlite::ErrorCode;

/// Why the file cannot be used.
#[derive(Debug)]
pub(super) enum Failure {
    Newer {
        found: usize,
        known: usize,
    },
    ReadOnly,
    Damaged(String),
    Sql(rusqlite::Error),
    Folder(io::Error),
    /// Our own mistake.
    Unknown,
}

impl Failure {
    /// Whether the folder or the disk refuses to take anything.
    pub(super) fn is_refusal(&self) -> bool {
        match self {
            Self::ReadOnly | Self::Folder(_) => true,
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
            Self::Newer { .. } | Self::Damaged(_) | Self::Unknown => false,
        }
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged(error.to_string())
            }
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            _ => Self::Sql(error),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Folder(error)
    }
}
