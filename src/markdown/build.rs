//! Events of pulldown-cmark → blocks.

use std::{ops::Range, sync::Arc};

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, Event, Options, Parser, Tag, TagEnd,
};

use super::{
    Alert, Block, BlockKind, Definition, Fence, FenceKind, Inline, Item, Link, Run, Side, Style,
    Table, Target,
};
use crate::{id::QuestionId, text};

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
}

/// The blocks of a text. The first `skip` bytes hold definitions only: they show nothing, and
/// places are counted from after them, starting with `base`.
pub(super) fn blocks(text: &str, skip: usize, base: usize) -> Vec<Block> {
    let mut builder = Builder { skip, base, stack: vec![Frame::default()], ..Builder::default() };
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        builder.event(event, range);
    }
    builder.finish()
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
}

#[derive(Default)]
struct Builder {
    skip: usize,
    base: usize,
    stack: Vec<Frame>,
    style: [usize; 3],
    links: Vec<Option<Arc<Link>>>,
    code: Option<Fence>,
}

impl Builder {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
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
            Event::Html(html) => {
                let mut at = at;
                for line in html.split_inclusive('\n') {
                    self.run(line.trim_end_matches(['\n', '\r']), at, false);
                    at += line.len();
                    if line.ends_with('\n') {
                        self.push(Inline::Hard(at));
                    }
                }
            }
            Event::InlineHtml(html) | Event::InlineMath(html) | Event::DisplayMath(html) => {
                self.run(&html, at, false);
            }
            Event::FootnoteReference(label) => {
                self.push(Inline::Note { label: text::sanitize(&label).into(), at });
            }
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
            Tag::Link { dest_url, .. } => self.open_link(&dest_url, at),
            Tag::Image { dest_url, .. } => {
                self.push(Inline::Image(at));
                self.open_link(&dest_url, at);
            }
            Tag::CodeBlock(kind) => {
                let kind = match kind {
                    CodeBlockKind::Indented => FenceKind::Code(String::new()),
                    CodeBlockKind::Fenced(info) => fence_kind(&info),
                };
                self.code = Some(Fence { kind, text: String::new(), at });
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
            TagEnd::Link | TagEnd::Image => {
                self.links.pop();
            }
            TagEnd::Superscript | TagEnd::Subscript => {}
            TagEnd::CodeBlock => {
                if let Some(fence) = self.code.take() {
                    self.block(BlockKind::Fence(finish_fence(fence)), range);
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

    fn close(&mut self, tag: TagEnd, range: Range<usize>) {
        let holds_blocks = !matches!(
            tag,
            TagEnd::Heading(_)
                | TagEnd::Paragraph
                | TagEnd::HtmlBlock
                | TagEnd::TableCell
                | TagEnd::DefinitionListTitle
        );
        if holds_blocks {
            self.flush();
        }
        if self.stack.len() < 2 {
            return;
        }
        let Some(mut frame) = self.stack.pop() else { return };
        let Some(parent) = self.stack.last_mut() else { return };
        if frame.flat {
            parent.blocks.append(&mut frame.blocks);
            for item in frame.items {
                parent.blocks.extend(item.blocks);
            }
            if !frame.inlines.is_empty() {
                let kind = BlockKind::Paragraph(frame.inlines);
                parent.blocks.push(Block { kind, range });
            }
            return;
        }
        let kind = match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => {
                while let Some(Inline::Hard(_) | Inline::Soft(_)) = frame.inlines.last() {
                    frame.inlines.pop();
                }
                BlockKind::Paragraph(frame.inlines)
            }
            TagEnd::Heading(level) => {
                BlockKind::Heading { level: level as u8, text: frame.inlines }
            }
            TagEnd::BlockQuote(_) => BlockKind::Quote { alert: frame.alert, blocks: frame.blocks },
            TagEnd::List(_) => {
                BlockKind::List { start: frame.start, tight: !frame.loose, items: frame.items }
            }
            TagEnd::Item => {
                parent.loose |= frame.loose;
                parent.items.push(Item { task: frame.task, blocks: frame.blocks });
                return;
            }
            TagEnd::FootnoteDefinition => {
                BlockKind::Footnote { label: frame.label, blocks: frame.blocks }
            }
            TagEnd::DefinitionList => BlockKind::Definitions(frame.definitions),
            TagEnd::DefinitionListTitle => {
                parent.definitions.push(Definition::Term(frame.inlines));
                return;
            }
            TagEnd::DefinitionListDefinition => {
                parent.definitions.push(Definition::Meaning(frame.blocks));
                return;
            }
            TagEnd::TableCell => {
                parent.cells.push(frame.inlines);
                return;
            }
            TagEnd::TableHead => {
                parent.table.head = frame.cells;
                return;
            }
            TagEnd::TableRow => {
                parent.table.rows.push(frame.cells);
                return;
            }
            TagEnd::Table => BlockKind::Table(frame.table),
            _ => return,
        };
        self.block(kind, range);
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
        let inlines = std::mem::take(&mut frame.inlines);
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
        if let Some(Inline::Run(last)) = self.stack.last_mut().and_then(|f| f.inlines.last_mut())
            && last.style == style
            && last.at + last.text.len() == at
            && last.link == link
        {
            last.text.push_str(&text);
            return;
        }
        self.push(Inline::Run(Run { text, style, link, at }));
    }

    fn mark(&mut self, which: usize, on: bool) {
        if let Some(depth) = self.style.get_mut(which) {
            *depth = if on { *depth + 1 } else { depth.saturating_sub(1) };
        }
    }

    fn open_link(&mut self, url: &str, at: usize) {
        self.links.push(Target::parse(url).map(|target| Arc::new(Link { target, at })));
    }

    fn finish(mut self) -> Vec<Block> {
        self.flush();
        self.stack.into_iter().next().map(|frame| frame.blocks).unwrap_or_default()
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
        Tag::FootnoteDefinition(label) => frame.label = text::sanitize(&label).into_owned(),
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

fn fence_kind(info: &str) -> FenceKind {
    let word = info.split([' ', ',', '\t', '{']).next().unwrap_or_default();
    let word = text::sanitize(word).to_lowercase();
    match word.as_str() {
        "mermaid" => FenceKind::Mermaid,
        "diagram" => FenceKind::Diagram,
        "question" => FenceKind::Question(QuestionId::new("")),
        _ => FenceKind::Code(word),
    }
}

fn finish_fence(mut fence: Fence) -> Fence {
    let end = fence.text.trim_end_matches(['\n', '\r']).len();
    fence.text.truncate(end);
    if fence.text.contains(|c| text::is_harmful(c) || c == '\t') {
        fence.text = text::sanitize(&fence.text).into_owned();
    }
    if let FenceKind::Question(id) = &mut fence.kind {
        *id = QuestionId::new(fence.text.trim());
    }
    fence
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
