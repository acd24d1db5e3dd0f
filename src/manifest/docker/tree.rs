//! The files of a stage as far as they are known: what is there for sure, where there may be more, and so
//! what is not there for sure.

use std::collections::{BTreeMap, BTreeSet};

/// What an official image may hold: everything else begins empty in it.
const SYSTEM: [&str; 19] = [
    "bin", "boot", "dev", "etc", "home", "lib", "lib64", "media", "mnt", "opt", "proc", "root",
    "run", "sbin", "srv", "sys", "tmp", "usr", "var",
];
/// Folders of work that are none of their stage's own.
const SHARED: [&str; 8] =
    ["/", "/root", "/home", "/home/node", "/usr", "/usr/src", "/usr/local", "/tmp"];
/// Where packages are, and the two kinds of them.
const PACKAGES: &str = "node_modules";
const RUNTIME: &str = "node_modules/*";
const DEVELOPMENT: &str = "node_modules/* for development";

/// Where a file is from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// A file of the folder that the image is built from.
    Folder(String),
    /// Packages: those that only development needs, or the others.
    Packages { development: bool },
    /// A command made it.
    Made,
}

/// The files of a stage.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree {
    files: BTreeMap<String, Origin>,
    /// Here and below there may be more.
    open: BTreeSet<String>,
    /// Folders that the stage itself works in.
    own: BTreeSet<String>,
    /// Whether an operating system is below it.
    is_based: bool,
}

/// A path from the root, `.` and `..` resolved.
pub(crate) fn joined(folder: &str, path: &str) -> String {
    let whole = if path.starts_with('/') { path.to_owned() } else { format!("{folder}/{path}") };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// What a path is below a folder: empty for the folder itself.
fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(folder.trim_end_matches('/'))?;
    if rest.is_empty() { Some("") } else { rest.strip_prefix('/') }
}

impl Tree {
    /// Of an image nothing is known of.
    pub(crate) fn unknown() -> Self {
        let mut tree = Self::default();
        tree.open("/");
        tree
    }

    /// Of an official image it is known where nothing is.
    pub(crate) fn official() -> Self {
        Self { is_based: true, ..Self::default() }
    }

    /// Whether there is nothing but what is known.
    pub(crate) fn is_all_known(&self) -> bool {
        self.open.is_empty() && !self.is_based
    }

    /// A file is put there.
    pub(crate) fn add(&mut self, path: String, origin: Origin) {
        self.files.insert(path, origin);
    }

    /// There may be anything at a path and below.
    pub(crate) fn open(&mut self, path: &str) {
        self.open.insert(path.to_owned());
    }

    /// A folder of work is entered.
    pub(crate) fn enter(&mut self, path: &str) {
        if !SHARED.contains(&path) {
            self.own.insert(path.to_owned());
        }
    }

    /// What is at a path and below goes.
    pub(crate) fn remove(&mut self, path: &str) {
        self.files.retain(|known, _| below(known, path).is_none());
        self.open.retain(|known| below(known, path).is_none());
    }

    /// A command that nothing is known of may have done anything.
    pub(crate) fn forget(&mut self) {
        self.files.clear();
        self.open("/");
    }

    /// Packages are installed in a folder, in the place of others.
    pub(crate) fn install(&mut self, folder: &str, development: bool) {
        self.remove(&joined(folder, PACKAGES));
        self.add(joined(folder, RUNTIME), Origin::Packages { development: false });
        if development {
            self.add(joined(folder, DEVELOPMENT), Origin::Packages { development });
        }
    }

    /// Packages for development are taken away.
    pub(crate) fn prune(&mut self, folder: &str) {
        self.files.remove(&joined(folder, DEVELOPMENT));
    }

    /// Whether packages are installed there, those for development not among them.
    pub(crate) fn lacks_development(&self, folder: &str) -> bool {
        let path = joined(folder, PACKAGES);
        self.files.contains_key(&joined(folder, RUNTIME))
            && !self.files.contains_key(&joined(folder, DEVELOPMENT))
            && !self.may_hold(&path)
    }

    /// Every file.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&String, &Origin)> {
        self.files.iter()
    }

    /// Whether something is known to be a file.
    pub(crate) fn is_file(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Whether something is known to be a folder.
    pub(crate) fn is_folder(&self, path: &str) -> bool {
        path == "/"
            || self.own.contains(path)
            || self
                .files
                .keys()
                .any(|known| below(known, path).is_some_and(|rest| !rest.is_empty()))
    }

    /// Puts what another tree holds at a path, or below it, at a target.
    pub(crate) fn copy(&mut self, other: &Self, path: &str, target: &str) {
        let put = |rest: &str| joined(target, rest);
        for (known, origin) in &other.files {
            if let Some(rest) = below(known, path) {
                self.files.insert(put(rest), origin.clone());
            }
        }
        let inside = other.open.iter().filter_map(|known| below(known, path));
        self.open.extend(inside.map(put));
        if other.open.iter().any(|known| below(path, known).is_some()) || other.is_system(path) {
            self.open(target);
        }
    }

    /// Whether nothing can be at a path.
    pub(crate) fn is_absent(&self, path: &str) -> bool {
        let known = self.files.keys().any(|known| below(known, path).is_some());
        !known && !self.may_hold(path) && !self.is_system(path) && !self.is_of_a_package(path)
    }

    fn may_hold(&self, path: &str) -> bool {
        let near = |known: &String| below(path, known).is_some() || below(known, path).is_some();
        self.open.iter().any(near)
    }

    fn is_of_a_package(&self, path: &str) -> bool {
        let installed = |at: usize| self.files.contains_key(&joined(&path[..at], RUNTIME));
        path.match_indices("/node_modules").any(|(at, _)| installed(at))
    }

    /// Whether a base may have brought it.
    fn is_system(&self, path: &str) -> bool {
        let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
        let own = self.own.iter().any(|own| below(path, own).is_some());
        self.is_based && !own && (first.is_empty() || SYSTEM.contains(&first))
    }
}
