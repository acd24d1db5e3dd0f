//! `archtutor exercise`: a starter answer, a grade, models of other tools.

mod change;
pub(super) mod files;
mod shown;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::Subcommand;

pub(super) use self::{
    change::told,
    shown::{Way, shown},
};
use super::{Context, Format, output};
pub(super) use crate::exercise::folder::BLANK;
use crate::{
    design::Scenario,
    diagnostic::{Diagnostic, Severity},
    exercise::{
        Answer, Exercise, Facts, Folder, Kind, Report,
        answer::TOML,
        import::{context_mapper, micro_tosca, service_cutter},
        kind::Files,
        kinds::decomposition::{self, Decomposition},
        read_facts,
    },
    id::ExerciseId,
    library::Library,
    problem::Problem,
    progress::{Event, ExerciseEvent},
    session::Session,
    verdict::Status,
};

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
    /// Grade an answer: exit 0 when it is accepted, 1 when not, 2 for
    /// answers with a mistake, 3 for files that cannot be read.
    #[command(after_help = "Example: archtutor exercise grade split-the-shop answer.toml")]
    Grade(Grade),
    /// What happens to a system after its design was accepted: lists the changes of an exercise, or writes
    /// your accepted design under the facts of one.
    #[command(
        after_help = "Example: archtutor exercise change hotel-booking door-locks -o later.toml"
    )]
    Change(change::Args),
    /// Turn a model of another tool into our formats: Service Cutter JSON (model, then user
    /// representations), Context Mapper CML, microTOSCA YAML.
    #[command(after_help = "Example: archtutor exercise import model.cml > answer.toml")]
    Import(Import),
}

#[derive(Debug, clap::Args)]
struct Start {
    /// Id of the exercise, or a file with its facts.
    #[arg(value_name = "ID|FACTS.toml")]
    exercise: String,
    /// Write here instead of to standard output, a folder where the answer is one; what exists is never
    /// overwritten.
    #[arg(short, long, value_name = "FILE|FOLDER")]
    output: Option<PathBuf>,
    /// How much is done already: blank, or the name of a file in the exercise's start folder.
    #[arg(long, value_name = "NAME", default_value = "blank")]
    version: String,
}

#[derive(Debug, clap::Args)]
struct Grade {
    /// Id of the exercise, a file with its facts, or (alone) a microTOSCA model.
    #[arg(value_name = "ID|FACTS.toml|MODEL.yml")]
    exercise: String,
    /// The answer: a file, or a folder of files.
    #[arg(value_name = "ANSWER")]
    answer: Option<PathBuf>,
    /// Grade it under the facts of this change, and say what it cost to follow; first+second for one behind
    /// another.
    #[arg(long, value_name = "CHANGE", requires = "answer")]
    change: Option<String>,
    /// With --change: the design before it, and nothing is kept; without it your last accepted one, or what
    /// you made of the change before.
    #[arg(long, value_name = "FILE", requires = "change")]
    from: Option<PathBuf>,
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

/// Runs the command.
pub(super) fn run(args: &Args, context: &Context) -> Result<u8, Problem> {
    match &args.command {
        Command::Start(args) => start(args, context),
        Command::Grade(args) => graded(args, context),
        Command::Change(args) => change::run(args, context),
        Command::Import(args) => import(args),
    }
}

/// Says every mistake of a file and stops with exit 2.
fn sound<T>(what: &str, (value, found): (T, Vec<Diagnostic>)) -> Result<T, Problem> {
    // Warnings are for a proof of the whole course.
    let wrong = found.iter().any(|mistake| mistake.severity == Severity::Error);
    if wrong { Err(refusal(what, &found)) } else { Ok(value) }
}

fn refusal(what: &str, found: &[Diagnostic]) -> Problem {
    Problem::usage(format!("{what} cannot be graded")).with(found)
}

/// A file's name without its ending.
fn stem(path: &Path) -> String {
    path.file_stem().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn is_file(word: &str) -> bool {
    crate::id::fault(word).is_some() || Path::new(word).is_file()
}

/// What is answered: an exercise of the course, or the facts of a file.
struct Task {
    id: String,
    kind: &'static dyn Kind,
    facts: Arc<dyn Facts>,
    par: Option<f64>,
    /// The folder of an exercise of the course.
    folder: Option<Folder>,
}

/// The task that a word names.
fn task(word: &str, context: &Context) -> Result<Task, Problem> {
    let library = context.library()?;
    if is_file(word) {
        return task_of_file(Path::new(word), &library);
    }
    // Without progress the facts are as they stand.
    let folder = match context.session() {
        Ok(session) => session.exercise(&ExerciseId::new(word))?,
        Err(_) => library.exercise(&ExerciseId::new(word))?,
    };
    let Exercise { kind, facts, par, .. } = &folder.exercise;
    let (kind, facts, par) = (*kind, Arc::clone(facts), *par);
    Ok(Task { id: word.to_owned(), kind, facts, par, folder: Some(folder) })
}

/// The task in a file: an `exercise.toml` of any kind, or a bare scenario.
fn task_of_file(path: &Path, library: &Library) -> Result<Task, Problem> {
    let text: Arc<str> = files::read(path)?.into();
    let file = path.to_string_lossy();
    let names_a_kind = text.parse::<toml::Table>().is_ok_and(|table| table.contains_key("task"));
    if !names_a_kind {
        let scenario = sound("The scenario", Scenario::read(&file, &text))?;
        let (id, par) = (scenario.id.clone(), scenario.par);
        let facts: Arc<dyn Facts> = Arc::new(scenario);
        return Ok(Task { id, kind: &Decomposition, facts, par, folder: None });
    }
    let texts = beside(path)?;
    let texts: Vec<_> = texts.into_iter().map(|(name, text)| (name, text.into())).collect();
    let (kinds, knowledge) = (library.kinds(), library.knowledge());
    let read = read_facts(&file, &text, &Files::new("", &texts), kinds, &knowledge);
    let bare = sound("The exercise", read)?;
    let Some(bare) = bare else { return Err(Problem::usage("The exercise has no facts")) };
    let id = if bare.id.is_empty() { named_after(path) } else { bare.id };
    Ok(Task { id, kind: bare.kind, facts: bare.facts, par: bare.par, folder: None })
}

/// The files beside the facts, of which the kind reads those that it needs. Beside a file of another name
/// than `exercise.toml` there may stand anything: then what cannot be read is left out.
fn beside(path: &Path) -> Result<Vec<(String, String)>, Problem> {
    let folder = match path.parent() {
        None => return Ok(Vec::new()),
        Some(folder) if folder.as_os_str().is_empty() => Path::new("."),
        Some(folder) => folder,
    };
    let is_exercise = path.file_name().is_some_and(|name| name == "exercise.toml");
    match files::folder(folder) {
        Err(_unreadable) if !is_exercise => Ok(Vec::new()),
        texts => texts,
    }
}

/// What an exercise without an id is called: the folder of `exercise.toml`, else the file.
fn named_after(path: &Path) -> String {
    let folder = path.parent().and_then(Path::file_name);
    match (stem(path).as_str(), folder) {
        ("exercise", Some(folder)) => folder.to_string_lossy().into_owned(),
        (name, _) => name.to_owned(),
    }
}

fn start(args: &Start, context: &Context) -> Result<u8, Problem> {
    let task = task(&args.exercise, context)?;
    let answer = match &task.folder {
        Some(folder) => begun(folder, &args.version)?,
        None if args.version == BLANK => task.facts.starter(),
        None => return Err(no_version(&args.version, &[])),
    };
    match output::file(args.output.as_deref()) {
        Some(path) => files::write(path, &answer, task.kind.shape())?,
        None => output::print(&files::only(&answer)?)?,
    }
    Ok(0)
}

/// A version of an exercise that a learner may begin with, below its facts as comments.
pub(super) fn begun(folder: &Folder, version: &str) -> Result<Answer, Problem> {
    let Some(answer) = folder.start(version) else {
        let names: Vec<&str> = folder.starts.iter().map(|start| start.name.as_str()).collect();
        return Err(no_version(version, &names));
    };
    let notes = folder.exercise.facts.notes();
    // A starter has its notes already.
    if version == BLANK || notes.is_empty() || answer.text(TOML).is_none() {
        return Ok(answer);
    }
    let noted = format!("{notes}\n{}", answer.toml_text());
    Ok(answer.with_text(TOML, noted))
}

fn no_version(version: &str, known: &[&str]) -> Problem {
    let others = known.iter().copied().filter(|name| *name != BLANK);
    let names: Vec<&str> = [BLANK].into_iter().chain(others).collect();
    Problem::usage(format!("There is no version `{version}`"))
        .hint(format!("There are: {}", names.join(", ")))
}

fn graded(args: &Grade, context: &Context) -> Result<u8, Problem> {
    if let (Some(change), Some(answer)) = (&args.change, &args.answer) {
        let from = args.from.as_deref();
        return change::graded(&args.exercise, change, from, answer, args.format, context);
    }
    let (report, best) = match &args.answer {
        Some(path) => graded_answer(&args.exercise, path, context)?,
        None => (graded_model(&args.exercise, context)?, None),
    };
    match args.format {
        Format::Json => output::print_json_text(&report.to_json())?,
        Format::Text => output::print_report(&shown(&report, best), context.settings.ascii)?,
    }
    Ok(u8::from(report.verdict.status() != Status::Accepted))
}

/// The report on an answer, and the learner's best points so far.
fn graded_answer(
    word: &str,
    path: &Path,
    context: &Context,
) -> Result<(Report, Option<f64>), Problem> {
    let task = task(word, context)?;
    let shape = task.kind.shape();
    let answer = files::answer(path, shape)?;
    let found = files::located(path, shape, shape.diagnose(&*task.facts, &answer));
    sound("The answer", ((), found))?;
    let verdict = task.facts.grade(&answer, &context.library()?.knowledge());
    let report = Report { exercise: task.id, task: task.kind.id(), par: task.par, verdict };
    let Some((folder, mut session)) = task.folder.zip(context.session().ok()) else {
        return Ok((report, None));
    };
    let best = remember(&mut session, &folder.exercise, &answer, &report);
    Ok((report, best))
}

/// The report on an answer that is at hand.
pub(super) fn mark(
    exercise: &Exercise,
    answer: &Answer,
    session: &Session,
) -> Result<Report, Problem> {
    let graded = exercise.grade(answer, &session.library().knowledge());
    graded.map_err(|found| refusal("The answer", &found))
}

/// The report on a model of microTOSCA, which is facts and answer in one.
fn graded_model(word: &str, context: &Context) -> Result<Report, Problem> {
    let path = Path::new(word);
    if !word.ends_with(".yml") && !word.ends_with(".yaml") {
        return Err(Problem::usage("There is no answer to grade")
            .hint("archtutor exercise grade ID ANSWER"));
    }
    let design = micro_tosca::read(&files::read(path)?)
        .map_err(|why| Problem::usage("The model cannot be read").why(why))?;
    let knowledge = context.library()?.knowledge();
    let verdict = decomposition::model(&design, &knowledge);
    // A model comes without facts; its file says what it is called.
    Ok(Report { exercise: stem(path), task: Decomposition.id(), par: None, verdict })
}

/// Writes the attempt down and says the learner's best points so far; nothing where no progress can
/// be kept, which is no reason not to grade.
pub(super) fn remember(
    session: &mut Session,
    exercise: &Exercise,
    answer: &Answer,
    report: &Report,
) -> Option<f64> {
    if !keep(session, ExerciseEvent::graded(exercise, answer, &report.verdict)) {
        return None;
    }
    let best = session.progress().draft(&exercise.id).ok()??.best;
    Some((best * 1000.0).round() / 10.0)
}

/// Writes an attempt down, and says whether it is kept.
fn keep(session: &mut Session, attempt: impl Into<Event>) -> bool {
    if session.record(attempt).is_err() {
        return false;
    }
    let unkept = session.progress().unkept();
    unkept.into_iter().for_each(|unkept| output::complain(&unkept.to_string()));
    unkept.is_none()
}

fn import(args: &Import) -> Result<u8, Problem> {
    let [first, rest @ ..] = args.files.as_slice() else { return Ok(2) };
    let text = files::read(first)?;
    let name = stem(first);
    let ending = first.extension().map_or_else(String::new, |e| e.to_string_lossy().to_lowercase());
    let fault = |why: String| Problem::usage("The model cannot be read").why(why);
    let out = match ending.as_str() {
        "json" => {
            let users = rest.first().map(|path| files::read(path)).transpose()?.unwrap_or_default();
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
