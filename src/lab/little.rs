//! Little's law: how many are inside is how many come times how long they stay. Exact as an identity on
//! whole numbers, and in the form that a learner works with.

use super::{
    figure::{Figure, Text},
    value,
};

/// µs of a second.
const SECOND: u128 = 1_000_000;

/// Little's law, exactly: the integral of how many are inside is the sum of the times inside.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Little {
    inside: u64,
    /// Sum of the arrival times of those inside.
    since: u128,
    /// Sum of the times inside of those that left.
    left: u128,
    integral: u128,
    at: u64,
}

impl Little {
    fn advance(&mut self, now: u64) {
        self.integral = self.integral(now);
        self.at = now;
    }

    /// The integral of how many are inside, up to now.
    pub(super) fn integral(&self, now: u64) -> u128 {
        self.integral + u128::from(self.inside) * u128::from(now - self.at)
    }

    /// One comes in.
    pub(super) fn enter(&mut self, now: u64) {
        self.advance(now);
        self.inside += 1;
        self.since += u128::from(now);
    }

    /// One that came in at a time goes.
    pub(super) fn leave(&mut self, arrived: u64, now: u64) {
        self.advance(now);
        self.inside -= 1;
        self.since -= u128::from(arrived);
        self.left += u128::from(now - arrived);
    }

    /// Whether the law holds now.
    pub(super) fn holds(&self, now: u64) -> bool {
        let inside = u128::from(self.inside) * u128::from(now) - self.since;
        self.integral(now) == self.left + inside
    }

    /// Sum of the times inside of those that left.
    pub(super) fn left(&self) -> u128 {
        self.left
    }

    /// A row of the learner's form: λ, W and λ · W over those that left, beside L, which counts those
    /// inside, too. They part when more come than go.
    pub(super) fn row(&self, name: &'static str, now: u64, gone: u64) -> Vec<Text> {
        let (time, gone) = (u128::from(now.max(1)), u128::from(gone));
        let thousandths = |parts: u128| -> Text {
            value::decimal(u64::try_from(parts).unwrap_or(u64::MAX), 3).into()
        };
        vec![
            name.into(),
            thousandths(gone * 1_000 * SECOND / time),
            thousandths(self.left.checked_div(gone).unwrap_or(0) / 1_000),
            thousandths(self.left * 1_000 / time),
            thousandths(self.integral(now) * 1_000 / time),
        ]
    }
}

/// A table of such rows, with the words of further columns.
pub(super) fn table(more: &[&'static str], rows: Vec<Vec<Text>>) -> Figure {
    let head = ["", "lambda", "wait", "lambda-wait", "inside"];
    Figure::Table { head: head.iter().chain(more).copied().map(Text::from).collect(), rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_learners_form_is_exact_when_nobody_is_inside_and_parts_from_it_when_somebody_is() {
        let mut little = Little::default();
        little.enter(0);
        little.leave(0, 2_000_000);
        let shown = |little: &Little, now| -> Vec<String> {
            let plain = |text: &Text| match text {
                Text::Plain(text) => text.clone(),
                Text::Word(word) => word.key.into(),
            };
            little.row("pool", now, 1).iter().map(plain).collect()
        };
        assert_eq!(shown(&little, 4_000_000), ["pool", "0.25", "2", "0.5", "0.5"]);
        little.enter(4_000_000);
        assert_eq!(shown(&little, 8_000_000), ["pool", "0.125", "2", "0.25", "0.75"]);
        assert!(little.holds(8_000_000));
    }
}
