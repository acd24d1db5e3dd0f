//! Ways from place to place in a page: steps, ends, distances and how far one has come.

use super::{Page, Place};
use crate::markdown::Target;

impl Page {
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
        let piece = self.piece_at(offset);
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

    /// The number of the piece that shows a place in the source, or one of a footnote.
    fn piece_at(&self, offset: usize) -> usize {
        let groups = self.document.note_groups();
        if offset < self.document.text().len() || groups.is_empty() {
            return self.document.chunk_at(offset);
        }
        let after = groups.partition_point(|group| group.at <= offset);
        self.document.chunks().len() + after.saturating_sub(1)
    }

    /// The number of a line from 0 and the number of lines, estimated where nothing has been laid
    /// out, exact when everything has.
    pub fn progress(&mut self, place: Place) -> (usize, usize) {
        self.piece(place.piece);
        let (lines, bytes) = self.known;
        let guess = |length: usize| (length * lines.max(1)).div_ceil(bytes.max(1));
        let (mut before, mut total) = (0, 0);
        for number in 0..self.count() {
            if number == place.piece {
                before = total;
            }
            let known = self.heights.get(number).copied().flatten();
            total += known.unwrap_or_else(|| guess(self.bytes(number)));
        }
        total += guess(self.document.length().saturating_sub(self.document.covered()));
        (before + place.line, total.max(before + place.line + 1))
    }

    /// Where a link inside this page leads.
    pub fn locate(&mut self, target: &Target) -> Option<usize> {
        match target {
            Target::Anchor(anchor) => {
                self.index();
                self.document.anchor(anchor)
            }
            Target::Back(label) => self.document.mention(label),
            Target::Note(label) => {
                self.index();
                self.document.note(label)
            }
            _ => None,
        }
    }
}
