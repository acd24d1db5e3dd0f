//! `archtutor course`: the courses of others that were added.

mod row;

use super::{Context, Format, output};
use crate::{
    courses::{Added, Contents, Courses, Origin, Record, Updated, Wish},
    id::CourseId,
    messages::Messages,
    problem::{Fault, Problem},
};
use row::{AddedRow, UpdatedRow, shortened};
use std::io::{self, IsTerminal};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Add a course: from a folder, a .zip, .tar or .tar.gz, one .md file, or a Git repository.
    #[command(
        after_help = "Example: archtutor course add https://example.org/course.git --as team"
    )]
    Add {
        /// A path, or the https, http, ssh or git address of a Git repository.
        #[arg(value_name = "SOURCE")]
        source: String,
        /// Call it so, instead of as it calls itself; its progress is kept under this name.
        #[arg(long = "as", value_name = "NAME")]
        name: Option<String>,
        /// The folder inside it that holds the course.
        #[arg(long = "in", value_name = "FOLDER")]
        inside: Option<String>,
        /// How to print it.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// List the courses that are here, with how far you are in each.
    #[command(after_help = "Example: archtutor course list --format json")]
    List {
        /// How to print it.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Open this course from now on where none is named; `archtutor` is the one that ships.
    #[command(after_help = "Example: archtutor course use team")]
    Use {
        /// As `course list` shows it.
        name: String,
    },
    /// Fetch a course again from where it came; without a name, all of them.
    #[command(after_help = "Example: archtutor course update team")]
    Update {
        /// As `course list` shows it.
        name: Option<String>,
        /// How to print it.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Remove the copy of a course; what you did in it is kept.
    #[command(after_help = "Example: archtutor course remove team --yes")]
    Remove {
        /// As `course list` shows it.
        name: String,
        /// Do it without asking.
        #[arg(long)]
        yes: bool,
    },
}

/// Runs one of them.
pub(super) fn run(args: &Args, context: &Context) -> Result<u8, Problem> {
    let words = Messages::load(&context.settings.language);
    let command = Courser { context, courses: context.courses(), words };
    match &args.what {
        What::Add { source, name, inside, format } => {
            let wish =
                Wish { origin: Origin::parse(source)?, inside: inside.clone(), name: name.clone() };
            command.add(&wish, *format)
        }
        What::List { format } => command.list(*format),
        What::Use { name } => command.choose(name),
        What::Update { name, format } => command.update(name.as_deref(), *format),
        What::Remove { name, yes } => command.remove(name, *yes),
    }?;
    Ok(0)
}

/// What every command here needs.
struct Courser<'c> {
    context: &'c Context,
    courses: Courses,
    words: Messages,
}

impl Courser<'_> {
    fn add(&self, wish: &Wish, format: Format) -> Result<(), Problem> {
        self.fetching(&wish.origin.name(), format);
        let added = self.courses.add(wish, self.context.registry.kinds)?;
        let Added { record, contents, left_out } = &added;
        if format == Format::Json {
            let Record { name, title, version, from, inside, commit, .. } = record;
            let left_out = *left_out;
            return output::print_json(&AddedRow {
                name,
                title,
                version,
                from,
                inside,
                commit,
                contents,
                left_out,
            });
        }
        let mut lines = vec![self.about("courses.added", record)];
        lines.extend(self.contents(&record.name, contents));
        if *left_out > 0 {
            lines.push(self.words.plural("courses.left-out", *left_out));
        }
        lines.push(self.words.format("courses.open-it", &[("name", &record.name)]));
        print(&lines)
    }

    fn list(&self, format: Format) -> Result<(), Problem> {
        let mut rows = vec![self.shipped()?];
        rows.extend(self.courses.list().into_iter().map(|record| self.row(record)));
        if format == Format::Json {
            return output::print_json(&rows);
        }
        let cells: Vec<[String; 5]> = rows.iter().map(|row| self.cells(row)).collect();
        output::print(&output::columns(&cells))
    }

    fn choose(&self, name: &str) -> Result<(), Problem> {
        // One that cannot be opened would stand in the way at the next start.
        let title = self.courses.open(name)?.library(self.context.registry.kinds)?;
        self.courses.make_current(name)?;
        let title = &title.course().title;
        print(&[self.words.format("courses.used", &[("title", title)])])
    }

    fn update(&self, name: Option<&str>, format: Format) -> Result<(), Problem> {
        let names = match name {
            Some(name) if CourseId::new(name).is_shipped() => {
                return print(&[self.words.get("courses.never-updated").to_owned()]);
            }
            Some(name) => vec![name.to_owned()],
            None => self.courses.list().into_iter().map(|record| record.name).collect(),
        };
        if names.is_empty() && format == Format::Text {
            return print(&[self.words.get("courses.none-but-one").to_owned()]);
        }
        let (mut done, mut failed) = (Vec::new(), None);
        for name in names {
            self.fetching(&name, format);
            match self.courses.update(&name, self.context.registry.kinds) {
                Ok(updated) => done.push(updated),
                // The others are fetched all the same.
                Err(problem) => {
                    if let Some(earlier) = failed.replace(problem) {
                        output::refuse(&earlier.in_words(&self.words), format);
                    }
                }
            }
        }
        if failed.is_none() || !done.is_empty() {
            self.tell_updates(&done, format)?;
        }
        failed.map_or(Ok(()), Err)
    }

    fn tell_updates(&self, done: &[Updated], format: Format) -> Result<(), Problem> {
        let begun = done.iter().map(|updated| self.begun(updated));
        let begun: Vec<Vec<String>> = begun.collect::<Result<_, _>>()?;
        if format == Format::Json {
            let rows = done.iter().zip(&begun).map(|(updated, gone_begun)| {
                let Updated { record, changed, contents, new, gone } = updated;
                let Record { name, title, version, commit, .. } = record;
                let changed = *changed;
                UpdatedRow {
                    name,
                    title,
                    version,
                    commit,
                    changed,
                    contents,
                    new,
                    gone,
                    gone_begun,
                }
            });
            return output::print_json(&rows.collect::<Vec<_>>());
        }
        let mut lines = Vec::new();
        for (updated, begun) in done.iter().zip(&begun) {
            let record = &updated.record;
            if !updated.changed {
                lines.push(self.about("courses.unchanged", record));
                continue;
            }
            lines.push(self.about("courses.updated", record));
            lines.extend(self.contents(&record.name, &updated.contents));
            if !updated.new.is_empty() {
                lines.push(self.words.plural("courses.new", updated.new.len()));
            }
            if !updated.gone.is_empty() {
                let ids = shortened(&updated.gone);
                let values: [(&str, &dyn std::fmt::Display); 1] = [("ids", &ids)];
                lines.push(self.words.plural_with("courses.gone", updated.gone.len(), &values));
            }
            if !begun.is_empty() {
                lines.push(self.words.plural("courses.gone-done", begun.len()));
            }
        }
        print(&lines)
    }

    /// Those of what is gone that the learner did something with.
    fn begun(&self, updated: &Updated) -> Result<Vec<String>, Problem> {
        if updated.gone.is_empty() {
            return Ok(Vec::new());
        }
        let course = CourseId::new(&updated.record.name);
        let progress = crate::progress::Progress::open(
            &self.context.settings.data_dir,
            course,
            crate::clock::Clock::System,
        )?;
        progress.touched(&updated.gone)
    }

    fn remove(&self, name: &str, yes: bool) -> Result<(), Problem> {
        if CourseId::new(name).is_shipped() {
            return Err(Problem::message(Fault::Usage, "courses.not-removed", &[]));
        }
        let title = self.courses.list().into_iter().find(|record| record.name == name);
        if let Some(record) = title.filter(|_| !yes) {
            if !io::stdin().is_terminal() {
                return Err(Problem::message(Fault::Usage, "courses.not-asked", &[]));
            }
            if !output::confirm(&self.about("courses.ask-remove", &record))? {
                return Ok(());
            }
        }
        let record = self.courses.remove(name)?;
        print(&[self.about("courses.removed", &record)])
    }

    /// Says that something takes its time, to who waits at a terminal.
    fn fetching(&self, text: &str, format: Format) {
        if format == Format::Text && io::stderr().is_terminal() {
            output::complain(&self.words.format("courses.fetching", &[("text", &text)]));
        }
    }

    fn about(&self, key: &str, record: &Record) -> String {
        self.words.format(key, &[("title", &record.title), ("name", &record.name)])
    }

    /// What a course has, and what of it cannot be read.
    fn contents(&self, name: &str, contents: &Contents) -> Vec<String> {
        let counted = [
            ("courses.weeks", contents.weeks),
            ("courses.lessons", contents.lessons),
            ("courses.questions", contents.questions),
            ("courses.exercises", contents.exercises),
        ];
        let counted = counted.into_iter().filter(|(_, count)| *count > 0);
        let counted: Vec<String> =
            counted.map(|(key, count)| self.words.plural(key, count)).collect();
        let mut lines = vec![counted.join(", ")];
        if contents.unreadable > 0 {
            let values: [(&str, &dyn std::fmt::Display); 1] = [("name", &name)];
            lines.push(self.words.plural_with("courses.unreadable", contents.unreadable, &values));
        }
        lines
    }
}

fn print(lines: &[String]) -> Result<(), Problem> {
    output::print(&format!("{}\n", lines.join("\n")))
}
