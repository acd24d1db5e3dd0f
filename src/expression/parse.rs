//! From text to nodes.

use super::{Assignment, Change, Expression, ExpressionError, Function, Node, Operator, Quantity};

/// Nesting beyond this is refused, so that no expression can exhaust the stack.
const MAX_DEPTH: usize = 50;

/// More operands in one chain are refused, for the same reason: chains are evaluated as nested pairs.
const MAX_CHAIN: usize = 50;

/// A longer text is refused, in bytes.
const MAX_LENGTH: usize = 2_000;

/// The functions that an expression may call, with the fewest and the most arguments of each.
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

/// Signs by binding, a longer one before one that begins it.
const COMPARISONS: [(&str, Operator); 10] = [
    ("==", Operator::Equal),
    ("!=", Operator::Unequal),
    ("<=", Operator::AtMost),
    (">=", Operator::AtLeast),
    ("≠", Operator::Unequal),
    ("≤", Operator::AtMost),
    ("≥", Operator::AtLeast),
    ("=", Operator::Equal),
    ("<", Operator::Less),
    (">", Operator::Greater),
];
const SUMS: [(&str, Operator); 3] =
    [("+", Operator::Add), ("-", Operator::Subtract), ("−", Operator::Subtract)];
const PRODUCTS: [(&str, Operator); 5] = [
    ("*", Operator::Multiply),
    ("×", Operator::Multiply),
    ("·", Operator::Multiply),
    ("/", Operator::Divide),
    ("÷", Operator::Divide),
];

type Parsed<T> = Result<T, ExpressionError>;

/// Words that make another name of the name in brackets behind them.
type Words = &'static [&'static str];

/// Reads a whole text, where some words may stand before a name in brackets.
pub(super) fn expression(text: &str, over: Words) -> Parsed<Expression> {
    if text.len() > MAX_LENGTH {
        return fail(format!("more than {MAX_LENGTH} characters"));
    }
    let mut reader = Reader { rest: text.trim_start(), depth: 0, over };
    let root = reader.either()?;
    match reader.rest.chars().next() {
        None => Ok(Expression { root, text: text.trim().to_owned() }),
        Some(c) => fail(format!("`{c}` is not expected here")),
    }
}

/// Reads `name = e`, `name += e` or `name -= e`.
pub(super) fn assignment(text: &str, over: Words) -> Parsed<Assignment> {
    let mut reader = Reader { rest: text.trim_start(), depth: 0, over };
    let name = reader.run(belongs_to_name).to_owned();
    if !is_name(&name) {
        return fail("an assignment begins with a name");
    }
    reader.advance(name.len());
    let changes = [("+=", Change::Add), ("-=", Change::Subtract), ("=", Change::Set)];
    let Some(change) = reader.sign(&changes) else {
        return fail(format!("`=`, `+=` or `-=` is missing after `{name}`"));
    };
    Ok(Assignment { name, change, value: expression(reader.rest, over)? })
}

fn fail<T>(why: impl Into<String>) -> Parsed<T> {
    Err(ExpressionError::Syntax(why.into()))
}

fn belongs_to_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.')
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() || c == '_') && !word.ends_with('.')
}

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
    over: Words,
}

impl<'a> Reader<'a> {
    fn advance(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default().trim_start();
    }

    fn run(&self, belongs: fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !belongs(c)).unwrap_or(self.rest.len());
        self.rest.get(..end).unwrap_or_default()
    }

    fn sign<T: Copy>(&mut self, signs: &[(&str, T)]) -> Option<T> {
        let (sign, meaning) = signs.iter().find(|(sign, _)| self.rest.starts_with(sign))?;
        self.advance(sign.len());
        Some(*meaning)
    }

    fn word(&mut self, word: &str) -> bool {
        let there = self.run(belongs_to_name) == word;
        if there {
            self.advance(word.len());
        }
        there
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return fail("nested too deeply");
        }
        let found = read(self)?;
        self.depth -= 1;
        Ok(found)
    }

    fn chain(
        &mut self,
        part: fn(&mut Self) -> Parsed<Node>,
        next: impl Fn(&mut Self) -> Option<Operator>,
    ) -> Parsed<Node> {
        let mut left = part(self)?;
        for _ in 0..MAX_CHAIN {
            let Some(operator) = next(self) else { return Ok(left) };
            left = Node::Binary(operator, Box::new(left), Box::new(part(self)?));
        }
        fail("too many parts in a row")
    }

    fn either(&mut self) -> Parsed<Node> {
        self.chain(Self::both, |reader| reader.word("or").then_some(Operator::Or))
    }

    fn both(&mut self) -> Parsed<Node> {
        self.chain(Self::negated, |reader| reader.word("and").then_some(Operator::And))
    }

    fn negated(&mut self) -> Parsed<Node> {
        if !self.word("not") {
            return self.comparison();
        }
        self.deeper(|reader| Ok(Node::Not(Box::new(reader.negated()?))))
    }

    fn comparison(&mut self) -> Parsed<Node> {
        let left = self.sum()?;
        let Some(operator) = self.sign(&COMPARISONS) else { return Ok(left) };
        let right = self.sum()?;
        if self.sign(&COMPARISONS).is_some() {
            return fail("two comparisons in a row: put `and` between them");
        }
        Ok(Node::Binary(operator, Box::new(left), Box::new(right)))
    }

    fn sum(&mut self) -> Parsed<Node> {
        self.chain(Self::product, |reader| reader.sign(&SUMS))
    }

    fn product(&mut self) -> Parsed<Node> {
        self.chain(Self::signed, |reader| reader.sign(&PRODUCTS))
    }

    fn signed(&mut self) -> Parsed<Node> {
        self.deeper(|reader| match reader.sign(&[("-", ()), ("−", ())]) {
            Some(()) => Ok(Node::Negative(Box::new(reader.signed()?))),
            None => reader.power(),
        })
    }

    fn power(&mut self) -> Parsed<Node> {
        let base = self.atom()?;
        if self.sign(&[("^", ())]).is_none() {
            return Ok(base);
        }
        let exponent = self.signed()?;
        Ok(Node::Binary(Operator::Power, Box::new(base), Box::new(exponent)))
    }

    fn atom(&mut self) -> Parsed<Node> {
        if self.sign(&[("(", ())]).is_some() {
            let inner = self.deeper(Self::either)?;
            return self.closed(inner);
        }
        let name = self.run(belongs_to_name);
        match name.chars().next() {
            Some(c) if c.is_ascii_digit() || c == '.' => self.measure(),
            Some(_) if matches!(name, "and" | "or" | "not") => {
                fail(format!("`{name}` is not expected here"))
            }
            Some(_) if is_name(name) => {
                self.advance(name.len());
                match name {
                    _ if self.sign(&[("(", ())]).is_some() => self.call(name),
                    "true" => Ok(Node::Literal(Quantity::pure(1.0))),
                    "false" => Ok(Node::Literal(Quantity::pure(0.0))),
                    _ => Ok(Node::Name(name.to_owned())),
                }
            }
            Some(_) => fail(format!("`{name}` is not a name")),
            None => match self.rest.chars().next() {
                Some(c) => fail(format!("`{c}` is not expected here")),
                None => fail("something is missing at the end"),
            },
        }
    }

    fn closed(&mut self, inner: Node) -> Parsed<Node> {
        match self.sign(&[(")", ())]) {
            Some(()) => Ok(inner),
            None => fail("`)` is missing"),
        }
    }

    /// A number, with the unit that stands behind it.
    fn measure(&mut self) -> Parsed<Node> {
        let number = self.number()?;
        let word = match self.run(belongs_to_name) {
            "" if self.rest.starts_with('%') => "%",
            "" | "and" | "or" => return Ok(Node::Literal(Quantity::pure(number))),
            word => word,
        };
        let Some(unit) = Quantity::unit(word) else {
            return Err(ExpressionError::UnknownUnit(word.to_owned()));
        };
        self.advance(word.len());
        Ok(Node::Literal(Quantity { value: number * unit.value, ..unit }))
    }

    fn number(&mut self) -> Parsed<f64> {
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
                Ok(number)
            }
            _ => fail(format!("`{text}` is not a number")),
        }
    }

    fn call(&mut self, name: &str) -> Parsed<Node> {
        if self.over.contains(&name) {
            return self.derived(name);
        }
        let Some((_, function, least, most)) = FUNCTIONS.iter().find(|known| known.0 == name)
        else {
            let known: Vec<&str> = FUNCTIONS.iter().map(|known| known.0).collect();
            return fail(format!("no function `{name}`; known are {}", known.join(", ")));
        };
        let mut arguments = vec![self.deeper(Self::either)?];
        while self.sign(&[(",", ())]).is_some() {
            arguments.push(self.deeper(Self::either)?);
        }
        if arguments.len() < *least || arguments.len() > *most {
            return fail(format!("`{name}` takes {least}, not {}", arguments.len()));
        }
        self.closed(Node::Call(*function, arguments))
    }

    /// `total(held)` is a name of its own.
    fn derived(&mut self, word: &str) -> Parsed<Node> {
        let name = self.run(belongs_to_name);
        if !is_name(name) {
            return fail(format!("`{word}` takes a name"));
        }
        self.advance(name.len());
        self.closed(Node::Name(format!("{word}({name})")))
    }
}
