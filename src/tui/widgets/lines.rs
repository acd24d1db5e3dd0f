//! A text of several lines that is being typed: a new line by Enter, up and down between the lines.

use ratatui::{buffer::Buffer, layout::Rect};

use super::input::Input;
use crate::tui::{
    action::{Edit, Motion},
    screen::Environment,
};

/// The lines.
pub struct Lines {
    lines: Vec<Input>,
    /// The line with the cursor.
    at: usize,
}

impl Default for Lines {
    fn default() -> Self {
        Self { lines: vec![Input::default()], at: 0 }
    }
}

impl Lines {
    /// The whole text, without blanks at its ends.
    pub fn text(&self) -> String {
        let lines: Vec<&str> = self.lines.iter().map(Input::text).collect();
        lines.join("\n").trim().to_owned()
    }

    /// Changes the line with the cursor; what is pasted may have several.
    pub fn edit(&mut self, edit: &Edit) {
        match edit {
            Edit::Insert(text) => {
                for (number, line) in text.split('\n').enumerate() {
                    if number > 0 {
                        self.begin_line();
                    }
                    self.type_in(&Edit::Insert(line.trim_end_matches('\r').to_owned()));
                }
            }
            Edit::Backspace if self.at > 0 && self.is_blank() => {
                self.lines.remove(self.at);
                self.at -= 1;
            }
            edit => self.type_in(edit),
        }
    }

    fn type_in(&mut self, edit: &Edit) {
        if let Some(line) = self.lines.get_mut(self.at) {
            line.edit(edit);
        }
    }

    /// Whether nothing stands in the line with the cursor.
    pub fn is_blank(&self) -> bool {
        self.lines.get(self.at).is_none_or(|line| line.text().trim().is_empty())
    }

    /// Begins a line below the one with the cursor.
    pub fn begin_line(&mut self) {
        self.at += 1;
        self.lines.insert(self.at.min(self.lines.len()), Input::default());
    }

    /// Goes to another line.
    pub fn go(&mut self, motion: Motion) {
        self.at = motion.apply(self.at, self.lines.len(), 1);
    }

    /// Draws the lines around the one with the cursor.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, env: &Environment) {
        let height = usize::from(area.height);
        let first = (self.at + 1).saturating_sub(height);
        let shown = self.lines.iter().enumerate().skip(first).take(height);
        for ((number, line), y) in shown.zip(area.y..) {
            if number == self.at {
                line.draw(buffer, (area.x, y, area.width), env);
            } else {
                let style = env.theme.base();
                crate::tui::draw::put(buffer, area.x, y, area.width, line.text(), style);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_begun_pasted_and_joined_again() {
        let mut lines = Lines::default();
        lines.edit(&Edit::Insert("one".into()));
        lines.begin_line();
        assert!(lines.is_blank());
        lines.edit(&Edit::Insert("two\r\nthree".into()));
        assert_eq!(lines.text(), "one\ntwo\nthree");
        lines.begin_line();
        lines.edit(&Edit::Backspace);
        lines.go(Motion::Up);
        lines.edit(&Edit::Insert("!".into()));
        assert_eq!(lines.text(), "one\ntwo!\nthree");
    }
}
