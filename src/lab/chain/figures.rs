//! The chain as boxes, how long requests took, and what the month's minutes come to.

use super::{Chain, Count, nearest_rank};
use crate::lab::{
    chance::WHOLE,
    figure::{Cell, Figure, Figures, Sign, Text, Word, histogram},
    little::table,
    sim::Outputs,
    value,
};

/// Boxes that are drawn; the rest is counted.
const BOXES: u64 = 6;
/// Buckets of the histogram.
const BUCKETS: u64 = 40;
/// Minutes of a month of 30 days.
const MONTH: u64 = 43_200;

impl Chain {
    pub(super) fn drawn(&self, out: &Outputs) -> Figures {
        let (counts, width) = histogram(&self.took, BUCKETS);
        let mut sorted = self.took.clone();
        sorted.sort_unstable();
        let tick = |name, percent| (name, nearest_rank(&sorted, percent));
        let ticks = vec![tick("p50", 50), tick("p95", 95), tick("p99", 99)];
        let gone = self.took.len() as u64;
        Figures {
            own: vec![self.boxes(), Figure::Histogram { counts, width, ticks }],
            more: vec![budget(out), table(&[], vec![self.little.row("requests", out.now, gone)])],
        }
    }

    fn boxes(&self) -> Figure {
        let copies =
            if self.redundancy > 1 { format!("{}x ", self.redundancy) } else { String::new() };
        let shown = |service: u64| {
            let (open, close) = if service < self.mandatory { ('[', ']') } else { ('(', ')') };
            Cell::new(
                format!("{open}{copies}{}{close}", value::share(self.availability)),
                Sign::Plain,
            )
        };
        let mut cells: Vec<Cell> = (0..self.services.min(BOXES)).map(shown).collect();
        if self.services > BOXES {
            cells.push(Cell::new(format!("+{}", self.services - BOXES), Sign::Plain));
        }
        Figure::Cells { name: if self.parallel { "parallel" } else { "serial" }.into(), cells }
    }
}

/// Minutes of a month that are lost, as expected and as measured.
fn budget(out: &Outputs) -> Figure {
    let whole = WHOLE * 1_000;
    let lost = |up: u64| -> Text {
        value::decimal(whole.saturating_sub(up) * MONTH / (whole / 10), 1).into()
    };
    let expected = out.get(Count::Expected).unsigned_abs();
    let measured = out.get(Count::Measured).unsigned_abs() * 1_000;
    Figure::Table {
        head: vec![Word::from("minutes-lost").into(), "expected".into(), "measured".into()],
        rows: vec![vec!["a-month".into(), lost(expected), lost(measured)]],
    }
}
