//! One fast scan over a text: where it may be cut into pieces that parse alone, its headings, and
//! the definitions that the pieces share.

use std::{collections::HashMap, ops::Range};

/// A piece ends at the next heading once it has this many bytes or a drawing …
const AIM: usize = 4 << 10;
/// … at the next paragraph with this many or a drawing …
const SOFT: usize = 8 << 10;
/// … at the next item of a list …
const LIST: usize = 16 << 10;
/// … and anywhere with this many, so that no input makes one piece large.
const HARD: usize = 32 << 10;

/// A piece of the text that parses alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    pub range: Range<usize>,
    /// The opening line of the fence that a cut runs through.
    pub(super) fence: Option<Range<usize>>,
}

/// A heading as the scan sees it; `range` is its text in the source without `#`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    pub level: u8,
    pub range: Range<usize>,
}

/// What the scan has found so far.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub(super) chunks: Vec<Chunk>,
    pub(super) headings: Vec<Heading>,
    /// Link reference definitions by folded label.
    pub(super) links: HashMap<String, Range<usize>>,
    /// Footnote definitions by label.
    pub(super) notes: HashMap<String, Range<usize>>,
    /// How far the scan has come.
    pub(super) scanned: usize,
    /// Where the piece that is being gathered starts.
    cut: usize,
    /// The fence that it starts inside of.
    carried: Option<Range<usize>>,
    /// Whether it holds a drawing: those take longest to lay out, so each has a piece of its own, and
    /// only those in sight are laid out.
    drawn: bool,
    state: State,
}

/// What the scan knows about the lines before the present one.
#[derive(Debug, Default)]
struct State {
    fence: Option<Fence>,
    /// What ends the HTML block that is open.
    html: Option<&'static str>,
    blank: bool,
    list: bool,
    /// The line before, if it may be the text of an underlined heading.
    text: Option<Range<usize>>,
    /// The footnote whose text goes on.
    note: Option<String>,
}

#[derive(Clone, Debug)]
struct Fence {
    mark: u8,
    length: usize,
    /// Inside a list item a fence also ends where the item ends.
    nested: bool,
    line: Range<usize>,
}

impl Index {
    pub(super) fn new(start: usize) -> Self {
        let state = State { blank: true, ..State::default() };
        Self { scanned: start, cut: start, state, ..Self::default() }
    }

    /// Scans on until at least `limit`, to the end of a line.
    pub(super) fn scan(&mut self, text: &str, limit: usize) {
        let limit = limit.min(text.len());
        while self.scanned < limit {
            let at = self.scanned;
            let rest = text.get(at..).unwrap_or_default();
            let mut length =
                memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
            if length > HARD {
                length =
                    (HARD - 3..=HARD).rev().find(|n| rest.is_char_boundary(*n)).unwrap_or(HARD);
            }
            self.line(text, at..at + length);
            self.scanned = at + length;
        }
    }

    /// The text ends here: so does the last piece.
    pub(super) fn finish(&mut self, end: usize) {
        if self.cut < end {
            self.cut_at(end);
        }
    }

    /// Where the footnote with a label is defined.
    pub(super) fn note(&self, label: &str) -> Option<&Range<usize>> {
        self.notes.get(label)
    }

    fn cut_at(&mut self, at: usize) {
        let fence = self.carried.take();
        self.drawn = false;
        self.chunks.push(Chunk { range: self.cut..at, fence });
        self.cut = at;
    }

    fn line(&mut self, text: &str, range: Range<usize>) {
        let at = range.start;
        let size = at - self.cut;
        let line = text.get(range.clone()).unwrap_or_default().trim_end_matches(['\n', '\r']);
        let body = line.trim_start_matches(' ');
        let indent = line.len() - body.len();
        let blank = body.trim_start_matches('\t').is_empty();
        let first = body.as_bytes().first().copied().unwrap_or(b' ');

        if size >= HARD {
            self.cut_at(at);
            self.carried = self.state.fence.as_ref().map(|fence| fence.line.clone());
            self.state.text = None;
        }
        if self.inside(body, indent, blank) {
            return;
        }
        let after_blank = std::mem::replace(&mut self.state.blank, blank);
        let before = self.state.text.take();
        if blank {
            return;
        }
        let top = indent == 0;
        let list = indent < 4 && list_marker(body) > 0;
        let word = first.is_ascii_alphabetic() || first >= 0x80;
        if top && after_blank && (word || matches!(first, b'`' | b'|' | b'~')) {
            self.state.list = false;
            self.state.note = None;
            if size >= SOFT || self.drawn {
                self.cut_at(at);
            }
        }
        if list {
            self.state.list = true;
            if top && size >= LIST {
                self.cut_at(at);
            }
        }
        if indent < 4 && first == b'#' && self.heading(body, at + indent, top) {
            return;
        }
        if self.opens(body, indent, range.end) || first == b'>' {
            return;
        }
        if indent < 4 && first == b'[' {
            self.definition(body, at, range.end);
            return;
        }
        if indent < 4 && matches!(first, b'=' | b'-') && body.trim_end().bytes().all(|b| b == first)
        {
            if let Some(range) = before {
                self.headings.push(Heading { level: if first == b'=' { 1 } else { 2 }, range });
            }
            return;
        }
        if let Some(label) = self.state.note.take_if(|_| indent >= 4 || !after_blank) {
            if let Some(note) = self.notes.get_mut(&label) {
                note.end = range.end;
            }
            self.state.note = Some(label);
            return;
        }
        self.state.note = None;
        if top && !list && first != b'|' && (after_blank || before.is_some()) {
            let start = before.map_or(at, |text| text.start);
            self.state.text = Some(start..at + line.len());
        }
    }

    /// Follows an open fence or HTML block; whether the line belongs to it.
    fn inside(&mut self, body: &str, indent: usize, blank: bool) -> bool {
        if let Some(fence) = &self.state.fence {
            let run = body.bytes().take_while(|byte| *byte == fence.mark).count();
            let rest = body.get(run..).unwrap_or_default();
            if run >= fence.length && rest.trim().is_empty() {
                self.state.fence = None;
                self.state.blank = true;
                return true;
            }
            if !(fence.nested && !blank && indent < 2) {
                return true;
            }
            self.state.fence = None;
        }
        if let Some(end) = self.state.html {
            if body.contains(end) {
                self.state.html = None;
            }
            return true;
        }
        false
    }

    /// Opens a fence or an HTML block; whether the line does so.
    fn opens(&mut self, body: &str, indent: usize, end: usize) -> bool {
        let marker = if self.state.list { list_marker(body) } else { 0 };
        let body = body.get(marker..).unwrap_or_default().trim_start();
        if !self.state.list && indent >= 4 {
            return false;
        }
        let mark = body.as_bytes().first().copied().unwrap_or(b' ');
        if matches!(mark, b'`' | b'~') {
            let length = body.bytes().take_while(|byte| *byte == mark).count();
            let info = body.get(length..).unwrap_or_default();
            if length >= 3 && !(mark == b'`' && info.contains('`')) {
                let nested = self.state.list && (indent >= 2 || marker > 0);
                // The line may end in a line break, which `body` lacks.
                let line = end.saturating_sub(body.len() + 2)..end;
                self.state.fence = Some(Fence { mark, length, nested, line });
                self.drawn |= info.trim_start().starts_with("mermaid");
                return true;
            }
        }
        if mark == b'<' {
            let start = body.get(..12).unwrap_or(body).to_ascii_lowercase();
            let kinds = [
                ("<!--", "-->"),
                ("<?", "?>"),
                ("<![cdata[", "]]>"),
                ("<script", "</script>"),
                ("<pre", "</pre>"),
                ("<style", "</style>"),
                ("<textarea", "</textarea>"),
            ];
            if let Some((_, end)) = kinds.iter().find(|(open, _)| start.starts_with(open)) {
                if !body.contains(end) {
                    self.state.html = Some(end);
                }
                return true;
            }
        }
        false
    }

    /// A heading with `#`; whether the line is one.
    fn heading(&mut self, body: &str, at: usize, top: bool) -> bool {
        let level = body.bytes().take_while(|byte| *byte == b'#').count();
        let rest = body.get(level..).unwrap_or_default();
        if level > 6 || !(rest.is_empty() || rest.starts_with([' ', '\t'])) {
            return false;
        }
        if top {
            self.state.list = false;
            self.state.note = None;
            if at - self.cut >= AIM || self.drawn {
                self.cut_at(at);
            }
        }
        let lead = rest.len() - rest.trim_start().len();
        let title = rest.trim();
        let shown = title.trim_end_matches('#');
        let shown = if shown.is_empty() || shown.ends_with(' ') { shown.trim_end() } else { title };
        let start = at + level + lead;
        self.headings.push(Heading { level: level as u8, range: start..start + shown.len() });
        true
    }

    /// A definition of a link or of a footnote.
    fn definition(&mut self, body: &str, at: usize, end: usize) {
        let Some((label, rest)) = body.get(1..).and_then(|body| body.split_once("]:")) else {
            return;
        };
        if let Some(label) = label.strip_prefix('^') {
            if !label.is_empty() && !self.notes.contains_key(label) {
                self.notes.insert(label.to_owned(), at..end);
                self.state.note = Some(label.to_owned());
            }
        } else if !rest.trim().is_empty() && !label.contains(['[', ']']) {
            self.links.entry(fold(label)).or_insert(at..end);
        }
    }
}

/// Length of a list marker with its blanks at the start of a line; 0 if there is none.
fn list_marker(body: &str) -> usize {
    let digits = body.bytes().take(10).take_while(u8::is_ascii_digit).count();
    let sign = body.as_bytes().get(digits).copied().unwrap_or(b' ');
    let known =
        if digits > 0 { matches!(sign, b'.' | b')') } else { matches!(sign, b'-' | b'*' | b'+') };
    let rest = body.get(digits + 1..).unwrap_or_default();
    if !known || !(rest.is_empty() || rest.starts_with([' ', '\t'])) {
        return 0;
    }
    digits + 1 + (rest.len() - rest.trim_start().len())
}

/// A label as references compare it: case and blanks folded.
pub(super) fn fold(label: &str) -> String {
    let mut folded = String::with_capacity(label.len());
    for word in label.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(&word.to_lowercase());
    }
    folded
}
