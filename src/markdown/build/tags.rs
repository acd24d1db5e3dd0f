//! HTML in Markdown: what it means is kept, what it is not.

use std::ops::Range;

use super::super::{
    Block, BlockKind, Inline, autolink,
    html::{self, Edge, Part},
    index::LONGEST_FOLD,
};
use super::{Builder, Details, Frame, close::trim_breaks, span};

impl Builder {
    pub(super) fn inline_html(&mut self, html: &str, at: usize) {
        for (range, part) in html::parts(html) {
            match part {
                Part::Text => {
                    self.run(html.get(range.clone()).unwrap_or_default(), at + range.start, false);
                }
                Part::Break => self.push(Inline::Hard(at)),
                Part::Details(_) | Part::Summary(_) | Part::Anchor | Part::Nothing => {}
            }
        }
    }

    /// The block of HTML that ends here: its tags that mean something, and the rest as text.
    pub(super) fn html_block(&mut self, whole: Range<usize>) {
        // What it holds stands in the block around it.
        self.stack.pop();
        let pieces = std::mem::take(&mut self.html);
        let html: String = pieces.iter().map(|(text, _)| text.as_str()).collect();
        let strong = self.style;
        // Where each line of the block starts in the source.
        let mut rest = pieces.iter();
        let (mut from, mut piece) = (0, rest.next());
        let mut place = |at: usize| {
            while let Some((text, _)) = piece.filter(|(text, _)| at >= from + text.len()) {
                from += text.len();
                piece = rest.next();
            }
            piece.map_or(whole.end, |(_, start)| start + at.saturating_sub(from))
        };
        for (range, part) in html::parts(&html) {
            match part {
                Part::Text => {
                    let mut at = range.start;
                    for line in html.get(range).unwrap_or_default().split_inclusive('\n') {
                        let start = place(at);
                        at += line.len();
                        if !line.trim().is_empty() {
                            self.run(line.trim_end_matches('\n'), start, false);
                        }
                        if line.ends_with('\n') {
                            self.break_line(start + line.len());
                        }
                    }
                }
                Part::Break => self.break_line(place(range.start)),
                Part::Summary(begins) => {
                    self.break_line(place(range.start));
                    self.mark(1, begins);
                    if !begins {
                        self.close_summary();
                    }
                }
                Part::Details(Edge::Start { open }) => {
                    let start = place(range.start);
                    self.close_html_text();
                    let details = Details { open, summary: Vec::new(), start };
                    self.open(Frame { details: Some(details), ..Frame::default() });
                }
                Part::Details(Edge::End) => {
                    self.close_html_text();
                    self.close_details(place(range.start) + range.len());
                }
                Part::Anchor | Part::Nothing => {}
            }
        }
        self.close_html_text();
        self.style = strong;
    }

    /// The text of a block of HTML so far is a paragraph.
    fn close_html_text(&mut self) {
        if let Some(frame) = self.stack.last_mut() {
            trim_breaks(&mut frame.inlines);
        }
        self.flush();
    }

    /// What was said so far is the summary, if it stands at the start of a part that folds.
    fn close_summary(&mut self) {
        let Some(frame) = self.stack.last_mut().filter(|frame| frame.blocks.is_empty()) else {
            return;
        };
        if let Some(details) = frame.details.as_mut().filter(|known| known.summary.is_empty()) {
            trim_breaks(&mut frame.inlines);
            details.summary = autolink::link(std::mem::take(&mut frame.inlines));
        }
    }

    /// The innermost part that folds ends, if nothing else is open in it.
    fn close_details(&mut self, end: usize) {
        let folds = self.stack.last().and_then(|frame| frame.details.as_ref());
        let Some(start) = folds.map(|details| details.start) else { return };
        let is_flat = self.stack.last().is_some_and(|frame| frame.flat);
        if is_flat || end.saturating_sub(start) > LONGEST_FOLD {
            return self.dissolve();
        }
        let Some(Frame { details: Some(details), blocks, .. }) = self.stack.pop() else { return };
        let Details { open, summary, start } = details;
        self.block(BlockKind::Details { open, summary, blocks }, start..end);
    }

    /// Parts that fold and never end are what they hold.
    pub(super) fn dissolve_unclosed(&mut self) {
        while self.stack.last().is_some_and(|frame| frame.details.is_some()) {
            self.dissolve();
        }
    }

    fn dissolve(&mut self) {
        self.flush();
        let Some(Frame { details, blocks, .. }) = self.stack.pop() else { return };
        let summary = details.map(|details| details.summary).unwrap_or_default();
        let Some(parent) = self.stack.last_mut() else { return };
        if !summary.is_empty() {
            let range = span(&summary);
            parent.blocks.push(Block { kind: BlockKind::Paragraph(summary), range });
        }
        parent.blocks.extend(blocks);
    }
}
