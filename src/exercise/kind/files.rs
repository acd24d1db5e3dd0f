//! The files of an exercise's folder, with those that several exercises share. One that is read is a part
//! of the facts.

use std::{cell::RefCell, collections::BTreeSet, sync::Arc};

use crate::exercise::File;

/// The files of an exercise's folder. One that is read is a part of the facts.
pub struct Files<'f> {
    folder: String,
    /// The folder that several exercises share.
    shared: Option<String>,
    files: &'f [File],
    read: RefCell<BTreeSet<String>>,
}

impl<'f> Files<'f> {
    /// The files of a folder.
    pub fn new(folder: &str, files: &'f [File]) -> Self {
        Self { folder: folder.to_owned(), shared: None, files, read: RefCell::default() }
    }

    /// The same with a folder that the exercise shares with others: its own files come first.
    #[must_use]
    pub fn sharing(self, shared: Option<String>) -> Self {
        Self { shared, ..self }
    }

    /// The path of a file in the course.
    pub fn path(&self, name: &str) -> String {
        let own = beside(&self.folder, name);
        let shared = self.shared.as_deref().map(|shared| beside(shared, name));
        let is_there = |path: &String| self.files.iter().any(|(known, _)| known == path);
        shared.filter(|shared| !is_there(&own) && is_there(shared)).unwrap_or(own)
    }

    /// The text of a file, such as `part.toml`.
    pub fn text(&self, name: &str) -> Option<Arc<str>> {
        let path = self.path(name);
        let text = self.files.iter().find(|(known, _)| *known == path).map(|(_, text)| text)?;
        self.read.borrow_mut().insert(name.to_owned());
        Some(Arc::clone(text))
    }

    /// The names of all files that are the exercise's own.
    pub fn names(&self) -> impl Iterator<Item = &'f str> {
        self.own().map(|(name, _)| name)
    }

    /// What is read of the files of a part, in a folder of its own.
    pub fn part<T>(&self, name: &str, read: impl FnOnce(&Self) -> T) -> T {
        let part = Self::new(&beside(&self.folder, name), self.files);
        let found = read(&part);
        let taken = part.taken().into_iter().map(|file| beside(name, &file));
        self.read.borrow_mut().extend(taken);
        found
    }

    /// The files that are the exercise's own, by name.
    pub fn own(&self) -> impl Iterator<Item = (&'f str, &'f File)> {
        below(self.folder.clone(), self.files)
    }

    /// The files that it shares with others, by name.
    pub fn shared(&self) -> impl Iterator<Item = (&'f str, &'f File)> {
        self.shared.iter().flat_map(|shared| below(shared.clone(), self.files))
    }

    /// The names of the files that were read.
    pub fn taken(&self) -> BTreeSet<String> {
        self.read.borrow().clone()
    }
}

fn beside(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// The files below a folder, by their names in it.
fn below<'f>(folder: String, files: &'f [File]) -> impl Iterator<Item = (&'f str, &'f File)> {
    let inside = move |path: &'f str| match folder.as_str() {
        "" => Some(path),
        folder => path.strip_prefix(folder)?.strip_prefix('/'),
    };
    files.iter().filter_map(move |file| Some((inside(&file.0)?, file)))
}
