//! `archtutor plan`: what of the course fits until a day, and which day it would be finished.

mod ics;

use super::{Context, output};
use crate::{
    clock::Day,
    messages::Messages,
    problem::{Fault, Problem},
    progress::Plan,
    session::plan::{MINUTES, Outlook, WEEKDAYS},
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

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Keep a plan up to this day; without it the kept one is shown.
    #[arg(long, value_name = "DATE", value_parser = day, requires = "minutes")]
    until: Option<Day>,
    /// Minutes on each day of study.
    #[arg(
        long,
        value_name = "N",
        value_parser = clap::value_parser!(u32).range(i64::from(*MINUTES.start())..=i64::from(*MINUTES.end())),
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
    /// Study without a plan from now on.
    #[arg(long, conflicts_with_all = ["until", "format"])]
    clear: bool,
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
    if args.clear {
        session.clear_plan()?;
        output::print(&format!("{}\n", words.get("plan.cleared")))?;
        return Ok(0);
    }
    if let (Some(until), Some(minutes)) = (args.until, args.minutes) {
        let mut days: Vec<String> = WEEKDAYS.map(str::to_owned).into();
        days.retain(|day| args.days.contains(day));
        session.keep_plan(&Plan { from: session.today(), until, minutes, days })?;
        if let Some(unkept) = session.progress().unkept() {
            return Err(unkept.clone());
        }
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
    let mut lines = vec![plan.told(words)];
    lines.extend(outlook.told(words));
    let mut text = format!("{}\n", lines.join("\n"));
    let rows: Vec<[String; 3]> = outlook.schedule.iter().map(|day| day.told(words)).collect();
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
