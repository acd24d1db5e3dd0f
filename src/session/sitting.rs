//! Sittings of quizzes: begun, answered, taken back, finished.

use super::{Session, results};
use crate::{
    id::{QuestionId, WeekId},
    problem::Problem,
    progress::{
        Circumstances, Event, EventId, Notice, QuestionEvent, QuizEvent, UndoEvent, WeekEvent,
    },
    quiz::{Answer, Posed, Quiz, Sitting, SittingMode, SittingResult, Verdict},
};

impl Session {
    /// The half-finished sitting of a quiz. One whose questions are all gone from the course is dropped:
    /// the learner is told, and nothing is graded.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn open_sitting(&mut self, quiz: &Quiz) -> Result<Option<Sitting>, Problem> {
        let sitting = self.progress.open_sitting(&quiz.id)?;
        if sitting.as_ref().is_some_and(|sitting| sitting.result(quiz).asked == 0) {
            self.leave_notice(Notice::AttemptLost { quiz: quiz.title.clone() });
            return Ok(None);
        }
        Ok(sitting)
    }

    /// The sitting of a quiz that was finished last, while the quiz still has any of its questions.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn finished_sitting(&self, quiz: &Quiz) -> Result<Option<Sitting>, Problem> {
        let sitting = self.progress.finished_sitting(&quiz.id)?;
        Ok(sitting.filter(|sitting| !sitting.questions(quiz).is_empty()))
    }

    /// Starts a sitting: draws questions that were not just seen, and records them.
    ///
    /// # Errors
    /// Where it cannot be recorded.
    pub fn start_sitting(&mut self, quiz: &Quiz, mode: SittingMode) -> Result<Sitting, Problem> {
        let recent = self.progress.recent(quiz.questions.iter().map(|question| &question.id))?;
        let sitting = Sitting::start(self.progress.new_name(), quiz, mode, &recent);
        self.record(results::started(&sitting))?;
        Ok(sitting)
    }

    /// Records an answer: to a question of a sitting, to a check question, or in a review. What was right is
    /// added.
    ///
    /// # Errors
    /// Where it cannot be recorded; the verdict must not be shown then.
    pub fn record_answer(
        &mut self,
        posed: &Posed,
        answer: &Answer,
        verdict: &Verdict,
        sitting: Option<&Sitting>,
        circumstances: Circumstances,
    ) -> Result<EventId, Problem> {
        let circumstances = Circumstances {
            meaning: Some(posed.question.meaning.clone()),
            tags: verdict.tags(),
            // Who says not to know it is sure of nothing.
            sure: circumstances.sure && *answer != Answer::DontKnow,
            ..circumstances
        };
        let event = self.record(QuestionEvent::Answered {
            question: posed.question.id.clone(),
            revision: posed.question.revision.clone(),
            response: answer.clone(),
            success: verdict.right,
            score: verdict.share,
            seed: posed.seed,
            sitting: sitting.map(|sitting| sitting.id.clone()),
            quiz: sitting.map(|sitting| sitting.quiz.clone()),
            circumstances,
        })?;
        self.checks.get_mut().insert(posed.question.id.clone(), Some(verdict.right));
        Ok(event)
    }

    /// Takes back an answer that was given by a slip.
    ///
    /// # Errors
    /// Where it cannot be recorded.
    pub fn take_back(&mut self, event: EventId, question: &QuestionId) -> Result<(), Problem> {
        self.record(UndoEvent::of(event))?;
        self.checks.get_mut().remove(question);
        Ok(())
    }

    /// Marks a question of a sitting to come back to, or takes its mark away.
    ///
    /// # Errors
    /// Where it cannot be recorded.
    pub fn turn_mark(
        &mut self,
        sitting: &Sitting,
        question: &QuestionId,
    ) -> Result<Sitting, Problem> {
        let marked = !sitting.is_marked(question);
        self.record(QuizEvent::Marked {
            quiz: sitting.quiz.clone(),
            sitting: sitting.id.clone(),
            question: question.clone(),
            marked,
        })?;
        let mut turned = sitting.clone();
        match marked {
            true => turned.marked.push(question.clone()),
            false => turned.marked.retain(|other| other != question),
        }
        Ok(turned)
    }

    /// Records the end of a sitting.
    ///
    /// # Errors
    /// Where it cannot be recorded.
    pub fn finish_sitting(
        &mut self,
        sitting: &Sitting,
        result: &SittingResult,
    ) -> Result<(), Problem> {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let finished = QuizEvent::Finished {
            quiz: sitting.quiz.clone(),
            sitting: sitting.id.clone(),
            right: count(result.right),
            asked: count(result.asked),
            percent: result.percent,
            success: result.passed,
        };
        let known = sitting.quiz.tested_week().filter(|_| result.passed);
        let known = known.and_then(|week| self.known_week(week)).map(Event::from);
        let events: Vec<Event> = std::iter::once(finished.into()).chain(known).collect();
        self.record_all(&events)
    }

    /// The event by which a week that was tested out of is known.
    fn known_week(&self, id: WeekId) -> Option<WeekEvent> {
        let week = self.library.week_of(&id)?;
        let questions = self.library.questions_of_week(week).into_iter();
        Some(WeekEvent::Known {
            week: id,
            lessons: self.library.lesson_ids(week),
            items: questions.map(|question| question.id.to_string()).collect(),
        })
    }
}
