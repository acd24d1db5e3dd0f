//! The small language of `when`: terms joined by ` and `, each `v`, `not v`, or `v op number`.

/// A variable that the grader computes for one obligation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variable {
    StalenessS,
    Owners,
    FanoutRps,
    Calls,
    Participants,
    SagasAt,
    SharedWriters,
    Exposed,
    ClientKinds,
    Xa,
    Waited,
    ReadOnly,
    Idempotent,
    Ordered,
}

/// What the variables are; a truth is 1 or 0, and what is not set makes every comparison false.
#[derive(Clone, Copy, Debug, Default)]
pub struct Values([Option<f64>; 14]);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Op {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

#[derive(Clone, Debug, PartialEq)]
enum Term {
    Truth { variable: Variable, wanted: bool },
    Compare { variable: Variable, op: Op, number: f64 },
}

/// Terms that must all hold; the empty one always does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Condition(Vec<Term>);

impl Variable {
    const WORDS: [(&'static str, Self); 14] = [
        ("staleness_s", Self::StalenessS),
        ("owners", Self::Owners),
        ("fanout_rps", Self::FanoutRps),
        ("calls", Self::Calls),
        ("participants", Self::Participants),
        ("sagas_at", Self::SagasAt),
        ("shared_writers", Self::SharedWriters),
        ("exposed", Self::Exposed),
        ("client_kinds", Self::ClientKinds),
        ("xa", Self::Xa),
        ("waited", Self::Waited),
        ("read_only", Self::ReadOnly),
        ("idempotent", Self::Idempotent),
        ("ordered", Self::Ordered),
    ];

    fn parse(word: &str) -> Result<Self, String> {
        let found = Self::WORDS.iter().find(|(name, _)| *name == word);
        found.map(|(_, variable)| *variable).ok_or_else(|| format!("unknown variable `{word}`"))
    }
}

impl Values {
    /// Sets a number.
    #[must_use]
    pub fn number(mut self, variable: Variable, value: f64) -> Self {
        if let Some(slot) = self.0.get_mut(variable as usize) {
            *slot = Some(value);
        }
        self
    }

    /// Sets a truth.
    #[must_use]
    pub fn truth(self, variable: Variable, value: bool) -> Self {
        self.number(variable, f64::from(u8::from(value)))
    }

    fn get(&self, variable: Variable) -> Option<f64> {
        self.0.get(variable as usize).copied().flatten()
    }
}

impl Condition {
    /// Reads a condition.
    ///
    /// # Errors
    /// A sentence about the first term that cannot be read.
    pub fn parse(text: &str) -> Result<Self, String> {
        text.split(" and ").map(term).collect::<Result<_, _>>().map(Self)
    }

    /// Whether every term holds; one whose number is not known does not.
    pub fn holds(&self, values: &Values) -> bool {
        self.0.iter().all(|term| term.holds(values) == Some(true))
    }

    /// Whether some term fails; one whose number is not known does not.
    pub fn fails(&self, values: &Values) -> bool {
        self.0.iter().any(|term| term.holds(values) == Some(false))
    }
}

impl Term {
    /// `None` where the number that it compares is not known.
    fn holds(&self, values: &Values) -> Option<bool> {
        match self {
            Self::Truth { variable, wanted } => {
                Some((values.get(*variable).unwrap_or(0.0) != 0.0) == *wanted)
            }
            Self::Compare { variable, op, number } => {
                values.get(*variable).map(|value| op.compares(value, *number))
            }
        }
    }
}

impl Op {
    fn compares(self, value: f64, number: f64) -> bool {
        match self {
            Self::Eq => value == number,
            Self::Ne => value != number,
            Self::Lt => value < number,
            Self::Le => value <= number,
            Self::Gt => value > number,
            Self::Ge => value >= number,
        }
    }
}

fn term(text: &str) -> Result<Term, String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        ["not", word] => Ok(Term::Truth { variable: Variable::parse(word)?, wanted: false }),
        [word] => Ok(Term::Truth { variable: Variable::parse(word)?, wanted: true }),
        [word, op, number] => {
            let op = match *op {
                "==" => Op::Eq,
                "!=" => Op::Ne,
                "<" => Op::Lt,
                "<=" => Op::Le,
                ">" => Op::Gt,
                ">=" => Op::Ge,
                other => return Err(format!("unknown comparison `{other}`")),
            };
            let number =
                number.parse().map_err(|error| format!("`{number}` is not a number: {error}"))?;
            Ok(Term::Compare { variable: Variable::parse(word)?, op, number })
        }
        _ => Err(format!("cannot read the term `{text}`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_of_a_condition_must_hold() {
        let when = Condition::parse("owners <= 3 and fanout_rps <= 300 and not waited").unwrap();
        let values = Values::default().number(Variable::Owners, 3.0);
        assert!(!when.holds(&values) && !when.fails(&values), "an unknown number says nothing");
        let values = values.number(Variable::FanoutRps, 300.0);
        assert!(when.holds(&values));
        assert!(when.fails(&values.truth(Variable::Waited, true)));
        assert!(Condition::default().holds(&Values::default()));
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for bad in ["owners or xa", "speed > 2", "owners >> 2", "owners > two", ""] {
            assert!(Condition::parse(bad).is_err(), "{bad:?} passed");
        }
    }
}
