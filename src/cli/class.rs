//! `archtutor class`: a class of learners who share what they study, for its learners and its teacher.

mod member;
mod new;
mod push;
mod report;
mod view;
mod which;

use super::{Context, plain, start};
use crate::{
    problem::Problem,
    tui::{route::Route, terminal},
};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Without one it opens your classes.
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Join a class: shows what is shared with whom, and asks.
    #[command(after_help = "Example: archtutor class join class.toml")]
    Join(member::Join),
    /// Say which classes you are in, and what you share.
    #[command(after_help = "Example: archtutor class status")]
    Status,
    /// Send what waits to the store of a class.
    #[command(after_help = "Example: archtutor class push --dry-run")]
    Push(push::Args),
    /// Send what waits by itself while the program runs, or only by hand.
    #[command(after_help = "Example: archtutor class by-itself no")]
    ByItself(member::ByItself),
    /// Write what you share with a class, to be handed in.
    #[command(after_help = "Example: archtutor class export -o statements.jsonl")]
    Export(member::Export),
    /// Leave a class: nothing more is shared with it.
    #[command(after_help = "Example: archtutor class leave")]
    Leave(member::Leave),
    /// Write the file of a new class, to be given to its learners.
    #[command(
        after_help = "Example: archtutor class new spring --title \"Architecture, spring\" --contact me@school.example"
    )]
    New(new::Args),
    /// Add up the statements of a class: bad questions, where learners are stuck, grades.
    #[command(
        after_help = "Example: archtutor class report --class class.toml --from statements.jsonl"
    )]
    Report(report::Args),
    /// Look around in the report of a class: weeks, questions, exercises, learners.
    #[command(after_help = "Example: archtutor class view --class class.toml --from handed-in/")]
    View(report::Statements),
}

/// Runs one of them.
pub(super) fn run(args: &Args, context: Context) -> Result<u8, Problem> {
    match &args.what {
        None => open(context),
        Some(What::Join(args)) => member::join(args, &context),
        Some(What::Status) => member::status(&context),
        Some(What::Push(args)) => push::run(args, &context),
        Some(What::ByItself(args)) => member::by_itself(args, &context),
        Some(What::Export(args)) => member::export(args, &context),
        Some(What::Leave(args)) => member::leave(args, &context),
        Some(What::New(args)) => new::run(args, &context),
        Some(What::Report(args)) => report::run(args, &context),
        Some(What::View(args)) => view::run(args, context),
    }
}

/// Opens the learner's classes, on the screen or on plain lines.
fn open(context: Context) -> Result<u8, Problem> {
    let session = context.study()?;
    if context.settings.plain || terminal::usable().is_err() {
        return plain::run(session, &context.settings, plain::Start::Class);
    }
    start(session, context, vec![Route::Home, Route::Class])
}
