//! An author's mistake: which file, where, what is wrong and how to mend it.

use std::{fmt, ops::Range, sync::Arc};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet, renderer::DecorStyle};
use serde::Serialize;

use crate::text;

/// How bad a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The course cannot be used as it is.
    Error,
    /// It can be used, but a learner is worse off.
    Warning,
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
    source: Option<Arc<str>>,
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
            source: None,
        }
    }

    /// The same as a warning.
    #[must_use]
    pub fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// Points at a byte range of the file's text.
    #[must_use]
    pub fn at(mut self, source: &Arc<str>, span: Range<usize>) -> Self {
        let end = span.end.min(source.len());
        self.span = Some(span.start.min(end)..end);
        self.source = Some(Arc::clone(source));
        self
    }

    /// Says how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Line and column, both from 1, the column in characters; `None` for a whole file.
    pub fn position(&self) -> Option<(usize, usize)> {
        let (source, span) = (self.source.as_ref()?, self.span.as_ref()?);
        let before = source.get(..span.start)?;
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        Some((line, before.get(start..)?.chars().count() + 1))
    }

    /// Draws the diagnostic with the line it points at and a caret.
    pub fn render(&self, colour: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let message = text::sanitize(&self.message).into_owned();
        let title = level.primary_title(message).id(self.code);
        let mut group = match (&self.source, &self.span) {
            (Some(source), Some(span)) => title.element(
                Snippet::source(source.as_ref())
                    .path(self.file.as_str())
                    .annotation(AnnotationKind::Primary.span(self.shown_span(source, span))),
            ),
            _ => title.element(annotate_snippets::Origin::path(self.file.as_str())),
        };
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let drawn = renderer.decor_style(DecorStyle::Unicode).render(&[group]);
        // The renderer shows what ASCII has of control characters as pictures, and lets the others pass.
        drawn.replace(|c: char| !c.is_ascii() && text::is_harmful(c), "\u{fffd}")
    }

    /// A span over many lines is shown as its first line only.
    fn shown_span(&self, source: &str, span: &Range<usize>) -> Range<usize> {
        let text = source.get(span.clone()).unwrap_or_default();
        let first = text.find('\n').unwrap_or(text.len());
        span.start..span.start + first
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
}
