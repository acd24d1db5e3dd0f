//! The entries of a tar, head by head: what a head announces about the next one is read in bounds.

use std::io::{self, Read};

use ::tar::{Archive, Entry, EntryType, PaxExtensions};

use super::super::bounds::{Intake, refused};
use crate::problem::Problem;

/// What one head says about the next is at most so long, in bytes.
const LONGEST_NOTE: u64 = 64 * 1024;

/// Takes every entry.
pub(super) fn unpack(from: impl Read, intake: &mut Intake<'_>) -> Result<(), Problem> {
    let mut archive = Archive::new(from);
    let mut announced = None;
    for entry in archive.entries().map_err(damaged)?.raw(true) {
        let mut entry = entry.map_err(damaged)?;
        let kind = entry.header().entry_type();
        match kind {
            EntryType::GNULongName => announced = Some(long_name(&mut entry)?),
            EntryType::XHeader => announced = extended(&mut entry)?.or(announced),
            // Says something about all entries, such as the commit that they are from.
            EntryType::XGlobalHeader => drop(note(&mut entry)?),
            _ => {
                let name = announced.take().unwrap_or_else(|| entry.path_bytes().into_owned());
                one(kind, &name, &mut entry, intake)?;
            }
        }
    }
    Ok(())
}

fn one(
    kind: EntryType,
    name: &[u8],
    entry: &mut Entry<'_, impl Read>,
    intake: &mut Intake<'_>,
) -> Result<(), Problem> {
    let Ok(name) = str::from_utf8(name) else {
        return Err(refused("courses.not-utf-8", &String::from_utf8_lossy(name)));
    };
    match kind {
        EntryType::Directory => intake.folder(name),
        // So did the first tar write folders.
        EntryType::Regular if name.ends_with('/') => intake.folder(name),
        EntryType::Regular => intake.file(name, entry),
        EntryType::Symlink | EntryType::Link => Err(refused("courses.link", name)),
        _ => Err(refused("courses.no-file", name)),
    }
}

/// The bytes of an entry that is about the next one.
fn note(entry: &mut Entry<'_, impl Read>) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    entry.take(LONGEST_NOTE + 1).read_to_end(&mut bytes).map_err(damaged)?;
    if bytes.len() as u64 > LONGEST_NOTE {
        return Err(refused("courses.damaged", "tar"));
    }
    Ok(bytes)
}

fn long_name(entry: &mut Entry<'_, impl Read>) -> Result<Vec<u8>, Problem> {
    let mut name = note(entry)?;
    let end = name.iter().position(|byte| *byte == 0).unwrap_or(name.len());
    name.truncate(end);
    Ok(name)
}

/// The name that an extended head gives the next entry, if it does.
fn extended(entry: &mut Entry<'_, impl Read>) -> Result<Option<Vec<u8>>, Problem> {
    let bytes = note(entry)?;
    let mut name = None;
    for said in PaxExtensions::new(&bytes) {
        let said = said.map_err(damaged)?;
        match said.key_bytes() {
            b"path" => name = Some(said.value_bytes().to_vec()),
            // Another size than the head gives would shift all that follows.
            b"size" => return Err(refused("courses.damaged", "tar")),
            b"linkpath" => return Err(refused("courses.link", "tar")),
            _ => {}
        }
    }
    Ok(name)
}

fn damaged(error: io::Error) -> Problem {
    refused("courses.damaged", "tar").why(error)
}
