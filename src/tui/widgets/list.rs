//! A list with a selected row that stays in sight.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    role::Role,
    tui::{action::Motion, draw, screen::Environment},
};

/// Which row is selected and which one is on top.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    selected: usize,
    first: usize,
    count: usize,
    area: Rect,
    /// Rows an item takes.
    tall: u16,
}

impl List {
    /// Takes the number of items and the area before it is drawn.
    pub fn arrange(&mut self, area: Rect, count: usize, tall: u16) {
        self.area = area;
        self.count = count;
        self.tall = tall.max(1);
        self.selected = self.selected.min(count.saturating_sub(1));
        self.first = draw::first_row(self.selected, count, self.page(), self.first);
    }

    /// Number of the selected item, from 0.
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// Selects an item.
    pub fn select(&mut self, at: usize) {
        self.selected = at;
    }

    /// Moves the selection; says whether it moved.
    pub fn go(&mut self, motion: Motion, count: usize) -> bool {
        let before = self.selected;
        self.selected = motion.apply(self.selected, count, self.page());
        self.selected != before
    }

    /// Moves the selection by some rows.
    pub fn shift(&mut self, lines: i16, count: usize) {
        let at = self.selected.saturating_add_signed(isize::from(lines));
        self.selected = at.min(count.saturating_sub(1));
    }

    /// The items in sight, each with the row it starts at.
    pub fn rows(&self) -> impl Iterator<Item = (usize, u16)> + use<> {
        let (area, tall) = (self.area, self.tall);
        let last = (self.first + self.page()).min(self.count);
        (self.first..last).enumerate().map(move |(row, item)| (item, area.y + row as u16 * tall))
    }

    /// Says in the margin that there is more below.
    pub fn draw_more(&self, buffer: &mut Buffer, env: &Environment) {
        if !self.area.is_empty() && self.first + self.page() < self.count {
            let sign = if env.settings.ascii { "v" } else { "▾" };
            let y = self.area.bottom() - 1;
            draw::put(buffer, self.area.right(), y, 1, sign, env.style(Role::Accent));
        }
    }

    /// The item under the mouse.
    pub fn hit(&self, at: Position) -> Option<usize> {
        if !self.area.contains(at) {
            return None;
        }
        let item = self.first + usize::from((at.y - self.area.y) / self.tall.max(1));
        (item < self.count).then_some(item)
    }

    /// Where it is drawn.
    pub fn area(&self) -> Rect {
        self.area
    }

    /// Items that are in sight at once.
    pub fn page(&self) -> usize {
        usize::from(self.area.height / self.tall.max(1)).max(1)
    }
}
