//! Expressions that authors and learners write: arithmetic with units, comparisons, `and or not`.
//!
//! Binding, loosest first: `or`, `and`, `not`, one comparison, `+ -`, `* /`, a sign, `^` from right to
//! left, a number with its unit. Knows nothing of who asks: what a name means is the caller's.

mod evaluate;
mod parse;
pub mod unit;

use std::{fmt, sync::Arc};

pub use unit::{Dimension, Quantity};

/// Numbers closer than this, relative to the larger one, are equal.
const TOLERANCE: f64 = 1e-9;

/// Numbers closer than this are equal however small they are: a thousandth of a nanosecond.
const CLOSEST: f64 = 1e-12;

/// An expression that was read and can be evaluated any number of times.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    root: Node,
    text: String,
}

/// `name = e`, `name += e` or `name -= e`.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    pub name: String,
    pub change: Change,
    pub value: Expression,
}

/// What an assignment does with the value that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Set,
    Add,
    Subtract,
}

/// What an expression comes to. A truth is the number 1 or 0.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Number(Quantity),
    /// A word that stands for itself.
    Symbol(Arc<str>),
}

/// Why an expression cannot be read or has no value.
#[derive(Clone, Debug, PartialEq)]
pub enum ExpressionError {
    /// It is not written as one; a sentence without a full stop.
    Syntax(String),
    /// A name without a value.
    UnknownName(String),
    /// A number is followed by a word that is no unit.
    UnknownUnit(String),
    /// Two sides that do not measure the same; what each measures.
    Dimensions(Dimension, Dimension),
    /// A value that does not exist, such as a division by zero.
    Undefined(String),
}

/// One operation of two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Or,
    And,
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
}

/// A function that an expression may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Function {
    Min,
    Max,
    Ceil,
    Floor,
    Round,
    Sqrt,
    Ln,
    Log10,
    Exp,
    Abs,
}

#[derive(Clone, Debug, PartialEq)]
enum Node {
    Literal(Quantity),
    Name(String),
    Not(Box<Node>),
    Negative(Box<Node>),
    Binary(Operator, Box<Node>, Box<Node>),
    Call(Function, Vec<Node>),
}

impl Expression {
    /// Reads an expression.
    ///
    /// # Errors
    /// Says which character or word is not understood.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        parse::expression(text, &[])
    }

    /// Reads an expression in which some words may stand before a name in brackets: `total(held)` is then
    /// a name of its own, whose meaning the caller knows.
    ///
    /// # Errors
    /// As for [`Expression::parse`].
    pub fn parse_over(text: &str, words: &'static [&'static str]) -> Result<Self, ExpressionError> {
        parse::expression(text, words)
    }

    /// An expression that is one number.
    pub fn constant(value: f64) -> Self {
        Self { root: Node::Literal(Quantity::pure(value)), text: value.to_string() }
    }

    /// The expression as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The names that need a meaning, each once, in the order of the text.
    pub fn names(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.root.walk(&mut |node| {
            if let Node::Name(name) = node
                && !names.contains(&name.as_str())
            {
                names.push(name.as_str());
            }
        });
        names
    }

    /// The numbers that stand in it.
    pub fn literals(&self) -> Vec<Quantity> {
        let mut found = Vec::new();
        self.root.walk(&mut |node| {
            if let Node::Literal(quantity) = node {
                found.push(*quantity);
            }
        });
        found
    }

    /// Whether anything is computed: a bare number or name is not.
    pub fn computes(&self) -> bool {
        let mut computes = false;
        self.root.walk(&mut |node| {
            computes |= matches!(node, Node::Binary(..) | Node::Call(..) | Node::Not(_));
        });
        computes
    }

    /// Computes the value; `meaning` says what a name stands for.
    ///
    /// # Errors
    /// A name without a meaning, sides that do not measure the same, a value that does not exist.
    pub fn value(&self, meaning: &dyn Fn(&str) -> Option<Value>) -> Result<Value, ExpressionError> {
        self.root.value(meaning)
    }

    /// Computes a number.
    ///
    /// # Errors
    /// As for [`Expression::value`], or where it comes to a word.
    pub fn number(
        &self,
        meaning: &dyn Fn(&str) -> Option<Value>,
    ) -> Result<Quantity, ExpressionError> {
        self.value(meaning)?.number()
    }

    /// Computes a number from plain numbers by name, and gives it as a plain number.
    ///
    /// # Errors
    /// As for [`Expression::number`].
    pub fn with(&self, values: &[(String, f64)]) -> Result<f64, ExpressionError> {
        let meaning = |name: &str| {
            let found = values.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| Value::pure(*value))
        };
        Ok(self.number(&meaning)?.value)
    }

    /// Computes a truth: a number other than 0 is true.
    ///
    /// # Errors
    /// As for [`Expression::number`].
    pub fn holds(&self, meaning: &dyn Fn(&str) -> Option<Value>) -> Result<bool, ExpressionError> {
        Ok(self.number(meaning)?.value != 0.0)
    }
}

impl Assignment {
    /// Reads an assignment.
    ///
    /// # Errors
    /// Says what is missing.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        parse::assignment(text, &[])
    }

    /// Reads an assignment whose value is read as by [`Expression::parse_over`].
    ///
    /// # Errors
    /// As for [`Assignment::parse`].
    pub fn parse_over(text: &str, words: &'static [&'static str]) -> Result<Self, ExpressionError> {
        parse::assignment(text, words)
    }

    /// The value after the assignment, from the one `before` it.
    ///
    /// # Errors
    /// As for [`Expression::value`].
    pub fn apply(
        &self,
        before: &Value,
        meaning: &dyn Fn(&str) -> Option<Value>,
    ) -> Result<Value, ExpressionError> {
        let value = self.value.value(meaning)?;
        let sign = match self.change {
            Change::Set => return Ok(value),
            Change::Add => 1.0,
            Change::Subtract => -1.0,
        };
        let (before, by) = (before.number()?, value.number()?);
        if before.dimension != by.dimension {
            return Err(ExpressionError::Dimensions(before.dimension, by.dimension));
        }
        Ok(Value::Number(Quantity { value: before.value + sign * by.value, ..before }))
    }
}

impl Value {
    /// A number without a unit.
    pub fn pure(value: f64) -> Self {
        Self::Number(Quantity::pure(value))
    }

    fn truth(holds: bool) -> Self {
        Self::pure(f64::from(u8::from(holds)))
    }

    /// The value as a number.
    ///
    /// # Errors
    /// Where it is a word.
    pub fn number(&self) -> Result<Quantity, ExpressionError> {
        match self {
            Self::Number(quantity) => Ok(*quantity),
            Self::Symbol(word) => Err(ExpressionError::Undefined(format!("`{word}` is no number"))),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(quantity) => quantity.fmt(f),
            Self::Symbol(word) => f.write_str(word),
        }
    }
}

impl fmt::Display for ExpressionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(why) | Self::Undefined(why) => f.write_str(why),
            Self::UnknownName(name) => write!(f, "`{name}` has no value"),
            Self::UnknownUnit(word) => write!(f, "`{word}` is no unit"),
            Self::Dimensions(left, right) => write!(f, "{left} and {right} do not go together"),
        }
    }
}

/// Whether two numbers are equal but for what binary fractions add.
pub fn nearly_equal(a: f64, b: f64) -> bool {
    (a - b).abs() <= (TOLERANCE * a.abs().max(b.abs())).max(CLOSEST)
}

#[cfg(test)]
mod tests;
