//! The few sentences that a learner reads when their progress cannot be read or written.

use std::{fmt::Display, io, path::Path};

use super::failure::Failure;
use crate::problem::{Fault, Problem, Values};

pub(super) fn of(failure: Failure, path: Option<&Path>) -> Problem {
    let file = path.map_or_else(|| "memory".to_owned(), |path| path.display().to_string());
    let environment = |key: &str| Problem::message(Fault::Environment, key, &[("file", &file)]);
    match failure {
        Failure::Newer { found, known } => {
            let values: Values<'_> = &[("file", &file), ("found", &found), ("known", &known)];
            Problem::message(Fault::Environment, "progress.newer", values)
        }
        Failure::ReadOnly => environment("progress.read-only").advise("progress.elsewhere", &[]),
        Failure::Damaged(error) => environment("progress.damaged").why(error),
        Failure::Sql(error) => {
            let full = error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull);
            let hint = if full { "progress.disk-full" } else { "progress.elsewhere" };
            environment("progress.not-kept").why(error).advise(hint, &[])
        }
        Failure::Folder(error) => io_problem("progress.not-kept", &file, &error),
        Failure::Unknown => Problem::message(Fault::Bug, "progress.not-recorded", &[]),
    }
}

pub(super) fn io_problem(key: &str, file: &dyn Display, error: &io::Error) -> Problem {
    let problem = Problem::message(Fault::Environment, key, &[("file", file)]);
    problem.why(error).advise("progress.elsewhere", &[])
}

pub(super) fn bug() -> Problem {
    Problem::message(Fault::Bug, "progress.odd-state", &[])
}
