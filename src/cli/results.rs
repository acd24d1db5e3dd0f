//! `archtutor results`: every quiz that was taken, or one of them question by question.

use serde::Serialize;

use super::{Context, Format, output, plain, start};
use crate::{
    id::{LessonId, QuestionId},
    messages::Messages,
    problem::{Fault, Problem},
    quiz::{Given, Quiz, Sitting},
    session::results::PastResult,
    tui::{route::Route, terminal},
};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The number of a result in the list, 1 for the latest, or its id.
    #[arg(value_name = "N")]
    result: Option<String>,
    /// How to print it; JSON asks nothing.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// A result with its questions.
#[derive(Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    result: &'a PastResult,
    questions: Vec<Question<'a>>,
}

#[derive(Serialize)]
struct Question<'a> {
    id: &'a QuestionId,
    /// As it was asked, in Markdown; null where the course has it no more.
    prompt: Option<String>,
    lesson: Option<LessonId>,
    /// In one line; null where nothing was answered.
    answer: Option<String>,
    right: bool,
    /// How much of the answer is right, from 0 to 1.
    share: f64,
    /// Whether the question was edited after it was answered.
    changed: bool,
    /// The right answer and why it is right, in Markdown.
    solution: Option<String>,
    explanation: Option<String>,
}

/// Prints the list, or opens a result.
pub(super) fn run(args: &Args, context: Context) -> Result<u8, Problem> {
    let session = context.told_session()?;
    let words = Messages::load(&context.settings.language);
    let results = session.results(&words)?;
    let Some(word) = &args.result else {
        match args.format {
            Format::Json => output::print_json(&serde_json::json!({ "results": results }))?,
            Format::Text => output::print(&text(&results, &words))?,
        }
        return Ok(0);
    };
    let found = find(&results, word);
    let no_such = || Problem::message(Fault::Usage, "results.no-such", &[("id", word)]);
    let result = found.ok_or_else(no_such)?;
    if args.format == Format::Json {
        let (sitting, quiz) = session.past_sitting(&result.id)?;
        let drawn = sitting.drawn.iter().enumerate();
        let questions = drawn.map(|(at, id)| question(&sitting, &quiz, at, id)).collect();
        output::print_json(&Whole { result, questions })?;
        return Ok(0);
    }
    let id = result.id.clone();
    if context.settings.plain || terminal::usable().is_err() {
        return plain::run(session, &context.settings, plain::Start::Result(id));
    }
    start(session, context, vec![Route::Home, Route::Results, Route::Result(id)])
}

fn find<'a>(results: &'a [PastResult], word: &str) -> Option<&'a PastResult> {
    let number = word.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let by_id = || results.iter().find(|result| result.id == word);
    number.and_then(|at| results.get(at)).or_else(by_id)
}

fn question<'a>(sitting: &'a Sitting, quiz: &Quiz, at: usize, id: &'a QuestionId) -> Question<'a> {
    let (posed, given) = (sitting.pose(quiz, at), sitting.given(id));
    let verdict = posed.as_ref().zip(given).map(|(posed, given)| posed.mark(&given.answer));
    let (solution, explanation) =
        verdict.map_or((None, None), |verdict| (Some(verdict.solution), verdict.explanation));
    let asked = posed.as_ref().map(|posed| &posed.question);
    Question {
        id,
        lesson: asked.and_then(|asked| asked.lesson.as_ref().map(|lesson| lesson.value.clone())),
        changed: asked.zip(given).is_some_and(|(asked, given)| asked.revision != given.revision),
        prompt: posed.map(|posed| posed.prompt),
        answer: given.map(|given| given.answer.summary()),
        right: given.is_some_and(|given| given.right),
        share: given.map_or(0.0, |Given { share, .. }| *share),
        solution,
        explanation,
    }
}

fn text(results: &[PastResult], words: &Messages) -> String {
    let row = |(at, result): (usize, &PastResult)| {
        [(at + 1).to_string(), result.title.clone(), result.told(words)]
    };
    match results.is_empty() {
        true => format!("{}\n", words.get("results.none")),
        false => output::columns(&results.iter().enumerate().map(row).collect::<Vec<_>>()),
    }
}
