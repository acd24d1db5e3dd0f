//! `archtutor schema`: the JSON Schemas of the files of a course and of what commands print.

use super::output;
use crate::{problem::Problem, source::Source, table::did_you_mean};

/// Where the schemas stand among the program's own files.
const FOLDER: &str = "assets/schemas";

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The file: course, week, lesson, quiz, exercise-KIND, …; without it the names of all.
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

/// Prints it, or the names of all.
pub(super) fn run(args: &Args) -> Result<u8, Problem> {
    let files = Source::Embedded.list(FOLDER);
    let names: Vec<&str> = files.iter().filter_map(|name| name.strip_suffix(".json")).collect();
    let Some(name) = &args.name else {
        output::print(&format!("{}\n", names.join("\n")))?;
        return Ok(0);
    };
    if !names.contains(&name.as_str()) {
        return Err(
            Problem::usage(format!("There is no schema `{name}`")).hint(did_you_mean(name, &names))
        );
    }
    output::print(&Source::Embedded.load(&format!("{FOLDER}/{name}.json"))?)?;
    Ok(0)
}
