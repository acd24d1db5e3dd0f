//! What a reader has read, to be kept and read again: parts that follow each other, each with the texts
//! and lists that were new in it.

use std::collections::HashSet;

use super::{
    Reader,
    line::Statement,
    pack::{self, Packer, Unpacker},
};

/// How far a reader was when something was kept last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::class) struct Bookmark {
    statements: usize,
    names: usize,
    lists: usize,
}

impl Reader<'_> {
    /// How far it is.
    pub(in crate::class) fn bookmark(&self) -> Bookmark {
        Bookmark {
            statements: self.statements.len(),
            names: self.names.len(),
            lists: self.lists.len(),
        }
    }

    /// What was read since a bookmark.
    pub(in crate::class) fn pack(&self, since: Bookmark) -> Vec<u8> {
        let mut packer = Packer::default();
        let names = self.names.since(since.names);
        packer.number(names.len() as u64);
        names.for_each(|name| packer.text(name));
        let lists = self.lists.since(since.lists);
        packer.number(lists.len() as u64);
        for list in lists {
            packer.number(list.len() as u64);
            for (name, times) in list.iter() {
                packer.number(u64::from(name.number()));
                packer.number(u64::from(*times));
            }
        }
        let statements = self.statements.get(since.statements..).unwrap_or_default();
        packer.number(statements.len() as u64);
        statements.iter().for_each(|statement| packer.statement(statement));
        packer.0
    }

    /// Reads a part as if its lines were read once more; `None` where it is none, and then the reader is of
    /// no use any more.
    pub(in crate::class) fn unpack(&mut self, mut part: &[u8]) -> Option<()> {
        let bytes = &mut part;
        for _ in 0..pack::number(bytes)? {
            self.names.of(pack::text(bytes)?);
        }
        for _ in 0..pack::number(bytes)? {
            let mut items = Vec::new();
            for _ in 0..pack::number(bytes)? {
                let name = u32::try_from(pack::number(bytes)?).ok()?;
                let times = u32::try_from(pack::number(bytes)?).ok()?;
                items.push((self.names.known(name)?, times));
            }
            self.lists.of(&items);
        }
        let count = pack::number(bytes)?;
        let mut back = Unpacker { bytes: part, names: &self.names, lists: &self.lists };
        for _ in 0..count {
            self.counts.lines += 1;
            let line = u32::try_from(self.counts.lines).unwrap_or(u32::MAX);
            self.statements.push(back.statement(line)?);
        }
        back.bytes.is_empty().then_some(())
    }

    /// Forgets what was read since a bookmark and stands before it, too: a store was asked again for what
    /// it had given already.
    pub(in crate::class) fn forget_seen(&mut self, since: Bookmark) {
        let key = |one: &Statement| (one.id, one.content, one.stored);
        let Some((before, new)) = self.statements.split_at_checked(since.statements) else {
            return;
        };
        let new: HashSet<_> = new.iter().map(key).collect();
        let seen: HashSet<_> = before.iter().map(key).filter(|key| new.contains(key)).collect();
        let mut at = 0;
        let all = self.statements.len();
        self.statements.retain(|one| {
            at += 1;
            at <= since.statements || !seen.contains(&key(one))
        });
        self.counts.lines -= (all - self.statements.len()) as u64;
    }

    /// When the store got the latest of what was read, in milliseconds.
    pub(in crate::class) fn newest(&self) -> Option<i64> {
        let known = self.statements.iter().map(|one| one.stored);
        known.filter(|stored| *stored != super::line::NEVER).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::{definition::Class, read::Counts};

    const TOML: &str = include_str!("../../../tests/fixtures/class/class.toml");
    const STATEMENTS: &str = include_str!("../../../tests/fixtures/class/statements.jsonl");

    fn half(reader: &mut Reader<'_>, half: usize) {
        for line in STATEMENTS.lines().skip(half * 6).take(6) {
            reader.line(line.as_bytes());
        }
    }

    #[test]
    fn what_was_kept_in_parts_comes_back_as_it_was_read() {
        let class = Class::read("class.toml", TOML).unwrap();
        let mut reader = Reader::new(&class);
        half(&mut reader, 0);
        let first = reader.pack(Bookmark::default());
        let mark = reader.bookmark();
        half(&mut reader, 1);
        let second = reader.pack(mark);
        let mut back = Reader::new(&class);
        back.unpack(&first).unwrap();
        back.unpack(&second).unwrap();
        assert_eq!(back.bookmark(), reader.bookmark());
        assert_eq!(back.pack(Bookmark::default()), reader.pack(Bookmark::default()));
        assert!(first.len() + second.len() < 12 * 160, "{}", first.len() + second.len());
        assert_eq!(back.finish().counts, reader.finish().counts);
    }

    #[test]
    fn what_a_store_gave_already_is_not_counted_twice() {
        let class = Class::read("class.toml", TOML).unwrap();
        let mut reader = Reader::new(&class);
        half(&mut reader, 0);
        let mark = reader.bookmark();
        half(&mut reader, 0);
        half(&mut reader, 1);
        reader.forget_seen(mark);
        let counts = reader.finish().counts;
        let wanted = Counts { lines: 12, voids: 1, voided: 1, kept: 10, ..Counts::default() };
        assert_eq!(counts, wanted);
    }

    #[test]
    fn a_part_that_is_torn_is_refused() {
        let class = Class::read("class.toml", TOML).unwrap();
        let mut reader = Reader::new(&class);
        half(&mut reader, 0);
        let part = reader.pack(Bookmark::default());
        for length in 0..part.len() {
            assert_eq!(Reader::new(&class).unpack(&part[..length]), None, "{length}");
        }
        for at in 0..part.len() {
            let mut part = part.clone();
            part[at] ^= 0xff;
            // Whatever it says now, reading it ends.
            let _ = Reader::new(&class).unpack(&part);
        }
    }
}
