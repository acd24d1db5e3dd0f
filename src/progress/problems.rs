//! What a learner reads when their progress cannot be read or written.

use std::{fmt::Display, io, path::Path};

use super::failure::Failure;
use crate::{
    messages::Messages,
    problem::{Fault, Problem, Values},
};

/// What a failure of the file that has this path means to the learner.
pub(super) fn of(failure: Failure, path: Option<&Path>) -> Problem {
    let memory = || Messages::english().get("progress.memory").to_owned();
    let file = path.map_or_else(memory, |path| path.display().to_string());
    let environment = |key: &str| Problem::message(Fault::Environment, key, &[("file", &file)]);
    match failure {
        Failure::Newer { found, known } => {
            let values: Values<'_> = &[("file", &file), ("found", &found), ("known", &known)];
            Problem::message(Fault::Environment, "progress.newer", values)
        }
        Failure::Foreign => environment("progress.foreign"),
        Failure::Irregular => environment("progress.irregular"),
        Failure::ReadOnly => environment("progress.read-only"),
        Failure::Locked => environment("progress.locked"),
        Failure::Damaged(why) => environment("progress.damaged").why(why),
        Failure::Sql(error) => {
            let full = error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull);
            let hint = if full { "progress.disk-full" } else { "progress.elsewhere" };
            environment("progress.not-kept").why(error).advise(hint, &[])
        }
        Failure::Folder(error) => io_problem("progress.not-kept", &file, &error),
        Failure::Clock => environment("progress.clock"),
        Failure::Unknown => Problem::message(Fault::Bug, "progress.not-recorded", &[]),
    }
}

/// What a failure of a copy means that was to be put back.
pub(super) fn of_copy(failure: Failure, path: &Path) -> Problem {
    let why: String = match failure {
        Failure::Folder(error) => {
            return io_problem("progress.copy-not-read", &path.display(), &error);
        }
        Failure::Damaged(why) => why,
        Failure::Sql(error) => error.to_string(),
        failure @ Failure::Newer { .. } => return of(failure, Some(path)),
        failure => of(failure, Some(path)).to_string(),
    };
    Problem::message(Fault::Content, "progress.no-copy", &[("file", &path.display())]).why(why)
}

pub(super) fn io_problem(key: &str, file: &dyn Display, error: &io::Error) -> Problem {
    let problem = Problem::message(Fault::Environment, key, &[("file", file)]);
    problem.why(error).advise("progress.elsewhere", &[])
}

pub(super) fn no_event(line: u64) -> Problem {
    Problem::message(Fault::Content, "progress.no-event", &[("line", &line)])
}

pub(super) fn bug() -> Problem {
    Problem::message(Fault::Bug, "progress.odd-state", &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_can_fail_says_what_and_what_to_do() {
        let path = Path::new("/home/me/progress.db");
        let failures = [
            Failure::Newer { found: 9, known: 1 },
            Failure::Foreign,
            Failure::Irregular,
            Failure::ReadOnly,
            Failure::Locked,
            Failure::Damaged("torn".into()),
            Failure::Sql(rusqlite::Error::InvalidQuery),
            Failure::Folder(io::Error::other("no room")),
            Failure::Clock,
            Failure::Unknown,
        ];
        let of_copy = of_copy(Failure::Damaged("torn".into()), path);
        for problem in failures.map(|failure| of(failure, Some(path))).iter().chain([&of_copy]) {
            let said = [&problem.what, &problem.why, &problem.hint];
            assert!(!problem.what.is_empty() && !problem.hint.is_empty(), "{problem:?}");
            assert!(said.iter().all(|text| !text.contains('{') && !text.starts_with("progress.")));
        }
    }
}
