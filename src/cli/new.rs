//! `archtutor new`: a course to begin with, or one more thing in it. Nothing is ever overwritten.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::ValueEnum;

use super::{Context, output};
use crate::{
    author::scaffold::{self, Additions, Named, Scaffold},
    problem::Problem,
    source::Source,
};

/// What to make.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What it is.
    #[arg(value_enum)]
    what: What,
    /// Its id, or a title that an id is made from; of a course, its folder.
    #[arg(value_name = "NAME")]
    name: String,
    /// Its title; without it the name says it.
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
    /// The week that it belongs to, by id or number, or the quiz of a question; without it the last week.
    #[arg(long = "in", value_name = "WEEK")]
    place: Option<String>,
    /// The type of a question.
    #[arg(long = "type", value_name = "TYPE", default_value = "MultipleChoice")]
    kind: String,
    /// The kind of an exercise.
    #[arg(long, value_name = "KIND", default_value = "decomposition")]
    task: String,
    /// How many weeks a course begins with.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=i64::from(scaffold::MOST_WEEKS)))]
    weeks: u8,
    /// The course has the patterns that ship with the program.
    #[arg(long)]
    catalog: bool,
}

/// The things that can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    Course,
    Week,
    Lesson,
    Quiz,
    Question,
    Exercise,
    LabPage,
    Pattern,
}

/// Makes it and says what was written.
pub(super) fn run(args: &Args, context: &Context) -> Result<u8, Problem> {
    if args.what == What::Course {
        let folder = Path::new(&args.name);
        let name = named_folder(folder)?;
        let named = Named::new(&name, args.title.as_deref());
        let language = &context.settings.language;
        let made = scaffold::course(&named, language, args.weeks, args.catalog);
        write(folder, &made)?;
        let shown = folder.display();
        output::print(&format!(
            "\nNext: archtutor check {shown}\n      archtutor --course {shown}\n"
        ))?;
        return Ok(0);
    }
    let source = context.authored(None)?;
    let scaffold = Scaffold::new(&source, context.registry.kinds)?;
    let named = Named::new(&args.name, args.title.as_deref());
    let place = args.place.as_deref();
    let made = match args.what {
        What::Course | What::Week => scaffold.week(&named),
        What::Lesson => scaffold.lesson(&named, place),
        What::Quiz => scaffold.quiz(&named, place),
        What::Question => scaffold.question(&named, &args.kind, place),
        What::Exercise => scaffold.exercise(&named, &args.task, place),
        What::LabPage => scaffold.lab(&named, place),
        What::Pattern => scaffold.pattern(&named),
    }?;
    let Source::Folder(root) = &source else { return Ok(0) };
    write(root, &made)?;
    Ok(0)
}

/// The name of the folder that a course is to stand in.
fn named_folder(folder: &Path) -> Result<String, Problem> {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    // `.` and `..` have no name of their own.
    let whole = || Some(folder.canonicalize().ok()?.file_name()?.to_string_lossy().into_owned());
    name.or_else(whole).ok_or_else(|| Problem::usage("A course needs a folder with a name"))
}

/// Writes all of it, or nothing where one of the files is there already.
fn write(root: &Path, made: &Additions) -> Result<(), Problem> {
    let at =
        |path: &str| -> PathBuf { path.split('/').fold(root.to_owned(), |at, part| at.join(part)) };
    if let Some((path, _)) = made.files.iter().find(|(path, _)| at(path).symlink_metadata().is_ok())
    {
        return Err(Problem::content(format!("{} is there already", at(path).display()))
            .hint("Nothing is overwritten, and nothing was written"));
    }
    for (path, text) in &made.files {
        let path = at(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|error| {
                Problem::environment(format!("Cannot make {}", parent.display())).why(error)
            })?;
        }
        output::write_new(&path, text)?;
    }
    for (path, text) in &made.edits {
        output::replace(&at(path), text)?;
    }
    let new = made.files.iter().map(|(path, _)| ("new", path));
    let new = new.filter(|(_, path)| !path.starts_with(scaffold::SCHEMAS));
    for (how, path) in new.chain(made.edits.iter().map(|(path, _)| ("more", path))) {
        output::print(&format!("{how:>5}  {}\n", at(path).display()))?;
    }
    Ok(())
}
