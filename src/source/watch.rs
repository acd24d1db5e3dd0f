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
/// Looking at all files takes at most such a part of the time.
const SHARE: u32 = 20;
/// So many files that were written last are looked at more often: they are what somebody works on.
const RECENT: usize = 8;

/// Looks again and again, as long as somebody holds what `alive` is a way to, and tells when something
/// has changed and whoever wrote it has finished. `look` says whether it differs from the last look;
/// nothing is told any more once `tell` says no.
pub fn watch(
    alive: &Weak<()>,
    period: Duration,
    mut look: impl FnMut() -> bool,
    mut tell: impl FnMut() -> bool,
) {
    loop {
        thread::sleep(period);
        if alive.strong_count() == 0 {
            return;
        }
        if !look() {
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
    /// The files that were written last, the newest first.
    recent: Vec<PathBuf>,
    /// When all of them were looked at, and how long that took.
    looked: Instant,
    took: Duration,
}

impl Files {
    /// The files of a course; none where it is a part of the program.
    pub fn of(source: &Source) -> Option<Self> {
        let root = match source {
            Source::Embedded => return None,
            Source::Folder(root) => root.clone(),
            Source::Book(book) => book.place().to_owned(),
        };
        let (seen, recent) = (stamps(&root), Vec::new());
        Some(Self { root, seen, recent, looked: Instant::now(), took: Duration::ZERO })
    }

    /// Whether a file has come, gone or changed since the last look; of a large course, files that nobody
    /// worked on are looked at more rarely.
    pub fn differ(&mut self) -> bool {
        self.recent_differ() || (self.looked.elapsed() >= self.took * SHARE && self.any_differ())
    }

    fn recent_differ(&mut self) -> bool {
        let mut differ = false;
        for path in &self.recent {
            let now = Stamp::of(path);
            if now.as_ref() != self.seen.get(path) {
                differ = true;
                match now {
                    Some(now) => self.seen.insert(path.clone(), now),
                    None => self.seen.remove(path),
                };
            }
        }
        differ
    }

    fn any_differ(&mut self) -> bool {
        let began = Instant::now();
        let now = stamps(&self.root);
        let changed = now.iter().filter(|(path, stamp)| self.seen.get(*path) != Some(*stamp));
        let gone = self.seen.keys().filter(|path| !now.contains_key(*path));
        let mut differ: Vec<PathBuf> =
            changed.map(|(path, _)| path).chain(gone).take(RECENT).cloned().collect();
        let any = !differ.is_empty();
        self.recent.retain(|path| !differ.contains(path));
        differ.append(&mut self.recent);
        differ.truncate(RECENT);
        (self.recent, self.seen) = (differ, now);
        (self.looked, self.took) = (began, began.elapsed());
        any
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
        // As if looking took no time.
        let differ = |files: &mut Files| {
            files.took = Duration::ZERO;
            files.differ()
        };
        assert!(!differ(&mut files));
        let lesson = dir.path().join("lessons/a.md");
        let mut once = || differ(&mut files) && !differ(&mut files);
        fs::write(&lesson, "one").unwrap();
        assert!(once());
        fs::write(&lesson, "longer").unwrap();
        assert!(once());
        fs::write(dir.path().join(".swap"), "x").unwrap();
        assert!(!once(), "what is hidden belongs to others");
        fs::remove_file(&lesson).unwrap();
        assert!(once());
        fs::write(&lesson, "back").unwrap();
        assert!(once(), "what was worked on is looked at again");
        // All files take their time.
        files.took = Duration::from_secs(3_600);
        fs::write(&lesson, "once more").unwrap();
        fs::write(dir.path().join("course.toml"), "id = 23").unwrap();
        assert!(files.differ() && !files.differ());
        files.took = Duration::ZERO;
        assert!(files.differ() && !files.differ());
        assert!(Files::of(&Source::Embedded).is_none());
    }
}
