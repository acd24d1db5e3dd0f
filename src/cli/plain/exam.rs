//! An exam line by line before it is handed in: what is answered, what is not, what is marked, and the way
//! back to each question.

use super::{PlainSession, line_io::Stop};
use crate::{
    messages::Messages,
    quiz::{Quiz, Sitting},
};

/// What is wanted where all questions are told.
pub(super) enum Choice {
    /// The question at a place.
    Question(usize),
    HandIn,
    /// Not now.
    Leave,
}

impl PlainSession {
    /// Tells all questions of an exam, and asks what is wanted.
    pub(super) fn overview(&mut self, quiz: &Quiz, sitting: &mut Sitting) -> Result<Choice, Stop> {
        self.tell_all(quiz, sitting)?;
        let mut warned = false;
        loop {
            let line = self.io.ask(self.words.get("plain.overview"))?;
            let place = |typed: &str| place(typed, sitting);
            match line.as_str() {
                "h" => match sitting.left_open(quiz) {
                    open if open > 0 && !std::mem::replace(&mut warned, true) => {
                        let said = self.words.plural_with("quiz.left-open", open, &[("key", &"h")]);
                        self.io.line(&said)?;
                    }
                    _ => return Ok(Choice::HandIn),
                },
                "q" => return Ok(Choice::Leave),
                line => match (place(line), line.strip_prefix('m').and_then(place)) {
                    (Some(at), _) => return Ok(Choice::Question(at)),
                    (None, Some(at)) => self.turn_mark(sitting, at)?,
                    (None, None) => self.unknown(line)?,
                },
            }
        }
    }

    /// A line a question: its number, how it stands, what it asks.
    fn tell_all(&mut self, quiz: &Quiz, sitting: &Sitting) -> Result<(), Stop> {
        let (n, all) = (sitting.given.len(), sitting.drawn.len());
        self.io.line("")?;
        let said = self.words.format("home.underway", &[("n", &n), ("all", &all)]);
        self.io.line(&said)?;
        for (at, id) in sitting.drawn.iter().enumerate() {
            let title = sitting.title(quiz, id, &self.words);
            let line = format!("{}. {}: {title}", at + 1, how_it_stands(sitting, at, &self.words));
            self.io.line(&line)?;
        }
        Ok(())
    }

    fn turn_mark(&mut self, sitting: &mut Sitting, at: usize) -> Result<(), Stop> {
        let Some(id) = sitting.drawn.get(at).cloned() else { return Ok(()) };
        *sitting = self.record(|session| session.turn_mark(sitting, &id))?;
        let said = format!("{}. {}", at + 1, how_it_stands(sitting, at, &self.words));
        self.io.line(&said)
    }
}

/// How a question of a sitting stands.
fn how_it_stands(sitting: &Sitting, at: usize, words: &Messages) -> String {
    let Some(id) = sitting.drawn.get(at) else { return String::new() };
    let answered = sitting.given(id).is_some();
    let said = words.get(if answered { "quiz.answered" } else { "quiz.open" });
    match sitting.is_marked(id) {
        true => format!("{said}, {}", words.get("quiz.marked")),
        false => said.to_owned(),
    }
}

/// The place of a question in its sitting by the number that is typed.
fn place(typed: &str, sitting: &Sitting) -> Option<usize> {
    let at = typed.trim().parse::<usize>().ok()?.checked_sub(1)?;
    (at < sitting.drawn.len()).then_some(at)
}
