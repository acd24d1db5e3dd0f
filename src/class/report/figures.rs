//! The formulas of classical test theory that a report is made of, over plain numbers.

/// The normal deviate of a two-sided interval of 95 percent.
const Z: f64 = 1.959_964;

/// A variance that is smaller is none: all values are one.
const NO_VARIANCE: f64 = 1e-12;

/// The part of the learners that is compared at each end.
///
/// Source: Kelley, T. L. (1939), The selection of upper and lower groups for the validation of test items,
/// <https://doi.org/10.1037/h0057123>
const KELLEY: f64 = 0.27;

/// Shares that differ by less than one of so many parts are one share.
const PARTS: f64 = 1e9;

/// A number as it is given out: six decimals, and no nought with a sign.
pub(super) fn six(number: f64) -> f64 {
    (number * 1e6).round() / 1e6 + 0.0
}

/// The mean; `None` of nothing.
pub(super) fn mean(values: impl ExactSizeIterator<Item = f64>) -> Option<f64> {
    let n = values.len();
    (n > 0).then(|| values.sum::<f64>() / n as f64)
}

/// Wilson's interval for `right` of `n`, which is more than 0.
///
/// Source: Wilson, E. B. (1927), <https://doi.org/10.1080/01621459.1927.10502953>
pub(super) fn wilson(right: u64, n: u64) -> (f64, f64) {
    let n = n as f64;
    let share = right as f64 / n;
    let z2 = Z * Z;
    let middle = share + z2 / (2.0 * n);
    let half = Z * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z2 / n;
    ((middle - half) / scale, (middle + half) / scale)
}

/// Pearson's correlation; `None` where one side does not vary. For an item against the rest of its test it
/// is the corrected point-biserial correlation.
pub(super) fn pearson(pairs: &[(f64, f64)]) -> Option<f64> {
    let n = pairs.len() as f64;
    let mean_x = mean(pairs.iter().map(|(x, _)| *x))?;
    let mean_y = mean(pairs.iter().map(|(_, y)| *y))?;
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (x, y) in pairs {
        let (x, y) = (x - mean_x, y - mean_y);
        xx += x * x;
        yy += y * y;
        xy += x * y;
    }
    let varies = xx / n >= NO_VARIANCE && yy / n >= NO_VARIANCE;
    varies.then(|| xy / (xx * yy).sqrt())
}

/// Kelley's index of discrimination: the mean points of those with the highest rest shares less that of
/// those with the lowest, 0.27 of all at each end. Who stands equal at an edge counts in part, so that no
/// order of equals changes it. Pairs are points and rest share.
pub(super) fn discrimination(pairs: &[(f64, f64)]) -> Option<f64> {
    let mut sorted: Vec<(i64, f64)> =
        pairs.iter().map(|(points, rest)| ((rest * PARTS).round() as i64, *points)).collect();
    sorted.sort_unstable_by_key(|(rest, _)| *rest);
    let group = KELLEY * pairs.len() as f64;
    let low = end(&sorted, group)?;
    sorted.reverse();
    Some(end(&sorted, group)? - low)
}

/// The mean points of the first so many, where equals at the edge count in part.
fn end(sorted: &[(i64, f64)], group: f64) -> Option<f64> {
    let (mut taken, mut sum) = (0.0, 0.0);
    for equals in sorted.chunk_by(|one, other| one.0 == other.0) {
        let n = equals.len() as f64;
        let part = ((group - taken) / n).min(1.0);
        sum += part * equals.iter().map(|(_, points)| points).sum::<f64>();
        taken += part * n;
        if part < 1.0 || taken >= group {
            break;
        }
    }
    (group > 0.0).then(|| sum / group)
}

/// The reliability of a test of `k` items whose scores correlate by `r` on the whole; for `k` items that
/// everybody answered it is KR-20.
///
/// Source: Cronbach, L. J. (1951), <https://doi.org/10.1007/BF02310555>
pub(super) fn reliability(k: u64, r: f64) -> Option<f64> {
    let k = k as f64;
    let scale = 1.0 + (k - 1.0) * r;
    (scale.abs() > NO_VARIANCE).then(|| k * r / scale)
}

/// Numbers as they come: how many, their mean, and the squares of what they are off.
///
/// Source: Welford, B. P. (1962), <https://doi.org/10.1080/00401706.1962.10490022>
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spread {
    pub(super) n: u64,
    pub(super) mean: f64,
    squares: f64,
}

impl Spread {
    pub(super) fn of(values: impl IntoIterator<Item = f64>) -> Self {
        values.into_iter().fold(Self::default(), |mut spread, value| {
            spread.n += 1;
            let off = value - spread.mean;
            spread.mean += off / spread.n as f64;
            spread.squares += off * (value - spread.mean);
            spread
        })
    }

    /// The variance of the sample, over n − 1; 0 of fewer than two.
    pub(super) fn variance(self) -> f64 {
        if self.n < 2 { 0.0 } else { self.squares / (self.n - 1) as f64 }
    }
}

/// Whether one mean is above another by more than two standard errors of their difference.
pub(super) fn beats(one: Spread, other: Spread) -> bool {
    let error = one.variance() / one.n as f64 + other.variance() / other.n as f64;
    one.mean - other.mean > 2.0 * error.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_gives_the_figures_of_the_contract() {
        let (low, high) = wilson(172, 258);
        assert_eq!((six(low), six(high)), (0.607_071, 0.721_372));
        let (low, high) = wilson(100, 220);
        assert_eq!((six(low), six(high)), (0.390_091, 0.520_56));
    }

    #[test]
    fn what_does_not_vary_correlates_with_nothing() {
        assert_eq!(pearson(&[(1.0, 0.2), (1.0, 0.4)]), None);
        assert_eq!(pearson(&[]), None);
        let line: Vec<(f64, f64)> = (0..9).map(|x| (f64::from(x), 3.0 - f64::from(x))).collect();
        assert_eq!(pearson(&line).map(six), Some(-1.0));
    }

    #[test]
    fn equals_at_the_edge_count_in_part_whatever_their_order() {
        // Ten learners: 2.7 at each end, and four share the lowest place.
        let rests = [0.1, 0.1, 0.1, 0.1, 0.5, 0.5, 0.6, 0.7, 0.8, 0.9];
        let points = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0];
        let mut pairs: Vec<(f64, f64)> = points.into_iter().zip(rests).collect();
        let expected = (0.0 + 1.0 + 0.7) / 2.7 - 0.25;
        assert_eq!(discrimination(&pairs).map(six), Some(six(expected)));
        pairs.reverse();
        assert_eq!(discrimination(&pairs).map(six), Some(six(expected)));
        let all_equal = [(1.0, 0.5), (0.0, 0.5), (0.0, 0.5)];
        assert_eq!(discrimination(&all_equal).map(six), Some(0.0));
        assert_eq!(discrimination(&[]), None);
    }

    #[test]
    fn reliability_is_kr_20_where_everybody_answered_everything() {
        let alpha = reliability(23, 0.074_943).unwrap();
        assert!((alpha - 0.650_756).abs() < 2e-6, "{alpha}");
        assert_eq!(reliability(2, -1.0), None);
    }

    #[test]
    fn a_spread_is_that_of_the_sample() {
        let spread = Spread::of([2.0, 4.0, 6.0]);
        assert_eq!((spread.n, spread.mean, spread.variance()), (3, 4.0, 4.0));
        assert_eq!(Spread::of([1.0]).variance(), 0.0);
        assert!(beats(Spread::of([9.0, 10.0, 11.0]), spread) && !beats(spread, spread));
    }
}
