//! `archtutor class`: a class of learners who share what they study, for its learners and its teacher.

mod member;
mod new;
mod push;
mod report;

use super::Context;
use crate::problem::Problem;

/// What to do with a class.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
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
}

/// Runs one of them.
pub(super) fn run(args: &Args, context: &Context) -> Result<u8, Problem> {
    match &args.what {
        What::Join(args) => member::join(args, context),
        What::Status => member::status(context),
        What::Push(args) => push::run(args, context),
        What::Export(args) => member::export(args, context),
        What::Leave(args) => member::leave(args, context),
        What::New(args) => new::run(args, context),
        What::Report(args) => report::run(args, context),
    }
}
