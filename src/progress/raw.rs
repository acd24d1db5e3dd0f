//! Entries of the log read from the pages of a damaged file, without SQLite: every page that is whole
//! gives its entries, although the way to it is lost.
//!
//! Source: <https://www.sqlite.org/fileformat2.html>, sections 1.6 (b-tree pages), 2.1 (records),
//! 4.1 (the write-ahead log).

mod leaf;
mod pages;

use std::path::Path;

use super::log::Entry;
use pages::Pages;

/// Every entry that can be read from a file and its write-ahead log, in the order of arrival, with its
/// row number. Of a coalesced entry there may be several states.
pub(super) fn entries(path: &Path) -> Vec<(i64, Entry)> {
    let Ok(pages) = Pages::open(path) else { return Vec::new() };
    let mut found = Vec::new();
    for at in pages.places() {
        let Some(page) = pages.read(at) else { continue };
        for (row, payload) in leaf::cells(&page, |number| pages.before(at, number)) {
            found.extend(leaf::entry(&payload).map(|entry| (row, entry)));
        }
    }
    // Stable: of one row, the earlier state in the file comes first, then those of the log.
    found.sort_by_key(|(row, entry)| (*row, entry.at));
    found.dedup();
    found
}
