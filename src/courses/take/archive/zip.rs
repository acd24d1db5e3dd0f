//! The entries of a zip, by the names that stand in it.

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
};

use ::zip::{ZipArchive, result::ZipError};

use super::super::bounds::{Intake, refused};
use crate::problem::{Fault, Problem};

/// The end of a zip, with a comment as long as it may be, in bytes.
const TAIL: u64 = 22 + 65_535;
/// What the record at the end begins with.
const END: &[u8] = b"PK\x05\x06";

/// The bits of a Unix mode that say what an entry is, and those of files and folders.
const KIND: u32 = 0o170_000;
const REGULAR: u32 = 0o100_000;
const FOLDER: u32 = 0o040_000;

/// Takes every entry.
pub(super) fn unpack(mut file: File, intake: &mut Intake<'_>) -> Result<(), Problem> {
    let most = intake.limits().entries;
    // The list of entries is read into memory as a whole, so it is counted first.
    if announced(&mut file).map_err(unreadable)? > most {
        let values: [(&'static str, &dyn std::fmt::Display); 2] = [("n", &most), ("name", &"zip")];
        return Err(Problem::message(Fault::Content, "courses.too-many", &values));
    }
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(damaged)?;
    for at in 0..archive.len() {
        let entry = archive.by_index_raw(at).map_err(damaged)?;
        let Ok(name) = str::from_utf8(entry.name_raw()).map(str::to_owned) else {
            return Err(refused("courses.not-utf-8", &String::from_utf8_lossy(entry.name_raw())));
        };
        let kind = entry.unix_mode().unwrap_or_default() & KIND;
        if entry.encrypted() {
            return Err(refused("courses.encrypted", &name));
        }
        if entry.is_symlink() {
            return Err(refused("courses.link", &name));
        }
        if ![0, REGULAR, FOLDER].contains(&kind) {
            return Err(refused("courses.no-file", &name));
        }
        drop(entry);
        if name.ends_with('/') {
            intake.folder(&name)?;
        } else {
            intake.file(&name, &mut archive.by_index(at).map_err(damaged)?)?;
        }
    }
    Ok(())
}

/// How many entries the end of a zip announces; as many as can be where it is of the large kind.
fn announced(file: &mut File) -> io::Result<usize> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    file.rewind()?;
    // A comment may hold another such record: the greatest number counts.
    let ends = memchr::memmem::find_iter(&tail, END);
    let counts = ends.filter_map(|at| tail.get(at + 10..at + 12)?.first_chunk());
    Ok(counts.map(|count| usize::from(u16::from_le_bytes(*count))).max().unwrap_or(0))
}

fn damaged(error: ZipError) -> Problem {
    refused("courses.damaged", "zip").why(error)
}

fn unreadable(error: io::Error) -> Problem {
    refused("courses.damaged", "zip").why(error)
}
