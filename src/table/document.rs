//! One TOML file that is being read, and what is wrong with it.

use super::{Fields, shape};
use crate::diagnostic::{Diagnostic, Edit};
use shape::Shape;
use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
    ops::Range,
    sync::Arc,
};
use toml::de::DeTable;

/// One TOML text, and what was found wrong with it so far.
pub struct Document {
    file: String,
    source: Arc<str>,
    /// Where the parsed text starts in `source`; not 0 for the front matter of a lesson.
    offset: usize,
    /// Whether a key that nobody asks for is a warning only.
    pub(super) lenient: bool,
    found: RefCell<Vec<Diagnostic>>,
}

impl Document {
    /// A file that is TOML as a whole.
    pub fn new(file: impl Into<String>, source: impl Into<Arc<str>>) -> Self {
        Self::part(file, source.into(), 0)
    }

    /// The same file, in which keys that nobody asks for are warnings: other programs read it, too.
    #[must_use]
    pub fn lenient(mut self) -> Self {
        self.lenient = true;
        self
    }

    /// A part of a file, such as front matter; spans are kept relative to the whole file.
    pub fn part(file: impl Into<String>, source: Arc<str>, offset: usize) -> Self {
        Self { file: file.into(), source, offset, lenient: false, found: RefCell::default() }
    }

    /// Parses `toml` (the text itself, or the part that starts at the offset) and hands its root
    /// table to `read`. What `read` returns comes back with every diagnostic of the file.
    pub fn read<T>(
        self,
        toml: &str,
        read: impl FnOnce(Fields<'_, '_>) -> T,
    ) -> (T, Vec<Diagnostic>) {
        let (root, errors) = DeTable::parse_recoverable(toml);
        let singles = if errors.is_empty() { HashMap::new() } else { self.single_brackets() };
        let mut told = HashSet::new();
        for error in &errors {
            let span = error.span().unwrap_or(0..0);
            let wrong = self.error("toml-syntax", span, error.message().replace('\n', ", "));
            match self.at_single_brackets(&wrong, &singles) {
                // One such table makes a mistake of each that follows.
                Some((at, wrong)) if told.insert(at) => self.report(wrong),
                Some(_) => {}
                None => self.report(self.in_plain_quotes(wrong)),
            }
        }
        // After a syntax error the rest is guesswork: keys may be missing that are there.
        let keep = self.found.borrow().len();
        let shape = Shape::probed(&self.source);
        let value = read(Fields::new(&self, root.get_ref(), root.span(), shape));
        let mut found = self.found.into_inner();
        if keep > 0 {
            found.truncate(keep);
        }
        found.sort_by_key(|diagnostic| diagnostic.span.as_ref().map_or(0, |span| span.start));
        // Who reads a key twice finds its mistake twice.
        found.dedup();
        (value, found)
    }

    /// The line of a mistake.
    fn line(&self, wrong: &Diagnostic) -> Range<usize> {
        let at = wrong.span.as_ref().map_or(0, |span| span.start);
        let (before, after) = self.source.split_at_checked(at).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |line| line + 1);
        start..after.find('\n').map_or(self.source.len(), |line| at + line)
    }

    /// Where each table in single brackets stands first.
    fn single_brackets(&self) -> HashMap<&str, usize> {
        let mut at = 0;
        let mut singles = HashMap::new();
        for line in self.source.split_inclusive('\n') {
            let bare = line.trim();
            if bare.starts_with('[') && !bare.starts_with("[[") {
                let indent = line.len() - line.trim_start().len();
                singles.entry(bare).or_insert(at + indent);
            }
            at += line.len();
        }
        singles
    }

    /// A table in double brackets that cannot be, because one before it has single ones, is right: the
    /// other is the mistake.
    fn at_single_brackets(
        &self,
        wrong: &Diagnostic,
        singles: &HashMap<&str, usize>,
    ) -> Option<(usize, Diagnostic)> {
        let line = self.line(wrong);
        let double = self.source.get(line.clone())?.trim();
        let single = double.strip_prefix('[')?.strip_suffix(']')?;
        let at = *singles.get(single).filter(|at| **at < line.start)?;
        let message =
            format!("`{single}` is one table, and `{double}` follow: each needs two brackets");
        let span = at..at + single.len();
        let wrong = Diagnostic::error("toml-syntax", &self.file, message).at(&self.source, span);
        Some((at, wrong.instead(double)))
    }

    /// A mistake in a line whose only quotes are those of a word processor is mended by plain ones.
    fn in_plain_quotes(&self, mut wrong: Diagnostic) -> Diagnostic {
        let span = self.line(&wrong);
        let line = self.source.get(span.clone()).unwrap_or_default();
        let curly = |c: char| matches!(c, '\u{201c}' | '\u{201d}' | '\u{201e}');
        if line.matches(curly).count() != 2 || line.contains(['"', '\'']) {
            return wrong;
        }
        let text = line.replace(curly, "\"");
        wrong.edit = Some(Edit { span, text });
        wrong
    }

    /// A diagnostic at a place in the parsed text.
    pub fn error(
        &self,
        code: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> Diagnostic {
        let span = span.start + self.offset..span.end + self.offset;
        Diagnostic::error(code, self.file.clone(), message).at(&self.source, span)
    }

    /// Whether something was found at a place of the parsed text.
    pub fn tells(&self, span: &Range<usize>) -> bool {
        let span = span.start + self.offset..span.end + self.offset;
        self.found.borrow().iter().any(|one| one.span.as_ref() == Some(&span))
    }

    /// Whether something was found inside of a place of the parsed text.
    pub(super) fn tells_in(&self, span: &Range<usize>) -> bool {
        let (start, end) = (span.start + self.offset, span.end + self.offset);
        let inside = |at: &Range<usize>| start <= at.start && at.end <= end;
        self.found.borrow().iter().any(|one| one.span.as_ref().is_some_and(inside))
    }

    /// Adds a diagnostic.
    pub fn report(&self, diagnostic: Diagnostic) {
        self.found.borrow_mut().push(diagnostic);
    }
}
