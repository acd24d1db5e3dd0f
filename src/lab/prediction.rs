//! Predictions: what a learner says before the first run, and what the run says. Never marked: the
//! gap is the lesson.

use super::{
    goal::{Goal, Seen},
    run::{Entry, Run},
    setup::Setup,
    value,
};
use crate::problem::Problem;

/// A question before the first run.
#[derive(Clone, Debug)]
pub struct Prediction {
    pub question: String,
    /// The run that answers it.
    pub set: Vec<String>,
    /// µs of that run; the lab's usual time if none.
    pub until: Option<u64>,
    pub answer: Asked,
}

/// How it is answered.
#[derive(Clone, Debug)]
pub enum Asked {
    /// A counter, shown in a unit that is so many of its smallest parts.
    Number { counter: String, scale: u64, unit: String },
    /// The first option whose goals hold.
    Choice(Vec<Choice>),
}

/// One option.
#[derive(Clone, Debug)]
pub struct Choice {
    pub text: String,
    /// It is what happens if one of these holds.
    pub when: Vec<Goal>,
}

impl Asked {
    /// Whether this can be an answer: one of the options, or a number that its unit may follow.
    pub fn takes(&self, said: &str) -> bool {
        match self {
            Self::Choice(options) => options.iter().any(|option| option.text == said),
            Self::Number { unit, .. } => {
                let number = said.trim().trim_end_matches(unit.as_str());
                let number = number.split_whitespace().next().unwrap_or_default();
                number.parse::<f64>().is_ok_and(f64::is_finite)
            }
        }
    }
}

impl Prediction {
    /// What happens, in the words in which it is asked.
    ///
    /// # Errors
    /// When the run cannot be made.
    pub fn outcome(&self, entry: &'static Entry) -> Result<String, Problem> {
        let mut setup = Setup::new(entry);
        setup.set_all(self.set.iter().map(String::as_str))?;
        let mut run = Run::new(entry, setup.plan(1, self.until)?);
        run.finish()?;
        Ok(self.shown(&run))
    }

    fn shown(&self, run: &Run) -> String {
        match &self.answer {
            Asked::Number { counter, scale, unit } => {
                let place = run.spec().counters.iter().position(|column| column.name == counter);
                let parts = place.map_or(0, |place| run.out().get(place)).unsigned_abs();
                // No more decimals than four: what is asked is a guess.
                let scale = u128::from(*scale).max(1);
                let shown = (u128::from(parts) * 10_000 + scale / 2) / scale;
                let number = value::decimal(u64::try_from(shown).unwrap_or(u64::MAX), 4);
                if unit.is_empty() { number } else { format!("{number} {unit}") }
            }
            Asked::Choice(options) => {
                let seen = Seen { out: run.out(), values: run.values() };
                let holds = |option: &&Choice| option.when.iter().any(|goal| goal.met(seen));
                options.iter().find(holds).map_or_else(String::new, |option| option.text.clone())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prediction_is_a_number_with_or_without_its_unit() {
        let unit = "%".to_owned();
        let number = Asked::Number { counter: "shed".into(), scale: 1, unit };
        for said in ["4", " 4.5 ", "4%", "4 %", "4 of them", "-1"] {
            assert!(number.takes(said), "{said}");
        }
        for said in ["", "abc", "four", "%", "inf", "nan"] {
            assert!(!number.takes(said), "{said}");
        }
    }
}
