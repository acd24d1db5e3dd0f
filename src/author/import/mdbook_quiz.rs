//! Quizzes of mdbook-quiz, which have the form of ours: each question comes as it is, with an id, and with what it
//! shares with others in its own text.

use toml::{Table, Value};

use super::{Bank, Importer};
use crate::{id, quiz::Quiz};

/// An id made from a question has so many words of it.
const WORDS: usize = 8;

pub(super) struct MdbookQuiz;

impl Importer for MdbookQuiz {
    fn name(&self) -> &'static str {
        "mdbook-quiz"
    }

    fn fits(&self, file: &str, _: &str) -> bool {
        file.ends_with(".toml")
    }

    fn import(&self, text: &str, bank: &mut Bank) {
        let table = match text.parse::<Table>() {
            Ok(table) => table,
            Err(error) => {
                return bank.lose(error.span().unwrap_or(0..0).start, error.message());
            }
        };
        let shared = table.get("multipart").and_then(Value::as_table);
        let questions = table.get("questions").and_then(Value::as_array).into_iter().flatten();
        let mut places = text.match_indices("[[questions]]").map(|(at, _)| at);
        for question in questions {
            let at = places.next().unwrap_or(0);
            let Some(question) = question.as_table() else { continue };
            let question = alone(question.clone(), shared);
            match named(&question) {
                Ok(id) => bank.ready.push((id, question)),
                Err(why) => bank.lose(at, why),
            }
        }
    }
}

/// A question without what it shares with others: that stands before its own text.
fn alone(mut question: Table, shared: Option<&Table>) -> Table {
    let group = question.remove("multipart");
    let text =
        group.as_ref().and_then(Value::as_str).and_then(|group| shared?.get(group)?.as_str());
    let prompt = question.get_mut("prompt").and_then(Value::as_table_mut);
    if let (Some(shared), Some(prompt)) = (text, prompt) {
        let own = prompt.get("prompt").and_then(Value::as_str).unwrap_or_default();
        let whole = format!("{}\n\n{own}", shared.trim());
        prompt.insert("prompt".to_owned(), Value::String(whole.trim_end().to_owned()));
    }
    question
}

/// The id of a question, its own or one that is made of its words; or why it cannot be asked.
fn named(question: &Table) -> Result<String, String> {
    let (quiz, found) = Quiz::parse("question.toml", &super::entry(question));
    let quiz = quiz.ok_or_else(|| {
        found.first().map_or_else(|| "no question".to_owned(), |found| found.message.clone())
    })?;
    if let Some(task) = quiz.written.first() {
        return Ok(task.id.to_string());
    }
    let question = quiz.questions.first().ok_or("no question")?;
    if !question.id_is_derived {
        return Ok(question.id.to_string());
    }
    let words: Vec<&str> = question.prompt.value.split_whitespace().take(WORDS).collect();
    Ok(id::slug(&words.join(" "), "question"))
}
