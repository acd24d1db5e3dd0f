//! Reads goals: clauses, sums, numbers with their unit.

use super::super::{Spec, measure::Measure, param::Kind, sim::Column, value};
use super::{Atom, Clause, Number, Operator, Sum, Test};

/// Messages, numbers with a `%`, and signs.
pub(super) fn tokens(text: &str) -> Result<Vec<&str>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let length = if first.is_ascii_digit() {
            number_length(rest)
        } else if word(first) {
            rest.find(|c| !word(c)).unwrap_or(rest.len())
        } else if ["==", "<=", ">=", ".."].iter().any(|sign| rest.starts_with(sign)) {
            2
        } else if "+-*<>".contains(first) {
            1
        } else {
            return Err(format!("`{first}` has no place in a goal"));
        };
        let (token, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        tokens.push(token);
        rest = after.trim_start();
    }
    Ok(tokens)
}

/// Digits, one point with digits after it, a per cent sign.
fn number_length(text: &str) -> usize {
    let digits = |from: usize| {
        let after = text.get(from..).unwrap_or_default();
        from + after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len())
    };
    let mut end = digits(0);
    let point = text.get(end..).is_some_and(|rest| {
        rest.starts_with('.') && rest.chars().nth(1).is_some_and(|c| c.is_ascii_digit())
    });
    if point {
        end = digits(end + 1);
    }
    end + usize::from(text.get(end..).is_some_and(|rest| rest.starts_with('%')))
}

pub(super) struct Reader<'a> {
    pub(super) spec: &'static Spec,
    pub(super) tokens: &'a [&'a str],
    pub(super) at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<&'a str> {
        self.tokens.get(self.at).copied()
    }

    fn next(&mut self) -> Option<&'a str> {
        let token = self.peek();
        self.at += 1;
        token
    }

    pub(super) fn clause(mut self) -> Result<Clause, String> {
        let text = self.tokens.join(" ").replace(" .. ", "..");
        let mut left = self.sum()?;
        let test = match self.next() {
            Some("is") if self.next() == Some("null") => Test::Null,
            Some("in") => self.within()?,
            Some(sign) if Operator::read(sign).is_some() => {
                let mut right = self.sum()?;
                self.settle(&mut left, &right)?;
                self.settle(&mut right, &left)?;
                Test::Compare(Operator::read(sign).unwrap_or(Operator::Equal), right)
            }
            _ => return Err(format!("`{text}` compares nothing")),
        };
        match self.peek() {
            Some(more) => Err(format!("`{more}` is too much in `{text}`")),
            None => {
                let measure = self.measure(&left, &test);
                Ok(Clause { text, left, test, measure })
            }
        }
    }

    /// What both sides of a clause measure: one thing, or whole numbers.
    fn measure(&self, left: &Sum, test: &Test) -> Measure {
        let right = if let Test::Compare(_, right) = test { right.0.as_slice() } else { &[] };
        let products = left.0.iter().chain(right).map(|(_, product)| product);
        let mut measures = products.filter_map(|product| self.measure_of(product));
        let first = measures.next().unwrap_or(Measure::Count);
        if measures.all(|other| other == first) { first } else { Measure::Count }
    }

    /// What a product measures; none for mere numbers.
    fn measure_of(&self, product: &[Atom]) -> Option<Measure> {
        let mut measures = product.iter().filter_map(|atom| self.measure_of_atom(atom));
        let first = measures.next()?;
        Some(measures.next().map_or(first, |_| Measure::Count))
    }

    fn measure_of_atom(&self, atom: &Atom) -> Option<Measure> {
        let column =
            |columns: &[Column], place: usize| columns.get(place).map(|one| Measure::of(one.name));
        match atom {
            Atom::Counter(place) => column(self.spec.counters, *place),
            Atom::Mark(place) => column(self.spec.marks, *place),
            Atom::Param(place) => {
                self.spec.params.get(*place).map(|param| Measure::of_kind(param.kind))
            }
            Atom::Number(_) => None,
        }
    }

    fn within(&mut self) -> Result<Test, String> {
        let least = self.next().unwrap_or_default();
        if self.next() != Some("..") {
            return Err("a range is written 30..32".into());
        }
        let most = self.next().unwrap_or_default();
        let unit = self.unit();
        let end = |text: &str| number(text, unit)?.value.ok_or_else(|| not_whole(text));
        Ok(Test::Within(end(least)?, end(most)?))
    }

    /// A unit of time that stands after a number.
    fn unit(&mut self) -> Option<u64> {
        let word = self.peek()?;
        let (_, size) = value::UNITS.iter().find(|(name, _)| *name == word)?;
        self.at += 1;
        Some(*size)
    }

    fn sum(&mut self) -> Result<Sum, String> {
        let mut products = vec![(false, self.product()?)];
        while let Some(sign @ ("+" | "-")) = self.peek() {
            self.at += 1;
            products.push((sign == "-", self.product()?));
        }
        Ok(Sum(products))
    }

    fn product(&mut self) -> Result<Vec<Atom>, String> {
        let mut atoms = vec![self.atom()?];
        while self.peek() == Some("*") {
            self.at += 1;
            atoms.push(self.atom()?);
        }
        Ok(atoms)
    }

    fn atom(&mut self) -> Result<Atom, String> {
        let token = self.next().ok_or("something is missing at the end")?;
        if token.starts_with(|c: char| c.is_ascii_digit()) {
            let unit = self.unit();
            return Ok(Atom::Number(number(token, unit)?));
        }
        let place =
            |names: &[super::super::sim::Column]| names.iter().position(|n| n.name == token);
        if let Some(counter) = place(self.spec.counters) {
            return Ok(Atom::Counter(counter));
        }
        if let Some(mark) = place(self.spec.marks) {
            return Ok(Atom::Mark(mark));
        }
        let param = self.spec.param(token).ok_or_else(|| unknown(self.spec, token))?;
        match self.spec.params.get(param).map(super::super::param::Param::default_value) {
            Some(value) if value.number().is_some() => Ok(Atom::Param(param)),
            _ => Err(format!("`{token}` is no number")),
        }
    }

    /// Reads a bare number as a parameter on the other side is typed.
    fn settle(&self, side: &mut Sum, other: &Sum) -> Result<(), String> {
        let kind = match other.0.as_slice() {
            [(false, product)] => match product.as_slice() {
                [Atom::Param(param)] => self.spec.params.get(*param).map(|param| param.kind),
                _ => None,
            },
            _ => None,
        };
        let scale = match kind {
            Some(Kind::Share) => super::super::chance::WHOLE,
            Some(Kind::Factor | Kind::Rate) => 1_000,
            _ => 1,
        };
        for atom in side.0.iter_mut().flat_map(|(_, product)| product) {
            if let Atom::Number(number) = atom
                && number.bare
            {
                let read = value::exact(&number.text, scale).map(i128::from);
                number.value = Some(read.ok_or_else(|| not_whole(&number.text))?);
                number.bare = false;
            }
        }
        Ok(())
    }
}

fn not_whole(text: &str) -> String {
    format!("`{text}` is not a whole number in its smallest unit, or too large")
}

fn unknown(spec: &Spec, name: &str) -> String {
    let counted = spec.counters.iter().chain(spec.marks).map(|column| column.name);
    let names = counted.chain(spec.params.iter().map(|param| param.name));
    let near = crate::text::nearest(name, names);
    let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    format!("`{name}` is no counter, mark or parameter of `{}`{hint}", spec.id)
}

/// A number with a per cent sign, a unit of time, or nothing.
pub(super) fn number(text: &str, unit: Option<u64>) -> Result<Number, String> {
    let (value, bare) = match (text.ends_with('%'), unit) {
        (true, _) => (value::read_share(text), false),
        (false, Some(size)) => (value::exact(text, size), false),
        (false, None) => (value::exact(text, 1), true),
    };
    // A bare decimal waits for the other side to say what it is.
    if value.is_none() && (!bare || !text.contains('.')) {
        return Err(not_whole(text));
    }
    Ok(Number { text: text.to_owned(), value: value.map(i128::from), bare })
}
