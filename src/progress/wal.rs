//! Whether the write-ahead log beside a database is whole. SQLite reads it up to the first frame that is
//! not, and says nothing of what stands behind.
//!
//! Source: <https://www.sqlite.org/fileformat2.html#the_write_ahead_log>

use std::{fs, path::Path};

use super::{disk, failure::Failure};

/// Bytes before the first frame, and before the page in a frame.
pub(super) const HEADER: usize = 32;
pub(super) const FRAME_HEADER: usize = 24;

/// The first four bytes: sums of numbers whose lowest byte comes first, or whose highest does.
const LOWEST_FIRST: u32 = 0x377f_0682;
const HIGHEST_FIRST: u32 = 0x377f_0683;

/// Reads the log beside a database, if there is one.
///
/// # Errors
/// A frame is damaged and a later one ends a transaction, or the log was cut: what was acknowledged
/// would be passed over.
pub(super) fn read(path: &Path) -> Result<(), Failure> {
    let log = disk::write_ahead_log(path);
    if fs::metadata(&log).map_or(0, |facts| facts.len()) <= HEADER as u64 {
        return Ok(());
    }
    match torn(&fs::read(log)?, fs::metadata(path)?.len()) {
        Some(frame) => Err(Failure::damage("progress.torn-frame", &[("frame", &frame)])),
        None => Ok(()),
    }
}

/// The first frame that is not whole, from 1, where a transaction ends behind it; 0 is the header.
/// `length` is that of the database in bytes. It never shrinks, so one that is longer than its last
/// transaction left it has taken over frames that the log has lost: SQLite would lay older pages over it.
fn torn(log: &[u8], length: u64) -> Option<usize> {
    let header = log.get(..HEADER)?;
    let page = word(header, 8) as usize;
    let sums = Sums::of_header(header);
    let Some(mut sums) = sums.filter(|_| page.is_power_of_two() && page >= 512) else {
        return (log.len() > HEADER + FRAME_HEADER).then_some(0);
    };
    let mut frames = log[HEADER..].chunks_exact(FRAME_HEADER + page);
    let ours = |frame: &&[u8]| frame[8..16] == header[16..24];
    let (mut whole, mut left) = (0, None);
    for frame in frames.by_ref().take_while(|frame| ours(frame) && sums.take_frame(frame)) {
        whole += 1;
        left = Some(pages_left(frame)).filter(|pages| *pages > 0).or(left);
    }
    // A last frame that is torn was never acknowledged, unless it is followed.
    let followed = frames.any(|frame| ours(&frame) && pages_left(frame) > 0);
    let cut = left.is_some_and(|pages| u64::from(pages) * (page as u64) < length);
    (followed || cut).then_some(whole + 1)
}

/// Pages of the database after the transaction that a frame ends; 0 if it ends none.
fn pages_left(frame: &[u8]) -> u32 {
    word(frame, 4)
}

/// The sums that run through a log.
struct Sums {
    first: u32,
    second: u32,
    lowest_first: bool,
}

impl Sums {
    /// Those of a header; `None` if it is not whole.
    fn of_header(header: &[u8]) -> Option<Self> {
        let lowest_first = match word(header, 0) {
            LOWEST_FIRST => true,
            HIGHEST_FIRST => false,
            _ => return None,
        };
        let mut sums = Self { first: 0, second: 0, lowest_first };
        sums.add(&header[..24]);
        sums.are(header, 24).then_some(sums)
    }

    /// Adds a frame; whether it is whole.
    fn take_frame(&mut self, frame: &[u8]) -> bool {
        self.add(&frame[..8]);
        self.add(&frame[FRAME_HEADER..]);
        self.are(frame, 16)
    }

    fn add(&mut self, bytes: &[u8]) {
        for pair in bytes.chunks_exact(8) {
            let number = |at: usize| {
                let word = word(pair, at);
                if self.lowest_first { word.swap_bytes() } else { word }
            };
            let (one, two) = (number(0), number(4));
            self.first = self.first.wrapping_add(one).wrapping_add(self.second);
            self.second = self.second.wrapping_add(two).wrapping_add(self.first);
        }
    }

    fn are(&self, bytes: &[u8], at: usize) -> bool {
        (word(bytes, at), word(bytes, at + 4)) == (self.first, self.second)
    }
}

/// A number of four bytes, the highest first.
pub(super) fn word(bytes: &[u8], at: usize) -> u32 {
    bytes.iter().skip(at).take(4).fold(0, |word, byte| word << 8 | u32::from(*byte))
}
