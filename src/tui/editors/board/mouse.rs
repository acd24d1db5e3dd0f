//! The mouse on the board: a click points and lifts, a drag carries to another card.

use ratatui::layout::Position;

use super::{Board, Turn};
use crate::exercise::draft::Cursor;

/// What the button went down on.
pub(super) struct Grip {
    piece: String,
    /// Where it lay.
    from: Cursor,
    /// Whether the mouse has left that row since.
    moved: bool,
}

impl Board {
    /// Takes a click; `focus` says whether the keys went to the board before it.
    pub fn click(&mut self, at: Position, focus: bool) -> Turn {
        self.grip = None;
        let before = self.cursor();
        if !self.point(at) {
            return Turn::Moved;
        }
        let again = focus && before == self.cursor();
        let carried = !self.hand.is_empty() || self.aim.is_some();
        self.grip = self.gripped();
        let opens = carried
            || again
            || self.at().is_some_and(|(_, row)| row == 0)
                && self.card().is_some_and(|card| card.is_offer);
        match self.piece() {
            Some(piece) if piece.is_loose => self.toggle(),
            _ if opens => self.select(),
            _ => Turn::Moved,
        }
    }

    /// The piece under the cursor, if a drag may carry it away.
    fn gripped(&self) -> Option<Grip> {
        let piece = self.piece().filter(|piece| piece.is_loose)?.name.clone();
        let free = self.hand.is_empty() || self.is_home();
        let grip = Grip { piece, from: self.cursor(), moved: false };
        (free && self.aim.is_none()).then_some(grip)
    }

    /// Carries what the button went down on; says whether something moved.
    pub(super) fn drag(&mut self, at: Position) -> bool {
        let Some(mut grip) = self.grip.take() else { return false };
        let before = self.cursor();
        let over = self.point(at) && (grip.moved || self.cursor() != grip.from);
        if over {
            grip.moved = true;
            // The click that began the drag may have put it back among others that are in hand.
            if !self.hand.contains(&grip.piece) {
                self.hand.push(grip.piece.clone());
            }
        }
        self.grip = Some(grip);
        over && before != self.cursor()
    }

    /// Puts down what was dragged.
    pub(super) fn release(&mut self, at: Position) -> Turn {
        self.drag(at);
        match self.grip.take() {
            Some(grip) if grip.moved => self.put_down(),
            _ => Turn::Still,
        }
    }
}
