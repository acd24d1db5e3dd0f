//! `archtutor class report`: from statements in files or a stream to figures.

use std::{
    fmt::Display,
    fs,
    io::{self, BufReader},
    path::{Path, PathBuf},
};

use super::push::paced;
use crate::{
    class::{
        definition::{self, Address, Class},
        download,
        gradebook::{self, Fault, Reader as Lms, Roster},
        membership::Membership,
        print,
        pull::{Asked, Source, pull},
        read::Reader,
        report::{Known, Report},
        secret::Key,
    },
    cli::{Context, output},
    clock::{Clock, Day},
    config, file,
    library::Library,
    messages::Messages,
    problem::Problem,
    quiz::Kind,
};

/// A roster is at most so long, in bytes.
const LONGEST_ROSTER: u64 = 8 << 20;

/// The statements of which class, from where, and how to print the report.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The class file, or the id of a class that you have joined.
    #[arg(long, value_name = "FILE|ID")]
    class: PathBuf,
    /// Statements as lines of JSON: a file, a folder of them, or `-` for standard input; or the address of a
    /// store, with a key that can read in ARCHTUTOR_CLASS_KEY and ARCHTUTOR_CLASS_SECRET.
    #[arg(long, value_name = "URL|DIR|FILE|-")]
    from: PathBuf,
    /// Ask a store for everything, although some of it was kept.
    #[arg(long)]
    full: bool,
    /// The day that is taken for today, YYYY-MM-DD.
    #[arg(long, value_name = "DATE", value_parser = day)]
    today: Option<Day>,
    /// How to print it; csv is the gradebook.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Leave out learners and small groups, to show it to everybody.
    #[arg(long)]
    public: bool,
    /// Who is behind which code: CSV with a column `code`. It is read and goes nowhere.
    #[arg(long, value_name = "FILE", requires = "lms")]
    roster: Option<PathBuf>,
    /// Print the gradebook for this program, with the names of the roster.
    #[arg(long = "for", id = "lms", value_enum, requires = "roster", conflicts_with = "public")]
    lms: Option<Gradebook>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
    Csv,
    Html,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Gradebook {
    Moodle,
    Canvas,
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "a day is YYYY-MM-DD".to_owned())
}

/// Prints the report.
pub(super) fn run(args: &Args, context: &Context) -> Result<u8, Problem> {
    let class = class_of(&args.class, &context.settings.data_dir)?;
    let roster = args.roster.as_deref().map(roster).transpose()?;
    let today = args.today.unwrap_or_else(|| Day::utc(Clock::System.now()));
    let words = Messages::load(&context.settings.language);
    let kept = match args.from.to_str().filter(|from| download::is_address(from)) {
        Some(address) => pulled(args, address, &class, &words)?.finish(),
        None => read(&args.from, &class)?.finish(),
    };
    let report = Report::of(&class, kept, today, &known(context, &class));
    if let (Some(lms), Some(roster)) = (args.lms, &roster) {
        return grades(&report, roster, lms);
    }
    let report = if args.public { report.public(class.smallest_group) } else { report };
    match args.format {
        Format::Text => output::print(&print::text(&report, &class, &words))?,
        Format::Json => output::print_json(&report)?,
        Format::Csv => output::print(&gradebook::by_code(&report.grades))?,
        Format::Html => output::print(&print::html(&report, &class, &words))?,
    }
    Ok(0)
}

/// Prints the gradebook, and says on standard error who is not in the roster.
fn grades(report: &Report, roster: &Roster, lms: Gradebook) -> Result<u8, Problem> {
    let reader = match lms {
        Gradebook::Moodle => Lms::Moodle,
        Gradebook::Canvas => Lms::Canvas,
    };
    let (text, unmatched) = gradebook::by_name(&report.grades, roster, reader);
    for code in unmatched {
        output::complain(&format!("{code} is not in the roster"));
    }
    output::print(&text)?;
    Ok(0)
}

/// A class file that has no mistake, and its text.
pub(super) fn class_text(path: &Path) -> Result<(String, Class), Problem> {
    class_of_text(&path.display().to_string(), file::text(path, definition::LONGEST)?)
}

/// The class that a text describes, which is called `name` to a person, and the text.
pub(super) fn class_of_text(name: &str, text: String) -> Result<(String, Class), Problem> {
    let class = Class::read(name, &text).map_err(|found| {
        let all: Vec<String> = found.iter().map(|diagnostic| diagnostic.render(false)).collect();
        Problem::content("The class file has mistakes").why(format!("\n{}", all.join("\n")))
    })?;
    Ok((text, class))
}

/// The class of a file, or the one with this id that the teacher has joined.
fn class_of(name: &Path, data: &Path) -> Result<Class, Problem> {
    let joined = match name.to_str() {
        Some(id) if !name.exists() => Membership::load(data, id)?,
        _ => None,
    };
    match joined {
        Some(joined) => Ok(joined.class),
        None => Ok(class_text(name)?.1),
    }
}

fn roster(path: &Path) -> Result<Roster, Problem> {
    let text = file::text(path, LONGEST_ROSTER)?;
    Roster::read(&text).map_err(|fault| {
        let why = match fault {
            Fault::NoCode => "it has no column `code`".to_owned(),
            Fault::Empty => "it names nobody".to_owned(),
            Fault::Formula { row, cell } => {
                format!("`{cell}` in row {row} would be a formula to a spreadsheet")
            }
        };
        Problem::content(format!("Cannot use the roster {}", path.display()))
            .why(why)
            .hint("The first row names the columns: code, name, idnumber, username, email, sis_user_id, sis_login_id")
    })
}

/// Reads the store at an address, and says on standard error what it was asked.
fn pulled<'c>(
    args: &Args,
    address: &str,
    class: &'c Class,
    words: &Messages,
) -> Result<Reader<'c>, Problem> {
    let store = class.store.as_ref();
    let address = Address::parse(address).map_err(Problem::usage)?;
    let ca = store.and_then(|store| store.ca.as_deref()).filter(|_| address.is_secure());
    let ca = ca.map(|name| file::text(&args.class.with_file_name(name), definition::LONGEST));
    let cache = config::cache_dir().map(|folder| folder.join("class"));
    let source = Source {
        key: Key::of_environment(),
        version: store.map_or("1.0.3", |store| store.version),
        ca: ca.transpose()?,
        cache: cache.as_deref(),
        full: args.full,
        now: Clock::System.now(),
        address,
    };
    let mut reader = Reader::new(class);
    let asked = paced(words, |pace| pull(&source, &mut reader, pace))?;
    let host: &dyn Display = &source.address.host();
    output::complain(&match asked {
        Asked::Everything => words.format("class.pulled", &[("host", host)]),
        Asked::StoredSince(at) => {
            words.format("class.pulled-stored", &[("host", host), ("since", &at.rfc3339())])
        }
        Asked::HappenedSince(at) => {
            words.format("class.pulled-happened", &[("host", host), ("since", &Day::utc(at))])
        }
    });
    Ok(reader)
}

fn read<'c>(from: &Path, class: &'c Class) -> Result<Reader<'c>, Problem> {
    let mut reader = Reader::new(class);
    if from == Path::new("-") {
        let failed = |error| Problem::environment("Cannot read standard input").why(error);
        reader.lines(io::stdin().lock()).map_err(failed)?;
        return Ok(reader);
    }
    for path in files(from)? {
        let failed = |error: io::Error| {
            Problem::environment(format!("Cannot read {}", path.display())).why(error)
        };
        let opened = file::open(&path, path.display().to_string(), u64::MAX)?;
        let lines = BufReader::with_capacity(1 << 20, opened.into_file());
        reader.lines(lines).map_err(failed)?;
    }
    Ok(reader)
}

/// The file, or the `.jsonl` files of a folder by name.
fn files(from: &Path) -> Result<Vec<PathBuf>, Problem> {
    if !from.is_dir() {
        return Ok(vec![from.to_owned()]);
    }
    let failed = |error: io::Error| {
        Problem::environment(format!("Cannot read {}", from.display())).why(error)
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(from).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|end| end == "jsonl") && path.is_file() {
            files.push(path);
        }
    }
    if files.is_empty() {
        return Err(Problem::content(format!("There are no statements in {}", from.display()))
            .why("no file there ends in .jsonl"));
    }
    files.sort_unstable();
    Ok(files)
}

/// What the open course knows, where it is the class's.
fn known(context: &Context, class: &Class) -> Known {
    let library = context.library().ok();
    let library = library.filter(|library| class.is_about(&library.course().id));
    library.map_or_else(Known::default, |library| Known {
        weeks: weeks(&library),
        options: library
            .questions()
            .iter()
            .filter_map(|question| match &question.kind {
                Kind::MultipleChoice(choice) => {
                    let options = choice.right.iter().chain(&choice.wrong);
                    let options = options.map(|option| option.value.clone()).collect();
                    Some((question.id.to_string(), options))
                }
                _ => None,
            })
            .collect(),
    })
}

fn weeks(library: &Library) -> std::collections::HashMap<String, String> {
    let lessons = library.all_lessons().filter_map(|(slot, card)| {
        let week = library.week(slot.week)?;
        Some((card.id.to_string(), week.id.to_string()))
    });
    lessons.collect()
}
