//! The mouse on the workbench: a click goes to the part that it falls on.

use ratatui::layout::Position;

use super::Decomposition;
use crate::{
    problem::Problem,
    tui::{
        action::Action,
        screen::{Effect, Environment},
        widgets::panels::Panel,
    },
};

impl Decomposition {
    pub(super) fn click(&mut self, at: Position, env: &mut Environment) -> Result<Effect, Problem> {
        let head = self.panels.area().y;
        if at.y == head + 1 {
            let hit = self.bar.hit(at);
            return hit.map_or(Ok(Effect::Nothing), |name| self.command(name, env));
        }
        if at.y == head {
            let uncovered = self.panels.uncover();
            return Ok(if uncovered { Effect::Redraw } else { Effect::Nothing });
        }
        if self.panels.shows(Panel::Editor) && self.board.editor.area().contains(at) {
            let focus = std::mem::replace(&mut self.panels.focus, Panel::Editor) == Panel::Editor;
            let turn = self.board.editor.click(at, focus);
            return self.turn(turn, env);
        }
        if self.panels.shows(Panel::Findings) && self.findings.click(at) {
            self.panels.focus = Panel::Findings;
            return Ok(self.beside_the_board(&Action::Select).unwrap_or(Effect::Redraw));
        }
        if self.panels.shows(Panel::Facts) {
            self.panels.focus = Panel::Facts;
        }
        Ok(Effect::Redraw)
    }
}
