//! Wishes, and what can be measured where.

use crate::{expression::Quantity, table::Fields};

/// The facts.
#[derive(Clone, Debug, Default)]
pub(super) struct Wishes {
    pub(super) wishes: Vec<Wish>,
    pub(super) attributes: Vec<String>,
    pub(super) metrics: Vec<Metric>,
    pub(super) places: Vec<Place>,
    /// Days that a period has, at least and at most.
    pub(super) period: Option<(f64, f64)>,
    /// Parts that every request passes.
    pub(super) chain: Vec<Part>,
    /// Scenarios that are asked for, and different attributes among them.
    pub(super) scenarios: usize,
    pub(super) distinct: usize,
}

#[derive(Clone, Debug)]
pub(super) struct Wish {
    pub(super) name: String,
    pub(super) text: String,
    /// Metrics that can show it; none: any.
    pub(super) metrics: Vec<String>,
}

#[derive(Clone, Debug)]
pub(super) struct Metric {
    pub(super) name: String,
    pub(super) kind: MetricKind,
    pub(super) unit: String,
    pub(super) one: Quantity,
    /// Whether more is better.
    pub(super) up: bool,
    /// The metric of which it is what is missing to 1.
    pub(super) complement: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MetricKind {
    Latency,
    Ratio,
    Duration,
    Count,
    /// What users do; it cannot be promised.
    Demand,
}

#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) name: String,
    pub(super) sees: Vec<String>,
}

/// A part of the chain.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) name: String,
    /// A share.
    pub(super) availability: Option<f64>,
    /// Milliseconds.
    pub(super) latency: Option<f64>,
}

impl MetricKind {
    /// Its word in the facts.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Latency => "latency",
            Self::Ratio => "ratio",
            Self::Duration => "duration",
            Self::Count => "count",
            Self::Demand => "demand",
        }
    }
}

impl Part {
    /// What it promises.
    pub(super) fn describe(&self) -> String {
        let availability = self.availability.map(|share| format!("{} %", 100.0 * share));
        let latency = self.latency.map(|ms| format!("{ms} ms"));
        availability.into_iter().chain(latency).collect::<Vec<_>>().join(", ")
    }
}

impl Wishes {
    /// Reads the facts from the root of an `exercise.toml`.
    pub(super) fn read(root: &Fields<'_, '_>) -> Self {
        let words = |fields: &Fields<'_, '_>, key| -> Vec<String> {
            fields.strings(key).into_iter().map(|word| word.value).collect()
        };
        let mut facts = Self { attributes: words(root, "attributes"), ..Self::default() };
        for (name, fields) in root.named_tables("metric") {
            facts.metrics.extend(Metric::read(name.value, &fields));
        }
        for (name, fields) in root.named_tables("wish") {
            let text = fields.string("text").map(|text| text.value).unwrap_or_default();
            facts.wishes.push(Wish { name: name.value, text, metrics: words(&fields, "metrics") });
        }
        for (name, fields) in root.named_tables("place") {
            facts.places.push(Place { name: name.value, sees: words(&fields, "sees") });
        }
        for (name, fields) in root.named_tables("chain") {
            let number = |key| fields.number(key).map(|number| number.value);
            let share = |number: f64| if number > 1.0 { number / 100.0 } else { number };
            let availability = number("availability").map(share);
            facts.chain.push(Part {
                name: name.value,
                availability,
                latency: number("latency_ms"),
            });
        }
        let ends: Vec<f64> = root
            .value("period_days")
            .map(|value| {
                value.items().iter().filter_map(|item| item.number()).map(|n| n.value).collect()
            })
            .unwrap_or_default();
        facts.period = match ends.as_slice() {
            &[low, high] => Some((low, high)),
            _ => None,
        };
        if let Some(count) = root.table("count") {
            let number =
                |key| count.integer(key).and_then(|number| usize::try_from(number.value).ok());
            facts.distinct = number("attributes").unwrap_or_default();
            facts.scenarios = number("scenarios").or_else(|| number("min")).unwrap_or_default();
        }
        facts.scenarios = facts.scenarios.max(1);
        facts.check(root);
        facts
    }

    fn check(&self, root: &Fields<'_, '_>) {
        if self.metrics.is_empty() {
            root.report("missing-key", root.span(), "there is nothing to measure: [metric.NAME]");
        }
        let wishes = self.wishes.iter().flat_map(|wish| &wish.metrics);
        let seen = self.places.iter().flat_map(|place| &place.sees);
        for name in wishes.chain(seen).filter(|name| self.metric(name).is_none()) {
            let message = format!("no metric is called `{name}`");
            root.report("unknown-word", root.span(), message);
        }
    }

    /// The metric of that name.
    pub(super) fn metric(&self, name: &str) -> Option<&Metric> {
        self.metrics.iter().find(|metric| metric.name == name)
    }

    /// The availability of the chain, where every part has one.
    pub(super) fn availability(&self) -> Option<f64> {
        let parts: Option<Vec<f64>> = self.chain.iter().map(|part| part.availability).collect();
        parts.filter(|parts| !parts.is_empty()).map(|parts| parts.iter().product())
    }

    /// The latency of the chain in seconds, where some part has one.
    pub(super) fn latency(&self) -> Option<f64> {
        let parts: Vec<f64> = self.chain.iter().filter_map(|part| part.latency).collect();
        (!parts.is_empty()).then(|| parts.iter().sum::<f64>() / 1000.0)
    }
}

impl Metric {
    fn read(name: String, fields: &Fields<'_, '_>) -> Option<Self> {
        let kinds = [
            ("latency", MetricKind::Latency),
            ("ratio", MetricKind::Ratio),
            ("duration", MetricKind::Duration),
            ("count", MetricKind::Count),
            ("demand", MetricKind::Demand),
        ];
        let kind = fields.required_one_of("kind", &kinds);
        let unit = fields.string("unit");
        let good = fields.one_of("good", &[("up", true), ("down", false)]);
        let complement = fields.string("complement").map(|of| of.value);
        let text = unit.as_ref().map_or("", |unit| unit.value.as_str());
        let one = match Quantity::compound(text) {
            Ok(one) => one,
            Err(error) => {
                let span = unit.as_ref().map_or(0..0, |unit| unit.span.clone());
                fields.report("unknown-unit", span, error.to_string());
                Quantity::pure(1.0)
            }
        };
        let kind = kind?.value;
        let up = good.map_or(kind == MetricKind::Ratio, |good| good.value);
        Some(Self { name, kind, unit: text.to_owned(), one, up, complement })
    }
}
