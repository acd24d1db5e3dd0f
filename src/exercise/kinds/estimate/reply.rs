//! What a learner answered: values with units and working, and changed assumptions.

use std::ops::Range;

use crate::{
    expression::{Expression, ExpressionError, Quantity},
    table::{Fields, Placed, Value},
};

use super::facts::Estimate;

/// A whole answer.
#[derive(Debug, Default)]
pub(super) struct Reply {
    /// By number of the ask.
    pub(super) values: Vec<Option<Given>>,
    /// Assumptions in base units, as the learner set them.
    pub(super) assumed: Vec<(String, Quantity)>,
    /// Names that nothing asks for, with where they stand.
    pub(super) unknown: Vec<Placed<String>>,
    /// What the parameters were drawn with.
    pub(super) seed: Option<u64>,
}

/// The answer to one ask.
#[derive(Debug)]
pub(super) struct Given {
    pub(super) is: Is,
    pub(super) unit: Option<Placed<String>>,
    pub(super) work: Option<Placed<String>>,
    /// Where the value stands.
    pub(super) span: Range<usize>,
}

#[derive(Debug, PartialEq)]
pub(super) enum Is {
    Number(f64),
    Word(String),
    Words(Vec<String>),
}

impl Reply {
    /// Reads an answer from its root, where `[answer]` may hold a seed.
    pub(super) fn read(root: &Fields<'_, '_>, facts: &Estimate) -> Self {
        let mut reply = Self::default();
        reply.values.resize_with(facts.asks.len(), || None);
        if let Some(answer) = root.table("answer") {
            answer.accept_any();
            reply.seed = answer.integer("seed").and_then(|seed| u64::try_from(seed.value).ok());
        }
        for (name, fields) in root.named_tables("value") {
            let given = Given::read(&fields);
            match facts.ask(&name.value) {
                Some(at) => reply.values[at] = given,
                None => reply.unknown.push(name),
            }
        }
        reply.read_assumptions(root, facts);
        reply
    }

    fn read_assumptions(&mut self, root: &Fields<'_, '_>, facts: &Estimate) {
        let Some(table) = root.table("assume") else { return };
        for name in table.keys() {
            let known = facts.assumptions.iter().find(|one| one.name == name.value);
            let (Some(known), Some(value)) = (known, table.any(&name.value)) else {
                self.unknown.push(name);
                continue;
            };
            let Some((number, unit)) = assumed(&value) else { continue };
            let unit = unit.and_then(|unit| Quantity::compound(&unit.value).ok());
            let unit = unit.filter(|unit| unit.dimension == known.unit.one.dimension);
            let one = unit.unwrap_or(known.unit.one);
            self.assumed.push((name.value, Quantity { value: number * one.value, ..one }));
        }
    }
}

/// A number, or a table with `value` and `unit`.
fn assumed(value: &Value<'_, '_>) -> Option<(f64, Option<Placed<String>>)> {
    if !value.is_table() {
        return Some((value.number()?.value, None));
    }
    let fields = value.table()?;
    let unit = fields.string("unit");
    Some((fields.number("value")?.value, unit))
}

impl Given {
    fn read(fields: &Fields<'_, '_>) -> Option<Self> {
        let unit = fields.string("unit");
        let work = fields.string("work").filter(|work| !work.value.trim().is_empty());
        let value = fields.value("is")?;
        let is = if value.is_string() {
            Is::Word(value.string()?.value)
        } else if value.is_boolean() {
            Is::Word(value.boolean()?.value.to_string())
        } else if value.is_array() {
            let words = value.items().into_iter().filter_map(|item| item.string());
            Is::Words(words.map(|word| word.value).collect())
        } else {
            Is::Number(value.number()?.value)
        };
        Some(Self { is, unit, work, span: value.span() })
    }

    /// The number in base units.
    ///
    /// # Errors
    /// Where the unit is none.
    pub(super) fn quantity(&self) -> Option<Result<Quantity, ExpressionError>> {
        let Is::Number(number) = self.is else { return None };
        let unit = self.unit.as_ref().map_or("", |unit| unit.value.as_str());
        Some(Quantity::compound(unit).map(|one| Quantity { value: number * one.value, ..one }))
    }

    /// The working, read.
    pub(super) fn working(&self) -> Option<Result<Expression, ExpressionError>> {
        self.work.as_ref().map(|work| Expression::parse(&work.value))
    }
}
