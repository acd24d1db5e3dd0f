//! Goals: clauses over counters, marks and parameters, all in whole numbers.
//!
//! `rejected == 0 and capacity <= 15`, `first_open_us in 30..32 s`, `freeze_us is null`. A number may
//! have a unit (`5 m`, `60%`); beside a share, a factor or a rate a bare one is read as that is typed.
//! Not the expressions of `crate::expression`: those measure with tolerance, these count.

mod read;

use super::{Spec, measure::Measure, param::Values, sim::Outputs, value};
use read::{Reader, tokens};

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
    /// What its two sides measure.
    measure: Measure,
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

    fn sum(&self, sum: &Sum) -> Result<i128, Missing> {
        sum.0.iter().try_fold(0_i128, |total, (minus, product)| {
            let product = product.iter().try_fold(1_i128, |product, atom| {
                let number = self.atom(atom).ok_or(Missing::Null)?;
                product.checked_mul(number).ok_or(Missing::TooLarge)
            })?;
            let total =
                if *minus { total.checked_sub(product) } else { total.checked_add(product) };
            total.ok_or(Missing::TooLarge)
        })
    }
}

/// Why a sum comes to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Missing {
    /// One of its marks is null.
    Null,
    /// It is too large to be worked out.
    TooLarge,
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
            Test::Null => left == Err(Missing::Null),
            Test::Within(least, most) => left.is_ok_and(|left| (*least..=*most).contains(&left)),
            Test::Compare(operator, right) => left
                .is_ok_and(|left| seen.sum(right).is_ok_and(|right| operator.holds(left, right))),
        }
    }

    fn state(&self, seen: Seen<'_>) -> ClauseState {
        let (is, wanted) = self.sides(seen, &|number| self.measure.write(number));
        // What looks the same differs in the last unit.
        let same = wanted.trim_start_matches(['<', '>', '=', ' ']) == is;
        let (is, wanted) = if same {
            self.sides(seen, &|number| self.measure.exact(number))
        } else {
            (is, wanted)
        };
        let left = self.text.split(['=', '<', '>']).next().unwrap_or_default();
        let left = left.split(" in ").next().unwrap_or(left);
        let left = left.split(" is ").next().unwrap_or(left).trim();
        let left = if left.contains(' ') { left } else { self.measure.bare(left) };
        let because = format!("{left} = {is}, wanted {wanted}");
        ClauseState { text: self.text.clone(), met: self.met(seen), because }
    }

    /// What is there and what is wanted, with numbers as they are to be written.
    fn sides(&self, seen: Seen<'_>, write: &dyn Fn(i128) -> String) -> (String, String) {
        let shown = |sum: &Sum| match seen.sum(sum) {
            Ok(number) => write(number),
            Err(Missing::Null) => "null".into(),
            Err(Missing::TooLarge) => "too large".into(),
        };
        let wanted = match &self.test {
            Test::Null => "null".into(),
            Test::Within(least, most) => format!("{}..{}", write(*least), write(*most)),
            Test::Compare(operator, right) => format!("{}{}", operator.sign(), shown(right)),
        };
        (shown(&self.left), wanted)
    }
}

#[cfg(test)]
mod tests;
