//! The blocks of code and drawings on a page: found, copied, coloured.

use std::{ops::Range, sync::Arc};

use super::{Line, LineKind, Page, Place, Source, Span, Wide};
use crate::role::Role;

/// Colours of a block of code: for every line the roles of its bytes.
pub type Paint = Vec<Vec<(Range<usize>, Role)>>;

/// The colours of so many blocks are kept; those that are laid out keep theirs anyway.
const PAINTED: usize = 1024;

impl Page {
    /// The blocks of code and drawings in the pieces that a window of `height` lines shows.
    pub fn sources(&mut self, from: Place, height: usize) -> impl Iterator<Item = &Source> {
        let last = self.step(from, height as isize).piece;
        let pieces = (from.piece..=last).filter_map(|number| self.pieces.get(&number));
        pieces.flat_map(|piece| &piece.sources)
    }

    /// The blocks in every piece that is laid out now, in the order of the page.
    pub fn all_sources(&self) -> impl Iterator<Item = &Source> {
        let mut pieces: Vec<_> = self.pieces.iter().collect();
        pieces.sort_by_key(|(number, _)| **number);
        pieces.into_iter().flat_map(|(_, piece)| &piece.sources)
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

    /// Gives every block with this hash its colours; whether a line that is laid out has changed.
    pub fn paint(&mut self, hash: u64, paint: Paint) -> bool {
        let paint = Arc::new(paint);
        let mut changed = false;
        for piece in self.pieces.values_mut() {
            if piece.sources.iter().any(|source| source.hash == hash) {
                changed |= colour(&mut piece.lines, hash, &paint);
            }
        }
        if self.paints.len() >= PAINTED {
            self.paints.clear();
        }
        self.paints.insert(hash, paint);
        changed
    }
}

/// Gives the lines of a block their colours.
pub(super) fn colour(lines: &mut [Line], hash: u64, paint: &Paint) -> bool {
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
