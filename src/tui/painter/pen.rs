//! The terminal's pen: colours and attributes, changed with as few bytes as it takes.

use std::io::Write;

use ratatui::{
    buffer::Cell,
    style::{Color, Modifier},
};

use super::Depth;

/// What the terminal's pen is set to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

/// The pen after a reset.
pub(super) const PLAIN: Pen =
    Pen { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

/// What shows on a blank, too.
const ON_BLANKS: Modifier =
    Modifier::UNDERLINED.union(Modifier::REVERSED).union(Modifier::CROSSED_OUT);

/// Attributes with the codes that turn them on and off.
const ATTRIBUTES: [(Modifier, &str, &str); 6] = [
    (Modifier::BOLD, "1", "22"),
    (Modifier::DIM, "2", "22"),
    (Modifier::ITALIC, "3", "23"),
    (Modifier::UNDERLINED, "4", "24"),
    (Modifier::REVERSED, "7", "27"),
    (Modifier::CROSSED_OUT, "9", "29"),
];

/// Whether a cell shows nothing but its ground.
pub(super) fn is_blank(cell: &Cell) -> bool {
    cell.symbol() == " " && !cell.modifier.intersects(ON_BLANKS)
}

/// Whether two cells look the same: of a blank only the ground is seen.
pub(super) fn alike(a: &Cell, b: &Cell) -> bool {
    a == b || (is_blank(a) && is_blank(b) && a.bg == b.bg)
}

impl Pen {
    /// The pen to write a cell with, as near to this one as it can be.
    pub(super) fn towards(self, cell: &Cell) -> Self {
        let wanted = Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
        if is_blank(cell) && !self.modifier.intersects(ON_BLANKS) {
            return Self { bg: cell.bg, ..self };
        }
        wanted
    }

    /// Writes what changes this pen to another.
    pub(super) fn change(&mut self, bytes: &mut Vec<u8>, depth: Depth, wanted: Self) {
        if *self == wanted {
            return;
        }
        let start = bytes.len();
        bytes.extend_from_slice(b"\x1b[");
        let mut lost = self.modifier - wanted.modifier;
        let mut has = self.modifier;
        // Bold and dim go off together.
        if lost.intersects(Modifier::BOLD | Modifier::DIM) {
            has -= Modifier::BOLD | Modifier::DIM;
        }
        for (attribute, _, off) in ATTRIBUTES {
            if lost.contains(attribute) {
                let _ = write!(bytes, "{off};");
                if off == "22" {
                    lost -= Modifier::BOLD | Modifier::DIM;
                }
            }
        }
        for (attribute, on, _) in ATTRIBUTES {
            if wanted.modifier.contains(attribute) && !has.contains(attribute) {
                let _ = write!(bytes, "{on};");
            }
        }
        if depth != Depth::None {
            if self.fg != wanted.fg {
                colour(bytes, depth, wanted.fg, 30);
            }
            if self.bg != wanted.bg {
                colour(bytes, depth, wanted.bg, 40);
            }
        }
        *self = wanted;
        if bytes.len() == start + 2 {
            bytes.truncate(start);
        } else if let Some(last) = bytes.last_mut() {
            *last = b'm';
        }
    }
}

/// Adds the code of a colour; `base` is 30 for the text and 40 for the ground.
fn colour(codes: &mut Vec<u8>, depth: Depth, colour: Color, base: u8) {
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
