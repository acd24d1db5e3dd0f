//! What is known of a course that was added: a small file beside its copy. It is replaced in one step, so
//! that the copy which it names is always whole.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Component, Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{clock::Timestamp, file};

/// A record larger than this is none, in bytes.
const LARGEST: u64 = 64 * 1024;

/// One course that was added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The id that its progress is kept under.
    #[serde(skip)]
    pub name: String,
    pub title: String,
    /// What its authors call this state of it; empty if they do not.
    #[serde(default)]
    pub version: String,
    /// Where it was taken from: a path, or the URL of a Git repository without a password.
    pub from: String,
    /// The folder inside it that holds the course; empty for the top.
    #[serde(default)]
    pub inside: String,
    /// The commit, of what Git brought.
    #[serde(default)]
    pub commit: String,
    pub added: Timestamp,
    pub updated: Timestamp,
    /// The folder of its copy.
    pub(super) folder: String,
    /// The one before, which a program that is still open may read; empty if there is none.
    #[serde(default)]
    pub(super) previous: String,
}

impl Record {
    /// The record of a name in the folder of courses; nothing where there is none that can be read.
    pub(super) fn read(courses: &Path, name: &str) -> Option<Self> {
        let text = file::text(&Self::file(courses, name), LARGEST).ok()?;
        let record: Self = toml::from_str(&text).ok()?;
        record.is_sound().then(|| Self { name: name.to_owned(), ..record })
    }

    /// Writes it in place of the one before.
    pub(super) fn write(&self, courses: &Path) -> io::Result<()> {
        let text = toml::to_string(self).map_err(io::Error::other)?;
        write(&Self::file(courses, &self.name), &text)
    }

    pub(super) fn file(courses: &Path, name: &str) -> PathBuf {
        courses.join(format!("{name}.toml"))
    }

    /// The top of the course in its copy.
    pub(super) fn root(&self, courses: &Path) -> PathBuf {
        courses.join(&self.folder).join(&self.inside)
    }

    /// Whether its folders are names and lead nowhere else.
    fn is_sound(&self) -> bool {
        let plain = |name: &String| !name.contains(['/', '\\']) && !name.starts_with('.');
        let parts = Path::new(&self.inside).components();
        let inside = parts.into_iter().all(|part| matches!(part, Component::Normal(_)));
        inside && plain(&self.folder) && plain(&self.previous) && !self.folder.is_empty()
    }
}

/// Writes a small file in place of the one before: either of them is there, never half of one.
pub(super) fn write(path: &Path, text: &str) -> io::Result<()> {
    let next = path.with_extension("next");
    let mut file = File::create(&next)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    drop(file);
    fs::rename(&next, path)
}
