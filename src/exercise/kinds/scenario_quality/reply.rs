//! Scenarios as a learner wrote them.

use std::ops::Range;

use crate::{
    expression::{Expression, Quantity},
    table::Fields,
};

/// The parts of a scenario that are said in words.
pub(super) const WORDS: [&str; 6] =
    ["attribute", "source", "stimulus", "environment", "artifact", "response"];

/// A whole answer.
#[derive(Debug, Default)]
pub(super) struct Reply {
    pub(super) scenarios: Vec<Scenario>,
}

/// One scenario; what is missing or blank is nothing.
#[derive(Debug, Default)]
pub(super) struct Scenario {
    pub(super) name: String,
    pub(super) of: Option<String>,
    /// By the order of [`WORDS`].
    pub(super) words: [Option<String>; 6],
    pub(super) metric: Option<String>,
    pub(super) op: Option<String>,
    pub(super) value: Option<f64>,
    pub(super) unit: Option<String>,
    /// In percent.
    pub(super) percentile: Option<f64>,
    pub(super) window: Option<String>,
    pub(super) place: Option<String>,
    pub(super) load: Option<String>,
    pub(super) span: Range<usize>,
}

impl Reply {
    /// Reads an answer from its root.
    pub(super) fn read(root: &Fields<'_, '_>) -> Self {
        let scenarios = root.named_tables("scenario").into_iter();
        Self {
            scenarios: scenarios
                .map(|(name, fields)| Scenario::read(name.value, &fields))
                .collect(),
        }
    }
}

impl Scenario {
    fn read(name: String, fields: &Fields<'_, '_>) -> Self {
        let text = |key| {
            let text = fields.string(key).map(|text| text.value.trim().to_owned());
            text.filter(|text| !text.is_empty())
        };
        let number = |key| fields.number(key).map(|number| number.value);
        let load = fields.value("load").and_then(|value| match value.is_string() {
            true => value.string().map(|load| load.value),
            false => value.number().map(|load| load.value.to_string()),
        });
        Self {
            name,
            of: text("of"),
            words: WORDS.map(text),
            metric: text("metric"),
            op: text("op"),
            value: number("value"),
            unit: text("unit"),
            percentile: number("percentile"),
            window: text("window"),
            place: text("place"),
            load: load.filter(|load| !load.trim().is_empty()),
            span: fields.span(),
        }
    }

    /// A part in words.
    pub(super) fn word(&self, key: &str) -> Option<&str> {
        let at = WORDS.iter().position(|known| *known == key)?;
        self.words[at].as_deref()
    }

    /// The keys that are there.
    pub(super) fn keys(&self) -> Vec<&'static str> {
        let words = WORDS.into_iter().filter(|key| self.word(key).is_some());
        let rest = [
            ("of", self.of.is_some()),
            ("metric", self.metric.is_some()),
            ("op", self.op.is_some()),
            ("value", self.value.is_some()),
            ("unit", self.unit.is_some()),
            ("percentile", self.percentile.is_some()),
            ("window", self.window.is_some()),
            ("place", self.place.is_some()),
            ("load", self.load.is_some()),
        ];
        words.chain(rest.into_iter().filter(|(_, there)| *there).map(|(key, _)| key)).collect()
    }

    /// The bound in base units, if its unit is one.
    pub(super) fn bound(&self) -> Option<Quantity> {
        let one = Quantity::compound(self.unit.as_deref().unwrap_or("")).ok()?;
        Some(Quantity { value: self.value? * one.value, ..one })
    }

    /// The period in days.
    pub(super) fn days(&self) -> Option<f64> {
        let window = Expression::parse(self.window.as_deref()?).ok()?;
        let window = window
            .number(&|name| Quantity::unit(name).map(crate::expression::Value::Number))
            .ok()?;
        let day = Quantity::unit("d")?;
        (window.dimension == day.dimension).then(|| window.value / day.value)
    }
}
