//! `archtutor check`: every mistake of a course, what mends some of them, its figures, and what became
//! of it since an earlier version.

mod against;
mod fix;
mod place;
mod shown;
mod stats;

use std::{path::PathBuf, sync::Arc, time::Duration};

use clap::ValueEnum;

use super::{Context, output};
use crate::{
    check::{self, Policy, Report},
    diagnostic::Severity,
    problem::Problem,
    source::watch,
};
use place::Place;

/// How often files are looked at while they are watched.
const PERIOD: Duration = Duration::from_millis(60);

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The course's folder, or a file or folder in it, to look at that alone; without it the course of
    /// --course, the one you are in, or the shipped one.
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// Leave out warnings of this code.
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    allow: Vec<String>,
    /// Count warnings of this code as errors; `warnings` stands for all of them.
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    deny: Vec<String>,
    /// Print errors only.
    #[arg(long)]
    errors: bool,
    /// How to print it.
    #[arg(long, value_enum, default_value_t)]
    format: Form,
    /// Print figures instead: words, minutes, questions, how well it reads and can be guessed.
    #[arg(long, conflicts_with_all = ["fix", "watch", "against"])]
    stats: bool,
    /// Mend what can be mended without deciding anything: misspelled keys and words, missing ids, line
    /// ends. Prose is never touched.
    #[arg(long, conflicts_with = "watch")]
    fix: bool,
    /// With --fix: print what would be changed and change nothing.
    #[arg(long, requires = "fix")]
    dry_run: bool,
    /// Say what became of each id since an earlier version: a folder, or a revision of git; 1 if an id
    /// is gone.
    #[arg(long, value_name = "DIR|REV", conflicts_with_all = ["fix", "watch"])]
    against: Option<String>,
    /// Check again whenever a file changes, until Ctrl-C.
    #[arg(long)]
    watch: bool,
}

/// How to print it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Form {
    #[default]
    Text,
    Json,
    /// For places that show findings beside code.
    Sarif,
    /// Annotations of a workflow on GitHub.
    Github,
}

/// Checks and prints; 1 if there is an error.
pub(super) fn run(args: &Args, context: &Context) -> Result<u8, Problem> {
    let place = Place::new(args.path.as_deref(), context)?;
    if let Some(before) = &args.against {
        place.whole("--against")?;
        return against::run(&place.source, before, args.format == Form::Json);
    }
    if args.stats {
        place.whole("--stats")?;
        return stats::run(&place.source, context, args.format == Form::Json);
    }
    let policy = Policy::new(&args.allow, &args.deny).map_err(|(word, help)| {
        Problem::usage(format!("`{word}` is the code of no warning")).hint(help)
    })?;
    let checked = |place: &Place| {
        check::course_as(&place.source, &place.scope, &policy, context.registry.kinds)
    };
    if args.fix {
        fix::run(&place.source, &checked(&place), args.dry_run)?;
    }
    let code = print(args, &place, checked(&place))?;
    if !args.watch {
        return Ok(code);
    }
    let mut files = watch::Files::of(&place.source)
        .ok_or_else(|| Problem::usage("The course that ships does not change"))?;
    let alive = Arc::new(());
    let mut printed = Ok(code);
    watch::watch(
        &Arc::downgrade(&alive),
        PERIOD,
        || files.differ(),
        || {
            printed = Place::new(args.path.as_deref(), context)
                .and_then(|place| print(args, &place, checked(&place)))
                .or_else(|problem| {
                    output::complain(&problem.to_string());
                    Ok(1)
                });
            printed.is_ok()
        },
    );
    printed
}

/// Prints a report; 1 if there is an error.
fn print(args: &Args, place: &Place, mut report: Report) -> Result<u8, Problem> {
    if args.errors {
        report.diagnostics.retain(|found| found.severity == Severity::Error);
    }
    let root = place.called();
    match args.format {
        Form::Json => output::print_json(&report)?,
        Form::Sarif => output::print_json(&shown::sarif(&report, &root))?,
        Form::Github => output::print(&shown::github(&report, &root))?,
        Form::Text => {
            output::print_styled(&shown::text(&report, &place.name(), output::colour()))?;
        }
    }
    Ok(u8::from(report.count(Severity::Error) > 0))
}
