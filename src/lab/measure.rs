//! What a number of a lab measures, as the ending of its name says, and how people write it. Knows no
//! lab.

use super::{param::Kind, value};

/// What a number counts, in its smallest unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    Count,
    /// µs.
    Time,
    /// Parts per million.
    Share,
    /// Parts per thousand million.
    FineShare,
    /// Thousandths.
    Thousandths,
    Seconds,
}

/// The ending of each measure that has one.
const ENDINGS: [(&str, Measure); 5] = [
    ("us", Measure::Time),
    ("ppm", Measure::Share),
    ("ppb", Measure::FineShare),
    ("milli", Measure::Thousandths),
    ("seconds", Measure::Seconds),
];

impl Measure {
    /// What a counter, mark or series measures, by its name.
    pub fn of(name: &str) -> Self {
        let ending = name.rsplit_once('_').map_or("", |(_, ending)| ending);
        ENDINGS.iter().find(|(known, _)| *known == ending).map_or(Self::Count, |(_, one)| *one)
    }

    /// What a parameter of a kind measures.
    pub fn of_kind(kind: Kind) -> Self {
        match kind {
            Kind::Duration => Self::Time,
            Kind::Share => Self::Share,
            Kind::Rate | Kind::Factor => Self::Thousandths,
            _ => Self::Count,
        }
    }

    /// The ending, or `count`.
    pub fn ending(self) -> &'static str {
        ENDINGS.iter().find(|(_, one)| *one == self).map_or("count", |(ending, _)| ending)
    }

    /// A name without what its number is written with.
    pub fn bare(self, name: &str) -> &str {
        let ending = if self == Self::Seconds { "" } else { self.ending() };
        name.strip_suffix(ending).and_then(|bare| bare.strip_suffix('_')).unwrap_or(name)
    }

    /// A number of it as people write it: times with at most three decimals.
    pub fn write(self, number: i128) -> String {
        self.written(number, value::readable)
    }

    /// A number of it to the last unit, for what differs in it alone.
    pub fn exact(self, number: i128) -> String {
        self.written(number, |us| format!("{}s", value::decimal(us, 6)))
    }

    fn written(self, number: i128, time: impl Fn(u64) -> String) -> String {
        let Ok(parts) = u64::try_from(number.unsigned_abs()) else { return number.to_string() };
        let sign = if number < 0 { "-" } else { "" };
        let shown = match self {
            Self::Count | Self::Seconds => parts.to_string(),
            Self::Time => time(parts),
            Self::Share => value::share(parts),
            Self::FineShare => format!("{}%", value::decimal(parts, 7)),
            Self::Thousandths => value::decimal(parts, 3),
        };
        format!("{sign}{shown}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_what_its_number_measures_and_how_it_is_written() {
        let written = |name: &str, number: i128| {
            let measure = Measure::of(name);
            format!("{} {}", measure.bare(name), measure.write(number))
        };
        assert_eq!(Measure::Time.exact(2_000_001), "2.000001s");
        assert_eq!(written("first_open_us", 4_050_000), "first_open 4.05s");
        assert_eq!(written("budget_used_ppm", 20_000), "budget_used 2%");
        assert_eq!(
            written("expected_availability_ppb", 997_002_999),
            "expected_availability 99.7002999%"
        );
        assert_eq!(written("max_burn_milli", 14_400), "max_burn 14.4");
        assert_eq!(written("pod_seconds", 13_000), "pod_seconds 13000");
        assert_eq!(written("stock", -2), "stock -2");
        assert_eq!(Measure::of("max_served_1s"), Measure::Count);
        assert_eq!(Measure::of("us"), Measure::Count);
    }
}
