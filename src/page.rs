//! A page: a document laid out for a width, only where somebody looks. Knows roles, no colours.

mod address;
mod bits;
mod block;
mod code;
mod fence;
mod find;
mod flow;
mod fold;
mod line;
pub mod picture;
mod plain;
mod sign;
#[cfg(test)]
mod tests;
mod wrap;

use std::{collections::HashMap, fmt, sync::Arc};

pub use code::Paint;
pub use fence::Source;
pub use find::find;
pub use flow::{Page, Place};
pub use fold::Folds;
pub use line::{Line, LineKind, Span, Wide};
pub use plain::{Look, print, write};
pub use sign::cell_in_ascii;

use crate::{
    id::QuestionId,
    markdown::{Block, parse},
    messages::Messages,
    role::Role,
};

/// No line of text is wider than this many cells: longer ones are hard to follow.
pub const WIDEST: usize = 84;
/// No page is laid out for fewer cells.
pub const NARROWEST: usize = 8;

/// Which characters a page may be drawn with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Charset {
    #[default]
    Unicode,
    Ascii,
}

/// Where a page is shown: what is drawn there, and what is said in words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Medium {
    /// A screen of the program, where links are followed with keys.
    #[default]
    Screen,
    /// A terminal: what a link leads to stands behind it.
    Print,
    /// Text without looks: headings carry `#`, too.
    Text,
    /// A voice: no line and no box is drawn, words say what there is.
    Speech,
}

/// How a page is laid out.
#[derive(Clone)]
pub struct Options {
    /// Width of the text in cells; drawings may use `wide`.
    pub width: usize,
    pub charset: Charset,
    pub medium: Medium,
    pub labels: Labels,
    pub questions: Arc<dyn QuestionProvider>,
    pub folds: Folds,
}

impl Options {
    /// Plain options for a width: English words, no drawings, no questions.
    pub fn new(width: usize) -> Self {
        let (charset, medium) = (Charset::default(), Medium::default());
        let (labels, questions) = (Labels::default(), Arc::new(Nobody));
        Self { width, charset, medium, labels, questions, folds: Folds::default() }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").field("width", &self.width).finish_non_exhaustive()
    }
}

/// The words that a page itself says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labels {
    pub note: String,
    pub tip: String,
    pub important: String,
    pub warning: String,
    pub caution: String,
    pub check: String,
    pub not_drawn: String,
    /// What a part that folds is called where its author says nothing.
    pub details: String,
    // What is said where nothing is drawn.
    pub heading: String,
    pub quote: String,
    pub image: String,
    pub diagram: String,
    pub footnote: String,
    pub done: String,
    pub to_do: String,
    /// `→`, `←`, `↔` and `—` in words.
    pub arrows: [String; 4],
}

impl Labels {
    /// What a diagram says, its arrows in words.
    fn spoken(&self, text: &str) -> String {
        let mut spoken = text.to_owned();
        for (sign, word) in ["→", "←", "↔", "—"].iter().zip(&self.arrows) {
            spoken = spoken.replace(sign, word);
        }
        spoken
    }
}

impl From<&Messages> for Labels {
    fn from(messages: &Messages) -> Self {
        let label = |key: &'static str| messages.get(key).to_owned();
        Self {
            note: label("page.note"),
            tip: label("page.tip"),
            important: label("page.important"),
            warning: label("page.warning"),
            caution: label("page.caution"),
            check: label("page.check"),
            not_drawn: label("page.not-drawn"),
            details: label("page.details"),
            heading: label("page.heading"),
            quote: label("page.quote"),
            image: label("page.image"),
            diagram: label("page.diagram"),
            footnote: label("page.footnote"),
            done: label("page.done"),
            to_do: label("page.to-do"),
            arrows: ["page.to", "page.from", "page.to-and-from", "page.joined"].map(label),
        }
    }
}

impl Default for Labels {
    fn default() -> Self {
        Self::from(Messages::english())
    }
}

/// What a page asks of those who show it.
pub trait QuestionProvider: Send + Sync {
    /// The question with this id, to be shown inside the page.
    fn question(&self, _id: &QuestionId) -> Option<Check> {
        None
    }
}

/// A provider that knows no question.
#[derive(Clone, Copy, Debug)]
pub struct Nobody;

impl QuestionProvider for Nobody {}

/// A check question as a page shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Check {
    /// What it asks, in a line.
    pub prompt: String,
    /// The same in full as Markdown, to be shown instead; empty where the line is enough.
    pub whole: String,
    /// How it was answered last.
    pub right: Option<bool>,
}

/// Lays out blocks that are no document of their own, such as a question's prompt.
pub fn lay_out(blocks: &[Block], options: &Options) -> Vec<Line> {
    let numbers = HashMap::new();
    let mut layout = block::Layout::new(options, &numbers);
    layout.blocks(blocks, options.width.max(NARROWEST), Role::Text, 0, false)
}

/// Lays out a short Markdown text.
pub fn lay_out_text(markdown: &str, options: &Options) -> Vec<Line> {
    lay_out(&parse(markdown), options)
}
