//! `archtutor exercise change`: what happens after a design was accepted, the design under the new facts,
//! and what it cost to follow. The accepted design itself is never touched.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{Format, files, output, shown, sound, task};
use crate::{
    change::{Adaptation, Compared, Later, adaptation, search},
    cli::Context,
    design::{Architecture, Model, Scenario, review},
    exercise::{
        Answer, Facts, Folder, Knowledge, Report,
        kind::Shape,
        kinds::decomposition::{changes::designs, design_of, facts_as_comments},
    },
    problem::Problem,
    text,
    verdict::{Severity, Status},
};

/// What the command is told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Id of the exercise.
    #[arg(value_name = "ID")]
    exercise: String,
    /// Id of the change; without one all are listed.
    #[arg(value_name = "CHANGE")]
    change: Option<String>,
    /// The design that has to live on; without it your last accepted one.
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Write here instead of to standard output; what exists is never overwritten.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// For authors: search the cheapest adaptation of every reference, and write them into this new folder.
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["from", "output"])]
    witness: Option<PathBuf>,
    /// How to print the list.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs the command.
pub(super) fn run(args: &Args, context: &Context) -> Result<u8, Problem> {
    let folder = folder(&args.exercise, context)?;
    let Some(change) = &args.change else {
        list(&folder, args.format)?;
        return Ok(0);
    };
    let later = later(&folder, change)?;
    if let Some(to) = &args.witness {
        return witness(&folder, later, to, context);
    }
    let before = before(&folder, args.from.as_deref(), context)?;
    let starter = starter(later, &before);
    match &args.output {
        Some(path) => files::write(path, &Answer::toml(starter), Shape::Toml)?,
        None => output::print(&starter)?,
    }
    Ok(0)
}

/// The folder of an exercise of the course.
fn folder(word: &str, context: &Context) -> Result<Folder, Problem> {
    task(word, context)?.folder.ok_or_else(|| {
        Problem::usage("A file of facts has no changes").hint("Name an exercise of the course")
    })
}

fn later<'f>(folder: &'f Folder, id: &str) -> Result<&'f Later, Problem> {
    let known = || folder.changes.iter().map(|later| later.change.id.as_str());
    folder.changes.iter().find(|later| later.change.id == id).ok_or_else(|| {
        let what = format!("{} has no change `{}`", folder.exercise.id, text::sanitize(id));
        let hint = match text::nearest(id, known()) {
            Some(near) => format!("Did you mean `{near}`?"),
            None if folder.changes.is_empty() => "It has none at all".to_owned(),
            None => format!("There are: {}", known().collect::<Vec<_>>().join(", ")),
        };
        Problem::usage(what).hint(hint)
    })
}

fn list(folder: &Folder, format: Format) -> Result<(), Problem> {
    let changes = folder.changes.iter().map(|later| &later.change);
    match format {
        Format::Json => {
            let row = |change: &crate::change::Change| {
                json!({ "change": change.id, "title": change.title, "kind": change.kind.word(),
                        "story": change.story })
            };
            output::print_json(&changes.map(row).collect::<Vec<Value>>())
        }
        Format::Text => {
            let row = |change: &crate::change::Change| {
                [change.id.clone(), change.kind.word().to_owned(), change.title.clone()]
            };
            output::print(&output::columns(&changes.map(row).collect::<Vec<_>>()))
        }
    }
}

/// The design that a change meets: that of a file, or the last accepted one.
fn before(
    folder: &Folder,
    from: Option<&Path>,
    context: &Context,
) -> Result<Architecture, Problem> {
    let answer = match from {
        Some(path) => {
            let answer = files::answer(path, Shape::Toml)?;
            let found = files::located(path, folder.exercise.facts.diagnose(&answer));
            sound("The design", ((), found))?;
            answer
        }
        None => {
            let attempts = context.session()?.progress().attempts(&folder.exercise.id)?;
            let accepted = attempts.iter().rev().find(|attempt| attempt.passed);
            let accepted = accepted.ok_or_else(|| {
                Problem::usage(format!("No design of yours for {} is accepted", folder.exercise.id))
                    .why("a change meets a design that was sound before it")
                    .hint("archtutor exercise grade ID ANSWER, or name a design: --from FILE")
            })?;
            Answer::from_text(&accepted.answer)
        }
    };
    Ok(design_of(&answer))
}

/// The story and the new facts as comments, and below them the design as it was.
fn starter(later: &Later, before: &Architecture) -> String {
    let change = &later.change;
    let mut out = format!("# {}\n#\n", one_line(&change.title));
    for line in change.story.trim().lines() {
        out.push_str(format!("# {}", one_line(line)).trim_end());
        out.push('\n');
    }
    out.push_str("#\n# The facts as they are now; your design stands below them.\n");
    facts_as_comments(&later.facts, &mut out);
    out.push('\n');
    out.push_str(&before.to_toml());
    out
}

fn one_line(line: &str) -> String {
    text::sanitize(line).replace('\n', " ")
}

/// Searches what `check` will grade again.
fn witness(folder: &Folder, later: &Later, to: &Path, context: &Context) -> Result<u8, Problem> {
    let knowledge = context.library()?.knowledge();
    let mut found: Vec<(String, String)> = Vec::new();
    let mut rows: Vec<[String; 3]> = Vec::new();
    let mut missing = 0;
    let designs = designs(folder, &knowledge);
    let all = search::cheapest_of_each(&later.facts, &knowledge.patterns, &designs);
    for ((name, after), (_, design)) in all.into_iter().zip(&designs) {
        let row = match &after {
            Some(after) => {
                let cost = adaptation(&later.facts, &knowledge.patterns, design, after);
                let mostly = cost.mostly().unwrap_or_default().to_owned();
                [name.clone(), cost.points().to_string(), mostly]
            }
            None => {
                missing += 1;
                [name.clone(), "-".to_owned(), "no sound adaptation was found".to_owned()]
            }
        };
        rows.push(row);
        found.extend(after.map(|after| (format!("{name}.toml"), after.to_toml())));
    }
    let answer: Answer = found.into_iter().collect();
    files::write(to, &answer, Shape::Folder)?;
    output::print(&output::columns(&rows))?;
    Ok(u8::from(missing > 0))
}

/// What `grade --change` prints, and whether the adapted design is sound.
pub(super) fn graded(
    word: &str,
    change: &str,
    from: Option<&Path>,
    path: &Path,
    format: Format,
    context: &Context,
) -> Result<u8, Problem> {
    let folder = folder(word, context)?;
    let later = later(&folder, change)?;
    let before = before(&folder, from, context)?;
    let answer = files::answer(path, Shape::Toml)?;
    sound("The answer", ((), files::located(path, later.facts.diagnose(&answer))))?;
    let knowledge = context.library()?.knowledge();
    let outcome = Outcome::of(&folder, later, &before, &answer, &knowledge);
    match format {
        Format::Json => output::print_json_text(&outcome.report.to_json())?,
        Format::Text => {
            output::print(&format!("{}{}", shown(&outcome.report, None), outcome.shown()))?
        }
    }
    Ok(u8::from(outcome.report.verdict.status() != Status::Accepted))
}

/// How a change went for one design.
struct Outcome {
    report: Report,
    title: String,
    broke: Vec<(String, String)>,
    cost: Adaptation,
    compared: Vec<Compared>,
}

impl Outcome {
    fn of(
        folder: &Folder,
        later: &Later,
        before: &Architecture,
        answer: &Answer,
        knowledge: &Knowledge,
    ) -> Self {
        let book = &knowledge.patterns;
        let mut verdict = later.facts.grade(answer, knowledge);
        let broke = broke(folder, later, before, knowledge);
        let cost = adaptation(&later.facts, book, before, &design_of(answer));
        let compared = later.compare(&designs(folder, knowledge), book);
        let row = |one: &Compared| {
            json!({ "design": one.design, "cost": one.adaptation.points(),
                    "score": crate::verdict::points(one.tenths) })
        };
        let broken = broke.iter().map(|(rule, what)| json!({ "rule": rule, "message": what }));
        verdict.extra = vec![
            ("change", json!(later.change.id)),
            ("broke", broken.collect()),
            ("edits", json!(cost.edits)),
            ("cost", json!(cost.points())),
            ("touched", json!(cost.touched)),
            ("teams", json!(cost.teams)),
            ("compare", compared.iter().map(row).collect()),
        ];
        let (exercise, task) = (folder.exercise.id.to_string(), folder.exercise.kind.id());
        let report = Report { exercise, task, par: None, verdict };
        Self { report, title: later.change.title.clone(), broke, cost, compared }
    }

    fn shown(&self) -> String {
        let Self { title, broke, cost, compared, .. } = self;
        let mut out = format!("\nThe change: {title}\nWhat broke at first\n");
        if broke.is_empty() {
            out.push_str("  nothing\n");
        }
        broke.iter().for_each(|(rule, what)| out.push_str(&format!("  {rule}: {what}\n")));
        let teams: Vec<&String> = cost.teams.iter().collect();
        let together = match teams.as_slice() {
            [] | [_] => String::new(),
            several => format!(", released together by {}", text::listed(several)),
        };
        out.push_str(&format!(
            "What it cost: {} ({} of {} services touched{together})\n",
            cost.points(),
            cost.touched.len(),
            cost.services
        ));
        for edit in &cost.edits {
            out.push_str(&format!("  {:>5}  {}\n", f64::from(edit.halves) / 2.0, edit.text));
        }
        out.push_str("What it cost others, as cheaply as a search found\n");
        for one in compared {
            let mostly = one.adaptation.mostly();
            let mostly = mostly.map_or_else(String::new, |edit| format!(", dearest: {edit}"));
            let points = one.adaptation.points();
            out.push_str(&format!("  {points:>5}  {}{mostly}\n", one.design));
        }
        out
    }
}

/// What is wrong with a design now that was not before.
fn broke(
    folder: &Folder,
    later: &Later,
    before: &Architecture,
    knowledge: &Knowledge,
) -> Vec<(String, String)> {
    let found = |facts: &Scenario| review(&Model::new(facts, before, &knowledge.patterns)).findings;
    let known = folder.exercise.facts_as::<Scenario>().map(found).unwrap_or_default();
    let mut new = found(&later.facts);
    new.retain(|one| {
        let there = |other: &crate::design::Finding| {
            (other.rule, &other.place, other.severity) == (one.rule, &one.place, one.severity)
        };
        one.severity < Severity::Info && !known.iter().any(there)
    });
    new.sort_by_key(|one| one.severity);
    new.into_iter().map(|one| (one.rule.to_owned(), one.message)).collect()
}
