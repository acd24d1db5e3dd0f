//! Where the statements of a class are read from: a file, a folder of files, or a stream.

use std::{
    fs,
    io::{self, BufReader},
    path::{Path, PathBuf},
};

use super::{definition::Class, read::Reader};
use crate::{file, problem::Problem};

/// Reads all statements that are there; `read` is told after each file how many lines that makes.
///
/// # Errors
/// Something cannot be read, or a folder has none.
pub fn from<'c>(place: &Path, class: &'c Class, read: impl Fn(u64)) -> Result<Reader<'c>, Problem> {
    let mut reader = Reader::new(class);
    if place == Path::new("-") {
        let failed = |error| Problem::environment("Cannot read standard input").why(error);
        reader.lines(io::stdin().lock()).map_err(failed)?;
        return Ok(reader);
    }
    for path in files(place)? {
        let failed = |error: io::Error| {
            Problem::environment(format!("Cannot read {}", path.display())).why(error)
        };
        let opened = file::open(&path, path.display().to_string(), u64::MAX)?;
        let lines = BufReader::with_capacity(1 << 20, opened.into_file());
        reader.lines(lines).map_err(failed)?;
        read(reader.count());
    }
    Ok(reader)
}

/// The file, or the `.jsonl` files of a folder by name.
fn files(place: &Path) -> Result<Vec<PathBuf>, Problem> {
    if !place.is_dir() {
        return Ok(vec![place.to_owned()]);
    }
    let failed = |error: io::Error| {
        Problem::environment(format!("Cannot read {}", place.display())).why(error)
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(place).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|end| end == "jsonl") && path.is_file() {
            files.push(path);
        }
    }
    if files.is_empty() {
        return Err(Problem::content(format!("There are no statements in {}", place.display()))
            .why("no file there ends in .jsonl"));
    }
    files.sort_unstable();
    Ok(files)
}
