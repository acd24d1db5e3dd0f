//! Units: what a number measures, and how many base units it is.
//!
//! Base units are the second, the byte, the dollar and the euro; months have 30 days and years 365, as
//! service level objectives count them. Counts (users, pods, calls) measure nothing.

use std::fmt;

use super::{Expression, ExpressionError, Value};
use crate::text::figure;

/// Exponents of second, byte, dollar and euro.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dimension([i8; 4]);

/// A number in base units with what it measures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantity {
    /// In base units.
    pub value: f64,
    pub dimension: Dimension,
}

const PURE: Dimension = Dimension([0; 4]);
const TIME: Dimension = Dimension([1, 0, 0, 0]);
const RATE: Dimension = Dimension([-1, 0, 0, 0]);
const DATA: Dimension = Dimension([0, 1, 0, 0]);
const DOLLAR: Dimension = Dimension([0, 0, 1, 0]);
const EURO: Dimension = Dimension([0, 0, 0, 1]);

const MINUTE: f64 = 60.0;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;

/// Units by name.
const UNITS: [(&[&str], f64, Dimension); 16] = [
    (&["ns"], 1e-9, TIME),
    (&["us", "µs"], 1e-6, TIME),
    (&["ms"], 1e-3, TIME),
    (&["s", "sec", "second", "seconds"], 1.0, TIME),
    (&["min", "minute", "minutes"], MINUTE, TIME),
    (&["h", "hour", "hours"], HOUR, TIME),
    (&["d", "day", "days"], DAY, TIME),
    (&["week", "weeks"], 7.0 * DAY, TIME),
    (&["month", "months"], 30.0 * DAY, TIME),
    (&["year", "years"], 365.0 * DAY, TIME),
    (&["B", "byte", "bytes"], 1.0, DATA),
    (&["bit", "bits"], 0.125, DATA),
    (&["USD"], 1.0, DOLLAR),
    (&["EUR"], 1.0, EURO),
    (&["%"], 0.01, PURE),
    (&["rps"], 1.0, RATE),
];

/// Things that are counted, in blanks.
const COUNTS: &str = "calls call users user pods pod events event requests request messages message orders \
    order items item instances instance nodes node services service replicas replica \
    connections connection threads thread slots slot hops hop partitions partition consumers \
    consumer invocations invocation queries query rows row records record people teams team \
    attempts attempt errors error cores core hits misses snapshots snapshot spans span \
    sessions session customers customer deployments deployment incidents incident times \
    servers server hosts host machines machine containers container workers worker regions region \
    zones zone shards shard reads read writes write transactions transaction payments payment \
    products product clients client jobs job tasks task retries retry tries try pages page keys \
    key steps step files file images image bookings booking visitors visitor developers developer \
    engineers engineer functions function copies copy searches search logins login";

/// Prefixes of byte and bit.
const PREFIXES: [(&str, f64); 9] = [
    ("Ki", 1024.0),
    ("Mi", 1_048_576.0),
    ("Gi", 1_073_741_824.0),
    ("Ti", 1_099_511_627_776.0),
    ("k", 1e3),
    ("K", 1e3),
    ("M", 1e6),
    ("G", 1e9),
    ("T", 1e12),
];

impl Quantity {
    /// A number that measures nothing.
    pub const fn pure(value: f64) -> Self {
        Self { value, dimension: PURE }
    }

    /// One of a unit, such as `ms`, `KiB`, `%` or `users`; nothing where there is no such unit.
    pub fn unit(name: &str) -> Option<Self> {
        simple(name).or_else(|| {
            let (prefix, factor) = PREFIXES.iter().find(|(prefix, _)| {
                name.strip_prefix(prefix).is_some_and(|rest| matches!(rest, "B" | "bit"))
            })?;
            let base = simple(name.strip_prefix(prefix)?)?;
            Some(Self { value: base.value * factor, ..base })
        })
    }

    /// One of a compound unit, such as `1/s`, `USD/month` or `GB*h`; an empty text is 1.
    ///
    /// # Errors
    /// Where a word of it is no unit, or it is not written as one.
    pub fn compound(text: &str) -> Result<Self, ExpressionError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self::pure(1.0));
        }
        if let Some(simple) = Self::unit(text) {
            return Ok(simple);
        }
        let expression = Expression::parse(text)?;
        let unknown = |error| match error {
            ExpressionError::UnknownName(name) => ExpressionError::UnknownUnit(name),
            other => other,
        };
        expression.number(&|name| Self::unit(name).map(Value::Number)).map_err(unknown)
    }
}

impl Dimension {
    /// What nothing measures: counts, shares.
    pub const NONE: Self = PURE;

    /// The dimension of a product, or of a quotient for `sign` -1.
    pub(super) fn combine(self, other: Self, sign: i8) -> Self {
        let mut sum = self.0;
        for (at, exponent) in sum.iter_mut().zip(other.0) {
            *at = at.saturating_add(sign.saturating_mul(exponent));
        }
        Self(sum)
    }

    /// The dimension of a power.
    pub(super) fn raised(self, exponent: i8) -> Self {
        Self(self.0.map(|one| one.saturating_mul(exponent)))
    }

    /// The dimension of a square root; nothing where an exponent is odd.
    pub(super) fn halved(self) -> Option<Self> {
        self.0.iter().all(|one| one % 2 == 0).then(|| Self(self.0.map(|one| one / 2)))
    }
}

fn simple(name: &str) -> Option<Quantity> {
    let known = UNITS.iter().find(|(names, ..)| names.contains(&name));
    match known {
        Some((_, value, dimension)) => Some(Quantity { value: *value, dimension: *dimension }),
        None => COUNTS.split(' ').any(|count| count == name).then_some(Quantity::pure(1.0)),
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = ["s", "B", "USD", "EUR"].into_iter().zip(self.0);
        let part = |(name, exponent): (&str, i8)| match exponent.abs() {
            1 => name.to_owned(),
            power => format!("{name}^{power}"),
        };
        let above: Vec<String> = named.clone().filter(|(_, e)| *e > 0).map(part).collect();
        let below: Vec<String> = named.filter(|(_, e)| *e < 0).map(part).collect();
        match (above.is_empty(), below.is_empty()) {
            (true, true) => f.write_str("a plain number"),
            (false, true) => f.write_str(&above.join("*")),
            (true, false) => write!(f, "1/{}", below.join("/")),
            (false, false) => write!(f, "{}/{}", above.join("*"), below.join("/")),
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.dimension == PURE {
            f.write_str(&figure(self.value))
        } else {
            write!(f, "{} {}", figure(self.value), self.dimension)
        }
    }
}
