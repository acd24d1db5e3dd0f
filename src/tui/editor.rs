//! Texts in the learner's own editor: written to a folder of their own, read back when the editor ends.

use std::{
    env,
    fmt::Display,
    fs,
    io::{self, Write},
    path::Path,
    process::Command,
};

use crate::{
    file,
    problem::{Fault, Problem, Values},
};

/// What comes back may have at most this many bytes.
const LARGEST: u64 = 4 * 1024 * 1024;
/// So many files may come back.
const MOST_FILES: usize = 200;

/// Texts by the names of their files, from which an editor knows the kind; names are paths with `/`.
pub type Texts = Vec<(String, String)>;

/// Texts to be edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub texts: Texts,
}

/// What the editor gave back, sorted by name; it may have made files and taken some away.
pub struct Edited(pub Result<Texts, Problem>);

/// The command line of the editor: `VISUAL`, else `EDITOR`, else `vi`.
pub fn name() -> String {
    let set = |name: &str| env::var(name).ok().filter(|value| !value.trim().is_empty());
    set("VISUAL").or_else(|| set("EDITOR")).unwrap_or_else(|| "vi".to_owned())
}

/// Runs the editor on the texts and waits for it. The terminal must be free.
pub fn run(request: &Request) -> Edited {
    Edited(edit(request))
}

/// Opens a file of the author's own in their editor, at a line where the editor takes one, and waits for
/// it. The terminal must be free.
///
/// # Errors
/// Where there is no such editor, or it ends with a failure.
pub fn open(file: &Path, line: usize) -> Result<(), Problem> {
    let name = name();
    let program = name.split_whitespace().next().unwrap_or_default();
    let program = program.rsplit('/').next().unwrap_or(program);
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{name} \"$@\""), "sh"]);
    if COUNTING.contains(&program) {
        command.arg(format!("+{line}"));
    }
    let status = command.arg(file).status().map_err(|error| refused().why(error))?;
    if status.success() {
        return Ok(());
    }
    Err(refused().because("edit.ended", &[("name", &name), ("status", &status)]))
}

/// Editors that begin at a line which is told as `+N`.
const COUNTING: [&str; 9] =
    ["vi", "vim", "nvim", "nano", "emacs", "emacsclient", "kak", "micro", "joe"];

fn edit(request: &Request) -> Result<Texts, Problem> {
    let refuse = |why: &dyn Display| refused().why(why);
    let folder = tempfile_folder().map_err(|error| refuse(&error))?;
    write(&folder, &request.texts).map_err(|error| refuse(&error))?;
    // An editor may come with options, as `code --wait` does: a shell takes it apart.
    let status = Command::new("sh")
        .args(["-c", &format!("{} \"$@\"", name()), "sh"])
        .args(request.texts.iter().map(|(name, _)| folder.join(name)))
        .status()
        .map_err(|error| refuse(&error))?;
    if !status.success() {
        let values: Values<'_> = &[("name", &name()), ("status", &status)];
        return Err(left(refused().because("edit.ended", values), &folder));
    }
    let texts = file::folder(&folder, MOST_FILES, LARGEST);
    let mut texts = texts.map_err(|problem| left(refuse(&problem), &folder))?;
    // Editors keep the text before the last change under such a name.
    texts.retain(|(name, _)| !name.ends_with('~'));
    // A folder that stays behind holds nothing that is not in the draft.
    let _ = fs::remove_dir_all(&folder);
    Ok(texts)
}

fn write(folder: &Path, texts: &Texts) -> io::Result<()> {
    for (name, text) in texts {
        let path = folder.join(name);
        if let Some(inner) = path.parent() {
            fs::create_dir_all(inner)?;
        }
        let mut file = fs::OpenOptions::new().write(true).create_new(true).open(&path)?;
        file.write_all(text.as_bytes())?;
    }
    Ok(())
}

fn refused() -> Problem {
    Problem::message(Fault::Environment, "edit.refused", &[])
}

/// Says where the learner's texts are.
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
