//! A text in the learner's own editor: written to a file of its own, read back when the editor ends.

use std::{env, fmt::Display, fs, io::Write, path::Path, process::Command};

use crate::{
    file,
    problem::{Fault, Problem, Values},
};

/// What comes back may have at most this many bytes.
const LARGEST: u64 = 4 * 1024 * 1024;

/// A text to be edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Name of the file, so that the editor knows the kind.
    pub name: String,
    pub text: String,
}

/// What the editor gave back.
pub struct Edited(pub Result<String, Problem>);

/// The command line of the editor: `VISUAL`, else `EDITOR`, else `vi`.
pub fn name() -> String {
    let set = |name: &str| env::var(name).ok().filter(|value| !value.trim().is_empty());
    set("VISUAL").or_else(|| set("EDITOR")).unwrap_or_else(|| "vi".to_owned())
}

/// Runs the editor on a text and waits for it. The terminal must be free.
pub fn run(request: &Request) -> Edited {
    Edited(edit(request))
}

fn edit(request: &Request) -> Result<String, Problem> {
    let refuse = |why: &dyn Display| refused().why(why);
    let folder = tempfile_folder().map_err(|error| refuse(&error))?;
    let path = folder.join(&request.name);
    let write = || -> std::io::Result<()> {
        let mut file = fs::OpenOptions::new().write(true).create_new(true).open(&path)?;
        file.write_all(request.text.as_bytes())
    };
    write().map_err(|error| refuse(&error))?;
    // An editor may come with options, as `code --wait` does: a shell takes it apart.
    let status = Command::new("sh")
        .args(["-c", &format!("{} \"$1\"", name()), "sh"])
        .arg(&path)
        .status()
        .map_err(|error| refuse(&error))?;
    if !status.success() {
        let values: Values<'_> = &[("name", &name()), ("status", &status)];
        return Err(left(refused().because("edit.ended", values), &path));
    }
    let text = file::text(&path, LARGEST);
    let text = text.map_err(|problem| left(refuse(&problem), &path))?;
    // A folder that stays behind holds nothing that is not in the draft.
    let _ = fs::remove_file(&path);
    let _ = fs::remove_dir(&folder);
    Ok(text)
}

fn refused() -> Problem {
    Problem::message(Fault::Environment, "edit.refused", &[])
}

/// Says where the learner's text is.
fn left(problem: Problem, path: &Path) -> Problem {
    problem.advise("edit.left", &[("file", &path.display())])
}

/// A new folder that only the learner can look into.
fn tempfile_folder() -> std::io::Result<std::path::PathBuf> {
    let name = format!("archtutor-{}", uuid::Uuid::now_v7().simple());
    let folder = env::temp_dir().join(name);
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(&folder)?;
    Ok(folder)
}
