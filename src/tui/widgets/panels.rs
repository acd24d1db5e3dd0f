//! The places of an exercise's screen: facts, editor, findings. Where there is room they stand beside
//! each other, else one shows at a time.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    role::Role,
    tui::{draw, screen::Environment},
};

/// One of the places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Panel {
    #[default]
    Editor,
    Facts,
    Findings,
}

/// From this width on the facts stand beside the editor; else they are one key away.
const BESIDE_FROM: u16 = 100;
/// From this height on the findings stand below the editor.
const BELOW_FROM: u16 = 22;
/// Rows of the findings below the editor; in a tall window more.
const BELOW: u16 = 5;
/// From this height on, of each four rows more one is for what stands below the editor.
const TALL_FROM: u16 = 40;
/// Rows at most of what is under the cursor, with the line above them, and of the findings below that:
/// fewer while there are none to show.
const HERE: u16 = 5;
const BELOW_HERE: (u16, u16) = (3, 1);
/// Columns of the facts beside the editor; in a wide window more, up to a line that reads well.
const FACTS: u16 = 32;
/// From this width on, of each two columns more one is for the facts.
const WIDE_FROM: u16 = 160;
const WIDEST_FACTS: u16 = 64;

/// Which place has the focus, which show, and where.
#[derive(Clone, Copy, Debug, Default)]
pub struct Panels {
    pub focus: Panel,
    pub facts: Rect,
    pub editor: Rect,
    /// What is under the cursor, where the facts do not stand beside and there is room.
    pub here: Rect,
    pub findings: Rect,
    beside: bool,
    /// Whether there is room for findings below the editor, and whether they are wanted there.
    below: bool,
    quiet: bool,
    area: Rect,
}

/// Rows more for what stands below the editor in a tall window.
fn taller(area: Rect) -> u16 {
    area.height.saturating_sub(TALL_FROM) / 4
}

impl Panels {
    /// Takes as many rows from the editor as what is under the cursor needs; `few` says that there are no
    /// findings yet.
    pub fn explain(&mut self, few: bool, rows: u16) {
        self.here = Rect::ZERO;
        if self.beside || !self.is_short() || self.focus != Panel::Editor {
            return;
        }
        let below = match (few, rows) {
            // A rule, and a line that says why nothing shows.
            (true, 0) => BELOW_HERE.1 + 1,
            (false, 0) => return,
            (true, _) => BELOW_HERE.1,
            (false, _) => self.findings.height.saturating_sub(BELOW - BELOW_HERE.0),
        };
        let all = Rect { height: self.editor.height + self.findings.height, ..self.editor };
        let here = rows.min(HERE + taller(self.area));
        self.editor.height = all.height.saturating_sub(here + below);
        self.here = Rect { y: self.editor.bottom(), height: here, ..all };
        self.findings = Rect { y: self.here.bottom(), height: below, ..all };
    }

    /// Gives the places their areas below the two lines of the head; `quiet` leaves the findings out, of which
    /// there are so many.
    pub fn arrange(&mut self, area: Rect, quiet: bool, findings: usize) {
        (self.area, self.quiet) = (area, quiet);
        self.beside = area.width >= BESIDE_FROM;
        self.below = area.height >= BELOW_FROM;
        let inner = Rect {
            x: area.x + 1,
            y: area.y + 3,
            width: area.width.saturating_sub(2),
            height: area.height.saturating_sub(3),
        };
        let facts = (FACTS + area.width.saturating_sub(WIDE_FROM) / 2).min(WIDEST_FACTS);
        self.facts = if self.beside { Rect { width: facts, ..inner } } else { inner };
        let left = if self.beside { facts + 3 } else { 0 };
        let right = Rect { x: inner.x + left, width: inner.width.saturating_sub(left), ..inner };
        // A rule stands above them.
        let wanted = u16::try_from(findings + 1).unwrap_or(u16::MAX);
        let below = wanted.clamp(BELOW, BELOW + taller(area));
        let below = if self.is_short() { below } else { 0 };
        self.here = Rect::ZERO;
        self.editor = Rect { height: right.height.saturating_sub(below), ..right };
        self.findings = match below {
            0 => inner,
            _ => Rect { y: self.editor.bottom(), height: below, ..right },
        };
    }

    /// Whether the findings are a short list below the editor.
    pub fn is_short(&self) -> bool {
        self.below && !self.quiet
    }

    /// Whether the facts stand beside the editor.
    pub fn is_beside(&self) -> bool {
        self.beside
    }

    /// The whole area.
    pub fn area(&self) -> Rect {
        self.area
    }

    /// Whether a place is on the screen.
    pub fn shows(&self, panel: Panel) -> bool {
        match panel {
            Panel::Editor => {
                self.focus == Panel::Editor
                    || (self.beside && self.below)
                    || (self.beside && self.focus == Panel::Facts)
                    || (self.below && self.focus == Panel::Findings)
            }
            Panel::Facts => self.beside || self.focus == Panel::Facts,
            Panel::Findings => {
                self.is_short() && (self.beside || self.focus != Panel::Facts)
                    || self.focus == Panel::Findings
            }
        }
    }

    /// Gives the focus to the next place.
    pub fn next(&mut self) {
        self.focus = match self.focus {
            Panel::Editor => Panel::Facts,
            Panel::Facts => Panel::Findings,
            Panel::Findings => Panel::Editor,
        };
    }

    /// Shows a place, or the editor again.
    pub fn switch(&mut self, panel: Panel) {
        self.focus = if self.focus == panel { Panel::Editor } else { panel };
    }

    /// Comes back to the editor from a place that covers it; says whether one did.
    pub fn uncover(&mut self) -> bool {
        let covered = self.focus != Panel::Editor && !(self.beside && self.focus == Panel::Facts);
        if covered {
            self.focus = Panel::Editor;
        }
        covered
    }

    /// Draws the line between facts and editor.
    pub fn draw_line(&self, buffer: &mut Buffer, env: &Environment) {
        if self.beside {
            let x = self.editor.x.saturating_sub(2);
            for y in self.area.y + 3..self.area.bottom() {
                draw::put(buffer, x, y, 1, env.signs.vertical, env.style(Role::Border));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_beside_and_below_grows_with_the_window() {
        let at = |width, height| {
            let mut panels = Panels::default();
            panels.arrange(Rect::new(0, 0, width, height), false, 20);
            (panels.facts.width, panels.findings.height)
        };
        assert_eq!(at(80, 24), (78, 5), "one place at a time");
        assert_eq!(at(120, 40), (32, 5));
        assert_eq!(at(200, 60), (52, 10));
        assert_eq!(at(400, 60).0, 64, "no line is longer than can be read");
    }

    #[test]
    fn what_is_under_the_cursor_takes_the_rows_that_it_needs() {
        let mut panels = Panels::default();
        panels.arrange(Rect::new(0, 0, 80, 60), false, 0);
        assert_eq!(panels.findings.height, 5, "nothing that is found takes no more room");
        for (rows, taken) in [(2, 2), (9, 9), (30, 10)] {
            let mut panels = panels;
            panels.explain(false, rows);
            assert_eq!((panels.here.height, panels.findings.height), (taken, 3));
        }
        panels.arrange(Rect::new(0, 0, 80, 60), false, 20);
        panels.explain(false, 2);
        assert_eq!(panels.findings.height, 8, "they have more where there is more room");
    }
}
