//! What the last push came to, kept beside the class: to be shown, and so that a store that refused is
//! left alone although the program was started again.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{End, pace};
use crate::{
    class::{membership::whole, one_line},
    clock::Timestamp,
    file,
    table::Document,
};

const FILE: &str = "push.toml";

/// The file is at most so long, in bytes.
const LONGEST: u64 = 4096;

/// The last push.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Last {
    pub at: Timestamp,
    pub end: End,
    /// So many in a row ended badly.
    pub fails: u32,
}

impl Last {
    /// What is kept in the folder of a class; `None` before the first push, or where it cannot be read.
    pub(super) fn load(folder: &Path) -> Option<Self> {
        let path = path(folder);
        fs::symlink_metadata(&path).ok()?;
        let text = file::text(&path, LONGEST).ok()?;
        let (read, found) = Document::new(FILE, text.as_str()).read(&text, |root| {
            let (at, fails) = (root.integer("at")?, root.integer("fails")?);
            let (word, said) = (root.string("end")?, root.string("said")?);
            let fails = u32::try_from(fails.value).ok()?;
            let end = End::of(&word.value, one_line(&said.value))?;
            Some(Self { at: Timestamp(at.value), end, fails })
        });
        read.filter(|_| found.is_empty())
    }

    /// The last push after one that came to this.
    pub(super) fn after(before: Option<&Self>, at: Timestamp, end: End) -> Self {
        let fails = match end {
            End::Done => 0,
            _ => before.map_or(0, |before| before.fails).saturating_add(1),
        };
        Self { at, end, fails }
    }

    /// Keeps it; where that fails nothing is lost but the memory of it.
    pub(super) fn keep(&self, folder: &Path) {
        let said = toml::Value::String(self.end.said().to_owned());
        let (at, fails, end) = (self.at.0, self.fails, self.end.word());
        let text = format!("at = {at}\nend = \"{end}\"\nsaid = {said}\nfails = {fails}\n");
        whole(&path(folder), &text).ok();
    }

    /// When a push by itself may come next; `None` while the store does not take the key.
    pub(super) fn next(&self, folder: &Path) -> Option<Timestamp> {
        match self.end {
            End::Done => Some(self.at),
            End::Locked(_) if !is_unlocked(folder) => None,
            End::Locked(_) => Some(self.at),
            End::Unknown(_) | End::Untrusted(_) | End::Stopped(_) => {
                Some(pace::next(self.at, self.fails))
            }
        }
    }
}

/// Whether the class file or the secret changed since the last push.
pub(super) fn is_unlocked(folder: &Path) -> bool {
    let changed = |path: PathBuf| fs::metadata(path).and_then(|facts| facts.modified()).ok();
    let last = changed(path(folder));
    ["class.toml", "secret"].iter().any(|name| changed(folder.join(name)) > last)
}

fn path(folder: &Path) -> PathBuf {
    folder.join(FILE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_push_is_remembered_and_failures_are_counted_until_one_succeeds() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Last::load(folder.path()), None);
        let mut last = None;
        for (end, fails) in [
            (End::Unknown("say \"no\"".into()), 1),
            (End::Stopped("404".into()), 2),
            (End::Locked("401".into()), 3),
            (End::Untrusted("expired".into()), 4),
            (End::Done, 0),
        ] {
            let now = Last::after(last.as_ref(), Timestamp(9), end);
            assert_eq!(now.fails, fails);
            now.keep(folder.path());
            assert_eq!(Last::load(folder.path()).as_ref(), Some(&now));
            last = Some(now);
        }
        for junk in ["", "at = 1\n", "[[", "at = 1\nend = \"x\"\nsaid = \"\"\nfails = 0\n"] {
            fs::write(path(folder.path()), junk).unwrap();
            assert_eq!(Last::load(folder.path()), None, "{junk}");
        }
    }

    #[test]
    fn a_key_that_was_refused_is_not_tried_before_something_changes() {
        let folder = tempfile::tempdir().unwrap();
        let set = |name: &str, seconds: u64| {
            let file = fs::File::options().create(true).append(true).open(folder.path().join(name));
            let moment = std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
            file.unwrap().set_modified(moment).unwrap();
        };
        let last = Last { at: Timestamp(9), end: End::Locked("401".into()), fails: 1 };
        last.keep(folder.path());
        set(FILE, 100);
        set("class.toml", 50);
        assert_eq!(last.next(folder.path()), None);
        set("secret", 101);
        assert_eq!(last.next(folder.path()), Some(Timestamp(9)));
    }
}
