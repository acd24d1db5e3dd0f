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
    /// A counter, shown in a unit that so many of its smallest parts make.
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
                let digits = scale.checked_ilog10().unwrap_or(0);
                // No more decimals than four: what is asked is a guess.
                let cut = digits.saturating_sub(4);
                let number = value::decimal(parts / 10_u64.pow(cut), digits - cut);
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
