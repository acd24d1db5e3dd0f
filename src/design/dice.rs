//! The chance of the searches for a good cut.

use crate::chance::Chance;

/// A small deterministic generator; statistical quality is not needed here.
#[derive(Clone, Debug)]
pub(super) struct Dice(Chance);

impl Dice {
    /// A generator that starts at a seed.
    pub(super) fn new(seed: u64) -> Self {
        Self(Chance::new(seed))
    }

    /// A number below `sides`.
    pub(super) fn below(&mut self, sides: usize) -> usize {
        (self.0.number() % sides.max(1) as u64) as usize
    }
}
