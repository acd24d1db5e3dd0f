//! The pools of questions: what they refer to.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{Kind, Shelf, references::missing};
use crate::{diagnostic::Diagnostic, quiz, quiz::Quiz, text::counted};

/// Checks every quiz.
pub(super) fn check(shelf: &Shelf, found: &mut Vec<Diagnostic>) {
    for (file, quiz, text) in &shelf.quizzes {
        found.extend(quiz::lint(quiz, file, text));
        drawn_from(shelf, file, quiz, text, found);
        for task in &quiz.written {
            let (id, span) = (task.lesson.value.as_str(), task.lesson.span.clone());
            if shelf.lacks(Kind::Lesson, id) {
                found.push(missing(shelf, Kind::Lesson, id, (file, text, span)));
            }
        }
        for question in &quiz.questions {
            let lesson =
                question.lesson.iter().map(|at| (Kind::Lesson, at.value.as_str(), &at.span));
            let patterns = question.patterns.iter();
            let patterns = patterns.map(|at| (Kind::Pattern, at.value.as_str(), &at.span));
            for (kind, id, span) in
                lesson.chain(patterns).filter(|(kind, id, _)| shelf.lacks(*kind, id))
            {
                found.push(missing(shelf, kind, id, (file, text, span.clone())));
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
    let pools = shelf.quizzes.iter().map(|(_, other, _)| other).filter(|o| o.pools.is_empty());
    let pools: HashMap<&str, &Quiz> = pools.map(|other| (other.id.as_str(), other)).collect();
    let mut seen = HashSet::new();
    for pool in &quiz.pools {
        let id = pool.quiz.as_str();
        let mut wrong = |code, message: String, help: String| {
            let wrong = Diagnostic::error(code, file, message).at(text, pool.span.clone());
            found.push(if help.is_empty() { wrong } else { wrong.help(help) });
        };
        if !seen.insert(id) {
            wrong("duplicate-pool", format!("`{id}` stands here twice"), String::new());
        }
        match pools.get(id) {
            None if shelf.may_have(Kind::Quiz, id) => {}
            None => {
                let mut known: Vec<&str> = pools.keys().copied().collect();
                known.sort_unstable();
                let help = crate::table::did_you_mean(id, &known);
                let message = match shelf.has(Kind::Quiz, id) {
                    true => format!("`{id}` has no questions of its own"),
                    false => format!("there is no quiz `{id}`"),
                };
                wrong("unknown-reference", message, help);
            }
            Some(other) if other.questions.len() < pool.draw => {
                let (there, asked) = (other.questions.len(), pool.draw);
                let message = format!("`{id}` has {}, not {asked}", counted(there, "question"));
                wrong("too-few-questions", message, format!("`draw` is {there} at most"));
            }
            Some(_) => {}
        }
    }
}
