//! An answer: named texts, one TOML file or a folder of files in whatever formats its kind reads.
//! What stands in them is for the kind to know.

mod files;
mod set;

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use serde::{Deserialize, Serialize};

use crate::{
    diagnostic::Diagnostic,
    table::{Document, Fields},
    verdict::{Span, TextEdit},
};

pub use files::Refused;
pub use set::{Key, put};

/// The name of the text of an answer that is one TOML file.
pub const TOML: &str = "answer.toml";
/// What `[answer]` says: whom it answers, and with which numbers.
const ABOUT: [&str; 3] = ["exercise", "scenario", "seed"];
/// Tables that are no part of a TOML answer: whom it answers, and what its author expects of it.
const NO_PART: [&str; 2] = ["answer", "expect"];
/// An answer has at most so many files.
pub const MOST_FILES: usize = 200;
/// The texts of an answer have at most so many bytes together.
pub const LARGEST: usize = 4 * 1024 * 1024;

/// Texts by name: paths inside the answer, with `/`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct Answer {
    texts: BTreeMap<String, Arc<str>>,
    /// The table of a TOML answer that is looked at, as the way to it from the root.
    at: Option<Vec<String>>,
    said: Said,
}

/// The tables of the TOML file, read when they are first asked for and shared by every copy. They follow
/// from the text, so that two answers never differ in them alone.
#[derive(Clone, Debug, Default)]
struct Said(Arc<OnceLock<Option<toml::Table>>>);

impl PartialEq for Said {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

impl Eq for Said {}

/// As it is stored: a bare text for one TOML file, else texts by name.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Stored {
    Toml(Arc<str>),
    Texts(BTreeMap<String, Arc<str>>),
}

impl From<Stored> for Answer {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::Toml(text) => Self::toml(text),
            Stored::Texts(texts) => texts.into_iter().collect(),
        }
    }
}

impl From<Answer> for Stored {
    fn from(answer: Answer) -> Self {
        match answer.texts.get(TOML) {
            Some(text) if answer.texts.len() == 1 => Self::Toml(Arc::clone(text)),
            _ => Self::Texts(answer.texts),
        }
    }
}

impl<N: Into<String>, T: Into<Arc<str>>> FromIterator<(N, T)> for Answer {
    fn from_iter<I: IntoIterator<Item = (N, T)>>(texts: I) -> Self {
        let texts = texts.into_iter().map(|(name, text)| (name.into(), text.into()));
        Self { texts: texts.collect(), ..Self::default() }
    }
}

impl Answer {
    /// One TOML file.
    pub fn toml(text: impl Into<Arc<str>>) -> Self {
        Self::of(TOML, text)
    }

    /// One file.
    pub fn of(name: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        [(name, text)].into_iter().collect()
    }

    /// The texts by name, sorted.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &Arc<str>)> {
        self.texts.iter().map(|(name, text)| (name.as_str(), text))
    }

    /// One of the texts.
    pub fn text(&self, name: &str) -> Option<&Arc<str>> {
        self.texts.get(name)
    }

    /// The text of an answer that is one TOML file; empty where there is none.
    pub fn toml_text(&self) -> &str {
        self.texts.get(TOML).map_or("", |text| text)
    }

    /// Whether it has no text, or only blank ones.
    pub fn is_empty(&self) -> bool {
        self.texts.values().all(|text| text.trim().is_empty())
    }

    /// What a TOML answer says, without what is no part of it; nothing where it is no TOML file.
    pub fn content(&self) -> Option<toml::Table> {
        let mut table = self.tables()?.clone();
        NO_PART.iter().for_each(|key| drop(table.remove(*key)));
        Some(table)
    }

    /// All that a TOML answer says, with what is no part of it; nothing where it is no TOML file.
    pub fn tables(&self) -> Option<&toml::Table> {
        let text = self.texts.get(TOML)?;
        self.said.0.get_or_init(|| text.parse().ok()).as_ref()
    }

    /// Whether two answers say the same, however they are written.
    pub fn says_as(&self, other: &Self) -> bool {
        self == other || self.content().is_some_and(|said| Some(said) == other.content())
    }

    /// With another text under a name.
    #[must_use]
    pub fn with_text(mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        let name = name.into();
        if name == TOML {
            self.said = Said::default();
        }
        self.texts.insert(name, text.into());
        self
    }

    /// The same files with other tables.
    #[must_use]
    pub fn saying(&self, table: toml::Table) -> Self {
        let mut answer = self.clone().with_text(TOML, table.to_string());
        answer.said = Said(Arc::new(OnceLock::from(Some(table))));
        answer
    }

    /// The same answer, seen as one of its parts: what is read and set stands in `[part.NAME]`.
    #[must_use]
    pub fn part(&self, name: &str) -> Self {
        self.at(["part", name])
    }

    /// The same answer, seen as one of its tables: what is read and set stands there. The root itself, by
    /// an empty way, is shared with others.
    #[must_use]
    pub fn at<'w>(&self, way: impl IntoIterator<Item = &'w str>) -> Self {
        Self { at: Some(way.into_iter().map(str::to_owned).collect()), ..self.clone() }
    }

    /// The same answer, seen as a whole.
    #[must_use]
    pub fn whole(&self) -> Self {
        Self { at: None, ..self.clone() }
    }

    /// Reads an answer that is one TOML file.
    pub fn read<T>(&self, read: impl FnOnce(&Fields<'_, '_>) -> T) -> (T, Vec<Diagnostic>) {
        let text: Arc<str> = self.texts.get(TOML).map_or_else(|| "".into(), Arc::clone);
        Document::new(TOML, Arc::clone(&text)).read(&text, |root| {
            NO_PART.iter().for_each(|key| root.ignore(key));
            match &self.at {
                None => {
                    let value = read(&root);
                    strays(&root);
                    value
                }
                Some(way) => {
                    root.accept_any();
                    inside(&root, way, read)
                }
            }
        })
    }

    /// The texts below a folder, by their names in it.
    #[must_use]
    pub fn below(&self, folder: &str) -> Self {
        let inside =
            |name: &'_ str| name.strip_prefix(folder)?.strip_prefix('/').map(str::to_owned);
        let texts = self.texts().filter_map(|(name, text)| Some((inside(name)?, Arc::clone(text))));
        texts.collect()
    }

    /// The answer with other texts below a folder.
    #[must_use]
    pub fn with_below(&self, folder: &str, texts: &Self) -> Self {
        let own = format!("{folder}/");
        let others = self.texts.iter().filter(|(name, _)| !name.starts_with(&own));
        let others = others.map(|(name, text)| (name.clone(), Arc::clone(text)));
        let texts = texts.texts.iter().map(|(name, text)| (above(folder, name), Arc::clone(text)));
        others.chain(texts).collect()
    }

    /// A place in one of the texts, as evidence.
    pub fn span(&self, file: &str, range: std::ops::Range<usize>) -> Span {
        Span::of(file, self.text(file).map_or("", |text| text), range)
    }

    /// The answer with some edits; their ranges are those of this answer. An edit that does not fit its
    /// text is left out.
    #[must_use]
    pub fn with(&self, edits: &[TextEdit]) -> Self {
        let mut sorted: Vec<&TextEdit> = edits.iter().collect();
        // From the end, so that ranges stay true.
        sorted.sort_by_key(|edit| std::cmp::Reverse(edit.range.start));
        let mut answer = self.clone();
        if edits.iter().any(|edit| edit.file == TOML) {
            answer.said = Said::default();
        }
        for edit in sorted {
            let Some(new) = &edit.text else {
                answer.texts.remove(&edit.file);
                continue;
            };
            let old = answer.texts.get(&edit.file).map_or("", |text| text);
            let (before, after) = (old.get(..edit.range.start), old.get(edit.range.end..));
            if let (Some(before), Some(after)) = (before, after) {
                let text = format!("{before}{new}{after}");
                answer.texts.insert(edit.file.clone(), text.into());
            }
        }
        answer
    }

    /// The edits that make another answer of this one, one for each text that differs.
    pub fn edits_to(&self, other: &Self) -> Vec<TextEdit> {
        let gone = self.texts.keys().filter(|name| !other.texts.contains_key(*name));
        let gone = gone.map(|name| TextEdit { file: name.clone(), range: 0..0, text: None });
        let changed = other.texts.iter().filter_map(|(name, new)| {
            let old = self.texts.get(name);
            let differs = old.is_none_or(|old| old != new);
            differs.then(|| difference(name, old.map_or("", |old| old), new))
        });
        gone.chain(changed).collect()
    }

    /// As one text for the log: that of the TOML file, or every text by name as JSON.
    pub fn to_text(&self) -> String {
        match self.texts.get(TOML) {
            Some(text) if self.texts.len() == 1 => text.to_string(),
            _ => serde_json::to_string(&self.texts).unwrap_or_default(),
        }
    }

    /// Reads what [`Answer::to_text`] wrote.
    pub fn from_text(text: &str) -> Self {
        // A TOML file never begins with a brace.
        match serde_json::from_str::<BTreeMap<String, Arc<str>>>(text) {
            Ok(texts) => texts.into_iter().collect(),
            Err(_) => Self::toml(text),
        }
    }
}

/// Reports keys of `[answer]` that say nothing there: most were meant for the root, above its line.
fn strays(root: &Fields<'_, '_>) {
    let Some(about) = root.any("answer").and_then(|about| about.table()) else { return };
    for key in about.keys().into_iter().filter(|key| !ABOUT.contains(&key.value.as_str())) {
        if !root.document().tells(&key.span) {
            let message = format!("`{}` stands in `[answer]`, where nothing reads it", key.value);
            let help = "write it above the line `[answer]`, or take that line away";
            root.report_with_help("unknown-key", key.span, message, help);
        }
    }
}

/// Reads the table at the end of a way, an empty one where there is none; what stands beside the way is not
/// this one's to judge.
fn inside<T>(table: &Fields<'_, '_>, way: &[String], read: impl FnOnce(&Fields<'_, '_>) -> T) -> T {
    let Some((first, rest)) = way.split_first() else {
        return read(table);
    };
    table.accept_any();
    match table.any(first).and_then(|value| value.table()) {
        Some(inner) => inside(&inner, rest, read),
        None => Document::new(TOML, "").read("", |nothing| read(&nothing)).0,
    }
}

/// The one edit that makes `new` of `old`: what both begin and end with stays.
fn difference(file: &str, old: &str, new: &str) -> TextEdit {
    let same = old.char_indices().zip(new.chars()).find(|((_, a), b)| a != b);
    let start = same.map_or(old.len().min(new.len()), |((at, _), _)| at);
    let (rest, new_rest) = (old.get(start..).unwrap_or(""), new.get(start..).unwrap_or(""));
    let pairs = rest.chars().rev().zip(new_rest.chars().rev());
    let tail: usize = pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    TextEdit {
        file: file.to_owned(),
        range: start..old.len() - tail,
        text: Some(new.get(start..new.len() - tail).unwrap_or("").to_owned()),
    }
}

/// The name in the answer of a text below a folder.
pub fn above(folder: &str, name: &str) -> String {
    format!("{folder}/{name}")
}

/// Says why a name cannot stand for a file of an answer, or nothing if it can.
pub fn misnamed(name: &str) -> Option<&'static str> {
    let plain = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains('\\');
    let harmless = !name.chars().any(crate::text::is_harmful);
    match name.split('/').all(plain) && harmless && !name.contains(':') {
        true => None,
        false => Some("a file's name is a path inside the answer without hidden parts"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> Answer {
        [("a.yaml", "one"), ("b/c.mmd", "\u{44f} two")].into_iter().collect()
    }

    #[test]
    fn an_answer_comes_back_from_its_text() {
        for answer in [Answer::toml("x = 1\n"), folder(), Answer::default()] {
            assert_eq!(Answer::from_text(&answer.to_text()), answer);
            let json = serde_json::to_string(&answer).unwrap();
            assert_eq!(serde_json::from_str::<Answer>(&json).unwrap(), answer);
        }
        assert_eq!(Answer::toml("x = 1\n").to_text(), "x = 1\n");
    }

    #[test]
    fn the_difference_of_two_answers_leads_from_one_to_the_other() {
        let texts = ["", "a", "ab", "ba", "aba", "\u{44f}", "\u{44f}\u{436}", "x\u{436}y", "xy"];
        for one in texts {
            for two in texts {
                let (one, two) = (Answer::toml(one), Answer::toml(two).with_text("n", one));
                assert_eq!(one.with(&one.edits_to(&two)), two);
                assert_eq!(two.with(&two.edits_to(&one)), one);
            }
        }
        assert_eq!(folder().edits_to(&folder()), []);
    }

    #[test]
    fn edits_that_do_not_fit_change_nothing() {
        let edit = |range| TextEdit { file: "b/c.mmd".into(), range, text: Some("!".into()) };
        assert_eq!(folder().with(&[edit(1..2), edit(90..99)]), folder());
    }

    #[test]
    fn a_key_that_slipped_into_the_table_about_the_answer_is_told_once_with_its_place() {
        let told = |text: &str| {
            let wrong = Answer::toml(text).read(|root| root.ignore("order")).1;
            wrong.into_iter().map(|one| (one.code, one.message, one.help)).collect::<Vec<_>>()
        };
        let found = told("[answer]\nexercise = 'x'\nscenario = 'y'\nseed = 1\norder = []\n");
        let [(code, message, Some(help))] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(*code, "unknown-key");
        assert!(message.contains("`order` stands in `[answer]`"), "{message}");
        assert!(help.contains("above the line `[answer]`"), "{help}");
        assert_eq!(told("order = []\n[answer]\nexercise = 'x'\n"), []);
    }

    #[test]
    fn names_stay_inside_the_answer() {
        for bad in ["", "/a", "../a", "a/../b", "a//b", ".git/x", "a\\b", "c:x", "a\u{202e}b"] {
            assert!(misnamed(bad).is_some(), "{bad:?}");
        }
        assert_eq!(misnamed("manifests/shop.yaml"), None);
    }
}
