//! Formulas of numeric questions: `100 * (a/100)^3` with named parameters, evaluated without surprises.
//!
//! Grammar: `+ -` bind weakest, then `* /`, then a sign, then `^` from right to left, so `-2^2` is -4.

use std::fmt;

/// Nesting beyond this is refused, so that no formula can exhaust the stack.
const MAX_DEPTH: usize = 50;

/// The functions that a formula may call, with how many arguments each takes.
const FUNCTIONS: [(&str, Function, usize, usize); 10] = [
    ("min", Function::Min, 1, usize::MAX),
    ("max", Function::Max, 1, usize::MAX),
    ("ceil", Function::Ceil, 1, 1),
    ("floor", Function::Floor, 1, 1),
    ("round", Function::Round, 1, 1),
    ("sqrt", Function::Sqrt, 1, 1),
    ("ln", Function::Ln, 1, 1),
    ("log10", Function::Log10, 1, 1),
    ("exp", Function::Exp, 1, 1),
    ("abs", Function::Abs, 1, 1),
];

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
    Number(f64),
    Parameter(String),
    Negative(Box<Node>),
    Operation(char, Box<Node>, Box<Node>),
    Call(Function, Vec<Node>),
}

/// A formula that was read and can be evaluated any number of times.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    root: Node,
    text: String,
}

/// Why a formula cannot be read or has no value, as a sentence without a full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormulaError(pub String);

impl fmt::Display for FormulaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn fail<T>(message: impl Into<String>) -> Result<T, FormulaError> {
    Err(FormulaError(message.into()))
}

impl Formula {
    /// Reads a formula.
    ///
    /// # Errors
    /// Says which character or name is not understood.
    pub fn parse(text: &str) -> Result<Self, FormulaError> {
        let mut reader = Reader { rest: text.trim_start(), depth: 0 };
        let root = reader.sum()?;
        match reader.rest.chars().next() {
            None => Ok(Self { root, text: text.trim().to_owned() }),
            Some(c) => fail(format!("`{c}` is not expected here")),
        }
    }

    /// A formula that is one number.
    pub fn constant(value: f64) -> Self {
        Self { root: Node::Number(value), text: value.to_string() }
    }

    /// The formula as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The names that the formula needs a value for.
    pub fn parameters(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.root.names(&mut names);
        names
    }

    /// Computes the value.
    ///
    /// # Errors
    /// A division by zero, a root or logarithm outside its range, a value beyond all bounds, or a
    /// parameter without a value.
    pub fn value(&self, parameters: &[(String, f64)]) -> Result<f64, FormulaError> {
        let value = self.root.value(parameters)?;
        if value.is_finite() { Ok(value) } else { fail("the value is beyond all bounds") }
    }
}

impl Node {
    fn names<'a>(&'a self, names: &mut Vec<&'a str>) {
        match self {
            Self::Number(_) => {}
            Self::Parameter(name) => {
                if !names.contains(&name.as_str()) {
                    names.push(name);
                }
            }
            Self::Negative(inner) => inner.names(names),
            Self::Operation(_, a, b) => {
                a.names(names);
                b.names(names);
            }
            Self::Call(_, arguments) => {
                arguments.iter().for_each(|argument| argument.names(names));
            }
        }
    }

    fn value(&self, parameters: &[(String, f64)]) -> Result<f64, FormulaError> {
        match self {
            Self::Number(number) => Ok(*number),
            Self::Parameter(name) => match parameters.iter().find(|(known, _)| known == name) {
                Some((_, value)) => Ok(*value),
                None => fail(format!("`{name}` has no value")),
            },
            Self::Negative(inner) => Ok(-inner.value(parameters)?),
            Self::Operation(sign, a, b) => {
                let (a, b) = (a.value(parameters)?, b.value(parameters)?);
                match sign {
                    '+' => Ok(a + b),
                    '-' => Ok(a - b),
                    '*' => Ok(a * b),
                    '/' if b == 0.0 => fail("division by zero"),
                    '/' => Ok(a / b),
                    _ => power(a, b),
                }
            }
            Self::Call(function, arguments) => {
                let values: Result<Vec<f64>, _> =
                    arguments.iter().map(|argument| argument.value(parameters)).collect();
                function.value(&values?)
            }
        }
    }
}

fn power(base: f64, exponent: f64) -> Result<f64, FormulaError> {
    let value = base.powf(exponent);
    if value.is_nan() || (base == 0.0 && exponent < 0.0) {
        return fail("a power that has no value");
    }
    Ok(value)
}

impl Function {
    fn value(self, values: &[f64]) -> Result<f64, FormulaError> {
        let first = values.first().copied().unwrap_or(f64::NAN);
        match self {
            Self::Min => Ok(values.iter().copied().fold(f64::INFINITY, f64::min)),
            Self::Max => Ok(values.iter().copied().fold(f64::NEG_INFINITY, f64::max)),
            Self::Ceil => Ok(nearly_whole(first).ceil()),
            Self::Floor => Ok(nearly_whole(first).floor()),
            Self::Round => Ok(nearly_whole(first).round()),
            Self::Sqrt if first < 0.0 => fail("the root of a negative number"),
            Self::Sqrt => Ok(first.sqrt()),
            Self::Ln | Self::Log10 if first <= 0.0 => fail("the logarithm of zero or less"),
            Self::Ln => Ok(first.ln()),
            Self::Log10 => Ok(first.log10()),
            Self::Exp => Ok(first.exp()),
            Self::Abs => Ok(first.abs()),
        }
    }
}

/// `ceil(0.1 * 3 / 0.1)` is 3 for people, so what binary fractions add is taken away before rounding.
fn nearly_whole(value: f64) -> f64 {
    let whole = value.round();
    if (value - whole).abs() < 1e-9 * value.abs().max(1.0) { whole } else { value }
}

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, wanted: &[char]) -> Option<char> {
        let c = self.rest.chars().next().filter(|c| wanted.contains(c))?;
        self.advance(c.len_utf8());
        Some(c)
    }

    fn advance(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default().trim_start();
    }

    fn expect(&mut self, wanted: char) -> Result<(), FormulaError> {
        match self.take(&[wanted]) {
            Some(_) => Ok(()),
            None => fail(format!("`{wanted}` is missing")),
        }
    }

    fn sum(&mut self) -> Result<Node, FormulaError> {
        self.chain(&['+', '-'], Self::product)
    }

    fn product(&mut self) -> Result<Node, FormulaError> {
        self.chain(&['*', '/'], Self::signed)
    }

    fn chain(
        &mut self,
        signs: &[char],
        part: fn(&mut Self) -> Result<Node, FormulaError>,
    ) -> Result<Node, FormulaError> {
        let mut left = part(self)?;
        let mut length = 0;
        while let Some(sign) = self.take(signs) {
            length += 1;
            if length > MAX_DEPTH {
                return fail("the formula is too long");
            }
            left = Node::Operation(sign, Box::new(left), Box::new(part(self)?));
        }
        Ok(left)
    }

    fn signed(&mut self) -> Result<Node, FormulaError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return fail("the formula is nested too deeply");
        }
        let node = match self.take(&['-']) {
            Some(_) => Node::Negative(Box::new(self.signed()?)),
            None => self.power()?,
        };
        self.depth -= 1;
        Ok(node)
    }

    fn power(&mut self) -> Result<Node, FormulaError> {
        let base = self.atom()?;
        if self.take(&['^']).is_none() {
            return Ok(base);
        }
        let exponent = self.signed()?;
        Ok(Node::Operation('^', Box::new(base), Box::new(exponent)))
    }

    fn atom(&mut self) -> Result<Node, FormulaError> {
        if self.take(&['(']).is_some() {
            let inner = self.sum()?;
            self.expect(')')?;
            return Ok(inner);
        }
        let name = self.run(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
        match name.chars().next() {
            Some(c) if c.is_ascii_digit() || c == '.' => self.number(),
            Some(_) if !name.contains('.') => {
                self.advance(name.len());
                if self.take(&['(']).is_some() { self.call(name) } else { named(name) }
            }
            Some(_) => fail(format!("`{name}` is not a name")),
            None => match self.rest.chars().next() {
                Some(c) => fail(format!("`{c}` is not expected here")),
                None => fail("something is missing at the end"),
            },
        }
    }

    fn run(&self, belongs: fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !belongs(c)).unwrap_or(self.rest.len());
        self.rest.get(..end).unwrap_or_default()
    }

    fn number(&mut self) -> Result<Node, FormulaError> {
        let mantissa = self.run(|c| c.is_ascii_digit() || c == '.' || c == '_').len();
        let after = self.rest.get(mantissa..).unwrap_or_default();
        let mut end = mantissa;
        if let Some(exponent) = after.strip_prefix(['e', 'E']) {
            let sign = usize::from(exponent.starts_with(['+', '-']));
            let digits = exponent.get(sign..).unwrap_or_default();
            let count = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
            if count > 0 {
                end += 1 + sign + count;
            }
        }
        let text = self.rest.get(..end).unwrap_or_default();
        match text.replace('_', "").parse::<f64>() {
            Ok(number) if number.is_finite() => {
                self.advance(end);
                Ok(Node::Number(number))
            }
            _ => fail(format!("`{text}` is not a number")),
        }
    }

    fn call(&mut self, name: &str) -> Result<Node, FormulaError> {
        let Some((_, function, least, most)) = FUNCTIONS.iter().find(|known| known.0 == name)
        else {
            let known: Vec<&str> = FUNCTIONS.iter().map(|known| known.0).collect();
            return fail(format!("no function `{name}`; known are {}", known.join(", ")));
        };
        let mut arguments = vec![self.sum()?];
        while self.take(&[',']).is_some() {
            arguments.push(self.sum()?);
        }
        self.expect(')')?;
        if arguments.len() < *least || arguments.len() > *most {
            return fail(format!("`{name}` takes {least}, not {}", arguments.len()));
        }
        Ok(Node::Call(*function, arguments))
    }
}

fn named(name: &str) -> Result<Node, FormulaError> {
    Ok(Node::Parameter(name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Result<f64, FormulaError> {
        let parameters = [("a".to_owned(), 99.9), ("n".to_owned(), 3.0), ("zero".to_owned(), 0.0)];
        Formula::parse(text)?.value(&parameters)
    }

    #[test]
    fn operators_bind_as_in_a_textbook() {
        for (text, expected) in [
            ("1 + 2 * 3", 7.0),
            ("-2^2", -4.0),
            ("2^3^2", 512.0),
            ("2^-1", 0.5),
            ("10 - 4 - 3", 3.0),
            ("12 / 3 / 2", 2.0),
            ("2 * -3", -6.0),
            ("min(4, max(1, 3), 5)", 3.0),
            ("ceil(7 / 2) + floor(7/2) + round(2.5)", 10.0),
            ("sqrt(16) + abs(-1) + log10(1000) + ln(exp(2))", 10.0),
            ("1e3 + 1_000 + .5", 2000.5),
            ("n * 2", 6.0),
            ("ceil(0.1 * 3 / 0.1)", 3.0),
        ] {
            let found = value(text).unwrap();
            assert!((found - expected).abs() < 1e-9, "{text} = {found}, not {expected}");
        }
        assert!((value("100 * (a/100)^3").unwrap() - 99.700_299_9).abs() < 1e-6);
    }

    #[test]
    fn what_has_no_value_is_an_error_and_never_a_panic() {
        for text in [
            "1 / zero",
            "1 / 0",
            "sqrt(-1)",
            "ln(0)",
            "log10(-1)",
            "0^-1",
            "(-8)^0.5",
            "exp(9999)",
            "unknown + 1",
            "",
            "1 +",
            "(1",
            "1)",
            "2 3",
            "foo(1)",
            "sqrt(1, 2)",
            "min()",
            "1..2",
            "a.b",
            "é",
            "1e999",
        ] {
            assert!(value(text).is_err(), "{text} has a value");
        }
    }

    #[test]
    fn no_formula_can_exhaust_the_stack() {
        assert!(Formula::parse(&"(".repeat(100_000)).is_err());
        assert!(Formula::parse(&"-".repeat(100_000)).is_err());
        assert!(Formula::parse(&"2^".repeat(100_000)).is_err());
        assert!(Formula::parse(&"1+".repeat(100_000)).is_err());
    }
}
