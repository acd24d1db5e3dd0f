//! A line of commands for the mouse, each with its key.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    role::Role,
    text,
    tui::{draw, hint::Hint, keymap::KeyContext, screen::Environment},
};

/// Where the words are: their columns, and the name of the command.
#[derive(Clone, Debug, Default)]
pub struct Bar {
    words: Vec<(u16, u16, &'static str)>,
    row: Rect,
    table: &'static str,
}

impl Bar {
    /// Lays as many commands of a table of the keymap out as a row has room for.
    pub fn arrange(
        &mut self,
        row: Rect,
        table: &'static str,
        names: &[&'static str],
        env: &Environment,
    ) {
        (self.row, self.table) = (row, table);
        self.words.clear();
        let mut x = row.x + 1;
        for name in names {
            let Some(hint) = Hint::of(name, KeyContext::shared(table), env) else { continue };
            let wide = text::width(hint.key) + 1 + text::width(hint.says);
            let end = x.saturating_add(wide as u16);
            if end < row.right() {
                self.words.push((x, end, name));
                x = end + 3;
            }
        }
    }

    /// The command under the mouse.
    pub fn hit(&self, at: Position) -> Option<&'static str> {
        let hit = self.words.iter().find(|(from, to, _)| (*from..*to).contains(&at.x));
        hit.filter(|_| at.y == self.row.y).map(|(_, _, name)| *name)
    }

    /// Draws the commands.
    pub fn draw(&self, buffer: &mut Buffer, env: &Environment) {
        for (from, to, name) in &self.words {
            let Some(hint) = Hint::of(name, KeyContext::shared(self.table), env) else { continue };
            let parts = [
                (hint.key, env.style(Role::Accent)),
                (" ", env.style(Role::Muted)),
                (hint.says, env.style(Role::Muted)),
            ];
            draw::runs(buffer, *from, self.row.y, to - from, &parts);
        }
    }
}

/// Draws the title of a screen at the left of a row, and how things stand at its right.
pub fn head(buffer: &mut Buffer, row: Rect, title: &str, stands: &[String], env: &Environment) {
    let said = stands.join(&format!(" {} ", env.signs.dot));
    let (x, room) = (row.x + 1, row.width.saturating_sub(2));
    let muted = env.style(Role::Muted);
    let at = draw::put_right(buffer, x + room, row.y, room * 3 / 4, &said, muted);
    draw::put(buffer, x, row.y, at.saturating_sub(x + 1), title, env.style(Role::Heading));
}
