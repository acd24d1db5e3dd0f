//! A sitting: one attempt at a quiz, from the draw to the result. It is plain data, so a half-finished
//! one is stored and goes on later.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{
    id::{LessonId, QuestionId, QuizId},
    messages::Messages,
};

use super::{
    Answer, Chance, Posed, Question, Quiz, Verdict, draw::draw, question::first_paragraph,
};

/// Numbers beyond this are not exact in every reader of JSON.
const SEED_BITS: u64 = (1 << 53) - 1;

/// When explanations are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SittingMode {
    /// After each answer; the first answer counts.
    #[default]
    Practice,
    /// Once it is handed in; until then an answer may be changed.
    Exam,
}

/// One attempt at a quiz.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sitting {
    pub id: String,
    pub quiz: QuizId,
    pub mode: SittingMode,
    pub seed: u64,
    /// The questions in the order they are asked.
    pub drawn: Vec<QuestionId>,
    /// What was answered so far.
    #[serde(default)]
    pub given: Vec<Given>,
    /// The questions that are marked to come back to.
    #[serde(default)]
    pub marked: Vec<QuestionId>,
    /// The sitting whose missed questions these are, where they are that.
    #[serde(default)]
    pub retry: Option<String>,
}

/// An answer given in a sitting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Given {
    pub question: QuestionId,
    /// The question's content hash when it was answered.
    pub revision: String,
    pub answer: Answer,
    pub right: bool,
    /// How much of the answer is right, from 0 to 1.
    pub share: f64,
}

/// How a sitting ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SittingResult {
    pub right: usize,
    pub asked: usize,
    /// Of the questions asked, rounded down.
    pub percent: u8,
    /// Whether the quiz is passed; never by a sitting of what was missed.
    pub passed: bool,
    /// What was not right, in the order it was asked.
    pub missed: Vec<Missed>,
}

/// A question that was not answered rightly, with where to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Missed {
    pub question: QuestionId,
    pub lesson: Option<LessonId>,
}

impl Sitting {
    /// Starts an attempt; its id decides the draw, and `recent` questions, the latest first, are avoided.
    pub fn start(
        id: impl Into<String>,
        quiz: &Quiz,
        mode: SittingMode,
        recent: &[QuestionId],
    ) -> Self {
        let id = id.into();
        let seed = Chance::seed_for(0, &id) & SEED_BITS;
        let drawn = draw(quiz, quiz.draw, recent, seed);
        let (quiz, given, marked) = (quiz.id.clone(), Vec::new(), Vec::new());
        Self { id, quiz, mode, seed, drawn, given, marked, retry: None }
    }

    /// Starts one of what another sitting missed and the quiz still has; each answer is explained at once.
    /// `None` where nothing is left of it.
    pub fn retry(id: impl Into<String>, quiz: &Quiz, missed: &Self) -> Option<Self> {
        let id = id.into();
        let there = |missed: &Missed| quiz.question(missed.question.as_str()).is_some();
        let missed_ids = missed.result(quiz).missed.into_iter().filter(there);
        let drawn: Vec<QuestionId> = missed_ids.map(|missed| missed.question).collect();
        let seed = Chance::seed_for(0, &id) & SEED_BITS;
        let (quiz, given, marked) = (quiz.id.clone(), Vec::new(), Vec::new());
        let retry = Some(missed.id.clone());
        let mode = SittingMode::Practice;
        (!drawn.is_empty()).then_some(Self { id, quiz, mode, seed, drawn, given, marked, retry })
    }

    /// The place of the first question without an answer; `None` when all are answered. Questions that
    /// the quiz no longer has are passed over.
    pub fn next(&self, quiz: &Quiz) -> Option<usize> {
        (0..self.drawn.len()).find(|place| self.is_open(quiz, *place))
    }

    /// The place to go to from one that was dealt with: in an exam, where questions may be left open, only
    /// those behind it; `None` when there is none.
    pub fn onward(&self, quiz: &Quiz, from: usize) -> Option<usize> {
        match self.mode {
            SittingMode::Practice => self.next(quiz),
            SittingMode::Exam => {
                (from + 1..self.drawn.len()).find(|place| self.is_open(quiz, *place))
            }
        }
    }

    /// How many questions wait for an answer.
    pub fn left_open(&self, quiz: &Quiz) -> usize {
        (0..self.drawn.len()).filter(|place| self.is_open(quiz, *place)).count()
    }

    /// Whether the question at a place waits for an answer.
    fn is_open(&self, quiz: &Quiz, place: usize) -> bool {
        let open =
            |id: &QuestionId| self.given(id).is_none() && quiz.question(id.as_str()).is_some();
        self.drawn.get(place).is_some_and(open)
    }

    /// Whether a question is marked to come back to.
    pub fn is_marked(&self, question: &QuestionId) -> bool {
        self.marked.contains(question)
    }

    /// Poses the question at a place, always in the same way.
    pub fn pose(&self, quiz: &Quiz, place: usize) -> Option<Posed> {
        let question = quiz.question(self.drawn.get(place)?.as_str())?;
        Some(question.pose(self.question_seed(question)))
    }

    fn question_seed(&self, question: &Question) -> u64 {
        Chance::seed_for(self.seed, question.id.as_str()) & SEED_BITS
    }

    /// A question of this sitting in one line, as it was asked, with the numbers that were drawn.
    pub fn title(&self, quiz: &Quiz, question: &QuestionId, words: &Messages) -> String {
        let place = self.drawn.iter().position(|id| id == question);
        let Some(posed) = place.and_then(|place| self.pose(quiz, place)) else {
            return words.get("quiz.gone").to_owned();
        };
        let asked = first_paragraph(&posed.prompt);
        if asked.is_empty() { words.get("question.trace").to_owned() } else { asked }
    }

    /// What was answered to a question.
    pub fn given(&self, question: &QuestionId) -> Option<&Given> {
        self.given.iter().find(|given| given.question == *question)
    }

    /// Whether an answer to this question would still count.
    pub fn accepts(&self, question: &QuestionId) -> bool {
        self.drawn.contains(question)
            && (self.mode == SittingMode::Exam || self.given(question).is_none())
    }

    /// Takes an answer and marks it. The verdict is to be shown only once the answer is on disk, and
    /// in an exam only at the end.
    pub fn answer(&mut self, posed: &Posed, answer: &Answer) -> Verdict {
        let verdict = posed.mark(answer);
        let question = posed.question.id.clone();
        if self.accepts(&question) {
            let given = Given {
                revision: posed.question.revision.clone(),
                answer: answer.clone(),
                right: verdict.right,
                share: verdict.share,
                question,
            };
            match self.given.iter_mut().find(|old| old.question == given.question) {
                Some(old) => *old = given,
                None => self.given.push(given),
            }
        }
        verdict
    }

    /// Counts what is right. Questions without an answer count as asked; those that the quiz lost
    /// before they were answered do not.
    pub fn result(&self, quiz: &Quiz) -> SittingResult {
        let mut result =
            SittingResult { right: 0, asked: 0, percent: 0, passed: false, missed: Vec::new() };
        for id in &self.drawn {
            let (question, given) = (quiz.question(id.as_str()), self.given(id));
            if question.is_none() && given.is_none() {
                continue;
            }
            result.asked += 1;
            if given.is_some_and(|given| given.right) {
                result.right += 1;
                continue;
            }
            let lesson = question.and_then(|question| question.lesson.as_ref());
            let lesson = lesson.map(|lesson| lesson.value.clone());
            result.missed.push(Missed { question: id.clone(), lesson });
        }
        let percent = (result.right * 100).checked_div(result.asked).unwrap_or(0);
        result.percent = u8::try_from(percent).unwrap_or(100);
        let whole = self.retry.is_none();
        result.passed = whole && result.asked > 0 && result.percent >= quiz.pass;
        result
    }

    /// The questions of the sitting that the quiz still has, in order.
    pub fn questions<'q>(&self, quiz: &'q Quiz) -> Vec<&'q Arc<Question>> {
        self.drawn.iter().filter_map(|id| quiz.question(id.as_str())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: &str = include_str!("../../tests/fixtures/quiz/kinds.toml");

    fn quiz() -> Quiz {
        Quiz::parse("q.toml", KINDS).0.unwrap()
    }

    fn answer_next(sitting: &mut Sitting, quiz: &Quiz, right: bool) {
        let place = sitting.next(quiz).unwrap();
        let posed = sitting.pose(quiz, place).unwrap();
        let answer = if right { posed.model_answer() } else { Answer::Text("?".into()) };
        assert_eq!(sitting.answer(&posed, &answer).right, right);
    }

    #[test]
    fn a_half_finished_sitting_goes_on_from_its_stored_text() {
        let quiz = quiz();
        let mut sitting = Sitting::start("s1", &quiz, SittingMode::Practice, &[]);
        assert_eq!(sitting.drawn.len(), 5);
        answer_next(&mut sitting, &quiz, true);
        answer_next(&mut sitting, &quiz, false);
        let json = serde_json::to_string(&sitting).unwrap();
        let mut again: Sitting = serde_json::from_str(&json).unwrap();
        assert_eq!(again, sitting);
        assert_eq!(again.next(&quiz), Some(2));
        assert_eq!(again.pose(&quiz, 2), sitting.pose(&quiz, 2));
        for _ in 0..3 {
            answer_next(&mut again, &quiz, true);
        }
        assert_eq!(again.next(&quiz), None);
        let result = again.result(&quiz);
        assert_eq!((result.right, result.asked, result.percent, result.passed), (4, 5, 80, true));
        assert_eq!(result.missed[0].question, again.drawn[1]);
        assert!(result.missed[0].lesson.is_some());
    }

    #[test]
    fn in_practice_the_first_answer_counts_and_in_an_exam_the_last() {
        let quiz = quiz();
        for (mode, counts) in [(SittingMode::Practice, 0), (SittingMode::Exam, 1)] {
            let mut sitting = Sitting::start("s1", &quiz, mode, &[]);
            let posed = sitting.pose(&quiz, 0).unwrap();
            sitting.answer(&posed, &Answer::Text("?".into()));
            sitting.answer(&posed, &posed.model_answer());
            assert_eq!(sitting.result(&quiz).right, counts);
            assert_eq!(sitting.given.len(), 1);
        }
    }

    #[test]
    fn an_exam_leads_over_what_is_left_open_and_practice_to_it() {
        let quiz = quiz();
        for (mode, behind_the_second, behind_the_last) in
            [(SittingMode::Practice, Some(0), Some(0)), (SittingMode::Exam, Some(2), None)]
        {
            let mut sitting = Sitting::start("s1", &quiz, mode, &[]);
            let posed = sitting.pose(&quiz, 1).unwrap();
            sitting.answer(&posed, &Answer::DontKnow);
            assert_eq!(sitting.onward(&quiz, 1), behind_the_second);
            assert_eq!(sitting.onward(&quiz, 4), behind_the_last);
            assert_eq!(sitting.left_open(&quiz), 4);
        }
    }

    #[test]
    fn what_was_missed_can_be_asked_again_and_passes_no_quiz() {
        let quiz = quiz();
        let mut first = Sitting::start("s1", &quiz, SittingMode::Exam, &[]);
        answer_next(&mut first, &quiz, true);
        answer_next(&mut first, &quiz, false);
        answer_next(&mut first, &quiz, false);
        let missed: Vec<QuestionId> =
            first.result(&quiz).missed.into_iter().map(|missed| missed.question).collect();
        let mut retry = Sitting::retry("s2", &quiz, &first).unwrap();
        assert_eq!((&retry.drawn, retry.mode), (&missed, SittingMode::Practice));
        while retry.next(&quiz).is_some() {
            answer_next(&mut retry, &quiz, true);
        }
        let result = retry.result(&quiz);
        assert_eq!((result.percent, result.passed), (100, false));
        assert_eq!(Sitting::retry("s3", &quiz, &retry), None, "nothing is left");
    }

    #[test]
    fn questions_that_left_the_pool_are_passed_over() {
        let quiz = quiz();
        let mut sitting = Sitting::start("s1", &quiz, SittingMode::Practice, &[]);
        answer_next(&mut sitting, &quiz, true);
        let mut smaller = quiz.clone();
        let (kept, lost) = (sitting.drawn[0].clone(), sitting.drawn[1].clone());
        smaller.questions.retain(|question| question.id != kept && question.id != lost);
        assert_eq!(sitting.next(&smaller), Some(2));
        assert_eq!(sitting.pose(&smaller, 1), None);
        let result = sitting.result(&smaller);
        assert_eq!((result.right, result.asked), (1, 4), "what was answered keeps counting");
    }
}
