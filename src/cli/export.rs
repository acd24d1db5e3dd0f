//! `archtutor export`: a course, or what a learner did with it, in the form of another program.

use std::{
    fs,
    io::{self, IsTerminal},
    path::{Component, Path, PathBuf},
};

use super::{Context, output};
use crate::{
    author::export::{Exported, Wanted},
    library::Reference,
    messages::Messages,
    problem::Problem,
    text,
};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// In which format.
    #[arg(long, value_name = "FORMAT")]
    to: String,
    /// Write to this file, or to this folder where a format has several; nothing is overwritten.
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Ids, numbers or names of what to export; without them all that the format has a form for.
    #[arg(value_name = "REF")]
    references: Vec<String>,
}

/// Exports it.
pub(super) fn run(args: &Args, context: &Context) -> Result<u8, Problem> {
    let session = context.told_session()?;
    let named = |word: &String| session.library().resolve(word);
    let references: Vec<Reference> = args.references.iter().map(named).collect::<Result<_, _>>()?;
    let words = Messages::load(&context.settings.language);
    let wanted = Wanted {
        session: &session,
        references: &references,
        words: &words,
        language: &context.settings.language,
    };
    let mut exporters = context.registry.exporters.iter();
    let exporter = exporters.find(|exporter| exporter.name() == args.to);
    let unknown = || Problem::usage(format!("There is no format `{}`", args.to));
    // `-` is the stream, as it is elsewhere.
    let output = args.output.as_ref().filter(|path| path.as_os_str() != "-");
    match (exporter.ok_or_else(unknown)?.export(&wanted)?, output) {
        (Exported::Text(text), None) if io::stdout().is_terminal() => output::print(&text)?,
        // Another program reads it: tabs between fields are its own.
        (Exported::Text(text), None) => output::print_own(&text)?,
        (Exported::Text(text), Some(path)) => {
            output::write_new(path, &text)?;
            output::print(&format!("  new  {}\n", path.display()))?;
        }
        (Exported::Files(files), Some(folder)) => {
            write_folder(folder, &files)?;
            let count = text::counted(files.len(), "file");
            output::print(&format!("  new  {}: {count}\n", folder.display()))?;
        }
        (Exported::Files(_), None) => {
            return Err(Problem::usage(format!("`{}` writes several files", args.to))
                .hint(format!("Name a new folder: archtutor export --to {} -o FOLDER", args.to)));
        }
    }
    Ok(0)
}

/// Writes files into a folder that must not be there yet.
fn write_folder(folder: &Path, files: &[(String, String)]) -> Result<(), Problem> {
    let what = format!("Cannot write {}", folder.display());
    fs::create_dir(folder).map_err(|error| {
        Problem::environment(&what).why(error).hint("Name a new folder in one that is there")
    })?;
    for (name, text) in files {
        let plain = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
        if !plain {
            return Err(Problem::content(&what).why(format!("`{name}` is outside of it")));
        }
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|error| Problem::environment(&what).why(error))?;
        }
        output::write_new(&path, text)?;
    }
    Ok(())
}
