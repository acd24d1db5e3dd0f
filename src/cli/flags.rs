//! The flags that every command takes, and the commands.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::{
    catalog, check, class, course, diagram, doctor, exercise, explain, export, import, inspect,
    lab, list, mistakes, new, plan, preview, progress, results, review, schema, search, show,
    stats,
};
use crate::config::Overrides;

/// A course on software architecture that lives in the terminal.
///
/// Without a command it opens the course where you left it; with FILE.md, that file.
#[derive(Debug, Parser)]
#[command(name = "archtutor", version, about, after_help = "Example: archtutor open sagas")]
pub(super) struct Flags {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    /// Open the course in this folder, or of this name (see `course list`): a course of ours, an mdBook, a
    /// folder of Markdown, or one Markdown file. Without it, the one that `course use` names opens.
    #[arg(long, value_name = "DIR|NAME", global = true)]
    pub(super) course: Option<PathBuf>,
    /// Keep progress in this folder.
    #[arg(long, value_name = "DIR", global = true)]
    pub(super) data_dir: Option<PathBuf>,
    /// Language of the names of patterns.
    #[arg(long, value_name = "LANGUAGE", global = true)]
    pub(super) lang: Option<String>,
    /// Draw with ASCII only.
    #[arg(long, global = true)]
    pub(super) ascii: bool,
    /// Theme: auto, dark, light, contrast, ansi or mono.
    #[arg(long, value_name = "NAME", global = true)]
    pub(super) theme: Option<String>,
    /// No screens: plain lines and numbered choices.
    #[arg(long, global = true)]
    pub(super) plain: bool,
}

/// The commands. What one takes is put together when it is called: a start needs no other. The type of what it
/// takes has no doc comment, which would be shown instead of the sentence here.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub(super) enum Command {
    /// Open a lesson, exercise, quiz or pattern by id, number or name.
    #[command(after_help = "Example: archtutor open 1.2")]
    Open(Open),
    /// Take a quiz; a half-finished attempt goes on.
    #[command(after_help = "Example: archtutor quiz trade-offs-quiz --exam")]
    Quiz(Quiz),
    /// List what the course has.
    #[command(after_help = "Example: archtutor list lessons --format json")]
    List(list::Args),
    /// Print a lesson, a pattern or any Markdown file.
    #[command(after_help = "Example: archtutor show saga --width 72")]
    Show(show::Args),
    /// Search lessons, exercises, patterns and questions; exit 1 if nothing fits.
    #[command(after_help = "Example: archtutor search circuit breaker --format json")]
    Search(search::Args),
    /// Print what you answered wrongly; what you were sure of comes first.
    #[command(after_help = "Example: archtutor mistakes --format json")]
    Mistakes(mistakes::Args),
    /// Plan your study day by day up to a date, with an honest one if that does not fit.
    #[command(
        after_help = "Example: archtutor plan --until 2027-03-01 --minutes 25 --days mon,wed,sat"
    )]
    Plan(plan::Args),
    /// List the quizzes you took, or look at one again, question by question.
    #[command(after_help = "Example: archtutor results 1")]
    Results(results::Args),
    /// Review what is due.
    #[command(after_help = "Example: archtutor review --minutes 10")]
    Review(review::Args),
    /// Print what was studied.
    #[command(after_help = "Example: archtutor stats --format json")]
    Stats(stats::Args),
    /// Keep your progress: where, backup, restore, export, import, check, reset.
    #[command(after_help = "Example: archtutor progress export > progress.jsonl")]
    Progress(progress::Args),
    /// Look at the terminal, the course and the progress file.
    #[command(after_help = "Example: archtutor doctor")]
    Doctor(doctor::Args),
    /// Compare patterns, get advice, classify a system.
    #[command(after_help = "Example: archtutor catalog compare saga two-phase-commit")]
    Catalog(catalog::Args),
    /// Start, grade and import exercises.
    #[command(after_help = "Example: archtutor exercise start split-the-shop -o shop.toml")]
    Exercise(exercise::Args),
    /// Write a course, or your notes, in the format of another program.
    #[command(after_help = "Example: archtutor export --to notes -o notes.md")]
    Export(export::Args),
    /// Read questions of other programs: GIFT, Moodle XML, Anki, cards in Markdown.
    #[command(after_help = "Example: archtutor import bank.gift -o quizzes/bank.toml")]
    Import(import::Args),
    /// Run labs: simulations of limiters, breakers, sagas, clusters.
    #[command(after_help = "Example: archtutor lab run breaker --preset hang")]
    Lab(lab::Args),
    /// Add, open, update and remove courses of others.
    #[command(after_help = "Example: archtutor course add https://example.org/course.git")]
    Course(course::Args),
    /// Begin a course, or add a week, lesson, quiz, question, exercise, lab or pattern to yours.
    #[command(after_help = "Example: archtutor new course my-course")]
    New(new::Args),
    /// See a course as its learners do while you write it: every save is shown at once.
    #[command(after_help = "Example: archtutor preview my-course")]
    Preview(preview::Args),
    /// Say what the code of a mistake or the rule of a finding means, with an example.
    #[command(after_help = "Example: archtutor explain dead-link")]
    Explain(explain::Args),
    /// Print the JSON Schema of a file of a course.
    #[command(after_help = "Example: archtutor schema quiz > quiz.json")]
    Schema(schema::Args),
    /// Prove a course: print every mistake; exit 1 if there is an error.
    #[command(after_help = "Example: archtutor check my-course")]
    Check(check::Args),
    /// Share what you study with a class, or teach one: its file, its report, its grades.
    #[command(after_help = "Example: archtutor class report --class class.toml --from statements/")]
    Class(class::Args),
    /// Look at your own deployment files: Kubernetes, Gateway API, Istio, Compose, Dockerfiles.
    #[command(after_help = inspect::AFTER)]
    Inspect(inspect::Args),
    /// Draw a Mermaid diagram as text.
    #[command(after_help = "Example: archtutor diagram system.mmd --width 80")]
    Diagram(diagram::Args),
    /// Print the completions for a shell.
    #[command(
        after_help = "Example: archtutor completions fish > ~/.config/fish/completions/archtutor.fish"
    )]
    Completions(Completions),
    /// Print the manual page, or that of a command.
    #[command(after_help = "Example: archtutor man class join | man -l -")]
    Man(Man),
}

#[derive(Debug, Args)]
pub(super) struct Man {
    /// The command whose page it is.
    pub(super) command: Vec<String>,
    /// Write the pages of all commands into this new folder.
    #[arg(short, long, value_name = "FOLDER", conflicts_with = "command")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Open {
    /// An id, a number such as 4.2 or EX4.1, a pattern's name, or kind:id.
    #[arg(value_name = "REF")]
    pub(super) reference: String,
}

#[derive(Debug, Args)]
pub(super) struct Quiz {
    /// The quiz's id, or its week's number or id.
    pub(super) id: String,
    /// As an exam: the explanations come at the end.
    #[arg(long)]
    pub(super) exam: bool,
}

#[derive(Debug, Args)]
pub(super) struct Completions {
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}

impl Flags {
    /// What the flags set.
    pub(super) fn overrides(&self) -> Overrides {
        Overrides {
            data_dir: self.data_dir.clone(),
            language: self.lang.clone(),
            ascii: self.ascii,
            theme: self.theme.clone(),
            plain: self.plain,
        }
    }
}
