//! One lesson's text with what is found in it: what the checks of its parts report to.

use std::{ops::Range, sync::Arc};

use super::Shelf;
use crate::{course::LessonCard, diagnostic::Diagnostic};

/// Code and drawings are at most this wide, in cells.
pub(super) const WIDEST: usize = 80;

/// One lesson's text with what is found in it.
pub(super) struct Body<'a> {
    pub(super) shelf: &'a Shelf,
    pub(super) card: &'a LessonCard,
    pub(super) text: &'a Arc<str>,
    pub(super) found: &'a mut Vec<Diagnostic>,
}

impl Body<'_> {
    /// Reports an error in this lesson.
    pub(super) fn wrong(
        &mut self,
        code: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
        help: Option<&str>,
    ) {
        let mut wrong = Diagnostic::error(code, &self.card.file, message).at(self.text, span);
        if let Some(help) = help {
            wrong = wrong.help(help);
        }
        self.found.push(wrong);
    }

    /// Reports a warning in this lesson.
    pub(super) fn warn(
        &mut self,
        code: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
        help: &str,
    ) {
        let wrong = Diagnostic::error(code, &self.card.file, message).at(self.text, span);
        self.found.push(wrong.warning().help(help));
    }
}
