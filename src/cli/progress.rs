//! `archtutor progress`: where it is kept, and how it is copied, merged, proved and put aside.

use std::{
    fmt::Display,
    io::{self, BufReader, BufWriter, IsTerminal, Write},
    path::{Path, PathBuf},
};

use super::{Context, Format, adoption, output};
use crate::{
    file,
    id::CourseId,
    library::Library,
    messages::Messages,
    problem::Problem,
    progress::{CourseEvent, Health, Progress},
};

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
    /// Print every event as a line of JSON; with --course FOLDER or ID those of that course.
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
        /// Put a damaged file aside and keep every event that can be read, without asking.
        #[arg(long)]
        mend: bool,
        /// How to print it.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Take over what was studied in the open course (--course) before progress knew courses.
    #[command(after_help = "Example: archtutor --course my-course progress adopt")]
    Adopt,
    /// Put the database aside and start anew.
    #[command(after_help = "Example: archtutor progress reset --yes")]
    Reset {
        /// Do it without asking.
        #[arg(long)]
        yes: bool,
    },
}

impl Args {
    /// Whether it is an export, which may be that of one course.
    pub(super) fn exports(&self) -> bool {
        matches!(self.what, What::Export { .. })
    }
}

/// Runs one of them; an export is that of one course if one is given.
pub(super) fn run(args: &Args, context: &Context, only: Option<&CourseId>) -> Result<u8, Problem> {
    let words = Messages::load(&context.settings.language);
    let mut progress = context.progress()?;
    tell(&mut progress, &words);
    match &args.what {
        What::Where => {
            let path = progress.path().unwrap_or_else(|| context.settings.data_dir.clone());
            output::print(&format!("{}\n", path.display()))?;
        }
        What::Backup { file } => {
            progress.backup(file)?;
            line(&words.format("progress.copied", &[("file", &file.display())]))?;
        }
        What::Restore { file } => {
            let aside = progress.restore(file)?;
            line(&words.format("progress.restored", &[("file", &file.display())]))?;
            put_aside(aside.as_deref(), &words)?;
        }
        What::Export { output: named } => {
            export(&progress, output::file(named.as_deref()), only, &words)?;
        }
        What::Import { file } => import(&mut progress, file, &words)?,
        What::Check { rebuild, mend, format } => {
            if *rebuild {
                progress.rebuild()?;
                tell(&mut progress, &words);
            }
            return check(&mut progress, *mend, *format, &words);
        }
        What::Adopt => adopt(&mut progress, &context.library()?, &words)?,
        What::Reset { yes } => {
            if !yes && !output::confirm(words.get("progress.ask-reset"))? {
                return Ok(0);
            }
            put_aside(progress.reset()?.as_deref(), &words)?;
        }
    }
    Ok(0)
}

fn line(text: &str) -> Result<(), Problem> {
    output::print(&format!("{text}\n"))
}

fn tell(progress: &mut Progress, words: &Messages) {
    if let Some(notice) = progress.take_notice() {
        output::complain(&notice.text(words));
    }
}

fn put_aside(path: Option<&Path>, words: &Messages) -> Result<(), Problem> {
    match path {
        Some(path) => line(&words.format("progress.aside", &[("file", &path.display())])),
        None => line(words.get("progress.none-yet")),
    }
}

fn export(
    progress: &Progress,
    to: Option<&Path>,
    only: Option<&CourseId>,
    words: &Messages,
) -> Result<(), Problem> {
    let exported = match to {
        Some(path) => {
            let exported = progress.export_to(path, only)?;
            let values: [(&str, &dyn Display); 1] = [("file", &path.display())];
            line(&words.plural_with("progress.exported", exported.events, &values))?;
            exported
        }
        None => {
            let mut out = BufWriter::new(io::stdout().lock());
            let exported = progress.export(&mut out, only)?;
            output::piped(out.flush())?;
            exported
        }
    };
    if exported.holes {
        output::complain(words.get("progress.holes"));
    }
    Ok(())
}

fn import(progress: &mut Progress, from: &Path, words: &Messages) -> Result<(), Problem> {
    let imported = if from == Path::new("-") {
        progress.import(io::stdin().lock())?
    } else {
        let opened = file::open(from, from.display().to_string(), u64::MAX)?;
        progress.import(BufReader::new(opened.into_file()))?
    };
    line(&words.format("progress.imported", &[("new", &imported.new), ("known", &imported.known)]))
}

/// Proves the file and lists what is wrong; a damaged one is mended if that is wanted.
fn check(
    progress: &mut Progress,
    mend: bool,
    format: Format,
    words: &Messages,
) -> Result<u8, Problem> {
    let health = progress.check()?;
    if format == Format::Text {
        output::print(&report(&health, words))?;
    }
    let damaged = !health.damage.is_empty();
    let asks = format == Format::Text && io::stdin().is_terminal() && io::stdout().is_terminal();
    let health = if damaged && (mend || asks && output::confirm(words.get("progress.ask-mend"))?) {
        progress.mend()?;
        tell(progress, words);
        let health = progress.check()?;
        if format == Format::Text {
            output::print(&report(&health, words))?;
        }
        health
    } else {
        if damaged && !asks {
            output::complain(words.get("progress.mend"));
        }
        health
    };
    if format == Format::Json {
        output::print_json(&health)?;
    }
    Ok(u8::from(!health.is_sound()))
}

fn report(health: &Health, words: &Messages) -> String {
    let mut lines = vec![words.plural("progress.events", health.events)];
    lines.extend(
        health.damage.iter().map(|what| words.format("progress.damage", &[("what", what)])),
    );
    if health.damage.is_empty() && !health.projections_agree {
        lines.push(words.get("progress.differ").to_owned());
    }
    if health.is_sound() {
        lines.push(words.get("progress.sound").to_owned());
    }
    lines.join("\n") + "\n"
}

fn adopt(progress: &mut Progress, library: &Library, words: &Messages) -> Result<(), Problem> {
    let objects = adoption::adoptable(progress, library)?;
    let course = progress.course().clone();
    if objects.is_empty() {
        return line(&words.format("progress.nothing-to-adopt", &[("course", &course)]));
    }
    let values: [(&str, &dyn Display); 2] = [("n", &objects.len()), ("course", &course)];
    let said = words.format("progress.adopted", &values);
    progress.record(CourseEvent::Adopted { course: course.clone(), objects })?;
    line(&said)
}
