//! `archtutor diagram`: a Mermaid source as text.

use std::{io, path::PathBuf, sync::Arc};

use serde::Serialize;

use super::{Format, output};
use crate::{
    diagnostic::Diagnostic,
    diagram::{self, Charset, Diagram, Drawing, Issue, Options},
    file,
    markdown::{self, Block, BlockKind, FenceKind},
    problem::Problem,
    source::LARGEST_LESSON as LARGEST,
};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A file with one diagram, a Markdown file with Mermaid fences, or - for standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Columns to fit it into; without it the natural size.
    #[arg(long, value_name = "N")]
    width: Option<usize>,
    /// Only the Nth Mermaid fence of a Markdown file; without it all of them.
    #[arg(long, value_name = "N")]
    fence: Option<usize>,
    /// How to print it.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// One Mermaid source and where it starts in its file.
struct Found {
    text: String,
    at: usize,
}

/// Draws to standard output; 1 and every mistake on standard error if a source cannot be read.
pub(super) fn run(args: &Args, ascii: bool) -> Result<u8, Problem> {
    let (name, text) = read(args)?;
    let sources = sources(args, &name, &text)?;
    let options = Options {
        width: args.width.map(|width| width.max(1)),
        charset: if ascii { Charset::Ascii } else { Charset::Unicode },
        ..Options::default()
    };
    let whole: Arc<str> = text.into();
    let mut mistakes: Vec<Diagnostic> = Vec::new();
    let mut drawn = Vec::new();
    for source in sources {
        match diagram::parse(&source.text) {
            Ok(diagram) => drawn.push(Answer::new(&diagram, &diagram.draw(&options))),
            Err(issues) => {
                let found = issues.iter().map(|issue| diagnostic(&name, &whole, &source, issue));
                mistakes.extend(found);
                drawn.push(Answer {
                    diagnostics: issues.iter().map(Into::into).collect(),
                    ..Answer::default()
                });
            }
        }
    }
    match args.format {
        // The mistakes stand in it, too.
        Format::Json if drawn.len() == 1 => output::print_json(&drawn.first())?,
        Format::Json => output::print_json(&drawn)?,
        Format::Text => {
            for found in &mistakes {
                output::complain_styled(&found.render(output::colour()));
            }
            let texts: Vec<_> = drawn.iter().map(|answer| answer.text.as_str()).collect();
            output::print(&texts.join("\n"))?;
        }
    }
    Ok(u8::from(!mistakes.is_empty()))
}

fn read(args: &Args) -> Result<(String, String), Problem> {
    let name = args.file.display().to_string();
    let text = if name == "-" {
        file::stream(io::stdin().lock(), "the standard input", LARGEST)?
    } else {
        file::text(&args.file, LARGEST)?
    };
    Ok((name, text))
}

/// The diagrams of the input: its Mermaid fences if it is Markdown, else the whole of it.
fn sources(args: &Args, name: &str, text: &str) -> Result<Vec<Found>, Problem> {
    let ending = args.file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let markdown = matches!(ending, "md" | "markdown" | "mdx") || args.fence.is_some();
    if !markdown {
        return Ok(vec![Found { text: text.to_owned(), at: 0 }]);
    }
    let mut found = Vec::new();
    markdown::parse(text).iter().for_each(|block| fences(block, &mut found));
    let count = found.len();
    match args.fence {
        None if count == 0 => Err(Problem::content(format!("{name} has no Mermaid fence"))),
        None => Ok(found),
        Some(wanted) => {
            let nth = wanted.checked_sub(1).and_then(|at| found.into_iter().nth(at));
            nth.map(|source| vec![source]).ok_or_else(|| {
                Problem::usage(format!("There is no Mermaid fence {wanted} in {name}"))
                    .hint(format!("It has {count}, counted from 1."))
            })
        }
    }
}

fn fences(block: &Block, found: &mut Vec<Found>) {
    if let BlockKind::Fence(fence) = &block.kind
        && fence.kind == FenceKind::Mermaid
    {
        found.push(Found { text: fence.text.clone(), at: fence.at });
    }
    block.inner().into_iter().for_each(|inner| fences(inner, found));
}

fn diagnostic(name: &str, whole: &Arc<str>, source: &Found, issue: &Issue) -> Diagnostic {
    let span = source.at + issue.span.start..source.at + issue.span.end;
    let mut found = Diagnostic::error("diagram", name, issue.message.clone());
    // In an indented fence the bytes do not line up; then the line is told in words.
    if whole.get(span.clone()) == source.text.get(issue.span.clone()) {
        found = found.at(whole, span);
    } else {
        found = Diagnostic::error(
            "diagram",
            name,
            format!("{} (line {} of the diagram)", issue.message, issue.line),
        );
    }
    match &issue.help {
        Some(help) => found.help(help.clone()),
        None => found,
    }
}

/// What is printed as JSON.
#[derive(Default, Serialize)]
struct Answer {
    kind: &'static str,
    width: usize,
    height: usize,
    natural: [usize; 2],
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    description: Vec<String>,
    diagnostics: Vec<Mistake>,
    text: String,
}

#[derive(Serialize)]
struct Node {
    id: String,
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
    rect: [usize; 4],
}

#[derive(Serialize)]
struct Edge {
    from: String,
    to: String,
    label: String,
    /// Columns and rows of the line.
    cells: Vec<(usize, usize)>,
    /// Column, row, width and height of each line of the label.
    label_spans: Vec<[usize; 4]>,
}

#[derive(Serialize)]
struct Mistake {
    line: usize,
    column: usize,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
}

impl From<&Issue> for Mistake {
    fn from(issue: &Issue) -> Self {
        Self {
            line: issue.line,
            column: issue.column,
            message: issue.message.clone(),
            help: issue.help.clone(),
        }
    }
}

fn rect(rect: diagram::Rect) -> [usize; 4] {
    [rect.x, rect.y, rect.width, rect.height]
}

impl Answer {
    fn new(diagram: &Diagram, drawing: &Drawing) -> Self {
        let kind = match diagram.kind() {
            diagram::Kind::Flowchart => "flowchart",
            diagram::Kind::State => "state",
            diagram::Kind::Class => "class",
            diagram::Kind::Entity => "entity",
            diagram::Kind::Sequence => "sequence",
            diagram::Kind::C4 => "c4",
            diagram::Kind::Git => "git",
            diagram::Kind::Gantt => "gantt",
            diagram::Kind::Timeline => "timeline",
            diagram::Kind::Mindmap => "mindmap",
            diagram::Kind::Pie => "pie",
            diagram::Kind::Architecture => "architecture",
            diagram::Kind::Quadrant => "quadrant",
            diagram::Kind::Xy => "xy",
            diagram::Kind::Block => "block",
        };
        let nodes = drawing.nodes.iter().map(|node| Node {
            id: node.id.clone(),
            label: node.label.clone(),
            link: node.link.clone(),
            rect: rect(node.rect),
        });
        let edges = drawing.edges.iter().map(|edge| Edge {
            from: edge.from.clone(),
            to: edge.to.clone(),
            label: edge.label.clone(),
            cells: edge.cells.clone(),
            label_spans: edge.label_spans.iter().copied().map(rect).collect(),
        });
        Self {
            kind,
            width: drawing.width,
            height: drawing.height,
            natural: [drawing.natural.0, drawing.natural.1],
            nodes: nodes.collect(),
            edges: edges.collect(),
            description: diagram.description(),
            diagnostics: Vec::new(),
            text: drawing.text(),
        }
    }
}
