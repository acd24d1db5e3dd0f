//! The parts of a page that fold: which are open, and how they look. On paper all are.

use std::{collections::BTreeSet, sync::Arc};

use super::{
    Line, Page,
    block::{Layout, Part, inner, prefix},
    wrap::{Bit, wrap},
};
use crate::{
    markdown::{Block, BlockKind, Link, Target},
    role::Role,
};

/// Which parts of a page are open. Unless its reader can fold them, all are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folds {
    can_fold: bool,
    /// Whether everything is open, hidden lines of code, too.
    all: bool,
    /// Where the parts start that are not as the others are.
    turned: BTreeSet<usize>,
}

impl Folds {
    /// Parts are folded, but for those that their author opens.
    pub fn folded() -> Self {
        Self { can_fold: true, ..Self::default() }
    }

    /// The same for a text that has changed, whose parts start elsewhere.
    pub fn anew(&self) -> Self {
        Self { turned: BTreeSet::new(), ..self.clone() }
    }

    /// Whether hidden lines of code are shown.
    pub(super) fn shows_hidden(&self) -> bool {
        self.all
    }

    fn is_open(&self, open: bool, at: usize) -> bool {
        !self.can_fold || (open || self.all) != self.turned.contains(&at)
    }

    fn turn(&mut self, at: usize) {
        if !self.turned.remove(&at) {
            self.turned.insert(at);
        }
    }
}

impl Layout<'_> {
    pub(super) fn details(
        &mut self,
        part: &Part<'_>,
        width: usize,
        base: Role,
        depth: usize,
    ) -> Vec<Line> {
        let folds = &self.options.folds;
        if !folds.can_fold {
            return self.unfolded(part, width, base, depth);
        }
        let open = folds.is_open(part.open, part.at);
        self.folds = true;
        let mut lines = self.summary(part, open, width, base);
        if open && !part.blocks.is_empty() {
            lines
                .push(Line { at: lines.last().map_or(part.at, |line| line.at), ..Line::default() });
            let inside = self.blocks(part.blocks, inner(width, 2), base, depth + 1, false);
            lines.extend(prefix(inside, width, 2, "  ", "  ", Role::Text));
        }
        lines
    }

    /// The line that folds a part and opens it.
    fn summary(&self, part: &Part<'_>, open: bool, width: usize, base: Role) -> Vec<Line> {
        let link = Arc::new(Link { target: Target::Fold(part.at), at: part.at });
        let [closed, opened] = self.signs().fold;
        let sign = format!("{} ", if open { opened } else { closed });
        let mut bits = vec![Bit::mark(sign, Role::Link, part.at)];
        bits.extend(self.bits(part.summary, base));
        if part.summary.is_empty() {
            bits.push(Bit::mark(self.options.labels.details.as_str(), Role::Strong, part.at));
        }
        for bit in &mut bits {
            bit.link.get_or_insert_with(|| Arc::clone(&link));
        }
        wrap(&bits, width, part.at)
    }

    /// A part as on paper: its summary stands above what it holds.
    fn unfolded(&mut self, part: &Part<'_>, width: usize, base: Role, depth: usize) -> Vec<Line> {
        let mut lines = match part.summary {
            [] => Vec::new(),
            summary => self.text(summary, width, base, part.at),
        };
        let lead = !lines.is_empty();
        lines.extend(self.blocks(part.blocks, width, base, depth, lead));
        lines
    }
}

impl Page {
    /// Whether anything that was laid out folds, or hides lines of code.
    pub fn folds(&self) -> bool {
        self.folds
    }

    /// Opens everything, or folds it as its author did.
    pub fn turn_all(&mut self) {
        self.options.folds.all = !self.options.folds.all;
        self.options.folds.turned.clear();
        self.refresh();
    }

    /// Folds the part that starts at a place, or opens it.
    pub fn turn(&mut self, at: usize) {
        self.options.folds.turn(at);
        self.refresh();
    }

    /// Opens the parts that hold a place; whether any was folded.
    pub fn reveal(&mut self, offset: usize) -> bool {
        let number = self.document.chunk_at(offset);
        let range = self.document.chunks().get(number).map(|chunk| chunk.range.clone());
        let source = range.and_then(|range| self.document.text().get(range)).unwrap_or_default();
        // Where no tag is closed nothing folds.
        if memchr::memmem::find(source.as_bytes(), b"</").is_none() {
            return false;
        }
        let mut around = Vec::new();
        for block in &self.document.blocks(number) {
            enclosing(block, offset, &mut around);
        }
        let folds = &self.options.folds;
        around.retain(|(at, open)| !folds.is_open(*open, *at));
        for (at, _) in &around {
            self.options.folds.turn(*at);
        }
        if !around.is_empty() {
            self.refresh();
        }
        !around.is_empty()
    }
}

/// The parts that fold around a place, but not those that start there: where they start, and whether
/// their author opens them.
fn enclosing(block: &Block, offset: usize, found: &mut Vec<(usize, bool)>) {
    if !block.range.contains(&offset) {
        return;
    }
    if let BlockKind::Details { open, .. } = &block.kind
        && offset > block.range.start
    {
        found.push((block.range.start, *open));
    }
    block.inner().into_iter().for_each(|inner| enclosing(inner, offset, found));
}
