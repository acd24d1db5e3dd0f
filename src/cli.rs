//! The command line: clap types, one file a command.

mod flags;

use std::io::{self, Write};

use clap::Parser;

use crate::{
    clock::Clock,
    config::Settings,
    library::Library,
    problem::Problem,
    session::Session,
    source::Source,
    tui::{self, route::Route},
};
use flags::Flags;

/// Runs the program and says its exit code.
pub fn main() -> u8 {
    let flags = match Flags::try_parse() {
        Ok(flags) => flags,
        Err(error) => {
            let _ = error.print();
            return u8::try_from(error.exit_code()).unwrap_or(2);
        }
    };
    match run(flags) {
        Ok(code) => code,
        Err(problem) => {
            let mut out = io::stderr().lock();
            let _ = writeln!(out, "archtutor: {problem}");
            if !problem.hint.is_empty() {
                let _ = writeln!(out, "  {}", problem.hint);
            }
            problem.fault.exit_code()
        }
    }
}

fn run(flags: Flags) -> Result<u8, Problem> {
    let settings = Settings::load(flags.overrides())?;
    let source = match &flags.course {
        Some(folder) => Source::folder(folder)?,
        None => Source::Embedded,
    };
    let session = Session::new(Library::open(source)?, Clock::System);
    tui::run(session, settings, vec![Route::Home])?;
    Ok(0)
}
