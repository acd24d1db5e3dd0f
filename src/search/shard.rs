//! A part of the index: entries, and which words stand where in them. Never changes once built.

use std::{collections::HashMap, ops::Range};

use super::{Kind, word::each_word};

/// Something that can be found.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) kind: Kind,
    pub(super) id: String,
    /// A pattern's in English, Russian and Vietnamese, then its aliases; an exercise's title and number;
    /// of anything else there is one.
    pub(super) names: Vec<String>,
    pub(super) label: String,
    pub(super) body: Body,
}

/// Where the words of an entry come from.
#[derive(Clone, Debug)]
pub(super) enum Body {
    /// Some texts.
    Texts(Vec<String>),
    /// A lesson file.
    File(String),
}

/// A part of an entry that is searched as a whole: large lessons have several.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    pub(super) entry: u32,
    /// Pieces of the document, where the entry has one.
    pub(super) pieces: Range<usize>,
}

/// How good a place for a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Prose,
    Heading,
    Name,
}

/// One word in one unit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Posting {
    pub(super) unit: u32,
    /// The best field it stands in.
    pub(super) field: Field,
    /// How often it stands there at all.
    pub(super) count: u16,
}

/// An immutable part of the index.
#[derive(Debug, Default)]
pub(super) struct Shard {
    pub(super) entries: Vec<Entry>,
    pub(super) units: Vec<Unit>,
    /// Rising, each with where its postings start.
    words: Vec<(Box<str>, u32)>,
    postings: Vec<Posting>,
}

/// A shard that is being built.
#[derive(Debug, Default)]
pub(super) struct Draft {
    entries: Vec<Entry>,
    units: Vec<Unit>,
    words: HashMap<Box<str>, Vec<Posting>>,
    /// Bytes of text that went in.
    pub(super) size: usize,
}

impl Draft {
    /// Adds an entry and says its number.
    pub(super) fn entry(&mut self, entry: Entry) -> u32 {
        self.entries.push(entry);
        self.entries.len() as u32 - 1
    }

    /// Starts a unit of an entry; the names belong to every unit.
    pub(super) fn unit(&mut self, entry: u32, pieces: Range<usize>) {
        self.units.push(Unit { entry, pieces });
        let Some(entry) = self.entries.get(entry as usize) else { return };
        // A question has no name, only a topic.
        let field = if entry.kind == Kind::Question { Field::Heading } else { Field::Name };
        for name in entry.names.clone() {
            self.add(&name, field);
        }
    }

    /// Adds text to the newest unit.
    pub(super) fn add(&mut self, text: &str, field: Field) {
        let Some(unit) = self.units.len().checked_sub(1) else { return };
        let unit = unit as u32;
        self.size += text.len();
        let words = &mut self.words;
        each_word(text, |word, _| match words.get_mut(word) {
            Some(postings) => match postings.last_mut() {
                Some(last) if last.unit == unit => {
                    last.field = last.field.max(field);
                    last.count = last.count.saturating_add(1);
                }
                _ => postings.push(Posting { unit, field, count: 1 }),
            },
            None => {
                words.insert(word.into(), vec![Posting { unit, field, count: 1 }]);
            }
        });
    }

    /// The finished shard.
    pub(super) fn finish(self) -> Shard {
        let mut all: Vec<(Box<str>, Vec<Posting>)> = self.words.into_iter().collect();
        all.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let count = all.iter().map(|(_, postings)| postings.len()).sum();
        let (mut words, mut postings) = (Vec::with_capacity(all.len()), Vec::with_capacity(count));
        for (word, list) in all {
            words.push((word, postings.len() as u32));
            postings.extend(list);
        }
        Shard { entries: self.entries, units: self.units, words, postings }
    }
}

impl Shard {
    /// Where a word stands.
    pub(super) fn whole(&self, word: &str) -> &[Posting] {
        match self.words.binary_search_by(|(known, _)| known.as_ref().cmp(word)) {
            Ok(at) => self.between(at, at + 1),
            Err(_) => &[],
        }
    }

    /// Where words stand that start so; a unit may come several times.
    pub(super) fn starting(&self, start: &str) -> &[Posting] {
        let from = self.words.partition_point(|(word, _)| word.as_ref() < start);
        let rest = self.words.get(from..).unwrap_or_default();
        let count = rest.partition_point(|(word, _)| word.starts_with(start));
        self.between(from, from + count)
    }

    fn between(&self, from: usize, to: usize) -> &[Posting] {
        let start = |at: usize| self.words.get(at).map_or(self.postings.len(), |w| w.1 as usize);
        self.postings.get(start(from)..start(to)).unwrap_or_default()
    }

    /// Every word.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|(word, _)| word.as_ref())
    }
}
