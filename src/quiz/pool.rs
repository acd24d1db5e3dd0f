//! A quiz that draws from the pools of others, such as a final exam.

use std::{ops::Range, sync::Arc};

use crate::{id::QuizId, table::Fields};

use super::Quiz;

/// Questions that may be drawn from one other quiz.
const MOST: i64 = 100;

/// Another quiz that questions are drawn from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    pub quiz: QuizId,
    /// How many questions one attempt draws from it.
    pub draw: usize,
    /// Where it is named in the file, in bytes.
    pub span: Range<usize>,
    /// Its questions among those of the quiz that draws.
    pub(super) questions: Range<usize>,
}

impl Pool {
    pub(super) fn read(fields: &Fields<'_, '_>) -> Vec<Self> {
        let pools = fields.tables("pool");
        pools.iter().filter_map(Self::fields).collect()
    }

    fn fields(fields: &Fields<'_, '_>) -> Option<Self> {
        let (quiz, draw) = (fields.required_id("quiz"), fields.integer("draw"));
        let Some(draw) = draw else {
            fields.report("missing-key", fields.span(), "`draw` is missing: how many questions");
            return None;
        };
        if !(1..=MOST).contains(&draw.value) {
            fields.report("out-of-range", draw.span, format!("`draw` is 1 to {MOST}"));
            return None;
        }
        let quiz = quiz?;
        Some(Self {
            draw: usize::try_from(draw.value).unwrap_or(1),
            span: quiz.span,
            quiz: QuizId::new(quiz.value),
            questions: 0..0,
        })
    }
}

impl Quiz {
    /// Puts in the questions of the pools it draws from; `quiz` finds one by its id.
    ///
    /// # Errors
    /// As `quiz` fails.
    pub fn gather<E>(mut self, quiz: impl Fn(&QuizId) -> Result<Arc<Self>, E>) -> Result<Self, E> {
        for pool in &mut self.pools {
            let from = self.questions.len();
            self.questions.extend(quiz(&pool.quiz)?.questions.iter().cloned());
            pool.questions = from..self.questions.len();
        }
        if !self.pools.is_empty() {
            let drawn = self.pools.iter().map(|pool| pool.draw.min(pool.questions.len()));
            self.draw = drawn.sum();
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::quiz::{Sitting, SittingMode, draw};

    fn questions(quiz: &str) -> Arc<Quiz> {
        let mut text = format!("id = '{quiz}'\ntitle = 'T'\n");
        for at in 0..12 {
            text.push_str(&format!(
                "[[questions]]\nid = '{quiz}-{at}'\ntype = 'Numeric'\nanswer.value = 1\n\
                 prompt.prompt = 'Question {at}'\n"
            ));
        }
        Arc::new(Quiz::parse("q.toml", &text).0.unwrap())
    }

    fn exam() -> Quiz {
        let text = "id = 'exam'\ntitle = 'Exam'\npass = 70\n\
            [[pool]]\nquiz = 'one'\ndraw = 5\n[[pool]]\nquiz = 'two'\ndraw = 3\n";
        let (quiz, found) = Quiz::parse("e.toml", text);
        assert!(found.is_empty(), "{}", found[0]);
        quiz.unwrap().gather(|id| Ok::<_, ()>(questions(id.as_str()))).unwrap()
    }

    #[test]
    fn an_exam_draws_from_each_pool_as_many_as_it_says() {
        let exam = exam();
        assert_eq!((exam.draw, exam.questions.len()), (8, 24));
        for seed in 0..20 {
            let drawn = draw(&exam, exam.draw, &[], seed);
            let of = |quiz: &str| drawn.iter().filter(|id| id.as_str().starts_with(quiz)).count();
            assert_eq!((drawn.len(), of("one"), of("two")), (8, 5, 3));
        }
    }

    #[test]
    fn an_exam_avoids_what_was_just_seen_and_goes_on_from_its_stored_text() {
        let exam = exam();
        let first = Sitting::start("s1", &exam, SittingMode::Exam, &[]);
        let second = Sitting::start("s2", &exam, SittingMode::Exam, &first.drawn);
        let both: HashSet<_> = first.drawn.iter().chain(&second.drawn).collect();
        assert_eq!(both.len(), 16, "nothing is asked twice");
        let json = serde_json::to_string(&first).unwrap();
        let again: Sitting = serde_json::from_str(&json).unwrap();
        assert_eq!(again.next(&exam), Some(0));
        assert_eq!(again.pose(&exam, 7), first.pose(&exam, 7));
    }

    #[test]
    fn a_quiz_with_questions_and_pools_is_refused() {
        let text = "id = 'e'\ntitle = 'E'\n[[pool]]\nquiz = 'a'\ndraw = 0\n\
            [[pool]]\nquiz = 'b'\ndraw = 1\n\
            [[questions]]\nid = 'q'\ntype = 'Numeric'\nanswer.value = 1\nprompt.prompt = 'Q'\n";
        let (_, found) = Quiz::parse("e.toml", text);
        let codes: Vec<&str> = found.iter().map(|found| found.code).collect();
        assert!(codes.contains(&"out-of-range"), "{codes:?}");
        assert!(codes.contains(&"questions-and-pools"), "{codes:?}");
    }
}
