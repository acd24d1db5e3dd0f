//! A task that is answered in one's own words: never drawn, scored or repeated. What was written is
//! compared with a model answer, by a rubric that the learner ticks.

use std::ops::{Range, RangeInclusive};

use crate::{
    course::former,
    id::{LessonId, QuestionId},
    table::{Fields, Placed},
    text::counted,
};

use super::question::first_paragraph;

/// Lines that a rubric has: fewer say nothing, more are not read.
const RUBRIC: RangeInclusive<usize> = 4..=6;

/// A task to be answered in one's own words.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    pub id: QuestionId,
    /// The lesson that it stands in.
    pub lesson: Placed<LessonId>,
    /// What is to be written, in Markdown.
    pub prompt: Placed<String>,
    /// A good answer, in Markdown.
    pub model: Placed<String>,
    /// What one can say yes or no to about a text.
    pub rubric: Vec<Placed<String>>,
    /// Where the task stands in its file, in bytes.
    pub span: Range<usize>,
}

impl Written {
    /// Whether an entry of a file of questions is such a task.
    pub(super) fn is(fields: &Fields<'_, '_>) -> bool {
        fields.string("type").is_some_and(|name| name.value == "Written")
    }

    pub(super) fn parse(fields: &Fields<'_, '_>) -> Option<Self> {
        let (id, lesson) = (fields.required_id("id"), fields.required_id("lesson"));
        former::allow(fields);
        let (prompt, answer) = (fields.required_table("prompt"), fields.required_table("answer"));
        let (prompt, answer) = (prompt?, answer?);
        let (prompt, model) = (prompt.required_string("prompt"), answer.required_string("model"));
        let rubric = answer.strings("rubric");
        if !RUBRIC.contains(&rubric.len()) {
            let message = format!("a rubric of {}", counted(rubric.len(), "line"));
            let help = "four to six lines, each a thing one can say yes or no to";
            answer.report_with_help("rubric-size", answer.span(), message, help);
        }
        let (id, lesson) = (id?, lesson?);
        Some(Self {
            span: id.span,
            id: QuestionId::new(id.value),
            lesson: lesson.map(LessonId::new),
            prompt: prompt?,
            model: model?,
            rubric,
        })
    }

    /// The first paragraph of what is to be written, without marks.
    pub fn teaser(&self) -> String {
        first_paragraph(&self.prompt.value)
    }

    /// Every text that a learner reads, with its place in the file in bytes.
    pub fn texts(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        let texts = [&self.prompt, &self.model].into_iter().chain(&self.rubric);
        texts.map(|text| (text.value.as_str(), text.span.clone()))
    }

    /// What a learner wrote with the rubric as it was ticked, in Markdown.
    pub fn kept(&self, text: &str, ticked: &[bool]) -> String {
        let tick = |at: usize| if ticked.get(at) == Some(&true) { 'x' } else { ' ' };
        let lines = self.rubric.iter().enumerate();
        let rubric: String =
            lines.map(|(at, line)| format!("- [{}] {}\n", tick(at), line.value)).collect();
        format!("**{}**\n\n{}\n\n{rubric}", self.teaser(), text.trim())
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        id::QuestionId,
        quiz::{Quiz, draw},
    };

    const POOL: &str = "id = 'p-quiz'\ntitle = 'Pool'\n\
        [[questions]]\nid = 'p-number'\nlesson = 'l'\ntype = 'Numeric'\nanswer.value = 1\n\
        prompt.prompt = 'How many?'\n\
        [[questions]]\nid = 'p-own'\nlesson = 'l'\ntype = 'Written'\n\
        prompt.prompt = \"Rewrite *fast*.\\n\\nOne sentence.\"\nanswer.model = 'p95 < 200 ms'\n\
        answer.rubric = ['a number', 'a percentile', 'a place', 'a load']\n";

    #[test]
    fn a_task_is_read_beside_the_questions_and_never_drawn() {
        let (quiz, found) = Quiz::parse("p.toml", POOL);
        assert!(found.is_empty(), "{}", found[0]);
        let quiz = quiz.unwrap();
        assert_eq!((quiz.questions.len(), quiz.written.len(), quiz.draw), (1, 1, 1));
        assert_eq!(draw(&quiz, 9, &[], 1), [QuestionId::new("p-number")]);
        assert!(quiz.question("p-own").is_none());
        assert_eq!(quiz.task("p-own").unwrap().teaser(), "Rewrite fast.");
    }

    #[test]
    fn what_was_written_is_kept_with_what_was_ticked() {
        let quiz = Quiz::parse("p.toml", POOL).0.unwrap();
        let kept = quiz.written[0].kept(" p95 under 1 s ", &[true, true, false, false]);
        assert_eq!(
            kept,
            "**Rewrite fast.**\n\np95 under 1 s\n\n- [x] a number\n- [x] a percentile\n\
             - [ ] a place\n- [ ] a load\n"
        );
    }

    #[test]
    fn a_task_without_a_rubric_or_with_the_id_of_another_is_found() {
        let codes = |text: &str| -> Vec<&'static str> {
            Quiz::parse("p.toml", text).1.iter().map(|found| found.code).collect()
        };
        assert_eq!(codes(&POOL.replace(", 'a load'", "")), ["rubric-size"]);
        assert_eq!(codes(&POOL.replace("p-own", "p-number")), ["duplicate-id"]);
        assert_eq!(codes(&POOL.replace("answer.model = 'p95 < 200 ms'\n", "")), ["missing-key"]);
    }
}
