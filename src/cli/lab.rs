//! `archtutor lab`: the labs, what they can do, and runs of them.

mod page;

use std::{path::PathBuf, sync::Arc};

use clap::Subcommand;
use serde::Serialize;

use super::{Context, Format, output};
use crate::{
    file,
    id::LabId,
    lab::{
        self,
        guide::{Guide, read_seeds},
        mission::Mission,
        outcome::Outcome,
        run::{Entry, Plan, Run},
        setup::{self, Recording, Setup},
    },
    library::Library,
    messages::Messages,
    problem::Problem,
    text,
};

/// Seeds that one call runs.
const MOST_SEEDS: u64 = 1_000;
/// Largest recording that is read, in bytes.
const LARGEST: u64 = 16 * 1024 * 1024;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the labs.
    #[command(after_help = "Example: archtutor lab list --format json")]
    List(List),
    /// Print what a lab has: parameters, counters, presets, missions.
    #[command(after_help = "Example: archtutor lab show breaker")]
    Show(Show),
    /// Run a lab and print what it came to.
    #[command(after_help = "Example: archtutor lab run rate --set algo=leaky --format json")]
    Run(RunArgs),
}

#[derive(Debug, clap::Args)]
struct List {
    /// How to print it.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, clap::Args)]
struct Show {
    /// Id of the lab.
    #[arg(value_name = "ID")]
    id: String,
    /// How to print it.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// How a run is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum RunFormat {
    #[default]
    Text,
    Json,
    Csv,
}

/// Which events a run prints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Events {
    #[default]
    Key,
    All,
}

#[derive(Debug, clap::Args)]
struct RunArgs {
    /// Id of the lab; not needed with --replay.
    #[arg(value_name = "ID", required_unless_present = "replay")]
    id: Option<String>,
    /// Set a parameter, from the start or (if it is live) at a time.
    #[arg(long = "set", value_name = "NAME=VALUE[@TIME]")]
    sets: Vec<String>,
    /// Begin with a preset.
    #[arg(long, value_name = "NAME")]
    preset: Option<String>,
    /// Play a mission: on all its seeds unless one is named.
    #[arg(long, value_name = "N", conflicts_with = "preset")]
    mission: Option<usize>,
    /// The seed of all chance, or the first and the last of several.
    #[arg(long, value_name = "N|A..B")]
    seed: Option<String>,
    /// How long it runs in virtual time, such as 30s.
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// Run what a recording holds; the output of a run is one, too.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["sets", "preset", "mission", "seed", "until"])]
    replay: Option<PathBuf>,
    /// How to print it: CSV has the series, a row a sample.
    #[arg(long, value_enum, default_value_t)]
    format: RunFormat,
    /// Key events only, or a line per request, too.
    #[arg(long, value_enum, default_value_t)]
    events: Events,
}

/// Runs the command.
pub(super) fn run(args: &Args, context: &Context) -> Result<u8, Problem> {
    let library = context.library()?;
    let words = Messages::load(&context.settings.language);
    match &args.command {
        Command::List(args) => list(args, &library, &words)?,
        Command::Show(args) => show(args, &library, &words)?,
        Command::Run(args) => run_lab(args, &library, &words)?,
    }
    Ok(0)
}

/// A line of the list.
#[derive(Serialize)]
struct Row {
    id: String,
    engine: &'static str,
    title: String,
    teaches: String,
    difficulty: i64,
    minutes: i64,
    lessons: Vec<String>,
    missions: usize,
}

impl Row {
    fn of(guide: &Guide) -> Self {
        Self {
            id: guide.id.to_string(),
            engine: guide.entry.spec.id,
            title: guide.title.clone(),
            teaches: guide.teaches.clone(),
            difficulty: guide.difficulty,
            minutes: guide.minutes,
            lessons: guide.lessons.iter().map(ToString::to_string).collect(),
            missions: guide.missions.len(),
        }
    }
}

fn list(args: &List, library: &Library, words: &Messages) -> Result<(), Problem> {
    let guides = library.labs().iter().map(|id| library.lab(id)).collect::<Result<Vec<_>, _>>()?;
    let rows: Vec<Row> = guides.iter().map(|guide| Row::of(guide)).collect();
    if args.format == Format::Json {
        return output::print_json(&rows);
    }
    output::print(&page::list(&rows, words))
}

/// What `lab show` tells of a lab.
#[derive(Serialize)]
struct Description {
    #[serde(flatten)]
    row: Row,
    #[serde(skip)]
    prompt: String,
    until_us: u64,
    params: Vec<ParamRow>,
    counters: Vec<&'static str>,
    marks: Vec<&'static str>,
    series: Vec<&'static str>,
    laws: &'static [&'static str],
    presets: Vec<PresetRow>,
    missions: Vec<MissionRow>,
}

#[derive(Serialize)]
struct ParamRow {
    name: &'static str,
    default: &'static str,
    expects: String,
    live: bool,
}

#[derive(Serialize)]
struct PresetRow {
    name: String,
    set: Vec<String>,
}

#[derive(Serialize)]
struct MissionRow {
    id: String,
    title: String,
    text: String,
    given: Vec<String>,
    start: Vec<String>,
    free: Vec<String>,
    goal: String,
    seeds: Vec<u64>,
}

impl Description {
    fn of(guide: &Guide) -> Self {
        let spec = guide.entry.spec;
        let names = |columns: &'static [lab::sim::Column]| columns.iter().map(|c| c.name).collect();
        let mission = |mission: &Mission| MissionRow {
            id: mission.id.clone(),
            title: mission.title.clone(),
            text: mission.text.clone(),
            given: mission.given.clone(),
            start: mission.start.clone(),
            free: mission.free.clone(),
            goal: mission.goal.text.clone(),
            seeds: mission.seeds.clone(),
        };
        let param = |param: &lab::param::Param| ParamRow {
            name: param.name,
            default: param.default,
            expects: param.expects(),
            live: param.live,
        };
        let presets = guide.presets.iter();
        Self {
            row: Row::of(guide),
            prompt: guide.prompt.clone(),
            until_us: spec.until,
            params: spec.params.iter().map(param).collect(),
            counters: names(spec.counters),
            marks: names(spec.marks),
            series: names(spec.series),
            laws: spec.laws,
            presets: presets
                .map(|one| PresetRow { name: one.name.clone(), set: one.set.clone() })
                .collect(),
            missions: guide.missions.iter().map(mission).collect(),
        }
    }
}

fn show(args: &Show, library: &Library, words: &Messages) -> Result<(), Problem> {
    let guide = library.lab(&LabId::new(&args.id))?;
    let all = Description::of(&guide);
    if args.format == Format::Json {
        return output::print_json(&all);
    }
    output::print(&page::lab(&all, words))
}

/// A run as it was asked for.
struct Asked {
    entry: &'static Entry,
    guide: Option<Arc<Guide>>,
    mission: Option<usize>,
    /// Without a seed or a time of its own.
    setup: Setup,
    seeds: Vec<u64>,
    several: bool,
    until: Option<u64>,
}

fn run_lab(args: &RunArgs, library: &Library, words: &Messages) -> Result<(), Problem> {
    if let Some(path) = &args.replay {
        let recording = Recording::read(&file::text(path, LARGEST)?)?;
        if let Some(id) = args.id.as_ref().filter(|id| **id != recording.lab) {
            return Err(Problem::usage("The recording is of another lab").why(format!(
                "it holds `{}`, not `{}`",
                recording.lab,
                text::sanitize(id)
            )));
        }
        let (entry, plan) = recording.plan()?;
        let guide = library.lab(&LabId::new(&recording.lab)).ok();
        return print(args, &[outcome(args, entry, guide.as_deref(), plan)?], false, words);
    }
    let asked = asked(args, library)?;
    let mission = asked.mission()?;
    let mut outcomes = Vec::new();
    for seed in &asked.seeds {
        let plan = asked.setup.clone().plan(*seed, asked.until)?;
        let mut outcome = outcome(args, asked.entry, asked.guide.as_deref(), plan)?;
        if let Some(mission) = mission {
            outcome.missions.retain(|state| state.id == mission.id);
            // Without a seed of its own the mission speaks for all its seeds.
            if args.seed.is_none() {
                outcome.missions = vec![mission.judge(&asked.setup, asked.until)?];
            }
        }
        outcomes.push(outcome);
    }
    print(args, &outcomes, asked.several, words)
}

impl Asked {
    fn mission(&self) -> Result<Option<&Mission>, Problem> {
        match (&self.guide, self.mission) {
            (Some(guide), Some(number)) => guide.mission(number).map(Some),
            _ => Ok(None),
        }
    }
}

/// The lab of an id: the course's, or the bare engine.
fn lab_of(id: &str, library: &Library) -> Result<(&'static Entry, Option<Arc<Guide>>), Problem> {
    match (library.lab(&LabId::new(id)), lab::find(id)) {
        (Ok(guide), _) => Ok((guide.entry, Some(guide))),
        (Err(_), Some(entry)) => Ok((entry, None)),
        (Err(problem), None) => Err(problem),
    }
}

fn asked(args: &RunArgs, library: &Library) -> Result<Asked, Problem> {
    let id = args.id.as_deref().unwrap_or_default();
    let (entry, guide) = lab_of(id, library)?;
    let own = || guide.as_deref().ok_or_else(|| setup::unknown(id));
    let mut setup = Setup::new(entry);
    if let Some(name) = &args.preset {
        setup.set_all(own()?.preset(name)?.set.iter().map(String::as_str))?;
    }
    let mut seeds = vec![1];
    if let Some(number) = args.mission {
        let mission = own()?.mission(number)?;
        setup = mission.setup(entry)?;
        args.sets.iter().try_for_each(|typed| mission.set(&mut setup, typed))?;
        seeds = mission.seeds.first().copied().into_iter().collect();
    } else {
        setup.set_all(args.sets.iter().map(String::as_str))?;
    }
    let typed = args.seed.as_deref();
    if let Some(typed) = typed {
        seeds = read_seeds(typed, MOST_SEEDS).ok_or_else(|| {
            Problem::usage(format!("`{}` is no seed", text::sanitize(typed)))
                .hint(format!("Write --seed 7, or --seed 1..10 for at most {MOST_SEEDS} of them"))
        })?;
    }
    let until = args.until.as_deref().map(setup::read_until);
    Ok(Asked {
        entry,
        mission: args.mission,
        setup,
        seeds,
        several: typed.is_some_and(|typed| typed.contains("..")),
        until: until.transpose()?,
        guide,
    })
}

fn outcome(
    args: &RunArgs,
    entry: &'static Entry,
    guide: Option<&Guide>,
    plan: Plan,
) -> Result<Outcome, Problem> {
    let setup = Setup::of_plan(entry, &plan);
    let mut run = Run::new(entry, plan);
    if args.events == Events::All {
        run = run.with_requests();
    }
    run.finish()?;
    let mut outcome = Outcome::of(&run);
    let missions = guide.map_or(&[][..], |guide| &guide.missions);
    let fitting = missions.iter().filter(|mission| mission.fits(&setup));
    outcome.missions = fitting.map(|mission| mission.state(&run)).collect();
    Ok(outcome)
}

fn print(
    args: &RunArgs,
    outcomes: &[Outcome],
    several: bool,
    words: &Messages,
) -> Result<(), Problem> {
    match (args.format, outcomes) {
        (RunFormat::Json, [one]) if !several => output::print_json(one),
        (RunFormat::Json, all) => output::print_json(&all),
        (RunFormat::Csv, all) => all.iter().try_for_each(|outcome| output::print(&outcome.csv())),
        (RunFormat::Text, all) => {
            all.iter().try_for_each(|outcome| output::print(&page::run(outcome, words)))
        }
    }
}
