//! The steps of each saga, now and over time, and what the participants have done and taken back.

use super::{Count, Message, STEPS, Sagas, done, place, undone};
use crate::lab::{
    figure::{Cell, Figure, Figures, Lane, Sign, Text, Word, stands},
    sim::Outputs,
    value,
};

/// Sagas that are drawn.
const SAGAS: usize = 4;

impl Sagas {
    /// Notes how a step stands from now on.
    pub(super) fn step_is(&mut self, saga: usize, step: usize, sign: Sign, now: u64) {
        let Some(one) = self.one(saga) else { return };
        if let Some(place) = one.steps.get_mut(step - 1) {
            *place = sign;
        }
        if let Some(lane) = self.lanes.get_mut(saga) {
            stands(lane, now, Cell::new(step, sign));
        }
    }

    pub(super) fn drawn(&self, out: &Outputs) -> Figures {
        let cells = self.sagas.iter().take(SAGAS).enumerate().map(|(number, one)| Figure::Cells {
            name: Word::of("saga", number as u64 + 1),
            cells: (1..=STEPS).zip(one.steps).map(|(step, sign)| Cell::new(step, sign)).collect(),
        });
        let lanes = self.lanes.iter().take(SAGAS).enumerate().map(|(number, since)| Lane {
            name: Word::of("saga", number as u64 + 1),
            since: since.clone(),
        });
        let last = self.lanes.iter().filter_map(|lane| lane.last()).map(|(at, _)| *at).max();
        let over_time =
            Figure::Lanes { until: last.unwrap_or(0) / 10 * 11, lanes: lanes.collect() };
        let count = |place: usize| Text::from(out.get(place).unsigned_abs());
        let stock = |count: Count| Text::from(out.get(count).to_string());
        let sold = Figure::Table {
            head: vec!["stock".into(), "paid".into(), "oversold".into()],
            rows: vec![vec![stock(Count::Stock), count(done(4)), stock(Count::Oversold)]],
        };
        Figures {
            own: cells.chain([over_time, sold]).collect(),
            more: vec![
                Figure::Table {
                    head: std::iter::once("step".into())
                        .chain((1..=STEPS as u64).map(Text::from))
                        .collect(),
                    rows: vec![
                        std::iter::once("done".into())
                            .chain((1..=STEPS).map(|step| count(done(step))))
                            .collect(),
                        std::iter::once("undone".into())
                            .chain((1..=3).map(|step| count(undone(step))))
                            .collect(),
                    ],
                },
                self.messages(),
            ],
        }
    }

    /// The last messages, when and about which step of which saga.
    fn messages(&self) -> Figure {
        let row = |message: &Message| {
            let about = place(message.saga, message.step);
            vec![value::readable(message.at).into(), about.into(), message.what.into()]
        };
        Figure::Table { head: vec!["messages".into()], rows: self.sent.iter().map(row).collect() }
    }
}
