//! A folder on disk that is read and never left: by `..`, by an absolute path or by a symbolic link.

use std::path::{Component, Path, PathBuf};

use super::{LARGEST_DATA, LARGEST_LESSON};
use crate::{
    file::{self, Opened},
    problem::Problem,
};

/// Opens a file of the folder that is not too large.
pub(super) fn open(root: &Path, path: &str) -> Result<Opened, Problem> {
    let limit = if path.ends_with(".md") { LARGEST_LESSON } else { LARGEST_DATA };
    file::open(&inside(root, path)?, path, limit)
}

/// The text of a file of the folder.
pub(super) fn text(root: &Path, path: &str) -> Result<String, Problem> {
    file::decode(path, open(root, path)?.bytes(LARGEST_LESSON)?)
}

/// A path inside the folder, or why it is none.
pub(super) fn inside(root: &Path, path: &str) -> Result<PathBuf, Problem> {
    let relative = Path::new(path);
    let plain = relative.components().all(|part| matches!(part, Component::Normal(_)));
    if !plain || path.contains('\\') {
        return Err(outside(path));
    }
    let full = root.join(relative);
    // A symbolic link may lead out of the course although the path does not.
    match full.canonicalize() {
        Ok(real) if real.starts_with(root) => Ok(real),
        Ok(_) => Err(outside(path)),
        Err(_) => Ok(full),
    }
}

/// The problem that a path leads out of the folder.
pub(super) fn outside(path: &str) -> Problem {
    Problem::content(format!("{path} is outside the course"))
        .hint("Paths in a course are relative to its top and stay inside it")
}
