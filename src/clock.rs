//! Time: the only reader of the system clock.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::SystemTime,
};

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
    /// The first moment at which something can have happened: the start of 1970.
    pub const EARLIEST: Self = Self(0);
    /// The last one: the start of the year 9999, UTC.
    pub const LATEST: Self = Self(253_370_764_800_000);

    /// Whether something can have happened then.
    pub fn is_possible(self) -> bool {
        (Self::EARLIEST..=Self::LATEST).contains(&self)
    }

    /// The day this moment falls on in the learner's time zone.
    pub fn day(self) -> Day {
        Day(self.zoned().date())
    }

    /// The learning day it falls on: the calendar day, where one begins at an hour from 0 to 23.
    pub fn learning_day(self, new_day: u8) -> Day {
        let local = self.zoned();
        let early = local.hour() < i8::try_from(new_day).unwrap_or(0);
        Day(local.date()).before(u32::from(early))
    }

    fn zoned(self) -> Zoned {
        Instant::from_millisecond(self.0).unwrap_or_default().to_zoned(zone())
    }

    /// RFC 3339 in UTC, as exports write it.
    pub fn rfc3339(self) -> String {
        Instant::from_millisecond(self.0).unwrap_or_default().to_string()
    }

    /// The same with three digits of a second, always: `2026-03-01T09:00:00.000Z`.
    pub fn rfc3339_millis(self) -> String {
        format!("{:.3}", Instant::from_millisecond(self.0).unwrap_or_default())
    }

    /// Reads RFC 3339 with any offset and any fraction of a second; what is below a millisecond is cut.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse::<Instant>().ok().map(|instant| Self(instant.as_millisecond()))
    }
}

impl Timestamp {
    /// Reads the date of an answer of the web, such as `Wed, 21 Oct 2015 07:28:00 GMT`.
    pub fn parse_http(text: &str) -> Option<Self> {
        let read = jiff::fmt::rfc2822::parse(text).ok()?;
        Some(Self(read.timestamp().as_millisecond()))
    }
}

impl Day {
    /// Noon of this day, UTC.
    pub fn noon(self) -> Timestamp {
        let noon = self.0.at(12, 0, 0, 0).to_zoned(TimeZone::UTC);
        noon.map_or(Timestamp::EARLIEST, |noon| Timestamp(noon.timestamp().as_millisecond()))
    }

    /// The first moment of this day, UTC.
    pub fn start(self) -> Timestamp {
        Timestamp(self.noon().0 - 12 * 3_600_000)
    }

    /// The day of a moment, UTC.
    pub fn utc(moment: Timestamp) -> Self {
        let instant = Instant::from_millisecond(moment.0).unwrap_or_default();
        Self(instant.to_zoned(TimeZone::UTC).date())
    }

    /// Reads `YYYY-MM-DD`; `None` for what is no day of a year from 1 on.
    pub fn parse(text: &str) -> Option<Self> {
        let day: civil::Date = text.parse().ok()?;
        (text.len() == 10 && day.year() > 0).then_some(Self(day))
    }

    /// The day of the week, 0 for Monday to 6 for Sunday.
    pub fn weekday(self) -> usize {
        usize::try_from(self.0.weekday().to_monday_zero_offset()).unwrap_or(0)
    }

    /// How many days it is after another one; 0 if it is not.
    pub fn days_since(self, other: Self) -> u32 {
        let days = (self.0 - other.0).get_days();
        u32::try_from(days).unwrap_or(0)
    }

    /// The day so many days after this one, or the last there is.
    pub fn after(self, days: u32) -> Self {
        let days = jiff::Span::new().try_days(days);
        Self(days.map_or(civil::Date::MAX, |days| self.0.saturating_add(days)))
    }

    /// The day so many days before this one.
    pub fn before(self, days: u32) -> Self {
        Self(self.0.saturating_sub(jiff::Span::new().days(days)))
    }
}

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
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
            Self::System => system_now(),
            Self::Fixed(moment) => moment,
        }
    }
}

/// Whether days are those of UTC. Tests say so, or their pictures would differ from zone to zone.
static IN_UTC: AtomicBool = AtomicBool::new(cfg!(test));

/// From now on days are those of UTC, wherever the machine is. For tests alone.
pub fn stay_in_utc() {
    IN_UTC.store(true, Ordering::Relaxed);
}

/// The zone in which days begin and end.
fn zone() -> TimeZone {
    match IN_UTC.load(Ordering::Relaxed) {
        true => TimeZone::UTC,
        false => TimeZone::system(),
    }
}

/// The moment of the machine's clock, which may stand anywhere: beyond every calendar it is the last
/// moment there is.
fn system_now() -> Timestamp {
    #[cfg(debug_assertions)]
    if let Some(moment) = simulated() {
        return moment;
    }
    #[allow(clippy::disallowed_methods, reason = "the one reader of the clock")]
    let now = SystemTime::now();
    Timestamp(Instant::try_from(now).map_or(i64::MAX, Instant::as_millisecond))
}

/// The moment in the file that `ARCHTUTOR_CLOCK` names, in milliseconds since 1970: months of study are played
/// through in minutes by it. No released program reads it.
#[cfg(debug_assertions)]
fn simulated() -> Option<Timestamp> {
    let file = std::env::var_os("ARCHTUTOR_CLOCK")?;
    std::fs::read_to_string(file).ok()?.trim().parse().ok().map(Timestamp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(Day::parse("2026-02-28").unwrap().to_string(), "2026-02-28");
        for text in ["2026-13-45", "2026-02-30", "2026-2-1", "", "20260228", "-000001-01", "today"]
        {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }

    #[test]
    fn days_are_counted_and_never_negative() {
        let day = |text: &str| Day::parse(text).unwrap();
        assert_eq!(day("2028-03-01").days_since(day("2028-02-28")), 2);
        assert_eq!(day("2028-02-28").days_since(day("2028-03-01")), 0);
        assert_eq!(day("2026-12-31").after(1).to_string(), "2027-01-01");
        assert_eq!(day("9999-12-31").after(1).to_string(), "9999-12-31");
        assert_eq!(day("2026-01-01").after(u32::MAX).to_string(), "9999-12-31");
    }

    #[test]
    fn moments_are_read_with_any_offset_and_written_with_milliseconds() {
        let moment = Timestamp(1_764_000_001_000);
        assert_eq!(moment.rfc3339_millis(), "2025-11-24T16:00:01.000Z");
        for same in
            ["2025-11-24T16:00:01Z", "2025-11-24T18:00:01.0009+02:00", "2025-11-24T16:00:01.000Z"]
        {
            assert_eq!(Timestamp::parse(same), Some(moment), "{same}");
        }
        assert_eq!(Timestamp::parse("2025-11-24"), None);
        let day = Day::utc(moment);
        assert_eq!((day.to_string().as_str(), day.start().0), ("2025-11-24", 1_763_942_400_000));
    }

    #[test]
    fn a_learning_day_begins_at_its_hour() {
        // 2026-03-02, noon UTC; a zone moves the day by one at most.
        let noon = Timestamp(1_772_452_800_000);
        assert_eq!(noon.learning_day(0), noon.day());
        let hours: Vec<Day> =
            (0..24).map(|hour| Timestamp(noon.0 + hour * 3_600_000).learning_day(4)).collect();
        assert!(hours.is_sorted() && hours[23].days_since(hours[0]) == 1);
    }

    #[test]
    fn a_clock_that_stands_anywhere_panics_nowhere() {
        for moment in [i64::MIN, -1, 0, Timestamp::LATEST.0, i64::MAX] {
            let moment = Timestamp(moment);
            assert!(!moment.day().to_string().is_empty() && !moment.rfc3339().is_empty());
            assert_eq!(moment.is_possible(), (0..=Timestamp::LATEST.0).contains(&moment.0));
        }
        assert_eq!(Timestamp::LATEST.rfc3339(), "9999-01-01T00:00:00Z");
    }
}
