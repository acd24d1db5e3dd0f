//! What an estimate gives, what may be assumed, and what is asked.

use std::ops::Range;

use crate::{
    exercise::kinds::contradiction,
    expression::{Expression, Quantity, Value, nearly_equal},
    table::{Fields, Placed},
};

use super::{
    given::{Assumption, Given, Unit},
    trace::Span,
};

/// How far from right a number may be where its author does not say, as a share.
const TOLERANCE: f64 = 0.01;

/// The facts of an estimate.
#[derive(Clone, Debug, Default)]
pub(super) struct Estimate {
    pub(super) givens: Vec<Given>,
    pub(super) assumptions: Vec<Assumption>,
    pub(super) spans: Vec<Span>,
    pub(super) asks: Vec<Ask>,
    pub(super) wrongs: Vec<Wrong>,
}

/// One quantity that is asked for.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub(super) name: String,
    pub(super) text: String,
    /// Whether a wrong value is a major finding.
    pub(super) key: bool,
    pub(super) weight: f64,
    pub(super) kind: AskKind,
}

#[derive(Clone, Debug)]
pub(super) enum AskKind {
    Number(NumberAsk),
    /// One of some words; the formula gives its number from 0.
    Choice {
        options: Vec<String>,
        formula: Expression,
    },
    /// The spans of the critical path, in any order.
    Path,
}

#[derive(Clone, Debug)]
pub(super) struct NumberAsk {
    pub(super) formula: Expression,
    pub(super) unit: Unit,
    /// As a share.
    pub(super) tolerance: f64,
    /// Whether the tolerance is a share of what is missing to 1, as for availabilities.
    pub(super) of_complement: bool,
    pub(super) round: Option<Round>,
}

/// To which whole number of the asked unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Round {
    Up,
    Down,
}

/// A known wrong way to an answer.
#[derive(Clone, Debug)]
pub(super) struct Wrong {
    pub(super) ask: usize,
    pub(super) formula: Expression,
    pub(super) says: String,
}

impl Estimate {
    /// Reads the facts from the root of an `exercise.toml`.
    pub(super) fn read(root: &Fields<'_, '_>) -> Self {
        let mut facts = Self::default();
        for (name, fields) in root.named_tables("given") {
            facts.givens.extend(Given::read(name.value, &fields));
        }
        for (name, fields) in root.named_tables("assume") {
            facts.assumptions.extend(Assumption::read(name.value, &fields));
        }
        facts.spans = Span::read_all(root);
        for (name, fields) in root.named_tables("ask") {
            if let Some(ask) = Ask::read(name.clone(), &fields, &facts) {
                facts.asks.push(ask);
            }
        }
        for fields in root.tables("wrong") {
            facts.wrongs.extend(Wrong::read(&fields, &facts.asks));
        }
        if facts.asks.is_empty() && !root.has("ask") {
            root.report("missing-key", root.span(), "an estimate asks for something: [ask.NAME]");
        }
        facts
    }

    /// What a name means in a formula, with the numbers of one attempt.
    pub(super) fn meaning<'a>(
        &'a self,
        values: &'a [(String, Quantity)],
    ) -> impl Fn(&str) -> Option<Value> + 'a {
        move |name| {
            let known = values.iter().find(|(known, _)| known == name);
            let quantity = known.map(|(_, quantity)| *quantity);
            let quantity = quantity.or_else(|| Span::quantity(&self.spans, name));
            quantity.or_else(|| Quantity::unit(name)).map(Value::Number)
        }
    }

    /// The numbers that are there before anything is answered; `assumed` wins over what was assumed.
    pub(super) fn start(
        &self,
        seed: Option<u64>,
        assumed: &[(String, Quantity)],
    ) -> Vec<(String, Quantity)> {
        let givens = self.givens.iter().enumerate();
        let givens = givens.map(|(at, given)| (given.name.clone(), given.quantity(seed, at)));
        let assumptions = self.assumptions.iter().map(|one| {
            let mine = assumed.iter().find(|(name, _)| *name == one.name);
            let quantity = mine.map_or_else(|| one.unit.times(one.value), |(_, value)| *value);
            (one.name.clone(), quantity)
        });
        givens.chain(assumptions).collect()
    }

    /// The numbers that are there when everything is answered right; what has no value is left out.
    pub(super) fn right(
        &self,
        seed: Option<u64>,
        assumed: &[(String, Quantity)],
    ) -> Vec<(String, Quantity)> {
        let mut values = self.start(seed, assumed);
        for ask in &self.asks {
            let AskKind::Number(number) = &ask.kind else { continue };
            let value = number.formula.number(&self.meaning(&values));
            values.extend(value.ok().map(|value| (ask.name.clone(), number.rounded(value))));
        }
        values
    }

    /// The ask of that name.
    pub(super) fn ask(&self, name: &str) -> Option<usize> {
        self.asks.iter().position(|ask| ask.name == name)
    }

    /// Whether a name is taken by something that was read.
    fn knows(&self, name: &str) -> bool {
        self.givens.iter().any(|one| one.name == name)
            || self.assumptions.iter().any(|one| one.name == name)
            || self.ask(name).is_some()
    }
}

impl Ask {
    fn read(name: Placed<String>, fields: &Fields<'_, '_>, facts: &Estimate) -> Option<Self> {
        if facts.knows(&name.value) {
            let message = format!("`{}` is given or assumed already", name.value);
            fields.report("duplicate-name", name.span.clone(), message);
        }
        let text = fields.string("text").map(|text| text.value).unwrap_or_default();
        let key = fields.boolean("key").is_some_and(|key| key.value);
        let weight = fields.number("weight").map_or(1.0, |weight| weight.value.max(0.0));
        let kinds = [("number", 0_u8), ("choice", 1), ("path", 2)];
        let kind = match fields.one_of("kind", &kinds).map_or(0, |kind| kind.value) {
            0 => AskKind::Number(NumberAsk::read(fields, facts)?),
            1 => {
                let options = fields.strings("options");
                contradiction::twice(&options, fields);
                let options = options.into_iter().map(|option| option.value);
                let mut options: Vec<String> = options.collect();
                if options.is_empty() {
                    // A comparison is 0 or 1.
                    options = ["false", "true"].map(str::to_owned).to_vec();
                }
                AskKind::Choice { options, formula: choice(fields, facts)? }
            }
            _ => {
                if facts.spans.is_empty() {
                    let message = "a path needs spans: [span.NAME] with start and end";
                    fields.report("missing-key", name.span, message);
                }
                AskKind::Path
            }
        };
        Some(Self { name: name.value, text, key, weight, kind })
    }
}

/// The formula of a choice; `right = "word"` is the constant one.
fn choice(fields: &Fields<'_, '_>, facts: &Estimate) -> Option<Expression> {
    let Some(right) = fields.string("right") else { return formula(fields, facts) };
    let options = fields.value("options").map(|value| value.items()).unwrap_or_default();
    let words = options.iter().filter_map(|item| item.string());
    let at = words.into_iter().position(|option| option.value == right.value);
    if at.is_none() {
        fields.report("unknown-word", right.span, "`right` is none of the options");
    }
    at.map(|at| Expression::constant(at as f64))
}

impl NumberAsk {
    fn read(fields: &Fields<'_, '_>, facts: &Estimate) -> Option<Self> {
        let unit = Unit::read(fields);
        let tolerance = fields.value("tolerance").and_then(|value| share(&value, fields));
        let of = fields.one_of("of", &[("x", false), ("1 - x", true)]);
        let round = fields.one_of("round", &[("up", Round::Up), ("down", Round::Down)]);
        Some(Self {
            formula: formula(fields, facts)?,
            unit,
            tolerance: tolerance.unwrap_or(TOLERANCE),
            of_complement: of.is_some_and(|of| of.value),
            round: round.map(|round| round.value),
        })
    }

    /// What a formula's value comes to as an answer.
    pub(super) fn rounded(&self, quantity: Quantity) -> Quantity {
        let Some(round) = self.round else { return quantity };
        let count = self.unit.count(quantity);
        let whole = if nearly_equal(count, count.round()) { count.round() } else { count };
        self.unit.times(match round {
            Round::Up => whole.ceil(),
            Round::Down => whole.floor(),
        })
    }

    /// Whether a number counts as another one, both in base units.
    pub(super) fn is_near(&self, found: f64, right: f64) -> bool {
        self.is_within(1.0, found, right)
    }

    /// The same within so many tolerances.
    pub(super) fn is_within(&self, tolerances: f64, found: f64, right: f64) -> bool {
        let base = if self.of_complement { 1.0 - right } else { right };
        let tolerance = if self.round.is_some() { 0.0 } else { tolerances * self.tolerance };
        (found - right).abs() <= tolerance * base.abs() || nearly_equal(found, right)
    }
}

/// `"1%"`, `"0.5 %"` or a share.
fn share(value: &crate::table::Value<'_, '_>, fields: &Fields<'_, '_>) -> Option<f64> {
    if !value.is_string() {
        return value.number().map(|share| share.value);
    }
    let text = value.string()?;
    let read = Expression::parse(&text.value).and_then(|share| share.with(&[]));
    read.map_err(|error| fields.report("bad-formula", text.span, error.to_string())).ok()
}

/// The formula of an ask, whose names must be known by then.
fn formula(fields: &Fields<'_, '_>, facts: &Estimate) -> Option<Expression> {
    let text = fields.required_string("formula")?;
    parsed(&text, fields, |name| facts.knows(name) || Span::quantity(&facts.spans, name).is_some())
}

fn parsed(
    text: &Placed<String>,
    fields: &Fields<'_, '_>,
    knows: impl Fn(&str) -> bool,
) -> Option<Expression> {
    let report = |message: String, span: Range<usize>| fields.report("bad-formula", span, message);
    let read = match Expression::parse(&text.value) {
        Ok(read) => read,
        Err(error) => {
            report(error.to_string(), text.span.clone());
            return None;
        }
    };
    let unknown =
        read.names().into_iter().find(|name| !knows(name) && Quantity::unit(name).is_none());
    if let Some(name) = unknown {
        report(format!("`{name}` is not given, assumed or asked before"), text.span.clone());
        return None;
    }
    Some(read)
}

impl Wrong {
    fn read(fields: &Fields<'_, '_>, asks: &[Ask]) -> Option<Self> {
        let says = fields.required_string("says")?.value;
        let words: Vec<(&str, usize)> =
            asks.iter().enumerate().map(|(at, ask)| (ask.name.as_str(), at)).collect();
        let ask = fields.required_one_of("ask", &words);
        let text = fields.required_string("formula")?;
        let formula = parsed(&text, fields, |_| true)?;
        Some(Self { ask: ask?.value, formula, says })
    }
}
