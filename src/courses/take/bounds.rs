//! What a course that comes from elsewhere may be: how many files, how large, called what. Counted while it
//! is read, and never believed.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use unicode_normalization::UnicodeNormalization as _;

use crate::problem::{Fault, Problem};

/// How much is taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) entries: usize,
    /// Of one file, in bytes.
    pub(super) file: u64,
    /// Of all files together, in bytes.
    pub(super) total: u64,
    /// An archive may hold so many times its own size …
    pub(super) ratio: u64,
    /// … and this much in any case, in bytes.
    pub(super) free: u64,
    /// Of a path, in bytes.
    pub(super) path: usize,
}

impl Limits {
    pub(super) const USUAL: Self = Self {
        entries: 20_000,
        file: 64_000_000,
        total: 500_000_000,
        ratio: 200,
        free: 10_000_000,
        path: 240,
    };
}

/// Bytes that are read at once.
const PIECE: usize = 64 * 1024;

/// Device names of Windows, whatever follows behind a full stop.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Files on their way into a folder.
pub(super) struct Intake<'a> {
    to: &'a Path,
    limits: Limits,
    /// The size of the archive that they come from, in bytes.
    packed: Option<u64>,
    entries: usize,
    bytes: u64,
    /// Names as they are, by what they are where case does not count.
    names: HashMap<String, String>,
    /// Files that were left out.
    pub(super) left_out: usize,
}

impl<'a> Intake<'a> {
    pub(super) fn new(to: &'a Path, limits: Limits) -> Self {
        let names = HashMap::new();
        Self { to, limits, packed: None, entries: 0, bytes: 0, names, left_out: 0 }
    }

    /// The same for an archive of so many bytes, whose names nobody has seen on a disk.
    pub(super) fn of_archive(to: &'a Path, limits: Limits, packed: u64) -> Self {
        Self { packed: Some(packed), ..Self::new(to, limits) }
    }

    pub(super) fn limits(&self) -> Limits {
        self.limits
    }

    /// Takes a folder.
    pub(super) fn folder(&mut self, name: &str) -> Result<(), Problem> {
        match self.place(name, false)? {
            Some(place) => super::make(&place),
            None => Ok(()),
        }
    }

    /// Takes a file.
    pub(super) fn file(&mut self, name: &str, from: &mut dyn Read) -> Result<(), Problem> {
        // What is left out is read all the same: it counts.
        let Some(place) = self.place(name, true)? else {
            return self.pour(name, from, &mut io::sink());
        };
        if let Some(folder) = place.parent() {
            super::make(folder)?;
        }
        let mut to = File::create_new(&place).map_err(|error| not_written(&place, &error))?;
        self.pour(name, from, &mut to)
    }

    /// Counts a file that is in the folder already.
    pub(super) fn count(&mut self, name: &str, bytes: u64) -> Result<(), Problem> {
        self.place(name, true)?;
        if bytes > self.limits.file {
            return Err(self.too_large(name));
        }
        self.add(bytes)
    }

    /// Where an entry comes to stand; nowhere for what no course needs.
    fn place(&mut self, name: &str, file: bool) -> Result<Option<PathBuf>, Problem> {
        self.entries += 1;
        if self.entries > self.limits.entries {
            let n = self.limits.entries;
            return Err(Problem::message(
                Fault::Content,
                "courses.too-many",
                &[("n", &n), ("name", &name)],
            ));
        }
        if name.len() > self.limits.path {
            return Err(Problem::message(
                Fault::Content,
                "courses.long-path",
                &[("n", &self.limits.path), ("name", &crate::text::ellipsis(name, 60))],
            ));
        }
        let parts = parts(name).ok_or_else(|| refused("courses.outside", name))?;
        if self.packed.is_some() {
            self.know(&parts, name, file)?;
        }
        let hidden = |part: &&str| part.starts_with('.') || *part == "__MACOSX";
        if parts.is_empty() || parts.iter().any(hidden) {
            return Ok(None);
        }
        Ok(Some(parts.iter().fold(self.to.to_owned(), |path, part| path.join(part))))
    }

    /// Refuses names of an archive that are not the same thing on every system.
    fn know(&mut self, parts: &[&str], name: &str, file: bool) -> Result<(), Problem> {
        if parts.iter().any(|part| is_strange(part)) {
            return Err(refused("courses.strange-name", name));
        }
        for end in 1..=parts.len() {
            let path = parts[..end].join("/");
            let folded: String = path.to_lowercase().nfc().collect();
            match self.names.get(&folded) {
                Some(known) if *known != path => {
                    return Err(Problem::message(
                        Fault::Content,
                        "courses.same-name",
                        &[("a", known), ("b", &path)],
                    ));
                }
                Some(_) if file && end == parts.len() => {
                    return Err(refused("courses.twice", name));
                }
                Some(_) => {}
                None => drop(self.names.insert(folded, path)),
            }
        }
        Ok(())
    }

    fn pour(&mut self, name: &str, from: &mut dyn Read, to: &mut dyn Write) -> Result<(), Problem> {
        let (mut piece, mut length) = (vec![0; PIECE], 0);
        loop {
            let read = from.read(&mut piece).map_err(|error| unreadable(name, &error))?;
            let Some(read) = piece.get(..read).filter(|read| !read.is_empty()) else {
                return Ok(());
            };
            length += read.len() as u64;
            if length > self.limits.file {
                return Err(self.too_large(name));
            }
            self.add(read.len() as u64)?;
            to.write_all(read).map_err(|error| not_written(self.to, &error))?;
        }
    }

    fn add(&mut self, bytes: u64) -> Result<(), Problem> {
        self.bytes += bytes;
        if self.bytes > self.limits.total {
            let n = self.limits.total / 1_000_000;
            return Err(Problem::message(Fault::Content, "courses.too-much", &[("n", &n)]));
        }
        let swollen = |packed: u64| self.bytes > packed.saturating_mul(self.limits.ratio);
        if self.bytes > self.limits.free && self.packed.is_some_and(swollen) {
            let n = self.limits.ratio;
            return Err(Problem::message(Fault::Content, "courses.bomb", &[("n", &n)]));
        }
        Ok(())
    }

    fn too_large(&self, name: &str) -> Problem {
        let n = self.limits.file / 1_000_000;
        Problem::message(Fault::Content, "courses.large-file", &[("name", &name), ("n", &n)])
    }
}

/// The names in a path, if it stays where it is.
fn parts(name: &str) -> Option<Vec<&str>> {
    let drive = name.as_bytes().get(1) == Some(&b':')
        && name.starts_with(|first: char| first.is_ascii_alphabetic());
    if name.starts_with('/') || name.contains(['\\', '\0']) || drive {
        return None;
    }
    let parts: Vec<&str> =
        name.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    (!parts.contains(&"..")).then_some(parts)
}

/// Whether a name is another thing on another system: a device, a stream, or cut at its end.
fn is_strange(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let port = |port: &str| {
        let number = stem.strip_prefix(port).filter(|number| number.chars().count() == 1);
        number.is_some_and(|number| {
            number.starts_with(['1', '2', '3', '4', '5', '6', '7', '8', '9', '¹', '²', '³'])
        })
    };
    DEVICES.contains(&stem.as_str())
        || port("com")
        || port("lpt")
        || part.ends_with(['.', ' '])
        || part.contains(':')
        || part.chars().any(char::is_control)
}

/// What was sent is refused.
pub(super) fn refused(key: &str, name: &str) -> Problem {
    let name = crate::text::ellipsis(&crate::text::sanitize(name), 120);
    Problem::message(Fault::Content, key, &[("name", &name)])
}

/// The disk refuses.
pub(super) fn not_written(path: &Path, error: &io::Error) -> Problem {
    let values: [(&'static str, &dyn std::fmt::Display); 1] = [("folder", &path.display())];
    let problem = Problem::message(Fault::Environment, "courses.not-kept", &values).why(error);
    match error.kind() {
        io::ErrorKind::StorageFull => problem.advise("progress.disk-full", &[]),
        _ => problem,
    }
}

fn unreadable(name: &str, error: &io::Error) -> Problem {
    refused("courses.damaged", name).why(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Limits {
        Limits { entries: 3, file: 100, total: 150, ratio: 2, free: 50, path: 20 }
    }

    #[test]
    fn paths_that_lead_elsewhere_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["/etc/passwd", "../x", "a/../../x", "a\\b", "C:/x", "c:x", "a/..", "a\0b"] {
            let problem = Intake::new(dir.path(), Limits::USUAL).file(name, &mut &b"x"[..]);
            assert!(problem.unwrap_err().what.contains("leads out"), "{name}");
        }
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn names_that_mean_something_else_elsewhere_are_refused_in_archives() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["con", "NUL.md", "a/com1.txt", "aux .md", "a./b", "a /b", "a.md:b", "a\nb"] {
            let mut intake = Intake::of_archive(dir.path(), Limits::USUAL, 1_000);
            assert!(intake.file(name, &mut &b"x"[..]).is_err(), "{name}");
        }
        let mut intake = Intake::of_archive(dir.path(), Limits::USUAL, 1_000);
        for name in ["console.md", "com10", "nullable/x", "Übung 1/Ещё.md", "./a.md"] {
            intake.file(name, &mut &b"x"[..]).unwrap();
        }
        for (name, other) in [("A.md", "a.md"), ("übung 1/x.md", "Übung 1")] {
            let problem = intake.file(name, &mut &b"x"[..]).unwrap_err();
            assert!(problem.to_string().contains(other), "{problem}");
        }
    }

    #[test]
    fn each_limit_is_counted_while_it_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let what = |intake: &mut Intake<'_>, name: &str, size: usize| {
            intake.file(name, &mut &vec![0; size][..]).unwrap_err().what
        };
        let mut intake = Intake::new(dir.path(), small());
        assert!(what(&mut intake, "large", 101).contains("0 MB"));
        assert!(what(&mut intake, &"long".repeat(6), 1).contains("20 bytes"));
        intake.count("a", 90).unwrap();
        assert!(what(&mut intake, "more", 1).contains("more than 3 files"));
        let mut intake = Intake::new(dir.path(), small());
        intake.count("a", 90).unwrap();
        assert!(what(&mut intake, "b", 61).contains("all files together"));
        let mut intake = Intake::of_archive(dir.path(), small(), 10);
        assert!(what(&mut intake, "c", 60).contains("2 times"));
        // What is left out counts as well.
        let mut intake = Intake::of_archive(dir.path(), small(), 10);
        assert!(what(&mut intake, ".hidden", 60).contains("2 times"));
    }
}
