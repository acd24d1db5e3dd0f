//! A page of choices with signs to tick: the body of the forms for links and patterns.

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

/// One line of a form.
pub(super) enum Line {
    /// A heading.
    Head(String),
    /// A choice: whether it is ticked, whether only one of its group may be, its words and note.
    Choice { on: bool, single: bool, label: String, note: String },
    /// What ends the form.
    Button(String),
}

/// The lines with a cursor on those that can be chosen.
#[derive(Default)]
pub(super) struct Form {
    at: usize,
    rows: Rows,
    frame: Rect,
}

impl Form {
    /// Number of the choice with the cursor, counting choices and buttons.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Puts the cursor on a choice.
    pub(super) fn select(&mut self, at: usize) {
        self.at = at;
    }

    /// Moves the cursor.
    pub(super) fn go(&mut self, motion: Motion, count: usize) {
        self.at = motion.apply(self.at, count, 8);
        self.rows.follow();
    }

    /// Scrolls.
    pub(super) fn shift(&mut self, lines: i16) {
        self.rows.shift(lines);
    }

    /// The choice under the mouse.
    pub(super) fn hit(&self, at: Position) -> Option<usize> {
        self.rows.hit(at)
    }

    /// Whether the mouse is beside the form.
    pub(super) fn is_outside(&self, at: Position) -> bool {
        !self.frame.contains(at)
    }

    /// Lays lines out in the middle of an area.
    pub(super) fn arrange(&mut self, area: Rect, lines: Vec<Line>, env: &Environment) {
        let wide = area.width.min(72);
        let room = usize::from(wide.saturating_sub(4));
        let mut rows = Vec::new();
        let mut number = 0;
        for line in lines {
            match line {
                Line::Head(head) => {
                    if !rows.is_empty() {
                        rows.push(Row::blank());
                    }
                    for part in text::wrap(&head, room) {
                        rows.push(Row::text(part, Role::Muted));
                    }
                }
                Line::Choice { on, single, label, note } => {
                    let sign = match (on, single) {
                        (true, true) => env.signs.picked,
                        (false, true) => env.signs.unpicked,
                        (true, false) => env.signs.checked,
                        (false, false) => env.signs.unchecked,
                    };
                    let role = if on { Role::Accent } else { Role::Text };
                    let rest = room.saturating_sub(text::width(sign) + text::width(&label) + 3);
                    let note = if rest > 6 { text::ellipsis(&note, rest) } else { String::new() };
                    let spans = vec![
                        (format!("{sign} "), role),
                        (label, role),
                        (format!("  {note}"), Role::Muted),
                    ];
                    rows.push(Row::spans(spans).hit(number).select(number == self.at));
                    number += 1;
                }
                Line::Button(label) => {
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
        let inner = Rect {
            x: self.frame.x + 2,
            y: self.frame.y + 1,
            width: self.frame.width.saturating_sub(4),
            height: self.frame.height.saturating_sub(2),
        };
        self.rows.arrange(inner, rows);
    }

    /// Draws the form in its frame.
    pub(super) fn view(&self, buffer: &mut Buffer, env: &Environment) {
        draw::panel(buffer, self.frame, env);
        self.rows.draw(buffer, env);
    }
}
