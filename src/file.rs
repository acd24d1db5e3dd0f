//! Opens files that others have made: kind and size are asked first, what is read is text. Writes new ones
//! over nothing that is there.
//!
//! The only place that opens such a file. A pipe or a device would be waited for or read for ever, so
//! only regular files are opened; what a file means is not known here.

use std::{
    borrow::Cow,
    fs::{self, File},
    io::{self, Read, Write},
    path::Path,
};

use crate::problem::Problem;

/// A regular file of a bounded size that was opened.
pub struct Opened {
    file: File,
    /// Bytes when it was opened.
    pub length: u64,
    /// How it is named to a person.
    name: String,
}

/// Opens a regular file of at most `limit` bytes; `name` is what it is called to a person.
///
/// # Errors
/// Where it is missing, no regular file, unreadable or larger.
pub fn open(path: &Path, name: impl Into<String>, limit: u64) -> Result<Opened, Problem> {
    let name = name.into();
    let failed = |error: io::Error| unreadable(&name, &error);
    if !fs::metadata(path).map_err(failed)?.is_file() {
        return Err(no_file(&name));
    }
    let file = File::open(path).map_err(failed)?;
    let facts = file.metadata().map_err(failed)?;
    if !facts.is_file() {
        return Err(no_file(&name));
    }
    if facts.len() > limit {
        return Err(too_large(&name, Some(facts.len()), limit));
    }
    Ok(Opened { file, length: facts.len(), name })
}

/// The text of a regular file of at most `limit` bytes.
///
/// # Errors
/// As [`open`], and where it is binary.
pub fn text(path: &Path, limit: u64) -> Result<String, Problem> {
    let opened = open(path, path.display().to_string(), limit)?;
    let name = opened.name.clone();
    decode(&name, opened.bytes(limit)?)
}

/// The texts of a folder at any depth, by their paths in it with `/`, sorted; at most `most` files of
/// at most `limit` bytes together. Hidden files and symbolic links are left out.
///
/// # Errors
/// Where a file cannot be read as text, or there is more than is allowed.
pub fn folder(path: &Path, most: usize, limit: u64) -> Result<Vec<(String, String)>, Problem> {
    let mut found = Vec::new();
    gather(path, "", most, limit, &mut found)?;
    found.sort();
    let size: u64 = found.iter().map(|(_, text)| text.len() as u64).sum();
    if size > limit {
        return Err(too_large(&path.display().to_string(), Some(size), limit));
    }
    Ok(found)
}

/// What to do about a name that no text can hold.
const NOT_UTF_8: &str = "Its name is not UTF-8: give it another one";

fn gather(
    folder: &Path,
    inside: &str,
    most: usize,
    limit: u64,
    found: &mut Vec<(String, String)>,
) -> Result<(), Problem> {
    let failed = |error: io::Error| unreadable(&folder.display().to_string(), &error);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let kind = entry.file_type().map_err(failed)?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            let name = name.to_string_lossy();
            return Err(Problem::content(format!("Cannot read {name}")).hint(NOT_UTF_8));
        };
        if name.starts_with('.') || kind.is_symlink() {
            continue;
        }
        if found.len() >= most {
            return Err(Problem::content(format!("Cannot read {}", folder.display()))
                .why(format!("there are more than {most} files")));
        }
        let name = format!("{inside}{name}");
        if kind.is_dir() {
            gather(&entry.path(), &format!("{name}/"), most, limit, found)?;
        } else {
            found.push((name, text(&entry.path(), limit)?));
        }
    }
    Ok(())
}

/// Writes a file that must not be there yet.
///
/// # Errors
/// Where it is there already, or cannot be written.
pub fn write_new(path: &Path, content: impl AsRef<[u8]>) -> Result<(), Problem> {
    let what = format!("Cannot write {}", path.display());
    let mut file = File::create_new(path).map_err(|error| {
        let problem = Problem::environment(&what).why(&error);
        match error.kind() {
            io::ErrorKind::AlreadyExists => {
                problem.hint("Name another file: what is there is never overwritten")
            }
            io::ErrorKind::NotFound => problem.hint("Name a new file in a folder that is there"),
            _ => problem,
        }
    })?;
    file.write_all(content.as_ref()).map_err(|error| Problem::environment(what).why(error))
}

/// The text that a stream brings until its end, of at most `limit` bytes.
///
/// # Errors
/// Where it cannot be read, is longer, or binary.
pub fn stream(from: impl Read, name: &str, limit: u64) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    from.take(limit + 1).read_to_end(&mut bytes).map_err(|error| unreadable(name, &error))?;
    if bytes.len() as u64 > limit {
        return Err(too_large(name, None, limit));
    }
    decode(name, bytes)
}

impl Opened {
    /// Its bytes, at most `limit` of them: a file that grows meanwhile is read no further.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn bytes(self, limit: u64) -> Result<Vec<u8>, Problem> {
        let length = usize::try_from(self.length.min(limit)).unwrap_or_default();
        let mut bytes = Vec::with_capacity(length);
        let read = self.file.take(limit).read_to_end(&mut bytes);
        read.map_err(|error| unreadable(&self.name, &error))?;
        Ok(bytes)
    }

    /// The file itself, to be read piece by piece.
    pub fn into_file(self) -> File {
        self.file
    }
}

/// Bytes as text: UTF-8, or UTF-16 where a byte order mark says so. Bytes that are neither become
/// `�`, the mark is dropped, and lines end with `\n` whatever the author's system writes, so that
/// every place counts in one way.
///
/// # Errors
/// Where it is binary.
pub fn decode(name: &str, bytes: Vec<u8>) -> Result<String, Problem> {
    if !is_wide(&bytes) && bytes.iter().take(8192).any(|byte| *byte == 0) {
        return Err(Problem::content(format!("Cannot read {name}"))
            .why("it is a binary file, not text")
            .hint("What is read here is text in UTF-8"));
    }
    Ok(lossy(bytes))
}

/// Whether bytes say of themselves that they are UTF-16, and may be.
pub fn is_wide(bytes: &[u8]) -> bool {
    let marked = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    marked && bytes.len().is_multiple_of(2)
}

/// UTF-16 in the order that its mark tells.
fn wide(bytes: &[u8]) -> String {
    let little = bytes.starts_with(&[0xff]);
    let units = bytes.chunks_exact(2).filter_map(|pair| <[u8; 2]>::try_from(pair).ok());
    let unit = |pair| if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) };
    let units: Vec<u16> = units.map(unit).collect();
    String::from_utf16_lossy(&units)
}

/// Bytes as text in the same way, whatever they are.
pub(crate) fn lossy(bytes: Vec<u8>) -> String {
    let mut text = match String::from_utf8(bytes) {
        Err(error) if is_wide(error.as_bytes()) => wide(error.as_bytes()),
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    };
    if text.starts_with('\u{feff}') {
        text.remove(0);
    }
    match lines(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(text) => text,
    }
}

/// A text whose lines end with `\n` instead of `\r\n` or `\r`.
pub fn lines(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return text.into();
    }
    text.replace("\r\n", "\n").replace('\r', "\n").into()
}

/// A file that is not there.
pub(crate) fn missing(name: &str) -> Problem {
    let problem = Problem::environment(format!("There is no file {name}"));
    if name.contains(char::REPLACEMENT_CHARACTER) { problem.hint(NOT_UTF_8) } else { problem }
}

fn unreadable(name: &str, error: &io::Error) -> Problem {
    if error.kind() == io::ErrorKind::NotFound {
        return missing(name);
    }
    Problem::environment(format!("Cannot read {name}")).why(error)
}

fn no_file(name: &str) -> Problem {
    Problem::environment(format!("Cannot read {name}"))
        .why("it is not a regular file")
        .hint("A folder, a pipe or a device cannot be read here")
}

fn too_large(name: &str, length: Option<u64>, limit: u64) -> Problem {
    let most = format!("at most {} are read", megabytes(limit));
    let why = match length {
        Some(length) => format!("it has {}, and {most}", megabytes(length)),
        None => most,
    };
    Problem::content(format!("{name} is too large")).why(why).hint("Split it into several files")
}

fn megabytes(bytes: u64) -> String {
    match bytes {
        1_000_000.. => format!("{} MB", bytes / 1_000_000),
        _ => format!("{} KB", bytes.div_ceil(1_000)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_alike_on_every_system() {
        let text = |bytes: &[u8]| decode("f", bytes.to_vec()).unwrap();
        assert_eq!(text(b"\xef\xbb\xbfa\r\nb\rc\n\r\r\nd"), "a\nb\nc\n\n\nd");
        assert_eq!(text(b"a\xffb"), "a\u{fffd}b");
    }

    #[test]
    fn utf_16_is_read_and_what_is_binary_is_refused() {
        assert!(decode("f", b"\x00\x01".to_vec()).unwrap_err().why.contains("binary"));
        assert_eq!(decode("f", b"\xff\xfea\x00\x4f\x04\r\x00b\x00".to_vec()).unwrap(), "aя\nb");
        assert_eq!(decode("f", b"\xfe\xff\x00a\x04\x4f\xd8\x00".to_vec()).unwrap(), "aя\u{fffd}");
    }

    #[test]
    fn only_regular_files_of_the_right_size_are_opened() {
        let folder = tempfile::tempdir().unwrap();
        let why = |path: &Path| text(path, 4).unwrap_err();
        assert_eq!(why(folder.path()).fault, crate::problem::Fault::Environment);
        assert!(why(&folder.path().join("no")).what.contains("There is no file"));
        let path = folder.path().join("f");
        fs::write(&path, "12345").unwrap();
        assert!(why(&path).what.contains("too large"));
        #[cfg(unix)]
        assert!(why(Path::new("/dev/zero")).why.contains("not a regular file"));
    }

    #[test]
    fn a_folder_is_read_at_any_depth_but_not_beyond_its_bounds() {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in [("b/c/d.yaml", "two"), ("a.md", "one"), (".git/x", "hidden")] {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink("/etc/passwd", root.path().join("b/link")).unwrap();
        let read = |most, limit| folder(root.path(), most, limit);
        let texts = [("a.md", "one"), ("b/c/d.yaml", "two")];
        let texts = texts.map(|(name, text)| (name.to_owned(), text.to_owned()));
        assert_eq!(read(2, 6).unwrap(), texts);
        assert!(read(1, 6).unwrap_err().why.contains("more than 1 files"));
        assert!(read(2, 5).unwrap_err().what.contains("too large"));
    }

    #[test]
    fn a_stream_is_read_no_further_than_is_allowed() {
        assert!(stream(io::repeat(b'a'), "-", 10).unwrap_err().what.contains("too large"));
        assert_eq!(stream(&b"a\r\n"[..], "-", 10).unwrap(), "a\n");
    }
}
