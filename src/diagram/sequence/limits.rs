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
    /// Messages wider than the limits stand over the lifelines beside them.
    pub over: bool,
    /// Messages wider than the limits are broken.
    pub cut: bool,
    /// Frames reach around the heads of their participants.
    pub roomy: bool,
}

const fn limits(name: usize, message: usize, note: usize, gap: usize) -> Limits {
    Limits { name, message, note, gap, title: 200, over: false, cut: false, roomy: false }
}

const fn over(name: usize, message: usize, note: usize, gap: usize, title: usize) -> Limits {
    Limits { over: true, title, ..limits(name, message, note, gap) }
}

/// The roomiest limits.
pub(super) const NATURAL: Limits = Limits { roomy: true, ..limits(24, 44, 36, 3) };

/// Limits that are tried, from the roomiest to the tightest.
const LADDER: [Limits; 25] = [
    limits(24, 44, 36, 2),
    limits(20, 44, 30, 2),
    limits(18, 36, 28, 2),
    limits(16, 30, 26, 2),
    limits(14, 26, 24, 1),
    limits(14, 22, 22, 1),
    limits(12, 16, 18, 1),
    limits(10, 12, 16, 1),
    over(14, 22, 22, 1, 200),
    over(12, 18, 18, 1, 200),
    over(12, 14, 16, 1, 200),
    over(10, 12, 16, 1, 200),
    over(10, 10, 14, 1, 200),
    over(8, 8, 12, 1, 200),
    over(8, 6, 10, 0, 200),
    over(6, 6, 8, 0, 200),
    over(14, 20, 20, 1, 60),
    over(12, 16, 18, 1, 44),
    over(10, 12, 14, 1, 36),
    over(8, 8, 12, 1, 30),
    over(6, 6, 8, 0, 24),
    Limits { cut: true, title: 40, ..limits(12, 14, 16, 1) },
    Limits { cut: true, title: 32, ..limits(10, 12, 14, 1) },
    Limits { cut: true, title: 24, ..limits(8, 10, 12, 1) },
    Limits { cut: true, title: 20, ..limits(8, 8, 10, 0) },
];

/// The roomiest columns within a width; what fits nowhere is as if there were room, to be scrolled.
pub(super) fn fit(sequence: &Sequence, natural: Columns, width: usize) -> Columns {
    let mut steps = LADDER.iter().map(|limits| (limits, columns::columns(sequence, limits)));
    let tight = steps.find(|(_, columns)| columns.width <= width);
    tight.map_or(natural, |(limits, tight)| relax(sequence, *limits, tight, width))
}

/// One of the limits.
type Field = fn(&mut Limits) -> &mut usize;

/// One limit after the other is raised as far as the width allows, names first: broken ones are
/// the hardest to read.
fn relax(sequence: &Sequence, mut limits: Limits, mut tight: Columns, width: usize) -> Columns {
    let fields: [(Field, usize, usize); 3] = [
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
