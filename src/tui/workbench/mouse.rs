//! The mouse on the workbench: a click points and picks up, a drag carries to another card.

use ratatui::layout::Position;

use super::{
    Decomposition, Panel,
    cards::{Holder, Piece, Thing},
};
use crate::{
    exercise::draft::Cursor,
    problem::Problem,
    tui::screen::{Effect, Environment},
};

/// What the button went down on.
pub(super) struct Grip {
    piece: Piece,
    /// Where it lay.
    from: Cursor,
    /// Whether the mouse has left that row since.
    moved: bool,
}

impl Decomposition {
    pub(super) fn click(&mut self, at: Position, env: &mut Environment) -> Result<Effect, Problem> {
        self.grip = None;
        if at.y == self.area.y + 1 {
            let hit = self.bar.iter().find(|(from, to, _)| (*from..*to).contains(&at.x));
            return match hit.map(|(_, _, name)| *name) {
                Some(name) => self.command(name, env),
                None => Ok(Effect::Nothing),
            };
        }
        if at.y == self.area.y {
            if self.panel != Panel::Board && !(self.beside && self.panel == Panel::Facts) {
                self.panel = Panel::Board;
                return Ok(Effect::Redraw);
            }
            return Ok(Effect::Nothing);
        }
        if self.shows(Panel::Board) && self.board.area().contains(at) {
            let before = self.board.cursor();
            let was_on = self.panel == Panel::Board;
            self.panel = Panel::Board;
            if !self.board.point(at) {
                return Ok(Effect::Redraw);
            }
            let again = was_on && before == self.board.cursor();
            let carried = !self.board.hand.is_empty() || self.board.linking.is_some();
            self.grip = self.gripped();
            return match self.board.thing() {
                Some(Thing::Piece(_)) => self.toggle(env),
                Some(Thing::Head) if carried => self.select(env),
                Some(Thing::Head)
                    if again
                        || self.board.card().is_some_and(|card| card.holder == Holder::New) =>
                {
                    self.select(env)
                }
                Some(_) if again || carried => self.select(env),
                _ => Ok(Effect::Redraw),
            };
        }
        if self.shows(Panel::Findings) && self.findings.click(at) {
            self.panel = Panel::Findings;
            return self.select(env);
        }
        if self.shows(Panel::Facts) {
            self.panel = Panel::Facts;
        }
        Ok(Effect::Redraw)
    }

    /// The piece under the cursor, if a drag may carry it away.
    fn gripped(&self) -> Option<Grip> {
        let Some(Thing::Piece(piece)) = self.board.thing() else { return None };
        let free = self.board.hand.is_empty() || self.board.is_home();
        let grip = Grip { piece: piece.clone(), from: self.board.cursor(), moved: false };
        (free && self.board.linking.is_none()).then_some(grip)
    }

    /// Carries what the button went down on; says whether something moved.
    pub(super) fn drag(&mut self, at: Position) -> bool {
        let Some(grip) = &mut self.grip else { return false };
        let before = self.board.cursor();
        if !self.board.point(at) || (!grip.moved && self.board.cursor() == grip.from) {
            return false;
        }
        grip.moved = true;
        // The click that began the drag may have put it back among others that are in hand.
        if !self.board.hand.contains(&grip.piece) {
            self.board.hand.push(grip.piece.clone());
        }
        before != self.board.cursor()
    }

    /// Puts down what was dragged.
    pub(super) fn release(
        &mut self,
        at: Position,
        env: &mut Environment,
    ) -> Result<Effect, Problem> {
        self.drag(at);
        match self.grip.take() {
            Some(grip) if grip.moved => self.drop_hand(env),
            _ => Ok(Effect::Nothing),
        }
    }
}
