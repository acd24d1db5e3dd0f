//! A page as plain text, for pipes and screen readers.

use std::io;

use super::{Line, Medium, NARROWEST, Options, Span, block, flow::notes};
use crate::{markdown::Document, role::Role};

/// How plain text looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// Nothing but text.
    #[default]
    Plain,
    /// Weight and colour through the sixteen colours of every terminal.
    Styled,
}

/// Prints a whole document piece by piece, so that a large one takes little memory.
///
/// # Errors
/// What writing fails with.
pub fn print(
    document: &mut Document,
    options: &Options,
    look: Look,
    out: &mut impl io::Write,
) -> io::Result<()> {
    document.index();
    let width = options.width.max(NARROWEST);
    let mut options = options.clone();
    options.medium = match (options.medium, look) {
        (Medium::Speech, _) => Medium::Speech,
        (_, Look::Styled) => Medium::Print,
        (_, Look::Plain) => Medium::Text,
    };
    let mut layout = block::Layout::new(&options, document.numbers());
    for piece in 0..document.chunks().len() {
        let blocks = document.blocks(piece);
        let lines = layout.blocks(&blocks, width, Role::Text, 0, piece > 0);
        layout.sources.clear();
        write(&lines, look, out)?;
    }
    for group in document.note_groups() {
        write(&notes(document, group, &mut layout, width), look, out)?;
    }
    Ok(())
}

/// Prints lines of a page.
///
/// # Errors
/// What writing fails with.
pub fn write(lines: &[Line], look: Look, out: &mut impl io::Write) -> io::Result<()> {
    let mut row = String::new();
    for line in lines {
        row.clear();
        for span in &line.spans {
            match look {
                Look::Plain => row.push_str(&span.text),
                Look::Styled => styled(span, &mut row),
            }
        }
        writeln!(out, "{}", row.trim_end())?;
    }
    Ok(())
}

/// A span with its colour; a link to a page of the web is one that terminals know (OSC 8).
fn styled(span: &Span, row: &mut String) {
    let address = span.link.as_ref().and_then(|link| link.target.address());
    if let Some(address) = &address {
        row.push_str(&format!("\u{1b}]8;;{address}\u{1b}\\"));
    }
    row.push_str(code(span.role));
    row.push_str(&span.text);
    if !code(span.role).is_empty() {
        row.push_str("\u{1b}[0m");
    }
    if address.is_some() {
        row.push_str("\u{1b}]8;;\u{1b}\\");
    }
}

/// Select graphic rendition for a role: weights and the terminal's own colours.
fn code(role: Role) -> &'static str {
    match role {
        Role::Heading => "\u{1b}[1;36m",
        Role::Strong => "\u{1b}[1m",
        Role::Emphasis => "\u{1b}[3m",
        Role::Struck => "\u{1b}[9m",
        Role::Link | Role::Accent => "\u{1b}[36m",
        Role::Code | Role::Literal => "\u{1b}[33m",
        Role::Muted | Role::Faint | Role::Border | Role::Comment => "\u{1b}[2m",
        Role::Good => "\u{1b}[32m",
        Role::Warn | Role::Number => "\u{1b}[33m",
        Role::Bad => "\u{1b}[31m",
        Role::Info | Role::Type => "\u{1b}[34m",
        Role::Keyword => "\u{1b}[35m",
        _ => "",
    }
}
