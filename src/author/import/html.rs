//! Text of another program as Markdown of ours, by what it says it is.

use crate::markdown;

/// What a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Markdown,
    Html,
    Plain,
}

impl Format {
    /// By its name in GIFT and Moodle XML; nothing known means what Moodle means by it.
    pub(super) fn named(name: &str) -> Self {
        match name {
            "markdown" => Self::Markdown,
            "plain" | "plain_text" => Self::Plain,
            _ => Self::Html,
        }
    }

    /// The text as Markdown.
    pub(super) fn markdown(self, text: &str) -> String {
        let text = match self {
            Self::Markdown => text.to_owned(),
            Self::Html if text.contains('<') || text.contains('&') => markdown::from_html(text),
            Self::Html => text.to_owned(),
            Self::Plain => markdown::escape(text),
        };
        text.trim().to_owned()
    }
}
