//! The command line: clap types, one file a command.

mod adoption;
mod catalog;
mod check;
mod class;
mod course;
mod diagram;
mod doctor;
mod drawn;
mod exercise;
mod explain;
mod export;
mod flags;
mod import;
mod inspect;
mod lab;
mod list;
mod manual;
mod mistakes;
mod new;
mod output;
mod plain;
mod plan;
mod preview;
mod progress;
mod quiz;
mod results;
mod review;
mod sarif;
mod schema;
mod search;
mod show;
mod stats;

use std::{ffi::OsString, io, path::Path};

use clap::{
    Args as _, CommandFactory, FromArgMatches,
    builder::{PossibleValue, PossibleValuesParser},
};

use crate::{
    author::export::{EXPORTERS, Exporters},
    clock::Clock,
    config::{LANGUAGES, Settings},
    courses::{Chosen, Courses},
    exercise::{Kinds, kinds::KINDS},
    id::CourseId,
    library::Library,
    messages::{self, Messages},
    problem::Problem,
    progress::{Notice, Progress},
    session::Session,
    source::{COURSE_FILE, Source},
    tui::{self, custom::Custom, route::Route, terminal, theme},
};
use flags::{Command, Flags};
pub use output::Format;

/// What the program is made of beside its code: lists that a test may replace by longer ones.
#[derive(Clone, Copy)]
pub struct Registry {
    pub exporters: Exporters,
    pub kinds: Kinds,
}

impl Registry {
    /// What ships with the program.
    pub const SHIPPED: Self = Self { exporters: EXPORTERS, kinds: KINDS };
}

/// What every command can use.
pub(crate) struct Context {
    pub(crate) registry: Registry,
    pub(crate) settings: Settings,
    pub(crate) course: Chosen,
    /// Whether the course was named, by `--course`.
    pub(crate) named: bool,
}

impl Context {
    /// The course as a library.
    pub(crate) fn library(&self) -> Result<Library, Problem> {
        self.course.library(self.registry.kinds)
    }

    /// Where the files of the course come from.
    pub(crate) fn source(&self) -> &Source {
        &self.course.source
    }

    /// The courses that were added.
    pub(crate) fn courses(&self) -> Courses {
        Courses::of(&self.settings.data_dir, Clock::System)
    }

    /// The name of the course that should have been opened, where the one that ships had to be.
    fn lost(&self) -> Option<String> {
        (!self.named && self.course == Chosen::SHIPPED).then(|| self.courses().current())?
    }

    /// The same for a command that prints: what must be said about the progress goes to standard error.
    pub(crate) fn told_session(&self) -> Result<Session, Problem> {
        let mut session = self.session()?;
        if let Some(notice) = session.take_notice() {
            output::complain(&notice.text(&Messages::load(&self.settings.language)));
        }
        Ok(session)
    }

    /// The course of an author: the folder that is named, that of `--course`, the one we stand in, or
    /// the one that ships with the program.
    pub(crate) fn authored(&self, folder: Option<&Path>) -> Result<Source, Problem> {
        match folder {
            Some(folder) => Source::folder(folder),
            None if !self.named && Path::new(COURSE_FILE).is_file() => {
                Source::folder(Path::new("."))
            }
            None => Ok(self.source().clone()),
        }
    }

    /// The same for what an author takes out: who stands in the folder of a course means that one.
    fn of_author(mut self) -> Result<Self, Problem> {
        if !self.named && Path::new(COURSE_FILE).is_file() {
            self.course = Source::folder(Path::new("."))?.into();
        }
        Ok(self)
    }

    /// The progress in the course; in the shipped one where the course cannot be read.
    pub(crate) fn progress(&self) -> Result<Progress, Problem> {
        let course = self.library().map(|library| CourseId::new(&library.course().id));
        let course = course.unwrap_or_else(|_| CourseId::shipped());
        let mut progress = Progress::open(&self.settings.data_dir, course, Clock::System)?;
        progress.begin_days_at(self.settings.habits.new_day);
        Ok(progress)
    }

    /// The course that a folder holds, or that has this id.
    fn course_called(&self, name: &Path) -> CourseId {
        let here = name.exists() || self.course.id.is_some();
        let library = here.then(|| self.library().ok()).flatten();
        let id = library.map(|library| CourseId::new(&library.course().id));
        id.unwrap_or_else(|| CourseId::new(name.to_string_lossy()))
    }

    /// The learner with the course, to study: what belongs to the course is offered to it.
    fn study(&self) -> Result<Session, Problem> {
        let mut session = self.session_of(match self.settings.plain {
            true => Session::open,
            false => Session::look,
        })?;
        adoption::offer(&mut session, &Messages::load(&self.settings.language))?;
        Ok(session)
    }

    /// The learner with the course.
    pub(crate) fn session(&self) -> Result<Session, Problem> {
        self.session_of(Session::open)
    }

    fn session_of(
        &self,
        open: fn(Library, &Path, Clock) -> Result<Session, Problem>,
    ) -> Result<Session, Problem> {
        let session = open(self.library()?, &self.settings.data_dir, Clock::System)?;
        Ok(session.with_habits(self.settings.habits))
    }
}

/// Runs the program and says its exit code.
pub fn main() -> u8 {
    terminal::release_on_panic();
    call(std::env::args_os().collect(), Registry::SHIPPED)
}

/// The same with some arguments, the name of the program first, and with some lists.
pub fn call(args: Vec<OsString>, registry: Registry) -> u8 {
    let format = output::asked(args.iter().cloned());
    let command = command(registry);
    let args = file_as_course(args, &command);
    let matches = command.try_get_matches_from(args);
    let flags = match matches.and_then(|matches| Flags::from_arg_matches(&matches)) {
        Ok(flags) => flags,
        Err(error) => return misused(&error, format),
    };
    match run(flags, registry) {
        Ok(code) => code,
        Err(problem) => {
            output::refuse(&problem, format);
            problem.fault.exit_code()
        }
    }
}

/// Flags that have a value.
const VALUED: [&str; 4] = ["--course", "--data-dir", "--lang", "--theme"];

/// `archtutor FILE.md` opens that file: it is a course of one lesson.
fn file_as_course(mut args: Vec<OsString>, command: &clap::Command) -> Vec<OsString> {
    let words: Vec<_> = args.iter().map(|arg| arg.to_string_lossy()).collect();
    let commands = |word: &str| command.find_subcommand(word).is_some();
    let valued = |at: usize| words.get(at - 1).is_some_and(|flag| VALUED.contains(&flag.as_ref()));
    let mut first = words.iter().enumerate().skip(1).filter(|(at, _)| !valued(*at));
    let first = first.find(|(_, word)| commands(word) || !word.starts_with('-'));
    let file = first.filter(|(_, word)| word.ends_with(".md")).map(|(at, _)| at);
    if let Some(at) = file {
        args.insert(at, "--course".into());
    }
    args
}

/// The command line: flags, commands, and the choices that lists give.
pub fn command(registry: Registry) -> clap::Command {
    let formats = registry.exporters.iter();
    let formats: Vec<PossibleValue> =
        formats.map(|format| PossibleValue::new(format.name()).help(format.about())).collect();
    let command = Flags::command().mut_arg("lang", |lang| lang.help(languages()));
    command.mut_subcommand("export", |export| {
        // What is put together later would not be there to change.
        let whole = export::Args::augment_args(export.defer(|whole| whole));
        whole.mut_arg("to", |to| to.value_parser(PossibleValuesParser::new(formats)))
    })
}

/// What there is in which language, for the help.
fn languages() -> String {
    let whole: Vec<&str> = messages::languages().collect();
    format!(
        "Language of the names of patterns: {}. The interface is in: {}",
        LANGUAGES.join(", "),
        whole.join(", ")
    )
}

/// Says what is wrong with the command line, or what was asked about it.
fn misused(error: &clap::Error, format: Format) -> u8 {
    let code = u8::try_from(error.exit_code()).unwrap_or(2);
    let said = error.render();
    if !error.use_stderr() {
        let _ = output::print_own(&shown(&said, output::colour()));
    } else if format == Format::Json {
        let said = said.to_string();
        output::refuse(&Problem::usage(said.trim().trim_start_matches("error: ")), format);
    } else {
        output::complain_styled(shown(&said, output::coloured(&io::stderr())).trim_end());
    }
    code
}

/// Help or an error with its styles, where they can be seen.
fn shown(said: &clap::builder::StyledStr, styled: bool) -> String {
    if styled { said.ansi().to_string() } else { said.to_string() }
}

fn run(flags: Flags, registry: Registry) -> Result<u8, Problem> {
    if let Some(Command::Schema(args)) = &flags.command {
        return schema::run(args);
    }
    // Drawing a file, or looking at some, needs neither settings nor a course.
    if let Some(Command::Diagram(args)) = &flags.command {
        return diagram::run(args, flags.ascii);
    }
    if let Some(Command::Inspect(args)) = &flags.command {
        return inspect::run(args, flags.ascii);
    }
    let settings = Settings::load(flags.overrides())?;
    if let Some(name) = &flags.theme {
        theme::known(name, &Custom::load(&settings).themes)?;
    }
    let words = Messages::load(&settings.language);
    if let Some(language) = &flags.lang
        && !messages::languages().any(|whole| whole == language)
    {
        output::complain(&words.format("settings.names-only", &[("language", language)]));
    }
    obey(flags, settings, registry).map_err(|problem| problem.in_words(&words))
}

/// Whether nobody has begun here yet, nor read what a first start says.
fn is_first_start(session: &Session, settings: &Settings) -> bool {
    !settings.welcomed && !session.progress().is_unread() && session.days_studied() == 0
}

fn obey(flags: Flags, settings: Settings, registry: Registry) -> Result<u8, Problem> {
    let exports = matches!(&flags.command, Some(Command::Progress(args)) if args.exports());
    let courses = Courses::of(&settings.data_dir, Clock::System);
    let course = match &flags.course {
        // What is done with courses must be possible although one of them cannot be opened.
        _ if matches!(flags.command, Some(Command::Course(_))) => Chosen::SHIPPED,
        // The events of a course can be exported although it is gone.
        Some(name) if exports && courses.find(name).is_err() => Chosen::SHIPPED,
        Some(name) => courses.find(name)?,
        None if flags.command.is_none() => courses.open_current_or_shipped(registry.kinds),
        None => courses.open_current()?,
    };
    let context = Context { registry, settings, course, named: flags.course.is_some() };
    match flags.command {
        None => {
            let mut session = context.study()?;
            if let Some(name) = context.lost() {
                session.leave_notice(Notice::CourseLost { name });
            }
            let only = session.library().only_lesson();
            if context.settings.plain {
                let start = only.map_or(plain::Start::Menu, plain::Start::Open);
                return plain::run(session, &context.settings, start);
            }
            let mut routes = vec![Route::Home];
            let resumed = only.or_else(|| session.resume());
            routes.extend(resumed.map(|reference| Route::of(&reference)));
            if is_first_start(&session, &context.settings) {
                routes.push(Route::Welcome);
            }
            start(session, context, routes)
        }
        Some(Command::Open(args)) => {
            let session = context.study()?;
            if let Some(page) = session.library().generated(&args.reference)
                && !context.settings.plain
            {
                return start(session, context, vec![Route::Home, Route::Page(page)]);
            }
            let reference = session.library().resolve(&args.reference)?;
            if context.settings.plain {
                return plain::run(session, &context.settings, plain::Start::Open(reference));
            }
            start(session, context, vec![Route::Home, Route::of(&reference)])
        }
        Some(Command::Quiz(args)) => quiz::run(&args, context),
        Some(Command::List(args)) => list::run(&args, &context),
        Some(Command::Show(args)) => show::run(&args, &context),
        Some(Command::Search(args)) => search::run(&args, &context),
        Some(Command::Mistakes(args)) => mistakes::run(&args, &context),
        Some(Command::Review(args)) => review::run(&args, context),
        Some(Command::Plan(args)) => plan::run(&args, &context),
        Some(Command::Results(args)) => results::run(&args, context),
        Some(Command::Stats(args)) => stats::run(&args, &context),
        Some(Command::Progress(args)) => {
            let only = flags.course.filter(|_| exports).map(|name| context.course_called(&name));
            progress::run(&args, &context, only.as_ref())
        }
        Some(Command::Doctor(args)) => doctor::run(&args, &context),
        Some(Command::Catalog(args)) => catalog::run(&args, &context),
        Some(Command::Exercise(args)) => exercise::run(&args, &context),
        Some(Command::Export(args)) => export::run(&args, &context.of_author()?),
        Some(Command::Import(args)) => import::run(&args),
        Some(Command::Lab(args)) => lab::run(&args, &context),
        Some(Command::Course(args)) => course::run(&args, &context),
        Some(Command::Check(args)) => check::run(&args, &context),
        Some(Command::Class(args)) => class::run(&args, context),
        Some(Command::Preview(args)) => preview::run(&args, context, flags.data_dir.is_some()),
        Some(Command::New(args)) => new::run(&args, &context),
        Some(Command::Explain(args)) => explain::run(&args, &context),
        Some(Command::Schema(args)) => schema::run(&args),
        Some(Command::Diagram(args)) => diagram::run(&args, flags.ascii),
        Some(Command::Inspect(args)) => inspect::run(&args, flags.ascii),
        Some(Command::Completions(args)) => manual::completions(&args, registry),
        Some(Command::Man(args)) => manual::man(&args, registry),
    }
}

/// Opens the screens.
fn start(session: Session, context: Context, routes: Vec<Route>) -> Result<u8, Problem> {
    tui::run(session, context.settings, routes)?;
    Ok(0)
}
