//! Results on plain lines: every sitting of the past, one of them question by question, what was missed
//! again.

use super::{PlainSession, Turn, line_io::Stop};
use crate::{
    quiz::{Quiz, Sitting},
    session::results::PastResult,
};

impl PlainSession {
    /// Every sitting of the past, until the learner leaves.
    pub(super) fn results(&mut self) -> Result<(), Stop> {
        loop {
            let results = self.session.results(&self.words)?;
            if results.is_empty() {
                return self.io.line(self.words.get("results.none"));
            }
            let name =
                |result: &PastResult| format!("{}: {}", result.title, result.told(&self.words));
            let names: Vec<String> = results.iter().map(name).collect();
            let Some(result) = self.choose(&names)?.and_then(|at| results.into_iter().nth(at))
            else {
                return Ok(());
            };
            match self.past_result(&result.id) {
                Ok(turn) => self.follow(turn)?,
                Err(Stop::Failed(problem)) => self.problem(problem)?,
                Err(end) => return Err(end),
            }
        }
    }

    /// One sitting of the past: every question with the own answer and all that is to be said.
    pub(super) fn past_result(&mut self, id: &str) -> Result<Turn, Stop> {
        let (sitting, quiz) = self.session.past_sitting(id)?;
        self.io.line("")?;
        let title = self.session.quiz_title(&quiz, &self.words);
        self.heading(1, &title)?;
        self.explain(&quiz, &sitting)?;
        self.outcome(&quiz, &sitting)
    }

    /// Asks again what a sitting missed.
    pub(super) fn retry(&mut self, quiz: &Quiz, missed: &Sitting) -> Result<Turn, Stop> {
        match self.record(|session| session.retry_missed(quiz, missed))? {
            Some(sitting) => self.go_on(quiz, sitting),
            None => {
                self.io.line(self.words.get("quiz.nothing-missed"))?;
                Ok(Turn::Back)
            }
        }
    }
}
