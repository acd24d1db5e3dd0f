//! A page of choices with signs to tick, in a frame.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    role::Role,
    text,
    tui::{
        action::Motion,
        draw,
        screen::Environment,
        widgets::rows::{Row, Rows},
    },
};

/// One entry of a checklist.
pub enum Entry {
    /// A heading.
    Head(String),
    /// A choice: whether it is ticked, whether only one of its group may be, its words and note.
    Choice { on: bool, single: bool, label: String, note: String },
    /// What ends the list.
    Button(String),
}

/// The entries with a cursor on those that can be chosen.
#[derive(Default)]
pub struct Checklist {
    at: usize,
    rows: Rows,
    frame: Rect,
}

impl Checklist {
    /// Number of the choice with the cursor, counting choices and buttons.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Puts the cursor on a choice.
    pub fn select(&mut self, at: usize) {
        self.at = at;
    }

    /// Moves the cursor.
    pub fn go(&mut self, motion: Motion, count: usize) {
        self.at = motion.apply(self.at, count, 8);
        self.rows.keep_in_sight();
    }

    /// Scrolls.
    pub fn shift(&mut self, lines: i16) {
        self.rows.shift(lines);
    }

    /// The choice under the mouse.
    pub fn hit(&self, at: Position) -> Option<usize> {
        self.rows.hit(at)
    }

    /// Whether the mouse is beside the frame.
    pub fn is_outside(&self, at: Position) -> bool {
        !self.frame.contains(at)
    }

    /// Lays entries out in the middle of an area.
    pub fn arrange(&mut self, area: Rect, entries: Vec<Entry>, env: &Environment) {
        let wide = area.width.min(72);
        let room = usize::from(wide.saturating_sub(4));
        let mut rows = Vec::new();
        let mut number = 0;
        for entry in entries {
            match entry {
                Entry::Head(head) => {
                    if !rows.is_empty() {
                        rows.push(Row::blank());
                    }
                    for part in text::wrap(&head, room) {
                        rows.push(Row::text(part, Role::Muted));
                    }
                }
                Entry::Choice { on, single, label, note } => {
                    let sign = match (on, single) {
                        (true, true) => env.signs.picked,
                        (false, true) => env.signs.unpicked,
                        (true, false) => env.signs.checked,
                        (false, false) => env.signs.unchecked,
                    };
                    let role = if on { Role::Accent } else { Role::Text };
                    let rest = room.saturating_sub(text::width(sign) + text::width(&label) + 3);
                    let fits = text::width(&note) <= rest;
                    // The note of the one with the cursor is told whole.
                    let whole =
                        if number == self.at && !fits { note.clone() } else { String::new() };
                    let note = if rest > 6 { text::ellipsis(&note, rest) } else { String::new() };
                    let spans = vec![
                        (format!("{sign} "), role),
                        (label, role),
                        (format!("  {note}"), Role::Muted),
                    ];
                    rows.push(Row::spans(spans).hit(number).select(number == self.at));
                    if !whole.is_empty() {
                        rows.extend(Row::wrapped(&whole, Role::Muted, 4, room));
                    }
                    number += 1;
                }
                Entry::Button(label) => {
                    rows.push(Row::blank());
                    let label = format!("{} {label}", env.signs.here);
                    rows.push(Row::text(label, Role::Accent).hit(number).select(number == self.at));
                    number += 1;
                }
            }
        }
        self.at = self.at.min(number.saturating_sub(1));
        let tall = (rows.len() as u16).saturating_add(2).min(area.height);
        self.frame = draw::centred(area, wide, tall);
        let inner = draw::inside(self.frame);
        self.rows.arrange(inner, rows);
    }

    /// Draws the list in its frame.
    pub fn view(&self, buffer: &mut Buffer, env: &Environment) {
        draw::panel(buffer, self.frame, env);
        self.rows.draw(buffer, env);
    }
}
