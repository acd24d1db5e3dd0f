//! `archtutor check`: every mistake of a course.

use super::{Context, Format, flags, output};
use crate::{check, diagnostic::Severity, problem::Problem, source::Source};

/// Checks and prints; 1 if there is an error.
pub(super) fn run(args: &flags::Check, context: &Context) -> Result<u8, Problem> {
    let source = match &args.dir {
        Some(folder) => Source::folder(folder)?,
        None => context.source.clone(),
    };
    let report = check::course(&source);
    let errors = report.count(Severity::Error);
    match args.format {
        Format::Json => output::print_json(&report)?,
        Format::Text => {
            let colour = output::colour();
            let mut text = String::new();
            for found in &report.diagnostics {
                text.push_str(&found.render(colour));
                text.push_str("\n\n");
            }
            text.push_str(&format!(
                "{}: {} weeks, {} lessons, {} quizzes with {} questions, {} patterns: {}, {}\n",
                source.name(),
                report.weeks,
                report.lessons,
                report.quizzes,
                report.questions,
                report.patterns,
                counted(errors, "error"),
                counted(report.count(Severity::Warning), "warning"),
            ));
            output::print_styled(&text)?;
        }
    }
    Ok(u8::from(errors > 0))
}

fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}
