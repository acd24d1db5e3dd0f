//! The texts of an answer over numbered lines: `line` replaces one, `write` and `read` take all of them
//! through an editor of one's own.

use super::lines::{Done, Lines, number};
use crate::{exercise::Answer, messages::Messages, session::Work, text};

/// The editor.
pub(super) struct TextLines;

/// The file and the line that a word such as `12` or `b.yaml:12` names.
fn place<'a>(answer: &'a Answer, word: &'a str) -> Option<(&'a str, usize)> {
    let (file, line) = match word.rsplit_once(':') {
        Some((file, line)) => (file, line),
        None => (answer.texts().next()?.0, word),
    };
    answer.text(file)?;
    Some((file, number(line)?))
}

/// The answer with one line replaced, added behind the last, or (without a text) taken away.
fn changed(answer: &Answer, file: &str, at: usize, new: Option<&str>) -> Option<Answer> {
    let text = answer.text(file)?;
    let mut lines: Vec<&str> = text.lines().collect();
    match new {
        Some(new) if at < lines.len() => lines[at] = new,
        Some(new) if at == lines.len() => lines.push(new),
        None if at < lines.len() => drop(lines.remove(at)),
        _ => return None,
    }
    Some(answer.clone().with_text(file, text::joined_as(&lines, text)))
}

/// The lines of a text with their numbers.
pub(super) fn numbered(text: &str) -> impl Iterator<Item = String> {
    text.lines().enumerate().map(|(at, line)| format!("{:>4} {line}", at + 1))
}

impl Lines for TextLines {
    fn show(&self, work: &Work, _words: &Messages) -> Vec<String> {
        let mut out = Vec::new();
        for (name, text) in work.answer().texts() {
            out.push(work.shape().outside(name));
            out.extend(numbered(text));
        }
        out
    }

    /// Lines have their numbers in a file that is named.
    fn numbered(&self, _work: &Work, _words: &Messages) -> Vec<String> {
        Vec::new()
    }

    fn help(&self) -> &'static [&'static str] {
        &["line", "delete-line"]
    }

    fn run(&self, verb: &str, rest: &str, work: &Work, words: &Messages) -> Option<Done> {
        let (which, new) = match verb {
            "line" => match rest.split_once(' ') {
                Some((which, new)) => (which, Some(new)),
                None => (rest, Some("")),
            },
            "delete" => (rest, None),
            _ => return None,
        };
        let answer = work.answer();
        let files: Vec<String> =
            answer.texts().map(|(name, _)| work.shape().outside(name)).collect();
        if !which.contains(':') && files.len() > 1 {
            let known = files.join(", ");
            let values: [(&str, &dyn std::fmt::Display); 2] = [("n", &which), ("files", &known)];
            return Some(Done::Say(vec![words.format("plain.work.which-file", &values)]));
        }
        let inside = which
            .rsplit_once(':')
            .map(|(file, line)| format!("{}:{line}", work.shape().inside(file)));
        let place = place(answer, inside.as_deref().unwrap_or(which));
        let set = place.and_then(|(file, at)| changed(answer, file, at, new));
        Some(set.map_or_else(|| Done::about(words, "plain.work.no-line", which), Done::Set))
    }
}
