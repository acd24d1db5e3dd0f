//! What became of each id since an earlier version: another folder, or a revision of git.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    author::against::{self, Compared, Fate},
    cli::output,
    problem::Problem,
    source::Source,
};

/// Compares and prints; 1 if an id is gone.
pub(super) fn run(now: &Source, before: &str, json: bool) -> Result<u8, Problem> {
    let folder = Path::new(before);
    let compared = match folder.is_dir() {
        true => against::compare(&Source::folder(folder)?, now),
        false => {
            let earlier = Earlier::of(now, before)?;
            against::compare(&Source::folder(&earlier.course)?, now)
        }
    };
    match json {
        true => output::print_json(&compared)?,
        false => output::print(&text(&compared))?,
    }
    Ok(u8::from(compared.iter().any(|one| one.fate == Fate::Gone)))
}

fn text(compared: &[Compared]) -> String {
    let mut text = String::new();
    let mut counts: BTreeMap<Fate, usize> = BTreeMap::new();
    for one in compared {
        *counts.entry(one.fate).or_default() += 1;
        if one.fate != Fate::Same || one.now.is_some() {
            let now = one.now.iter().map(|now| format!(" -> {now}")).collect::<String>();
            let (fate, kind) = (word(one.fate), one.kind.noun());
            let _ = writeln!(text, "{fate:<8} {kind} {}{now}  {}", one.id, one.file);
        }
    }
    let counts = counts.iter().map(|(fate, count)| format!("{count} {}", word(*fate)));
    let _ = writeln!(text, "{}", counts.collect::<Vec<_>>().join(", "));
    text
}

fn word(fate: Fate) -> &'static str {
    match fate {
        Fate::Same => "same",
        Fate::Wording => "wording",
        Fate::Meaning => "meaning",
        Fate::Gone => "gone",
        Fate::New => "new",
    }
}

/// A revision of git, written to a folder that goes away with this.
struct Earlier {
    folder: PathBuf,
    course: PathBuf,
}

impl Earlier {
    fn of(now: &Source, revision: &str) -> Result<Self, Problem> {
        let what = || Problem::usage(format!("`{revision}` is no folder and no revision of git"));
        let root = match now {
            Source::Folder(root) => root.clone(),
            Source::Book(book) => book.place().to_owned(),
            Source::Embedded => return Err(what().hint("Name the folder of the course")),
        };
        let asked = format!("{revision}^{{commit}}");
        let commit = git(&root, &["rev-parse", "--verify", "--end-of-options", &asked], None)
            .map_err(|why| what().why(why))?;
        let inside =
            git(&root, &["rev-parse", "--show-prefix"], None).map_err(|why| what().why(why))?;
        let folder =
            std::env::temp_dir().join(format!("archtutor-{}", uuid::Uuid::now_v7().simple()));
        let failed =
            |why: String| Problem::environment(format!("Cannot read `{revision}`")).why(why);
        fs::create_dir(&folder).map_err(|error| failed(error.to_string()))?;
        let earlier = Self { course: folder.join(&inside), folder };
        // An index of its own: that of the author stays as it is.
        let index = earlier.folder.join("index");
        let prefix = format!("--prefix={}/", earlier.folder.display());
        git(&root, &["read-tree", &commit], Some(&index)).map_err(failed)?;
        git(&root, &["checkout-index", "--all", "--quiet", &prefix], Some(&index))
            .map_err(failed)?;
        Ok(earlier)
    }
}

impl Drop for Earlier {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Runs git in a folder, without hooks.
fn git(folder: &Path, args: &[&str], index: Option<&Path>) -> Result<String, String> {
    let mut command = Command::new("git");
    // `checkout-index --all` counts from the folder it is called in.
    command.arg("-C").arg(folder).args(["-c", "core.hooksPath=/dev/null"]).args(args);
    command.envs(index.map(|index| ("GIT_INDEX_FILE", index)));
    let said = command.output().map_err(|error| error.to_string())?;
    match said.status.success() {
        true => Ok(String::from_utf8_lossy(&said.stdout).trim().to_owned()),
        false => Err(String::from_utf8_lossy(&said.stderr).trim().to_owned()),
    }
}
