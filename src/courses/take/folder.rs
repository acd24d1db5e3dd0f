//! A course from a folder: copied, or looked through where Git has put it.

use std::{
    fs::{self, DirEntry},
    path::Path,
};

use super::bounds::{Intake, refused};
use crate::{file, problem::Problem};

/// A folder with this file holds what programs can make again.
///
/// Source: <https://bford.info/cachedir/>
const CACHE: &str = "CACHEDIR.TAG";

/// Copies what is in a folder.
pub(super) fn copy(from: &Path, intake: &mut Intake<'_>) -> Result<(), Problem> {
    walk(from, "", intake, &|entry, name, intake| {
        let opened = file::open(&entry.path(), name, u64::MAX)?;
        intake.file(name, &mut opened.into_file())
    })
}

/// Looks through a folder that stays where it is.
pub(super) fn look(folder: &Path, intake: &mut Intake<'_>) -> Result<(), Problem> {
    walk(folder, "", intake, &|entry, name, intake| {
        let facts =
            entry.metadata().map_err(|error| refused("courses.damaged", name).why(error))?;
        intake.count(name, facts.len())
    })
}

type Each<'e> = &'e dyn Fn(&DirEntry, &str, &mut Intake<'_>) -> Result<(), Problem>;

/// Every file at any depth, by its path with `/`. Links and what is no file are left out and counted;
/// what is hidden, and caches, are no part of a course.
fn walk(
    folder: &Path,
    inside: &str,
    intake: &mut Intake<'_>,
    each: Each<'_>,
) -> Result<(), Problem> {
    let failed = |error: std::io::Error| {
        let name = if inside.is_empty() { folder.to_string_lossy() } else { inside.into() };
        refused("courses.damaged", &name).why(error)
    };
    let entries: Result<Vec<DirEntry>, _> = fs::read_dir(folder).map_err(failed)?.collect();
    let mut entries = entries.map_err(failed)?;
    entries.sort_by_key(DirEntry::file_name);
    for entry in entries {
        let kind = entry.file_type().map_err(failed)?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            return Err(refused("courses.not-utf-8", &format!("{inside}{}", name.display())));
        };
        if name.starts_with('.') {
            continue;
        }
        let path = format!("{inside}{name}");
        if kind.is_dir() {
            if !entry.path().join(CACHE).is_file() {
                walk(&entry.path(), &format!("{path}/"), intake, each)?;
            }
        } else if kind.is_file() {
            each(&entry, &path, intake)?;
        } else {
            intake.left_out += 1;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{super::bounds::Limits, *};

    #[test]
    fn what_is_no_part_of_a_course_stays_behind() {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for path in ["a b/Ü.md", ".git/config", "target/CACHEDIR.TAG", "target/x", "course.toml"] {
            let path = from.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink("/etc/passwd", from.path().join("link.md")).unwrap();
        let mut intake = Intake::new(to.path(), Limits::USUAL);
        copy(from.path(), &mut intake).unwrap();
        assert_eq!(intake.left_out, usize::from(cfg!(unix)));
        let mut names: Vec<_> = fs::read_dir(to.path()).unwrap().flatten().collect();
        names.sort_by_key(DirEntry::file_name);
        let names: Vec<_> = names.iter().map(DirEntry::file_name).collect();
        assert_eq!(names, ["a b", "course.toml"]);
        assert_eq!(fs::read_to_string(to.path().join("a b/Ü.md")).unwrap(), "x");
    }
}
