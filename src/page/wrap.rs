//! Breaks running text into lines: at blanks (but not inside what belongs together), after hyphens,
//! between wide characters, and inside a word only when it is wider than the line.

use std::{borrow::Cow, sync::Arc};

use super::{Line, Span};
use crate::{markdown::Link, role::Role, text};

/// A run of text that is ready to be broken.
#[derive(Debug)]
pub(super) struct Bit<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) role: Role,
    pub(super) link: Option<Arc<Link>>,
    pub(super) at: usize,
    /// Code keeps its blanks, and a hyphen in it is no place to break.
    pub(super) code: bool,
    /// A line ends after this bit.
    pub(super) hard: bool,
}

impl<'a> Bit<'a> {
    /// Text that the page itself adds.
    pub(super) fn mark(text: impl Into<Cow<'a, str>>, role: Role, at: usize) -> Self {
        Bit { text: text.into(), role, link: None, at, code: false, hard: false }
    }
}

/// Part of a bit: its number and bytes.
#[derive(Clone, Copy)]
struct Part {
    bit: usize,
    start: usize,
    end: usize,
}

struct Wrapper<'a> {
    bits: &'a [Bit<'a>],
    width: usize,
    lines: Vec<Line>,
    line: Line,
    used: usize,
    word: Vec<Part>,
    word_width: usize,
    blank: Option<Part>,
    last: Option<Shape>,
}

/// What matters of the last cluster for breaking after it.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Wide,
    Opens,
    /// A hyphen with a letter before it.
    Hyphen,
    Letter,
    Other,
}

/// The lines of a paragraph, each at most `width` cells; at least one line.
pub(super) fn wrap(bits: &[Bit<'_>], width: usize, at: usize) -> Vec<Line> {
    let mut wrapper = Wrapper {
        bits,
        width: width.max(2),
        lines: Vec::new(),
        line: Line { at, ..Line::default() },
        used: 0,
        word: Vec::new(),
        word_width: 0,
        blank: None,
        last: None,
    };
    for (n, bit) in bits.iter().enumerate() {
        if bit.text.is_ascii() {
            wrapper.ascii(n);
        } else {
            wrapper.clusters(n);
        }
        if bit.hard {
            wrapper.flush();
            wrapper.blank = None;
            wrapper.new_line();
        }
    }
    wrapper.flush();
    if !wrapper.line.spans.is_empty() || wrapper.lines.is_empty() {
        wrapper.new_line();
    }
    wrapper.lines
}

impl Wrapper<'_> {
    /// ASCII needs no segmentation: most text takes this way.
    fn ascii(&mut self, bit: usize) {
        let Some(Bit { text, code, .. }) = self.bits.get(bit) else { return };
        let bytes = text.as_bytes();
        let mut start = 0;
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                b' ' => {
                    self.add(bit, start, at, at - start);
                    self.space(bit, at, at + 1);
                    start = at + 1;
                }
                b'-' if !code => {
                    let inner = at > start
                        && bytes.get(at - 1).is_some_and(u8::is_ascii_alphanumeric)
                        && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic)
                        // An address that was broken cannot be taken up again.
                        && !text[start..at].contains("://");
                    if inner {
                        self.add(bit, start, at + 1, at + 1 - start);
                        self.flush();
                        start = at + 1;
                    }
                }
                _ => {}
            }
        }
        self.add(bit, start, bytes.len(), bytes.len() - start);
    }

    fn clusters(&mut self, bit: usize) {
        let Some(Bit { text, code, .. }) = self.bits.get(bit) else { return };
        let mut at = 0;
        for (cluster, size) in text::clusters(text) {
            let (start, end) = (at, at + cluster.len());
            at = end;
            let first = cluster.chars().next().unwrap_or(' ');
            if first == '\u{200b}' {
                // A blank without width: nothing to see, and a place to break.
                self.flush();
                self.last = None;
                continue;
            }
            if text::is_gap(first) {
                self.space(bit, start, end);
                continue;
            }
            let shape = match first {
                _ if opens(first) => Shape::Opens,
                _ if size == 2 => Shape::Wide,
                '-' | '‐' | '—' | '–' if self.last == Some(Shape::Letter) && !code => {
                    Shape::Hyphen
                }
                _ if first.is_alphanumeric() => Shape::Letter,
                _ => Shape::Other,
            };
            let free = match (self.last, shape) {
                (_, _) if closes(first) => false,
                (None | Some(Shape::Opens), _) => false,
                (Some(Shape::Wide), _) | (_, Shape::Wide) => true,
                (Some(Shape::Hyphen), Shape::Letter) => true,
                _ => false,
            };
            if free {
                self.flush();
            }
            self.add(bit, start, end, size);
            self.last = Some(shape);
        }
    }

    /// Adds bytes of a bit to the present word.
    fn add(&mut self, bit: usize, start: usize, end: usize, size: usize) {
        if start == end {
            return;
        }
        self.last = Some(Shape::Other);
        self.word_width += size;
        match self.word.last_mut() {
            Some(part) if part.bit == bit && part.end == start => part.end = end,
            _ => self.word.push(Part { bit, start, end }),
        }
    }

    /// A blank: the word before it is whole, unless the one behind it belongs to it.
    fn space(&mut self, bit: usize, start: usize, end: usize) {
        if self.binds(bit, start, end) {
            self.add(bit, start, end, 1);
            self.last = None;
            return;
        }
        self.flush();
        self.last = None;
        let code = self.bits.get(bit).is_some_and(|bit| bit.code);
        match &mut self.blank {
            // Blanks fold into one, but code keeps its own.
            Some(part) if code && part.bit == bit && part.end == start => part.end = end,
            Some(_) => {}
            None => self.blank = Some(Part { bit, start, end }),
        }
    }

    /// Whether a blank stands inside what belongs together and fits into a line.
    fn binds(&self, bit: usize, start: usize, end: usize) -> bool {
        let blank = self.bits.get(bit).and_then(|bit| bit.text.get(start..end));
        let Some(last) = self.word.last().filter(|_| blank == Some(" ")) else { return false };
        let next = self.next_word(bit, end);
        // Most blanks have no number beside them: what is before them need not be put together.
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || c == '.');
        let ends = slice(self.bits, *last).chars().next_back();
        if !digit(ends) && !digit(next.chars().next()) {
            return false;
        }
        let word: String = self.word.iter().map(|part| slice(self.bits, *part)).collect();
        let word = word.rsplit(' ').next().unwrap_or_default();
        self.word_width + 1 + text::width(&next) <= self.width && text::bound(word, &next)
    }

    /// The word from a place on, which may go on in the bits behind.
    fn next_word(&self, bit: usize, from: usize) -> Cow<'_, str> {
        let mut word = Cow::Borrowed("");
        let mut from = from;
        for bit in self.bits.iter().skip(bit) {
            let rest = bit.text.get(from..).unwrap_or_default();
            let end = rest.find(text::is_gap);
            word += rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
            if end.is_some() || bit.hard {
                break;
            }
            from = 0;
        }
        word
    }

    /// Puts the present word on the line, or on the next one.
    fn flush(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let blank = self.blank.take().filter(|_| self.used > 0);
        let gap = blank.map_or(0, |part| {
            let code = self.bits.get(part.bit).is_some_and(|bit| bit.code);
            if code { part.end - part.start } else { 1 }
        });
        let word = std::mem::take(&mut self.word);
        let size = std::mem::take(&mut self.word_width);
        if self.used + gap + size <= self.width {
            if let Some(part) = blank {
                let blanks = " ".repeat(gap);
                self.put(part, &blanks);
                self.used += gap;
            }
            return self.put_word(&word, size);
        }
        if self.used > 0 {
            self.new_line();
        }
        match size <= self.width {
            true => self.put_word(&word, size),
            false => word.into_iter().for_each(|part| self.put_broken(part)),
        }
    }

    fn put_word(&mut self, word: &[Part], size: usize) {
        self.used += size;
        for part in word {
            self.put(*part, slice(self.bits, *part));
        }
    }

    /// A part of a word that is wider than the line.
    fn put_broken(&mut self, part: Part) {
        let mut start = part.start;
        for (cluster, size) in text::clusters(slice(self.bits, part)) {
            if self.used + size > self.width {
                self.new_line();
            }
            let end = start + cluster.len();
            self.put(Part { start, end, ..part }, cluster);
            self.used += size;
            start = end;
        }
    }

    /// Appends text to the line, joining it to the span before where nothing differs.
    fn put(&mut self, part: Part, text: &str) {
        let Some(bit) = self.bits.get(part.bit) else { return };
        let at = bit.at + part.start;
        if self.line.spans.is_empty() {
            self.line.at = at;
        }
        match self.line.spans.last_mut() {
            Some(last)
                if last.role == bit.role
                    && last.at + last.text.len() == at
                    && last.link.as_ref().map(Arc::as_ptr)
                        == bit.link.as_ref().map(Arc::as_ptr) =>
            {
                last.text.push_str(text);
            }
            _ => {
                let link = bit.link.clone();
                self.line.spans.push(Span { text: text.to_owned(), role: bit.role, link, at });
            }
        }
    }

    fn new_line(&mut self) {
        let at = self.line.at;
        self.lines.push(std::mem::replace(&mut self.line, Line { at, ..Line::default() }));
        self.used = 0;
    }
}

/// The text of a part.
fn slice<'b>(bits: &'b [Bit<'_>], part: Part) -> &'b str {
    let bit = bits.get(part.bit);
    bit.and_then(|bit| bit.text.get(part.start..part.end)).unwrap_or_default()
}

/// Punctuation that never starts a line.
fn closes(c: char) -> bool {
    ")]},.!?:;%’”»…".contains(c)
        || "、。〉》」』】〕〗〙〛！％），．：；？］｝～・ー々〜゛゜ゝゞヽヾ".contains(c)
        || "ぁぃぅぇぉっゃゅょァィゥェォッャュョ".contains(c)
}

/// Punctuation that never ends a line.
fn opens(c: char) -> bool {
    "([{‘“«〈《「『【〔〖〘〚（［｛".contains(c)
}
