//! `archtutor class new`: the file of a new class.

use std::path::PathBuf;

use super::report::day;
use crate::{
    class::definition::Class,
    cli::{Context, output},
    clock::{Clock, Day},
    id,
    messages::Messages,
    problem::Problem,
};

/// What the class is called.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Its id: lower-case letters, digits and single hyphens.
    id: String,
    /// What learners see.
    #[arg(long)]
    title: String,
    /// Whom learners ask, such as an e-mail address.
    #[arg(long)]
    contact: String,
    /// The last day of what is shared, YYYY-MM-DD.
    #[arg(long, value_name = "DATE", value_parser = day)]
    until: Option<Day>,
    /// An address of yours that begins the names of everything in the class; it need not lead anywhere.
    #[arg(long, value_name = "ADDRESS")]
    iri: Option<String>,
    /// The file to write.
    #[arg(short, long, value_name = "FILE", default_value = "class.toml")]
    output: PathBuf,
}

/// Writes the file and says what is left to do.
pub(super) fn run(args: &Args, context: &Context) -> Result<u8, Problem> {
    if let Some(fault) = id::fault(&args.id) {
        return Err(Problem::usage(format!("`{}` is no id", args.id)).why(fault));
    }
    let text = class_file(args, &context.library()?.course().id);
    Class::read(&args.output.display().to_string(), &text).map_err(|found| {
        let all: Vec<String> = found.iter().map(|diagnostic| diagnostic.render(false)).collect();
        Problem::usage("This makes no class").why(format!("\n{}", all.join("\n")))
    })?;
    output::write_new(&args.output, &text)?;
    if let Some(until) = args.until.filter(|until| *until < Day::utc(Clock::System.now())) {
        output::complain(&format!("{until} is over: nothing is shared in this class"));
    }
    let words = Messages::load(&context.settings.language);
    let file: [(&str, &dyn std::fmt::Display); 1] = [("file", &args.output.display())];
    output::print(&format!("{}\n", words.format("class.new", &file)))?;
    Ok(0)
}

fn class_file(args: &Args, course: &str) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let iri = args.iri.clone().unwrap_or_else(|| format!("https://class.invalid/{}", args.id));
    let mut text = format!(
        "[class]\nid = {}\niri = {}\ntitle = {}\ncourse = {}\ncontact = {}\n",
        quoted(&args.id),
        quoted(&iri),
        quoted(&args.title),
        quoted(course),
        quoted(&args.contact),
    );
    if let Some(until) = &args.until {
        text.push_str(&format!("until = {until}\n"));
    }
    text.push_str(
        "\n# A store that learners push to; without one they hand in files. The key writes and does nothing else,\n\
         # such as one made by: ralph auth -w -u push -p SECRET --scope statements/write -M mailto:push@school.example\n\
         # A second one, made with statements/read, stays with you and gives you the report.\n\
         # [lrs]\n# url = \"https://lrs.school.example/xAPI\"\n# key = \"push\"\n# secret = \"SECRET\"\n",
    );
    text.push_str(
        "\n[share]\n# What was answered; false: only right or not, points, time.\nresponses = true\n\
         \n[report]\nsmallest_group = 5\n",
    );
    text
}
