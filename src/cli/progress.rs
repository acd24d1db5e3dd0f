//! `archtutor progress`: where it is kept, and how it is copied, merged, proved and put aside.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

use super::{Context, Format, output};
use crate::{file, messages::Messages, problem::Problem, progress::Progress};

/// What to do with the progress.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Print the path of the database.
    #[command(after_help = "Example: ls -l \"$(archtutor progress where)\"")]
    Where,
    /// Copy the database to a file.
    #[command(after_help = "Example: archtutor progress backup ~/archtutor-backup.db")]
    Backup { file: PathBuf },
    /// Replace the database by a copy; the present one is put aside.
    #[command(after_help = "Example: archtutor progress restore ~/archtutor-backup.db")]
    Restore { file: PathBuf },
    /// Print every event as a line of JSON.
    #[command(after_help = "Example: archtutor progress export > progress.jsonl")]
    Export {
        /// Write to this file instead of standard output.
        #[arg(short, long)]
        output: Option<PathBuf>,
    },
    /// Add the events of an export; events that are known already stay as they are.
    #[command(after_help = "Example: archtutor progress import progress.jsonl")]
    Import {
        /// The file; `-` for standard input.
        file: PathBuf,
    },
    /// Prove the database and its projections.
    #[command(after_help = "Example: archtutor progress check --format json")]
    Check {
        /// Rebuild the projections from the log first.
        #[arg(long)]
        rebuild: bool,
        /// How to print it.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Put the database aside and start anew.
    #[command(after_help = "Example: archtutor progress reset --yes")]
    Reset {
        /// Do it without asking.
        #[arg(long)]
        yes: bool,
    },
}

/// Runs one of them.
pub(super) fn run(args: &Args, context: &Context) -> Result<u8, Problem> {
    let mut progress = context.progress()?;
    if let Some(notice) = progress.take_notice() {
        output::complain(&notice.text(&Messages::load(&context.settings.language)));
    }
    match &args.what {
        What::Where => {
            let path = progress.path().unwrap_or_else(|| context.settings.data_dir.clone());
            output::print(&format!("{}\n", path.display()))?;
        }
        What::Backup { file } => {
            progress.backup(file)?;
            output::print(&format!("Copied to {}\n", file.display()))?;
        }
        What::Restore { file } => {
            let aside = progress.restore(file)?;
            output::print(&format!("Restored from {}\n", file.display()))?;
            put_aside(aside.as_deref())?;
        }
        What::Export { output } => export(&progress, output.as_deref())?,
        What::Import { file } => import(&mut progress, file)?,
        What::Check { rebuild, format } => return check(&mut progress, *rebuild, *format),
        What::Reset { yes } => {
            if !yes && !output::confirm("Put your progress aside and start anew?")? {
                return Ok(0);
            }
            put_aside(progress.reset()?.as_deref())?;
        }
    }
    Ok(0)
}

fn put_aside(path: Option<&Path>) -> Result<(), Problem> {
    match path {
        Some(path) => output::print(&format!("The earlier progress is in {}\n", path.display())),
        None => output::print("There was no progress yet\n"),
    }
}

fn export(progress: &Progress, to: Option<&Path>) -> Result<(), Problem> {
    match to {
        Some(path) => {
            let failed = |error: io::Error| {
                Problem::environment(format!("Cannot write {}", path.display())).why(error)
            };
            let mut file = BufWriter::new(File::create(path).map_err(failed)?);
            let events = progress.export(&mut file)?;
            file.flush().map_err(failed)?;
            output::print(&format!("{events} events written to {}\n", path.display()))
        }
        None => {
            let mut out = BufWriter::new(io::stdout().lock());
            progress.export(&mut out)?;
            output::piped(out.flush())
        }
    }
}

fn import(progress: &mut Progress, from: &Path) -> Result<(), Problem> {
    let imported = if from == Path::new("-") {
        progress.import(io::stdin().lock())?
    } else {
        let opened = file::open(from, from.display().to_string(), u64::MAX)?;
        progress.import(BufReader::new(opened.into_file()))?
    };
    output::print(&format!("{} new events, {} known already\n", imported.new, imported.known))
}

fn check(progress: &mut Progress, rebuild: bool, format: Format) -> Result<u8, Problem> {
    if rebuild {
        progress.rebuild()?;
    }
    let health = progress.check()?;
    match format {
        Format::Json => output::print_json(&health)?,
        Format::Text => {
            let mut text = format!("{} events\n", health.events);
            for line in &health.damage {
                text.push_str(&format!("damaged: {line}\n"));
            }
            if !health.projections_agree {
                text.push_str(
                    "the projections differ from the log: archtutor progress check --rebuild\n",
                );
            }
            if health.is_sound() {
                text.push_str("sound\n");
            }
            output::print(&text)?;
        }
    }
    Ok(u8::from(!health.is_sound()))
}
