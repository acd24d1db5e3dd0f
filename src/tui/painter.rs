//! Puts frames on the terminal: compares the new cells with those shown and writes the difference in
//! one synchronized piece. Lines that only moved are moved by the terminal itself.
//!
//! Screens draw into a `Buffer` rather than a `Frame`, because ratatui's `Terminal` keeps its idea of
//! what is shown to itself, and could not be told that rows have scrolled.

mod pen;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use ratatui::{
    buffer::{Buffer, Cell},
    layout::Rect,
};

use crate::text;
use pen::{PLAIN, Pen, alike, is_blank};

/// How many colours the terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// No colour at all: `NO_COLOR`, `TERM=dumb`.
    None,
    Sixteen,
    TwoFiftySix,
    True,
}

/// Rows that moved: `lines` > 0 moves the content up, as reading on does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scroll {
    pub top: u16,
    /// The row behind the last one.
    pub bottom: u16,
    pub lines: i16,
}

/// A run of cells that leads somewhere outside the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hyperlink {
    pub x: u16,
    pub y: u16,
    pub width: u16,
    pub url: String,
}

/// Writes frames to a terminal.
pub struct Painter<W: Write> {
    out: W,
    depth: Depth,
    shown: Buffer,
    next: Buffer,
    /// Whether `shown` is what the terminal shows; false at first and after a resize or resume.
    known: bool,
    links: Vec<Hyperlink>,
    bytes: Vec<u8>,
}

impl<W: Write> Painter<W> {
    /// A painter that has shown nothing yet.
    pub fn new(out: W, depth: Depth) -> Self {
        Self {
            out,
            depth,
            shown: Buffer::empty(Rect::ZERO),
            next: Buffer::empty(Rect::ZERO),
            known: false,
            links: Vec::new(),
            bytes: Vec::new(),
        }
    }

    /// Forgets what the terminal shows: the next frame is painted whole.
    pub fn forget(&mut self) {
        self.known = false;
    }

    /// Where the bytes go.
    pub fn out(&mut self) -> &mut W {
        &mut self.out
    }

    /// What is shown, for tests.
    pub fn shown(&self) -> &Buffer {
        &self.shown
    }

    /// Draws one frame of that size and writes what changed.
    ///
    /// # Errors
    /// Where the terminal does not take the bytes.
    pub fn paint(
        &mut self,
        area: Rect,
        scroll: Option<Scroll>,
        draw: impl FnOnce(&mut Buffer) -> Vec<Hyperlink>,
    ) -> io::Result<()> {
        if self.shown.area != area {
            self.shown = Buffer::empty(area);
            self.known = false;
        }
        self.next.resize(area);
        self.next.reset();
        let links = draw(&mut self.next);
        mend(&mut self.next);
        self.bytes.clear();
        // The cursor and the screen change together, or not at all, where the terminal can do that.
        self.bytes.extend_from_slice(b"\x1b[?2026h");
        let start = self.bytes.len();
        let mut pen = PLAIN;
        if self.known {
            if let Some(scroll) = scroll {
                self.scroll(scroll);
            }
        } else {
            self.bytes.extend_from_slice(b"\x1b[m\x1b[2J");
            self.shown.reset();
            self.links.clear();
        }
        self.difference(&links, &mut pen);
        if self.bytes.len() == start && self.known {
            return Ok(());
        }
        if pen != PLAIN {
            self.bytes.extend_from_slice(b"\x1b[m");
        }
        self.bytes.extend_from_slice(b"\x1b[?2026l");
        std::mem::swap(&mut self.shown, &mut self.next);
        self.links = links;
        self.known = true;
        self.out.write_all(&self.bytes)?;
        self.out.flush()
    }

    /// Moves rows with a scroll region, on the terminal and in our picture of it.
    fn scroll(&mut self, scroll: Scroll) {
        let area = self.shown.area;
        let bottom = scroll.bottom.min(area.height);
        let height = bottom.saturating_sub(scroll.top);
        let lines = scroll.lines.unsigned_abs();
        if lines == 0 || lines >= height {
            return;
        }
        // Links move with their cells; the difference mends those that came from outside.
        self.links.retain_mut(|link| {
            if !(scroll.top..bottom).contains(&link.y) {
                return true;
            }
            let moved = i32::from(link.y) - i32::from(scroll.lines);
            link.y = u16::try_from(moved).unwrap_or(u16::MAX);
            (scroll.top..bottom).contains(&link.y)
        });
        // Deleting or inserting lines inside the margins scrolls them on every terminal.
        let change = if scroll.lines > 0 { 'M' } else { 'L' };
        let (first, last) = (scroll.top + 1, bottom);
        let _ = write!(self.bytes, "\x1b[{first};{last}r\x1b[{first}H\x1b[{lines}{change}\x1b[r");
        let width = usize::from(area.width);
        let rows = usize::from(scroll.top) * width..usize::from(bottom) * width;
        let shift = usize::from(lines) * width;
        let Some(cells) = self.shown.content.get_mut(rows) else { return };
        if scroll.lines > 0 {
            cells.rotate_left(shift);
            let kept = cells.len() - shift;
            cells.iter_mut().skip(kept).for_each(Cell::reset);
        } else {
            cells.rotate_right(shift);
            cells.iter_mut().take(shift).for_each(Cell::reset);
        }
    }

    fn difference(&mut self, links: &[Hyperlink], pen: &mut Pen) {
        let area = self.next.area;
        let width = usize::from(area.width);
        // Where the terminal's cursor is: unknown at first.
        let mut at: Option<(usize, usize)> = None;
        for y in 0..usize::from(area.height) {
            let row = y * width..(y + 1) * width;
            let (Some(old), Some(new)) =
                (self.shown.content.get(row.clone()), self.next.content.get(row))
            else {
                return;
            };
            let relinked = links_of(&self.links, y).ne(links_of(links, y));
            if !relinked && old == new {
                continue;
            }
            let blank_from = blank_tail(new);
            let mut open: Option<&str> = None;
            let mut x = 0;
            // How many cells some terminals may have covered with the cluster before.
            let mut doubt = 0_usize;
            while let Some(cell) = new.get(x) {
                let size = cells(cell);
                let same = !relinked && doubt == 0 && unchanged(old, new, x, size);
                if same {
                    x += size;
                    continue;
                }
                let url = links_of(links, y).find(|link| link.covers(x));
                let url = url.map(|link| link.url.as_str());
                if let Some(link) = open.take_if(|open| Some(*open) != url || at != Some((x, y))) {
                    let _ = link;
                    self.bytes.extend_from_slice(b"\x1b]8;;\x1b\\");
                }
                // A short way over cells that need no other pen is written, not jumped.
                let between = at.filter(|at| at.1 == y && at.0 < x).and_then(|at| new.get(at.0..x));
                match between.filter(|cells| open.is_none() && url.is_none() && short(cells, *pen))
                {
                    Some(cells) => {
                        for cell in cells {
                            self.bytes.extend_from_slice(cell.symbol().as_bytes());
                        }
                    }
                    None => move_to(&mut self.bytes, at, (x, y)),
                }
                pen.change(&mut self.bytes, self.depth, pen.towards(cell));
                if x >= blank_from {
                    self.bytes.extend_from_slice(b"\x1b[K");
                    at = Some((x, y));
                    break;
                }
                // A long blank within a row is erased, too; the cursor stays before it.
                let blanks = new.get(x..).unwrap_or_default().iter();
                let blanks = blanks.take_while(|next| is_blank(next) && next.bg == cell.bg).count();
                if blanks >= LONG && url.is_none() {
                    let _ = write!(self.bytes, "\x1b[{blanks}X");
                    at = Some((x, y));
                    x += blanks;
                    doubt = doubt.saturating_sub(blanks);
                    continue;
                }
                if let Some(url) = url.filter(|_| open.is_none()) {
                    let _ = write!(self.bytes, "\x1b]8;;{url}\x1b\\");
                    open = Some(url);
                }
                self.bytes.extend_from_slice(cell.symbol().as_bytes());
                x += size;
                // Behind the last column a terminal's cursor is in limbo, and behind a cluster of
                // several characters terminals differ in where it is and what they have covered.
                let others = alone(cell.symbol());
                doubt = others.saturating_sub(size).max(doubt.saturating_sub(size));
                at = (x < width && others == size).then_some((x, y));
            }
            if open.is_some() {
                self.bytes.extend_from_slice(b"\x1b]8;;\x1b\\");
            }
        }
    }
}

/// Blanks the halves of wide characters that something was drawn over.
fn mend(buffer: &mut Buffer) {
    let width = usize::from(buffer.area.width).max(1);
    for row in buffer.content.chunks_mut(width) {
        let mut wide = false;
        for x in 0..row.len() {
            let second = std::mem::take(&mut wide);
            if row.get(x).is_none_or(|cell| cell.symbol().len() == 1) {
                continue;
            }
            let next_is_free = row.get(x + 1).is_some_and(|next| next.symbol().trim().is_empty());
            let Some(cell) = row.get_mut(x) else { break };
            if cell.symbol().is_empty() && !second {
                cell.set_symbol(" ");
            }
            if cells(cell) == 2 {
                wide = next_is_free;
                if !wide {
                    cell.set_symbol(" ");
                }
            }
        }
    }
}

/// A blank from this many cells on is erased and not written.
const LONG: usize = 12;
/// Bytes that a jump to the right takes.
const JUMP: usize = 4;

/// Width of a cell's symbol, at least 1.
fn cells(cell: &Cell) -> usize {
    let symbol = cell.symbol();
    if symbol.len() < 2 { 1 } else { text::width(symbol).max(1) }
}

/// Whether a cell can stay as it is.
fn unchanged(old: &[Cell], new: &[Cell], x: usize, size: usize) -> bool {
    let alike_at = |x: usize| match (old.get(x), new.get(x)) {
        (Some(old), Some(new)) => alike(old, new),
        (old, new) => old.is_none() == new.is_none(),
    };
    alike_at(x)
        // The second half of a wide character may hide an old one.
        && (size == 1 || alike_at(x + 1))
        && (x == 0 || old.get(x - 1).is_none_or(|left| cells(left) < 2) || alike_at(x - 1))
}

/// Whether cells can be written with a pen in fewer bytes than a jump over them takes.
fn short(between: &[Cell], pen: Pen) -> bool {
    let bytes: usize = between.iter().map(|cell| cell.symbol().len()).sum();
    bytes <= JUMP && between.iter().all(|cell| cells(cell) == 1 && pen.towards(cell) == pen)
}

impl Hyperlink {
    fn covers(&self, x: usize) -> bool {
        (usize::from(self.x)..usize::from(self.x) + usize::from(self.width)).contains(&x)
    }
}

fn links_of(links: &[Hyperlink], y: usize) -> impl Iterator<Item = &Hyperlink> {
    links.iter().filter(move |link| usize::from(link.y) == y)
}

/// Width of a cell's characters each on its own, as terminals see them that know no clusters.
fn alone(symbol: &str) -> usize {
    let mut buffer = [0; 4];
    if symbol.len() <= 3 {
        return text::width(symbol).max(1);
    }
    symbol.chars().map(|c| text::width(c.encode_utf8(&mut buffer))).sum()
}

/// From which column on a row is blank in one background, so that it can be erased instead of written.
fn blank_tail(row: &[Cell]) -> usize {
    let Some(last) = row.last() else { return 0 };
    let plain =
        |cell: &Cell| cell.symbol() == " " && cell.bg == last.bg && cell.modifier.is_empty();
    let blanks = row.iter().rev().take_while(|cell| plain(cell)).count();
    // Erasing costs three bytes; shorter runs are written.
    if blanks < 4 { row.len() } else { row.len() - blanks }
}

fn move_to(bytes: &mut Vec<u8>, from: Option<(usize, usize)>, (x, y): (usize, usize)) {
    let _ = match from {
        Some(at) if at == (x, y) => Ok(()),
        Some((left, row)) if row == y && x > left => write!(bytes, "\x1b[{}C", x - left),
        Some((_, row)) if row + 1 == y && x == 0 => write!(bytes, "\r\n"),
        _ => write!(bytes, "\x1b[{};{}H", y + 1, x + 1),
    };
}
