//! Lanes as rows of cells, and what each key's messages have done.

use super::{Broker, Count, Message};
use crate::lab::{
    figure::{Cell, Figure, Figures, Sign, Word},
    little::table,
    sim::Outputs,
};

/// Messages of a lane or a key that are drawn.
const CELLS: usize = 24;
/// Of them, those that are settled.
const SETTLED: usize = 6;
/// Lanes and keys that are drawn.
const ROWS: usize = 8;

impl Broker {
    pub(super) fn drawn(&self, out: &Outputs) -> Figures {
        let lanes = (0..self.lanes.len().min(ROWS)).map(|lane| Figure::Cells {
            name: Word::of("lane", lane as u64),
            cells: self.row(|message| self.lane_number(message) == lane, Self::on_its_way),
        });
        let keys = (0..self.keys.min(ROWS as u64)).map(|key| Figure::Cells {
            name: Word::of("key", key),
            cells: self.row(|message| self.key(message) == key, Self::effect_of),
        });
        let gone = out.get(Count::Acked) + out.get(Count::Dead);
        let little = self.little.row("messages", out.now, gone.unsigned_abs());
        Figures { own: lanes.collect(), more: keys.chain([table(&[], vec![little])]).collect() }
    }

    /// The messages that are meant, those before the first open one left out.
    fn row(
        &self,
        meant: impl Fn(usize) -> bool,
        sign: fn(&Self, usize, &Message) -> Sign,
    ) -> Vec<Cell> {
        let all = self.messages.iter().enumerate().filter(|(message, _)| meant(*message));
        let all: Vec<_> = all.collect();
        let open = all.iter().position(|(_, message)| !message.acked && !message.dead);
        let first = open.unwrap_or(all.len()).saturating_sub(SETTLED);
        let cell = |(message, state): &(usize, &Message)| {
            let letter = char::from(b'A' + u8::try_from(self.key(*message)).unwrap_or(0));
            Cell::new(letter, sign(self, *message, state))
        };
        all.iter().skip(first).take(CELLS).map(cell).collect()
    }

    fn on_its_way(&self, message: usize, state: &Message) -> Sign {
        let out =
            || self.consumers.iter().any(|one| one.work.is_some_and(|w| w.message == message));
        match state {
            _ if out() => Sign::Out,
            Message { dead: true, .. } => Sign::Dead,
            Message { acked: true, seen: false, .. } => Sign::Failed,
            Message { acked: true, .. } => Sign::Done,
            _ => Sign::Open,
        }
    }

    fn effect_of(&self, _message: usize, state: &Message) -> Sign {
        match state {
            Message { doubled: true, .. } => Sign::Twice,
            Message { seen: true, .. } => Sign::Done,
            Message { dead: true, .. } => Sign::Dead,
            Message { acked: true, .. } => Sign::Failed,
            _ => Sign::Open,
        }
    }
}
