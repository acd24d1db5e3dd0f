//! The two sides beside each other, and how far apart they are.

use super::{Canary, Count};
use crate::lab::{
    chance::WHOLE,
    figure::{Figure, Figures, Text},
    sim::Outputs,
    value,
};

impl Canary {
    pub(super) fn drawn(&self, out: &Outputs) -> Figures {
        let row = |name: &'static str, side: super::Side| -> Vec<Text> {
            let share = (side.bad * WHOLE).checked_div(side.requests).unwrap_or(0);
            vec![name.into(), side.requests.into(), side.bad.into(), value::share(share).into()]
        };
        let [stable, canary] = self.sides;
        let sides = Figure::Table {
            head: ["", "requests", "bad", "share"].map(Text::from).to_vec(),
            rows: vec![row("stable", stable), row("canary", canary)],
        };
        let samples = Figure::Gauge {
            name: "samples".into(),
            value: canary.requests.min(self.min_samples),
            most: self.min_samples,
            digits: 0,
        };
        let test = Figure::Table {
            head: vec!["z-now".into(), "z-limit".into(), "users-hit".into()],
            rows: vec![vec![
                value::decimal(self.z_now(), 3).into(),
                value::decimal(self.z, 3).into(),
                out.get(Count::UsersHit).unsigned_abs().into(),
            ]],
        };
        Figures { own: vec![sides], more: vec![samples, test] }
    }

    /// How many standard errors the canary's share is above the stable one's, in thousandths; 0 if it is
    /// not above.
    fn z_now(&self) -> u64 {
        let [(n0, x0), (n1, x1)] =
            self.sides.map(|side| (u128::from(side.requests), u128::from(side.bad)));
        let (n, x) = (n0 + n1, x0 + x1);
        let d = (x1 * n0).saturating_sub(x0 * n1);
        let square = (d * d * n * 1_000_000).checked_div(n0 * n1 * x * (n - x));
        u64::try_from(square.unwrap_or(0).isqrt()).unwrap_or(u64::MAX)
    }
}
