//! The figures of a course as text or JSON.

use std::fmt::Write as _;

use crate::{
    author::stats::{self, Stats},
    cli::{Context, output},
    library::Library,
    problem::Problem,
    source::Source,
    text::counted,
};

/// So many names are told; the others are counted.
const NAMED: usize = 20;

/// Counts and prints.
pub(super) fn run(source: &Source, context: &Context, json: bool) -> Result<u8, Problem> {
    let library = Library::with_kinds(source.clone(), context.registry.kinds)?;
    let stats = stats::stats(&library);
    match json {
        true => output::print_json(&stats)?,
        false => output::print(&text(&stats))?,
    }
    Ok(0)
}

fn text(stats: &Stats) -> String {
    let heads = ["week", "lessons", "words", "minutes", "practice", "LIX", "drawings"];
    let mut rows = vec![heads.map(str::to_owned)];
    rows.extend(stats.weeks.iter().map(|week| {
        let minutes = match week.says_hours {
            Some(hours) => format!("{} (says {hours} h)", week.minutes),
            None => week.minutes.to_string(),
        };
        [
            week.id.clone(),
            week.lessons.to_string(),
            week.words.to_string(),
            minutes,
            week.practice_minutes.to_string(),
            week.readability.to_string(),
            week.diagrams.to_string(),
        ]
    }));
    let mut text = output::columns(&rows);
    let heads = ["quiz", "questions", "guessing gains", "of choices"];
    let mut rows = vec![heads.map(str::to_owned)];
    rows.extend(stats.quizzes.iter().map(|quiz| {
        let gain = counted(quiz.guessing_gain, "point");
        [quiz.id.clone(), quiz.questions.to_string(), gain, quiz.guessed.to_string()]
    }));
    let _ = write!(text, "\n{}", output::columns(&rows));
    let listed = |counts: &std::collections::BTreeMap<&str, usize>| {
        counts.iter().map(|(name, count)| format!("{count} {name}")).collect::<Vec<_>>().join(", ")
    };
    let _ = writeln!(text, "\nquestions: {}", listed(&stats.types));
    let _ = writeln!(text, "levels: {}", listed(&stats.levels));
    let _ = writeln!(text, "links out: {}", stats.links_out);
    let unused = &stats.unused_patterns;
    let named: Vec<&str> = unused.iter().take(NAMED).map(String::as_str).collect();
    let more = if unused.len() > NAMED { " …" } else { "" };
    let _ = writeln!(
        text,
        "patterns that no lesson names: {} {}{more}",
        unused.len(),
        named.join(", ")
    );
    text
}
