//! What the first bytes of a file say before SQLite opens it: whose it is, and whether they are as they
//! must be. SQLite believes most of them, and a wrong one makes it refuse the file, or write over what
//! is in it.
//!
//! Source: <https://www.sqlite.org/fileformat2.html#the_database_header>

use std::{fs::File, io::Read, path::Path};

use super::{disk, failure::Failure};

/// `arch`, by which a database is known to be ours. The first release wrote 0.
pub(super) const APPLICATION_ID: i32 = i32::from_be_bytes(*b"arch");

/// Formats beyond this will not be reached: the number is damaged.
const MOST_FORMATS: i64 = 1_000;

/// What the first bytes say.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Header {
    /// There is nothing in the file yet.
    Empty,
    /// It says that it is ours.
    Ours,
    /// It says nothing of who wrote it, as the files of the first release and many others.
    Unnamed,
}

/// Bytes that are the same in every file of ours: where, and what they may be. Zeros stand for a file
/// whose first table is still in the log beside it.
const CONSTANTS: [(usize, &[&[u8]]); 8] = [
    // Written and read by way of a journal or of a log.
    (18, &[&[1], &[2]]),
    (19, &[&[1], &[2]]),
    // Nothing reserved in a page; the fractions of a payload.
    (20, &[&[0, 64, 32, 32]]),
    // The format of the schema, and UTF-8.
    (44, &[&[0, 0, 0, 4], &[0, 0, 0, 0]]),
    (56, &[&[0, 0, 0, 1], &[0, 0, 0, 0]]),
    // No vacuum by itself, nor step by step.
    (52, &[&[0, 0, 0, 0]]),
    (64, &[&[0, 0, 0, 0]]),
    // Kept for later.
    (72, &[&[0; 20]]),
];

/// Reads the first bytes of a regular file.
///
/// # Errors
/// The file is another program's, is no database or its header is damaged, or cannot be read.
pub(super) fn read(path: &Path) -> Result<Header, Failure> {
    let mut bytes = Vec::new();
    let mut file = File::open(path)?;
    file.by_ref().take(100).read_to_end(&mut bytes)?;
    let Ok(header) = <[u8; 100]>::try_from(bytes.as_slice()) else {
        return match bytes.is_empty() {
            true => Ok(Header::Empty),
            false => Err(Failure::damage("progress.cut-off", &[])),
        };
    };
    judge(&header)?;
    let length = file.metadata()?.len();
    // While the log holds pages, the size in the header is not the last word.
    if disk::is_alone(path)
        && header[24..28] == header[92..96]
        && word(&header, 28) * page_size(&header) != length
    {
        return Err(Failure::damage("progress.other-size", &[]));
    }
    Ok(if application(&header) == APPLICATION_ID { Header::Ours } else { Header::Unnamed })
}

fn judge(header: &[u8; 100]) -> Result<(), Failure> {
    if !header.starts_with(b"SQLite format 3\0") {
        return Err(Failure::damage("progress.no-database", &[]));
    }
    if is_foreign(application(header)) {
        return Err(Failure::Foreign);
    }
    let wrong = CONSTANTS
        .iter()
        .find(|(at, allowed)| !allowed.iter().any(|bytes| header[*at..].starts_with(bytes)));
    let size = page_size(header);
    match wrong {
        Some((at, _)) => Err(Failure::damage("progress.wrong-byte", &[("at", at)])),
        None if !size.is_power_of_two() || size < 512 => {
            Err(Failure::damage("progress.no-page-size", &[]))
        }
        None => Ok(()),
    }
}

fn word(header: &[u8; 100], at: usize) -> u64 {
    header[at..at + 4].iter().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

/// Bytes in a page, as the header says.
fn page_size(header: &[u8; 100]) -> u64 {
    match word(header, 14) & 0xffff {
        1 => 65_536,
        size => size,
    }
}

fn application(header: &[u8; 100]) -> i32 {
    i32::from_be_bytes([header[68], header[69], header[70], header[71]])
}

/// Whether a database with this id is another program's. One bit that fell over makes none foreign.
fn is_foreign(application: i32) -> bool {
    [0, APPLICATION_ID].iter().all(|ours| (application ^ ours).count_ones() > 1)
}

/// Whether the number of the format, which no program of ours has said in the table of the database,
/// is what a bit that fell over made of `known`, or no number of a format at all.
pub(super) fn is_misread(found: i64, known: i64) -> bool {
    !(0..=MOST_FORMATS).contains(&found) || (found ^ known).count_ones() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bit_makes_no_database_foreign_and_no_format_newer() {
        for bit in 0..32 {
            assert!(!is_foreign(1 << bit) && !is_foreign(APPLICATION_ID ^ (1 << bit)));
            assert!(is_misread(i64::from(1_i32 ^ (1 << bit)), 1));
        }
        assert!(is_foreign(252_006_673) && !is_misread(99, 1) && !is_misread(2, 1));
        assert!(is_misread(-7, 1) && is_misread(1_000_000, 1));
    }
}
