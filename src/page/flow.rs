//! A document laid out piece by piece, where somebody looks; places in it, and ways between them.

mod way;

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use super::{
    Line, NARROWEST, Options, Paint, Source, Span, block, code::colour, line::LineKind, sign::signs,
};
use crate::{
    markdown::{Block, Document, Indexed, NoteGroup},
    role::Role,
};

/// How many pieces stay laid out; about 400 KB of text.
pub(super) const KEPT: usize = 48;

/// A line of a page by the piece that it is in; grows from the start to the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub piece: usize,
    pub line: usize,
}

/// The laid-out lines of a piece.
#[derive(Debug, Default)]
pub(super) struct Piece {
    pub(super) lines: Vec<Line>,
    pub(super) sources: Vec<Source>,
    used: u64,
}

/// A document laid out where somebody looks.
#[derive(Debug)]
pub struct Page {
    pub(super) document: Document,
    pub(super) options: Options,
    pub(super) pieces: HashMap<usize, Piece>,
    /// Lines of each piece that has been laid out once, at this width.
    heights: Vec<Option<usize>>,
    known: (usize, usize),
    /// Whether something was laid out that text further on may change.
    unsettled: bool,
    /// Whether something that was laid out folds, or hides lines of code.
    pub(super) folds: bool,
    pub(super) paints: HashMap<u64, Arc<Paint>>,
    clock: u64,
}

impl Page {
    /// A page that has laid out nothing yet.
    pub fn new(document: Document, options: Options) -> Self {
        Self {
            document,
            options,
            pieces: HashMap::new(),
            heights: Vec::new(),
            known: (0, 0),
            unsettled: false,
            folds: false,
            paints: HashMap::new(),
            clock: 0,
        }
    }

    /// The document that is shown.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// How the page is laid out now.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Lays the page out anew for other options, if they differ in width or charset. Places change:
    /// keep [`Self::offset`] of the one that matters and come back with [`Self::place`].
    pub fn set_options(&mut self, options: Options) {
        let same = self.options.width == options.width && self.options.charset == options.charset;
        self.options = options;
        if !same {
            self.refresh();
        }
    }

    /// Forgets what was laid out, as when the host has news.
    pub fn refresh(&mut self) {
        self.pieces.clear();
        self.heights.clear();
        self.known = (0, 0);
        self.unsettled = false;
    }

    /// Reads the rest of a large document; whether the lines may have changed.
    pub fn index(&mut self) -> bool {
        if !self.document.index() {
            return false;
        }
        self.settle_open();
        true
    }

    /// Takes what was found of a large document on another thread; whether it was news.
    pub fn adopt(&mut self, found: Indexed) -> bool {
        let news = self.document.adopt(found);
        if news {
            self.settle_open();
        }
        news
    }

    /// What was laid out stays unless it mentions what was not known.
    fn settle_open(&mut self) {
        if self.unsettled {
            self.refresh();
        }
    }

    /// Whether nothing that is laid out waits for text that has not been read.
    pub fn is_settled(&self) -> bool {
        !self.unsettled
    }

    /// Takes the whole of a document that was opened with its start only.
    pub fn complete(&mut self, text: impl Into<Cow<'static, str>>) {
        if !self.document.complete(text) || self.unsettled {
            self.refresh();
        }
    }

    /// Whether there is a piece of that number, scanning on if need be.
    fn has(&mut self, number: usize) -> bool {
        while number >= self.count() && !self.document.is_indexed() {
            let covered = self.document.covered();
            self.document.index_until(covered);
            if self.document.covered() == covered {
                break;
            }
        }
        number < self.count()
    }

    /// Scans a large document until an offset is covered with room to spare.
    pub fn index_until(&mut self, offset: usize) {
        self.document.index_until(offset);
    }

    /// Pieces of the page: those of the document, and the footnotes when all of it is known.
    fn count(&self) -> usize {
        self.document.chunks().len() + self.document.note_groups().len()
    }

    /// Lays out a piece if it is not.
    pub(super) fn piece(&mut self, number: usize) -> &mut Piece {
        if !self.pieces.contains_key(&number) {
            let piece = self.lay_out(number);
            self.keep(number, piece);
        }
        self.clock += 1;
        let used = self.clock;
        let piece = self.pieces.entry(number).or_default();
        piece.used = used;
        piece
    }

    /// Keeps a piece that was laid out, in place of the one that nobody has looked at for longest.
    fn keep(&mut self, number: usize, piece: Piece) {
        if self.pieces.len() >= KEPT {
            let oldest = self.pieces.iter().min_by_key(|(_, piece)| piece.used);
            if let Some(oldest) = oldest.map(|(number, _)| *number) {
                self.pieces.remove(&oldest);
            }
        }
        if self.heights.len() <= number {
            self.heights.resize(number + 1, None);
        }
        if let Some(height @ None) = self.heights.get_mut(number) {
            *height = Some(piece.lines.len());
            self.known.0 += piece.lines.len();
            self.known.1 += self.bytes(number);
        }
        self.pieces.insert(number, piece);
    }

    /// Bytes of a piece's source.
    pub(super) fn bytes(&self, number: usize) -> usize {
        match self.document.chunks().get(number) {
            Some(chunk) => chunk.range.len(),
            None => self.group(number).map_or(0, |group| group.bytes),
        }
    }

    /// The places that a piece's lines stand for: from where they start to where those of the next do.
    fn reach(&self, number: usize) -> (usize, usize) {
        match self.document.chunks().get(number) {
            Some(chunk) => (chunk.range.start, chunk.range.end),
            None => {
                let text = self.document.text().len();
                (text, self.group(number).map_or(text, |group| group.at + group.bytes))
            }
        }
    }

    /// The footnotes that a piece behind those of the text shows.
    fn group(&self, number: usize) -> Option<&NoteGroup> {
        self.document.note_groups().get(number.checked_sub(self.document.chunks().len())?)
    }

    fn lay_out(&mut self, number: usize) -> Piece {
        let mut piece = self.document.piece(number);
        if !piece.settled && self.document.is_whole() {
            // It mentions what may be defined further on: that has to be known first.
            self.document.index();
            piece = self.document.piece(number);
        }
        self.unsettled |= !piece.settled;
        self.flow(number, &piece.blocks)
    }

    /// The lines of a piece with these blocks.
    fn flow(&mut self, number: usize, blocks: &[Block]) -> Piece {
        let width = self.options.width.max(NARROWEST);
        let mut layout = block::Layout::new(&self.options, self.document.numbers());
        let lines = match self.group(number) {
            Some(group) => notes(&self.document, group, &mut layout, width),
            None => layout.blocks(blocks, width, Role::Text, 0, number > 0),
        };
        let (sources, folds) = (layout.sources, layout.folds);
        self.folds |= folds;
        let mut lines = lines;
        let (start, end) = self.reach(number);
        let mut at = start;
        for line in &mut lines {
            at = at.max(line.at);
            line.at = at;
        }
        spread(&mut lines, start, end);
        let mut piece = Piece { lines, sources, used: 0 };
        for source in &piece.sources {
            if let Some(paint) = self.paints.get(&source.hash) {
                colour(&mut piece.lines, source.hash, paint);
            }
        }
        piece
    }

    /// The lines from a place on, at most `height`.
    pub fn lines(&mut self, from: Place, height: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut place = from;
        while lines.len() < height && self.has(place.piece) {
            let piece = self.piece(place.piece);
            let rest = height - lines.len();
            lines.extend(piece.lines.iter().skip(place.line).take(rest).cloned());
            place = Place { piece: place.piece + 1, line: 0 };
        }
        lines
    }

    /// Calls `each` with every line from a place on, at most `height`, without copying them.
    pub fn each(&mut self, from: Place, height: usize, mut each: impl FnMut(usize, Place, &Line)) {
        let (mut row, mut number, mut skip) = (0, from.piece, from.line);
        while row < height && self.has(number) {
            let piece = self.piece(number);
            for (line, text) in piece.lines.iter().enumerate().skip(skip).take(height - row) {
                each(row, Place { piece: number, line }, text);
                row += 1;
            }
            (number, skip) = (number + 1, 0);
        }
    }

    /// Lays out what has not been from a piece on, up to a number of pieces. With it the footer of a lesson
    /// becomes exact while nobody is waiting; what may be changed by text that has not been read is left for
    /// later.
    pub fn settle(&mut self, from: usize, pieces: usize) {
        let open = (from..self.count())
            .filter(|number| self.heights.get(*number).copied().flatten().is_none());
        let open: Vec<_> = open.take(pieces).collect();
        for number in open {
            let piece = self.document.piece(number);
            if piece.settled {
                let piece = self.flow(number, &piece.blocks);
                self.keep(number, piece);
            }
        }
    }
}

/// Gives lines with one place bytes of their own, from `start` to `end`, so that each is found again: rows of
/// a drawing, a question, blank lines. They take those behind it, and before it where these are too few.
fn spread(lines: &mut [Line], start: usize, end: usize) {
    let (mut lines, mut end) = (lines, end);
    while let Some(at) = lines.last().map(|line| line.at) {
        let from = lines.partition_point(|line| line.at < at);
        let (before, run) = std::mem::take(&mut lines).split_at_mut(from);
        let least = before.last().map_or(start, |line| line.at + 1);
        let first = at.min(end.saturating_sub(run.len())).max(least);
        let last = end.saturating_sub(1).max(first);
        for (number, line) in run.iter_mut().enumerate() {
            line.at = (first + number).min(last);
        }
        (lines, end) = (before, first);
    }
}

/// Footnotes at the end of the page. Their lines stand for places behind the text's end, so that places
/// rise from line to line.
pub(super) fn notes(
    document: &Document,
    group: &NoteGroup,
    layout: &mut block::Layout<'_>,
    width: usize,
) -> Vec<Line> {
    let mut lines = Vec::new();
    if group.notes.start == 0 {
        let end = document.text().len();
        lines.push(Line { at: end, ..Line::default() });
        if !layout.speaks() {
            let rule = signs(layout.options.charset).rule.repeat(width.min(12));
            let spans = vec![Span::new(rule, Role::Border, end)];
            lines.push(Line { spans, at: end, kind: LineKind::Text });
        }
    }
    let mut at = group.at;
    for note in document.notes(group) {
        let mut last = 0;
        for mut line in layout.note(&note, width) {
            last = line.at.saturating_sub(note.range.start).min(note.range.len()).max(last);
            line.at = at + last;
            lines.push(line);
        }
        if let Some(first) = lines.iter_mut().find(|line| line.at >= at) {
            first.at = at;
        }
        at += note.range.len() + 1;
    }
    lines
}
