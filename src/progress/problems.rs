//! The few sentences that a learner reads when their progress cannot be read or written.

use std::{io, path::Path};

use super::failure::Failure;
use crate::problem::{Fault, Problem};

const HINT: &str = "another folder can be given with --data-dir";

pub(super) fn of(failure: Failure, path: Option<&Path>) -> Problem {
    let file = path.map_or_else(|| "memory".to_owned(), |path| path.display().to_string());
    match failure {
        Failure::Newer { found, known } => {
            Problem::environment(format!("{file} was written by a newer archtutor"))
                .why(format!("its format is {found}, this program knows up to {known}"))
                .hint(
                    "update archtutor, or give another folder with --data-dir; nothing was changed",
                )
        }
        Failure::ReadOnly => Problem::environment(format!("{file} cannot be written"))
            .why("the file or its folder is read-only")
            .hint(HINT),
        Failure::Damaged(error) => Problem::environment(format!("{file} is damaged"))
            .why(error)
            .hint("`archtutor progress check` says more; `progress restore` puts back a copy"),
        Failure::Sql(error) => {
            let full = error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull);
            Problem::environment(format!("progress cannot be kept in {file}"))
                .why(error)
                .hint(if full { "make room on the disk and try again" } else { HINT })
        }
        Failure::Folder(error) => io_problem("progress cannot be kept", path, &error),
        Failure::Unknown => {
            Problem::new(Fault::Bug, "this cannot be recorded").hint("nothing was changed")
        }
    }
}

pub(super) fn io_problem(what: &str, path: Option<&Path>, error: &io::Error) -> Problem {
    let file = path.map(|path| format!(" in {}", path.display())).unwrap_or_default();
    Problem::environment(format!("{what}{file}")).why(error).hint(HINT)
}

pub(super) fn bug() -> Problem {
    Problem::new(Fault::Bug, "progress is in a state that should not be")
}
