//! The files of an answer over lines: which there are, what stands in one, a new one, another name, away
//! with it; and the lines of each, whatever editor there is beside them.

use super::{
    lines::{Done, Lines},
    texts::TextLines,
};
use crate::{
    exercise::{Answer, answer::Refused},
    messages::Messages,
    session::Work,
};

/// The commands, each with words behind `plain.work.help.`.
pub(super) const COMMANDS: [&str; 7] =
    ["files", "file", "new-file", "rename-file", "remove-file", "line", "delete-line"];

/// Does a command about files; nothing if it is none.
pub(super) fn run(verb: &str, rest: &str, work: &Work, words: &Messages) -> Option<Done> {
    let (answer, shape) = (work.answer(), work.shape());
    let set = |made: Result<Answer, Refused>| match made {
        Ok(answer) => Done::Set(answer),
        Err(refused) => Done::say(words, refused.key()),
    };
    Some(match verb {
        "files" => Done::Show(answer.texts().map(|(name, _)| shape.outside(name)).collect()),
        "file" => match answer.text(&shape.inside(rest)) {
            Some(text) => Done::Show(super::texts::numbered(text).collect()),
            None => Done::say(words, Refused::Unknown.key()),
        },
        "new-file" => set(answer.with_new_file(rest, shape)),
        "rename-file" => {
            let (from, to) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            set(answer.with_file_renamed(from, to, shape))
        }
        "remove-file" => set(answer.without_file(rest, shape)),
        _ => return TextLines.run(verb, rest, work, words),
    })
}
