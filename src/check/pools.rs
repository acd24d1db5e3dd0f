//! The pools of questions: what they refer to.

use super::Shelf;
use crate::{diagnostic::Diagnostic, quiz};

/// Checks every quiz.
pub(super) fn check(shelf: &Shelf, found: &mut Vec<Diagnostic>) {
    for (file, quiz, text) in &shelf.quizzes {
        found.extend(quiz::lint(quiz, file, text));
        for question in &quiz.questions {
            if let Some(lesson) = &question.lesson
                && !shelf.has_lesson(lesson.value.as_str())
            {
                let known = shelf.lessons.iter().map(|(card, _)| card.id.as_str());
                let message = format!("there is no lesson `{}`", lesson.value);
                let mut wrong = Diagnostic::error("unknown-reference", file, message)
                    .at(text, lesson.span.clone());
                if let Some(near) = crate::text::nearest(lesson.value.as_str(), known) {
                    wrong = wrong.help(format!("did you mean `{near}`?"));
                }
                found.push(wrong);
            }
            for pattern in &question.patterns {
                if shelf.catalog.get(pattern.value.as_str()).is_none() {
                    let message = format!("there is no pattern `{}`", pattern.value);
                    let mut wrong = Diagnostic::error("unknown-reference", file, message)
                        .at(text, pattern.span.clone());
                    if let Some(near) = shelf.catalog.suggest(pattern.value.as_str()) {
                        wrong = wrong.help(format!("did you mean `{near}`?"));
                    }
                    found.push(wrong);
                }
            }
        }
    }
}
