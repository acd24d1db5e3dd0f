//! What the parser says about a text of any size, gathered window by window: where it may be cut
//! into pieces that parse alone, its headings, and the definitions that the pieces share.
//!
//! No line is judged here: blocks, headings and definitions are those of pulldown-cmark. The start of
//! a text decides its blocks but for the last one, so a window is read again from its last block on.

mod piece;
mod window;

use std::{
    collections::{HashMap, HashSet, VecDeque},
    ops::Range,
};

use super::build::Mention;

pub(super) use piece::parse;
use window::{Kind, Window, line_end};

/// Bytes that the parser is given at once; more where one block is larger.
const WINDOW: usize = 16 << 10;

/// A piece ends at the next heading once it has this many bytes or a drawing …
const AIM: usize = 4 << 10;

/// … and at the next block with this many. A block is never cut.
const SOFT: usize = 8 << 10;

/// A part that folds is cut only where it is longer, in bytes: such a one does not fold.
pub(super) const LONGEST_FOLD: usize = 64 << 10;

/// Footnotes of a group: those that stand in other blocks are parsed with the pieces that define them, and
/// these may all be different ones.
const NOTES: usize = 8;

/// A piece of the text that parses alone: whole blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    pub range: Range<usize>,
}

/// A heading; `range` is its text in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    pub level: u8,
    pub range: Range<usize>,
    /// Its text without marks, as far as definitions before it tell.
    pub(super) title: String,
    /// What the author calls it: `{#id}`.
    pub(super) id: Option<String>,
}

/// A place that links may lead to and that is no heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Anchor {
    pub(super) at: usize,
    pub(super) name: Name,
}

/// What links call a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// What the author calls it, by a tag with an id.
    Given(String),
    /// The text of a term that is defined, without marks.
    Term(String),
}

/// Where a label of links leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Definition {
    pub(super) destination: String,
    pub(super) at: usize,
}

/// A footnote's definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Footnote {
    /// Folded.
    pub(super) label: String,
    pub(super) range: Range<usize>,
    /// Where it is mentioned first.
    pub(super) mention: Option<usize>,
    /// Whether it begins its line and stands in no other block: then it parses alone.
    pub(super) alone: bool,
}

/// Neighbouring footnotes that are parsed and laid out together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteGroup {
    /// By their numbers from 0.
    pub notes: Range<usize>,
    /// The first one's place. Footnotes stand behind the text's end, one after another, each as long as
    /// its source and one more.
    pub at: usize,
    /// Bytes of their source.
    pub bytes: usize,
}

/// What has been found so far.
#[derive(Clone, Debug)]
pub(super) struct Index {
    pub(super) chunks: Vec<Chunk>,
    pub(super) headings: Vec<Heading>,
    pub(super) anchors: Vec<Anchor>,
    /// The definitions of links that count, the first of each label, by folded label.
    pub(super) links: HashMap<String, Definition>,
    /// Footnotes in the order of their definitions; once the text is whole, of their first mention.
    pub(super) notes: Vec<Footnote>,
    /// All of them in their order; known once the text is whole.
    pub(super) groups: Vec<NoteGroup>,
    /// Where the footnote of a folded label is defined first.
    pub(super) labels: HashMap<String, usize>,
    /// The numbers of the footnotes by folded label; known once the text is whole.
    pub(super) numbers: HashMap<String, usize>,
    /// What stands before is final.
    pub(super) scanned: usize,
    pub(super) whole: bool,
    window: usize,
    /// Where the piece that is being gathered starts.
    cut: usize,
    /// Parts that fold which are open there.
    folds: usize,
    /// Whether it holds a drawing: those take longest to lay out, so each has a piece of its own, and
    /// only those in sight are laid out.
    drawn: bool,
}

impl Index {
    pub(super) fn new(start: usize) -> Self {
        Self::with_window(start, WINDOW)
    }

    pub(super) fn with_window(start: usize, window: usize) -> Self {
        Self {
            chunks: Vec::new(),
            headings: Vec::new(),
            anchors: Vec::new(),
            links: HashMap::new(),
            notes: Vec::new(),
            groups: Vec::new(),
            labels: HashMap::new(),
            numbers: HashMap::new(),
            scanned: start,
            whole: false,
            window,
            cut: start,
            folds: 0,
            drawn: false,
        }
    }

    /// Reads on until at least `limit`, as far as blocks are final; `whole` where no text follows.
    pub(super) fn scan(&mut self, text: &str, limit: usize, whole: bool) {
        let limit = limit.min(text.len());
        while self.scanned < limit && self.advance(text, whole) {}
        if whole && self.scanned >= text.len() && !self.whole {
            self.finish(text);
        }
    }

    /// Reads a window; whether it brought anything.
    fn advance(&mut self, text: &str, whole: bool) -> bool {
        let mut size = self.window;
        loop {
            let end = line_end(text, self.scanned.saturating_add(size));
            let last = end == text.len();
            let source = text.get(self.scanned..end).unwrap_or_default();
            let found = Window::read(source, self.scanned);
            let stop = if last && whole { Some(end) } else { found.stop() };
            match stop {
                Some(stop) => {
                    self.take(found, stop);
                    return true;
                }
                None if last => return false,
                None => size = size.saturating_mul(2),
            }
        }
    }

    /// Takes what a window holds before `stop`.
    fn take(&mut self, found: Window, stop: usize) {
        for block in found.blocks.iter().take_while(|block| block.start < stop) {
            let aim = if block.kind == Kind::Heading { AIM } else { SOFT };
            let size = block.start - self.cut;
            let folded = self.folds > 0 && size < LONGEST_FOLD;
            if block.free && !folded && size > 0 && (size >= aim || self.drawn) {
                self.cut_at(block.start);
            }
            self.folds = self.folds.saturating_add_signed(block.folds);
            self.drawn |= block.drawn;
        }
        let headings = found.headings.into_iter();
        self.headings.extend(headings.take_while(|heading| heading.range.start < stop));
        self.anchors.extend(found.anchors.into_iter().filter(|anchor| anchor.at < stop));
        for (label, definition) in found.links {
            if definition.at < stop && !self.links.contains_key(&label) {
                self.links.insert(label, definition);
            }
        }
        for note in found.notes.into_iter().take_while(|note| note.range.start < stop) {
            self.labels.entry(note.label.clone()).or_insert(note.range.start);
            self.notes.push(note);
        }
        self.scanned = stop;
    }

    fn cut_at(&mut self, at: usize) {
        self.drawn = false;
        self.chunks.push(Chunk { range: self.cut..at });
        self.cut = at;
    }

    /// The text ends here: so does the last piece, and footnotes get their order.
    fn finish(&mut self, text: &str) {
        self.whole = true;
        if self.cut < text.len() {
            self.cut_at(text.len());
        }
        if !self.notes.is_empty() {
            let mentions = self.mentions(text);
            self.order(mentions);
            self.group(text.len() + 1);
        }
    }

    /// Footnotes by groups of about a piece's size, of which the first stands at a place.
    fn group(&mut self, mut at: usize) {
        for (number, note) in self.notes.iter().enumerate() {
            let bytes = note.range.len();
            let fits =
                |group: &&mut NoteGroup| group.notes.len() < NOTES && group.bytes + bytes <= SOFT;
            match self.groups.last_mut().filter(fits) {
                Some(group) => {
                    group.notes.end = number + 1;
                    group.bytes += bytes;
                }
                None => self.groups.push(NoteGroup { notes: number..number + 1, at, bytes }),
            }
            at += bytes + 1;
        }
    }

    /// The part of the text that a footnote is parsed with: it alone, or the piece that defines it.
    pub(super) fn part(&self, note: &Footnote) -> Range<usize> {
        if note.alone {
            return note.range.clone();
        }
        let piece = self.chunks.get(self.chunk_at(note.range.start));
        piece.map_or(0..0, |chunk| chunk.range.clone())
    }

    /// The number of the piece that holds an offset.
    pub(super) fn chunk_at(&self, offset: usize) -> usize {
        let after = self.chunks.partition_point(|chunk| chunk.range.start <= offset);
        after.saturating_sub(1)
    }

    fn mentions(&self, text: &str) -> Vec<Mention> {
        let holds =
            |chunk: &&Chunk| text.get(chunk.range.clone()).is_some_and(|t| t.contains("[^"));
        let chunks = self.chunks.iter().filter(holds);
        chunks.flat_map(|chunk| parse(text, self, chunk.range.clone()).mentions).collect()
    }

    /// Footnotes in the order of their first mention: by the text first, then by each other. Those that
    /// nothing leads to come last.
    fn order(&mut self, mentions: Vec<Mention>) {
        let mut inside: HashMap<usize, Vec<Mention>> = HashMap::new();
        let mut queue = VecDeque::new();
        for mention in mentions {
            match mention.note {
                Some(note) => inside.entry(note).or_default().push(mention),
                None => queue.push_back(mention),
            }
        }
        let mut first = HashMap::new();
        let mut order = Vec::new();
        let mut seen = HashSet::new();
        while let Some(mention) = queue.pop_front() {
            let Some(at) = self.labels.get(&mention.label).copied() else { continue };
            if seen.insert(at) {
                first.insert(at, mention.at);
                order.push(at);
                queue.extend(inside.remove(&at).unwrap_or_default());
            }
        }
        let rank: HashMap<usize, usize> = order.into_iter().zip(0..).collect();
        for note in &mut self.notes {
            note.mention = first.get(&note.range.start).copied();
        }
        self.notes.sort_by_key(|note| {
            (rank.get(&note.range.start).copied().unwrap_or(usize::MAX), note.range.start)
        });
        for (note, number) in self.notes.iter().zip(1..) {
            self.numbers.entry(note.label.clone()).or_insert(number);
        }
    }
}
