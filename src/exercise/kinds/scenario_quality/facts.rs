//! Wishes, and what can be measured where.

use crate::{
    exercise::kinds::contradiction,
    expression::{Expression, Quantity},
    table::Fields,
    text::{counted, figure},
};

/// Days that a period has where an author does not say: less is a window for alerts.
const PERIOD: (f64, f64) = (7.0, 90.0);
/// A millisecond in seconds.
const MS: f64 = 0.001;

/// The facts.
#[derive(Clone, Debug, Default)]
pub(super) struct Wishes {
    pub(super) wishes: Vec<Wish>,
    pub(super) attributes: Vec<String>,
    pub(super) metrics: Vec<Metric>,
    pub(super) places: Vec<Place>,
    /// Days that a period has, at least and at most.
    pub(super) period: (f64, f64),
    /// Parts that every request passes.
    pub(super) chain: Vec<Part>,
    /// Scenarios that are asked for, and different attributes among them.
    pub(super) scenarios: usize,
    pub(super) distinct: usize,
    /// Documents that are to be merged, by name.
    pub(super) given: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
pub(super) struct Wish {
    pub(super) name: String,
    pub(super) text: String,
    /// Metrics that can show it; none: any.
    pub(super) metrics: Vec<String>,
    /// Attributes that it is about; none: any.
    pub(super) attributes: Vec<String>,
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
    /// What it takes, the fastest and the slowest, in base units.
    pub(super) takes: Option<(f64, f64)>,
    /// What holds whatever happens, in base units.
    pub(super) always: Option<f64>,
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
    /// Seconds.
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
        let latency = self.latency.map(|s| format!("{} ms", s / MS));
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
            let (metrics, attributes) = (words(&fields, "metrics"), words(&fields, "attributes"));
            facts.wishes.push(Wish { name: name.value, text, metrics, attributes });
        }
        for (name, fields) in root.named_tables("place") {
            fields.ignore("text");
            facts.places.push(Place { name: name.value, sees: words(&fields, "sees") });
        }
        for (name, fields) in root.named_tables("chain") {
            let share = |number: f64| if number > 1.0 { number / 100.0 } else { number };
            let availability = measured(&fields, "availability", 1.0).map(share);
            let latency = measured(&fields, "latency", MS).or(measured(&fields, "latency_ms", MS));
            facts.chain.push(Part { name: name.value, availability, latency });
        }
        let period = root.value("period_days");
        let period = period.and_then(|ends| contradiction::range(&ends, "period_days", root));
        facts.period = period.unwrap_or(PERIOD);
        if let Some(given) = root.table("given") {
            for name in given.keys() {
                let text = given.any(&name.value).and_then(|value| value.string());
                facts.given.extend(text.map(|text| (name.value, text.value)));
            }
        }
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
        for (wish, (_, fields)) in self.wishes.iter().zip(contradiction::named(root, "wish")) {
            for name in wish.attributes.iter().filter(|name| !self.knows(name)) {
                let message = format!("no attribute is called `{name}`");
                fields.report("unknown-word", fields.span(), message);
            }
        }
        self.contradictions(root);
    }

    /// Reports what no scenarios can keep.
    fn contradictions(&self, root: &Fields<'_, '_>) {
        contradiction::twice(&root.strings("attributes"), root);
        if self.distinct > self.attributes.len() {
            let (asked, there) = (self.distinct, self.attributes.len());
            let asked = counted(asked, "attribute");
            let message = format!("the scenarios ask for {asked}, and there are {there}");
            contradiction::report(root, message);
        }
        for (name, fields) in contradiction::named(root, "metric") {
            let Some(metric) = self.metric(&name.value) else { continue };
            let seen = self.places.iter().any(|place| place.sees.contains(&metric.name));
            if !seen && !self.places.is_empty() && metric.kind != MetricKind::Demand {
                contradiction::report(&fields, "it is to be measured, and no place sees it");
            }
            let Some(other) = &metric.complement else { continue };
            match self.metric(other) {
                None => {
                    let message = format!("no metric is called `{other}`");
                    fields.report("unknown-word", fields.span(), message);
                }
                Some(other) if other.up == metric.up => {
                    let message =
                        format!("more of `{}` is less of it: not both are good", other.name);
                    contradiction::report(&fields, message);
                }
                Some(_) => {}
            }
        }
        for (part, (_, fields)) in self.chain.iter().zip(contradiction::named(root, "chain")) {
            if part.availability.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
                fields.report("out-of-range", fields.span(), "an availability is 0 to 100 %");
            }
        }
    }

    /// Whether an attribute is one that is asked for.
    pub(super) fn knows(&self, attribute: &str) -> bool {
        self.attributes.is_empty() || self.attributes.iter().any(|known| known == attribute)
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
        (!parts.is_empty()).then(|| parts.iter().sum())
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
        fields.ignore("text");
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
        let takes = fields.value("takes");
        let takes = takes.and_then(|ends| contradiction::range(&ends, "takes", fields));
        let takes = takes.map(|(fast, slow)| (fast * one.value, slow * one.value));
        let always = fields.number("always").map(|always| always.value * one.value);
        Some(Self { name, kind, unit: text.to_owned(), one, up, complement, takes, always })
    }
}

impl Metric {
    /// A value in base units, in the metric's own.
    pub(super) fn shown(&self, value: f64) -> String {
        let count = figure((value / self.one.value * 1e6).round() / 1e6);
        format!("{count} {}", self.unit).trim_end().to_owned()
    }
}

/// A number in a unit, or a text with its own such as `"99.9 %"`; in base units.
fn measured(fields: &Fields<'_, '_>, key: &'static str, unit: f64) -> Option<f64> {
    let value = fields.value(key)?;
    if !value.is_string() {
        return Some(value.number()?.value * unit);
    }
    let text = value.string()?;
    let read = Expression::parse(&text.value).and_then(|number| number.with(&[]));
    read.map_err(|error| fields.report("bad-formula", text.span, error.to_string())).ok()
}
