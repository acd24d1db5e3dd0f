//! `archtutor class report`: from statements in files or a stream to figures.

use std::path::{Path, PathBuf};

use crate::{
    class::{
        gradebook::{self, Fault, Reader as Lms, Roster},
        membership::Membership,
        place::{News, Place},
        print,
        report::{Known, Report},
    },
    cli::{Context, output},
    clock::{Clock, Day},
    config, file,
    messages::Messages,
    problem::Problem,
};

/// A roster is at most so long, in bytes.
const LONGEST_ROSTER: u64 = 8 << 20;

/// The statements of which class, and from where.
#[derive(Debug, clap::Args)]
pub(super) struct Statements {
    /// The class file, or the id of a class that you have joined.
    #[arg(long, value_name = "FILE|ID")]
    pub(super) class: PathBuf,
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
}

impl Statements {
    /// The day that is taken for today.
    pub(super) fn today(&self) -> Day {
        self.today.unwrap_or_else(|| Day::utc(Clock::System.now()))
    }

    /// Where they are.
    pub(super) fn place(&self, data: &Path) -> Place {
        Place {
            from: self.from.clone(),
            class: self.class.clone(),
            data: data.to_owned(),
            full: self.full,
            cache: config::cache_dir().map(|folder| folder.join("class")),
            now: Clock::System.now(),
        }
    }
}

/// What to add up, and how to print it.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    statements: Statements,
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

pub(super) fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "a day is YYYY-MM-DD".to_owned())
}

/// Prints the report.
pub(super) fn run(args: &Args, context: &Context) -> Result<u8, Problem> {
    let statements = &args.statements;
    let class = Membership::class_of(&statements.class, &context.settings.data_dir)?;
    let roster = args.roster.as_deref().map(roster).transpose()?;
    let words = Messages::load(&context.settings.language);
    let news = |news: News| {
        if !matches!(news, News::Lines(_)) {
            output::complain(&news.told(&words));
        }
    };
    let place = statements.place(&context.settings.data_dir);
    let kept = place.read(&class, &news)?.finish();
    let known = context.library().map(|library| Known::of(&library, &class)).unwrap_or_default();
    let report = Report::of(&class, kept, statements.today(), &known);
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
    for code in roster.malformed() {
        output::complain(&format!("`{code}` in the roster is no code"));
    }
    for code in unmatched {
        output::complain(&format!("{code} is not in the roster"));
    }
    output::print(&text)?;
    Ok(0)
}

fn roster(path: &Path) -> Result<Roster, Problem> {
    let text = file::text(path, LONGEST_ROSTER)?;
    Roster::read(&text).map_err(|fault| {
        let why = match fault {
            Fault::NoCode => "it has no column `code`".to_owned(),
            Fault::Empty => "it names nobody".to_owned(),
            Fault::Twice { row, code } => {
                format!("`{code}` in row {row} stands for somebody else already")
            }
            Fault::Formula { row, cell } => {
                format!("`{cell}` in row {row} would be a formula to a spreadsheet")
            }
        };
        Problem::content(format!("Cannot use the roster {}", path.display()))
            .why(why)
            .hint("The first row names the columns: code, name, idnumber, username, email, sis_user_id, sis_login_id")
    })
}
