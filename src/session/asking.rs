//! Questions about what a learner had graded before: what they are drawn from is read here, so that the
//! drawing can be done beside a screen. It knows no kind.

use std::{collections::BTreeSet, sync::Arc};

use super::Session;
use crate::{
    exercise::{
        Answer, Exercise, Knowledge,
        kind::{Facts, Past},
    },
    problem::Problem,
};

/// Everything that questions are drawn from.
#[derive(Clone)]
pub struct Asking {
    facts: Arc<dyn Facts>,
    past: Vec<Past>,
    knowledge: Arc<Knowledge>,
}

impl Asking {
    /// The facts with the questions; it takes as long as marking some hundred answers.
    pub fn draw(&self) -> Option<Arc<dyn Facts>> {
        self.facts.remembering(&self.past, &self.knowledge)
    }
}

impl Session {
    /// What an exercise's questions about earlier answers are drawn from; nothing where it has none.
    pub(super) fn asking(&self, exercise: &Exercise) -> Result<Option<Asking>, Problem> {
        if !exercise.facts.asks_about_past() {
            return Ok(None);
        }
        let past = self.past(exercise)?;
        let (facts, knowledge) = (Arc::clone(&exercise.facts), self.library().knowledge());
        Ok((!past.is_empty()).then_some(Asking { facts, past, knowledge }))
    }

    /// What was graded in the exercises that lead to one, the newest first. An answer without a fault has
    /// nothing to ask about, unless it is what the exercise goes on from.
    fn past(&self, exercise: &Exercise) -> Result<Vec<Past>, Problem> {
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        let mut before = exercise.carries.clone();
        while let Some(id) = before.filter(|id| seen.insert(id.clone())) {
            let exercise = self.library().bare_exercise(&id)?;
            let attempts = self.progress().attempts(&id)?;
            let name = exercise.number.as_deref().unwrap_or(&exercise.title);
            found.extend(attempts.into_iter().map(|attempt| {
                let past = Past {
                    from: format!("{name}, {}", self.day_of(attempt.at)),
                    facts: Arc::clone(&exercise.facts),
                    answer: Answer::from_text(&attempt.answer),
                    passed: attempt.passed,
                    flawless: attempt.score >= 1.0,
                };
                (attempt.at, past)
            }));
            before = exercise.carries;
        }
        found.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        Ok(found.into_iter().map(|(_, past)| past).collect())
    }
}
