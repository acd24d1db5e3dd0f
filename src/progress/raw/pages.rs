//! The pages of a database, in its file and in its write-ahead log.

use std::{
    cell::RefCell,
    collections::HashMap,
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

use super::super::{disk, wal};

/// Bytes in a page of every file that we make.
pub(super) const PAGE: usize = 4_096;

/// The pages of a damaged file.
pub(super) struct Pages {
    file: RefCell<File>,
    /// Pages in the file; a part of one at its end counts.
    count: u32,
    log: Option<RefCell<File>>,
    /// For each frame of the log the last one that was written together with it.
    ends: Vec<usize>,
    /// The frames of each page, in their order.
    written: HashMap<u32, Vec<usize>>,
}

/// Where a page stands.
#[derive(Clone, Copy)]
pub(super) enum At {
    /// In the file, under its number from 1.
    File(u32),
    /// In a frame of the log, from 0.
    Frame(usize),
}

impl Pages {
    /// Opens a file and the log beside it.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let count = file.metadata()?.len().div_ceil(PAGE as u64);
        let log = File::open(disk::write_ahead_log(path)).ok();
        let frames = log.as_ref().map_or_else(Vec::new, frames);
        let mut written: HashMap<u32, Vec<usize>> = HashMap::new();
        for (at, frame) in frames.iter().enumerate() {
            written.entry(frame.page).or_default().push(at);
        }
        Ok(Self {
            file: RefCell::new(file),
            count: u32::try_from(count).unwrap_or(u32::MAX),
            log: log.map(RefCell::new),
            ends: ends(&frames),
            written,
        })
    }

    /// Every place that has a page: those of the file, then those of the log.
    pub(super) fn places(&self) -> impl Iterator<Item = At> {
        (1..=self.count).map(At::File).chain((0..self.ends.len()).map(At::Frame))
    }

    /// The bytes of a page; zeros stand for what is cut off. `None` if it cannot be read.
    pub(super) fn read(&self, at: At) -> Option<Vec<u8>> {
        match at {
            At::File(page) => read(&self.file, u64::from(page.checked_sub(1)?) * PAGE as u64),
            At::Frame(frame) => {
                let before = wal::HEADER + frame * (wal::FRAME_HEADER + PAGE) + wal::FRAME_HEADER;
                read(self.log.as_ref()?, before as u64)
            }
        }
    }

    /// A page as it was once the page at a place was written with all that belongs to it.
    pub(super) fn before(&self, at: At, page: u32) -> Option<Vec<u8>> {
        let frame = match at {
            At::File(_) => None,
            At::Frame(frame) => self.frame_of(page, frame),
        };
        self.read(frame.map_or(At::File(page), At::Frame))
    }

    /// The frame of a page that belongs to another frame: the last one up to the end of its transaction,
    /// since the rest of a long record may come behind its beginning. Where that end cannot be told and
    /// the file has no such page, it is the next one.
    fn frame_of(&self, page: u32, frame: usize) -> Option<usize> {
        let frames = self.written.get(&page)?;
        let end = self.ends.get(frame).copied().unwrap_or(frame);
        let next = || frames.first().filter(|_| page > self.count);
        frames.iter().rev().find(|at| **at <= end).or_else(next).copied()
    }
}

fn read(file: &RefCell<File>, start: u64) -> Option<Vec<u8>> {
    let mut file = file.borrow_mut();
    file.seek(SeekFrom::Start(start)).ok()?;
    let mut page = Vec::with_capacity(PAGE);
    // A bad block of the disk is a hole too.
    file.by_ref().take(PAGE as u64).read_to_end(&mut page).ok()?;
    if page.is_empty() {
        return None;
    }
    page.resize(PAGE, 0);
    Some(page)
}

/// What the head of a frame says.
struct Frame {
    page: u32,
    /// Whether it is the last of its transaction.
    ends: bool,
}

/// The last frame of the transaction of each frame; the log may end within one.
fn ends(frames: &[Frame]) -> Vec<usize> {
    let mut end = frames.len().saturating_sub(1);
    let mut ends: Vec<usize> = frames
        .iter()
        .enumerate()
        .rev()
        .map(|(at, frame)| {
            end = if frame.ends { at } else { end };
            end
        })
        .collect();
    ends.reverse();
    ends
}

/// The frames of a log. Whether they still count is not asked: an event that was ever written is one.
fn frames(log: &File) -> Vec<Frame> {
    let mut log = io::BufReader::new(log);
    let mut frame = vec![0; wal::FRAME_HEADER + PAGE];
    let mut frames = Vec::new();
    if log.read_exact(&mut frame[..wal::HEADER]).is_ok() {
        while log.read_exact(&mut frame).is_ok() {
            frames.push(Frame { page: wal::word(&frame, 0), ends: wal::word(&frame, 4) > 0 });
        }
    }
    frames
}
