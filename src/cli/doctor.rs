//! `archtutor doctor`: what the program finds around it, and what to do about it.

use std::io::{self, IsTerminal};

use serde::Serialize;

use super::{Context, Format, output};
use crate::{
    messages::Messages,
    problem::Problem,
    text::counted,
    tui::{custom::Custom, painter::Depth, theme},
};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How to print it.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct Finding {
    what: &'static str,
    found: String,
    good: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    hint: String,
}

/// Looks around and prints; 3 if something stands in the way of studying.
pub(super) fn run(args: &Args, context: &Context) -> Result<u8, Problem> {
    let mut findings = vec![version(), terminal(), size(), colours(), locale(context)];
    findings.extend(settings(context));
    findings.extend([course(context), data(context)]);
    let bad = findings.iter().any(|finding| !finding.good);
    match args.format {
        Format::Json => output::print_json(&findings)?,
        Format::Text => {
            let mut text = String::new();
            for finding in &findings {
                let sign = if finding.good { "ok " } else { "!  " };
                text.push_str(&format!("{sign} {:<9} {}\n", finding.what, finding.found));
                if !finding.hint.is_empty() {
                    text.push_str(&format!("              {}\n", finding.hint));
                }
            }
            output::print(&text)?;
        }
    }
    Ok(if bad { 3 } else { 0 })
}

fn finding(what: &'static str, found: impl Into<String>) -> Finding {
    Finding { what, found: found.into(), good: true, hint: String::new() }
}

fn version() -> Finding {
    finding("version", env!("CARGO_PKG_VERSION"))
}

fn terminal() -> Finding {
    let term = std::env::var("TERM").unwrap_or_else(|_| "not set".into());
    let screens = io::stdout().is_terminal() && term != "dumb";
    Finding {
        hint: if screens { String::new() } else { "No screens here; --plain and show work".into() },
        ..finding("terminal", term)
    }
}

fn size() -> Finding {
    match crossterm::terminal::size() {
        Ok((width, height)) => Finding {
            hint: if width < 40 || height < 12 {
                "40 columns by 12 rows or more read better".into()
            } else {
                String::new()
            },
            ..finding("size", format!("{width}x{height}"))
        },
        Err(_) => finding("size", "unknown"),
    }
}

fn colours() -> Finding {
    finding(
        "colours",
        match theme::depth() {
            Depth::None => "none (NO_COLOR or a dumb terminal): weight and signs instead",
            Depth::Sixteen => "16",
            Depth::TwoFiftySix => "256",
            Depth::True => "16 million",
        },
    )
}

fn locale(context: &Context) -> Finding {
    let signs = if context.settings.ascii { "ASCII" } else { "Unicode" };
    finding("signs", format!("{signs}, language {}", context.settings.language))
}

/// The settings file, and the learner's own keys and themes: what was read, and every mistake.
fn settings(context: &Context) -> Vec<Finding> {
    let Some(file) = &context.settings.file else { return Vec::new() };
    let read = if file.exists() { "read" } else { "none yet" };
    let mut findings = vec![finding("settings", format!("{}: {read}", file.display()))];
    let custom = Custom::load(&context.settings);
    findings.extend(custom.files.iter().map(|file| finding("yours", format!("{file}: read"))));
    let wrong = custom
        .found
        .iter()
        .map(|found| (found.to_string(), found.help.clone().unwrap_or_default()));
    let unread = custom.unread.iter().map(|problem| (problem.to_string(), problem.hint.clone()));
    findings.extend(wrong.chain(unread).map(|(found, hint)| Finding {
        good: false,
        hint,
        ..finding("yours", found)
    }));
    findings
}

fn course(context: &Context) -> Finding {
    match context.library() {
        Ok(library) => {
            let lessons: usize =
                (0..library.week_count()).map(|week| library.lesson_count(week)).sum();
            let weeks = library.week_count();
            finding(
                "course",
                format!(
                    "{}: {}, {}",
                    context.source().name(),
                    counted(weeks, "week"),
                    counted(lessons, "lesson")
                ),
            )
        }
        Err(problem) => Finding {
            good: false,
            hint: problem.hint.clone(),
            ..finding("course", problem.to_string())
        },
    }
}

fn data(context: &Context) -> Finding {
    let folder = context.settings.data_dir.display().to_string();
    match context.progress() {
        Err(problem) => Finding {
            good: false,
            hint: problem.hint.clone(),
            ..finding("progress", problem.to_string())
        },
        Ok(mut progress) => match progress.take_notice() {
            Some(notice) => Finding {
                good: false,
                hint: notice.text(&Messages::load(&context.settings.language)),
                ..finding("progress", folder)
            },
            None => match progress.try_folder().and_then(|()| progress.check()) {
                Ok(health) if health.is_sound() => finding(
                    "progress",
                    format!("{folder}: {}, sound", counted(health.events, "event")),
                ),
                Ok(_) => Finding {
                    good: false,
                    hint: "archtutor progress check says more".into(),
                    ..finding("progress", folder)
                },
                Err(problem) => Finding {
                    good: false,
                    hint: problem.hint.clone(),
                    ..finding("progress", problem.to_string())
                },
            },
        },
    }
}
