//! The board as it is drawn.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Board, Face};
use crate::{
    role::Role,
    text,
    tui::{draw, screen::Environment},
};

/// Cells before what a piece says of itself: the sign of one that is carried.
pub(super) const INDENT: u16 = 2;

impl Board {
    /// Draws the cards in sight; the cursor shows with the focus.
    pub fn view(&self, buffer: &mut Buffer, focus: bool, env: &Environment) {
        for (number, card, row, place) in self.layout.in_sight() {
            let Some(card) = self.cards.get(card) else { continue };
            let piece = row.checked_sub(1).and_then(|piece| card.pieces.get(piece));
            let selected = number == self.at && focus;
            match piece {
                Some(piece) => {
                    let held = self.hand.contains(&piece.name);
                    draw_row(buffer, place, (&piece.face, INDENT), (selected, held), env);
                }
                None => {
                    let source = self.aim.as_ref() == Some(&card.name);
                    let indent = if source { INDENT } else { 0 };
                    draw_row(buffer, place, (&card.head, indent), (selected, source), env);
                }
            }
        }
        let sign = if env.settings.ascii { ("^", "v") } else { ("▴", "▾") };
        // In the margin, where it covers nothing.
        let (area, (above, below)) = (self.area(), self.layout.more());
        if above {
            draw::put(buffer, area.right(), area.y, 1, sign.0, env.style(Role::Accent));
        }
        if below {
            let y = area.bottom().saturating_sub(1);
            draw::put(buffer, area.right(), y, 1, sign.1, env.style(Role::Accent));
        }
    }
}

/// Draws one row; `marked` is one that is carried, or from which one aims.
fn draw_row(
    buffer: &mut Buffer,
    row: Rect,
    (face, indent): (&Face, u16),
    (selected, marked): (bool, bool),
    env: &Environment,
) {
    let ground = if selected { env.style(Role::Selection) } else { env.theme.base() };
    if selected {
        draw::highlight(buffer, row, ground);
    }
    let lead = if marked { env.signs.here } else { "" };
    draw::put(buffer, row.x, row.y, 2, lead, ground.patch(env.style(Role::Accent)));
    let patch = |role: Role| {
        let mut style = ground.patch(env.style(role));
        if selected {
            style.bg = ground.bg;
        }
        style
    };
    let role = if marked { Role::Accent } else { face.role };
    let (x, room) = (row.x + indent, row.width.saturating_sub(indent));
    let end = draw::put(buffer, x, row.y, room, &face.text, patch(role));
    let room = row.right().saturating_sub(end + 1);
    let note = fitting(&face.notes, usize::from(room));
    draw::put_right(buffer, row.right(), row.y, room, &note, patch(Role::Muted));
}

/// As many notes as there is room for, none of them cut: half a number says something else.
fn fitting(notes: &[String], room: usize) -> String {
    let rows = (0..=notes.len()).map(|count| notes[..count].join(" "));
    rows.take_while(|row| text::width(row) <= room).last().unwrap_or_default()
}
