//! Parameters of a lab: kind, range, default, and the values of one run. Knows no lab.

use std::fmt;

use super::value::{self, Batch, FASTEST, Incident, Point, Value};
use crate::{problem::Problem, text};

/// µs of 30 days: the longest duration where no other range is named.
const LONG: u64 = 30 * 86_400_000_000;

/// What a parameter holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Int,
    Duration,
    Rate,
    Share,
    Factor,
    /// One of several words.
    Word(&'static [&'static str]),
    Script,
    Curve,
    Shares,
    Incidents,
    Results,
}

/// One parameter of a lab.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    pub name: &'static str,
    pub kind: Kind,
    /// As it is typed.
    pub default: &'static str,
    /// Smallest and largest value in the smallest unit, for numbers.
    pub range: (u64, u64),
    /// 0 may stand for "none" although the range starts above it.
    pub none: bool,
    /// It may change while the lab runs.
    pub live: bool,
}

impl Param {
    const fn new(name: &'static str, kind: Kind, default: &'static str, range: (u64, u64)) -> Self {
        Self { name, kind, default, range, none: false, live: false }
    }

    /// A whole number from 0 to 100 000.
    pub const fn int(name: &'static str, default: &'static str) -> Self {
        Self::new(name, Kind::Int, default, (0, 100_000))
    }

    /// A duration from 0 to 30 days.
    pub const fn duration(name: &'static str, default: &'static str) -> Self {
        Self::new(name, Kind::Duration, default, (0, LONG))
    }

    /// A rate from 0.001 to 100 000 a second.
    pub const fn rate(name: &'static str, default: &'static str) -> Self {
        Self::new(name, Kind::Rate, default, (1, FASTEST))
    }

    /// A share from 0 to 100 %.
    pub const fn share(name: &'static str, default: &'static str) -> Self {
        Self::new(name, Kind::Share, default, (0, super::chance::WHOLE))
    }

    /// A factor from 0.001 to 1000.
    pub const fn factor(name: &'static str, default: &'static str) -> Self {
        Self::new(name, Kind::Factor, default, (1, 1_000_000))
    }

    /// One of some words; the first is the default.
    pub const fn word(name: &'static str, words: &'static [&'static str]) -> Self {
        Self::new(name, Kind::Word(words), words[0], (0, 0))
    }

    /// One of some words with another default than the first.
    pub const fn word_or(
        name: &'static str,
        words: &'static [&'static str],
        default: &'static str,
    ) -> Self {
        Self::new(name, Kind::Word(words), default, (0, 0))
    }

    /// Something that is written out: a script, a curve, a list.
    pub const fn written(name: &'static str, kind: Kind, default: &'static str) -> Self {
        Self::new(name, kind, default, (0, 0))
    }

    /// The same with another range, in the smallest unit.
    pub const fn within(mut self, least: u64, most: u64) -> Self {
        self.range = (least, most);
        self
    }

    /// The same from a least value on, in the smallest unit.
    pub const fn from(mut self, least: u64) -> Self {
        self.range.0 = least;
        self
    }

    /// The same with 0 for none.
    pub const fn or_none(mut self) -> Self {
        self.none = true;
        self
    }

    /// The same, but it may change while the lab runs.
    pub const fn live(mut self) -> Self {
        self.live = true;
        self
    }

    /// The default as a value.
    pub fn default_value(&self) -> Value {
        self.parse(self.default).unwrap_or(Value::Int(0))
    }

    /// Reads a value of this parameter.
    ///
    /// # Errors
    ///
    /// When it is out of range, not exact in its unit, or not of its kind.
    pub fn read(&self, text: &str) -> Result<Value, Problem> {
        let text = text.trim();
        self.parse(text).filter(|value| self.allows(value)).ok_or_else(|| {
            let shown = text::sanitize(text).chars().take(40).collect::<String>();
            Problem::usage(format!("`{}` cannot be `{shown}`", self.name))
                .why(format!("it is {}", self.expects()))
                .hint(format!("Its default is {}", self.shown_default()))
        })
    }

    fn parse(&self, text: &str) -> Option<Value> {
        match self.kind {
            Kind::Int => value::exact(text, 1).map(Value::Int),
            Kind::Duration => value::read_duration(text).map(Value::Duration),
            Kind::Rate => value::exact(text, 1_000).map(Value::Rate),
            Kind::Factor => value::exact(text, 1_000).map(Value::Factor),
            Kind::Share => value::read_share(text).map(Value::Share),
            Kind::Word(words) => words.iter().find(|word| **word == text).map(|w| Value::Word(w)),
            Kind::Script => value::read_script(text).map(Value::Script),
            Kind::Curve => value::read_curve(text).map(Value::Curve),
            Kind::Shares => value::read_shares(text).map(Value::Shares),
            Kind::Incidents => value::read_incidents(text).map(Value::Incidents),
            Kind::Results => value::read_results(text).map(Value::Text),
        }
    }

    fn allows(&self, value: &Value) -> bool {
        let (least, most) = self.range;
        value.number().is_none_or(|n| (least..=most).contains(&n) || (self.none && n == 0))
    }

    /// The default as a reader sees it: an empty text is written as such.
    pub fn shown_default(&self) -> &'static str {
        if self.default.is_empty() { "empty" } else { self.default }
    }

    /// A value of this parameter's kind from a number in its smallest unit.
    pub fn value(&self, number: u64) -> Option<Value> {
        match self.kind {
            Kind::Int => Some(Value::Int(number)),
            Kind::Duration => Some(Value::Duration(number)),
            Kind::Rate => Some(Value::Rate(number)),
            Kind::Share => Some(Value::Share(number)),
            Kind::Factor => Some(Value::Factor(number)),
            _ => None,
        }
    }

    /// What may be typed.
    pub fn expects(&self) -> String {
        let (least, most) = self.range;
        let ends = |what: &str| {
            let shown = |n| self.value(n).map_or_else(String::new, |value| value.to_string());
            let none = if self.none { ", or 0 for none" } else { "" };
            format!("{what} from {} to {}{none}", shown(least), shown(most))
        };
        match self.kind {
            Kind::Int => ends("a whole number"),
            Kind::Duration => ends("a duration in us, ms, s, m, h or d, such as 250ms,"),
            Kind::Rate => ends("a rate a second with at most three decimals"),
            Kind::Share => ends("a share such as 5% or 0.05"),
            Kind::Factor => ends("a factor with at most three decimals"),
            Kind::Word(words) => format!("one of {}", words.join(", ")),
            Kind::Script => "a script such as 100@59.5s+0.5s,1@75s: how many, when, spread over \
                             what; at most a million"
                .into(),
            Kind::Curve => "a curve such as 0s:200,300s:900: rates at rising times".into(),
            Kind::Shares => "shares such as 10%,50%,100%".into(),
            Kind::Incidents => {
                "incidents such as 24h:3m:1%: when, how long, what share of errors; \
                                at most a hundred"
                    .into()
            }
            Kind::Results => "results of the first calls, S and F, such as SFF".into(),
        }
    }
}

/// The values of all parameters of a lab, in its order.
#[derive(Clone)]
pub struct Values {
    params: &'static [Param],
    values: Vec<Value>,
}

impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let typed = self.iter().map(|(param, value)| format!("{}={value}", param.name));
        f.write_str(&typed.collect::<Vec<_>>().join(" "))
    }
}

impl Values {
    /// Every parameter at its default.
    pub fn new(params: &'static [Param]) -> Self {
        Self { params, values: params.iter().map(Param::default_value).collect() }
    }

    /// Sets a parameter by its place.
    pub fn set(&mut self, param: usize, value: Value) {
        if let Some(place) = self.values.get_mut(param) {
            *place = value;
        }
    }

    /// A parameter's value by its place.
    pub fn at(&self, param: usize) -> Option<&Value> {
        self.values.get(param)
    }

    /// Every parameter with its value.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Param, &Value)> {
        self.params.iter().zip(&self.values)
    }

    fn named(&self, name: &str) -> Option<&Value> {
        let place = self.params.iter().position(|param| param.name == name);
        debug_assert!(place.is_some(), "no parameter is called {name}");
        self.values.get(place?)
    }

    /// A number in its smallest unit: µs, parts per million, thousandths.
    pub fn number(&self, name: &str) -> u64 {
        self.named(name).and_then(Value::number).unwrap_or(0)
    }

    /// One of several words.
    pub fn word(&self, name: &str) -> &'static str {
        if let Some(Value::Word(word)) = self.named(name) { word } else { "" }
    }

    /// Whether a parameter is the word `on`.
    pub fn on(&self, name: &str) -> bool {
        self.word(name) == "on"
    }

    /// A script.
    pub fn script(&self, name: &str) -> &[Batch] {
        if let Some(Value::Script(script)) = self.named(name) { script } else { &[] }
    }

    /// A curve.
    pub fn curve(&self, name: &str) -> &[Point] {
        if let Some(Value::Curve(curve)) = self.named(name) { curve } else { &[] }
    }

    /// Shares in parts per million.
    pub fn shares(&self, name: &str) -> &[u64] {
        if let Some(Value::Shares(shares)) = self.named(name) { shares } else { &[] }
    }

    /// Incidents.
    pub fn incidents(&self, name: &str) -> &[Incident] {
        if let Some(Value::Incidents(incidents)) = self.named(name) { incidents } else { &[] }
    }

    /// Results of calls.
    pub fn text(&self, name: &str) -> &str {
        if let Some(Value::Text(text)) = self.named(name) { text } else { "" }
    }
}
