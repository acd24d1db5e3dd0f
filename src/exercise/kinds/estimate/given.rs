//! What is there before anything is answered: given numbers, and assumptions that may be changed.

use crate::{
    chance::Chance,
    exercise::kinds::contradiction,
    expression::Quantity,
    table::{Fields, Placed},
};

/// A unit as it is written, and one of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Unit {
    pub(super) text: String,
    pub(super) one: Quantity,
}

/// A number that is there.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) name: String,
    pub(super) text: String,
    /// In its unit.
    value: f64,
    pub(super) unit: Unit,
    draw: Option<Draw>,
}

/// Values that an attempt with a seed draws from, in the given's unit.
#[derive(Clone, Copy, Debug)]
struct Draw {
    low: f64,
    step: f64,
    count: u64,
}

/// A number that the learner may change inside a range, in its unit.
#[derive(Clone, Debug)]
pub(super) struct Assumption {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) value: f64,
    pub(super) unit: Unit,
    pub(super) range: Option<(f64, f64)>,
}

impl Unit {
    pub(super) fn read(fields: &Fields<'_, '_>) -> Self {
        let text = fields.string("unit");
        let text = text.unwrap_or(Placed { value: String::new(), span: 0..0 });
        match Quantity::compound(&text.value) {
            Ok(one) => Self { text: text.value, one },
            Err(error) => {
                fields.report("unknown-unit", text.span, error.to_string());
                Self { text: text.value, one: Quantity::pure(1.0) }
            }
        }
    }

    /// So many of it.
    pub(super) fn times(&self, value: f64) -> Quantity {
        Quantity { value: value * self.one.value, ..self.one }
    }

    /// How many of it a quantity is.
    pub(super) fn count(&self, quantity: Quantity) -> f64 {
        quantity.value / self.one.value
    }
}

impl Given {
    pub(super) fn read(name: String, fields: &Fields<'_, '_>) -> Option<Self> {
        let text = fields.string("text").map(|text| text.value).unwrap_or_default();
        let unit = Unit::read(fields);
        let draw = fields.value("draw").and_then(|value| Draw::read(&value, fields));
        let value = required_number(fields, "value")?;
        if let Some(draw) = draw.filter(|draw| !draw.holds(value)) {
            let most = draw.low + draw.step * (draw.count - 1) as f64;
            let message = format!("{value} is given, and {} to {most} are drawn", draw.low);
            contradiction::report(fields, message);
        }
        Some(Self { name, text, value, unit, draw })
    }

    /// Its value in an attempt, where it is the given number `at`.
    pub(super) fn quantity(&self, seed: Option<u64>, at: usize) -> Quantity {
        self.unit.times(self.value(seed, at))
    }

    /// The same in its unit.
    pub(super) fn value(&self, seed: Option<u64>, at: usize) -> f64 {
        match (self.draw, seed) {
            (Some(draw), Some(seed)) => {
                let chosen = Chance::new(seed.wrapping_add(at as u64)).number() % draw.count;
                // What binary fractions add would stand in every text.
                let value = draw.low + draw.step * chosen as f64;
                (value * 1e9).round() / 1e9
            }
            _ => self.value,
        }
    }
}

impl Draw {
    /// Whether a value is between the lowest and the highest.
    fn holds(self, value: f64) -> bool {
        (self.low..=self.low + self.step * (self.count - 1) as f64 + 1e-9).contains(&value)
    }

    fn read(value: &crate::table::Value<'_, '_>, fields: &Fields<'_, '_>) -> Option<Self> {
        let numbers: Vec<f64> =
            value.items().iter().filter_map(|item| item.number()).map(|one| one.value).collect();
        let &[low, high, step] = numbers.as_slice() else {
            fields.report("bad-draw", value.span(), "`draw` is [lowest, highest, step]");
            return None;
        };
        let count = ((high - low) / step + 1e-9).floor() + 1.0;
        if !(step > 0.0 && (2.0..=1e6).contains(&count)) {
            fields.report("bad-draw", value.span(), "`draw` has 2 to 1,000,000 values");
            return None;
        }
        // Checked above: whole and small.
        Some(Self { low, step, count: count as u64 })
    }
}

impl Assumption {
    pub(super) fn read(name: String, fields: &Fields<'_, '_>) -> Option<Self> {
        let text = fields.string("text").map(|text| text.value).unwrap_or_default();
        let unit = Unit::read(fields);
        let range =
            fields.value("range").and_then(|ends| contradiction::range(&ends, "range", fields));
        let value = required_number(fields, "value")?;
        if let Some((low, high)) = range
            && !(low..=high).contains(&value)
        {
            let message = format!("{value} is assumed, and it may be {low} to {high}");
            contradiction::report(fields, message);
        }
        Some(Self { name, text, value, unit, range })
    }
}

fn required_number(fields: &Fields<'_, '_>, key: &'static str) -> Option<f64> {
    let found = fields.number(key);
    if found.is_none() && !fields.has(key) {
        fields.report("missing-key", fields.span(), format!("`{key}` is missing here"));
    }
    found.map(|number| number.value)
}
