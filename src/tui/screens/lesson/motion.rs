//! Moving through the page.

use super::{Lesson, SIDEWAYS};
use crate::{
    page::{Line, Place},
    tui::{
        action::Motion,
        painter::Scroll,
        screen::{Effect, Environment},
    },
};

impl Lesson {
    /// Shows a place in the source at the top of the window.
    pub fn show(&mut self, offset: usize) {
        self.reveal(offset);
        self.wanted = Some(offset);
        self.top = self.page.place(offset);
        self.sideways = 0;
    }

    pub(super) fn height(&self) -> usize {
        usize::from(self.text.height).max(1)
    }

    /// Moves the window by lines and says how many it moved.
    pub(super) fn scroll(&mut self, by: isize) -> isize {
        let before = self.top;
        let wanted = self.page.step(before, by);
        self.top = if by > 0 { self.page.top(wanted, self.height()) } else { wanted };
        if by > 0 && self.percent() >= 100 {
            self.kept.came_to_the_end();
        }
        if self.top == before {
            return 0;
        }
        // Only a short way is worth telling the terminal about.
        let step = if by > 0 { 1 } else { -1 };
        let mut at = before;
        for moved in 1..=by.abs().min(8) {
            at = self.page.step(at, step);
            if at == self.top {
                return moved * step;
            }
        }
        by
    }

    pub(super) fn go(&mut self, motion: Motion, env: &Environment) -> Effect {
        let page = (self.height() as isize - 1).max(1);
        let by = match motion {
            Motion::Up => -1,
            Motion::Down => 1,
            Motion::HalfUp => -(page / 2).max(1),
            Motion::HalfDown => (page / 2).max(1),
            Motion::PageUp => -page,
            Motion::PageDown => page,
            Motion::Top | Motion::Bottom => {
                let before = self.top;
                self.top = if motion == Motion::Top {
                    Place::default()
                } else {
                    let end = self.page.end();
                    self.page.top(end, self.height())
                };
                return if self.top == before { Effect::Nothing } else { Effect::Redraw };
            }
            Motion::Left | Motion::Right => return self.aside(motion == Motion::Right),
        };
        match (self.scroll(by), motion) {
            (0, Motion::PageDown) => self.open_end(env),
            (0, _) => Effect::Nothing,
            (moved, _) => self.scrolled(moved),
        }
    }

    pub(super) fn scrolled(&self, moved: isize) -> Effect {
        match i16::try_from(moved) {
            Ok(lines) if lines.unsigned_abs() * 2 < self.text.height => {
                Effect::Scroll(Scroll { top: self.text.y, bottom: self.text.bottom(), lines })
            }
            _ => Effect::Redraw,
        }
    }

    /// Moves wide lines sideways, as far as the widest one in sight.
    pub(super) fn aside(&mut self, right: bool) -> Effect {
        let widest = self.rows.iter().map(Line::width).max().unwrap_or(0);
        let last = widest.saturating_sub(usize::from(self.text.width));
        let before = self.sideways;
        self.sideways = if right {
            (before + SIDEWAYS).min(last.max(before))
        } else {
            before.saturating_sub(SIDEWAYS)
        };
        if self.sideways == before { Effect::Nothing } else { Effect::Redraw }
    }

    /// How much of the page has been read when its last line in sight is, in percent.
    pub(super) fn percent(&mut self) -> usize {
        let (line, total) = self.page.progress(self.top);
        ((line + self.rows.len()) * 100 / total.max(1)).min(100)
    }
}
