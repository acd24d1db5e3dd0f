//! Goals: clauses over counters, marks and parameters, all in whole numbers.
//!
//! `rejected == 0 and capacity <= 15`, `first_open_us in 30..32 s`, `freeze_us is null`. A number may
//! have a unit (`5 m`, `60%`); beside a share, a factor or a rate a bare one is read as that is typed.
//! Not the expressions of `crate::expression`: those measure with tolerance, these count.

use super::{
    Spec,
    param::{Kind, Values},
    sim::Outputs,
    value,
};

/// Characters of the longest goal.
const LONGEST: usize = 1_000;

/// A goal that was read: it is met when each of its clauses is.
#[derive(Clone, Debug)]
pub struct Goal {
    pub text: String,
    clauses: Vec<Clause>,
}

/// One clause's state in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClauseState {
    /// As the author wrote it.
    pub text: String,
    pub met: bool,
    /// What is there and what was wanted.
    pub because: String,
}

#[derive(Clone, Debug)]
struct Clause {
    text: String,
    left: Sum,
    test: Test,
}

#[derive(Clone, Debug)]
enum Test {
    Compare(Operator, Sum),
    Within(i128, i128),
    Null,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal,
    AtMost,
    AtLeast,
    Less,
    Greater,
}

impl Operator {
    fn read(token: &str) -> Option<Self> {
        Some(match token {
            "==" => Self::Equal,
            "<=" => Self::AtMost,
            ">=" => Self::AtLeast,
            "<" => Self::Less,
            ">" => Self::Greater,
            _ => return None,
        })
    }

    fn holds(self, left: i128, right: i128) -> bool {
        match self {
            Self::Equal => left == right,
            Self::AtMost => left <= right,
            Self::AtLeast => left >= right,
            Self::Less => left < right,
            Self::Greater => left > right,
        }
    }

    fn sign(self) -> &'static str {
        match self {
            Self::Equal => "",
            Self::AtMost => "<= ",
            Self::AtLeast => ">= ",
            Self::Less => "< ",
            Self::Greater => "> ",
        }
    }
}

/// Products that are added or, where the flag says so, taken away.
#[derive(Clone, Debug)]
struct Sum(Vec<(bool, Vec<Atom>)>);

#[derive(Clone, Debug)]
enum Atom {
    Counter(usize),
    Mark(usize),
    Param(usize),
    Number(Number),
}

/// A number as it is written, and what it comes to without a unit's help.
#[derive(Clone, Debug)]
struct Number {
    text: String,
    /// In the smallest unit, if it has a unit or is whole.
    value: Option<i128>,
    /// It has no unit.
    bare: bool,
}

/// What a run knows of its numbers.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    pub out: &'a Outputs,
    pub values: &'a Values,
}

impl Seen<'_> {
    fn atom(&self, atom: &Atom) -> Option<i128> {
        match atom {
            Atom::Counter(place) => Some(i128::from(self.out.get(*place))),
            Atom::Mark(place) => self.out.marks.get(*place).copied().flatten().map(i128::from),
            Atom::Param(place) => {
                self.values.at(*place).and_then(value::Value::number).map(i128::from)
            }
            Atom::Number(number) => number.value,
        }
    }

    /// None for a mark that is null, and for what is too large to be worked out.
    fn sum(&self, sum: &Sum) -> Option<i128> {
        sum.0.iter().try_fold(0_i128, |total, (minus, product)| {
            let product = product
                .iter()
                .try_fold(1_i128, |product, atom| product.checked_mul(self.atom(atom)?))?;
            if *minus { total.checked_sub(product) } else { total.checked_add(product) }
        })
    }
}

impl Goal {
    /// Reads a goal of a lab.
    ///
    /// # Errors
    ///
    /// What is wrong with it, a sentence without a full stop.
    pub fn read(text: &str, spec: &'static Spec) -> Result<Self, String> {
        if text.len() > LONGEST {
            return Err(format!("a goal has at most {LONGEST} characters"));
        }
        let tokens = tokens(text)?;
        let clauses = tokens
            .split(|token| *token == "and")
            .map(|clause| Reader { spec, tokens: clause, at: 0 }.clause())
            .collect::<Result<_, _>>()?;
        Ok(Self { text: text.to_owned(), clauses })
    }

    /// Each clause in a run.
    pub fn clauses(&self, seen: Seen<'_>) -> Vec<ClauseState> {
        self.clauses.iter().map(|clause| clause.state(seen)).collect()
    }

    /// Whether it is met.
    pub fn met(&self, seen: Seen<'_>) -> bool {
        self.clauses.iter().all(|clause| clause.met(seen))
    }

    /// Why it is not met; empty if it is.
    pub fn because(&self, seen: Seen<'_>) -> String {
        let open = self.clauses(seen).into_iter().filter(|clause| !clause.met);
        open.map(|clause| clause.because).collect::<Vec<_>>().join("; ")
    }
}

impl Clause {
    fn met(&self, seen: Seen<'_>) -> bool {
        let left = seen.sum(&self.left);
        match &self.test {
            Test::Null => left.is_none(),
            Test::Within(least, most) => left.is_some_and(|left| (*least..=*most).contains(&left)),
            Test::Compare(operator, right) => {
                left.zip(seen.sum(right)).is_some_and(|(left, right)| operator.holds(left, right))
            }
        }
    }

    fn state(&self, seen: Seen<'_>) -> ClauseState {
        let shown = |n: Option<i128>| n.map_or_else(|| "null".to_owned(), |n| n.to_string());
        let wanted = match &self.test {
            Test::Null => "null".into(),
            Test::Within(least, most) => format!("{least}..{most}"),
            Test::Compare(operator, right) => {
                format!("{}{}", operator.sign(), shown(seen.sum(right)))
            }
        };
        let left = self.text.split(['=', '<', '>']).next().unwrap_or_default();
        let left = left.split(" in ").next().unwrap_or(left);
        let left = left.split(" is ").next().unwrap_or(left).trim();
        let because = format!("{left} = {}, wanted {wanted}", shown(seen.sum(&self.left)));
        ClauseState { text: self.text.clone(), met: self.met(seen), because }
    }
}

/// Messages, numbers with a `%`, and signs.
fn tokens(text: &str) -> Result<Vec<&str>, String> {
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

struct Reader<'a> {
    spec: &'static Spec,
    tokens: &'a [&'a str],
    at: usize,
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

    fn clause(mut self) -> Result<Clause, String> {
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
            None => Ok(Clause { text, left, test }),
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
        let place = |names: &[super::sim::Column]| names.iter().position(|n| n.name == token);
        if let Some(counter) = place(self.spec.counters) {
            return Ok(Atom::Counter(counter));
        }
        if let Some(mark) = place(self.spec.marks) {
            return Ok(Atom::Mark(mark));
        }
        let param = self.spec.param(token).ok_or_else(|| unknown(self.spec, token))?;
        match self.spec.params.get(param).map(super::param::Param::default_value) {
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
            Some(Kind::Share) => super::chance::WHOLE,
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
fn number(text: &str, unit: Option<u64>) -> Result<Number, String> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::find;

    fn seen(id: &str, goal: &str, counters: &[(&str, i64)], sets: &[&str]) -> (bool, String) {
        let entry = find(id).unwrap();
        let mut setup = crate::lab::setup::Setup::new(entry);
        setup.set_all(sets.iter().copied()).unwrap();
        let place = |name: &str| entry.spec.counters.iter().position(|c| c.name == name).unwrap();
        let mut out = Outputs {
            counters: vec![0; entry.spec.counters.len()],
            marks: vec![None; entry.spec.marks.len()],
            ..Outputs::default()
        };
        counters.iter().for_each(|(name, value)| out.set(place(name), *value));
        let goal = Goal::read(goal, entry.spec).unwrap();
        let seen = Seen { out: &out, values: setup.values() };
        (goal.met(seen), goal.because(seen))
    }

    #[test]
    fn a_goal_says_what_is_there_and_what_was_wanted() {
        let goal = "rejected == 0 and capacity <= 15";
        assert_eq!(seen("rate", goal, &[], &[]), (true, String::new()));
        let (met, because) = seen("rate", goal, &[("rejected", 10)], &["capacity=20"]);
        assert!(!met);
        assert_eq!(because, "rejected = 10, wanted 0; capacity = 20, wanted <= 15");
    }

    #[test]
    fn units_and_kinds_stand_for_whole_numbers() {
        assert!(seen("chain", "cache_hit <= 60%", &[], &["cache_hit=60%"]).0);
        assert!(!seen("chain", "cache_hit <= 60%", &[], &["cache_hit=61%"]).0);
        assert!(seen("canary", "z <= 4 and stable_error <= 0.001", &[], &["z=4"]).0);
        assert!(!seen("canary", "z <= 4", &[], &["z=4.001"]).0);
        assert!(
            seen("chain", "calls * 100 <= arrived * 530", &[("calls", 53), ("arrived", 10)], &[]).0
        );
        assert!(seen("slo", "page_time_us == 20 m", &[("page_time_us", 1_200_000_000)], &[]).0);
    }

    #[test]
    fn a_mark_that_is_null_makes_a_comparison_false() {
        assert!(!seen("breaker", "first_open_us in 30..32 s", &[], &[]).0);
        assert!(!seen("breaker", "first_open_us >= 0", &[], &[]).0);
        assert!(seen("slo", "exhausted_us is null", &[], &[]).0);
        let (_, because) = seen("breaker", "first_open_us in 30..32 s", &[], &[]);
        assert_eq!(because, "first_open_us = null, wanted 30000000..32000000");
    }

    #[test]
    fn what_is_no_goal_is_refused_with_the_reason() {
        let spec = find("rate").unwrap().spec;
        for (bad, why) in [
            ("rejcted == 0", "did you mean `rejected`"),
            ("rejected", "compares nothing"),
            ("rejected == 0 0", "too much"),
            ("rejected ==", "missing"),
            ("rejected = 0", "has no place"),
            ("algo == 1", "is no number"),
            ("rejected == 99999999999999999999999", "too large"),
            ("rejected == 0.5", "whole number"),
            ("rejected in 1 2", "range"),
            ("", "missing"),
            ("rejected == 1 %", "has no place"),
        ] {
            let error = Goal::read(bad, spec).unwrap_err();
            assert!(error.contains(why), "{bad}: {error}");
        }
    }
}
