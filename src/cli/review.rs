//! `archtutor review`: what is due, to a learner or to a script.

use super::{Context, Format, output};
use crate::{
    clock::Day,
    id::PatternId,
    library::{Library, Reference},
    problem::Problem,
    session::review::{Review, ReviewItem},
};

/// What to review.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
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
pub(super) fn run(args: &Args, context: &Context) -> Result<u8, Problem> {
    let session = context.told_session()?;
    let today = args.today.unwrap_or_else(|| session.today());
    let filter = Filter::of(args, session.library())?;
    let library = session.library();
    let review = session.review(today)?.filtered(|item| filter.fits(item, library));
    match args.format.unwrap_or_default() {
        Format::Json => output::print_json(&review)?,
        Format::Text => output::print(&text(&review))?,
    }
    Ok(0)
}

/// Which items are meant.
struct Filter {
    week: Option<usize>,
    pattern: Option<PatternId>,
}

impl Filter {
    fn of(args: &Args, library: &Library) -> Result<Self, Problem> {
        let week = args.week.as_deref().map(|word| week(library, word)).transpose()?;
        let pattern = args.pattern.as_deref().map(|word| pattern(library, word)).transpose()?;
        Ok(Self { week, pattern })
    }

    fn fits(&self, item: &ReviewItem, library: &Library) -> bool {
        let slot = || item.lesson.as_ref().and_then(|lesson| library.slot(lesson));
        self.week.is_none_or(|week| slot().is_some_and(|slot| slot.week == week))
            && self.pattern.as_ref().is_none_or(|pattern| item.patterns.contains(pattern))
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
