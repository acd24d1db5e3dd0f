//! Texts and lists that stand in many statements, each kept once.

use std::{
    collections::HashMap,
    hash::{BuildHasher, Hash},
    num::NonZeroU32,
};

use foldhash::fast::RandomState;

/// A text, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::class) struct Name(NonZeroU32);

/// A list of texts with a count each, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::class) struct List(NonZeroU32);

impl Name {
    pub(super) fn number(self) -> u32 {
        self.0.get()
    }
}

impl List {
    pub(super) fn number(self) -> u32 {
        self.0.get()
    }
}

/// Sequences, each kept once and all in one piece: of hundreds of thousands, one of its own each would
/// take more than what it says.
struct Pool<T> {
    items: Vec<T>,
    /// Where each sequence ends.
    ends: Vec<usize>,
    /// Numbers by the fingerprint of what they stand for; of two with one, the later has the next that is
    /// free.
    known: HashMap<u64, NonZeroU32, RandomState>,
}

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self { items: Vec::new(), ends: Vec::new(), known: HashMap::default() }
    }
}

impl<T: Copy + Eq + Hash> Pool<T> {
    /// The number of a sequence; the last there is where there are more than can be counted.
    fn of(&mut self, sequence: &[T]) -> NonZeroU32 {
        let mut print = self.known.hasher().hash_one(sequence);
        while let Some(number) = self.known.get(&print) {
            if self.get(*number) == sequence {
                return *number;
            }
            print = print.wrapping_add(1);
        }
        self.items.extend_from_slice(sequence);
        self.ends.push(self.items.len());
        let number = u32::try_from(self.ends.len()).ok().and_then(NonZeroU32::new);
        let number = number.unwrap_or(NonZeroU32::MAX);
        self.known.insert(print, number);
        number
    }

    /// The number, if there are so many.
    fn known(&self, number: u32) -> Option<NonZeroU32> {
        NonZeroU32::new(number).filter(|number| number.get() as usize <= self.ends.len())
    }

    fn get(&self, number: NonZeroU32) -> &[T] {
        self.at(number.get() as usize - 1)
    }

    fn at(&self, at: usize) -> &[T] {
        let before = at.checked_sub(1).and_then(|before| self.ends.get(before));
        let start = before.copied().unwrap_or(0);
        let end = self.ends.get(at).copied().unwrap_or(start);
        self.items.get(start..end).unwrap_or_default()
    }

    /// Those after the first so many.
    fn since(&self, count: usize) -> impl ExactSizeIterator<Item = &[T]> {
        (count.min(self.ends.len())..self.ends.len()).map(|at| self.at(at))
    }

    /// Forgets how to find a number: nothing more is read.
    fn close(&mut self) {
        self.known = HashMap::default();
    }
}

/// All texts.
#[derive(Default)]
pub(in crate::class) struct Names(Pool<u8>);

impl Names {
    /// The number of a text.
    pub(super) fn of(&mut self, text: &str) -> Name {
        Name(self.0.of(text.as_bytes()))
    }

    /// The text with a number, if there are so many.
    pub(super) fn known(&self, number: u32) -> Option<Name> {
        self.0.known(number).map(Name)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.ends.len()
    }

    /// Those after the first so many.
    pub(super) fn since(&self, count: usize) -> impl ExactSizeIterator<Item = &str> {
        self.0.since(count).map(text)
    }

    pub(super) fn close(&mut self) {
        self.0.close();
    }

    /// The text.
    pub(in crate::class) fn text(&self, name: Name) -> &str {
        text(self.0.get(name.0))
    }
}

/// What was a text when it was kept.
fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// All lists.
#[derive(Default)]
pub(in crate::class) struct Lists(Pool<(Name, u32)>);

impl Lists {
    /// The number of a list.
    pub(super) fn of(&mut self, items: &[(Name, u32)]) -> List {
        List(self.0.of(items))
    }

    /// The list with a number, if there are so many.
    pub(super) fn known(&self, number: u32) -> Option<List> {
        self.0.known(number).map(List)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.ends.len()
    }

    /// Those after the first so many.
    pub(super) fn since(&self, count: usize) -> impl ExactSizeIterator<Item = &[(Name, u32)]> {
        self.0.since(count)
    }

    pub(super) fn close(&mut self) {
        self.0.close();
    }

    /// The items of a list; none of no list.
    pub(in crate::class) fn items(&self, list: Option<List>) -> &[(Name, u32)] {
        list.map_or(&[], |list| self.0.get(list.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sequence_has_one_number_also_where_fingerprints_meet() {
        let mut names = Names::default();
        let (one, other) = (names.of("one"), names.of("other"));
        // As if another text had been there with the fingerprint of this one.
        let print = names.0.known.hasher().hash_one("third".as_bytes());
        names.0.known.insert(print, one.0);
        let third = names.of("third");
        assert_eq!((names.of("third"), names.of("one"), names.of("other")), (third, one, other));
        assert_eq!(names.since(0).collect::<Vec<_>>(), ["one", "other", "third"]);
        let empty = names.of("");
        assert_eq!((names.text(third), names.text(empty)), ("third", ""));
        assert_eq!((names.known(0), names.known(4).is_some(), names.known(5)), (None, true, None));
    }
}
