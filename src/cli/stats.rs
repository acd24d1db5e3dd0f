//! `archtutor stats`: what was studied, as text or for a script.

use super::{Context, Format, output};
use crate::{
    library::Item,
    messages::Messages,
    problem::{Problem, Values},
    session::{Session, figures::Figures, plan::balance},
};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How to print it.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Prints the figures.
pub(super) fn run(args: &Args, context: &Context) -> Result<u8, Problem> {
    let session = context.told_session()?;
    let words = Messages::load(&context.settings.language);
    match args.format {
        Format::Json => output::print_json(&session.figures()?)?,
        Format::Text => output::print(&summary(&session, &words)?)?,
    }
    Ok(0)
}

/// The figures as lines of text: every chart of the screen in words.
pub(super) fn summary(session: &Session, words: &Messages) -> Result<String, Problem> {
    let figures = session.figures()?;
    let mut text = sums(&figures, session, words);
    for (key, rows) in [
        ("stats.weeks", weeks(&figures, words)),
        ("stats.months", months(&figures, words)),
        ("stats.forecast", forecast(&figures, words)),
        ("stats.calibration", calibration(&figures, words)),
        ("stats.confidence", confidence(&figures, words)),
        ("stats.confused", confused(&figures, words)),
        ("stats.where", time(&figures, words)),
        ("stats.days", days(&figures, words)),
    ] {
        if !rows.is_empty() {
            text.push_str(&format!("\n{}\n{}", words.get(key), output::columns(&rows)));
        }
    }
    if let Some(plan) = session.kept_plan()? {
        let outlook = session.outlook(&plan, words)?;
        if let Some(said) = balance(outlook.ahead, words) {
            text.push_str(&format!("\n{said}\n"));
        }
    }
    Ok(text)
}

fn sums(figures: &Figures, session: &Session, words: &Messages) -> String {
    let (totals, library) = (&figures.totals, session.library());
    let lessons: usize = (0..library.week_count()).map(|week| library.lesson_count(week)).sum();
    let quizzes = library.all_items().filter(|(_, item)| matches!(item, Item::Quiz(_))).count();
    let of =
        |n: u32, all: &dyn std::fmt::Display| words.format("stats.of", &[("n", &n), ("all", all)]);
    let rows = [
        ("stats.days-studied", totals.days.to_string()),
        ("stats.streak", words.plural("stats.day", figures.streak as usize)),
        ("stats.lessons", of(totals.lessons_completed, &lessons)),
        ("stats.answers", of(totals.answers_right, &totals.answers)),
        ("stats.passed", of(totals.quizzes_passed, &quizzes)),
    ];
    let followed = totals.changes_followed;
    let followed = (followed > 0).then(|| ("change.followed", followed.to_string()));
    let rows = rows.into_iter().chain(followed);
    let rows: Vec<_> = rows.map(|(key, value)| [words.get(key).to_owned(), value]).collect();
    output::columns(&rows)
}

fn minutes(minutes: f64, words: &Messages) -> String {
    words.format("home.minutes", &[("n", &minutes.round())])
}

fn percent(share: f64) -> f64 {
    (share * 100.0).round()
}

fn weeks(figures: &Figures, words: &Messages) -> Vec<[String; 3]> {
    let row = |week: &crate::session::figures::WeekFigures| {
        let done = words.format("stats.done", &[("n", &percent(week.done))]);
        [done, week.title.clone(), week.mastery.told(words)]
    };
    figures.weeks.iter().map(row).collect()
}

fn months(figures: &Figures, words: &Messages) -> Vec<[String; 3]> {
    let months = figures.months().into_iter();
    months
        .map(|(month, spent, days)| [month, minutes(spent, words), words.plural("stats.day", days)])
        .collect()
}

fn forecast(figures: &Figures, words: &Messages) -> Vec<[String; 3]> {
    let days = figures.forecast.iter().filter(|day| day.items > 0);
    days.map(|day| {
        let count = words.plural("review.count", day.items);
        [day.day.to_string(), count, minutes(day.minutes, words)]
    })
    .collect()
}

fn calibration(figures: &Figures, words: &Messages) -> Vec<[String; 3]> {
    let bins = figures.calibration.iter().filter(|bin| bin.answers > 0);
    bins.map(|bin| {
        let values: Values<'_> = &[
            ("predicted", &percent(bin.predicted)),
            ("recalled", &percent(bin.recalled)),
            ("n", &bin.answers),
        ];
        [words.format("stats.bin", values), String::new(), String::new()]
    })
    .collect()
}

fn confidence(figures: &Figures, words: &Messages) -> Vec<[String; 3]> {
    let found = figures.confidence;
    let rows = [
        ("stats.sure", found.sure_right, found.sure_wrong),
        ("stats.unsure", found.unsure_right, found.unsure_wrong),
    ];
    let rows = rows.into_iter().filter(|(_, right, wrong)| right + wrong > 0);
    rows.map(|(key, right, wrong)| {
        let all = right + wrong;
        let values: Values<'_> =
            &[("right", &right), ("all", &all), ("percent", &(right * 100 / all.max(1)))];
        [words.format(key, values), String::new(), String::new()]
    })
    .collect()
}

fn confused(figures: &Figures, words: &Messages) -> Vec<[String; 3]> {
    let row = |pair: &crate::session::figures::Confused| {
        let values: Values<'_> =
            &[("right", &pair.right), ("given", &pair.given), ("n", &pair.times)];
        [words.format("stats.pair", values), String::new(), String::new()]
    };
    figures.confused.iter().map(row).collect()
}

fn time(figures: &Figures, words: &Messages) -> Vec<[String; 3]> {
    let parts = figures.time.parts().into_iter().filter(|(_, spent)| *spent >= 0.5);
    parts
        .map(|(part, spent)| {
            let name = words.get(&format!("stats.time.{part}")).to_owned();
            [name, minutes(spent, words), String::new()]
        })
        .collect()
}

fn days(figures: &Figures, words: &Messages) -> Vec<[String; 3]> {
    let row = |day: &crate::progress::DayOfStudy| {
        let right = words.format("stats.right-of", &[("n", &day.right), ("all", &day.answers)]);
        [day.day.clone(), right, words.plural("stats.read", day.lessons as usize)]
    };
    figures.days.iter().map(row).collect()
}
