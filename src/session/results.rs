//! Results: every sitting of the past, to be looked at again question by question, and what was missed in
//! one of them, to be asked again.

use std::sync::Arc;

use serde::Serialize;

use super::Session;
use crate::{
    clock::Day,
    id::QuizId,
    messages::Messages,
    problem::{Fault, Problem, Values},
    progress::{PastSitting, QuizEvent},
    quiz::{Quiz, Sitting, SittingMode},
};

/// A sitting of the past as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PastResult {
    /// The sitting.
    pub id: String,
    pub quiz: QuizId,
    /// Title of the quiz; its id where the course has it no more.
    pub title: String,
    pub mode: SittingMode,
    /// The day on which it was finished; on which it began, where it never was.
    pub day: Day,
    pub finished: bool,
    /// Whether it asked again what another one missed.
    pub retry: bool,
    pub right: u32,
    pub asked: u32,
    /// Rounded down.
    pub percent: u8,
    pub passed: bool,
}

impl PastResult {
    /// When, how and with what result, in words.
    pub fn told(&self, words: &Messages) -> String {
        let mode = match (self.retry, self.mode) {
            (true, _) => "results.retry",
            (_, SittingMode::Exam) => "results.exam",
            (_, SittingMode::Practice) => "results.practice",
        };
        let mode = words.get(mode);
        let key = if self.finished { "results.line" } else { "results.left" };
        let values: Values<'_> = &[
            ("day", &self.day),
            ("mode", &mode),
            ("right", &self.right),
            ("asked", &self.asked),
            ("percent", &self.percent),
        ];
        words.format(key, values)
    }
}

impl Session {
    /// Every sitting of the past, the latest first.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn results(&self, words: &Messages) -> Result<Vec<PastResult>, Problem> {
        let past = self.progress.past_sittings()?.into_iter();
        Ok(past.map(|sitting| self.result(sitting, words)).collect())
    }

    fn result(&self, past: PastSitting, words: &Messages) -> PastResult {
        let title = self.library.quiz(&past.quiz).map(|quiz| self.quiz_title(&quiz, words));
        let title = title.unwrap_or_else(|_| past.quiz.to_string());
        let PastSitting { id, quiz, mode, at, finished, retry, right, asked, percent, passed } =
            past;
        let day = self.day_of(at);
        PastResult { id, quiz, title, mode, day, finished, retry, right, asked, percent, passed }
    }

    /// What a quiz is called; one that tests out of a week says so.
    pub fn quiz_title(&self, quiz: &Quiz, words: &Messages) -> String {
        match quiz.id.tested_week() {
            Some(_) => words.format("test-out.title", &[("title", &quiz.title)]),
            None => quiz.title.clone(),
        }
    }

    /// A sitting of the past with its quiz.
    ///
    /// # Errors
    /// Where there is no such sitting, or the course has its quiz no more.
    pub fn past_sitting(&self, id: &str) -> Result<(Sitting, Arc<Quiz>), Problem> {
        let gone = || Problem::message(Fault::Usage, "results.no-such", &[("id", &id)]);
        let sitting = self.progress.sitting(id)?.ok_or_else(gone)?;
        let quiz = self.library.quiz(&sitting.quiz)?;
        Ok((sitting, quiz))
    }

    /// Starts a sitting of what another one missed; `None` where nothing of it is left.
    ///
    /// # Errors
    /// Where it cannot be recorded.
    pub fn retry_missed(
        &mut self,
        quiz: &Quiz,
        missed: &Sitting,
    ) -> Result<Option<Sitting>, Problem> {
        let retry = Sitting::retry(self.progress.new_name(), quiz, missed);
        if let Some(sitting) = &retry {
            self.record(started(sitting))?;
        }
        Ok(retry)
    }
}

/// The event with which a sitting begins.
pub(super) fn started(sitting: &Sitting) -> QuizEvent {
    QuizEvent::Started {
        quiz: sitting.quiz.clone(),
        sitting: sitting.id.clone(),
        mode: sitting.mode,
        seed: sitting.seed,
        drawn: sitting.drawn.clone(),
        retry: sitting.retry.clone(),
    }
}
