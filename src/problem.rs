//! What went wrong for a learner: shown in the footer or on stderr, never a lost screen.

use std::fmt::{self, Display};

use crate::{diagnostic::Diagnostic, messages::Messages};

/// So many mistakes of a file are shown.
const MOST_SHOWN: usize = 50;

/// Who has to act on a problem, and so the exit code of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The answer or the content is not good: exit 1.
    Content,
    /// The program was called in a way it does not know: exit 2.
    Usage,
    /// The terminal, a folder or a file refuses: exit 3.
    Environment,
    /// Our own mistake: exit 70.
    Bug,
}

impl Fault {
    /// The exit code that scripts rely on.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Content => 1,
            Self::Usage => 2,
            Self::Environment => 3,
            Self::Bug => 70,
        }
    }
}

/// One problem: what happened, why, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub fault: Fault,
    /// What could not be done, a sentence without a full stop.
    pub what: String,
    /// Why; empty if there is nothing more to say.
    pub why: String,
    /// What the learner can do about it; empty if nothing.
    pub hint: String,
    /// The mistakes of a file that stand behind it.
    pub mistakes: Box<[Diagnostic]>,
    /// The messages among its sentences, to say them in another language.
    messages: Vec<Message>,
}

/// A sentence of a problem that is a message of the interface.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Message {
    part: Part,
    key: String,
    values: Vec<(&'static str, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    What,
    Why,
    Hint,
}

/// The values that are filled into a message, by name.
pub type Values<'a> = &'a [(&'static str, &'a dyn Display)];

impl Problem {
    /// A problem of a kind.
    pub fn new(fault: Fault, what: impl Into<String>) -> Self {
        let (why, hint) = (String::new(), String::new());
        let mistakes = Box::default();
        Self { fault, what: what.into(), why, hint, mistakes, messages: Vec::new() }
    }

    /// A problem that is a message of the interface: the key's, and `key-why` and `key-hint` where
    /// there are such. It is said in English until [`Self::in_words`] says it otherwise.
    pub fn message(fault: Fault, key: &str, values: Values<'_>) -> Self {
        let parts = [(Part::Why, format!("{key}-why")), (Part::Hint, format!("{key}-hint"))];
        let parts = parts.into_iter().filter(|(_, key)| Messages::english().has(key));
        let problem = Self::new(fault, "").part(Part::What, key, values);
        parts.fold(problem, |problem, (part, key)| problem.part(part, &key, values))
    }

    /// Says why by a message.
    #[must_use]
    pub fn because(self, key: &str, values: Values<'_>) -> Self {
        self.part(Part::Why, key, values)
    }

    /// Says what to do next by a message.
    #[must_use]
    pub fn advise(self, key: &str, values: Values<'_>) -> Self {
        self.part(Part::Hint, key, values)
    }

    /// The same in the words of a language, as far as it is made of messages.
    #[must_use]
    pub fn in_words(mut self, words: &Messages) -> Self {
        for message in std::mem::take(&mut self.messages) {
            let values: Vec<(&str, &dyn Display)> =
                message.values.iter().map(|(name, value)| (*name, value as _)).collect();
            *self.said(message.part) = words.format(&message.key, &values);
            self.messages.push(message);
        }
        self
    }

    fn part(mut self, part: Part, key: &str, values: Values<'_>) -> Self {
        *self.said(part) = Messages::english().format(key, values);
        let values = values.iter().map(|(name, value)| (*name, value.to_string())).collect();
        self.messages.push(Message { part, key: key.to_owned(), values });
        self
    }

    fn said(&mut self, part: Part) -> &mut String {
        match part {
            Part::What => &mut self.what,
            Part::Why => &mut self.why,
            Part::Hint => &mut self.hint,
        }
    }

    /// A refusal of the machine around us.
    pub fn environment(what: impl Into<String>) -> Self {
        Self::new(Fault::Environment, what)
    }

    /// Something that the course or an answer has wrong.
    pub fn content(what: impl Into<String>) -> Self {
        Self::new(Fault::Content, what)
    }

    /// A call that the program does not understand.
    pub fn usage(what: impl Into<String>) -> Self {
        Self::new(Fault::Usage, what)
    }

    /// Says why.
    #[must_use]
    pub fn why(mut self, why: impl fmt::Display) -> Self {
        self.why = why.to_string();
        self
    }

    /// Says what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Says which mistakes of a file are behind it.
    #[must_use]
    pub fn with(mut self, mistakes: impl Into<Box<[Diagnostic]>>) -> Self {
        self.mistakes = mistakes.into();
        self
    }

    /// The hint as an author's help is written: it begins with a small letter.
    pub fn help(&self) -> String {
        let mut signs = self.hint.chars();
        let first = signs.next().into_iter().flat_map(char::to_lowercase);
        first.chain(signs).collect()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if !self.why.is_empty() {
            write!(f, ": {}", self.why)?;
        }
        for mistake in self.mistakes.iter().take(MOST_SHOWN) {
            write!(f, "\n\n{}", mistake.render(false))?;
        }
        match self.mistakes.len().saturating_sub(MOST_SHOWN) {
            0 => Ok(()),
            more => write!(f, "\n\nand {more} more"),
        }
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_of_messages_is_said_in_the_words_of_any_language() {
        let problem = Problem::message(Fault::Content, "problem.no-lesson", &[("id", &"x")]);
        assert_eq!(problem.what, "There is no lesson `x`");
        assert_eq!(problem.hint, "archtutor list lessons shows all of them");
        let problem = problem.why("a reason");
        let words = Messages::read("xx", "problem.no-lesson = 'Nada: {id}'");
        let said = problem.in_words(&words);
        assert_eq!(
            (said.to_string(), said.hint.as_str()),
            ("Nada: x: a reason".into(), "archtutor list lessons shows all of them")
        );
    }
}
