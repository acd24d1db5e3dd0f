//! The quizzes by which weeks are tested out of; they are made from the questions of the course.

use std::sync::Arc;

use super::Library;
use crate::{
    id::{LessonId, QuizId, WeekId},
    quiz::{Question, Quiz},
};

impl Library {
    /// Every question about a lesson of a week. Reads all pools.
    pub fn questions_of_week(&self, week: usize) -> Vec<Arc<Question>> {
        let taught = |question: &Arc<Question>| {
            let lesson = question.lesson.as_ref().map(|lesson| &lesson.value);
            lesson.and_then(|lesson| self.slot(lesson)).is_some_and(|slot| slot.week == week)
        };
        self.questions().into_iter().filter(taught).collect()
    }

    /// The lessons of a week.
    pub fn lesson_ids(&self, week: usize) -> Vec<LessonId> {
        self.lessons(week).iter().map(|card| card.id.clone()).collect()
    }

    /// The quiz by which a week is tested out of, if it has enough questions for one. Reads all pools.
    pub fn test_out(&self, week: usize) -> Option<QuizId> {
        let id = &self.week(week)?.id;
        self.test_out_of(id).map(|quiz| quiz.id.clone())
    }

    /// The same by the week's id, as a quiz.
    pub(super) fn test_out_of(&self, id: &WeekId) -> Option<Arc<Quiz>> {
        let at = self.week_of(id)?;
        let title = &self.week(at)?.title;
        Quiz::test_out(id, title, self.questions_of_week(at)).map(Arc::new)
    }
}
