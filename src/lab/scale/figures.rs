//! Pods that are ready, the last sync's arithmetic, and what it cost so far.

use super::{Autoscaler, Count};
use crate::lab::{
    figure::{Figure, Figures, Text},
    sim::Outputs,
    value,
};

/// What a sync saw and wished for.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    pub(super) pods: u64,
    pub(super) ready: u64,
    /// Parts per million; none if nothing was ready.
    pub(super) utilisation: Option<u64>,
    pub(super) wish: u64,
}

impl Autoscaler {
    pub(super) fn drawn(&self, out: &Outputs) -> Figures {
        let ready = Figure::Gauge {
            name: "ready".into(),
            value: self.ready(out.now),
            most: self.pods.len() as u64,
            digits: 0,
        };
        let count = |count: Count| Text::from(out.get(count).unsigned_abs());
        let cost = out.get(Count::PodSeconds).unsigned_abs() * self.cost / 3_600;
        let spent = Figure::Table {
            head: ["pod-seconds", "cost", "dropped", "db-bound"].map(Text::from).to_vec(),
            rows: vec![vec![
                count(Count::PodSeconds),
                value::decimal(cost, 3).into(),
                count(Count::Dropped),
                count(Count::DbBound),
            ]],
        };
        let sync = self.seen.map(|seen| self.arithmetic(seen));
        Figures { own: vec![ready], more: sync.into_iter().chain([spent]).collect() }
    }

    /// The last sync, written out.
    fn arithmetic(&self, seen: Seen) -> Figure {
        let measured = if self.by_queue {
            Text::from(self.backlog)
        } else {
            seen.utilisation.map_or_else(String::new, value::share).into()
        };
        let target =
            if self.by_queue { self.queue_target.into() } else { value::share(self.target).into() };
        let name = if self.by_queue { "backlog" } else { "utilisation" };
        Figure::Table {
            head: ["pods", "ready", name, "target", "wanted"].map(Text::from).to_vec(),
            rows: vec![vec![
                seen.pods.into(),
                seen.ready.into(),
                measured,
                target,
                seen.wish.into(),
            ]],
        }
    }
}
