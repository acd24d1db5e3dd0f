//! The quizzes of a course, parsed as they are asked for: by their ids, by a question, by a written task.

use std::sync::Arc;

use super::Library;
use crate::{
    course::LessonCard,
    diagnostic::Diagnostic,
    id::{QuestionId, QuizId},
    problem::Problem,
    quiz::{Question, Quiz, Written},
    source::Part,
};

impl Library {
    /// A quiz, read when it is first asked for.
    ///
    /// # Errors
    /// Where there is none of that id, or it has a mistake.
    pub fn quiz(&self, id: &QuizId) -> Result<Arc<Quiz>, Problem> {
        let missing = || Problem::content(format!("There is no quiz `{id}` in this course"));
        if let Some(week) = id.tested_week() {
            return self.test_out_of(&week).ok_or_else(missing);
        }
        let quiz = self.quiz_file(id, |_| true)?.ok_or_else(missing)?;
        if quiz.pools.is_empty() {
            return Ok(quiz);
        }
        // A pool has questions of its own, so that no quiz draws from itself.
        let quiz = Quiz::clone(&quiz).gather(|pool| {
            let missing =
                || Problem::content(format!("`{id}` draws from `{pool}`, which is no pool"));
            self.quiz_file(pool, |quiz| quiz.pools.is_empty())?.ok_or_else(missing)
        })?;
        Ok(Arc::new(quiz))
    }

    /// The exam at the end, if the course has one.
    pub fn exam(&self) -> Option<QuizId> {
        self.course.exam.as_ref().map(|exam| QuizId::new(&exam.value))
    }

    /// A quiz as its file has it.
    fn quiz_file(
        &self,
        id: &QuizId,
        fits: impl Fn(&Quiz) -> bool,
    ) -> Result<Option<Arc<Quiz>>, Problem> {
        let wanted = |file: &str, text: &str| {
            text.contains(id.as_str()) || Quiz::derived_id(file) == id.as_str()
        };
        self.find_quiz(wanted, |quiz| quiz.id == *id && fits(quiz))
    }

    /// A question of any quiz.
    ///
    /// # Errors
    /// Where there is none of that id.
    pub fn question(&self, id: &QuestionId) -> Result<Arc<Question>, Problem> {
        let wanted = |_: &str, text: &str| text.contains(id.as_str());
        let quiz = self.find_quiz(wanted, |quiz| quiz.question(id.as_str()).is_some())?;
        quiz.and_then(|quiz| quiz.question(id.as_str()).cloned())
            .ok_or_else(|| Problem::content(format!("There is no question `{id}` in this course")))
    }

    /// Every question of every pool, in the order of the files; those of a file that cannot be read are
    /// left out. Reads all of them.
    pub fn questions(&self) -> Vec<Arc<Question>> {
        let mut quizzes = self.quizzes.borrow_mut();
        for (file, quiz) in self.reading.pools(&self.source) {
            quizzes.entry(file.clone()).or_insert_with(|| Arc::clone(quiz));
        }
        quizzes.values().flat_map(|quiz| quiz.questions.iter().map(Arc::clone)).collect()
    }

    /// How many check questions stand in a lesson.
    pub fn checks_of(&self, lesson: &LessonCard) -> usize {
        let text = self.text(lesson).unwrap_or_default();
        text.lines().filter(|line| line.trim_start().starts_with("```question")).count()
    }

    /// A task that is answered in one's own words, if there is one of that id.
    pub fn task(&self, id: &QuestionId) -> Option<Arc<Written>> {
        let wanted = |_: &str, text: &str| text.contains(id.as_str());
        let quiz =
            self.find_quiz(wanted, |quiz| quiz.task(id.as_str()).is_some()).ok().flatten()?;
        quiz.task(id.as_str()).cloned()
    }

    /// The first words of a question or a written task; empty where a program speaks for itself.
    ///
    /// # Errors
    /// Where there is neither of that id.
    pub fn teaser(&self, id: &QuestionId) -> Result<String, Problem> {
        match self.question(id) {
            Ok(question) => Ok(question.teaser()),
            Err(problem) => self.task(id).map(|task| task.teaser()).ok_or(problem),
        }
    }

    /// A question or a written task as it is asked, in Markdown and without its key.
    ///
    /// # Errors
    /// Where there is neither of that id.
    pub fn whole(&self, id: &QuestionId) -> Result<String, Problem> {
        match self.question(id) {
            Ok(question) => Ok(question.whole()),
            Err(problem) => self.task(id).map(|task| task.prompt.value.clone()).ok_or(problem),
        }
    }

    /// The first quiz that fits. Files that are likely to hold it are parsed first; an id may also be
    /// written with escapes.
    fn find_quiz(
        &self,
        likely: impl Fn(&str, &str) -> bool,
        fits: impl Fn(&Quiz) -> bool,
    ) -> Result<Option<Arc<Quiz>>, Problem> {
        if let Some(quiz) = self.quizzes.borrow().values().find(|quiz| fits(quiz)) {
            return Ok(Some(Arc::clone(quiz)));
        }
        let mut broken = None;
        let mut unlikely = Vec::new();
        for file in self.source.files(Part::Pools) {
            if self.quizzes.borrow().contains_key(&file) {
                continue;
            }
            let Ok(text) = self.source.read(&file) else { continue };
            if !likely(&file, &text) {
                unlikely.push((file, text));
            } else if let Some(quiz) = self.parse_quiz(file, &text, &mut broken, &fits) {
                return Ok(Some(quiz));
            }
        }
        // What nobody asked for is not said: only a broken file that is likely to hold it.
        let escaped = unlikely.into_iter().filter(|(_, text)| text.contains('\\'));
        for (file, text) in escaped {
            if let Some(quiz) = self.parse_quiz(file, &text, &mut None, &fits) {
                return Ok(Some(quiz));
            }
        }
        match broken {
            Some(found) => Err(Problem::content("A quiz cannot be read")
                .why(&found)
                .hint("archtutor check shows every mistake with its place")),
            None => Ok(None),
        }
    }

    /// Parses a file of questions and keeps it; the quiz if it is the one that is looked for.
    fn parse_quiz(
        &self,
        file: String,
        text: &str,
        broken: &mut Option<Diagnostic>,
        fits: impl Fn(&Quiz) -> bool,
    ) -> Option<Arc<Quiz>> {
        let (quiz, found) = Quiz::parse(&file, text);
        let Some(quiz) = quiz.map(Arc::new) else {
            *broken = found.into_iter().next().or(broken.take());
            return None;
        };
        self.quizzes.borrow_mut().insert(file, Arc::clone(&quiz));
        fits(&quiz).then_some(quiz)
    }
}
