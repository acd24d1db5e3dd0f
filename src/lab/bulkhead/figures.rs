//! The pools as grids of slots, and Little's law as a learner works with it.

use super::{Bulkhead, CALLEES, Count, Mode, of};
use crate::lab::{
    figure::{Cell, Figure, Figures, Sign, Text},
    sim::Outputs,
    value,
};

/// Slots of a pool that are drawn.
const SLOTS: u64 = 60;
/// µs of a second.
const SECOND: u128 = 1_000_000;

impl Bulkhead {
    pub(super) fn drawn(&self, out: &Outputs) -> Figures {
        let pools = if self.mode == Mode::Shared { vec![self.shared()] } else { self.parts() };
        Figures { own: Vec::new(), more: pools.into_iter().chain([self.little(out)]).collect() }
    }

    /// One pool, a letter for whoever holds a slot.
    fn shared(&self) -> Figure {
        let held = self.callees.iter().zip(CALLEES).flat_map(|(callee, name)| {
            let letter = name.get(..1).unwrap_or_default();
            (0..callee.active).map(move |_| Cell::new(letter, Sign::Plain))
        });
        let slots = usize::try_from(self.slots.min(SLOTS)).unwrap_or(0);
        let free = std::iter::repeat_with(|| Cell::from(Sign::Open));
        Figure::Cells { name: "pool".into(), cells: held.chain(free).take(slots).collect() }
    }

    fn parts(&self) -> Vec<Figure> {
        let part = |(callee, name): (&super::Callee, &'static str)| {
            let cell = |slot| if slot < callee.active { Sign::Used } else { Sign::Open };
            let cells = (0..callee.slots.min(SLOTS)).map(|slot| cell(slot).into()).collect();
            Figure::Cells { name: name.into(), cells }
        };
        self.callees.iter().zip(CALLEES).map(part).collect()
    }

    /// λ · W over the finished ones beside L, which counts those inside, too.
    fn little(&self, out: &Outputs) -> Figure {
        let now = u128::from(out.now.max(1));
        let row = |(index, callee): (usize, &super::Callee)| {
            let served = u128::from(out.get(of(index, Count::Served)).unsigned_abs());
            let left = callee.little.left;
            let milli = |parts: u128| -> Text {
                value::decimal(u64::try_from(parts).unwrap_or(u64::MAX), 3).into()
            };
            let wait = left.checked_div(served).unwrap_or(0);
            vec![
                CALLEES[index].into(),
                milli(served * 1_000 * SECOND / now),
                value::decimal(u64::try_from(wait / 1_000).unwrap_or(u64::MAX), 3).into(),
                milli(left * 1_000 / now),
                milli(callee.little.integral(out.now) * 1_000 / now),
                callee.slots.into(),
            ]
        };
        Figure::Table {
            head: ["", "lambda", "wait", "lambda-wait", "inside", "slots"].map(Text::from).to_vec(),
            rows: self.callees.iter().enumerate().map(row).collect(),
        }
    }
}
