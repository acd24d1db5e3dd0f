//! The files that are named: folders are walked, what cannot be read is kept to be said.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{file, manifest::LARGEST, problem::Problem};

/// Folders that hold other people's files.
const SKIPPED: [&str; 3] = [".git", "node_modules", "vendor"];
/// Most files of one run, and most levels of folders.
const MOST_FILES: usize = 50_000;
const MOST_DEPTH: usize = 64;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// By path; those that are only known to be there have no text.
    pub(super) texts: Vec<(String, Arc<str>)>,
    /// Path, and why it was not read.
    pub(super) unread: Vec<(String, String)>,
}

/// Reads what is named.
pub(super) fn gather(paths: &[PathBuf]) -> Result<Gathered, Problem> {
    let mut gathered = Gathered::default();
    for path in paths {
        if path.as_os_str() == "-" {
            let text = file::stream(io::stdin().lock(), "the standard input", LARGEST)?;
            gathered.texts.push(("stdin.yaml".to_owned(), text.into()));
        } else if path.is_dir() {
            let root = if path == Path::new(".") { PathBuf::new() } else { path.clone() };
            gathered.folder(path, &root, 0);
        } else {
            let text = file::text(path, LARGEST)?;
            gathered.texts.push((named(path), text.into()));
        }
    }
    if gathered.texts.is_empty() && gathered.unread.is_empty() {
        return Err(Problem::usage("There is no file to look at"));
    }
    Ok(gathered)
}

fn named(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// Whether a file is one that is looked into; others are only known to be there.
fn is_read(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default();
    let yaml = ["yaml", "yml", "json"].contains(&ending) || name == "Kustomization";
    yaml || name.starts_with("Dockerfile")
        || name == "Containerfile"
        || name.to_lowercase().ends_with(".dockerfile")
}

impl Gathered {
    fn folder(&mut self, path: &Path, shown: &Path, depth: usize) {
        let entries = match fs::read_dir(path) {
            Ok(entries) if depth < MOST_DEPTH => entries,
            Ok(_) => {
                return self
                    .unread
                    .push((named(shown), format!("deeper than {MOST_DEPTH} folders")));
            }
            Err(error) => return self.unread.push((named(shown), error.to_string())),
        };
        let mut entries: Vec<fs::DirEntry> = entries.filter_map(Result::ok).collect();
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name().to_string_lossy().into_owned();
            // A link may lead anywhere, and to read a pipe takes for ever.
            let Ok(kind) = entry.file_type() else { continue };
            let shown = shown.join(&name);
            if kind.is_dir() && !SKIPPED.contains(&name.as_str()) {
                self.folder(&entry.path(), &shown, depth + 1);
            } else if kind.is_file() {
                self.file(&entry.path(), &shown, &name);
            } else if is_read(&name) && !kind.is_dir() {
                let why = if kind.is_symlink() { "a link" } else { "neither a file nor a folder" };
                self.unread.push((named(&shown), why.to_owned()));
            }
        }
    }

    fn file(&mut self, path: &Path, shown: &Path, name: &str) {
        if self.texts.len() >= MOST_FILES {
            if self.texts.len() == MOST_FILES {
                self.unread.push((named(shown), format!("more than {MOST_FILES} files")));
            }
            return;
        }
        if !is_read(name) {
            return self.texts.push((named(shown), Arc::from("")));
        }
        match file::text(path, LARGEST) {
            Ok(text) => self.texts.push((named(shown), text.into())),
            Err(problem) => self.unread.push((
                named(shown),
                format!("{}: {}", problem.what, problem.why).trim_end_matches(": ").to_owned(),
            )),
        }
    }
}
