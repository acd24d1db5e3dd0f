//! A page as plain text, for pipes and screen readers.

use std::{collections::HashSet, io};

use super::{Line, LineKind, NARROWEST, Options, block, flow::notes};
use crate::{
    markdown::{Document, Target},
    role::Role,
};

/// How plain text looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// Headings carry `#`, destinations of links follow in brackets.
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
    let numbers: Vec<_> = document.mentions().iter().cloned().zip(1..).collect();
    let mut layout = block::Layout { options, numbers: &numbers, sources: Vec::new() };
    for piece in 0..document.chunks().len() {
        let blocks = document.blocks(piece);
        let lines = layout.blocks(&blocks, width, Role::Text, 0, piece > 0);
        layout.sources.clear();
        write(&lines, look, out)?;
    }
    if document.has_notes() {
        write(&notes(document, &mut layout, width), look, out)?;
    }
    Ok(())
}

/// Prints lines of a page.
///
/// # Errors
/// What writing fails with.
pub fn write(lines: &[Line], look: Look, out: &mut impl io::Write) -> io::Result<()> {
    let mut row = String::new();
    let mut seen = HashSet::new();
    let mut heading = 0;
    for (n, line) in lines.iter().enumerate() {
        row.clear();
        match look {
            Look::Styled => {
                for span in &line.spans {
                    row.push_str(code(span.role));
                    row.push_str(&span.text);
                    if !code(span.role).is_empty() {
                        row.push_str("\u{1b}[0m");
                    }
                }
            }
            Look::Plain => {
                if let LineKind::Heading(level) = line.kind {
                    if heading == 0 {
                        row.push_str(&"#".repeat(level.into()));
                        row.push(' ');
                    }
                    heading = level;
                } else {
                    heading = 0;
                }
                for (at, span) in line.spans.iter().enumerate() {
                    row.push_str(&span.text);
                    let Some(link) = &span.link else { continue };
                    let goes_on = |span: &super::Span| {
                        span.link.as_ref().is_some_and(|other| other.at == link.at)
                    };
                    let more = line.spans.get(at + 1).is_some_and(goes_on)
                        || lines.get(n + 1).is_some_and(|line| line.spans.iter().any(goes_on));
                    let hidden = matches!(link.target, Target::Web(_)) && !more;
                    let above = n.checked_sub(1).and_then(|n| lines.get(n));
                    let shows = [above, Some(line)].into_iter().flatten().any(|line| {
                        line.spans.iter().any(|span| goes_on(span) && span.text.contains("://"))
                    });
                    if hidden && !shows && seen.insert(link.at) {
                        row.push_str(&format!(" <{}>", link.target.url()));
                    }
                }
            }
        }
        writeln!(out, "{}", row.trim_end())?;
    }
    Ok(())
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
