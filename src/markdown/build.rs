//! Events of pulldown-cmark → blocks.

mod close;
mod tags;

use std::{ops::Range, sync::Arc};

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, Event, LinkType, Options, Tag, TagEnd,
};

use super::{
    Alert, Block, BlockKind, Definition, Fence, FenceKind, Inline, Item, Link, Run, Side, Style,
    Table, Target, autolink, hidden, label::fold,
};
use crate::text;
use close::{fence_kind, finish_fence};

pub(super) use close::is_drawing;

/// Blocks nested deeper than this are shown flat: no page means it, and no input may break the
/// program.
const DEPTH: usize = 24;

/// What this dialect has beyond CommonMark.
pub fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_MATH
}

/// What one reading of a part brought.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub(super) blocks: Vec<Block>,
    /// Footnotes, wherever they are defined.
    pub(super) notes: Vec<NoteText>,
    /// Every mention of a footnote, in order.
    pub(super) mentions: Vec<Mention>,
    /// Whether something is mentioned that is not defined so far.
    pub(super) open: bool,
}

/// A footnote with its text.
#[derive(Debug)]
pub(super) struct NoteText {
    pub(super) label: String,
    pub(super) range: Range<usize>,
    pub(super) blocks: Vec<Block>,
}

/// A mention of a footnote.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    /// Folded.
    pub(super) label: String,
    pub(super) at: usize,
    /// Start of the footnote whose text it stands in.
    pub(super) note: Option<usize>,
}

/// A block whose end has not come yet.
#[derive(Default)]
struct Frame {
    /// Closes without making a block: it is nested too deeply.
    flat: bool,
    start: Option<u64>,
    alert: Option<Alert>,
    label: String,
    loose: bool,
    task: Option<bool>,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
    items: Vec<Item>,
    definitions: Vec<Definition>,
    table: Table,
    cells: Vec<Vec<Inline>>,
    /// What is known of the part that folds, where it is one.
    details: Option<Details>,
}

/// A part that folds, before its end.
struct Details {
    open: bool,
    summary: Vec<Inline>,
    start: usize,
}

/// Makes blocks of events.
#[derive(Default)]
pub(super) struct Builder {
    skip: usize,
    base: usize,
    stack: Vec<Frame>,
    style: [usize; 3],
    links: Vec<Option<Arc<Link>>>,
    /// The sources of the images that are open.
    images: Vec<String>,
    code: Option<Fence>,
    /// What begins a hidden line of it.
    hides: Option<String>,
    /// The lines of the block of HTML that is open, each with its place.
    html: Vec<(String, usize)>,
    /// Starts of the footnotes that are open.
    open_notes: Vec<usize>,
    parsed: Parsed,
}

impl Builder {
    /// The first `skip` bytes of the text hold definitions only: they show nothing, and places are
    /// counted from after them, starting with `base`.
    pub(super) fn new(skip: usize, base: usize) -> Self {
        Self { skip, base, stack: vec![Frame::default()], ..Self::default() }
    }

    /// Takes an event with its place in the parsed text.
    pub(super) fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if range.end <= self.skip {
            return;
        }
        let at = self.place(range.start);
        match event {
            Event::Start(tag) => self.start(tag, at),
            Event::End(tag) => {
                let end = self.place(range.end);
                self.end(tag, at..end);
            }
            Event::Text(text) => match &mut self.code {
                Some(fence) => {
                    if fence.text.is_empty() {
                        fence.at = at;
                    }
                    fence.text.push_str(&text);
                }
                None => self.run(&text, at, false),
            },
            // The marks around code are one byte or more; its text ends where they start again.
            Event::Code(code) => {
                let marks = (range.len().saturating_sub(code.len())) / 2;
                self.run(&code, at + marks, true);
            }
            Event::Html(html) => self.html.push((html.into_string(), at)),
            Event::InlineHtml(html) => self.inline_html(&html, at),
            Event::InlineMath(math) => self.run(&format!("${math}$"), at, false),
            Event::DisplayMath(math) => self.lines(&format!("$${math}$$"), at),
            Event::FootnoteReference(label) => self.mention(&fold(&label), at),
            Event::SoftBreak => self.push(Inline::Soft(at)),
            Event::HardBreak => self.push(Inline::Hard(at)),
            Event::Rule => {
                let end = self.place(range.end);
                self.block(BlockKind::Rule, at..end);
            }
            Event::TaskListMarker(done) => {
                if let Some(frame) = self.stack.last_mut() {
                    frame.task = Some(done);
                }
            }
        }
    }

    /// A place in the parsed text as a place in the whole.
    fn place(&self, at: usize) -> usize {
        at.saturating_sub(self.skip) + self.base
    }

    fn start(&mut self, tag: Tag<'_>, at: usize) {
        match tag {
            Tag::Emphasis => self.mark(0, true),
            Tag::Strong => self.mark(1, true),
            Tag::Strikethrough => self.mark(2, true),
            Tag::Link { link_type: LinkType::Email, dest_url, .. } => {
                self.open_link(&format!("mailto:{dest_url}"), at);
            }
            Tag::Link { dest_url, .. } => self.open_link(&dest_url, at),
            Tag::Image { dest_url, .. } => self.open_image(&dest_url, at),
            Tag::FootnoteDefinition(label) => {
                self.open(Frame { label: fold(&label), ..Frame::default() });
                self.open_notes.push(at);
            }
            Tag::CodeBlock(kind) => {
                let kind = match kind {
                    CodeBlockKind::Indented => FenceKind::Code(String::new()),
                    CodeBlockKind::Fenced(info) => {
                        self.hides = hidden::mark(&info).map(str::to_owned);
                        fence_kind(&info)
                    }
                };
                self.code = Some(Fence { kind, text: String::new(), whole: None, at });
            }
            Tag::Paragraph => {
                if let Some(frame) = self.stack.last_mut() {
                    frame.loose = true;
                }
                self.open(Frame::default());
            }
            Tag::Superscript | Tag::Subscript => {}
            tag => self.open(frame(tag)),
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Emphasis => self.mark(0, false),
            TagEnd::Strong => self.mark(1, false),
            TagEnd::Strikethrough => self.mark(2, false),
            TagEnd::Link => drop(self.links.pop()),
            TagEnd::Image => self.close_image(range.start),
            TagEnd::Superscript | TagEnd::Subscript => {}
            TagEnd::CodeBlock => {
                let mark = self.hides.take();
                if let Some(fence) = self.code.take() {
                    self.block(BlockKind::Fence(finish_fence(fence, mark.as_deref())), range);
                }
            }
            tag => self.close(tag, range),
        }
    }

    fn open(&mut self, mut frame: Frame) {
        self.flush();
        frame.flat = self.stack.len() > DEPTH;
        self.stack.push(frame);
    }

    /// Adds a finished block to the block it is in.
    fn block(&mut self, kind: BlockKind, range: Range<usize>) {
        self.flush();
        if let Some(frame) = self.stack.last_mut() {
            frame.blocks.push(Block { kind, range });
        }
    }

    /// Text that stands in a container without a paragraph, as in a tight list, becomes one.
    fn flush(&mut self) {
        let Some(frame) = self.stack.last_mut() else { return };
        if frame.inlines.is_empty() {
            return;
        }
        let inlines = autolink::link(std::mem::take(&mut frame.inlines));
        let range = span(&inlines);
        frame.blocks.push(Block { kind: BlockKind::Paragraph(inlines), range });
    }

    fn push(&mut self, inline: Inline) {
        if let Some(frame) = self.stack.last_mut() {
            frame.inlines.push(inline);
        }
    }

    fn run(&mut self, text: &str, at: usize, code: bool) {
        let [emphasis, strong, struck] = self.style.map(|depth| depth > 0);
        let style = Style { strong, emphasis, struck, code };
        let link = self.links.iter().rev().flatten().next().cloned();
        // A run may hold line breaks only inside code spans, where they are blanks.
        let text = text::sanitize(text).replace('\n', " ");
        let mut at = at;
        // A soft hyphen says where a word may be broken, and shows nothing here.
        for part in text.split('\u{ad}') {
            self.run_on(part, style, link.clone(), at);
            at += part.len() + '\u{ad}'.len_utf8();
        }
    }

    fn run_on(&mut self, text: &str, style: Style, link: Option<Arc<Link>>, at: usize) {
        if let Some(Inline::Run(last)) = self.stack.last_mut().and_then(|f| f.inlines.last_mut())
            && last.style == style
            && last.at + last.text.len() == at
            && last.link == link
        {
            last.text.push_str(text);
        } else if !text.is_empty() {
            self.push(Inline::Run(Run { text: text.to_owned(), style, link, at }));
        }
    }

    /// Text that keeps its lines.
    fn lines(&mut self, text: &str, mut at: usize) {
        for line in text.split_inclusive('\n') {
            self.run(line.trim_end_matches('\n'), at, false);
            at += line.len();
            if line.ends_with('\n') {
                self.push(Inline::Hard(at));
            }
        }
    }

    fn mention(&mut self, label: &str, at: usize) {
        let note = self.open_notes.last().copied();
        self.parsed.mentions.push(Mention { label: label.to_owned(), at, note });
        self.push(Inline::Note { label: label.into(), at });
    }

    /// Ends a line of HTML that shows something.
    fn break_line(&mut self, at: usize) {
        let last = self.stack.last().and_then(|frame| frame.inlines.last());
        if last.is_some_and(|last| !matches!(last, Inline::Hard(_))) {
            self.push(Inline::Hard(at));
        }
    }

    fn mark(&mut self, which: usize, on: bool) {
        if let Some(depth) = self.style.get_mut(which) {
            *depth = if on { *depth + 1 } else { depth.saturating_sub(1) };
        }
    }

    fn open_link(&mut self, url: &str, at: usize) {
        self.links.push(Target::parse(url).map(|target| Arc::new(Link { target, at })));
    }

    /// An image leads to its source, but inside a link where the link does.
    fn open_image(&mut self, url: &str, at: usize) {
        self.push(Inline::Image(at));
        self.images.push(url.to_owned());
        match self.links.iter().flatten().next().cloned() {
            Some(link) => self.links.push(Some(link)),
            None => self.open_link(url, at),
        }
    }
}

fn frame(tag: Tag<'_>) -> Frame {
    let mut frame = Frame::default();
    match tag {
        Tag::BlockQuote(kind) => {
            frame.alert = kind.map(|kind| match kind {
                BlockQuoteKind::Note => Alert::Note,
                BlockQuoteKind::Tip => Alert::Tip,
                BlockQuoteKind::Important => Alert::Important,
                BlockQuoteKind::Warning => Alert::Warning,
                BlockQuoteKind::Caution => Alert::Caution,
            });
        }
        Tag::List(start) => frame.start = start,
        Tag::Table(sides) => {
            frame.table.columns = sides
                .into_iter()
                .map(|side| match side {
                    Alignment::None | Alignment::Left => Side::Left,
                    Alignment::Center => Side::Middle,
                    Alignment::Right => Side::Right,
                })
                .collect();
        }
        _ => {}
    }
    frame
}

fn span(inlines: &[Inline]) -> Range<usize> {
    let at = |inline: &Inline| match inline {
        Inline::Run(run) => run.at..run.at + run.text.len(),
        Inline::Soft(at) | Inline::Hard(at) | Inline::Image(at) => *at..*at + 1,
        Inline::Note { at, label } => *at..*at + label.len() + 3,
    };
    let start = inlines.first().map_or(0, |inline| at(inline).start);
    start..inlines.last().map_or(start, |inline| at(inline).end)
}
