//! `archtutor search`: names and prose of the whole course, printed.

use serde::Serialize;

use super::{Context, Format, output};
use crate::{
    library::{Library, Reference},
    messages::Messages,
    problem::Problem,
    search::{Group, Hit, Index, Question, Target},
    text,
};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Messages; all of them must be found, the last one may be only begun.
    #[arg(required = true, value_name = "WORDS")]
    words: Vec<String>,
    /// How many of a kind to print.
    #[arg(long, default_value_t = 10, value_name = "N")]
    most: usize,
    /// How to print it.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// One thing that was found.
#[derive(Serialize)]
struct Row<'a> {
    kind: &'static str,
    id: &'a str,
    name: &'a str,
    /// A lesson's number, a pattern's family, a question's quiz.
    label: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    heading: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

/// Looks, and prints what was found; 1 if nothing was.
pub(super) fn run(args: &Args, context: &Context) -> Result<u8, Problem> {
    let library = context.library()?;
    let words = Messages::load(&context.settings.language);
    let asked = args.words.join(" ");
    let question = Question {
        words: &asked,
        language: &context.settings.language,
        most: args.most,
        cells: output::width(None).saturating_sub(4),
    };
    let index = Index::default();
    index.fill(library.source());
    let groups = index.find(&question, library.source());
    let found = groups.iter().any(|group| !group.hits.is_empty());
    match args.format {
        Format::Json => {
            let rows: Vec<Row<'_>> = groups.iter().flat_map(|group| &group.hits).map(row).collect();
            output::print_json(&rows)?;
        }
        Format::Text => {
            let mut out: String =
                groups.iter().map(|group| group_text(group, &words)).collect::<Vec<_>>().join("\n");
            if !found {
                let asked = text::sanitize(&asked).into_owned();
                out.push_str(&words.format("plain.nothing-found", &[("words", &asked)]));
                if let Some(meant) = index.suggest(&asked) {
                    out.push_str(&words.format("plain.meant", &[("word", &meant)]));
                }
                out.push('\n');
            }
            output::print(&out)?;
        }
    }
    Ok(u8::from(!found))
}

/// What fits, and what each leads to; questions, which are asked where they stand, are left out.
pub(super) fn references(
    library: &Library,
    words: &str,
    language: &str,
    most: usize,
) -> Vec<(String, Reference)> {
    let index = Index::default();
    index.fill(library.source());
    let question = Question { words, language, most, cells: 60 };
    let groups = index.find(&question, library.source());
    let hits = groups.iter().flat_map(|group| &group.hits);
    hits.filter_map(|hit| {
        let reference = match &hit.target {
            Target::Pattern(id) => Reference::Pattern(id.clone()),
            Target::Lesson(id, _) => Reference::Lesson(id.clone()),
            Target::Exercise(id) => Reference::Exercise(id.clone()),
            Target::Lab(id) => Reference::Lab(id.clone()),
            Target::Week(id) => Reference::Week(id.clone()),
            Target::Quiz(id) => Reference::Quiz(id.clone()),
            Target::Question(_) => return None,
        };
        let about: Vec<&str> =
            [hit.kind.name(), &hit.label].into_iter().filter(|part| !part.is_empty()).collect();
        let name = format!("{} ({})", hit.name.text, about.join(", "));
        Some((name, reference))
    })
    .collect()
}

fn row(hit: &Hit) -> Row<'_> {
    Row {
        kind: hit.kind.name(),
        id: hit.target.id(),
        name: &hit.name.text,
        label: &hit.label,
        heading: hit.beside.as_ref().map(|beside| beside.text.as_str()),
        text: hit.snippet.as_ref().map(|snippet| snippet.text.as_str()),
    }
}

fn group_text(group: &Group, words: &Messages) -> String {
    let mut text = String::new();
    for hit in &group.hits {
        let head =
            format!("{} {}  {}  {}", group.kind.name(), hit.target.id(), hit.name.text, hit.label);
        text.push_str(text::sanitize(head.trim_end()).as_ref());
        text.push('\n');
        if let Some(beside) = &hit.beside {
            text.push_str(&format!("    {}\n", text::sanitize(&beside.text)));
        }
        if let Some(snippet) = &hit.snippet {
            text.push_str(&format!("    {}\n", text::sanitize(&snippet.text)));
        }
    }
    if group.more > 0 {
        text.push_str(&words.plural("plain.more-found", group.more));
        text.push('\n');
    }
    text
}
