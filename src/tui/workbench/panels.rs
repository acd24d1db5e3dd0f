//! The parts of the workbench: which of them has the focus, which show, and where.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Decomposition, head};
use crate::{
    role::Role,
    tui::{draw, screen::Environment},
};

/// Which part of the work has the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Panel {
    Board,
    Facts,
    Findings,
}

/// From this width on the facts stand beside the board; else they are one key away.
const BESIDE_FROM: u16 = 100;
/// From this height on the findings stand below the board.
const BELOW_FROM: u16 = 22;
/// Rows of the findings below the board.
const BELOW: u16 = 5;
impl Decomposition {
    /// Whether a part of the work is on the screen.
    pub(super) fn shows(&self, panel: Panel) -> bool {
        match panel {
            Panel::Board => {
                self.panel == Panel::Board
                    || (self.beside && self.below)
                    || (self.beside && self.panel == Panel::Facts)
                    || (self.below && self.panel == Panel::Findings)
            }
            Panel::Facts => self.beside || self.panel == Panel::Facts,
            Panel::Findings => {
                !self.work.draft.quiet
                    && (self.below && (self.beside || self.panel != Panel::Facts))
                    || self.panel == Panel::Findings
            }
        }
    }

    pub(super) fn next_panel(&mut self) {
        self.panel = match self.panel {
            Panel::Board => Panel::Facts,
            Panel::Facts => Panel::Findings,
            Panel::Findings => Panel::Board,
        };
    }

    /// Lays everything out for an area.
    pub(super) fn arrange_panels(&mut self, area: Rect, env: &Environment) {
        self.area = area;
        self.beside = area.width >= BESIDE_FROM;
        self.below = area.height >= BELOW_FROM;
        self.bar = head::bar(area, env);
        let inner = Rect {
            x: area.x + 1,
            y: area.y + 3,
            width: area.width.saturating_sub(2),
            height: area.height.saturating_sub(3),
        };
        let facts_wide = if self.beside { 32 } else { 0 };
        let below = if self.below && !self.work.draft.quiet { BELOW } else { 0 };
        let facts = if self.beside { Rect { width: facts_wide, ..inner } } else { inner };
        let thing = self.board.thing().cloned();
        self.facts.arrange(facts, thing.as_ref(), self.board.service(), &self.work, env);
        let right = Rect {
            x: inner.x + if self.beside { facts_wide + 3 } else { 0 },
            width: inner.width.saturating_sub(if self.beside { facts_wide + 3 } else { 0 }),
            ..inner
        };
        let upper = Rect { height: right.height.saturating_sub(below), ..right };
        self.board.arrange(upper);
        let lower =
            if below > 0 { Rect { y: upper.bottom(), height: below, ..right } } else { inner };
        let focus = self.panel == Panel::Findings;
        self.findings.arrange(lower, (below > 0, focus), &self.work, env);
        self.work.draft.cursor = self.board.editor.cursor();
        self.layers.arrange(area, &self.work, env);
    }

    /// Draws the parts that show.
    pub(super) fn draw_panels(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        if self.shows(Panel::Facts) {
            self.facts.view(buffer, env);
            if self.beside {
                let x = self.board.editor.area().x.saturating_sub(2);
                for y in area.y + 3..area.bottom() {
                    draw::put(buffer, x, y, 1, env.signs.vertical, env.style(Role::Border));
                }
            }
        }
        if self.shows(Panel::Board) {
            self.board.view(buffer, self.panel == Panel::Board, env);
        }
        if self.shows(Panel::Findings) {
            self.findings.view(buffer, env);
        }
    }
}
