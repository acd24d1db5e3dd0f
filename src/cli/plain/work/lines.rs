//! What an editor over numbered lines is.

use crate::{exercise::Answer, messages::Messages, session::Work};

/// What came of a command.
pub(super) enum Done {
    /// The answer becomes this one, as one step.
    Set(Answer),
    Say(Vec<String>),
    /// What stands in an answer, with every sign of it.
    Show(Vec<String>),
}

impl Done {
    /// One line of the words.
    pub(super) fn say(words: &Messages, key: &str) -> Self {
        Self::Say(vec![words.get(key).to_owned()])
    }

    /// One line about something.
    pub(super) fn about(words: &Messages, key: &str, what: &str) -> Self {
        Self::Say(vec![words.format(key, &[("what", &what)])])
    }
}

/// One editor over numbered lines.
pub(super) trait Lines {
    /// What stands in the editor.
    fn show(&self, work: &Work, words: &Messages) -> Vec<String>;

    /// What its numbers and letters stand for, in their order.
    fn numbered(&self, work: &Work, words: &Messages) -> Vec<String>;

    /// The commands that only it knows, each with words behind `plain.work.help.`.
    fn help(&self) -> &'static [&'static str];

    /// Does a command; nothing if it does not know it.
    fn run(&self, verb: &str, rest: &str, work: &Work, words: &Messages) -> Option<Done>;
}

/// The number that a word is, from 0; words count from 1.
pub(super) fn number(word: &str) -> Option<usize> {
    word.trim_end_matches('.').parse::<usize>().ok()?.checked_sub(1)
}
