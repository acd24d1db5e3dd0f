//! A course from an archive: zip, tar, or tar in gzip. Regular files and folders come out of it, and
//! nothing else is let out.

mod tar;
mod zip;

use std::{
    fs::File,
    io::{Read, Seek},
};

use flate2::read::MultiGzDecoder;

use super::bounds::Intake;
use crate::problem::Problem;

/// How an archive is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Zip,
    Tar,
    Gzip,
}

/// Where a tar says that it is one, in bytes …
const TAR_AT: usize = 257;
/// … and what it says.
const TAR: &[u8] = b"ustar";

impl Kind {
    /// What a file begins as; it is read from its start afterwards.
    pub(super) fn of(file: &mut File) -> Option<Self> {
        let mut head = Vec::new();
        file.by_ref().take(512).read_to_end(&mut head).ok()?;
        file.rewind().ok()?;
        match head.as_slice() {
            [0x1f, 0x8b, ..] => Some(Self::Gzip),
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Self::Zip),
            head if head.get(TAR_AT..).is_some_and(|rest| rest.starts_with(TAR)) => Some(Self::Tar),
            _ => None,
        }
    }

    /// Unpacks an archive.
    pub(super) fn unpack(self, file: File, intake: &mut Intake<'_>) -> Result<(), Problem> {
        let most = intake.limits().total.saturating_add(intake.limits().file);
        match self {
            Self::Zip => zip::unpack(file, intake),
            Self::Tar => tar::unpack(file, intake),
            // Heads of entries are packed well, too: the stream has an end of its own.
            Self::Gzip => tar::unpack(MultiGzDecoder::new(file).take(most), intake),
        }
    }
}
