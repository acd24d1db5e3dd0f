//! One window of a text as the parser sees it.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use super::super::{
    build::{self},
    html, options,
};
use super::{super::label::fold, Anchor, Definition, Footnote, Heading, Name};
use crate::text::sanitize;

/// What a block is, as far as cutting is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Heading,
    Paragraph,
    Definitions,
    Other,
}

/// A block that stands in no other one.
#[derive(Debug)]
pub(super) struct Top {
    /// The start of its first line.
    pub(super) start: usize,
    pub(super) kind: Kind,
    /// Whether the text may be cut before it.
    pub(super) free: bool,
    pub(super) drawn: bool,
    /// How many parts that fold it opens, less those that it closes.
    pub(super) folds: isize,
}

/// What one reading of a part found.
#[derive(Debug, Default)]
pub(super) struct Window {
    pub(super) base: usize,
    pub(super) blocks: Vec<Top>,
    pub(super) headings: Vec<Heading>,
    pub(super) anchors: Vec<Anchor>,
    pub(super) links: Vec<(String, Definition)>,
    pub(super) notes: Vec<Footnote>,
}

impl Window {
    pub(super) fn read(source: &str, base: usize) -> Self {
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
    pub(super) fn stop(&self) -> Option<usize> {
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
    /// The start of the term that is open, and its text.
    term: Option<(usize, String)>,
    /// Footnotes that are open.
    notes: usize,
    /// The block of HTML that is open.
    html: Option<Html>,
}

/// A block of HTML, gathered line by line.
#[derive(Default)]
struct Html {
    text: String,
    /// Where each line starts in it and in the source.
    lines: Vec<(usize, usize)>,
}

impl Html {
    fn add(&mut self, line: &str, at: usize) {
        self.lines.push((self.text.len(), at));
        self.text.push_str(line);
    }

    /// A place of it in the source.
    fn place(&self, at: usize) -> usize {
        let line = self.lines.partition_point(|(start, _)| *start <= at);
        let line = self.lines.get(line.saturating_sub(1));
        line.map_or(0, |(start, source)| source + at - start)
    }
}

impl Reader<'_> {
    fn new() -> Self {
        let (found, heading, term) = (Window::default(), None, None);
        Self { source: "", found, depth: 0, end: 0, heading, term, notes: 0, html: None }
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
            Event::Html(line) => {
                if let Some(html) = &mut self.html {
                    html.add(&line, range.start);
                }
            }
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) => {
                self.title(&text, &range);
            }
            Event::InlineHtml(html) => {
                self.anchors(&html, |at| range.start + at);
                if !html::is_silent(&html) {
                    self.title(&html, &range);
                }
            }
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
        // A footnote that only the one before it keeps from being code cannot be read without that one.
        let held = matches!(event, Event::Start(Tag::FootnoteDefinition(_)))
            && before.get(start..).is_some_and(|lead| lead.len() > 3 || lead.contains('\t'));
        let free = !held && (blank || gap.trim().is_empty());
        let start = start + self.found.base;
        self.found.blocks.push(Top { start, kind, free, drawn: false, folds: 0 });
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
                let before = self.source.get(..range.start).unwrap_or_default();
                let alone = self.depth == 1 && (before.is_empty() || before.ends_with('\n'));
                let range = range.start + self.found.base..range.end + self.found.base;
                let note = Footnote { label: fold(&label), range, mention: None, alone };
                self.found.notes.push(note);
            }
            Tag::DefinitionListTitle if self.notes == 0 => {
                self.term = Some((range.start + self.found.base, String::new()));
            }
            Tag::HtmlBlock => self.html = Some(Html::default()),
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
            TagEnd::HtmlBlock => {
                let html = self.html.take().unwrap_or_default();
                self.anchors(&html.text, |at| html.place(at));
                if let Some(block) = self.found.blocks.last_mut().filter(|_| self.depth == 0) {
                    block.folds = html::depth(&html.text);
                }
            }
            TagEnd::DefinitionListTitle => {
                let anchor = |(at, text)| Anchor { at, name: Name::Term(text) };
                self.found.anchors.extend(self.term.take().map(anchor));
            }
            _ => {}
        }
    }

    /// The places that tags name, but for those in footnotes, which stand elsewhere than their source.
    fn anchors(&mut self, html: &str, place: impl Fn(usize) -> usize) {
        if self.notes == 0 {
            let base = self.found.base;
            let anchor = |(at, id): (usize, String)| {
                let name = Name::Given(sanitize(&id).into_owned());
                Anchor { at: base + place(at), name }
            };
            self.found.anchors.extend(html::ids(html).into_iter().map(anchor));
        }
    }

    fn title(&mut self, text: &str, range: &Range<usize>) {
        if let Some((_, term)) = &mut self.term {
            term.push_str(&sanitize(text));
        }
        let Some((heading, begun)) = &mut self.heading else { return };
        if !std::mem::replace(begun, true) {
            heading.range.start = range.start + self.found.base;
        }
        heading.range.end = range.end + self.found.base;
        heading.title.push_str(&sanitize(text));
    }
}

/// The end of the line that holds a place.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    memchr::memchr(b'\n', rest).map_or(text.len(), |end| at + end + 1)
}
