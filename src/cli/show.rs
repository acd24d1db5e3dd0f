//! `archtutor show`: a lesson, a pattern or any Markdown file, printed.

use std::{
    collections::HashMap,
    io::{self, IsTerminal},
    path::Path,
    sync::Arc,
};

use super::{Context, drawn};
use crate::{
    file,
    id::QuestionId,
    library::Library,
    markdown,
    messages::Messages,
    page::{Check, QuestionProvider},
    problem::Problem,
    source::LARGEST_LESSON,
};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A lesson or pattern by id, number or name; `glossary`, `errata`, `tracks` or a track's id; a
    /// Markdown file by its path; `-` for standard input.
    #[arg(value_name = "REF|FILE.md")]
    what: String,
    /// Columns to lay out for; without it the terminal's, or 80.
    #[arg(long)]
    width: Option<u16>,
}

/// Prints it.
pub(super) fn run(args: &Args, context: &Context) -> Result<u8, Problem> {
    let words = Messages::load(&context.settings.language);
    let library = context.library()?;
    let text = text(&args.what, context, &library, &words)?;
    let mut options = drawn::options(args.width, context, &words);
    options.questions = Arc::new(Prompts::of(&library));
    drawn::markdown(text, &options)?;
    Ok(0)
}

fn text(
    what: &str,
    context: &Context,
    library: &Library,
    words: &Messages,
) -> Result<String, Problem> {
    if what == "-" {
        if io::stdin().is_terminal() {
            return Err(Problem::usage("Nothing comes from standard input")
                .hint("archtutor show - < notes.md"));
        }
        return file::stream(io::stdin().lock(), "the standard input", LARGEST_LESSON);
    }
    if Path::new(what).extension().is_some_and(|end| end == "md") {
        return file::text(Path::new(what), LARGEST_LESSON).map(titled);
    }
    if let Some(sheet) = library.generated(what) {
        let (title, body) = library.write(&sheet, words, &context.settings.language)?;
        return Ok(format!("# {title}\n\n{body}"));
    }
    library.document(&library.resolve(what)?, words, &context.settings.language)
}

/// A text under its title, if it is a lesson.
fn titled(text: String) -> String {
    let (facts, body) = markdown::front_matter(&text);
    let facts = facts.and_then(|range| text.get(range)?.parse::<toml::Table>().ok());
    let title = facts.as_ref().and_then(|facts| facts.get("title")?.as_str());
    match title {
        Some(title) => {
            let body = text.get(body..).unwrap_or_default();
            format!("# {}\n\n{body}", markdown::escape(title))
        }
        None => text,
    }
}

/// What the check questions of the printed page ask, in full.
struct Prompts {
    prompts: HashMap<String, String>,
}

impl Prompts {
    /// Reads the quizzes that lessons ask from.
    fn of(library: &Library) -> Self {
        let mut prompts = HashMap::new();
        for quiz in library.weeks().filter_map(|week| week.quiz.clone()) {
            let Ok(quiz) = library.quiz(&quiz) else { continue };
            let questions = quiz.questions.iter();
            prompts.extend(questions.map(|question| (question.id.to_string(), question.whole())));
            let written = quiz.written.iter();
            prompts.extend(written.map(|task| (task.id.to_string(), task.prompt.value.clone())));
        }
        Self { prompts }
    }
}

impl QuestionProvider for Prompts {
    fn question(&self, id: &QuestionId) -> Option<Check> {
        let whole = self.prompts.get(id.as_str())?.clone();
        Some(Check { whole, ..Check::default() })
    }
}
