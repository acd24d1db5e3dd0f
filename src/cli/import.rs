//! `archtutor import`: questions of other programs as a quiz of ours.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use super::output;
use crate::{
    author::import, file, problem::Problem, quiz::Quiz, source::LARGEST_DATA, text::counted,
};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// GIFT, Moodle XML, Anki's text or CSV, quizzes of mdbook-quiz, or cards in Markdown (`Q:` and `A:`, `C:`
    /// with brackets).
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Write to this quiz; questions that it has already stay as they are. `-` is the standard output, as
    /// without it.
    #[arg(short, long, value_name = "QUIZ.toml")]
    output: Option<PathBuf>,
    /// The format, where the name of the file does not tell.
    #[arg(long, value_name = "FORMAT", value_parser = clap::builder::PossibleValuesParser::new(import::formats()))]
    from: Option<String>,
}

/// Imports it; 1 if there was nothing to import.
pub(super) fn run(args: &Args) -> Result<u8, Problem> {
    let named = output::file(args.output.as_deref());
    let (before, mut known) = written(named)?;
    let mut text = before.clone();
    let (mut fresh, mut read) = (0, 0);
    for path in &args.files {
        let imported = read_file(path, args.from.as_deref())?;
        for lost in &imported.lost {
            output::complain_styled(&lost.render(output::colour()));
        }
        read += imported.questions.len();
        for (id, question) in imported.questions {
            if known.insert(id) {
                fresh += 1;
                text.push_str(if text.is_empty() { "" } else { "\n" });
                text.push_str(&question);
            }
        }
    }
    if read == 0 {
        let names: Vec<String> = args.files.iter().map(|path| path.display().to_string()).collect();
        output::complain(&format!("no question could be taken from {}", names.join(", ")));
        return Ok(1);
    }
    match named {
        None => output::print(&text)?,
        Some(path) if before.is_empty() => output::write_new(path, &text)?,
        Some(path) => output::replace(path, &text)?,
    }
    if let Some(path) = named {
        output::complain(&format!(
            "new in {}: {fresh} of {}",
            path.display(),
            counted(read, "question")
        ));
    }
    Ok(0)
}

fn read_file(path: &Path, format: Option<&str>) -> Result<import::Imported, Problem> {
    let text = file::text(path, LARGEST_DATA)?;
    let name = path.display().to_string();
    import::read(&name, &text, format).ok_or_else(|| {
        Problem::usage(format!("{name} looks like no bank of questions"))
            .hint("Say what it is: --from FORMAT")
    })
}

/// A quiz that is there already, and the ids of its questions.
fn written(path: Option<&Path>) -> Result<(String, HashSet<String>), Problem> {
    let Some(path) = path.filter(|path| path.exists()) else { return Ok(Default::default()) };
    let text = file::text(path, LARGEST_DATA)?;
    let (quiz, found) = Quiz::parse(&path.display().to_string(), &text);
    let quiz = quiz.ok_or_else(|| {
        let why = found.first().map_or_else(String::new, ToString::to_string);
        Problem::content(format!("Cannot add to {}", path.display())).why(why)
    })?;
    let ids = quiz.questions.iter().map(|question| question.id.to_string()).collect();
    Ok((text, ids))
}
