//! Where course files come from: embedded in the binary, a folder with the same layout, or a book that
//! others wrote, which is read as if it had that layout.
//!
//! Paths inside a course are relative, use `/`, and never leave the course: a link out of it, by `..`
//! or by a symbolic link, is refused.

mod book;
mod root;
pub mod walk;
pub mod watch;

use std::{
    borrow::Cow,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use include_dir::{Dir, include_dir};

use crate::{file, problem::Problem};

pub use book::Book;
use root::{inside, open};
pub use walk::Part;

static LESSONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/lessons");
static QUIZZES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/quizzes");
static EXERCISES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/exercises");
static LABS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/labs");
static ASSETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets");
static COURSE: &str = include_str!("../course.toml");

/// The file that makes a folder a course.
pub const COURSE_FILE: &str = "course.toml";

/// Lessons larger than this are refused, in bytes.
pub const LARGEST_LESSON: u64 = 64 * 1024 * 1024;
/// Data files (quizzes, exercises, catalog, course and week) larger than this are refused, in bytes.
pub const LARGEST_DATA: u64 = 4 * 1024 * 1024;

/// Where the files of a course are read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The course that ships inside the program.
    Embedded,
    /// A folder on disk.
    Folder(PathBuf),
    /// An mdBook, a folder of Markdown, or one file.
    Book(Arc<Book>),
}

/// Whether a folder says that it is a course, or an mdBook.
pub fn is_course(folder: &Path) -> bool {
    folder.join(COURSE_FILE).is_file() || book::is_mdbook(folder)
}

impl Source {
    /// Opens a folder as a course: one of ours, an mdBook, or plain Markdown; or one file of Markdown.
    ///
    /// # Errors
    /// Where it cannot be read or holds nothing of these.
    pub fn folder(path: &Path) -> Result<Self, Problem> {
        let what = format!("Cannot open the course in {}", shown(path));
        let root = path
            .canonicalize()
            .map_err(|error| Problem::environment(&what).why(error).hint("Check the path"))?;
        if root.extension().is_some_and(|end| end == "md") && !root.is_dir() {
            return Book::file(path).map(|book| Self::Book(Arc::new(book)));
        }
        if !root.is_dir() {
            return Err(Problem::environment(what).why("it is not a folder"));
        }
        if root.join(COURSE_FILE).is_file() {
            return Ok(Self::Folder(root));
        }
        match Book::folder(&root)? {
            Some(book) => Ok(Self::Book(Arc::new(book))),
            None => Err(Problem::environment(what)
                .why("there is no course.toml in it, no book.toml and no Markdown")
                .hint("A course folder has course.toml, lessons/ and quizzes/ at its top")),
        }
    }

    /// The names in a folder of the course, sorted; none if there is no such folder.
    pub fn list(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<String> = match self {
            Self::Embedded => embedded_dir(folder).map_or_else(Vec::new, |dir| {
                let files = dir.files().map(include_dir::File::path);
                let folders = dir.dirs().map(Dir::path);
                files
                    .chain(folders)
                    .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
                    .collect()
            }),
            Self::Folder(root) => match inside(root, folder).map(fs::read_dir) {
                Ok(Ok(entries)) => entries
                    // A name that is not UTF-8 is listed too, so that what cannot be read is named.
                    .filter_map(|entry| {
                        Some(entry.ok()?.file_name().to_string_lossy().into_owned())
                    })
                    .filter(|name| !name.starts_with('.'))
                    .collect(),
                _ => Vec::new(),
            },
            Self::Book(book) => book.list(folder),
        };
        names.sort_unstable();
        names
    }

    /// The text of a file. Bytes that are not UTF-8 become `�`; a byte order mark is dropped.
    ///
    /// # Errors
    /// Where the file is missing, outside the course, unreadable, binary or too large.
    pub fn read(&self, path: &str) -> Result<Arc<str>, Problem> {
        Ok(Arc::from(self.load(path)?))
    }

    /// The same without a copy: what is embedded is borrowed, a file is held once.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn load(&self, path: &str) -> Result<Cow<'static, str>, Problem> {
        match self {
            Self::Embedded => {
                embedded_file(path).map(file::lines).ok_or_else(|| file::missing(path))
            }
            Self::Folder(root) => root::text(root, path).map(Cow::Owned),
            Self::Book(book) => book.read(path).map(Cow::Owned),
        }
    }

    /// The lines at the start of a file that fit into `limit` bytes, or the whole file if it does.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn start(&self, path: &str, limit: u64) -> Result<Start, Problem> {
        let whole = |text| Start { text, rest: 0 };
        let Self::Folder(root) = self else { return self.load(path).map(whole) };
        let opened = open(root, path)?;
        let length = opened.length;
        if length <= limit {
            return file::decode(path, opened.bytes(LARGEST_LESSON)?).map(Cow::Owned).map(whole);
        }
        let mut head = opened.bytes(limit)?;
        if file::is_wide(&head) {
            return self.load(path).map(whole);
        }
        // A line that is cut, or longer than all this, is left for later.
        let end = head.iter().rposition(|byte| matches!(byte, b'\n' | b'\r'));
        head.truncate(end.map_or(0, |at| at + 1));
        let rest = usize::try_from(length).unwrap_or(usize::MAX).saturating_sub(head.len());
        Ok(Start { text: Cow::Owned(file::decode(path, head)?), rest })
    }

    /// The first bytes of a file, at most `limit`, as text: enough for front matter.
    ///
    /// # Errors
    /// Where the file is missing, outside the course or unreadable.
    pub fn head(&self, path: &str, limit: usize) -> Result<String, Problem> {
        match self {
            Self::Embedded => {
                let text = embedded_file(path).ok_or_else(|| file::missing(path))?;
                let cut = (0..=limit.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
                Ok(file::lines(text.get(..cut.unwrap_or(0)).unwrap_or_default()).into_owned())
            }
            // What is too large, or binary behind its front matter, is still listed.
            Self::Folder(root) => {
                let opened = file::open(&inside(root, path)?, path, u64::MAX)?;
                Ok(file::lossy(opened.bytes(limit as u64)?))
            }
            Self::Book(book) => book.head(path),
        }
    }

    /// Where a file stands on disk; nothing where it is part of the program.
    pub fn real(&self, path: &str) -> Option<PathBuf> {
        match self {
            Self::Embedded => None,
            Self::Folder(root) => inside(root, path).ok(),
            Self::Book(book) => book.real(path),
        }
    }

    /// What tells one version of a file from the next; nothing where it is part of the program.
    pub fn stamp(&self, path: &str) -> Option<Stamp> {
        Stamp::of(&self.real(path)?)
    }

    /// Whether a file is there.
    pub fn has(&self, path: &str) -> bool {
        match self {
            Self::Embedded => embedded_file(path).is_some(),
            Self::Folder(root) => inside(root, path).is_ok_and(|path| path.is_file()),
            Self::Book(book) => book.has(path),
        }
    }

    /// Whether it is a folder of Markdown or one file, whose id as a course is made from its path.
    pub fn is_notes(&self) -> bool {
        matches!(self, Self::Book(book) if book.is_notes())
    }

    /// How the source is named to a person.
    pub fn name(&self) -> String {
        match self {
            Self::Embedded => "the shipped course".into(),
            Self::Folder(root) => shown(root),
            Self::Book(book) => shown(book.place()),
        }
    }
}

/// A version of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    length: u64,
    changed: Option<SystemTime>,
}

impl Stamp {
    /// The version that a file has now; nothing where there is none.
    fn of(path: &Path) -> Option<Self> {
        let facts = fs::metadata(path).ok()?;
        Some(Self { length: facts.len(), changed: facts.modified().ok() })
    }
}

/// The start of a text, and about how many bytes follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    pub text: Cow<'static, str>,
    pub rest: usize,
}

fn embedded_dir(folder: &str) -> Option<&'static Dir<'static>> {
    let (top, rest) = folder.split_once('/').unwrap_or((folder, ""));
    let root = match top {
        "lessons" => &LESSONS,
        "quizzes" => &QUIZZES,
        "exercises" => &EXERCISES,
        "labs" => &LABS,
        "assets" => &ASSETS,
        _ => return None,
    };
    if rest.is_empty() { Some(root) } else { folder_below(root, rest) }
}

/// The folder of a path below an embedded one. Names are compared as they stand: the crate takes each path
/// apart for that, which was half of what it took to begin an exercise.
fn folder_below(root: &'static Dir<'static>, path: &str) -> Option<&'static Dir<'static>> {
    let mut ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
    ends.try_fold(root, |dir, end| {
        let folder = path.get(..end)?;
        dir.dirs().find(|dir| dir.path().as_os_str() == folder)
    })
}

fn embedded_file(path: &str) -> Option<&'static str> {
    if path == COURSE_FILE {
        return Some(COURSE);
    }
    let (top, rest) = path.split_once('/')?;
    let root = embedded_dir(top)?;
    let folder = match rest.rsplit_once('/') {
        Some((folder, _)) => folder_below(root, folder)?,
        None => root,
    };
    folder.files().find(|file| file.path().as_os_str() == rest)?.contents_utf8()
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course() -> (tempfile::TempDir, Source) {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("course.toml"), "id = 'x'").unwrap();
        fs::create_dir(dir.path().join("lessons")).unwrap();
        let source = Source::folder(dir.path()).unwrap();
        (dir, source)
    }

    #[test]
    fn paths_never_leave_the_course() {
        let (dir, source) = course();
        fs::write(dir.path().parent().unwrap().join("secret.md"), "s").ok();
        for path in ["../secret.md", "/etc/passwd", "lessons/../../secret.md", "..\\secret.md"] {
            let problem = source.read(path).unwrap_err();
            assert!(problem.what.contains("outside the course"), "{path}: {problem}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("/etc/passwd", dir.path().join("lessons/link.md")).unwrap();
            assert!(source.read("lessons/link.md").unwrap_err().what.contains("outside"));
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_whose_name_is_not_utf_8_is_named_and_not_passed_over() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};
        let (dir, source) = course();
        let name = OsStr::from_bytes(b"caf\xe9.md");
        fs::write(dir.path().join("lessons").join(name), "# Café").unwrap();
        assert_eq!(source.list("lessons"), ["caf\u{fffd}.md"]);
        let problem = source.read("lessons/caf\u{fffd}.md").unwrap_err();
        assert!(problem.hint.contains("not UTF-8"));
    }

    #[test]
    fn binary_junk_is_refused_and_broken_text_is_mended() {
        let (dir, source) = course();
        fs::write(dir.path().join("lessons/a.md"), b"\x00\x01").unwrap();
        assert!(source.read("lessons/a.md").unwrap_err().why.contains("binary"));
        fs::write(dir.path().join("lessons/b.md"), b"\xef\xbb\xbfa\xffb").unwrap();
        assert_eq!(&*source.read("lessons/b.md").unwrap(), "a\u{fffd}b");
        assert!(source.read("lessons/none.md").unwrap_err().what.contains("no file"));
    }

    #[test]
    fn the_start_of_a_long_file_ends_with_a_line() {
        let (dir, source) = course();
        fs::write(dir.path().join("lessons/a.md"), "one\ntwo\nthree\n").unwrap();
        let start = |limit| source.start("lessons/a.md", limit).unwrap();
        assert_eq!(start(100), Start { text: "one\ntwo\nthree\n".into(), rest: 0 });
        assert_eq!(start(9), Start { text: "one\ntwo\n".into(), rest: 6 });
        assert_eq!(start(2), Start { text: "".into(), rest: 14 });
        fs::write(dir.path().join("lessons/a.md"), "one\r\ntwo\rthree\r\n").unwrap();
        assert_eq!(start(11), Start { text: "one\ntwo\n".into(), rest: 7 });
    }

    #[test]
    fn a_file_over_the_limit_is_refused_without_reading_it() {
        let (dir, source) = course();
        let file = fs::File::create(dir.path().join("lessons/huge.md")).unwrap();
        file.set_len(LARGEST_LESSON + 1).unwrap();
        assert!(source.read("lessons/huge.md").unwrap_err().what.contains("too large"));
    }

    #[test]
    fn the_shipped_course_is_there() {
        assert!(Source::Embedded.has("course.toml"));
        assert!(Source::Embedded.list("lessons").contains(&"01-trade-offs".to_owned()));
    }

    #[test]
    fn what_is_embedded_is_found_by_its_whole_path_and_by_nothing_else() {
        for top in ["lessons", "exercises"] {
            for folder in Source::Embedded.list(top) {
                for name in Source::Embedded.list(&format!("{top}/{folder}")) {
                    let path = format!("{top}/{folder}/{name}");
                    let is_folder = !Source::Embedded.list(&path).is_empty();
                    assert!(is_folder || Source::Embedded.has(&path), "{path}");
                }
            }
        }
        for path in [
            "lessons",
            "lessons/",
            "lessons/01",
            "lessons/01-trade-offs",
            "lessons//week.toml",
            "../course.toml",
        ] {
            assert!(!Source::Embedded.has(path), "{path}");
        }
    }
}
