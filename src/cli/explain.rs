//! `archtutor explain`: what the code of a diagnostic or the rule of a finding means.

use super::{Context, output};
use crate::{
    author::explain,
    design::rules,
    exercise::{Folder, Sample},
    library::Library,
    problem::Problem,
    table::did_you_mean,
};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The code of a diagnostic, such as dead-link, or the rule of a finding, such as H-02; without it
    /// every code.
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

/// Explains it; 2 where nothing has that code.
pub(super) fn run(args: &Args, context: &Context) -> Result<u8, Problem> {
    let Some(code) = &args.code else {
        let codes: Vec<&str> = explain::codes().collect();
        output::print(&format!("{}\n", codes.join("\n")))?;
        return Ok(0);
    };
    if let Some(text) = explain::of(code) {
        output::print_prose(&format!("{code}\n\n{text}\n"))?;
        return Ok(0);
    }
    let library = context.library()?;
    let id = code.to_uppercase();
    match rule(&library, &id).or_else(|| asked(&library, &id)) {
        Some(text) => output::print_prose(&text)?,
        None => {
            let known: Vec<&str> = explain::codes().collect();
            return Err(Problem::usage(format!("`{code}` is no code and no rule of this course"))
                .hint(did_you_mean(code, &known)));
        }
    }
    Ok(0)
}

/// What a rule says of a wrong answer of the course, which is proved to break it, and the answer after
/// the first fix that the rule offers.
fn rule(library: &Library, rule: &str) -> Option<String> {
    let cards = library.exercise_cards();
    cards.iter().find_map(|card| {
        let folder = library.proved_exercise(&card.id).ok()?;
        let breaks = |sample: &&Sample| {
            sample.expect.as_ref().is_some_and(|expect| expect.fires.iter().any(|id| id == rule))
        };
        let sample = folder.faulty.iter().find(breaks)?;
        told(&folder, sample, rule, library)
    })
}

/// Which exercises ask for a rule that no wrong answer of the course breaks.
fn asked(library: &Library, rule: &str) -> Option<String> {
    let cards = library.exercise_cards();
    let exercises = cards.iter().filter_map(|card| library.bare_exercise(&card.id).ok());
    let asking: Vec<_> =
        exercises.filter(|exercise| exercise.facts.rules().contains(&rule)).collect();
    let mut text =
        format!("{rule}: a rule of exercises of the kind {}\n", asking.first()?.kind.id());
    text.push_str(&sentence(rule));
    let ids: Vec<_> = asking.iter().map(|exercise| exercise.id.as_str()).collect();
    text.push_str(&format!(
        "\nAsked for by {}; no wrong answer of this course is there to show it.\n",
        ids.join(", ")
    ));
    Some(text)
}

/// What a rule of decompositions checks.
fn sentence(rule: &str) -> String {
    let known = rules::all().find(|known| known.id == rule);
    known.map_or_else(String::new, |known| format!("\n{}\n", known.name))
}

fn told(folder: &Folder, sample: &Sample, rule: &str, library: &Library) -> Option<String> {
    let exercise = &folder.exercise;
    let verdict = exercise.facts.grade(&sample.answer, &library.knowledge());
    let finding = verdict.findings.iter().find(|finding| finding.rule == rule)?;
    let mut text = format!(
        "{rule}: a rule of exercises of the kind {}\n{}\n{}\n\nAs in {}, an answer to `{}`:\n\n{}\n",
        exercise.kind.id(),
        sentence(rule),
        finding.message,
        sample.file,
        exercise.id,
        sample.answer.to_text().trim_end(),
    );
    let fix = finding.fixes.iter().find(|fix| !fix.edits.is_empty());
    match (fix, folder.references.first()) {
        (Some(fix), _) => {
            let mended = sample.answer.with(&fix.edits);
            text.push_str(&format!(
                "\nMended ({}):\n\n{}\n",
                fix.text,
                mended.to_text().trim_end()
            ));
        }
        (None, Some(right)) => text.push_str(&format!("\nRight in {}\n", right.file)),
        (None, None) => {}
    }
    Some(text)
}
