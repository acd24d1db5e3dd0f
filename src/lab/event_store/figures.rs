//! How far each view has come, and what it costs to load the aggregate.

use super::{Count, EventStore, Projection};
use crate::lab::{
    figure::{Figure, Figures, Text, Word},
    sim::Outputs,
    value,
};

impl EventStore {
    pub(super) fn drawn(&self, out: &Outputs) -> Figures {
        let writes = if out.now < self.switch { self.writes } else { self.writes_after };
        let rates = Figure::Table {
            head: vec!["a-second".into(), "written".into(), "projected".into()],
            rows: vec![vec![
                String::new().into(),
                value::decimal(writes, 3).into(),
                value::decimal(self.project, 3).into(),
            ]],
        };
        let views = [Some(&self.first), self.second.as_ref()];
        let views: Vec<(u64, &Projection)> = (1..).zip(views.into_iter().flatten()).collect();
        let gauges = views.iter().map(|(number, view)| Figure::Gauge {
            name: Word::of("projection", *number),
            value: view.position,
            most: self.head,
            digits: 0,
        });
        let rows = views.iter().map(|(number, view)| -> Vec<Text> {
            let behind = self.head - view.position;
            vec![Word::of("projection", *number).into(), view.position.into(), behind.into()]
        });
        let head = vec![Text::from("events"), self.head.into(), 0.into()];
        let load = |count: Count| Text::from(value::duration(out.get(count).unsigned_abs()));
        Figures {
            own: std::iter::once(rates).chain(gauges).collect(),
            more: vec![
                Figure::Table {
                    head: vec!["".into(), "version".into(), "behind".into()],
                    rows: std::iter::once(head).chain(rows).collect(),
                },
                Figure::Table {
                    head: vec!["load".into(), "now".into(), "at-worst".into()],
                    rows: vec![vec![String::new().into(), load(Count::Load), load(Count::MaxLoad)]],
                },
            ],
        }
    }
}
