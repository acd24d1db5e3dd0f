//! `archtutor stats`: what was studied.

use serde::Serialize;

use super::{Context, Format, output};
use crate::{
    problem::Problem,
    progress::{DayOfStudy, Totals},
    session::Session,
};

/// How to print it.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How to print it.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// How many of the last days of study are shown.
const DAYS: u32 = 14;

#[derive(Serialize)]
struct Stats {
    totals: Totals,
    /// Days in a row up to today or yesterday.
    streak: u32,
    weeks: Vec<WeekStats>,
    /// The last days with study, newest first.
    days: Vec<DayOfStudy>,
}

#[derive(Serialize)]
struct WeekStats {
    week: String,
    title: String,
    /// From 0 to 1.
    done: f64,
}

/// Prints the figures.
pub(super) fn run(args: &Args, context: &Context) -> Result<u8, Problem> {
    let stats = stats(&context.told_session()?)?;
    match args.format {
        Format::Json => output::print_json(&stats)?,
        Format::Text => output::print(&text(&stats))?,
    }
    Ok(0)
}

/// The figures as lines of text.
pub(super) fn summary(session: &Session) -> Result<String, Problem> {
    Ok(text(&stats(session)?))
}

fn stats(session: &Session) -> Result<Stats, Problem> {
    let library = session.library();
    Ok(Stats {
        totals: session.progress().totals()?,
        streak: session.progress().home()?.streak,
        weeks: library
            .weeks()
            .enumerate()
            .map(|(at, week)| WeekStats {
                week: week.id.to_string(),
                title: week.title.clone(),
                done: session.week_share(at),
            })
            .collect(),
        days: session.progress().days(DAYS)?,
    })
}

fn text(stats: &Stats) -> String {
    let totals = &stats.totals;
    let rows = [
        ["days studied".into(), totals.days.to_string()],
        ["days in a row".into(), stats.streak.to_string()],
        ["lessons opened".into(), totals.lessons_opened.to_string()],
        ["lessons read".into(), totals.lessons_completed.to_string()],
        ["questions seen".into(), totals.questions_seen.to_string()],
        ["answers".into(), totals.answers.to_string()],
        ["right".into(), totals.answers_right.to_string()],
        ["quizzes passed".into(), totals.quizzes_passed.to_string()],
    ];
    let mut text = output::columns(&rows);
    text.push('\n');
    let weeks: Vec<[String; 2]> = stats
        .weeks
        .iter()
        .map(|week| [format!("{:>3.0} %", week.done * 100.0), week.title.clone()])
        .collect();
    text.push_str(&output::columns(&weeks));
    if !stats.days.is_empty() {
        text.push('\n');
        let days: Vec<[String; 3]> = stats
            .days
            .iter()
            .map(|day| {
                let answers = format!("{} of {} right", day.right, day.answers);
                [day.day.clone(), answers, format!("{} lessons", day.lessons)]
            })
            .collect();
        text.push_str(&output::columns(&days));
    }
    text
}
