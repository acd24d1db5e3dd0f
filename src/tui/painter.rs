//! Puts frames on the terminal: compares the new cells with those shown and writes the difference in
//! one synchronized piece. Lines that only moved are moved by the terminal itself.
//!
//! Screens draw into a `Buffer` rather than a `Frame`, because ratatui's `Terminal` keeps its idea of
//! what is shown to itself, and could not be told that rows have scrolled.

use std::io::{self, Write};

use ratatui::{
    buffer::{Buffer, Cell},
    layout::Rect,
    style::{Color, Modifier},
};

use crate::text;

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

/// What the terminal's pen is set to.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

const PLAIN: Pen = Pen { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

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
            let mut x = 0;
            // How many cells some terminals may have covered with the cluster before.
            let mut doubt = 0_usize;
            while let Some(cell) = new.get(x) {
                let size = text::width(cell.symbol()).max(1);
                let same = !relinked
                    && doubt == 0
                    && old.get(x) == Some(cell)
                    // The second half of a wide character may hide an old one.
                    && (size == 1 || old.get(x + 1) == new.get(x + 1))
                    && (x == 0 || old.get(x - 1).is_none_or(|left| narrow(left) || new.get(x - 1) == Some(left)));
                if same {
                    x += size;
                    continue;
                }
                move_to(&mut self.bytes, at, (x, y));
                if x >= blank_from {
                    set_pen(&mut self.bytes, self.depth, pen, pen_of(cell));
                    self.bytes.extend_from_slice(b"\x1b[K");
                    at = Some((x, y));
                    break;
                }
                let url = links_of(links, y).find(|link| link.covers(x)).map(|link| &link.url);
                set_pen(&mut self.bytes, self.depth, pen, pen_of(cell));
                if let Some(url) = url {
                    let _ = write!(self.bytes, "\x1b]8;;{url}\x1b\\");
                }
                self.bytes.extend_from_slice(cell.symbol().as_bytes());
                if url.is_some() {
                    self.bytes.extend_from_slice(b"\x1b]8;;\x1b\\");
                }
                x += size;
                // Behind the last column a terminal's cursor is in limbo, and behind a cluster of
                // several characters terminals differ in where it is and what they have covered.
                let others = alone(cell.symbol());
                doubt = others.saturating_sub(size).max(doubt.saturating_sub(size));
                at = (x < width && others == size).then_some((x, y));
            }
        }
    }
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

fn narrow(cell: &Cell) -> bool {
    text::width(cell.symbol()) < 2
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

fn pen_of(cell: &Cell) -> Pen {
    Pen { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }
}

fn move_to(bytes: &mut Vec<u8>, from: Option<(usize, usize)>, (x, y): (usize, usize)) {
    let _ = match from {
        Some(at) if at == (x, y) => Ok(()),
        Some((left, row)) if row == y && x > left => write!(bytes, "\x1b[{}C", x - left),
        Some((_, row)) if row + 1 == y && x == 0 => write!(bytes, "\r\n"),
        _ => write!(bytes, "\x1b[{};{}H", y + 1, x + 1),
    };
}

fn set_pen(bytes: &mut Vec<u8>, depth: Depth, pen: &mut Pen, wanted: Pen) {
    if *pen == wanted {
        return;
    }
    let mut codes = String::new();
    let lost = pen.modifier - wanted.modifier;
    let mut from = *pen;
    if !lost.is_empty() {
        codes.push_str("0;");
        from = PLAIN;
    }
    for (modifier, code) in [
        (Modifier::BOLD, "1;"),
        (Modifier::DIM, "2;"),
        (Modifier::ITALIC, "3;"),
        (Modifier::UNDERLINED, "4;"),
        (Modifier::REVERSED, "7;"),
        (Modifier::CROSSED_OUT, "9;"),
    ] {
        if wanted.modifier.contains(modifier) && !from.modifier.contains(modifier) {
            codes.push_str(code);
        }
    }
    if depth != Depth::None {
        if from.fg != wanted.fg {
            colour(&mut codes, depth, wanted.fg, 30);
        }
        if from.bg != wanted.bg {
            colour(&mut codes, depth, wanted.bg, 40);
        }
    }
    *pen = wanted;
    if !codes.is_empty() {
        codes.pop();
        let _ = write!(bytes, "\x1b[{codes}m");
    }
}

/// Adds the code of a colour; `base` is 30 for the text and 40 for the ground.
fn colour(codes: &mut String, depth: Depth, colour: Color, base: u8) {
    use std::fmt::Write as _;
    let extended = base + 8;
    let _ = match (colour, depth) {
        (Color::Rgb(r, g, b), Depth::True) => write!(codes, "{extended};2;{r};{g};{b};"),
        (Color::Rgb(r, g, b), _) => write!(codes, "{extended};5;{};", nearest_256(r, g, b)),
        (Color::Indexed(index), _) => write!(codes, "{extended};5;{index};"),
        (named, _) => match ansi(named) {
            Some(index) if index < 8 => write!(codes, "{};", base + index),
            Some(index) => write!(codes, "{};", base + 60 + index - 8),
            None => write!(codes, "{};", base + 9),
        },
    };
}

fn ansi(colour: Color) -> Option<u8> {
    Some(match colour {
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
        _ => return None,
    })
}

/// The nearest of xterm's 256 colours: the 6×6×6 cube or the grey ramp.
fn nearest_256(r: u8, g: u8, b: u8) -> u8 {
    const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let level = |value: u8| -> (u8, u8) {
        let near = LEVELS.iter().enumerate().min_by_key(|(_, level)| level.abs_diff(value));
        near.map_or((0, 0), |(at, level)| (at as u8, *level))
    };
    let distance = |x: u8, y: u8, z: u8| -> u32 {
        [(x, r), (y, g), (z, b)].iter().map(|(a, b)| u32::from(a.abs_diff(*b)).pow(2)).sum()
    };
    let ((ri, rv), (gi, gv), (bi, bv)) = (level(r), level(g), level(b));
    let grey = ((u16::from(r) + u16::from(g) + u16::from(b)) / 3).saturating_sub(3) / 10;
    let grey = grey.min(23) as u8;
    let value = 8 + grey * 10;
    if distance(value, value, value) < distance(rv, gv, bv) {
        232 + grey
    } else {
        16 + 36 * ri + 6 * gi + bi
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Style;

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
}
