//! How strict a course is with itself: which warnings are left out, and which count as errors.

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    course::Course,
    diagnostic::{Diagnostic, Severity},
    source::COURSE_FILE,
    table::did_you_mean,
};

/// The codes of warnings, which a course may allow or deny, in the order of the alphabet.
pub const STEERED: [&str; 47] = [
    "all-of-the-above",
    "control-character",
    "duplicate-option",
    "empty-lesson",
    "empty-week",
    "favourite-place",
    "malformed-id",
    "no-explanation",
    "no-feedback",
    "no-id",
    "no-lesson",
    "no-level",
    "no-such-week",
    "not-utf-8",
    "nothing-wrong",
    "odd-backtick",
    "raw-html",
    "repeated-sentence",
    "right-by-absolutes",
    "right-by-comparisons",
    "right-by-form",
    "right-by-grammar",
    "right-by-hedges",
    "right-by-length",
    "right-by-likeness",
    "right-by-negations",
    "right-by-place",
    "right-by-reasons",
    "right-repeats-question",
    "second-title",
    "table-bars",
    "tolerance",
    "too-many-combinations",
    "too-wide",
    "unclosed-fence",
    "undefined-note",
    "undefined-reference",
    "unknown-code",
    "unknown-key",
    "unknown-placeholder",
    "unreached-file",
    "unused-definition",
    "unused-exercise",
    "unused-group",
    "unused-note",
    "unused-quiz",
    "week-without-misconceptions",
];

/// Stands for every warning where codes are denied.
const ALL: &str = "warnings";

/// Which warnings are left out and which are errors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    allow: BTreeSet<String>,
    deny: BTreeSet<String>,
}

impl Policy {
    /// A policy of these codes; `warnings` among those that are denied stands for all of them.
    ///
    /// # Errors
    /// The first word that is no code of a warning, and what was meant.
    pub fn new(allow: &[String], deny: &[String]) -> Result<Self, (String, String)> {
        let known = |word: &&String| !STEERED.contains(&word.as_str());
        let wrong =
            allow.iter().find(known).or_else(|| deny.iter().filter(|w| *w != ALL).find(known));
        match wrong {
            Some(word) => Err((word.clone(), did_you_mean(word, &STEERED))),
            None => Ok(Self {
                allow: allow.iter().cloned().collect(),
                deny: deny.iter().cloned().collect(),
            }),
        }
    }

    /// What `course.toml` says; words that are no codes are reported.
    pub(super) fn of((course, text): &(Course, Arc<str>), found: &mut Vec<Diagnostic>) -> Self {
        let mut policy = Self::default();
        let allow = course.check.allow.iter().map(|code| (code, false));
        for (code, denied) in allow.chain(course.check.deny.iter().map(|code| (code, true))) {
            if STEERED.contains(&code.value.as_str()) || (denied && code.value == ALL) {
                let codes = if denied { &mut policy.deny } else { &mut policy.allow };
                codes.insert(code.value.clone());
                continue;
            }
            let message = format!("`{}` is the code of no warning", code.value);
            let wrong = Diagnostic::error("unknown-code", COURSE_FILE, message);
            let wrong = wrong.at(text, code.span.clone()).warning();
            found.push(wrong.help(did_you_mean(&code.value, &STEERED)));
        }
        policy
    }

    /// This policy with what a later one says instead.
    pub(super) fn then(mut self, later: &Self) -> Self {
        self.allow.retain(|code| !later.deny.contains(code) && !later.deny.contains(ALL));
        self.deny.retain(|code| !later.allow.contains(code));
        self.allow.extend(later.allow.iter().cloned());
        self.deny.extend(later.deny.iter().cloned());
        self
    }

    /// Leaves out what is allowed and makes errors of what is denied. Errors stay what they are.
    pub(super) fn apply(&self, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let is_warning = |one: &Diagnostic| one.severity == Severity::Warning;
        let mut kept = found;
        kept.retain(|one| !is_warning(one) || !self.allow.contains(one.code));
        for one in kept.iter_mut().filter(|one| is_warning(one)) {
            if self.deny.contains(one.code) || self.deny.contains(ALL) {
                one.severity = Severity::Error;
            }
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(allow: &[&str], deny: &[&str]) -> Policy {
        let words =
            |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
        Policy::new(&words(allow), &words(deny)).unwrap()
    }

    fn left(policy: &Policy) -> Vec<(&'static str, Severity)> {
        let warning = |code| Diagnostic::error(code, "f", "m").warning();
        let found =
            vec![warning("too-wide"), warning("raw-html"), Diagnostic::error("cycle", "f", "m")];
        policy.apply(found).iter().map(|one| (one.code, one.severity)).collect()
    }

    #[test]
    fn what_is_allowed_is_left_out_and_what_is_denied_is_an_error() {
        use Severity::{Error, Warning};
        let found = left(&policy(&["too-wide"], &[]));
        assert_eq!(found, [("raw-html", Warning), ("cycle", Error)]);
        let found = left(&policy(&["too-wide"], &["warnings"]));
        assert_eq!(found, [("raw-html", Error), ("cycle", Error)]);
    }

    #[test]
    fn the_command_line_wins_over_the_course() {
        use Severity::{Error, Warning};
        let course = policy(&["too-wide"], &["raw-html"]);
        let found = left(&course.clone().then(&policy(&["raw-html"], &["too-wide"])));
        assert_eq!(found, [("too-wide", Error), ("cycle", Error)]);
        let found = left(&course.then(&policy(&[], &["warnings"])));
        assert_eq!(found, [("too-wide", Error), ("raw-html", Error), ("cycle", Error)]);
        let strict = policy(&[], &["warnings"]).then(&policy(&["too-wide"], &[]));
        assert_eq!(left(&strict).first(), Some(&("raw-html", Error)));
        assert!(left(&Policy::default()).contains(&("too-wide", Warning)));
    }

    #[test]
    fn a_word_that_is_no_code_is_refused_with_the_nearest() {
        let (word, help) = Policy::new(&["to-wide".to_owned()], &[]).unwrap_err();
        assert_eq!((word.as_str(), help.as_str()), ("to-wide", "did you mean `too-wide`?"));
        assert!(STEERED.is_sorted());
    }
}
