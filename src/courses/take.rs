//! Takes a course from where it is into a new folder. What comes is trusted in nothing: names, kinds and
//! sizes are looked at while it is read, and limits are named when they are passed.

mod archive;
mod bounds;
mod folder;
mod git;

use std::{fs, path::Path};

use super::Origin;
use crate::{file, problem::Problem};

use bounds::{Intake, Limits};

/// What came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Taken {
    /// The commit, of what Git brought.
    pub(super) commit: String,
    /// Files that were left out: links, and what is no file.
    pub(super) left_out: usize,
}

/// Takes a course into an empty folder.
///
/// # Errors
/// Where it cannot be read, has what no course has, or is larger than is taken.
pub(super) fn take(origin: &Origin, to: &Path) -> Result<Taken, Problem> {
    match origin {
        Origin::Folder(path) => {
            let mut intake = Intake::new(to, Limits::USUAL);
            folder::copy(path, &mut intake)?;
            Ok(Taken { left_out: intake.left_out, ..Taken::default() })
        }
        Origin::File(path) => {
            file(path, to)?;
            Ok(Taken::default())
        }
        Origin::Git(url) => {
            let commit = git::clone(url, to)?;
            let mut intake = Intake::new(to, Limits::USUAL);
            folder::look(to, &mut intake)?;
            Ok(Taken { commit, left_out: intake.left_out })
        }
    }
}

/// An archive, by what it begins with; else one page of Markdown.
fn file(path: &Path, to: &Path) -> Result<(), Problem> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let opened = file::open(path, &name, Limits::USUAL.total)?;
    let packed = opened.length;
    let mut intake = Intake::of_archive(to, Limits::USUAL, packed);
    let mut from = opened.into_file();
    match archive::Kind::of(&mut from) {
        Some(kind) => kind.unpack(from, &mut intake),
        None if name.ends_with(".md") => Intake::new(to, Limits::USUAL).file(&name, &mut from),
        None => Err(bounds::refused("courses.no-archive", &name)),
    }
}

/// Makes a folder, as all of this does.
fn make(folder: &Path) -> Result<(), Problem> {
    fs::create_dir_all(folder).map_err(|error| bounds::not_written(folder, &error))
}
