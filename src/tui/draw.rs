//! Small strokes that every screen draws with. All text is cut to the room it has, by cells.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use crate::{page, text};

/// Writes `line` at `x`, `y` into at most `room` cells and says where it ended.
pub fn put(buffer: &mut Buffer, x: u16, y: u16, room: u16, line: &str, style: Style) -> u16 {
    if !buffer.area.contains((x, y).into()) || room == 0 {
        return x;
    }
    let room = room.min(buffer.area.right().saturating_sub(x));
    if line.len() <= usize::from(room) && line.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return put_ascii(buffer, x, y, line, style);
    }
    let safe = text::sanitize(line);
    let shown = text::ellipsis(&safe, usize::from(room));
    let mut at = x;
    for (cluster, width) in text::clusters(&shown) {
        let width = width as u16;
        if width == 0 {
            continue;
        }
        if at + width > x + room {
            break;
        }
        if let Some(cell) = buffer.cell_mut((at, y)) {
            cell.set_symbol(cluster).set_style(style);
        }
        for rest in 1..width {
            if let Some(cell) = buffer.cell_mut((at + rest, y)) {
                cell.set_symbol("").set_style(style);
            }
        }
        at += width;
    }
    at
}

/// Most text is ASCII and fits: a cell for every byte.
fn put_ascii(buffer: &mut Buffer, x: u16, y: u16, line: &str, style: Style) -> u16 {
    let start = buffer.index_of(x, y);
    let cells = buffer.content.iter_mut().skip(start);
    for (at, cell) in (0..line.len()).zip(cells) {
        cell.set_symbol(line.get(at..=at).unwrap_or(" ")).set_style(style);
    }
    x + line.len() as u16
}

/// Replaces the signs that are left in other cells than ASCII, such as where a text was cut.
pub fn in_ascii(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if let Some(twin) = page::cell_in_ascii(cell.symbol()) {
            cell.set_symbol(twin);
        }
    }
}

/// Writes runs of text one behind the other.
pub fn runs(buffer: &mut Buffer, x: u16, y: u16, room: u16, parts: &[(&str, Style)]) -> u16 {
    let end = x.saturating_add(room);
    let mut at = x;
    for (part, style) in parts {
        at = put(buffer, at, y, end.saturating_sub(at), part, *style);
    }
    at
}

/// Writes `line` so that it ends at `right`, and says where it starts.
pub fn put_right(
    buffer: &mut Buffer,
    right: u16,
    y: u16,
    room: u16,
    line: &str,
    style: Style,
) -> u16 {
    let width = (text::width(line) as u16).min(room);
    let x = right.saturating_sub(width);
    put(buffer, x, y, width, line, style);
    x
}

/// Writes wrapped text and says how many rows it took; what does not fit is left out.
pub fn paragraph(buffer: &mut Buffer, area: Rect, content: &str, style: Style) -> u16 {
    let lines = text::wrap(&text::sanitize(content), usize::from(area.width));
    let mut rows = 0;
    for (line, y) in lines.iter().zip(area.y..area.bottom()) {
        put(buffer, area.x, y, area.width, line, style);
        rows += 1;
    }
    rows
}

/// Writes a paragraph behind a bullet, its lines below each other; the rows it took.
pub fn item(buffer: &mut Buffer, area: Rect, bullet: &str, content: &str, style: Style) -> u16 {
    let indent = (text::width(bullet) as u16 + 1).min(area.width);
    put(buffer, area.x, area.y, indent, bullet, style);
    let inside = Rect { x: area.x + indent, width: area.width - indent, ..area };
    paragraph(buffer, inside, content, style)
}

/// A horizontal bar of `width` cells, `share` of it (0 to 1) filled.
pub fn bar(
    buffer: &mut Buffer,
    (x, y, width): (u16, u16, u16),
    share: f64,
    (full, full_style): (&str, Style),
    (empty, empty_style): (&str, Style),
) {
    let filled = (share.clamp(0.0, 1.0) * f64::from(width)).round() as u16;
    for at in 0..width {
        let (sign, style) = if at < filled { (full, full_style) } else { (empty, empty_style) };
        put(buffer, x + at, y, 1, sign, style);
    }
}

/// Sets the style of a whole row, for a selection.
pub fn highlight(buffer: &mut Buffer, area: Rect, style: Style) {
    buffer.set_style(area.intersection(buffer.area), style);
}

/// A rectangle of at most that size in the middle of another.
pub fn centred(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}

/// What is inside of a framed panel.
pub fn inside(frame: Rect) -> Rect {
    Rect {
        x: frame.x + 2,
        y: frame.y + 1,
        width: frame.width.saturating_sub(4),
        height: frame.height.saturating_sub(2),
    }
}

/// The first row to show of a list so that `selected` is visible on a page of `page` rows.
pub fn first_row(selected: usize, count: usize, page: usize, first: usize) -> usize {
    let page = page.max(1);
    let first = first.min(count.saturating_sub(page));
    if selected < first {
        selected
    } else if selected >= first + page {
        selected + 1 - page
    } else {
        first
    }
}

/// Empties an area of what is there.
pub fn clear(buffer: &mut Buffer, area: Rect, env: &super::screen::Environment) {
    for position in area.intersection(buffer.area).positions() {
        if let Some(cell) = buffer.cell_mut(position) {
            cell.reset();
            cell.set_style(env.theme.base());
        }
    }
}

/// A framed panel on top of what is there.
pub fn panel(buffer: &mut Buffer, area: Rect, env: &super::screen::Environment) {
    let area = area.intersection(buffer.area);
    clear(buffer, area, env);
    let (corners, across, down) = if env.settings.ascii {
        (["+", "+", "+", "+"], "-", "|")
    } else {
        (["╭", "╮", "╰", "╯"], "─", "│")
    };
    let style = env.style(crate::role::Role::Border);
    let (right, bottom) = (area.right().saturating_sub(1), area.bottom().saturating_sub(1));
    for x in area.x..area.right() {
        put(buffer, x, area.y, 1, across, style);
        put(buffer, x, bottom, 1, across, style);
    }
    for y in area.y..area.bottom() {
        put(buffer, area.x, y, 1, down, style);
        put(buffer, right, y, 1, down, style);
    }
    for ((x, y), corner) in [(area.x, area.y), (right, area.y), (area.x, bottom), (right, bottom)]
        .into_iter()
        .zip(corners)
    {
        put(buffer, x, y, 1, corner, style);
    }
}
