//! Markdown → blocks with their places in the source. Knows no width and no colour.
//!
//! [`Document`] reads a text of any size piece by piece; [`parse`] reads a short one at once.

mod anchor;
mod autolink;
mod build;
mod document;
pub mod edit;
pub mod hidden;
mod html;
mod index;
mod label;
mod link;
mod tags;

use std::{ops::Range, sync::Arc};

pub use anchor::anchor;
pub use build::options;
pub use document::{Document, Indexed, Indexer, Note, Piece, anchor_of, fold_anchor};

pub use index::{Chunk, Heading, NoteGroup};
pub use label::fold as fold_label;
pub use link::{Link, Target, beside, decode as decoded};
pub use tags::{Tags, from_html};

use crate::id::QuestionId;

/// One block and the bytes of the source that it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    pub kind: BlockKind,
    pub range: Range<usize>,
}

impl Block {
    /// The blocks that stand in it, in order.
    pub fn inner(&self) -> Vec<&Self> {
        match &self.kind {
            BlockKind::Quote { blocks, .. }
            | BlockKind::Details { blocks, .. }
            | BlockKind::Footnote { blocks, .. } => blocks.iter().collect(),
            BlockKind::List { items, .. } => items.iter().flat_map(|item| &item.blocks).collect(),
            BlockKind::Definitions(list) => list.iter().flat_map(Definition::blocks).collect(),
            BlockKind::Heading { .. }
            | BlockKind::Paragraph(_)
            | BlockKind::Fence(_)
            | BlockKind::Table(_)
            | BlockKind::Rule => Vec::new(),
        }
    }
}

/// What a block is.
#[derive(Clone, Debug, PartialEq)]
pub enum BlockKind {
    Heading {
        level: u8,
        text: Vec<Inline>,
    },
    Paragraph(Vec<Inline>),
    Quote {
        alert: Option<Alert>,
        blocks: Vec<Block>,
    },
    List {
        start: Option<u64>,
        tight: bool,
        items: Vec<Item>,
    },
    Fence(Fence),
    Table(Table),
    /// A part that folds behind its summary; `open` where its author shows it from the start.
    Details {
        open: bool,
        summary: Vec<Inline>,
        blocks: Vec<Block>,
    },
    Definitions(Vec<Definition>),
    Footnote {
        label: String,
        blocks: Vec<Block>,
    },
    Rule,
}

/// The five kinds of alert, `> [!NOTE]` and so on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Alert {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
}

/// An item of a list; `task` is its box, ticked or not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Item {
    pub task: Option<bool>,
    pub blocks: Vec<Block>,
}

/// A term with what it means, or one of them.
#[derive(Clone, Debug, PartialEq)]
pub enum Definition {
    Term(Vec<Inline>),
    Meaning(Vec<Block>),
}

impl Definition {
    fn blocks(&self) -> &[Block] {
        match self {
            Self::Term(_) => &[],
            Self::Meaning(blocks) => blocks,
        }
    }
}

/// A table; every row has as many cells as there are columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    pub columns: Vec<Side>,
    pub head: Vec<Vec<Inline>>,
    pub rows: Vec<Vec<Vec<Inline>>>,
}

/// Where a column's text stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    #[default]
    Left,
    Middle,
    Right,
}

/// A block of text that keeps its lines: what it is, and its content without the fence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fence {
    pub kind: FenceKind,
    /// Safe to print; ends without a line break.
    pub text: String,
    /// The same with the lines that are hidden, where some are.
    pub whole: Option<String>,
    /// Where the content starts in the source.
    pub at: usize,
}

/// What a fence holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FenceKind {
    /// A Mermaid drawing.
    Mermaid,
    /// A drawing kept as typed.
    Diagram,
    /// A check question.
    Question(QuestionId),
    /// Code; the language in lower case, empty when the author gave none.
    Code(String),
}

/// A piece of running text.
#[derive(Clone, Debug, PartialEq)]
pub enum Inline {
    Run(Run),
    /// A line break in the source that may become a blank.
    Soft(usize),
    /// A line break that the author wants.
    Hard(usize),
    /// An image starts here; its description follows as runs.
    Image(usize),
    /// A reference to the footnote with this label.
    Note {
        label: Arc<str>,
        at: usize,
    },
}

/// Text of one look, safe to print.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub text: String,
    pub style: Style,
    pub link: Option<Arc<Link>>,
    /// Where the text starts in the source.
    pub at: usize,
}

/// How an author marked a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Style {
    pub strong: bool,
    pub emphasis: bool,
    pub struck: bool,
    pub code: bool,
}

/// Reads a whole text at once; for short texts such as a question's prompt.
pub fn parse(text: &str) -> Vec<Block> {
    let mut index = index::Index::new(0);
    index.whole = true;
    let parsed = index::parse(text, &index, 0..text.len());
    let notes = parsed.notes.into_iter().map(|note| {
        let kind = BlockKind::Footnote { label: note.label, blocks: note.blocks };
        Block { kind, range: note.range }
    });
    parsed.blocks.into_iter().chain(notes).collect()
}

/// A text as Markdown that means just this text.
pub fn escape(text: &str) -> String {
    let special = |c: char| matches!(c, '\\' | '[' | ']' | '*' | '_' | '`' | '<');
    text.chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
}

/// Whether a piece of HTML has no tags but those that mean something here.
pub fn is_meant(html: &str) -> bool {
    meant(html).is_some()
}

/// A piece of HTML as what it means here, with no other attribute; nothing where it has a tag that means
/// nothing.
pub fn meant(html: &str) -> Option<String> {
    html::harmless(html)
}

/// Splits off TOML front matter: its byte range, if there is any, and where the body starts. Reads
/// no further than the closing `+++`.
pub fn front_matter(text: &str) -> (Option<Range<usize>>, usize) {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut at = start;
    let mut lines = text.get(start..).unwrap_or_default().split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| line.trim_end() == "+++") else {
        return (None, start);
    };
    at += first.len();
    let toml = at;
    for line in lines {
        if line.trim_end() == "+++" {
            return (Some(toml..at), at + line.len());
        }
        at += line.len();
    }
    (None, start)
}

/// Where the text behind front matter starts: that of a lesson, or YAML between `---` as other programs
/// write it.
pub fn body_start(text: &str) -> usize {
    let (found, start) = front_matter(text);
    if found.is_some() {
        return start;
    }
    let body = text.get(start..).unwrap_or_default();
    yaml(body).map_or(start, |length| start + length)
}

/// The length of YAML front matter: from a first line `---` to a line `---` or `...`, and between
/// them names with values and no empty line at the start, or it is a rule and a heading.
fn yaml(text: &str) -> Option<usize> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().filter(|line| line.trim_end() == "---")?;
    let mut at = first.len();
    for (number, line) in lines.enumerate() {
        at += line.len();
        if matches!(line.trim_end(), "---" | "...") {
            return (number > 0).then_some(at);
        }
        let name = line.split_once(':').map(|(name, _)| name);
        let named = name.is_some_and(|name| !name.is_empty() && !name.contains([' ', '`', '[']));
        if number == 0 && !named && !line.starts_with('#') {
            return None;
        }
    }
    None
}

/// The text of inlines without any marks.
pub fn plain(inlines: &[Inline]) -> String {
    let mut text = String::new();
    for inline in inlines {
        match inline {
            Inline::Run(run) => text.push_str(&run.text),
            Inline::Soft(_) | Inline::Hard(_) => text.push(' '),
            Inline::Image(_) | Inline::Note { .. } => {}
        }
    }
    text
}

#[cfg(test)]
mod tests;
