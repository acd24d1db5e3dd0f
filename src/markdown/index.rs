//! What the parser says about a text of any size, gathered window by window: where it may be cut
//! into pieces that parse alone, its headings, and the definitions that the pieces share.
//!
//! No line is judged here: blocks, headings and definitions are those of pulldown-cmark. The start of
//! a text decides its blocks but for the last one, so a window is read again from its last block on.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    ops::Range,
};

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use super::{
    build::{self, Mention},
    html, options,
    piece::parse,
};
use crate::text::sanitize;

/// Bytes that the parser is given at once; more where one block is larger.
const WINDOW: usize = 16 << 10;
/// A piece ends at the next heading once it has this many bytes or a drawing …
const AIM: usize = 4 << 10;
/// … and at the next block with this many. A block is never cut.
const SOFT: usize = 8 << 10;

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
}

/// What has been found so far.
#[derive(Clone, Debug)]
pub(super) struct Index {
    pub(super) chunks: Vec<Chunk>,
    pub(super) headings: Vec<Heading>,
    /// The definitions of links that count, the first of each label, by folded label.
    pub(super) links: HashMap<String, Definition>,
    /// Footnotes in the order of their definitions; once the text is whole, of their first mention.
    pub(super) notes: Vec<Footnote>,
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
            links: HashMap::new(),
            notes: Vec::new(),
            labels: HashMap::new(),
            numbers: HashMap::new(),
            scanned: start,
            whole: false,
            window,
            cut: start,
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
            if block.free && size > 0 && (size >= aim || self.drawn) {
                self.cut_at(block.start);
            }
            self.drawn |= block.drawn;
        }
        let headings = found.headings.into_iter();
        self.headings.extend(headings.take_while(|heading| heading.range.start < stop));
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
        }
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

/// What a block is, as far as cutting is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Heading,
    Paragraph,
    Definitions,
    Other,
}

/// A block that stands in no other one.
#[derive(Debug)]
struct Top {
    /// The start of its first line.
    start: usize,
    kind: Kind,
    /// Whether the text may be cut before it.
    free: bool,
    drawn: bool,
}

/// What one reading of a part found.
#[derive(Debug, Default)]
struct Window {
    base: usize,
    blocks: Vec<Top>,
    headings: Vec<Heading>,
    links: Vec<(String, Definition)>,
    notes: Vec<Footnote>,
}

impl Window {
    fn read(source: &str, base: usize) -> Self {
        let parser = Parser::new_ext(source, options());
        let links = parser.reference_definitions().iter().map(|(label, found)| {
            let destination = found.dest.to_string();
            (fold(label), Definition { destination, at: base + found.span.start })
        });
        let mut links: Vec<_> = links.collect();
        links.sort_by_key(|(_, found)| found.at);
        let mut reader =
            Reader { source, found: Self { base, links, ..Self::default() }, ..Reader::new() };
        for (event, range) in parser.into_offset_iter() {
            reader.event(event, range);
        }
        reader.found
    }

    /// The start of the last block from which on the text may be read anew.
    fn stop(&self) -> Option<usize> {
        let of_list = |at: usize| {
            // A term may follow that belongs to the list before it.
            let before = at.checked_sub(1).and_then(|at| self.blocks.get(at));
            before.is_some_and(|block| block.kind == Kind::Definitions)
        };
        let blocks = self.blocks.iter().enumerate().rev();
        blocks
            .filter(|(at, block)| block.free && !(block.kind == Kind::Paragraph && of_list(*at)))
            .map(|(_, block)| block.start)
            .find(|start| *start > self.base)
    }
}

/// Follows the parser through a window.
struct Reader<'a> {
    source: &'a str,
    found: Window,
    depth: usize,
    /// Where the block before ended.
    end: usize,
    /// The heading that is open, and whether its first text has come.
    heading: Option<(Heading, bool)>,
    /// Footnotes that are open.
    notes: usize,
}

impl Reader<'_> {
    fn new() -> Self {
        let (found, heading) = (Window::default(), None);
        Self { source: "", found, depth: 0, end: 0, heading, notes: 0 }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.depth == 0 && !matches!(event, Event::End(_)) {
            self.top(&event, range.start);
        }
        let end = range.end;
        match event {
            Event::Start(tag) => {
                self.depth += 1;
                self.start(tag, range);
            }
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                self.close(tag);
            }
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) => {
                self.title(&text, &range);
            }
            Event::InlineHtml(html) if !html::is_silent(&html) => self.title(&html, &range),
            Event::SoftBreak | Event::HardBreak => self.title(" ", &range),
            _ => {}
        }
        if self.depth == 0 {
            self.end = self.end.max(end);
        }
    }

    /// A block begins that stands in no other one.
    fn top(&mut self, event: &Event<'_>, at: usize) {
        let before = self.source.get(..at).unwrap_or_default();
        let start = before.trim_end_matches([' ', '\t']).len();
        let gap = self.source.get(self.end..start).unwrap_or_default();
        let above = before.get(..start).unwrap_or_default().trim_end_matches('\n');
        // A definition that ends on the line above might go on.
        let blank = start - above.len() > 1;
        let kind = match event {
            Event::Start(Tag::Heading { .. }) => Kind::Heading,
            Event::Start(Tag::Paragraph) => Kind::Paragraph,
            Event::Start(Tag::DefinitionList) => Kind::Definitions,
            _ => Kind::Other,
        };
        let free = blank || gap.trim().is_empty();
        let start = start + self.found.base;
        self.found.blocks.push(Top { start, kind, free, drawn: false });
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Heading { level, id, .. } if self.notes == 0 => {
                let range = range.start + self.found.base..range.end + self.found.base;
                let id = id.map(|id| sanitize(&id).into_owned());
                let heading = Heading { level: level as u8, range, title: String::new(), id };
                self.heading = Some((heading, false));
            }
            Tag::FootnoteDefinition(label) => {
                self.notes += 1;
                let range = range.start + self.found.base..range.end + self.found.base;
                self.found.notes.push(Footnote { label: fold(&label), range, mention: None });
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) if build::is_drawing(&info) => {
                if let Some(block) = self.found.blocks.last_mut() {
                    block.drawn = true;
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                if let Some((heading, _)) = self.heading.take() {
                    self.found.headings.push(heading);
                }
            }
            TagEnd::FootnoteDefinition => self.notes = self.notes.saturating_sub(1),
            _ => {}
        }
    }

    fn title(&mut self, text: &str, range: &Range<usize>) {
        let Some((heading, begun)) = &mut self.heading else { return };
        if !std::mem::replace(begun, true) {
            heading.range.start = range.start + self.found.base;
        }
        heading.range.end = range.end + self.found.base;
        heading.title.push_str(&sanitize(text));
    }
}

/// The end of the line that holds a place.
fn line_end(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    memchr::memchr(b'\n', rest).map_or(text.len(), |end| at + end + 1)
}

/// A label of a link or footnote as references compare it: case and blanks folded.
pub fn fold(label: &str) -> String {
    let mut folded = String::with_capacity(label.len());
    for word in label.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        // Some small letters have two capitals, some capitals two small letters: `ẞ` is `SS` is `ss`.
        let capitals = word.chars().flat_map(char::to_lowercase).flat_map(char::to_uppercase);
        folded.extend(capitals.flat_map(char::to_lowercase));
    }
    folded
}
