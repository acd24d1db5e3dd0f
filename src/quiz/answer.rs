//! What a learner answers, and what marking says about it.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::{messages::Messages, table::Placed};

/// An answer as it is kept in the log. It holds the words that were picked and not their places on
/// the screen, so that it means the same after the options were shuffled or moved in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "given", rename_all = "kebab-case")]
pub enum Answer {
    /// The options that were picked.
    Choice(Vec<String>),
    /// What was typed.
    Text(String),
    /// What the program prints.
    Prints(String),
    /// The line, from 1, where the program does not compile.
    FailsAt(usize),
    /// The items from first to last.
    Order(Vec<String>),
    /// Left and right of each pair.
    Pairs(Vec<(String, String)>),
    /// Each item with its class.
    Classes(Vec<(String, String)>),
    /// The number as it was typed.
    Number(String),
    /// The line, from 1, that was pointed at.
    Line(usize),
    /// The learner does not know: not right, and no wrong idea either.
    DontKnow,
}

impl Answer {
    /// The answer in one line, for a list of what was answered.
    pub fn summary(&self) -> String {
        let pairs = |pairs: &[(String, String)]| {
            let each: Vec<String> = pairs.iter().map(|(a, b)| format!("{a} → {b}")).collect();
            each.join("; ")
        };
        match self {
            Self::Choice(options) => options.join("; "),
            Self::Text(text) | Self::Prints(text) | Self::Number(text) => text.clone(),
            Self::Order(items) => {
                let numbered = items.iter().enumerate();
                let numbered = numbered.map(|(at, item)| format!("{}. {item}", at + 1));
                numbered.collect::<Vec<_>>().join("  ")
            }
            Self::Pairs(given) | Self::Classes(given) => pairs(given),
            Self::FailsAt(line) | Self::Line(line) => line.to_string(),
            Self::DontKnow => "?".into(),
        }
    }
}

/// Whether one part of an answer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// Given, and right.
    Right,
    /// Given, and wrong.
    Wrong,
    /// Right, but not given.
    Missed,
}

/// What is to be said about one part of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Feedback {
    /// The part: an option, an item with what it was put to, a line.
    pub about: String,
    /// The author's words, in Markdown; empty if there are none for this part.
    pub text: String,
    pub mark: Mark,
    /// Two items of which the first belongs before the second, where that is what it is about.
    #[serde(skip)]
    pub pair: Option<(String, String)>,
    /// The misconception that it shows, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
}

impl Feedback {
    pub(super) fn new(mark: Mark, about: impl Into<String>, text: impl Into<String>) -> Self {
        Self { about: about.into(), text: text.into(), mark, pair: None, tag: None }
    }

    /// The same with the misconception that it shows.
    pub(super) fn tagged(self, tag: Option<&Placed<String>>) -> Self {
        Self { tag: tag.map(|tag| tag.value.clone()), ..self }
    }

    /// What is said with the part it is said about, in Markdown.
    pub fn labelled(&self, words: &Messages) -> String {
        let bare = |text: &str| text.trim_end_matches(['.', ':']).to_owned();
        let about = match &self.pair {
            Some((first, second)) => {
                let (first, second) = (bare(first), bare(second));
                words.format("question.before", &[("first", &first), ("second", &second)])
            }
            None => bare(&self.about),
        };
        match self.text.as_str() {
            // Of what is right there may be nothing more to say.
            "" => format!("**{about}**"),
            text => format!("**{about}**: {text}"),
        }
    }

    /// Whether this part of the answer is right.
    pub fn right(&self) -> bool {
        self.mark == Mark::Right
    }
}

/// What marking says about an answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verdict {
    /// Whether the whole answer is right.
    pub right: bool,
    /// How much of the answer is right, from 0 to 1.
    pub share: f64,
    /// About exactly what was given, part by part.
    pub feedback: Vec<Feedback>,
    /// Why the right answer is right, in Markdown.
    pub explanation: Option<String>,
    /// The right answer, in Markdown.
    pub solution: String,
    /// What a faulty line should say, as code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
}

impl Verdict {
    /// The misconceptions that the answer shows, each once.
    pub fn tags(&self) -> Vec<String> {
        let mut tags: Vec<String> = Vec::new();
        for tag in self.feedback.iter().filter_map(|found| found.tag.as_ref()) {
            if !tags.contains(tag) {
                tags.push(tag.clone());
            }
        }
        tags
    }
}

/// Why an answer cannot be marked yet; the learner is asked to mend it and loses nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unready {
    /// Nothing was given.
    Empty,
    /// Some items have no place yet.
    Incomplete,
    /// The text is not a number.
    NotANumber,
    /// The number has another unit than this one, which is asked for.
    WrongUnit(String),
    /// There is no such line; the last one is this.
    NoSuchLine(usize),
    /// The answer belongs to another kind of question.
    OtherKind,
}

/// What a kind's marking hands back before the common part is added.
pub(super) struct Marked {
    pub(super) share: f64,
    pub(super) feedback: Vec<Feedback>,
    pub(super) solution: String,
    pub(super) fix: Option<String>,
}

impl Marked {
    /// Counts as right when `hits` of `all` parts are right.
    pub(super) fn of(hits: usize, all: usize, feedback: Vec<Feedback>, solution: String) -> Self {
        let share = if all == 0 { 0.0 } else { hits as f64 / all as f64 };
        Self { share, feedback, solution, fix: None }
    }

    /// An answer that is either right or wrong as a whole.
    pub(super) fn whole(right: bool, feedback: Vec<Feedback>, solution: String) -> Self {
        Self::of(usize::from(right), 1, feedback, solution)
    }
}

/// Folds what does not matter in a typed answer: how letters with marks are put together, full width,
/// case, blanks, curly quotes, dashes, a final full stop.
pub(super) fn fold(text: &str) -> String {
    let straight: String = text
        .nfc()
        .map(narrow)
        .map(|c| match c {
            '‘' | '’' | '‚' | '`' | '´' | '′' => '\'',
            '“' | '”' | '„' | '«' | '»' | '″' => '"',
            '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
            '\u{a0}' | '\u{202f}' => ' ',
            c => c,
        })
        .filter(|c| !matches!(c, '\u{200b}' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .collect();
    let words: Vec<&str> = straight.split_whitespace().collect();
    let joined = words.join(" ");
    let bare = joined.trim_end_matches('.').trim_matches(['\'', '"']).trim_end_matches('.').trim();
    if bare.is_empty() { joined } else { bare.to_owned() }
}

/// The narrow form of a full-width letter, digit or sign, as East Asian keyboards type them.
fn narrow(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_survives_the_log() {
        for answer in [
            Answer::Choice(vec!["a".into(), "б".into()]),
            Answer::Pairs(vec![("a".into(), "b".into())]),
            Answer::FailsAt(3),
            Answer::Number("1e3".into()),
        ] {
            let json = serde_json::to_string(&answer).unwrap();
            assert_eq!(serde_json::from_str::<Answer>(&json).unwrap(), answer);
        }
        let json = serde_json::to_string(&Answer::Line(2)).unwrap();
        assert_eq!(json, r#"{"type":"line","given":2}"#);
    }

    #[test]
    fn folding_keeps_only_what_matters_in_a_typed_answer() {
        assert_eq!(fold("  Retry–After\u{a0} "), "retry-after");
        assert_eq!(fold("“at  least\tonce”."), "at least once");
        assert_eq!(fold("Zu\u{308}rich"), fold("Zürich"));
        assert_eq!(fold("１５００\u{3000}ＭＢ／ｓ"), "1500 mb/s");
        assert_eq!(fold("..."), "...");
        assert_eq!(fold(""), "");
    }
}
