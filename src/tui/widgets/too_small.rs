//! What is shown in a window that is too small for any screen.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    role::Role,
    tui::{draw, screen::Environment},
};

/// The smallest window that screens are drawn in, in cells.
const SMALLEST: (u16, u16) = (24, 6);

/// Whether a window is too small.
pub fn applies(window: Rect) -> bool {
    window.width < SMALLEST.0 || window.height < SMALLEST.1
}

/// Asks for a larger window.
pub fn draw(buffer: &mut Buffer, window: Rect, env: &Environment) {
    draw::paragraph(buffer, window, env.say("too-small"), env.style(Role::Text));
}
