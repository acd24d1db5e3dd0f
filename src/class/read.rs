//! Reads statements, whoever wrote them: millions of lines, in any order, once or twice, some of them
//! others'. What is kept is the same whatever the order was.

mod duration;
mod json;
mod kept;
mod line;
mod names;
pub(super) mod pack;

use std::io::{self, BufRead, Read};

use serde::Serialize;

use super::definition::Class;
pub(super) use kept::Bookmark;
pub(super) use line::{Answer, Record, Said};
use line::{NEVER, Parsed, Statement};
pub(super) use names::{List, Lists, Name, Names};

/// A longer line is no statement, in bytes.
const LONGEST_LINE: u64 = 1 << 20;

/// A statement cannot have happened so much later than it was stored, in milliseconds.
const AHEAD: i64 = 5 * 60_000;

/// How many lines came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub lines: u64,
    /// No statement at all.
    pub unreadable: u64,
    /// Statements that say nothing about this class.
    pub foreign: u64,
    /// The same statement once more.
    pub duplicates: u64,
    /// Another statement under the same id.
    pub conflicts: u64,
    /// Statements that take another one back …
    pub voids: u64,
    /// … those that were taken back …
    pub voided: u64,
    /// … and those that somebody else wanted to take back.
    pub voids_refused: u64,
    pub kept: u64,
    /// Kept ones of a clock that goes ahead.
    pub future: u64,
}

/// Reads the statements of a class.
pub struct Reader<'c> {
    class: &'c Class,
    counts: Counts,
    statements: Vec<Statement>,
    names: Names,
    lists: Lists,
}

/// The statements that hold, by learner, and of each in the order in which they happened.
pub struct Kept {
    pub(super) counts: Counts,
    pub(super) records: Vec<Record>,
    pub(super) names: Names,
    pub(super) lists: Lists,
}

impl<'c> Reader<'c> {
    /// A reader that has read nothing yet.
    pub fn new(class: &'c Class) -> Self {
        Self {
            class,
            counts: Counts::default(),
            statements: Vec::new(),
            names: Names::default(),
            lists: Lists::default(),
        }
    }

    /// How many lines were read so far.
    pub fn count(&self) -> u64 {
        self.counts.lines
    }

    /// Whose statements it reads.
    pub(super) fn class(&self) -> &'c Class {
        self.class
    }

    /// How many lines were no statements, and how many about something else.
    pub(super) fn others(&self) -> (u64, u64) {
        (self.counts.unreadable, self.counts.foreign)
    }

    /// Counts lines of which nothing was kept.
    pub(super) fn count_others(&mut self, unreadable: u64, foreign: u64) {
        self.counts.unreadable += unreadable;
        self.counts.foreign += foreign;
        self.counts.lines += unreadable + foreign;
    }

    /// Reads lines of JSON, one statement each, to the end.
    ///
    /// # Errors
    /// They cannot be read.
    pub fn lines(&mut self, mut from: impl BufRead) -> io::Result<()> {
        let mut line = Vec::new();
        loop {
            line.clear();
            if from.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
                return Ok(());
            }
            if line.len() as u64 == LONGEST_LINE && line.last() != Some(&b'\n') {
                self.counts.lines += 1;
                self.counts.unreadable += 1;
                skip_line(&mut from)?;
            } else {
                self.line(&line);
            }
        }
    }

    /// Reads one line; a blank one is none.
    pub fn line(&mut self, line: &[u8]) {
        let line = line.trim_ascii();
        if line.is_empty() {
            return;
        }
        self.counts.lines += 1;
        let number = u32::try_from(self.counts.lines).unwrap_or(u32::MAX);
        match line::read(line, number, self.class, &mut self.names, &mut self.lists) {
            Parsed::Unreadable => self.counts.unreadable += 1,
            Parsed::Foreign => self.counts.foreign += 1,
            Parsed::Statement(statement) => self.statements.push(statement),
        }
    }

    /// What of all that holds.
    pub fn finish(self) -> Kept {
        let Self { mut counts, mut statements, mut names, mut lists, .. } = self;
        names.close();
        lists.close();
        single(&mut statements, &mut counts);
        without_voided(&mut statements, &mut counts);
        counts.kept = statements.len() as u64;
        let ahead = |one: &&Statement| {
            one.stored != NEVER && one.record.at > one.stored.saturating_add(AHEAD)
        };
        counts.future = statements.iter().filter(ahead).count() as u64;
        statements.sort_unstable_by_key(|one| (one.record.learner, one.record.at, one.id));
        Kept { counts, records: records(statements), names, lists }
    }
}

/// So many statements become records at a time.
const STEP: usize = 1 << 18;

/// The records of statements, in their order. What is done with is given back on the way: of millions, both
/// have no room side by side.
fn records(mut statements: Vec<Statement>) -> Vec<Record> {
    let mut records = Vec::with_capacity(statements.len());
    while !statements.is_empty() {
        let last = statements.split_off(statements.len().saturating_sub(STEP));
        statements.shrink_to_fit();
        records.extend(last.into_iter().rev().map(|one| one.record));
    }
    records.reverse();
    records
}

/// Steps over the rest of a line.
fn skip_line(from: &mut impl BufRead) -> io::Result<()> {
    loop {
        let (used, ended) = match from.fill_buf()? {
            [] => return Ok(()),
            bytes => match memchr::memchr(b'\n', bytes) {
                Some(at) => (at + 1, true),
                None => (bytes.len(), false),
            },
        };
        from.consume(used);
        if ended {
            return Ok(());
        }
    }
}

/// Keeps one statement of each id: the one that was stored first, then the one that was read first.
fn single(statements: &mut Vec<Statement>, counts: &mut Counts) {
    statements.sort_unstable_by_key(|one| (one.id, one.stored, one.line));
    statements.dedup_by(|later, kept| {
        if later.id != kept.id {
            return false;
        }
        match later.content == kept.content {
            true => counts.duplicates += 1,
            false => counts.conflicts += 1,
        }
        true
    });
}

/// Takes away what its own author took back, and whatever takes something back. The statements are sorted
/// by id.
fn without_voided(statements: &mut Vec<Statement>, counts: &mut Counts) {
    let mut voided = vec![false; statements.len()];
    for one in statements.iter() {
        let Said::Void { target } = one.record.said else { continue };
        let id = (target[0].whole(), target[1].whole());
        let at = statements.binary_search_by_key(&id, |one| one.id).ok();
        let found = at.and_then(|at| Some((statements.get(at)?, voided.get_mut(at)?)));
        match found {
            Some((target, _)) if target.record.learner != one.record.learner => {
                counts.voids_refused += 1;
                continue;
            }
            Some((target, voided)) if !matches!(target.record.said, Said::Void { .. }) => {
                *voided = true
            }
            _ => {}
        }
        counts.voids += 1;
    }
    counts.voided = voided.iter().filter(|voided| **voided).count() as u64;
    let mut voided = voided.into_iter();
    statements.retain(|one| {
        let voided = voided.next().unwrap_or(false);
        !voided && !matches!(one.record.said, Said::Void { .. })
    });
}

#[cfg(test)]
mod tests;
