//! Fitting a sequence to a width.

use super::{
    Sequence,
    columns::{self, Columns},
    limits::{LADDER, Limits, WORD},
};

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
