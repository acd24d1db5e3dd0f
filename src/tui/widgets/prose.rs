//! Laid-out lines of text, drawn with the theme.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use crate::{
    page::{Charset, Line, LineKind, Options, lay_out_text},
    role::Role,
    tui::{draw, screen::Environment},
};

/// Lays out a short Markdown text for a width.
pub fn lay_out(markdown: &str, width: u16, env: &Environment) -> Vec<Line> {
    let mut options = Options::new(usize::from(width));
    options.charset = charset(env);
    lay_out_text(markdown, &options)
}

/// The characters that may be drawn with.
pub fn charset(env: &Environment) -> Charset {
    if env.settings.ascii { Charset::Ascii } else { Charset::Unicode }
}

/// Draws one line, over a ground that its own styles are laid on.
pub fn line(
    buffer: &mut Buffer,
    (x, y, room): (u16, u16, u16),
    line: &Line,
    ground: Style,
    env: &Environment,
) {
    let code = matches!(&line.kind, LineKind::Wide(wide) if wide.code);
    if code {
        draw::highlight(buffer, Rect { x, y, width: room, height: 1 }, env.style(Role::CodeBlock));
    }
    let mut at = x;
    for span in line.visible(usize::from(room), 0, charset(env)) {
        let style = ground.patch(env.style(span.role));
        at = draw::put(buffer, at, y, (x + room).saturating_sub(at), &span.text, style);
    }
}

/// Draws lines from `first` on and says how many rows they took.
pub fn lines(
    buffer: &mut Buffer,
    area: Rect,
    lines: &[Line],
    first: usize,
    env: &Environment,
) -> u16 {
    let mut rows = 0;
    for (shown, y) in lines.iter().skip(first).zip(area.y..area.bottom()) {
        line(buffer, (area.x, y, area.width), shown, env.theme.base(), env);
        rows += 1;
    }
    rows
}
