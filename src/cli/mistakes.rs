//! `archtutor mistakes`: what was answered wrongly, to a learner or to a script.

use super::{Context, Format, output};
use crate::{messages::Messages, problem::Problem, session::mistakes::Mistake};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How to print it.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Prints the mistakes.
pub(super) fn run(args: &Args, context: &Context) -> Result<u8, Problem> {
    let session = context.told_session()?;
    let words = Messages::load(&context.settings.language);
    let mistakes = session.mistakes(&words)?;
    if args.format == Format::Json {
        output::print_json(&serde_json::json!({ "mistakes": mistakes }))?;
        return Ok(0);
    }
    let number = |mistake: &Mistake| {
        let library = session.library();
        let slot = mistake.lesson.as_ref().and_then(|lesson| library.slot(lesson));
        slot.map_or_else(String::new, |slot| library.number(slot))
    };
    let row = |mistake: &Mistake| {
        let times = words.plural("mistakes.times", mistake.wrong as usize);
        let sure = if mistake.sure { words.get("mistakes.sure") } else { "" };
        [number(mistake), times, sure.to_owned(), mistake.prompt.clone()]
    };
    match mistakes.is_empty() {
        true => output::print(&format!("{}\n", words.get("mistakes.none")))?,
        false => output::print(&output::columns(&mistakes.iter().map(row).collect::<Vec<_>>()))?,
    }
    Ok(0)
}
