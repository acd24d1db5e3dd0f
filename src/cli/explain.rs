//! `archtutor explain`: what the code of a diagnostic or the rule of a finding means.

use super::{Context, drawn, output};
use crate::{
    author::explain,
    design::rules,
    exercise::{
        Folder, Sample,
        answer::{Answer, TOML},
    },
    library::Library,
    messages::Messages,
    problem::Problem,
    table::did_you_mean,
    text::difference,
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
    let words = Messages::load(&context.settings.language);
    let options = drawn::options(None, context, &words);
    drawn::markdown(page(code, context)?, &options)?;
    Ok(0)
}

/// What is told of a code, in Markdown: of that of a diagnostic its section, else what a rule says.
fn page(code: &str, context: &Context) -> Result<String, Problem> {
    if let Some(text) = explain::of(code) {
        return Ok(format!("**{code}**\n\n{text}\n"));
    }
    let library = context.library()?;
    let id = code.to_uppercase();
    rule(&library, &id).or_else(|| asked(&library, &id)).ok_or_else(|| {
        let known: Vec<&str> = explain::codes().collect();
        Problem::usage(format!("`{code}` is no code and no rule of this course"))
            .hint(did_you_mean(code, &known))
    })
}

/// What a rule says of a wrong answer of the course, which is proved to break it, and how the first fix
/// that the rule offers changes it.
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
    let ids: Vec<_> = asking.iter().map(|exercise| exercise.id.as_str()).collect();
    let mut text = head(rule, asking.first()?.kind.id());
    text.push_str(&format!(
        "Asked for by {}; no wrong answer of this course is there to show it.\n",
        ids.join(", ")
    ));
    Some(text)
}

/// The rule, the kind of exercises that it is of, and of one of decompositions what it checks.
fn head(rule: &str, kind: &str) -> String {
    let known = rules::all().find(|known| known.id == rule);
    let sentence = known.map_or_else(String::new, |known| format!("{}\n\n", known.name));
    format!("**{rule}**: a rule of exercises of the kind {kind}\n\n{sentence}")
}

fn told(folder: &Folder, sample: &Sample, rule: &str, library: &Library) -> Option<String> {
    let exercise = &folder.exercise;
    let verdict = exercise.facts.grade(&sample.answer, &library.knowledge());
    let finding = verdict.findings.iter().find(|finding| finding.rule == rule)?;
    let mut text = head(rule, exercise.kind.id());
    text.push_str(&format!(
        "{}\n\nSo in `{}`, an answer to `{}`",
        finding.message, sample.file, exercise.id
    ));
    let fix = finding.fixes.iter().find(|fix| !fix.edits.is_empty());
    match (fix, folder.references.first()) {
        (Some(fix), _) => {
            let mended = changes(&sample.answer, &sample.answer.with(&fix.edits));
            text.push_str(&format!(", which this mends: {}\n{mended}", fix.text));
        }
        (None, right) => {
            let whole = sample.answer.toml_text();
            text.push_str(&match whole.is_empty() {
                true => ".\n".to_owned(),
                false => format!(":\n{}", fenced(whole)),
            });
            let right = right.map(|right| format!("\nRight in `{}`\n", right.file));
            text.push_str(&right.unwrap_or_default());
        }
    }
    Some(text)
}

/// A text without what is no part of an answer: comments, and what its author expects of it.
fn bare(text: &str) -> String {
    let mut expected = false;
    let lines = text.lines().filter(|line| {
        if line.starts_with('[') {
            expected = line.trim_end() == "[expect]";
        }
        !expected && !line.starts_with('#')
    });
    let text: Vec<&str> = lines.collect();
    format!("{}\n", text.join("\n").trim_start_matches('\n'))
}

/// What differs between two answers, file by file.
fn changes(wrong: &Answer, right: &Answer) -> String {
    let files = right.texts().map(|(name, text)| {
        let before = wrong.text(name).map_or("", |text| text);
        (name, difference(&bare(before), &bare(text)))
    });
    let changed = files.filter(|(_, changed)| !changed.is_empty());
    let told = changed.map(|(name, changed)| match name {
        // The one file of an answer is named already.
        TOML => fenced(&changed),
        _ => format!("\nIn `{name}`:\n{}", fenced(&changed)),
    });
    told.collect()
}

/// A text that stands as it is.
fn fenced(text: &str) -> String {
    let most = text.lines().map(|line| line.chars().take_while(|c| *c == '`').count()).max();
    let fence = "`".repeat(most.unwrap_or_default().max(2) + 1);
    format!("\n{fence}\n{}\n{fence}\n", text.trim_end())
}
