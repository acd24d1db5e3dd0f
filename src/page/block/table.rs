//! Tables: columns shrink and cells wrap; where even that is too wide, every row is a record.

use super::{Layout, inner};
use crate::{
    markdown::{Inline, Side, Table},
    page::{
        Line, LineKind, Span,
        sign::signs,
        wrap::{self, Bit},
    },
    role::Role,
    text,
};

/// A word wider than this does not keep its column wide.
const WORD: usize = 16;
/// No column is narrower, unless its text is.
const COLUMN: usize = 4;

/// The lines of a table.
pub(super) fn lines(
    layout: &Layout<'_>,
    table: &Table,
    width: usize,
    base: Role,
    at: usize,
) -> Vec<Line> {
    let count = table.columns.len();
    if count == 0 {
        return Vec::new();
    }
    if layout.speaks() {
        return records(layout, table, width, base, at);
    }
    let rules = 3 * (count - 1);
    let room = width.saturating_sub(rules);
    match widths(layout, table, room) {
        Some(widths) => grid(layout, table, &widths, base, at),
        None => records(layout, table, width, base, at),
    }
}

/// The columns' widths, if the table fits into `room` cells.
fn widths(layout: &Layout<'_>, table: &Table, room: usize) -> Option<Vec<usize>> {
    let mut least = vec![1; table.columns.len()];
    let mut most = vec![1; table.columns.len()];
    for row in std::iter::once(&table.head).chain(&table.rows) {
        for ((cell, least), most) in row.iter().zip(&mut least).zip(&mut most) {
            let (word, line) = measure(&layout.bits(cell, Role::Text));
            *most = (*most).max(line);
            *least = (*least).max(word.min(WORD)).max(line.min(COLUMN));
        }
    }
    let total: usize = most.iter().sum();
    if total <= room {
        return Some(most);
    }
    let spare = room.checked_sub(least.iter().sum())?;
    // What is left after the least goes to the columns in proportion to what they lack.
    let lack: usize = most.iter().zip(&least).map(|(most, least)| most - least).sum();
    let mut widths: Vec<usize> = most
        .iter()
        .zip(&least)
        .map(|(most, least)| least + (most - least) * spare / lack.max(1))
        .collect();
    let mut rest = room - widths.iter().sum::<usize>().min(room);
    for (width, most) in widths.iter_mut().zip(&most) {
        if rest > 0 && *width < *most {
            *width += 1;
            rest -= 1;
        }
    }
    Some(widths)
}

/// Width of the widest word, or of what stays together as one, and of the widest line.
fn measure(bits: &[Bit<'_>]) -> (usize, usize) {
    let mut text = String::new();
    for bit in bits {
        text.push_str(&bit.text);
        text.extend(bit.hard.then_some('\n'));
    }
    let piece = |piece: &str| match text::width(piece) {
        size if size > piece.chars().count() => 2,
        size => size,
    };
    let pieces = text.split('\n').flat_map(|line| text::pieces(line, WORD));
    let widest = pieces.map(|(_, word)| piece(word)).max().unwrap_or(0);
    (widest, text.split('\n').map(text::width).max().unwrap_or(0))
}

fn grid(layout: &Layout<'_>, table: &Table, widths: &[usize], base: Role, at: usize) -> Vec<Line> {
    let signs = signs(layout.options.charset);
    let rule = |at: usize, role: Role| {
        let joint = format!("{0}{1}{0}", signs.rule, signs.cross);
        let text: Vec<_> = widths.iter().map(|width| signs.rule.repeat(*width)).collect();
        let span = Span::new(text.join(&joint), role, at);
        Line { spans: vec![span], at, kind: LineKind::Text }
    };
    let mut lines = row(layout, table, &table.head, widths, Role::Strong, at);
    let end = lines.last().map_or(at, |line| line.at);
    lines.push(rule(end, Role::Border));
    let rows: Vec<_> =
        table.rows.iter().map(|cells| row(layout, table, cells, widths, base, at)).collect();
    // Rows of several lines need something between them.
    let tall = rows.iter().any(|row| row.len() > 1);
    for (n, row) in rows.into_iter().enumerate() {
        if n > 0 && tall {
            let at = lines.last().map_or(at, |line| line.at);
            lines.push(rule(at, Role::Faint));
        }
        lines.extend(row);
    }
    lines
}

/// One row of cells side by side.
fn row(
    layout: &Layout<'_>,
    table: &Table,
    cells: &[Vec<Inline>],
    widths: &[usize],
    base: Role,
    at: usize,
) -> Vec<Line> {
    let signs = signs(layout.options.charset);
    let mut columns: Vec<_> =
        cells.iter().zip(widths).map(|(cell, width)| layout.text(cell, *width, base, at)).collect();
    let height = columns.iter().map(Vec::len).max().unwrap_or(0);
    let mut lines = Vec::with_capacity(height);
    for n in 0..height {
        let mut line = Line::default();
        for (column, width) in widths.iter().enumerate() {
            let cell = columns.get_mut(column).and_then(|cell| cell.get_mut(n));
            let cell = cell.map(std::mem::take).unwrap_or_default();
            let gap = width.saturating_sub(cell.width());
            let left = match table.columns.get(column) {
                Some(Side::Right) => gap,
                Some(Side::Middle) => gap / 2,
                _ => 0,
            };
            if column > 0 {
                line.spans.push(Span::new(format!(" {} ", signs.column), Role::Border, cell.at));
            }
            let start = cell.spans.first().map_or(0, |span| span.at);
            if start > 0 && (line.at == 0 || start < line.at) {
                line.at = start;
            }
            if left > 0 {
                line.spans.push(Span::new(" ".repeat(left), base, start));
            }
            line.spans.extend(cell.spans);
            if gap > left && column + 1 < widths.len() {
                line.spans.push(Span::new(" ".repeat(gap - left), base, start));
            }
        }
        lines.push(line);
    }
    lines
}

/// Each row as a list of its cells under the names of their columns.
fn records(layout: &Layout<'_>, table: &Table, width: usize, base: Role, at: usize) -> Vec<Line> {
    let signs = signs(layout.options.charset);
    let mut lines: Vec<Line> = Vec::new();
    for cells in &table.rows {
        if !lines.is_empty() {
            let at = lines.last().map_or(at, |line| line.at);
            let rule = Span::new(signs.rule.repeat(width), Role::Faint, at);
            let spans = if layout.speaks() { Vec::new() } else { vec![rule] };
            lines.push(Line { spans, at, kind: LineKind::Text });
        }
        for (column, cell) in cells.iter().enumerate() {
            let name = table.head.get(column).map(Vec::as_slice).unwrap_or_default();
            if cell.is_empty() && name.is_empty() {
                continue;
            }
            let room = inner(width, 2);
            let mut bits = layout.bits(name, Role::Strong);
            if !bits.is_empty() {
                bits.push(Bit::mark(": ", Role::Muted, 0));
            }
            bits.extend(layout.bits(cell, base));
            let start = match cell.first() {
                Some(Inline::Run(run)) => run.at,
                _ => at,
            };
            for (n, mut line) in wrap::wrap(&bits, room, start).into_iter().enumerate() {
                // The name stands elsewhere in the source.
                line.at = if n == 0 { start } else { line.at.max(start) };
                if n > 0 && room < width {
                    line.spans.insert(0, Span::new("  ", base, line.at));
                }
                lines.push(line);
            }
        }
    }
    if table.rows.is_empty() {
        for name in &table.head {
            lines.extend(layout.text(name, width, Role::Strong, at));
        }
    }
    lines
}
