//! Fitting a sequence to a width: how wide its texts may be, from the roomiest to the tightest.

use super::Sequence;
use super::columns::{self, Columns};

/// How wide texts may be before they wrap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limits {
    pub name: usize,
    pub message: usize,
    pub note: usize,
    /// Blanks between two heads.
    pub gap: usize,
    /// Cells of a frame's title.
    pub title: usize,
    /// Messages wider than the limits are broken.
    pub cut: bool,
    /// Blanks between a message and the lifelines beside it, both sides together.
    pub margin: usize,
    /// The text of a message to oneself stands above its loop and not behind it.
    pub above: bool,
    /// Frames reach around the heads of their participants.
    pub roomy: bool,
}

const fn limits(name: usize, message: usize, note: usize, gap: usize) -> Limits {
    let (title, cut, margin) = (200, false, 2);
    Limits { name, message, note, gap, title, cut, margin, above: false, roomy: false }
}

const fn cut(name: usize, message: usize, note: usize, gap: usize, title: usize) -> Limits {
    Limits { cut: true, title, ..limits(name, message, note, gap) }
}

const fn snug(limits: Limits, margin: usize) -> Limits {
    Limits { margin, above: true, ..limits }
}

/// The roomiest limits.
pub(super) const NATURAL: Limits = Limits { roomy: true, ..limits(24, 44, 36, 3) };

/// Limits that are tried, from the roomiest to the tightest.
const LADDER: [Limits; 20] = [
    limits(24, 44, 36, 2),
    limits(20, 44, 30, 2),
    limits(18, 36, 28, 2),
    limits(16, 30, 26, 2),
    limits(14, 26, 24, 1),
    limits(14, 22, 22, 1),
    limits(12, 16, 18, 1),
    limits(10, 12, 16, 1),
    cut(14, 16, 18, 1, 60),
    cut(12, 14, 16, 1, 44),
    cut(10, 12, 16, 1, 40),
    cut(10, 10, 14, 1, 32),
    snug(cut(8, 10, 12, 1, 28), 2),
    snug(cut(8, WORD, 12, 0, 24), 2),
    snug(cut(7, WORD, 12, 0, 24), 1),
    snug(cut(5, WORD, 10, 0, 20), 1),
    snug(cut(5, WORD, 10, 0, 20), 0),
    snug(cut(5, 6, 8, 0, 18), 0),
    snug(cut(5, 5, 8, 0, 16), 0),
    snug(cut(4, 4, 6, 0, 12), 0),
];

/// Cells of a word that is not broken before the blanks beside it are given up.
const WORD: usize = 8;

/// The roomiest columns within a width, else the narrowest: what fits nowhere is scrolled.
pub(super) fn fit(sequence: &Sequence, natural: Columns, width: usize) -> Columns {
    let mut narrowest = natural;
    for limits in &LADDER {
        let columns = columns::columns(sequence, limits);
        if columns.width <= width {
            return relax(sequence, *limits, columns, width);
        }
        if columns.width < narrowest.width {
            narrowest = columns;
        }
    }
    narrowest
}

/// One of the limits.
type Field = fn(&mut Limits) -> &mut usize;

/// One limit after the other is raised as far as the width allows: short words are whole first,
/// then names, since broken ones are the hardest to read.
fn relax(sequence: &Sequence, mut limits: Limits, mut tight: Columns, width: usize) -> Columns {
    let fields: [(Field, usize, usize); 5] = [
        (|limits| &mut limits.message, WORD, 1),
        (|limits| &mut limits.margin, 2, 1),
        (|limits| &mut limits.name, 24, 1),
        (|limits| &mut limits.message, 44, 3),
        (|limits| &mut limits.note, 36, 3),
    ];
    // A long sequence is tried in fewer ways.
    let long = 1 + sequence.events.len() / 60;
    for (field, most, step) in fields {
        for cells in (*field(&mut limits) + 1..=most).rev().step_by(step * long) {
            let mut wider = limits;
            *field(&mut wider) = cells;
            let columns = columns::columns(sequence, &wider);
            if columns.width <= width {
                (limits, tight) = (wider, columns);
                break;
            }
        }
    }
    columns::spread(sequence, &limits, &tight)
}
