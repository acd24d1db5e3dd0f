//! The pools of questions: what they refer to.

use std::sync::Arc;

use super::Shelf;
use crate::{diagnostic::Diagnostic, quiz, quiz::Quiz};

/// Checks every quiz.
pub(super) fn check(shelf: &Shelf, found: &mut Vec<Diagnostic>) {
    for (file, quiz, text) in &shelf.quizzes {
        found.extend(quiz::lint(quiz, file, text));
        drawn_from(shelf, file, quiz, text, found);
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

/// The pools that a quiz draws from are there and hold enough.
fn drawn_from(
    shelf: &Shelf,
    file: &str,
    quiz: &Quiz,
    text: &Arc<str>,
    found: &mut Vec<Diagnostic>,
) {
    let pools = || shelf.quizzes.iter().map(|(_, other, _)| other).filter(|o| o.pools.is_empty());
    for (at, pool) in quiz.pools.iter().enumerate() {
        let mut wrong = |code, message: String, help: String| {
            let wrong = Diagnostic::error(code, file, message).at(text, pool.span.clone());
            found.push(if help.is_empty() { wrong } else { wrong.help(help) });
        };
        if quiz.pools.iter().take(at).any(|other| other.quiz == pool.quiz) {
            wrong("duplicate-pool", format!("`{}` stands here twice", pool.quiz), String::new());
        }
        match pools().find(|other| other.id == pool.quiz) {
            None => {
                let known: Vec<&str> = pools().map(|other| other.id.as_str()).collect();
                let help = crate::table::did_you_mean(pool.quiz.as_str(), &known);
                wrong("unknown-reference", format!("there is no pool `{}`", pool.quiz), help);
            }
            Some(other) if other.questions.len() < pool.draw => {
                let (there, asked) = (other.questions.len(), pool.draw);
                let message = format!("`{}` has {there} questions, not {asked}", pool.quiz);
                wrong("too-few-questions", message, format!("`draw` is {there} at most"));
            }
            Some(_) => {}
        }
    }
}
