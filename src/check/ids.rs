//! No two things of one kind share an id.

use std::collections::HashMap;

use super::{Kind, Shelf, references::Place};
use crate::{diagnostic::Diagnostic, source::walk};

/// Says where an id stands a second time.
pub(super) fn check(shelf: &Shelf, found: &mut Vec<Diagnostic>) {
    let mut twins = Twins { seen: HashMap::new(), found };
    for (week, text) in &shelf.weeks {
        let file = walk::week_file(&week.folder);
        twins.add(Kind::Week, week.id.as_str(), (&file, text, week.id_span()));
    }
    for (card, text) in &shelf.lessons {
        let place = (card.file.as_str(), text, card.id_span());
        twins.add(Kind::Lesson, card.id.as_str(), place);
    }
    for (file, quiz, text) in &shelf.quizzes {
        twins.add(Kind::Quiz, quiz.id.as_str(), (file, text, quiz.span.clone()));
        for question in &quiz.questions {
            let place = (file.as_str(), text, question.span.clone());
            twins.add(Kind::Question, question.id.as_str(), place);
        }
        for task in &quiz.written {
            twins.add(Kind::Question, task.id.as_str(), (file, text, task.span.clone()));
        }
    }
}

struct Twins<'f> {
    /// Where each id stands first.
    seen: HashMap<(Kind, String), String>,
    found: &'f mut Vec<Diagnostic>,
}

impl Twins<'_> {
    fn add(&mut self, kind: Kind, id: &str, (file, text, span): Place<'_>) {
        let noun = kind.noun();
        match self.seen.get(&(kind, id.to_owned())) {
            None => {
                self.seen.insert((kind, id.to_owned()), file.to_owned());
            }
            Some(first) => self.found.push(
                Diagnostic::error("duplicate-id", file, format!("a second {noun} `{id}`"))
                    .at(text, span)
                    .help(format!("{first} has the same id; ids are never used twice")),
            ),
        }
    }
}
