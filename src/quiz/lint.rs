//! What `archtutor check` says about questions that can be asked but are not good enough: nothing to
//! learn from a wrong answer, answers that cannot be given, options that give themselves away.

mod kinds;
mod pool;

use std::{ops::Range, sync::Arc};

use crate::{diagnostic::Diagnostic, id, text};

use super::{Kind, Question, Quiz, parameters::marks};

/// Columns that code in a question may take.
const WIDEST: usize = 80;

/// Looks at a quiz that was read from `text` and reports everything at once, in the order of the file.
pub fn lint(quiz: &Quiz, file: &str, text: &str) -> Vec<Diagnostic> {
    let mut lint = Lint { file, source: text.into(), found: Vec::new(), errors: 0 };
    lint.names(quiz);
    for question in &quiz.questions {
        lint.common(question);
        lint.texts(question);
        kinds::check(&mut lint, question);
    }
    for task in &quiz.written {
        for (text, span) in task.texts() {
            lint.readable(text, &span);
        }
    }
    pool::check(&mut lint, quiz);
    let start = |found: &Diagnostic| found.span.as_ref().map_or(0, |span| span.start);
    lint.found.sort_by_key(start);
    lint.found
}

struct Lint<'a> {
    file: &'a str,
    source: Arc<str>,
    found: Vec<Diagnostic>,
    /// How many of `found` are errors.
    errors: usize,
}

impl Lint<'_> {
    fn error(&mut self, code: &'static str, at: &Range<usize>, message: impl Into<String>) {
        let found = Diagnostic::error(code, self.file, message).at(&self.source, at.clone());
        self.found.push(found);
        self.errors += 1;
    }

    fn warn(
        &mut self,
        code: &'static str,
        at: &Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let found = Diagnostic::error(code, self.file, message).at(&self.source, at.clone());
        self.found.push(found.warning().help(help));
    }

    /// Warns of what a question lacks under a key, unless that key is what is wrong.
    fn lacks(
        &mut self,
        question: &Question,
        key: &str,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        if !question.told.contains(&key) {
            self.warn(code, &question.span, message, help);
        }
    }

    fn names(&mut self, quiz: &Quiz) {
        if quiz.id_is_derived {
            let help = "give it an `id`, or renaming the file loses what learners did";
            self.warn("no-id", &quiz.span, "this quiz has no id of its own", help);
        } else if let Some(fault) = id::fault(quiz.id.as_str()) {
            self.error("malformed-id", &quiz.span, format!("`{}`: {fault}", quiz.id));
        }
    }

    fn common(&mut self, question: &Question) {
        let at = &question.span;
        if question.id_is_derived {
            let help = "give it an `id`, or editing it loses what learners did";
            self.warn("no-id", at, "this question has no id of its own", help);
        } else if let Some(fault) = id::fault(question.id.as_str()) {
            // Banks of other programs name questions as they like.
            let help = "no link can name it so";
            self.warn("malformed-id", at, format!("`{}`: {fault}", question.id), help);
        }
        let lesson = question.lesson.iter().map(|id| (id.value.as_str(), &id.span));
        let patterns = question.patterns.iter().map(|id| (id.value.as_str(), &id.span));
        let family = question.family.iter().map(|id| (id.value.as_str(), &id.span));
        for (name, span) in lesson.chain(patterns).chain(family) {
            if let Some(fault) = id::fault(name) {
                self.error("malformed-id", span, format!("`{name}`: {fault}"));
            }
        }
        if question.context.is_none() {
            let help = "say in `context` why the right answer is right";
            let message = "this question explains nothing";
            self.lacks(question, "context", "no-explanation", message, help);
        }
        if question.lesson.is_none() {
            let help = "name in `lesson` the lesson that teaches it";
            let message = "this question says not where to read";
            self.lacks(question, "lesson", "no-lesson", message, help);
        }
        if question.level.is_none() {
            let help = "`level` is recall, apply or analyse";
            self.lacks(question, "level", "no-level", "this question has no level", help);
        }
    }

    fn texts(&mut self, question: &Question) {
        for (text, span) in texts(question) {
            self.readable(text, &span);
        }
        let listing = match &question.kind {
            Kind::Tracing(kind) => &kind.program,
            Kind::FaultLine(kind) => &kind.text,
            _ => return,
        };
        if let Some(line) = listing.value.lines().find(|line| text::width(line) > WIDEST) {
            self.too_wide(line, &listing.span);
        }
    }

    /// A text that a terminal can show.
    fn readable(&mut self, text: &str, span: &Range<usize>) {
        if text.contains(text::is_harmful) {
            let help = "take them out; a terminal would be told to show �";
            self.warn("control-character", span, "control characters in this text", help);
        }
        if let Some(line) = fenced(text).find(|line| text::width(line) > WIDEST) {
            self.too_wide(line, span);
        }
    }

    fn too_wide(&mut self, line: &str, span: &Range<usize>) {
        let start = text::ellipsis(line.trim_start(), 30);
        let message = format!("`{start}` is {} columns wide", text::width(line));
        self.warn("too-wide", span, message, format!("at most {WIDEST} columns of code"));
    }

    /// Marks such as `{a}` in a numeric question that nothing is put in for.
    fn marks(&mut self, text: &str, span: &Range<usize>, known: &[&str]) {
        if let Some(name) = marks(text).into_iter().find(|name| !known.contains(name)) {
            let message = format!("nothing is put in for `{{{name}}}`");
            let help = crate::table::did_you_mean(name, known);
            self.warn("unknown-placeholder", span, message, help);
        }
    }
}

/// The lines inside fenced code blocks.
fn fenced(text: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    text.lines().filter(move |line| {
        let fence = line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        inside ^= fence;
        inside && !fence
    })
}

/// Every text of a question that a learner reads, with its place in the file in bytes.
pub fn texts(question: &Question) -> Vec<(&str, Range<usize>)> {
    let mut placed = vec![&question.prompt];
    placed.extend(&question.context);
    match &question.kind {
        Kind::MultipleChoice(kind) => {
            placed.extend(kind.options());
            placed.extend(&kind.feedback);
        }
        Kind::ShortAnswer(kind) => placed.extend(kind.mistakes.iter().map(|m| &m.feedback)),
        Kind::Tracing(kind) => placed.extend(kind.mistakes.iter().map(|m| &m.feedback)),
        Kind::Ordering(kind) => placed.extend(kind.order.iter().chain(&kind.feedback)),
        Kind::Matching(kind) => {
            placed.extend(kind.pairs.iter().flat_map(|(left, right)| [left, right]));
            placed.extend(kind.extra.iter().chain(&kind.feedback));
        }
        Kind::Classify(kind) => {
            placed.extend(&kind.classes);
            placed.extend(kind.items.iter().map(|item| &item.item));
            placed.extend(kind.items.iter().filter_map(|item| item.because.as_ref()));
        }
        Kind::Numeric(kind) => {
            placed.extend(&kind.worked);
            placed.extend(kind.mistakes.iter().map(|m| &m.feedback));
        }
        Kind::FaultLine(kind) => {
            placed.extend(&kind.fix);
            placed.extend(kind.mistakes.iter().map(|m| &m.feedback));
        }
    }
    placed.into_iter().map(|text| (text.value.as_str(), text.span.clone())).collect()
}

#[cfg(test)]
mod tests;
