//! An author's mistake: which file, where, what is wrong and how to mend it.

use std::{fmt, ops::Range, sync::Arc};

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet, renderer::DecorStyle};
use serde::Serialize;

use crate::text;

/// A line longer than this is not shown with its mistake, in bytes.
const LONGEST: usize = 4096;

/// How bad a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The course cannot be used as it is.
    Error,
    /// It can be used, but a learner is worse off.
    Warning,
    /// Nothing is wrong; it is good to know.
    Info,
}

/// One mistake in one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub severity: Severity,
    /// Stable name of the kind of mistake, such as `unknown-key`.
    pub code: &'static str,
    /// Path inside the course, with `/`.
    pub file: String,
    /// Byte range in the file's text; `None` when the mistake is about the file as a whole.
    pub span: Option<Range<usize>>,
    /// What is wrong, one sentence without a full stop.
    pub message: String,
    /// How to mend it.
    pub help: Option<String>,
    /// The change of the file's text that mends it, where there is only one that can be meant.
    pub edit: Option<Edit>,
    source: Option<Arc<str>>,
}

/// A change of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Byte range of what is replaced.
    pub span: Range<usize>,
    pub text: String,
}

impl Diagnostic {
    /// An error about a whole file.
    pub fn error(code: &'static str, file: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            file: file.into(),
            span: None,
            message: message.into(),
            help: None,
            edit: None,
            source: None,
        }
    }

    /// The same as a warning.
    #[must_use]
    pub fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// The same as a remark.
    #[must_use]
    pub fn info(mut self) -> Self {
        self.severity = Severity::Info;
        self
    }

    /// Points at a byte range of the file's text, widened to whole characters.
    #[must_use]
    pub fn at(mut self, source: &Arc<str>, span: Range<usize>) -> Self {
        let start = text::floor_boundary(source, span.start);
        let end =
            (span.end.min(source.len())..=source.len()).find(|at| source.is_char_boundary(*at));
        self.span = Some(start..end.unwrap_or(start).max(start));
        self.source = Some(Arc::clone(source));
        self
    }

    /// Says how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Mends it where a text stands in place of what it points at.
    #[must_use]
    pub fn instead(mut self, text: impl Into<String>) -> Self {
        let text = text.into();
        self.edit = self.span.clone().map(|span| Edit { span, text });
        self
    }

    /// Line and column, both from 1, the column in characters; `None` for a whole file.
    pub fn position(&self) -> Option<(usize, usize)> {
        let (line, number, at) = self.line()?;
        Some((number, line.get(..at)?.chars().count() + 1))
    }

    /// The line that the span starts in, its number from 1, and where in it the span starts.
    fn line(&self) -> Option<(&str, usize, usize)> {
        let (source, span) = (self.source.as_ref()?, self.span.as_ref()?);
        let before = source.get(..span.start)?;
        let start = memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |at| at + 1);
        let after = source.get(span.start..)?.as_bytes();
        let end = memchr::memchr(b'\n', after).map_or(source.len(), |at| span.start + at);
        let number = memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1;
        Some((source.get(start..end)?, number, span.start - start))
    }

    /// Draws the diagnostic with the line it points at and a caret; names stand in quotation marks.
    pub fn render(&self, colour: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Info => Level::INFO,
        };
        let quoted = |said: &str| text::names_quoted(&text::sanitize(said), false);
        let title = level.primary_title(quoted(&self.message)).id(self.code);
        let file = text::sanitize(&self.file);
        let mut group = match self.line().filter(|(line, ..)| line.len() <= LONGEST) {
            // Only the line is handed over: the renderer reads all of what it gets.
            Some((line, number, at)) => title.element(
                Snippet::source(line)
                    .line_start(number)
                    .path(file.as_ref())
                    .annotation(AnnotationKind::Primary.span(at..self.end_in(line, at))),
            ),
            None => {
                let origin = Origin::path(file.as_ref());
                title.element(match self.position() {
                    Some((line, column)) => origin.line(line).char_column(column),
                    None => origin,
                })
            }
        };
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(quoted(help)));
        }
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let drawn = renderer.decor_style(DecorStyle::Unicode).render(&[group]);
        // The renderer shows what ASCII has of control characters as pictures, and lets the others pass.
        drawn.replace(|c: char| !c.is_ascii() && text::is_harmful(c), "\u{fffd}")
    }

    /// Where the span ends in its first line: of one over many lines no more is shown.
    fn end_in(&self, line: &str, at: usize) -> usize {
        let length = self.span.as_ref().map_or(0, ExactSizeIterator::len);
        (at + length).min(line.len())
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some((line, column)) = self.position() {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl Serialize for Diagnostic {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut row = serializer.serialize_struct("Diagnostic", 7)?;
        row.serialize_field("severity", &self.severity)?;
        row.serialize_field("code", self.code)?;
        row.serialize_field("file", &self.file)?;
        row.serialize_field("line", &self.position().map(|at| at.0))?;
        row.serialize_field("column", &self.position().map(|at| at.1))?;
        row.serialize_field("message", &self.message)?;
        row.serialize_field("help", &self.help)?;
        row.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters_from_one() {
        let source: Arc<str> = "a\nбв = 1\n".into();
        let at = source.find('=').unwrap();
        let found = Diagnostic::error("x", "f.toml", "wrong").at(&source, at..at + 1);
        assert_eq!(found.position(), Some((2, 4)));
        assert_eq!(found.to_string(), "f.toml:2:4: wrong");
        assert!(found.render(false).contains('━') || found.render(false).contains('^'));
    }

    #[test]
    fn a_span_that_cuts_a_character_is_widened_and_one_beyond_the_end_is_cut() {
        let source: Arc<str> = "aбв\n".into();
        let found = |span| Diagnostic::error("x", "f", "wrong").at(&source, span);
        assert_eq!(found(2..4).span, Some(1..5));
        assert_eq!(found(4..900).span, Some(3..6));
        assert_eq!(found(900..901).span, Some(6..6));
        assert!(found(900..901).render(false).contains("f:2:1"));
    }

    #[test]
    fn a_drawn_diagnostic_has_nothing_that_a_terminal_obeys() {
        let evil = "\u{1b}[31m\u{9b}\u{7f}\u{202e}";
        let source: Arc<str> = format!("a {evil}\n").into();
        let found = Diagnostic::error("x", format!("f{evil}"), evil).at(&source, 0..4).help(evil);
        let drawn = found.render(false);
        assert!(!drawn.contains(text::is_harmful), "{drawn:?}");
    }

    #[test]
    fn a_line_that_is_too_long_to_show_is_named() {
        let source: Arc<str> = format!("\n{}", "x".repeat(9_000)).into();
        let drawn = Diagnostic::error("x", "f", "wrong").at(&source, 11..12).render(false);
        assert!(drawn.contains("f:2:11") && drawn.len() < 200, "{drawn}");
    }
}
