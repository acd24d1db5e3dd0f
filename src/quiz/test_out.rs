//! The test by which a week counts as known without being read: a quiz that is made from the questions of
//! all its lessons that ask to apply or to analyse.

use std::sync::Arc;

use super::{Level, Question, Quiz};
use crate::id::{QuizId, WeekId};

/// Questions that are asked.
const ASKED: usize = 10;
/// Percent that must be right: eight of ten.
const PASS: u8 = 80;
/// With fewer questions to draw from, a week cannot be tested out of.
const ENOUGH: usize = 15;
/// How the ids of these quizzes begin. No file can give one.
const PREFIX: &str = "test-out:";

impl QuizId {
    /// The quiz by which a week is tested out of.
    pub fn test_out(week: &WeekId) -> Self {
        Self::new(format!("{PREFIX}{week}"))
    }

    /// The week that this quiz tests out of, if it is one of these.
    pub fn tested_week(&self) -> Option<WeekId> {
        self.as_str().strip_prefix(PREFIX).map(WeekId::new)
    }
}

impl Quiz {
    /// The quiz by which a week is tested out of; `None` where too few of its questions ask to apply or to
    /// analyse.
    pub fn test_out(week: &WeekId, title: &str, questions: Vec<Arc<Question>>) -> Option<Self> {
        let hard = |question: &Arc<Question>| {
            matches!(question.level, Some(Level::Apply | Level::Analyse))
        };
        let questions: Vec<Arc<Question>> = questions.into_iter().filter(hard).collect();
        (questions.len() >= ENOUGH).then(|| Self {
            id: QuizId::test_out(week),
            id_is_derived: false,
            title: title.to_owned(),
            draw: ASKED,
            pass: PASS,
            questions,
            written: Vec::new(),
            pools: Vec::new(),
            span: 0..0,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn questions(levels: &[(&str, usize)]) -> Vec<Arc<Question>> {
        let mut text = String::from("id = 'q'\ntitle = 'Q'\n");
        for (level, count) in levels {
            for at in 0..*count {
                text.push_str(&format!(
                    "[[questions]]\nid = '{level}-{at}'\ntype = 'Numeric'\nlevel = '{level}'\n\
                     prompt.prompt = 'How many?'\nanswer.value = 1\n"
                ));
            }
        }
        Quiz::parse("q.toml", &text).0.unwrap().questions
    }

    #[test]
    fn fifteen_questions_that_ask_more_than_to_recall_make_the_test() {
        let week = WeekId::new("week-3");
        let test = |levels: &[(&str, usize)]| Quiz::test_out(&week, "Three", questions(levels));
        assert_eq!(test(&[("recall", 30), ("apply", 14)]), None);
        let quiz = test(&[("recall", 30), ("apply", 8), ("analyse", 7)]).unwrap();
        assert_eq!((quiz.questions.len(), quiz.draw, quiz.pass), (15, 10, 80));
        assert_eq!(quiz.id.tested_week(), Some(week));
        assert_eq!(QuizId::new("week-3-quiz").tested_week(), None);
    }
}
