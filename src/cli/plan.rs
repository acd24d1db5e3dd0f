//! `archtutor plan`: what of the course fits until a day, and which day it would be finished.

mod ics;

use super::{Context, output};
use crate::{
    clock::Day,
    messages::Messages,
    problem::{Fault, Problem, Values},
    progress::{Plan, PlanEvent},
    session::plan::{Outline, Outlook, WEEKDAYS, balance},
};

/// How a plan is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    #[default]
    Text,
    Json,
    /// A calendar file.
    Ics,
}

/// What to plan.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Keep a plan up to this day; without it the kept one is shown.
    #[arg(long, value_name = "DATE", value_parser = day, requires = "minutes")]
    until: Option<Day>,
    /// Minutes on each day of study.
    #[arg(
        long,
        value_name = "N",
        value_parser = clap::value_parser!(u32).range(5..=600),
        requires = "until"
    )]
    minutes: Option<u32>,
    /// Days of study, such as mon,wed,sat; every day where none is named.
    #[arg(
        long,
        value_name = "DAYS",
        value_delimiter = ',',
        value_parser = clap::builder::PossibleValuesParser::new(WEEKDAYS),
        requires = "until"
    )]
    days: Vec<String>,
    /// How to print it.
    #[arg(long, value_enum, default_value_t)]
    format: Form,
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "a day is written YYYY-MM-DD".to_owned())
}

/// Keeps a plan if one is given, and prints what comes of it.
pub(super) fn run(args: &Args, context: &Context) -> Result<u8, Problem> {
    let mut session = context.told_session()?;
    let words = Messages::load(&context.settings.language);
    if let (Some(until), Some(minutes)) = (args.until, args.minutes) {
        let today = session.today();
        if until < today {
            let values: Values<'_> = &[("until", &until), ("today", &today)];
            return Err(Problem::message(Fault::Usage, "plan.past", values));
        }
        let mut days: Vec<String> = WEEKDAYS.map(str::to_owned).into();
        days.retain(|day| args.days.contains(day));
        let course = session.progress().course().clone();
        session.record(PlanEvent::Set { course, until: until.to_string(), minutes, days })?;
    }
    let Some(plan) = session.progress().plan()? else {
        return Err(Problem::message(Fault::Usage, "plan.none", &[]));
    };
    let outlook = session.outlook(&plan, &words)?;
    match args.format {
        Form::Json => output::print_json(&outlook)?,
        Form::Text => output::print(&text(&outlook, &plan, &words))?,
        Form::Ics => {
            let name = &session.library().course().title;
            let stamp = session.clock().now();
            output::print_own(&ics::calendar(
                &outlook,
                (name, session.progress().course()),
                stamp,
                &words,
            ))?;
        }
    }
    Ok(0)
}

/// The plan and its days as lines of text.
fn text(outlook: &Outlook, plan: &Plan, words: &Messages) -> String {
    let mut text = format!("{}\n", said(outlook, plan, words));
    let rows: Vec<[String; 3]> = outlook
        .schedule
        .iter()
        .map(|day| {
            let minutes = words.format("home.minutes", &[("n", &day.minutes.round())]);
            [dated(day.day, words), minutes, parts(day, words).join(", ")]
        })
        .collect();
    if !rows.is_empty() {
        text.push('\n');
        text.push_str(&output::columns(&rows));
    }
    if !outlook.left_out.is_empty() {
        text.push_str(&format!("\n{}\n", words.get("plan.left-out")));
        for part in &outlook.left_out {
            text.push_str(&format!("  {}\n", part.title));
        }
    }
    text
}

/// What the plan is and what comes of it, in lines.
fn said(outlook: &Outlook, plan: &Plan, words: &Messages) -> String {
    let names: Vec<&str> =
        plan.days.iter().map(|day| words.find(&format!("plan.{day}")).unwrap_or(day)).collect();
    let days =
        if names.is_empty() { words.get("plan.every-day").to_owned() } else { names.join(", ") };
    let finished = outlook.finished.map(|day| dated(day, words)).unwrap_or_default();
    let values: Values<'_> = &[
        ("until", &dated(plan.until, words)),
        ("minutes", &plan.minutes),
        ("days", &days),
        ("finished", &finished),
    ];
    let comes = match (outlook.fits, outlook.finished) {
        (true, _) => "plan.fits",
        (false, Some(_)) => "plan.late",
        (false, None) => "plan.never",
    };
    let mut lines = vec![words.format("plan.head", values), words.format(comes, values)];
    lines.extend(balance(outlook.ahead, words));
    lines.join("\n")
}

/// A day with the name of its day of the week.
fn dated(day: Day, words: &Messages) -> String {
    let name = WEEKDAYS.get(day.weekday()).copied().unwrap_or_default();
    format!("{} {day}", words.get(&format!("plan.{name}")))
}

/// What a day holds.
fn parts(day: &Outline, words: &Messages) -> Vec<String> {
    let minutes = |minutes: f64| words.format("home.minutes", &[("n", &minutes.ceil())]);
    let review = (day.reviews > 0)
        .then(|| words.format("plan.review", &[("minutes", &minutes(day.review_minutes))]));
    let parts = day.parts.iter().map(|part| {
        let key = if part.finished { "plan.part" } else { "plan.begun" };
        words.format(key, &[("title", &part.title), ("minutes", &minutes(part.minutes))])
    });
    review.into_iter().chain(parts).collect()
}
