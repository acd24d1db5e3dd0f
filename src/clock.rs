//! Time: the only reader of the system clock.

use jiff::{Timestamp as Instant, Zoned, civil, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// A calendar day where the learner is, as `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(civil::Date);

impl Timestamp {
    /// The day this moment falls on in the learner's time zone.
    pub fn day(self) -> Day {
        Day(self.zoned().date())
    }

    fn zoned(self) -> Zoned {
        Instant::from_millisecond(self.0).unwrap_or_default().to_zoned(TimeZone::system())
    }

    /// RFC 3339 in UTC, as exports write it.
    pub fn rfc3339(self) -> String {
        Instant::from_millisecond(self.0).unwrap_or_default().to_string()
    }
}

impl Day {
    /// The day so many days before this one.
    pub fn before(self, days: u32) -> Self {
        Self(self.0.saturating_sub(jiff::Span::new().days(days)))
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Tells the time; tests stand on a fixed one.
#[derive(Clone, Copy, Debug, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// Always the same moment.
    Fixed(Timestamp),
}

impl Clock {
    /// The moment it is now.
    pub fn now(self) -> Timestamp {
        match self {
            #[allow(clippy::disallowed_methods, reason = "the one reader of the clock")]
            Self::System => Timestamp(Instant::now().as_millisecond()),
            Self::Fixed(moment) => moment,
        }
    }
}
