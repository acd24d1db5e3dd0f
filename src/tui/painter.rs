//! Puts frames on the terminal: compares the new cells with those shown and writes the difference in
//! one synchronized piece. Lines that only moved are moved by the terminal itself.
//!
//! Screens draw into a `Buffer` rather than a `Frame`, because ratatui's `Terminal` keeps its idea of
//! what is shown to itself, and could not be told that rows have scrolled.

mod pen;

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
            let next_is_free = row.get(x + 1).is_some_and(|next| next.symbol().trim().is_empty());
            let Some(cell) = row.get_mut(x) else { break };
            let second = std::mem::take(&mut wide);
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::style::{Color, Modifier, Style};

    fn screen(bytes: &[u8], rows: u16, columns: u16) -> String {
        let mut parser =
            vt100::Parser::new(rows.try_into().unwrap(), columns.try_into().unwrap(), 0);
        parser.process(bytes);
        parser.screen().contents()
    }

    fn lines(buffer: &mut Buffer, first: usize) -> Vec<Hyperlink> {
        for y in 0..buffer.area.height {
            buffer.set_string(0, y, format!("line {}", first + usize::from(y)), Style::new());
        }
        Vec::new()
    }

    #[test]
    fn a_frame_reaches_the_terminal_and_an_equal_one_writes_nothing() {
        let area = Rect::new(0, 0, 12, 3);
        let mut painter = Painter::new(Vec::new(), Depth::True);
        painter.paint(area, None, |buffer| lines(buffer, 1)).unwrap();
        assert_eq!(screen(painter.out(), 3, 12), "line 1\nline 2\nline 3");
        let before = painter.out().len();
        painter.paint(area, None, |buffer| lines(buffer, 1)).unwrap();
        assert_eq!(painter.out().len(), before);
    }

    #[test]
    fn scrolled_lines_are_moved_by_the_terminal() {
        let area = Rect::new(0, 0, 80, 24);
        for lines_down in [1_i16, -1, 3] {
            let mut painter = Painter::new(Vec::new(), Depth::True);
            painter.paint(area, None, |buffer| lines(buffer, 10)).unwrap();
            let before = painter.out().len();
            let scroll = Scroll { top: 0, bottom: 24, lines: lines_down };
            let first = usize::try_from(10 + lines_down).unwrap();
            painter.paint(area, Some(scroll), |buffer| lines(buffer, first)).unwrap();
            assert!(painter.out().len() - before < 80, "{} bytes", painter.out().len() - before);
            let expected: Vec<String> = (first..first + 24).map(|n| format!("line {n}")).collect();
            assert_eq!(screen(painter.out(), 24, 80), expected.join("\n"));
        }
    }

    #[test]
    fn links_scroll_with_their_cells() {
        let area = Rect::new(0, 0, 80, 24);
        let draw = |first: usize| {
            move |buffer: &mut Buffer| {
                lines(buffer, first);
                let y = (15 - first) as u16;
                vec![Hyperlink { x: 0, y, width: 7, url: "https://a.example".into() }]
            }
        };
        let mut painter = Painter::new(Vec::new(), Depth::True);
        painter.paint(area, None, draw(10)).unwrap();
        let before = painter.out().len();
        let scroll = Scroll { top: 0, bottom: 24, lines: 1 };
        painter.paint(area, Some(scroll), draw(11)).unwrap();
        assert!(painter.out().len() - before < 80);
        assert!(!String::from_utf8_lossy(&painter.out()[before..]).contains("a.example"));
    }

    #[test]
    fn text_behind_an_emoji_stands_where_it_should_whatever_the_terminal_thinks() {
        let area = Rect::new(0, 0, 12, 1);
        let mut painter = Painter::new(Vec::new(), Depth::None);
        painter
            .paint(area, None, |buffer| {
                crate::tui::draw::put(buffer, 0, 0, 12, "👩\u{200d}💻 ab", Style::new());
                Vec::new()
            })
            .unwrap();
        let written = String::from_utf8(painter.out().clone()).unwrap();
        assert!(written.contains("\u{1b}[1;3H ab"), "{written:?}");
    }

    #[test]
    fn wide_characters_leave_no_halves_behind() {
        let area = Rect::new(0, 0, 8, 1);
        let mut painter = Painter::new(Vec::new(), Depth::None);
        for text in ["数据ab", "a数b", "abcdef", "x据据"] {
            painter
                .paint(area, None, |buffer| {
                    buffer.set_string(0, 0, text, Style::new());
                    Vec::new()
                })
                .unwrap();
            assert_eq!(screen(painter.out(), 1, 8), text);
        }
    }

    #[test]
    fn links_are_written_around_their_cells() {
        let area = Rect::new(0, 0, 8, 1);
        let mut painter = Painter::new(Vec::new(), Depth::None);
        let link = Hyperlink { x: 1, y: 0, width: 1, url: "https://a.example".into() };
        painter
            .paint(area, None, |buffer| {
                buffer.set_string(0, 0, "abc", Style::new());
                vec![link]
            })
            .unwrap();
        let written = String::from_utf8(painter.out().clone()).unwrap();
        assert!(written.contains("a\u{1b}]8;;https://a.example\u{1b}\\b\u{1b}]8;;\u{1b}\\c"));
    }

    #[test]
    fn no_colour_means_no_colour_codes() {
        let area = Rect::new(0, 0, 8, 1);
        let mut painter = Painter::new(Vec::new(), Depth::None);
        let style = Style::new().fg(Color::Rgb(1, 2, 3)).add_modifier(Modifier::BOLD);
        painter
            .paint(area, None, |buffer| {
                buffer.set_string(0, 0, "a", style);
                Vec::new()
            })
            .unwrap();
        let written = String::from_utf8(painter.out().clone()).unwrap();
        assert!(written.contains("\u{1b}[1m") && !written.contains("38;2"), "{written:?}");
    }

    #[derive(Clone, Debug)]
    struct Stroke {
        x: u16,
        y: u16,
        text: &'static str,
        style: Style,
        link: bool,
    }

    fn stroke() -> impl Strategy<Value = Stroke> {
        let text = prop::sample::select(vec![
            "word",
            "数据",
            "a b",
            "   ",
            "│",
            "x",
            "longer text",
            "a                b",
        ]);
        let colour =
            || prop::sample::select(vec![Color::Reset, Color::Rgb(1, 2, 3), Color::Rgb(9, 9, 9)]);
        let modifier = prop::sample::select(vec![
            Modifier::empty(),
            Modifier::BOLD,
            Modifier::DIM,
            Modifier::ITALIC | Modifier::BOLD,
            Modifier::UNDERLINED,
            Modifier::REVERSED,
        ]);
        (0..20_u16, 0..6_u16, text, colour(), colour(), modifier, any::<bool>()).prop_map(
            |(x, y, text, fg, bg, modifier, link)| {
                let style = Style::new().fg(fg).bg(bg).add_modifier(modifier);
                Stroke { x, y, text, style, link }
            },
        )
    }

    fn draw(strokes: &[Stroke]) -> impl FnOnce(&mut Buffer) -> Vec<Hyperlink> {
        move |buffer| {
            let mut links = Vec::new();
            for stroke in strokes {
                crate::tui::draw::put(buffer, stroke.x, stroke.y, 20, stroke.text, stroke.style);
                if stroke.link && links.is_empty() {
                    let url = "https://a.example".into();
                    links.push(Hyperlink { x: stroke.x, y: stroke.y, width: 3, url });
                }
            }
            links
        }
    }

    /// What every cell shows: its text, and of a blank only the ground.
    fn seen(bytes: &[u8]) -> Vec<String> {
        let mut parser = vt100::Parser::new(6.try_into().unwrap(), 20.try_into().unwrap(), 0);
        parser.process(bytes);
        let screen = parser.screen();
        let cells = (0..6).flat_map(|y| (0..20).map(move |x| (y, x)));
        cells
            .filter_map(|(y, x)| screen.cell(y, x))
            .map(|cell| {
                let blank = cell.contents().trim().is_empty();
                let marks = (cell.underline(), cell.inverse());
                let ground = format!("{:?} {marks:?}", cell.bgcolor());
                if blank && marks == (false, false) {
                    return ground;
                }
                let looks = (cell.fgcolor(), cell.bold(), cell.dim(), cell.italic());
                format!("{:?} {ground} {looks:?}", cell.contents())
            })
            .collect()
    }

    proptest! {
        #[test]
        fn a_changed_frame_looks_like_a_fresh_one(
            first in prop::collection::vec(stroke(), 0..12),
            second in prop::collection::vec(stroke(), 0..12),
            scroll in prop::option::of((0..3_u16, 4..7_u16, -2..3_i16)),
        ) {
            let area = Rect::new(0, 0, 20, 6);
            let scroll = scroll.map(|(top, bottom, lines)| Scroll { top, bottom, lines });
            let mut painter = Painter::new(Vec::new(), Depth::True);
            painter.paint(area, None, draw(&first)).unwrap();
            painter.paint(area, scroll, draw(&second)).unwrap();
            let mut fresh = Painter::new(Vec::new(), Depth::True);
            fresh.paint(area, None, draw(&second)).unwrap();
            prop_assert_eq!(seen(painter.out()), seen(fresh.out()));
        }
    }
}
