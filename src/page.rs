//! A page: a document laid out for a width, only where somebody looks. Knows roles, no colours.

mod block;
mod find;
mod line;
pub mod picture;
mod plain;
mod sign;
mod table;
#[cfg(test)]
mod tests;
mod wrap;

use std::{collections::HashMap, fmt, ops::Range, sync::Arc};

pub use block::Source;
pub use find::find;
pub use line::{Line, LineKind, Span, Wide};
pub use plain::{Look, print, write};

use crate::{
    id::QuestionId,
    markdown::{Block, Document, Target, parse},
    role::Role,
};

/// No line of text is wider than this many cells: longer ones are hard to follow.
pub const WIDEST: usize = 84;
/// No page is laid out for fewer cells.
pub const NARROWEST: usize = 8;
/// How many pieces stay laid out; about 400 KB of text.
const KEPT: usize = 48;

/// Which characters a page may be drawn with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Charset {
    #[default]
    Unicode,
    Ascii,
}

/// How a page is laid out.
#[derive(Clone)]
pub struct Options {
    /// Width of the text in cells; drawings may use `wide`.
    pub width: usize,
    pub charset: Charset,
    pub words: Words,
    pub host: Arc<dyn Host>,
}

impl Options {
    /// Plain options for a width: English words, no drawings, no questions.
    pub fn new(width: usize) -> Self {
        let (charset, words) = (Charset::default(), Words::default());
        Self { width, charset, words, host: Arc::new(Nobody) }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").field("width", &self.width).finish_non_exhaustive()
    }
}

/// The words that a page itself says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub note: String,
    pub tip: String,
    pub important: String,
    pub warning: String,
    pub caution: String,
    pub check: String,
}

impl Default for Words {
    fn default() -> Self {
        Self {
            note: "Note".into(),
            tip: "Tip".into(),
            important: "Important".into(),
            warning: "Warning".into(),
            caution: "Caution".into(),
            check: "Check yourself".into(),
        }
    }
}

/// What a page asks of those who show it.
pub trait Host: Send + Sync {
    /// The question with this id, to be shown inside the page.
    fn question(&self, _id: &QuestionId) -> Option<Check> {
        None
    }
}

/// A host that knows no question.
#[derive(Clone, Copy, Debug)]
pub struct Nobody;

impl Host for Nobody {}

/// A check question as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    pub prompt: String,
    /// How it was answered last.
    pub right: Option<bool>,
}

/// Lays out blocks that are no document of their own, such as a question's prompt.
pub fn lay_out(blocks: &[Block], options: &Options) -> Vec<Line> {
    let mut layout = block::Layout { options, numbers: &[], sources: Vec::new() };
    layout.blocks(blocks, options.width.max(NARROWEST), Role::Text, 0, false)
}

/// Lays out a short Markdown text.
pub fn lay_out_text(markdown: &str, options: &Options) -> Vec<Line> {
    lay_out(&parse(markdown), options)
}

/// A line of a page by the piece that it is in; grows from the start to the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub piece: usize,
    pub line: usize,
}

/// The laid-out lines of a piece.
#[derive(Debug)]
struct Piece {
    lines: Vec<Line>,
    sources: Vec<Source>,
    used: u64,
}

/// Colours of a block of code: for every line the roles of its bytes.
pub type Paint = Vec<Vec<(Range<usize>, Role)>>;

/// A document laid out where somebody looks.
#[derive(Debug)]
pub struct Page {
    document: Document,
    options: Options,
    pieces: HashMap<usize, Piece>,
    /// Lines of each piece that has been laid out once, at this width.
    heights: Vec<Option<usize>>,
    known: (usize, usize),
    numbers: Option<Vec<(String, usize)>>,
    paints: HashMap<u64, Arc<Paint>>,
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
            numbers: None,
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
    }

    /// Scans the rest of a large document; worth calling once the first frame is out. Whether the
    /// lines may have changed.
    pub fn index(&mut self) -> bool {
        if !self.document.index() {
            return false;
        }
        // What was laid out stays unless it may mention what is defined later on.
        self.numbers = None;
        if self.document.has_definitions() {
            self.refresh();
        }
        true
    }

    /// Takes the whole of a document that was opened with its start only.
    pub fn complete(&mut self, text: impl Into<std::borrow::Cow<'static, str>>) {
        if !self.document.complete(text) {
            self.numbers = None;
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
        let notes = self.document.is_indexed() && self.document.has_notes();
        self.document.chunks().len() + usize::from(notes)
    }

    fn numbers(&mut self) -> &[(String, usize)] {
        let document = &self.document;
        self.numbers.get_or_insert_with(|| {
            if !document.has_notes() || !document.is_indexed() {
                return Vec::new();
            }
            document.mentions().into_iter().enumerate().map(|(n, note)| (note, n + 1)).collect()
        })
    }

    /// Lays out a piece if it is not.
    fn piece(&mut self, number: usize) -> &mut Piece {
        self.clock += 1;
        let used = self.clock;
        if !self.pieces.contains_key(&number) {
            if self.pieces.len() >= KEPT {
                let oldest = self.pieces.iter().min_by_key(|(_, piece)| piece.used);
                if let Some(oldest) = oldest.map(|(number, _)| *number) {
                    self.pieces.remove(&oldest);
                }
            }
            let piece = self.lay_out(number);
            if self.heights.len() <= number {
                self.heights.resize(number + 1, None);
            }
            if let Some(height @ None) = self.heights.get_mut(number) {
                *height = Some(piece.lines.len());
                let bytes = self.document.chunks().get(number).map_or(0, |c| c.range.len());
                self.known.0 += piece.lines.len();
                self.known.1 += bytes;
            }
            self.pieces.insert(number, piece);
        }
        let piece = self.pieces.entry(number).or_insert_with(|| Piece {
            lines: Vec::new(),
            sources: Vec::new(),
            used,
        });
        piece.used = used;
        piece
    }

    fn lay_out(&mut self, number: usize) -> Piece {
        self.numbers();
        let width = self.options.width.max(NARROWEST);
        let mut layout = block::Layout {
            options: &self.options,
            numbers: self.numbers.as_deref().unwrap_or_default(),
            sources: Vec::new(),
        };
        let lines = if number < self.document.chunks().len() {
            let blocks = self.document.blocks(number);
            layout.blocks(&blocks, width, Role::Text, 0, number > 0)
        } else {
            notes(&self.document, &mut layout, width)
        };
        let sources = layout.sources;
        let mut lines = lines;
        let mut at = self.document.chunks().get(number).map_or(0, |chunk| chunk.range.start);
        for line in &mut lines {
            at = at.max(line.at);
            line.at = at;
        }
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

    /// The place `by` lines further on or back, no further than the first and the last line.
    pub fn step(&mut self, from: Place, by: isize) -> Place {
        let mut place = from;
        let mut left = by.unsigned_abs();
        if by >= 0 {
            loop {
                let lines = self.piece(place.piece).lines.len();
                if place.line + left < lines {
                    return Place { line: place.line + left, ..place };
                }
                if !self.has(place.piece + 1) {
                    return Place { line: lines.saturating_sub(1), ..place };
                }
                left -= lines - place.line.min(lines);
                place = Place { piece: place.piece + 1, line: 0 };
            }
        }
        while left > place.line {
            let Some(piece) = place.piece.checked_sub(1) else { return Place::default() };
            left -= place.line;
            place = Place { piece, line: self.piece(piece).lines.len() };
        }
        Place { line: place.line - left, ..place }
    }

    /// The last line. Scans the rest of a large document, and lays out its last piece only.
    pub fn end(&mut self) -> Place {
        self.index();
        let piece = self.count().saturating_sub(1);
        let mut place = Place { piece, line: self.piece(piece).lines.len() };
        while place.line == 0 && place.piece > 0 {
            place.piece -= 1;
            place.line = self.piece(place.piece).lines.len();
        }
        Place { line: place.line.saturating_sub(1), ..place }
    }

    /// The first line of a window of `height` lines that is no lower than `from` and shows no
    /// emptiness below the end where it can.
    pub fn top(&mut self, from: Place, height: usize) -> Place {
        let bottom = self.step(from, height.saturating_sub(1) as isize);
        if self.distance(from, bottom) + 1 >= height {
            return from;
        }
        self.step(bottom, 1 - height.max(1) as isize)
    }

    /// Lines from one place to another in laid-out pieces.
    fn distance(&mut self, from: Place, to: Place) -> usize {
        if from.piece == to.piece {
            return to.line.saturating_sub(from.line);
        }
        let first = self.piece(from.piece).lines.len().saturating_sub(from.line);
        let between: usize =
            (from.piece + 1..to.piece).map(|piece| self.piece(piece).lines.len()).sum();
        first + between + to.line
    }

    /// The place in the source that a line stands for: the same at every width.
    pub fn offset(&mut self, place: Place) -> usize {
        let line = self.piece(place.piece).lines.get(place.line).map(|line| line.at);
        line.unwrap_or_else(|| {
            self.document.chunks().get(place.piece).map_or(0, |chunk| chunk.range.start)
        })
    }

    /// The line that shows a place in the source.
    pub fn place(&mut self, offset: usize) -> Place {
        if offset >= self.document.covered() {
            self.document.index_until(offset);
        }
        let text = self.document.text().len();
        let notes = self.count() > self.document.chunks().len();
        let piece =
            if offset >= text && notes { self.count() - 1 } else { self.document.chunk_at(offset) };
        let lines = &self.piece(piece).lines;
        let after = lines.partition_point(|line| line.at <= offset);
        // Of several lines with one place the first shows where it begins.
        let at = after.checked_sub(1).and_then(|line| lines.get(line)).map_or(0, |line| line.at);
        let line = match at {
            at if at == offset => lines.partition_point(|line| line.at < at),
            _ => after.saturating_sub(1),
        };
        Place { piece, line }
    }

    /// The number of a line from 0 and the number of lines, estimated where nothing has been laid
    /// out, exact when everything has.
    pub fn progress(&mut self, place: Place) -> (usize, usize) {
        self.piece(place.piece);
        let (lines, bytes) = self.known;
        let guess = |length: usize| (length * lines.max(1)).div_ceil(bytes.max(1));
        let (mut before, mut total) = (0, 0);
        for (number, chunk) in self.document.chunks().iter().enumerate() {
            if number == place.piece {
                before = total;
            }
            let known = self.heights.get(number).copied().flatten();
            total += known.unwrap_or_else(|| guess(chunk.range.len()));
        }
        total += guess(self.document.length().saturating_sub(self.document.covered()));
        let notes = self.document.chunks().len();
        if place.piece == notes {
            before = total;
        }
        if self.count() > notes {
            total += self.heights.get(notes).copied().flatten().unwrap_or(0);
        }
        (before + place.line, total.max(before + place.line + 1))
    }

    /// Lays out what has not been, up to a number of pieces; whether anything is left. With it the
    /// footer of a lesson becomes exact while nobody is waiting.
    pub fn settle(&mut self, pieces: usize) -> bool {
        let open: Vec<_> = (0..self.count())
            .filter(|number| self.heights.get(*number).copied().flatten().is_none())
            .take(pieces + 1)
            .collect();
        for number in open.iter().take(pieces) {
            self.piece(*number);
        }
        open.len() > pieces
    }

    /// The blocks of code and drawings that begin in the pieces of a window.
    pub fn sources(&mut self, from: Place, height: usize) -> Vec<Source> {
        let last = self.step(from, height as isize).piece;
        (from.piece..=last).flat_map(|piece| self.piece(piece).sources.clone()).collect()
    }

    /// The block of code or drawing that a line is part of.
    pub fn source(&mut self, place: Place) -> Option<Source> {
        let piece = self.piece(place.piece);
        let LineKind::Wide(wide) = &piece.lines.get(place.line)?.kind else { return None };
        let hash = wide.block;
        piece.sources.iter().find(|source| source.hash == hash).cloned()
    }

    /// The lines of a block of code or a drawing that is laid out, without what they are nested in.
    pub fn block(&self, hash: u64) -> Vec<Line> {
        let Some(piece) = self
            .pieces
            .values()
            .find(|piece| piece.sources.iter().any(|source| source.hash == hash))
        else {
            return Vec::new();
        };
        let mut lines: Vec<Line> = Vec::new();
        for line in &piece.lines {
            let LineKind::Wide(wide) = &line.kind else { continue };
            // The same block may stand on the page twice: once is enough.
            if wide.block != hash || wide.row != lines.len() {
                continue;
            }
            let spans = line.spans.iter().skip(wide.fixed).cloned().collect();
            let kind = LineKind::Wide(Wide { fixed: 0, ..wide.clone() });
            lines.push(Line { spans, at: line.at, kind });
        }
        lines
    }

    /// Whether the colours of a block are known.
    pub fn is_painted(&self, hash: u64) -> bool {
        self.paints.contains_key(&hash)
    }

    /// Gives every block with this hash its colours; whether a line that is laid out has changed.
    pub fn paint(&mut self, hash: u64, paint: Paint) -> bool {
        let paint = Arc::new(paint);
        let mut changed = false;
        for piece in self.pieces.values_mut() {
            if piece.sources.iter().any(|source| source.hash == hash) {
                changed |= colour(&mut piece.lines, hash, &paint);
            }
        }
        self.paints.insert(hash, paint);
        changed
    }

    /// Where a link inside this page leads.
    pub fn follow(&mut self, target: &Target) -> Option<usize> {
        match target {
            Target::Anchor(anchor) => {
                self.index();
                self.document.anchor(anchor)
            }
            Target::Back(label) => self.document.mention(label),
            Target::Note(label) => {
                self.index();
                let mut at = self.document.text().len() + 1;
                for note in self.document.notes() {
                    if note.label == *label {
                        return Some(at);
                    }
                    at += note.range.len() + 1;
                }
                None
            }
            _ => None,
        }
    }
}

/// The footnotes at the end of the page. Their lines stand for places behind the text's end, so
/// that places rise from line to line.
fn notes(document: &Document, layout: &mut block::Layout<'_>, width: usize) -> Vec<Line> {
    let mut at = document.text().len() + 1;
    let rule = sign::signs(layout.options.charset).rule.repeat(width.min(12));
    let end = at - 1;
    let mut lines = vec![
        Line { at: end, ..Line::default() },
        Line { spans: vec![Span::new(rule, Role::Border, end)], at: end, kind: LineKind::Text },
    ];
    for note in document.notes() {
        let mut last = 0;
        for mut line in layout.note(&note, width) {
            last = line.at.saturating_sub(note.range.start).min(note.range.len()).max(last);
            line.at = at + last;
            lines.push(line);
        }
        if let Some(first) = lines.iter_mut().find(|line| line.at > at - 1 && line.at >= at) {
            first.at = at;
        }
        at += note.range.len() + 1;
    }
    lines
}

/// Gives the lines of a block their colours.
fn colour(lines: &mut [Line], hash: u64, paint: &Paint) -> bool {
    let mut changed = false;
    for line in lines {
        let LineKind::Wide(Wide { fixed, block, row, code: true }) = line.kind else { continue };
        let Some(roles) = paint.get(row).filter(|_| block == hash) else { continue };
        let plain = line.spans.split_off(fixed.min(line.spans.len()));
        let text: String = plain.iter().map(|span| span.text.as_str()).collect();
        let mut from = 0;
        for (range, role) in roles {
            if let Some(between) = text.get(from..range.start).filter(|text| !text.is_empty()) {
                line.spans.push(Span::new(between, Role::CodeBlock, line.at + from));
            }
            let Some(painted) = text.get(range.clone()) else { continue };
            line.spans.push(Span::new(painted, *role, line.at + range.start));
            from = range.end;
        }
        if let Some(rest) = text.get(from..).filter(|text| !text.is_empty()) {
            line.spans.push(Span::new(rest, Role::CodeBlock, line.at + from));
        }
        changed = true;
    }
    changed
}
