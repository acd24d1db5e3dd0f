//! Notices that files have changed, by looking at them again and again: that works on every disk, also on
//! one that is read-only or far away. Knows versions of files, not what is in them.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Weak,
    thread,
    time::{Duration, Instant},
};

use super::{Source, Stamp};

/// Files are not looked for deeper …
const DEEPEST: usize = 10;
/// … nor are more looked at.
const MOST: usize = 50_000;
/// Nothing has changed for so long: whoever writes has finished.
const QUIET: Duration = Duration::from_millis(20);
/// It is not waited longer than this for somebody who writes on and on.
const PATIENCE: Duration = Duration::from_millis(80);
/// Looking takes at most such a part of the time.
const SHARE: u32 = 20;

/// Looks again and again, as long as somebody holds what `alive` is a way to, and tells when something
/// has changed and whoever wrote it has finished. `look` says whether it differs from the last look;
/// nothing is told any more once `tell` says no.
pub fn watch(
    alive: &Weak<()>,
    period: Duration,
    mut look: impl FnMut() -> bool,
    mut tell: impl FnMut() -> bool,
) {
    let mut pause = period;
    loop {
        thread::sleep(pause);
        if alive.strong_count() == 0 {
            return;
        }
        let began = Instant::now();
        let changed = look();
        pause = period.max(began.elapsed() * SHARE);
        if !changed {
            continue;
        }
        let first = Instant::now();
        while first.elapsed() < PATIENCE {
            thread::sleep(QUIET);
            if !look() {
                break;
            }
        }
        if !tell() {
            return;
        }
    }
}

/// Every file of a course as it was when it was looked at last.
pub struct Files {
    root: PathBuf,
    seen: BTreeMap<PathBuf, Stamp>,
}

impl Files {
    /// The files of a course; none where it is a part of the program.
    pub fn of(source: &Source) -> Option<Self> {
        let root = match source {
            Source::Embedded => return None,
            Source::Folder(root) => root.clone(),
            Source::Book(book) => book.place().to_owned(),
        };
        let seen = stamps(&root);
        Some(Self { root, seen })
    }

    /// Whether a file has come, gone or changed since the last look.
    pub fn differ(&mut self) -> bool {
        let now = stamps(&self.root);
        let differ = now != self.seen;
        self.seen = now;
        differ
    }
}

fn stamps(root: &Path) -> BTreeMap<PathBuf, Stamp> {
    let mut found = BTreeMap::new();
    if root.is_file() {
        found.extend(Stamp::of(root).map(|stamp| (root.to_owned(), stamp)));
    } else {
        gather(root, DEEPEST, &mut found);
    }
    found
}

fn gather(folder: &Path, depth: usize, found: &mut BTreeMap<PathBuf, Stamp>) {
    // What cannot be looked into just now is as if it were not there.
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.filter_map(Result::ok) {
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if hidden || found.len() >= MOST {
            continue;
        }
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && depth > 0 => gather(&entry.path(), depth - 1, found),
            Ok(kind) if kind.is_file() || kind.is_symlink() => {
                let path = entry.path();
                found.extend(Stamp::of(&path).map(|stamp| (path, stamp)));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_come_change_and_go_are_noticed_once() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("lessons")).unwrap();
        fs::write(dir.path().join("course.toml"), "id = 1").unwrap();
        let mut files = Files::of(&Source::folder(dir.path()).unwrap()).unwrap();
        assert!(!files.differ());
        let lesson = dir.path().join("lessons/a.md");
        fs::write(&lesson, "one").unwrap();
        assert!(files.differ() && !files.differ());
        fs::write(&lesson, "longer").unwrap();
        assert!(files.differ() && !files.differ());
        fs::write(dir.path().join(".swap"), "x").unwrap();
        assert!(!files.differ(), "what is hidden belongs to others");
        fs::remove_file(&lesson).unwrap();
        assert!(files.differ() && !files.differ());
        assert!(Files::of(&Source::Embedded).is_none());
    }
}
