//! One line of text that is being typed.

use ratatui::{buffer::Buffer, style::Modifier};
use unicode_segmentation::UnicodeSegmentation;

use crate::{
    role::Role,
    text,
    tui::{action::Edit, draw, screen::Environment},
};

/// A text has at most this many bytes; a longer paste is cut.
const LONGEST: usize = 2_000;

/// The text and where the next character goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    text: String,
    /// Byte offset of the cursor.
    at: usize,
    /// What stood there to begin with.
    begun_with: String,
    /// Whether it was asked if what was typed is to be dropped.
    asked: bool,
}

impl Input {
    /// An input with a text in it, the cursor behind it.
    pub fn with(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { at: text.len(), begun_with: text.clone(), text, asked: false }
    }

    /// Whether whoever leaves it may: what was typed is dropped only by a second time.
    pub fn leaves(&mut self) -> bool {
        let typed = self.text.trim();
        typed.is_empty() || typed == self.begun_with || std::mem::replace(&mut self.asked, true)
    }

    /// What has been typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Changes the text.
    pub fn edit(&mut self, edit: &Edit) {
        self.asked = false;
        let (before, after) = self.text.split_at(self.at);
        let left = before.grapheme_indices(true).next_back().map_or(0, |(at, _)| at);
        let right = after.graphemes(true).next().map_or(0, str::len);
        match edit {
            Edit::Insert(new) => {
                let new: String = new
                    .chars()
                    .map(|c| if c.is_whitespace() { ' ' } else { c })
                    .filter(|c| !text::is_harmful(*c))
                    .collect();
                if self.text.len() + new.len() <= LONGEST {
                    self.text.insert_str(self.at, &new);
                    self.at += new.len();
                }
            }
            Edit::Backspace => {
                self.text.replace_range(left..self.at, "");
                self.at = left;
            }
            Edit::Delete => self.text.replace_range(self.at..self.at + right, ""),
            Edit::DeleteWord => {
                let kept = before.trim_end();
                let start = kept.rfind(' ').map_or(0, |at| at + 1);
                self.text.replace_range(start..self.at, "");
                self.at = start;
            }
            Edit::Clear => {
                self.text.clear();
                self.at = 0;
            }
            Edit::Left => self.at = left,
            Edit::Right => self.at += right,
            Edit::Home => self.at = 0,
            Edit::End => self.at = self.text.len(),
        }
    }

    /// The text before the cursor, under it and behind it.
    pub fn parts(&self) -> (&str, &str, &str) {
        let (before, after) = self.text.split_at(self.at);
        let under = after.graphemes(true).next().unwrap_or_default();
        (before, under, after.get(under.len()..).unwrap_or_default())
    }

    /// Draws the text with its cursor into one row; the cursor is always in sight.
    pub fn draw(&self, buffer: &mut Buffer, (x, y, room): (u16, u16, u16), env: &Environment) {
        let style = env.style(Role::Text);
        let (before, after) = self.text.split_at(self.at);
        let mut start = 0;
        let mut width = text::width(before);
        for (at, cluster) in before.grapheme_indices(true) {
            if width < usize::from(room) {
                break;
            }
            width -= text::cluster_width(cluster);
            start = at + cluster.len();
        }
        let shown = before.get(start..).unwrap_or_default();
        let at = draw::put(buffer, x, y, room, shown, style);
        let under = after.graphemes(true).next().unwrap_or(" ");
        let end = draw::put(
            buffer,
            at,
            y,
            (x + room).saturating_sub(at),
            under,
            style.add_modifier(Modifier::REVERSED),
        );
        let rest = after.get(under.len()..).unwrap_or_default();
        draw::put(buffer, end, y, (x + room).saturating_sub(end), rest, style);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editing_works_on_whole_clusters() {
        let mut input = Input::with("ab 数e\u{301}");
        input.edit(&Edit::Backspace);
        assert_eq!(input.text(), "ab 数");
        input.edit(&Edit::Left);
        input.edit(&Edit::Insert("x\ny".into()));
        assert_eq!(input.text(), "ab x y数");
        input.edit(&Edit::DeleteWord);
        assert_eq!(input.text(), "ab x 数");
        input.edit(&Edit::Delete);
        input.edit(&Edit::Home);
        input.edit(&Edit::Backspace);
        assert_eq!(input.text(), "ab x ");
    }

    #[test]
    fn what_was_typed_is_left_by_the_second_time() {
        assert!(Input::default().leaves());
        let mut input = Input::with("c.jsonl");
        assert!(input.leaves());
        input.edit(&Edit::Backspace);
        assert!(!input.leaves());
        input.edit(&Edit::Backspace);
        assert!(!input.leaves() && input.leaves());
    }
}
