//! The pools as grids of slots, and Little's law as a learner works with it.

use super::{Bulkhead, CALLEES, Count, Mode, of};
use crate::lab::{
    figure::{Cell, Figure, Figures, Sign},
    little::table,
    sim::Outputs,
};

/// Slots of a pool that are drawn.
const SLOTS: u64 = 60;

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

    fn little(&self, out: &Outputs) -> Figure {
        let row = |(index, callee): (usize, &super::Callee)| {
            let served = out.get(of(index, Count::Served)).unsigned_abs();
            let mut row = callee.little.row(CALLEES[index], out.now, served);
            row.push(callee.slots.into());
            row
        };
        table(&["slots"], self.callees.iter().enumerate().map(row).collect())
    }
}
