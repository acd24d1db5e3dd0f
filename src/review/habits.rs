//! How a learner wants to review.

/// What a learner has set about reviews.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Habits {
    /// The chance of recall at which an item is due, [`Habits::RETENTION`].
    pub retention: f32,
    /// Minutes a day, [`Habits::MINUTES`].
    pub minutes: u32,
    /// The hour at which a learning day begins, 0 to 23.
    pub new_day: u8,
    /// The part of a review's minutes that new cards may take, in percent.
    pub new_share: u8,
    /// Whether an answer can be marked as unsure.
    pub asks_sure: bool,
}

impl Habits {
    /// What can be desired; below it too much is forgotten, above it reviews never end.
    pub const RETENTION: std::ops::RangeInclusive<f64> = 0.8..=0.97;
    /// Minutes a day that can be set.
    pub const MINUTES: std::ops::RangeInclusive<i64> = 1..=240;
}

impl Default for Habits {
    fn default() -> Self {
        Self { retention: 0.9, minutes: 10, new_day: 4, new_share: 33, asks_sure: true }
    }
}
