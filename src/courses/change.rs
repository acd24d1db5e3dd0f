//! Adding, updating and removing courses.

use std::{fs, path::Path};

use super::{
    Chosen, Contents, Courses, Origin, Record,
    place::Staging,
    proof::{self, Proved},
    take::{self, Taken},
};
use crate::{
    exercise::Kinds,
    file,
    hash::Fnv,
    problem::{Fault, Problem},
};

/// What a learner wants to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    pub origin: Origin,
    /// The folder inside it that holds the course.
    pub inside: Option<String>,
    /// What it is to be called, instead of the id that it gives itself.
    pub name: Option<String>,
}

/// A course that was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    pub record: Record,
    pub contents: Contents,
    /// Files that were left out: links, and what is no file.
    pub left_out: usize,
}

/// A course that was fetched again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Updated {
    pub record: Record,
    /// Whether anything is different.
    pub changed: bool,
    pub contents: Contents,
    /// The ids of lessons, quizzes, questions, exercises and labs that are new.
    pub new: Vec<String>,
    /// And those that are gone: what was done with them is kept.
    pub gone: Vec<String>,
}

impl Courses {
    /// Adds a course: takes a copy, proves it, and only then lets it be found.
    ///
    /// # Errors
    /// Where it cannot be fetched or is no course, its name is taken, or the folder refuses. Nothing
    /// was changed then.
    pub fn add(&self, wish: &Wish, kinds: Kinds) -> Result<Added, Problem> {
        if let Some(name) = &wish.name {
            proof::may_be_called(name)?;
            self.is_free(name)?;
        }
        let _lock = self.lock()?;
        let (staging, taken, proved) = self.fetch(&wish.origin, wish.inside.as_deref(), kinds)?;
        let name = wish.name.clone().unwrap_or(proved.id);
        proof::may_be_called(&name)?;
        self.is_free(&name)?;
        let now = self.clock.now();
        let record = Record {
            title: proved.title,
            version: proved.version,
            from: wish.origin.name(),
            inside: proved.inside,
            commit: taken.commit,
            added: now,
            updated: now,
            folder: self.settle(staging, &name)?,
            previous: String::new(),
            name,
        };
        record.write(&self.folder).map_err(|error| self.not_kept(&error))?;
        Ok(Added { record, contents: proved.contents, left_out: taken.left_out })
    }

    /// Fetches a course again from where it came; the copy before stays until the new one is proved.
    ///
    /// # Errors
    /// Where there is no such course, or as for [`Self::add`]: the copy before is still there.
    pub fn update(&self, name: &str, kinds: Kinds) -> Result<Updated, Problem> {
        let before = self.known(name)?;
        let origin = Origin::parse(&before.from)?;
        let _lock = self.lock()?;
        let (staging, taken, proved) = self.fetch(&origin, Some(&before.inside), kinds)?;
        let earlier = self.open(name).and_then(|chosen| chosen.library(kinds));
        let earlier = earlier.map(|library| proof::contents(&library).ids).unwrap_or_default();
        let Contents { ids, former, .. } = &proved.contents;
        let new = ids.difference(&earlier).cloned().collect();
        let gone = earlier.difference(ids).filter(|id| !former.contains(*id)).cloned().collect();
        let changed = print(staging.path()) != print(&self.folder.join(&before.folder));
        let record = if changed {
            let record = Record {
                title: proved.title,
                version: proved.version,
                commit: taken.commit,
                updated: self.clock.now(),
                folder: self.settle(staging, name)?,
                previous: before.folder,
                ..before
            };
            record.write(&self.folder).map_err(|error| self.not_kept(&error))?;
            self.sweep();
            record
        } else {
            before
        };
        Ok(Updated { record, changed, contents: proved.contents, new, gone })
    }

    /// Removes the copy of a course. What was done in it stays in the progress.
    ///
    /// # Errors
    /// Where there is no such course, or the folder refuses.
    pub fn remove(&self, name: &str) -> Result<Record, Problem> {
        let record = self.known(name)?;
        let _lock = self.lock()?;
        if self.current().as_deref() == Some(name) {
            self.forget_current()?;
        }
        let gone = fs::remove_file(Record::file(&self.folder, name));
        gone.map_err(|error| self.not_kept(&error))?;
        self.sweep();
        Ok(record)
    }

    /// A proved copy that stands aside.
    fn fetch(
        &self,
        origin: &Origin,
        inside: Option<&str>,
        kinds: Kinds,
    ) -> Result<(Staging, Taken, Proved), Problem> {
        let staging = self.staging()?;
        let taken = take::take(origin, staging.path())?;
        let proved = proof::prove(staging.path(), inside, origin, kinds)?;
        Ok((staging, taken, proved))
    }

    fn is_free(&self, name: &str) -> Result<(), Problem> {
        let Some(record) = self.record(name) else { return Ok(()) };
        let values: [(&'static str, &dyn std::fmt::Display); 2] =
            [("name", &name), ("from", &record.from)];
        Err(Problem::message(Fault::Content, "courses.taken", &values))
    }

    /// What a course has, as it opens now.
    ///
    /// # Errors
    /// As for [`Self::open`].
    pub fn contents(&self, chosen: &Chosen, kinds: Kinds) -> Result<Contents, Problem> {
        chosen.library(kinds).map(|library| proof::contents(&library))
    }
}

/// A print of all names and bytes in a folder.
fn print(folder: &Path) -> u64 {
    let mut print = Fnv::default();
    feed(folder, &mut print);
    print.value()
}

fn feed(folder: &Path, print: &mut Fnv) {
    let mut entries: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        print.feed(entry.file_name().as_encoded_bytes());
        let path = entry.path();
        let read = |opened: file::Opened| opened.bytes(u64::MAX);
        match file::open(&path, String::new(), u64::MAX).and_then(read) {
            Ok(bytes) => print.feed(&bytes),
            Err(_) => feed(&path, print),
        }
        print.feed(&[0]);
    }
}
