//! `archtutor review`: what is due, to a learner or to a script.

mod tune;

use super::{Context, Format, output, plain, start};
use crate::{
    clock::Day,
    id::PatternId,
    library::{Library, Reference},
    problem::Problem,
    session::{review::Review, round::Scope},
    tui::{route::Route, terminal},
};

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Fit the model of memory to your answers; 400 on 30 days are needed.
    #[command(after_help = "Example: archtutor review tune")]
    Tune(tune::Args),
}

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// How long it may take; as the settings say if it is left out.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=240))]
    minutes: Option<u32>,
    /// Only what is taught in this week.
    #[arg(long, value_name = "WEEK")]
    week: Option<String>,
    /// Only what is about this pattern.
    #[arg(long, value_name = "PATTERN")]
    pattern: Option<String>,
    /// As on this learning day; for scripts.
    #[arg(long, value_name = "DATE", value_parser = day, requires = "format")]
    today: Option<Day>,
    /// How to print it; JSON asks nothing.
    #[arg(long, value_enum)]
    format: Option<Format>,
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "a day is written YYYY-MM-DD".to_owned())
}

/// Reviews, or prints what is in review.
pub(super) fn run(args: &Args, context: Context) -> Result<u8, Problem> {
    if let Some(Command::Tune(args)) = &args.command {
        return tune::run(args, &context);
    }
    if args.format.is_none() {
        return study(args, context);
    }
    let session = context.told_session()?;
    let today = args.today.unwrap_or_else(|| session.today());
    let library = session.library();
    let scope = args.scope(library)?;
    let review = session.review(today)?.filtered(|item| scope.fits(item, library));
    match args.format.unwrap_or_default() {
        Format::Json => output::print_json(&review)?,
        Format::Text => output::print(&text(&review))?,
    }
    Ok(0)
}

/// Asks what is due, on the screen or on plain lines.
fn study(args: &Args, context: Context) -> Result<u8, Problem> {
    let session = context.study()?;
    let scope = args.scope(session.library())?;
    if context.settings.plain || terminal::usable().is_err() {
        return plain::run(session, &context.settings, plain::Start::Review(scope));
    }
    start(session, context, vec![Route::Home, Route::Review(scope)])
}

impl Args {
    fn scope(&self, library: &Library) -> Result<Scope, Problem> {
        let week = self.week.as_deref().map(|word| week(library, word)).transpose()?;
        let pattern = self.pattern.as_deref().map(|word| pattern(library, word)).transpose()?;
        Ok(Scope { minutes: self.minutes, week, pattern })
    }
}

fn week(library: &Library, word: &str) -> Result<usize, Problem> {
    match library.resolve(word)? {
        Reference::Week(id) => library.week_number(&id),
        _ => Err(Problem::usage(format!("`{}` is no week", crate::text::sanitize(word)))
            .hint("archtutor list weeks shows all of them")),
    }
}

fn pattern(library: &Library, word: &str) -> Result<PatternId, Problem> {
    match library.resolve(word)? {
        Reference::Pattern(id) => Ok(id),
        _ => Err(Problem::usage(format!("`{}` is no pattern", crate::text::sanitize(word)))
            .hint("archtutor list patterns shows all of them")),
    }
}

/// What the coming days hold, as lines of text.
fn text(review: &Review) -> String {
    let rows: Vec<[String; 3]> = review
        .forecast
        .iter()
        .filter(|day| day.items > 0)
        .map(|day| [day.day.to_string(), day.items.to_string(), format!("{:.1} min", day.minutes)])
        .collect();
    output::columns(&rows)
}
