//! What the end of an element makes: a block of its parts, or a part of the line.

use std::ops::Range;

use pulldown_cmark::TagEnd;

use super::super::{
    Block, BlockKind, Definition, Fence, FenceKind, Inline, Item, autolink, hidden,
};
use super::{Builder, NoteText, Parsed};
use crate::{id::QuestionId, text};

/// The first word of what stands behind the marks of a fence.
fn language(info: &str) -> String {
    let word = info.split([' ', ',', '\t', '{']).next().unwrap_or_default();
    text::sanitize(word).to_lowercase()
}

/// Whether a fence holds a drawing.
pub(in super::super) fn is_drawing(info: &str) -> bool {
    fence_kind(info) == FenceKind::Mermaid
}

pub(super) fn fence_kind(info: &str) -> FenceKind {
    let word = language(info);
    match word.as_str() {
        "mermaid" => FenceKind::Mermaid,
        "diagram" => FenceKind::Diagram,
        "question" => FenceKind::Question(QuestionId::new("")),
        _ => FenceKind::Code(word),
    }
}

pub(super) fn finish_fence(mut fence: Fence, mark: Option<&str>) -> Fence {
    let end = fence.text.trim_end_matches(['\n', '\r']).len();
    fence.text.truncate(end);
    if let std::borrow::Cow::Owned(safe) = text::harmless(&fence.text) {
        fence.text = safe;
    }
    match &mut fence.kind {
        FenceKind::Question(id) => *id = QuestionId::new(fence.text.trim()),
        FenceKind::Code(_) => {
            if let Some(split) = mark.and_then(|mark| hidden::split(&fence.text, mark)) {
                (fence.text, fence.whole) = (split.shown, Some(split.whole));
            }
        }
        _ => {}
    }
    fence
}

/// Takes the line breaks from the end of a text.
pub(super) fn trim_breaks(text: &mut Vec<Inline>) {
    while let Some(Inline::Hard(_) | Inline::Soft(_)) = text.last() {
        text.pop();
    }
}

impl Builder {
    pub(super) fn close(&mut self, tag: TagEnd, range: Range<usize>) {
        let holds_blocks = !matches!(
            tag,
            TagEnd::Heading(_)
                | TagEnd::Paragraph
                | TagEnd::TableCell
                | TagEnd::DefinitionListTitle
        );
        if tag == TagEnd::HtmlBlock {
            return self.html_block(range);
        }
        self.dissolve_unclosed();
        if holds_blocks {
            self.flush();
        }
        if self.stack.len() < 2 {
            return;
        }
        let Some(mut frame) = self.stack.pop() else { return };
        frame.inlines = autolink::link(frame.inlines);
        if tag == TagEnd::FootnoteDefinition {
            self.open_notes.pop();
            let (label, blocks) = (frame.label, frame.blocks);
            self.parsed.notes.push(NoteText { label, range, blocks });
            return;
        }
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
            TagEnd::Paragraph => {
                trim_breaks(&mut frame.inlines);
                // Comments and places show nothing.
                if frame.inlines.is_empty() {
                    return;
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

    /// An image without a description is named by its file.
    pub(super) fn close_image(&mut self, at: usize) {
        let url = self.images.pop().unwrap_or_default();
        let last = self.stack.last().and_then(|frame| frame.inlines.last());
        if matches!(last, Some(Inline::Image(_))) {
            let name = url.split(['?', '#']).next().unwrap_or_default();
            let name = name.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            self.run(name, at, false);
        }
        self.links.pop();
    }

    pub(in crate::markdown) fn finish(mut self) -> Parsed {
        self.dissolve_unclosed();
        self.flush();
        let blocks = self.stack.into_iter().next().map(|frame| frame.blocks).unwrap_or_default();
        Parsed { blocks, ..self.parsed }
    }
}
