//! How long a store that does not answer well is left alone: within one push, and until the next one
//! that goes by itself.

use std::time::Duration;

use crate::{chance::Chance, clock::Timestamp};

/// So often one batch is tried.
pub(in crate::class) const TRIES: u32 = 5;

const MINUTE_MS: i64 = 60_000;

/// A push by itself comes this often, and after a failure so much later at first …
pub(super) const EVERY_MINUTES: u64 = 10;

/// … and at most.
const LATEST_MINUTES: u64 = 360;

/// Waits between two tries, as long as chance says: many learners whose store was away do not come
/// back to it in one moment.
///
/// Source: <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>, "full jitter"
pub struct Pace<'w> {
    chance: Chance,
    wait: &'w mut dyn FnMut(Duration),
}

impl<'w> Pace<'w> {
    /// A pace with its chance from a seed and a way to wait.
    pub fn new(seed: u64, wait: &'w mut dyn FnMut(Duration)) -> Self {
        Self { chance: Chance::new(seed), wait }
    }

    /// Waits after so many tries: as long as the store asks, else up to 1, 2, 4 … seconds.
    pub(in crate::class) fn rest(&mut self, tried: u32, asked: Option<Duration>) {
        let longest = 1_000_usize << tried.saturating_sub(1).min(TRIES);
        let pause =
            asked.unwrap_or_else(|| Duration::from_millis(self.chance.below(longest + 1) as u64));
        (self.wait)(pause);
    }
}

/// When a push by itself is tried next, after so many in a row that failed.
pub(super) fn next(failed_at: Timestamp, fails: u32) -> Timestamp {
    let doubled = EVERY_MINUTES.saturating_mul(1 << fails.saturating_sub(1).min(10));
    let minutes = i64::try_from(doubled.min(LATEST_MINUTES)).unwrap_or(0);
    Timestamp(failed_at.0.saturating_add(minutes * MINUTE_MS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_are_anywhere_below_their_limit() {
        let mut waited = Vec::new();
        let mut wait = |pause: Duration| waited.push(pause);
        for seed in 0..300 {
            let mut pace = Pace::new(seed, &mut wait);
            (1..TRIES).for_each(|tried| pace.rest(tried, None));
        }
        for (at, limit) in [1_000, 2_000, 4_000, 8_000].into_iter().enumerate() {
            let pauses = waited.iter().skip(at).step_by(4).map(Duration::as_millis);
            let (least, most) = (pauses.clone().min().unwrap(), pauses.max().unwrap());
            assert!(
                least < limit / 10 && (limit * 9 / 10..=limit).contains(&most),
                "{least} {most}"
            );
        }
    }

    #[test]
    fn a_store_is_waited_for_as_long_as_it_asks() {
        let mut waited = Vec::new();
        let mut wait = |pause: Duration| waited.push(pause);
        Pace::new(1, &mut wait).rest(3, Some(Duration::from_secs(40)));
        assert_eq!(waited, [Duration::from_secs(40)]);
    }

    #[test]
    fn by_itself_it_is_tried_after_10_minutes_20_and_so_on_up_to_6_hours() {
        let minutes =
            [1, 2, 3, 4, 5, 6, 7, 99].map(|fails| next(Timestamp(0), fails).0 / MINUTE_MS);
        assert_eq!(minutes, [10, 20, 40, 80, 160, 320, 360, 360]);
    }
}
