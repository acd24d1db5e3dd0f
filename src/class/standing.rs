//! How a learner stands in a class: who they are there, and what waits to be handed in.

use std::fmt::Display;

use super::membership::Membership;
use crate::{clock::Timestamp, messages::Messages, problem::Problem, progress::Progress};

/// How a learner stands in a class.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    pub mine: Membership,
    /// Statements that the learner shares.
    pub shared: usize,
    /// When the last of them happened.
    pub last: Option<Timestamp>,
}

impl Standing {
    /// Counts what the learner shares.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn of(mine: Membership, progress: &Progress) -> Result<Self, Problem> {
        let (mut shared, mut last) = (0, None);
        mine.statements(progress, |event, _| {
            shared += 1;
            last = last.max(Some(event.at));
        })?;
        Ok(Self { mine, shared, last })
    }

    /// What is said when the learner has left.
    pub fn left(&self, words: &Messages) -> String {
        let Membership { class, code, .. } = &self.mine;
        let values: [(&str, &dyn Display); 3] =
            [("title", &class.title), ("contact", &class.contact), ("code", code)];
        words.format("class.left", &values)
    }

    /// What the learner can tell from it, a line each: the code, from when on, what there is.
    pub fn told(&self, words: &Messages) -> Vec<String> {
        let class = &self.mine.class;
        let day = |at: Timestamp| at.day().to_string();
        let since = match self.mine.since {
            Timestamp::EARLIEST => words.get("class.since-ever").to_owned(),
            since => words.format("class.since", &[("since", &day(since))]),
        };
        let last = self.last.map_or_else(|| "–".to_owned(), day);
        let values: [(&str, &dyn Display); 1] = [("last", &last)];
        vec![
            words.format("class.ask-whom", &[("contact", &class.contact)]),
            words.format("class.code", &[("code", &self.mine.code)]),
            since,
            words.plural_with("class.shared", self.shared, &values),
        ]
    }
}
