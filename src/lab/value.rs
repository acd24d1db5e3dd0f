//! What a parameter can hold and how it is typed and printed. Everything is a whole number in its
//! smallest unit: µs, parts per million, thousandths. Knows no lab.

use std::fmt;

use super::chance::WHOLE;

/// Units of durations with their µs, smallest first.
pub const UNITS: [(&str, u64); 6] = [
    ("us", 1),
    ("ms", 1_000),
    ("s", 1_000_000),
    ("m", 60_000_000),
    ("h", 3_600_000_000),
    ("d", 86_400_000_000),
];
/// µs of 365 days: the longest time that can be typed anywhere.
pub(crate) const LONGEST_TIME: u64 = 365 * 86_400_000_000;
/// Thousandths per second of the fastest rate.
pub(crate) const FASTEST: u64 = 100_000_000;
/// Things that a script may bring in all.
const MOST_ARRIVALS: u64 = 1_000_000;
/// Entries of a list, letters of a text.
const LONGEST: usize = 10_000;

/// A parameter's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Int(u64),
    /// µs.
    Duration(u64),
    /// Thousandths per second.
    Rate(u64),
    /// Parts per million.
    Share(u64),
    /// Thousandths.
    Factor(u64),
    Word(&'static str),
    Script(Vec<Batch>),
    Curve(Vec<Point>),
    Shares(Vec<u64>),
    Incidents(Vec<Incident>),
    /// `S` and `F` only.
    Text(String),
}

/// `count` things from `at` on, spread evenly over `spread` µs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batch {
    pub count: u64,
    pub at: u64,
    pub spread: u64,
}

impl Batch {
    /// When each of them comes.
    pub fn times(self) -> impl Iterator<Item = u64> {
        (0..self.count).map(move |i| {
            let offset = u128::from(i) * u128::from(self.spread) / u128::from(self.count);
            self.at + u64::try_from(offset).unwrap_or(0)
        })
    }
}

/// A point of a curve: a rate in thousandths per second at a time in µs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    pub at: u64,
    pub rate: u64,
}

/// A time in which a share of requests, in parts per million, fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Incident {
    pub at: u64,
    pub duration: u64,
    pub error: u64,
}

impl Incident {
    /// Whether it goes on at a time.
    pub fn alive(&self, at: u64) -> bool {
        self.at <= at && at < self.at + self.duration
    }
}

/// What a curve comes to at a time: straight lines between points, flat outside. What a falling line
/// loses is rounded down.
pub fn curve_at(points: &[Point], at: u64) -> u64 {
    let after = points.partition_point(|point| point.at <= at);
    let (Some(left), right) = (after.checked_sub(1).and_then(|i| points.get(i)), points.get(after))
    else {
        return points.first().map_or(0, |first| first.rate);
    };
    let Some(right) = right else { return left.rate };
    let way = |difference: u64| {
        let product = u128::from(difference) * u128::from(at - left.at);
        u64::try_from(product / u128::from(right.at - left.at)).unwrap_or(0)
    };
    if right.rate >= left.rate {
        left.rate + way(right.rate - left.rate)
    } else {
        left.rate - way(left.rate - right.rate)
    }
}

impl Value {
    /// The number of a value that is one.
    pub fn number(&self) -> Option<u64> {
        match self {
            Self::Int(n) | Self::Duration(n) | Self::Rate(n) | Self::Share(n) | Self::Factor(n) => {
                Some(*n)
            }
            _ => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(n) => write!(f, "{n}"),
            Self::Duration(us) => f.write_str(&duration(*us)),
            Self::Rate(milli) | Self::Factor(milli) => f.write_str(&decimal(*milli, 3)),
            Self::Share(ppm) => f.write_str(&share(*ppm)),
            Self::Word(word) => f.write_str(word),
            Self::Text(text) => f.write_str(text),
            Self::Script(batches) => f.write_str(&list(batches, |batch| {
                let spread = (batch.spread > 0).then(|| format!("+{}", duration(batch.spread)));
                format!("{}@{}{}", batch.count, time(batch.at), spread.unwrap_or_default())
            })),
            Self::Curve(points) => f.write_str(&list(points, |point| {
                format!("{}:{}", time(point.at), decimal(point.rate, 3))
            })),
            Self::Shares(shares) => f.write_str(&list(shares, |ppm| share(*ppm))),
            Self::Incidents(incidents) => f.write_str(&list(incidents, |one| {
                format!("{}:{}:{}", time(one.at), duration(one.duration), share(one.error))
            })),
        }
    }
}

fn list<T>(items: &[T], show: impl Fn(&T) -> String) -> String {
    items.iter().map(show).collect::<Vec<_>>().join(",")
}

/// A duration in the largest unit in which it is a whole number.
pub fn duration(us: u64) -> String {
    if us == 0 {
        return "0".into();
    }
    let whole = UNITS.iter().rev().find(|(_, size)| us.is_multiple_of(*size));
    whole.map_or_else(String::new, |(unit, size)| format!("{}{unit}", us / size))
}

/// A duration to be read, with at most three decimals, in the largest unit in which it is whole or of
/// which there is enough: one up to seconds, two from minutes on.
pub fn readable(us: u64) -> String {
    let fits = |size: u64| {
        let least = if size > 1_000_000 { 2 * size } else { size };
        us >= least || (us > 0 && us.is_multiple_of(size))
    };
    let unit = UNITS.iter().rev().find(|(_, size)| fits(*size));
    let parts = |size: u64| u64::try_from(u128::from(us) * 1_000 / u128::from(size)).unwrap_or(0);
    unit.map_or_else(|| "0".into(), |(unit, size)| format!("{}{unit}", decimal(parts(*size), 3)))
}

/// A point in time on a clock that ends at a time: `00:01.000`, `0:12:30`, `3d 04:05`.
pub fn clock(us: u64, until: u64) -> String {
    let (ms, s, m, h) = (us / 1_000 % 1_000, us / 1_000_000, us / 60_000_000, us / 3_600_000_000);
    match until {
        0..=3_600_000_000 => format!("{:02}:{:02}.{ms:03}", m, s % 60),
        3_600_000_001..=86_400_000_000 => format!("{h}:{:02}:{:02}", m % 60, s % 60),
        _ => format!("{}d {:02}:{:02}", h / 24, h % 24, m % 60),
    }
}

/// A point in time: as a duration, but 0 has a unit, as people write it.
fn time(us: u64) -> String {
    if us == 0 { "0s".into() } else { duration(us) }
}

/// Parts per million as per cent.
pub fn share(ppm: u64) -> String {
    format!("{}%", decimal(ppm, 4))
}

/// A whole number of smallest parts as a decimal without zeros at its end.
pub fn decimal(parts: u64, digits: u32) -> String {
    let one = 10_u64.pow(digits);
    let fraction = format!("{:0width$}", parts % one, width = digits as usize);
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{}{point}{fraction}", parts / one)
}

/// A decimal number times a scale, if that is a whole number.
pub fn exact(text: &str, scale: u64) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit()) && text.len() <= 20;
    if whole.is_empty() || !digits(whole) || !digits(fraction) || text.ends_with('.') {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    let mut parts = u128::from(whole.parse::<u64>().ok()?) * u128::from(scale);
    if !fraction.is_empty() {
        let size = 10_u128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        let product = fraction.parse::<u128>().ok()?.checked_mul(u128::from(scale))?;
        if !product.is_multiple_of(size) {
            return None;
        }
        parts += product / size;
    }
    u64::try_from(parts).ok()
}

/// A duration as it is typed: `250ms`, `1.5s`, or a bare `0`.
pub fn read_duration(text: &str) -> Option<u64> {
    if text == "0" {
        return Some(0);
    }
    let split = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = (text.get(..split)?, text.get(split..)?);
    let (_, size) = UNITS.iter().find(|(name, _)| *name == unit)?;
    exact(number, *size)
}

/// A share as it is typed: `5%`, or `0.05` as a fraction of 1.
pub fn read_share(text: &str) -> Option<u64> {
    match text.strip_suffix('%') {
        Some(percent) => exact(percent, WHOLE / 100),
        None => exact(text, WHOLE),
    }
}

/// Times of a list are within this, so that sums of them never overflow.
fn read_time(text: &str) -> Option<u64> {
    read_duration(text).filter(|us| *us <= LONGEST_TIME)
}

fn entries(text: &str) -> Option<Vec<&str>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    let entries: Vec<&str> = text.split(',').map(str::trim).collect();
    (entries.len() <= LONGEST).then_some(entries)
}

/// A script as it is typed: `100@59.5s+0.5s,1@75s`.
pub fn read_script(text: &str) -> Option<Vec<Batch>> {
    let one = |entry: &str| {
        let (count, when) = entry.split_once('@')?;
        let (at, spread) = when.split_once('+').unwrap_or((when, "0"));
        Some(Batch { count: exact(count, 1)?, at: read_time(at)?, spread: read_time(spread)? })
    };
    let batches: Vec<Batch> = entries(text)?.into_iter().map(one).collect::<Option<_>>()?;
    let all = batches.iter().try_fold(0_u64, |sum, batch| sum.checked_add(batch.count))?;
    (all <= MOST_ARRIVALS).then_some(batches)
}

/// A curve as it is typed: `0s:200,300s:900`, times rising.
pub fn read_curve(text: &str) -> Option<Vec<Point>> {
    let one = |entry: &str| {
        let (at, rate) = entry.split_once(':')?;
        let rate = exact(rate, 1_000).filter(|rate| *rate <= FASTEST)?;
        Some(Point { at: read_time(at)?, rate })
    };
    let points: Vec<Point> = entries(text)?.into_iter().map(one).collect::<Option<_>>()?;
    (!points.is_empty() && points.is_sorted_by(|a, b| a.at < b.at)).then_some(points)
}

/// Shares as they are typed: `10%,25%,100%`.
pub fn read_shares(text: &str) -> Option<Vec<u64>> {
    let one = |entry: &str| read_share(entry).filter(|ppm| *ppm <= WHOLE);
    let shares: Vec<u64> = entries(text)?.into_iter().map(one).collect::<Option<_>>()?;
    (!shares.is_empty()).then_some(shares)
}

/// Incidents as they are typed: `1h:10m:1.44%,…`.
pub fn read_incidents(text: &str) -> Option<Vec<Incident>> {
    let one = |entry: &str| {
        let mut parts = entry.split(':');
        let (at, duration) = (read_time(parts.next()?)?, read_time(parts.next()?)?);
        let error = read_share(parts.next()?).filter(|ppm| *ppm <= WHOLE)?;
        parts.next().is_none().then_some(Incident { at, duration, error })
    };
    // Every tick looks at all of them.
    entries(text).filter(|all| all.len() <= 100)?.into_iter().map(one).collect()
}

/// Results as they are typed: `SFF`, a success and two failures.
pub fn read_results(text: &str) -> Option<String> {
    let known = text.len() <= LONGEST && text.bytes().all(|b| matches!(b, b'S' | b'F'));
    known.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_taken_only_if_it_is_exact_in_its_unit() {
        assert_eq!(read_duration("1.5s"), Some(1_500_000));
        assert_eq!(read_duration("0"), Some(0));
        assert_eq!(read_duration("0.25us"), None);
        assert_eq!(read_duration("5"), None);
        assert_eq!(read_share("99.9%"), Some(999_000));
        assert_eq!(read_share("0.05"), Some(50_000));
        assert_eq!(read_share("0.00001%"), None);
        assert_eq!(exact("14.4", 1_000), Some(14_400));
        assert_eq!(exact("0.0005", 1_000), None);
        for bad in ["", ".", "1.", ".5", "-1", "1e3", "99999999999999999999999"] {
            assert_eq!(exact(bad, 1_000), None, "{bad}");
        }
    }

    #[test]
    fn a_value_is_printed_as_it_can_be_typed() {
        for text in ["100@59500ms+500ms,1@75s", "1@0s"] {
            assert_eq!(Value::Script(read_script(text).unwrap()).to_string(), text);
        }
        let curve = "0s:200,5m:900.5";
        assert_eq!(Value::Curve(read_curve(curve).unwrap()).to_string(), curve);
        let incidents = "1d:3m:1%,100h:1h:5%";
        assert_eq!(Value::Incidents(read_incidents(incidents).unwrap()).to_string(), incidents);
        assert_eq!(Value::Duration(90_000_000).to_string(), "90s");
        assert_eq!(Value::Share(999_000).to_string(), "99.9%");
    }

    #[test]
    fn a_duration_is_readable_and_a_clock_fits_its_run() {
        let read = [0, 999, 15_120_000, 60_060_000, 2_592_000_000, 191_665_609].map(readable);
        assert_eq!(read, ["0", "999us", "15.12s", "60.06s", "43.2m", "3.194m"]);
        assert_eq!([3_600_000_000, 4_500_000_000].map(readable), ["1h", "75m"]);
        assert_eq!(clock(61_001_000, 3_600_000_000), "01:01.001");
        assert_eq!(clock(61_001_000, 7_200_000_000), "0:01:01");
        assert_eq!(clock(90_060_000_000, 30 * 86_400_000_000), "1d 01:01");
    }

    #[test]
    fn things_of_a_batch_are_spread_evenly() {
        let batch = Batch { count: 3, at: 10, spread: 10 };
        assert_eq!(batch.times().collect::<Vec<_>>(), [10, 13, 16]);
    }

    #[test]
    fn a_curve_is_straight_between_points_and_flat_outside() {
        let points = read_curve("10s:100,20s:200,30s:0").unwrap();
        let at = |s: u64| curve_at(&points, s * 1_000_000);
        assert_eq!(
            [at(0), at(10), at(15), at(25), at(99)],
            [100_000, 100_000, 150_000, 100_000, 0]
        );
        // What is lost is rounded down, so the curve is never below the line.
        assert_eq!(curve_at(&points, 20_000_001), 200_000);
    }
}
