//! Exercises as they stand for one learner: with numbers of their earlier answers, with questions about
//! these, and with the answer that they go on from.

use std::collections::BTreeMap;

use super::Session;
use crate::{
    exercise::{Answer, Exercise, Folder},
    id::ExerciseId,
    problem::Problem,
};

impl Session {
    /// An exercise with what its facts ask for of the learner's earlier answers.
    ///
    /// # Errors
    /// Where there is none, one of its files has a mistake, or the log cannot be read.
    pub fn exercise(&self, id: &ExerciseId) -> Result<Folder, Problem> {
        let mut folder = self.informed(id)?;
        if let Some(facts) = self.asking(&folder.exercise)?.and_then(|asking| asking.draw()) {
            folder.exercise.facts = facts;
        }
        Ok(folder)
    }

    /// The same before questions about earlier answers are drawn.
    pub(super) fn informed(&self, id: &ExerciseId) -> Result<Folder, Problem> {
        let mut folder = self.library().exercise(id)?;
        let mut numbers = BTreeMap::new();
        for earlier in folder.exercise.facts.earlier() {
            let attempts = self.progress().attempts(&ExerciseId::new(&*earlier.exercise))?;
            let passed = attempts.iter().rev().find(|attempt| attempt.passed);
            let answer = passed.map(|attempt| Answer::from_text(&attempt.answer));
            let number = answer.and_then(|answer| earlier.number(&answer));
            numbers.extend(number.map(|number| (earlier.name, number)));
        }
        if let Some(informed) = folder.exercise.facts.informed(&numbers) {
            folder.exercise.facts = informed;
        }
        Ok(folder)
    }

    /// The answer that an exercise goes on from: the last accepted one of the exercise before it.
    pub(super) fn carried(&self, exercise: &Exercise) -> Result<Option<Answer>, Problem> {
        let Some(before) = &exercise.carries else { return Ok(None) };
        let attempts = self.progress().attempts(before)?;
        let passed = attempts.iter().rev().find(|attempt| attempt.passed);
        let answer = passed.map(|attempt| Answer::from_text(&attempt.answer));
        Ok(answer.map(|answer| exercise.facts.carried(&answer)))
    }
}
