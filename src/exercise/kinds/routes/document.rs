//! Reads an answer in YAML: what is not understood is told with its place, and the rest goes on.

use std::ops::Range;

use crate::{
    exercise::Answer,
    manifest::yaml::{self, Node, Value},
    table,
    verdict::{Evidence, Finding, Severity, Span},
};

/// What is said of a text that cannot be read.
const UNREAD: &str = "what cannot be read routes nothing";

/// The reading of one text.
pub(super) struct Reading<'r> {
    pub(super) file: &'r str,
    text: &'r str,
    found: Vec<(String, Span)>,
}

/// Every text of an answer, read by `read`; and a finding for what was not understood.
pub(super) fn read<T>(
    answer: &Answer,
    mut read: impl FnMut(&mut Reading<'_>, &Node) -> Vec<T>,
) -> (Vec<T>, Vec<Finding>) {
    let (mut all, mut findings) = (Vec::new(), Vec::new());
    for (file, text) in answer.texts() {
        let mut reading = Reading { file, text, found: Vec::new() };
        for document in yaml::documents(text) {
            for issue in &document.issues {
                reading.wrong(&issue.span, issue.message.clone());
            }
            if reading.map(&document.root, "the answer").is_some() {
                all.extend(read(&mut reading, &document.root));
            }
        }
        findings.extend(reading.found.into_iter().map(|(message, span)| {
            let place = format!("{file}:{}", span.line);
            Finding::new("RT-01", Severity::Blocker, [place], UNREAD)
                .evidence(Evidence::Words(message))
                .evidence(Evidence::Span(span))
        }));
    }
    (all, findings)
}

impl Reading<'_> {
    /// Something that is not understood.
    pub(super) fn wrong(&mut self, span: &Range<usize>, message: String) {
        self.found.push((message, Span::of(self.file, self.text, span.clone())));
    }

    /// The value where it is a map; another one is told.
    pub(super) fn map<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n Node> {
        match node.value {
            Value::Map(_) => Some(node),
            // A document that cannot be read was told already.
            Value::Absent => None,
            _ => {
                self.wrong(&node.span, format!("{what} is a map of keys and values"));
                None
            }
        }
    }

    /// The column of a place, from 0; nothing inside of braces.
    pub(super) fn indent(&self, map: usize, place: usize) -> Option<usize> {
        let before = self.text.get(..place)?;
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        let braces = self.text.get(map..).is_some_and(|text| text.starts_with('{'));
        (!braces).then(|| before.get(line..).unwrap_or_default().chars().count())
    }

    /// Tells of every key that is not known.
    pub(super) fn keys(&mut self, node: &Node, known: &[&str]) {
        for (key, _) in node.entries() {
            if !known.contains(&key.text.as_str()) {
                let help = table::did_you_mean(&key.text, known);
                let message = format!("nothing here is called `{}`: {help}", key.text);
                self.wrong(&key.span, message);
            }
        }
    }

    /// The text of a key.
    pub(super) fn text(&mut self, node: &Node, key: &str) -> Option<String> {
        let value = node.get(key);
        if value.is_nested() {
            self.wrong(&value.span, format!("`{key}` is a text"));
        }
        value.text().map(str::to_owned)
    }

    /// One of some words.
    pub(super) fn word(&mut self, node: &Node, key: &str, known: &[&str]) -> Option<String> {
        let word = self.text(node, key)?;
        if known.contains(&word.as_str()) {
            return Some(word);
        }
        let help = table::did_you_mean(&word, known);
        self.wrong(&node.get(key).span, format!("`{word}` is not a value of `{key}`: {help}"));
        None
    }

    /// A whole number.
    pub(super) fn whole(&mut self, node: &Node, key: &str) -> Option<i64> {
        let value = node.get(key);
        let number = value.count();
        if value.is_present() && number.is_none() {
            self.wrong(&value.span, format!("`{key}` is a whole number"));
        }
        number
    }

    /// A time such as `2s` or `500ms`, in milliseconds.
    pub(super) fn duration(&mut self, node: &Node, key: &str) -> Option<f64> {
        let text = self.text(node, key)?;
        let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (number, unit) = text.split_at(digits);
        let unit = match unit.trim() {
            "ms" => Some(1.0),
            "s" => Some(1_000.0),
            "m" => Some(60_000.0),
            "h" => Some(3_600_000.0),
            _ => None,
        };
        let time = number.parse::<f64>().ok().zip(unit).map(|(number, unit)| number * unit);
        if time.is_none() {
            let message = format!("`{text}` is no time: `2s`, `500ms`");
            self.wrong(&node.get(key).span, message);
        }
        time
    }
}
