//! The mouse on the workbench: a click goes to the part that it falls on.

use ratatui::layout::Position;

use super::{Decomposition, Panel};
use crate::{
    problem::Problem,
    tui::{
        action::Action,
        screen::{Effect, Environment},
    },
};

impl Decomposition {
    pub(super) fn click(&mut self, at: Position, env: &mut Environment) -> Result<Effect, Problem> {
        if at.y == self.area.y + 1 {
            let hit = self.bar.iter().find(|(from, to, _)| (*from..*to).contains(&at.x));
            return match hit.map(|(_, _, name)| *name) {
                Some(name) => self.command(name, env),
                None => Ok(Effect::Nothing),
            };
        }
        if at.y == self.area.y {
            let covered =
                self.panel != Panel::Board && !(self.beside && self.panel == Panel::Facts);
            if covered {
                self.panel = Panel::Board;
            }
            return Ok(if covered { Effect::Redraw } else { Effect::Nothing });
        }
        if self.shows(Panel::Board) && self.board.editor.area().contains(at) {
            let focus = std::mem::replace(&mut self.panel, Panel::Board) == Panel::Board;
            let turn = self.board.editor.click(at, focus);
            return self.turn(turn, env);
        }
        if self.shows(Panel::Findings) && self.findings.click(at) {
            self.panel = Panel::Findings;
            return Ok(self.beside_the_board(&Action::Select).unwrap_or(Effect::Redraw));
        }
        if self.shows(Panel::Facts) {
            self.panel = Panel::Facts;
        }
        Ok(Effect::Redraw)
    }
}
