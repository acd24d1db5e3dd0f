//! `archtutor new`: a course to begin with, or one more thing in it. Nothing is ever overwritten.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::ValueEnum;

use super::{Context, output};
use crate::{
    author::scaffold::{self, Additions, Named, Scaffold},
    file,
    problem::Problem,
    source::Source,
    text::counted,
};

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
    /// The course has the chapters and quizzes of this mdBook or folder of Markdown, which stays as it is.
    #[arg(long, value_name = "DIR", conflicts_with = "weeks")]
    from: Option<PathBuf>,
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
        return course(args, context).map(|()| 0);
    }
    if args.from.is_some() {
        return Err(Problem::usage("Only a course is made from a folder")
            .hint("archtutor new course DIR --from BOOK"));
    }
    let source = context.authored(None)?;
    let scaffold = Scaffold::new(&source, context.registry.kinds)?;
    let word = args.what.to_possible_value();
    let word = word.as_ref().map_or("thing", |word| word.get_name());
    let named = with_a_name(Named::of(word, &args.name, args.title.as_deref()))?;
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
    put(root, &made)?;
    told(root, &made)?;
    Ok(0)
}

/// Makes a course, from nothing or from what others wrote, and says how to go on.
fn course(args: &Args, context: &Context) -> Result<(), Problem> {
    let folder = Path::new(&args.name);
    let named = with_a_name(Named::new(&named_folder(folder)?, args.title.as_deref()))?;
    match &args.from {
        None => {
            let language = &context.settings.language;
            let made = scaffold::course(&named, language, args.weeks, args.catalog);
            put(folder, &made)?;
            told(folder, &made)?;
        }
        Some(book) => {
            let title = args.title.as_deref();
            let made = scaffold::from(&Source::folder(book)?, &named.id, title, args.catalog)?;
            put(folder, &made)?;
            let count = |start: &str, end: &str| {
                let paths = made.files.iter().map(|(path, _)| path);
                paths.filter(|path| path.starts_with(start) && path.ends_with(end)).count()
            };
            output::print(&format!(
                "  new  {}: {}, {}, {}, {}\n",
                folder.display(),
                counted(count("lessons/", ".toml"), "week"),
                counted(count("lessons/", ".md"), "lesson"),
                counted(count("quizzes/", ".toml"), "quiz"),
                counted(made.copies.len(), "picture"),
            ))?;
        }
    }
    let shown = in_shell(&folder.display().to_string());
    output::print(&format!("\nNext: archtutor check {shown}\n      archtutor preview {shown}\n"))
}

/// Refuses what would be called nothing.
fn with_a_name(named: Named) -> Result<Named, Problem> {
    match named.title.trim().is_empty() {
        true => Err(Problem::usage("A name without a letter names nothing")
            .hint("Give its id, or a title that an id is made from")),
        false => Ok(named),
    }
}

/// A path as a shell takes it for one word.
fn in_shell(path: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | ':' | '\\');
    match path.chars().all(is_plain) {
        true => path.to_owned(),
        false => format!("'{}'", path.replace('\'', "'\\''")),
    }
}

/// The name of the folder that a course is to stand in.
fn named_folder(folder: &Path) -> Result<String, Problem> {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    // `.` and `..` have no name of their own.
    let whole = || Some(folder.canonicalize().ok()?.file_name()?.to_string_lossy().into_owned());
    name.or_else(whole).ok_or_else(|| Problem::usage("A course needs a folder with a name"))
}

/// A file of a course on disk.
fn at(root: &Path, path: &str) -> PathBuf {
    path.split('/').fold(root.to_owned(), |at, part| at.join(part))
}

/// Writes all of it, or nothing where one of the files is there already.
fn put(root: &Path, made: &Additions) -> Result<(), Problem> {
    let at = |path: &str| at(root, path);
    let mut new = made.files.iter().map(|(path, _)| path).chain(made.copies.keys());
    if let Some(path) = new.find(|path| at(path).symlink_metadata().is_ok()) {
        return Err(Problem::content(format!("{} is there already", at(path).display()))
            .hint("Nothing is overwritten, and nothing was written"));
    }
    for (path, text) in &made.files {
        output::write_new(&with_folder(at(path))?, text)?;
    }
    for (path, picture) in &made.copies {
        let name = picture.display().to_string();
        let bytes = file::open(picture, name, LARGEST_PICTURE)?.bytes(LARGEST_PICTURE)?;
        output::write_new(&with_folder(at(path))?, bytes)?;
    }
    for (path, text) in &made.edits {
        output::replace(&at(path), text)?;
    }
    Ok(())
}

/// A picture is not larger, in bytes.
const LARGEST_PICTURE: u64 = 64 << 20;

/// A path whose folder is there.
fn with_folder(path: PathBuf) -> Result<PathBuf, Problem> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|error| {
            Problem::environment(format!("Cannot make {}", parent.display())).why(error)
        })?;
    }
    Ok(path)
}

/// Says what was written.
fn told(root: &Path, made: &Additions) -> Result<(), Problem> {
    let new = made.files.iter().map(|(path, _)| ("new", path));
    let new = new.filter(|(_, path)| !path.starts_with(scaffold::SCHEMAS));
    // Who stands in the course wants no more than the path in it.
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).ok();
    let root = here.and_then(|here| root.strip_prefix(here).ok()).unwrap_or(root);
    for (how, path) in new.chain(made.edits.iter().map(|(path, _)| ("more", path))) {
        output::print(&format!("{how:>5}  {}\n", at(root, path).display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::in_shell;

    #[test]
    fn a_path_that_a_shell_would_split_stands_in_quotes() {
        assert_eq!(in_shell("courses/my-course"), "courses/my-course");
        assert_eq!(in_shell("Курс"), "Курс");
        assert_eq!(in_shell("it's mine"), r"'it'\''s mine'");
    }
}
