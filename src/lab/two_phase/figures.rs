//! Who holds locks and who is in doubt, over time, and what stands in each log.

use super::{Mark, Participant, State, TwoPhase};
use crate::lab::{
    figure::{Cell, Figure, Figures, Lane, Sign, Text, Word, stands},
    find,
    run::Run,
    setup::Setup,
    sim::Outputs,
    value,
};

impl TwoPhase {
    /// Notes how everybody stands now.
    pub(super) fn note_lanes(&mut self, now: u64) {
        let coordinator = match (self.coordinator.down, self.coordinator.decision) {
            (true, _) => Sign::Down,
            (_, None) => Sign::Out,
            (_, Some(true)) => Sign::Done,
            (_, Some(false)) => Sign::Failed,
        };
        let signs = self.participants.iter().map(sign);
        let signs: Vec<Sign> = std::iter::once(coordinator).chain(signs).collect();
        self.lanes.resize_with(signs.len(), Vec::new);
        for (lane, sign) in self.lanes.iter_mut().zip(signs) {
            stands(lane, now, sign.into());
        }
    }

    pub(super) fn drawn(&self, out: &Outputs) -> Figures {
        let name = |place: u64| match place {
            0 => Word::from("coordinator"),
            n => Word::of("participant", n),
        };
        let lane = |(place, since): (usize, &Vec<(u64, Cell)>)| Lane {
            name: name(place as u64),
            since: since.clone(),
        };
        let last = self.lanes.iter().filter_map(|lane| lane.last()).map(|(at, _)| *at).max();
        let lanes = self.lanes.iter().enumerate().map(lane).collect();
        let rows = std::iter::once(self.coordinator_log())
            .chain(self.participants.iter().map(log))
            .enumerate()
            .map(|(place, log)| std::iter::once(name(place as u64).into()).chain(log).collect());
        Figures {
            own: [Figure::Lanes { until: last.unwrap_or(0) / 10 * 11, lanes }]
                .into_iter()
                .chain(self.beside_a_saga(out))
                .collect(),
            more: vec![Figure::Table { head: vec!["log".into()], rows: rows.collect() }],
        }
    }

    /// How long locks are held here, and how long a saga takes that holds none, with the same hop.
    fn beside_a_saga(&self, out: &Outputs) -> Option<Figure> {
        let mut setup = Setup::new(find("saga")?);
        setup.set(&format!("hop={}", value::duration(self.hop))).ok()?;
        let mut run = Run::new(setup.entry(), setup.clone().plan(1, None).ok()?);
        run.finish().ok()?;
        let shown = |us: Option<u64>| Text::from(us.map_or_else(String::new, value::readable));
        let resolved = out.marks.get(usize::from(Mark::Resolved)).copied().flatten();
        let saga = run.out().marks.first().copied().flatten();
        Some(Figure::Table {
            head: ["", "takes", "locks-in-sum"].map(Text::from).to_vec(),
            rows: vec![
                vec!["this-commit".into(), shown(resolved), shown(Some(self.lock_time))],
                vec!["a-saga".into(), shown(saga), shown(Some(0))],
            ],
        })
    }

    fn coordinator_log(&self) -> Vec<Text> {
        let decision = self.coordinator.decision;
        let decided = decision.map(|commit| if commit { "commit" } else { "abort" });
        let ended = self.coordinator.ended.then_some("end");
        decided.into_iter().chain(ended).map(Text::from).collect()
    }
}

fn sign(one: &Participant) -> Sign {
    match one.state {
        _ if !one.up => Sign::Down,
        State::Idle => Sign::Open,
        State::Working | State::Applying => Sign::Locked,
        State::Prepared => Sign::Doubt,
        State::Committed => Sign::Done,
        State::Aborted => Sign::Failed,
    }
}

/// A participant's log records.
fn log(one: &Participant) -> Vec<Text> {
    let vote = (one.vote == Some(true)).then_some("yes");
    let outcome = match one.state {
        State::Committed => Some("commit"),
        State::Aborted => Some("abort"),
        _ => None,
    };
    vote.into_iter().chain(outcome).map(Text::from).collect()
}
