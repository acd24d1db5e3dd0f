//! `archtutor exercise`: a starter answer, a grade, models of other tools.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::{Context, Format, output};
use crate::{
    design::{Architecture, Band, PatternBook, Report, Scenario, Severity, grade},
    diagnostic::Diagnostic,
    exercise::{
        Exercise, Folder,
        decomposition::starter,
        import::{context_mapper, micro_tosca, service_cutter},
    },
    file,
    id::ExerciseId,
    problem::Problem,
    progress::ExerciseEvent,
    session::Session,
};

/// What the command does.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a starter answer with the facts as comments.
    #[command(after_help = "Example: archtutor exercise start split-the-shop -o answer.toml")]
    Start(Start),
    /// Grade an answer: exit 0 when it is sound or better, 1 when not, 2 for
    /// answers with a mistake, 3 for files that cannot be read.
    #[command(after_help = "Example: archtutor exercise grade split-the-shop answer.toml")]
    Grade(Grade),
    /// Turn a model of another tool into our formats: Service Cutter JSON (model, then user
    /// representations), Context Mapper CML, microTOSCA YAML.
    #[command(after_help = "Example: archtutor exercise import model.cml --answer > answer.toml")]
    Import(Import),
}

#[derive(Debug, clap::Args)]
struct Start {
    /// Id of the exercise, or a scenario file.
    #[arg(value_name = "ID|SCENARIO.toml")]
    exercise: String,
    /// Write here instead of to standard output; an existing file is never overwritten.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How much is done already: blank, or the name of a file in the exercise's start folder.
    #[arg(long, value_name = "NAME", default_value = "blank")]
    version: String,
}

#[derive(Debug, clap::Args)]
struct Grade {
    /// Id of the exercise, a scenario file, or (alone) a microTOSCA model.
    #[arg(value_name = "ID|SCENARIO.toml|MODEL.yml")]
    exercise: String,
    /// The answer.
    #[arg(value_name = "ANSWER.toml")]
    answer: Option<PathBuf>,
    /// How to print it.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, clap::Args)]
struct Import {
    /// The model, and for Service Cutter the user representations after it.
    #[arg(value_name = "FILE", required = true, num_args = 1..=2)]
    files: Vec<PathBuf>,
    /// For Context Mapper: print the bounded contexts as an answer instead of the scenario.
    #[arg(long)]
    answer: bool,
}

/// The version of an answer in which nothing is done yet.
pub(super) const BLANK: &str = "blank";
/// Rows of evidence that a report for people shows of one finding; JSON has them all.
const MOST_ROWS: usize = 40;
/// Largest file that is read, in bytes.
const LARGEST: u64 = 4 * 1024 * 1024;

/// Runs the command.
pub(super) fn run(args: &Args, context: &Context) -> Result<u8, Problem> {
    match &args.command {
        Command::Start(args) => start(args, context),
        Command::Grade(args) => graded(args, context),
        Command::Import(args) => import(args),
    }
}

/// Reads a file that somebody named on the command line.
pub(super) fn read(path: &Path) -> Result<String, Problem> {
    file::text(path, LARGEST)
}

/// Says every mistake of a file and stops with exit 2.
fn sound<T>(what: &str, (value, found): (T, Vec<Diagnostic>)) -> Result<T, Problem> {
    if found.is_empty() {
        return Ok(value);
    }
    let shown: Vec<String> = found.iter().take(50).map(|mistake| mistake.render(false)).collect();
    let more = found.len().saturating_sub(shown.len());
    let more = if more > 0 { format!("\n\nand {more} more") } else { String::new() };
    Err(Problem::usage(format!("{what} cannot be graded\n\n{}{more}\n", shown.join("\n\n"))))
}

/// A file's name without its ending.
fn stem(path: &Path) -> String {
    path.file_stem().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn is_file(word: &str) -> bool {
    crate::id::fault(word).is_some() || Path::new(word).is_file()
}

/// The facts that a word names: an exercise's, or those of a file.
fn facts(word: &str, context: &Context) -> Result<Scenario, Problem> {
    if is_file(word) {
        let text = read(Path::new(word))?;
        return sound("The scenario", Scenario::read(word, &text));
    }
    let library = context.library()?;
    Ok(library.exercise(&ExerciseId::new(word))?.exercise.scenario().clone())
}

fn start(args: &Start, context: &Context) -> Result<u8, Problem> {
    let text = if args.version == BLANK {
        starter(&facts(&args.exercise, context)?)
    } else {
        begun(&context.library()?.exercise(&ExerciseId::new(&args.exercise))?, &args.version)?
    };
    match &args.output {
        Some(path) => output::write_new(path, &text)?,
        None => output::print(&text)?,
    }
    Ok(0)
}

/// A version of an exercise that a learner may begin with, below its facts as comments.
pub(super) fn begun(folder: &Folder, version: &str) -> Result<String, Problem> {
    let facts = folder.exercise.scenario();
    if version == BLANK {
        return Ok(starter(facts));
    }
    let known: Vec<&str> = folder.starts.iter().map(|start| start.name.as_str()).collect();
    let found = folder.starts.iter().find(|start| start.name == version);
    let Some(found) = found else {
        return Err(Problem::usage(format!("There is no version `{version}`"))
            .hint(format!("There are: blank, {}", known.join(", "))));
    };
    let mut whole = String::new();
    crate::exercise::decomposition::facts_as_comments(facts, &mut whole);
    Ok(format!("{whole}\n{}", found.text))
}

/// Marks the text of an answer.
pub(super) fn mark(
    facts: &Scenario,
    name: &str,
    text: &str,
    book: &PatternBook,
) -> Result<Report, Problem> {
    Ok(grade(facts, &sound("The answer", Architecture::read(name, text))?, book))
}

fn graded(args: &Grade, context: &Context) -> Result<u8, Problem> {
    let book = context.library()?.pattern_book();
    let mut best = None;
    let report = match &args.answer {
        Some(path) => {
            let facts = facts(&args.exercise, context)?;
            let text = read(path)?;
            let report = mark(&facts, &path.to_string_lossy(), &text, &book)?;
            if !is_file(&args.exercise)
                && let Ok(mut session) = context.session()
            {
                let exercise = session.library().exercise(&ExerciseId::new(&args.exercise))?;
                best = remember(&mut session, &exercise.exercise, &text, &report);
            }
            report
        }
        None => {
            let yaml = args.exercise.ends_with(".yml") || args.exercise.ends_with(".yaml");
            if !yaml {
                return Err(Problem::usage("There is no answer to grade")
                    .hint("archtutor exercise grade ID ANSWER.toml"));
            }
            let text = read(Path::new(&args.exercise))?;
            let answer = micro_tosca::read(&text)
                .map_err(|why| Problem::usage("The model cannot be read").why(why))?;
            // A model comes without facts; its file says what it is called.
            let mut nothing = Scenario::default();
            nothing.id = stem(Path::new(&args.exercise));
            grade(&nothing, &answer, &book)
        }
    };
    match args.format {
        Format::Json => output::print_json_text(&report.to_json())?,
        Format::Text => output::print(&shown(&report, best))?,
    }
    Ok(u8::from(!report.passes()))
}

/// Writes the attempt down and says the learner's best points so far; nothing where no progress can
/// be kept, which is no reason not to grade.
pub(super) fn remember(
    session: &mut Session,
    exercise: &Exercise,
    answer: &str,
    report: &Report,
) -> Option<f64> {
    let event = ExerciseEvent::Graded {
        exercise: exercise.id.clone(),
        revision: exercise.revision.clone(),
        response: answer.to_owned(),
        success: report.passes(),
        score: report.points() / 100.0,
    };
    session.record(event).ok()?;
    let best = session.progress().draft(&exercise.id).ok()??.best;
    Some((best * 1000.0).round() / 10.0)
}

fn import(args: &Import) -> Result<u8, Problem> {
    let [first, rest @ ..] = args.files.as_slice() else { return Ok(2) };
    let text = read(first)?;
    let name = stem(first);
    let ending = first.extension().map_or_else(String::new, |e| e.to_string_lossy().to_lowercase());
    let fault = |why: String| Problem::usage("The model cannot be read").why(why);
    let out = match ending.as_str() {
        "json" => {
            let users = rest.first().map(|path| read(path)).transpose()?.unwrap_or_default();
            service_cutter::read(&text, &users).map_err(fault)?
        }
        "cml" => {
            let imported = context_mapper::read(&name, &text).map_err(fault)?;
            if args.answer { imported.answer.to_toml() } else { imported.scenario }
        }
        "yml" | "yaml" => micro_tosca::read(&text).map_err(fault)?.to_toml(),
        _ => {
            return Err(Problem::usage("Nothing is known about this kind of file").hint(
                "Known are .json (Service Cutter), .cml (Context Mapper), .yml (microTOSCA)",
            ));
        }
    };
    output::print(&out)?;
    Ok(0)
}

/// A report for people.
pub(super) fn shown(report: &Report, best: Option<f64>) -> String {
    let mut out = String::new();
    let yours = best.map(|best| format!(", your best {best}")).unwrap_or_default();
    let par = report.par.map(|par| format!(", par {par}")).unwrap_or_default();
    let band = report.band().word();
    out.push_str(&format!("{}: {} points, {band}{par}{yours}\n", report.scenario, report.points()));
    if report.band() == Band::NotValid {
        out.push_str("A blocker stands: until it is gone, no answer gets more than 30 points.\n");
    }
    let best = report.best_fixes(3);
    let gaining = best.iter().any(|(_, fix)| fix.gain > 0);
    let first = best.iter().filter(|(_, fix)| !gaining || fix.gain > 0);
    let first: Vec<String> = first
        .map(|(finding, fix)| {
            format!("  +{:<5} {} ({})", f64::from(fix.gain) / 10.0, fix.text, finding.rule)
        })
        .collect();
    if gaining || (!first.is_empty() && !report.passes()) {
        let head = if gaining {
            "What would bring most"
        } else {
            "What to begin with: points move once the cap is gone"
        };
        out.push_str(&format!("\n{head}\n{}\n", first.join("\n")));
    }
    out.push_str("\nFindings\n");
    if report.findings.is_empty() {
        out.push_str("  none\n");
    }
    for finding in &report.findings {
        let severity = match finding.severity {
            Severity::Blocker => "blocker",
            Severity::Major => "major",
            Severity::Minor => "minor",
            Severity::Info => "info",
        };
        out.push_str(&format!("  {} {severity}: {}\n", finding.rule, finding.message));
        for row in finding.evidence.iter().take(MOST_ROWS) {
            out.push_str(&format!("      {row}\n"));
        }
        let more = finding.evidence.len().saturating_sub(MOST_ROWS);
        if more > 0 {
            out.push_str(&format!("      and {more} more\n"));
        }
        for fix in &finding.fixes {
            out.push_str(&format!("      fix +{}: {}\n", f64::from(fix.gain) / 10.0, fix.text));
        }
        if !finding.cites.is_empty() {
            out.push_str(&format!("      read: {}\n", finding.cites.join(", ")));
        }
    }
    out.push_str("\nLedger\n");
    for row in &report.score.ledger {
        out.push_str(&format!("  {:>7.1}  {}\n", f64::from(row.points) / 10.0, row.rule));
    }
    out.push_str(&format!("  {:>7.1}  in all\n\nMetrics\n", report.points()));
    for (name, value) in &report.metrics {
        if !value.is_object() {
            out.push_str(&format!("  {name}: {value}\n"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_for_people_shows_score_findings_and_ledger() {
        let source =
            "[scenario]\nid = 'x'\n[entity.A]\n[entity.B]\n[capability.c]\nwrites = ['A', 'B']\n";
        let (facts, found) = Scenario::read("s.toml", source);
        assert_eq!(found, []);
        let text = "[answer]\nscenario = 'x'\n[service.s]\nowns = ['A']\n";
        let (answer, found) = Architecture::read("a.toml", text);
        assert_eq!(found, []);
        let shown = shown(&grade(&facts, &answer, &Default::default()), None);
        assert!(shown.contains("not valid"), "{shown}");
        assert!(shown.contains("H-02 blocker: No service owns `B`"), "{shown}");
        assert!(shown.contains("in all"), "{shown}");
    }
}
