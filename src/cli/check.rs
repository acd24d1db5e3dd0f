//! `archtutor check`: every mistake of a course.

use std::{fmt::Write as _, path::Path};

use super::{Context, Format, flags, output};
use crate::{
    check::{self, Policy, Report},
    diagnostic::Severity,
    problem::Problem,
    source::{COURSE_FILE, Source},
};

/// Checks and prints; 1 if there is an error.
pub(super) fn run(args: &flags::Check, context: &Context) -> Result<u8, Problem> {
    let policy = Policy::new(&args.allow, &args.deny).map_err(|(word, help)| {
        Problem::usage(format!("`{word}` is the code of no warning")).hint(help)
    })?;
    let mut report = check::course_as(&source(args, context)?, &policy, context.registry.kinds);
    if args.errors {
        report.diagnostics.retain(|found| found.severity == Severity::Error);
    }
    match args.format {
        Format::Json => output::print_json(&report)?,
        Format::Text => {
            let name = source(args, context)?.name();
            output::print_styled(&text(&report, &name, output::colour()))?;
        }
    }
    Ok(u8::from(report.count(Severity::Error) > 0))
}

/// The course that is meant: the folder that is named, that of `--course`, the one we stand in, or
/// the one that ships with the program.
fn source(args: &flags::Check, context: &Context) -> Result<Source, Problem> {
    match &args.dir {
        Some(folder) => Source::folder(folder),
        None if !context.named && Path::new(COURSE_FILE).is_file() => {
            Source::folder(Path::new("."))
        }
        None => Ok(context.source().clone()),
    }
}

fn text(report: &Report, name: &str, colour: bool) -> String {
    let mut text = String::new();
    for found in &report.diagnostics {
        text.push_str(&found.render(colour));
        text.push_str("\n\n");
    }
    for (file, count) in &report.left_out {
        let _ = writeln!(text, "{file} has {count} more\n");
    }
    let _ = writeln!(
        text,
        "{name}: {}, {}, {} with {}, {}: {}, {}",
        counted(report.weeks, "week"),
        counted(report.lessons, "lesson"),
        counted(report.quizzes, "quiz"),
        counted(report.questions, "question"),
        counted(report.patterns, "pattern"),
        counted(report.count(Severity::Error), "error"),
        counted(report.count(Severity::Warning), "warning"),
    );
    let mut codes: Vec<_> = report.codes.iter().collect();
    codes.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    for (code, count) in codes {
        let _ = writeln!(text, "{count:>6}  {code}");
    }
    text
}

fn counted(count: usize, noun: &str) -> String {
    match (count, noun) {
        (1, _) => format!("1 {noun}"),
        (_, "quiz") => format!("{count} quizzes"),
        _ => format!("{count} {noun}s"),
    }
}
