//! A text in the learner's own editor: written to a file of its own, read back when the editor ends.

use std::{env, fs, io::Write, process::Command};

use crate::{file, problem::Problem};

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
    let what = "The design was not edited";
    let refuse = |why: &dyn std::fmt::Display| Problem::environment(what).why(why);
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
        let hint = format!("What you typed is in {}", path.display());
        return Err(refuse(&format!("`{}` ended with {status}", name())).hint(hint));
    }
    let text = file::text(&path, LARGEST).map_err(|problem| {
        let hint = format!("What you typed is in {}", path.display());
        refuse(&problem).hint(hint)
    })?;
    // A folder that stays behind holds nothing that is not in the draft.
    let _ = fs::remove_file(&path);
    let _ = fs::remove_dir(&folder);
    Ok(text)
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
