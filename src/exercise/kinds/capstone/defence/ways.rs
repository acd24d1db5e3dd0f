//! Ways from one answer to another, each a change that can be made alone, of other answers too, and said in
//! a line.

use std::sync::Arc;

use toml::{Table, Value};

use crate::{
    exercise::answer::{Answer, Key, TOML},
    text,
    verdict::{Finding, Fix, TextEdit},
};

/// A line of a way is so many cells at most.
const LINE: usize = 96;
/// A value in it.
const VALUE: usize = 44;

/// A change that can be made of any answer, and what is said of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Way {
    pub(super) text: String,
    pub(super) change: Change,
}

/// What changes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Change {
    /// Texts of a slice by itself, only of the answer that it was offered for.
    Edits(String, Vec<TextEdit>),
    Value(Vec<Key>, Option<Value>),
    File(String, Arc<str>),
}

impl Way {
    fn new(text: &str, change: Change) -> Self {
        let line = text::sanitize(text).split_whitespace().collect::<Vec<_>>().join(" ");
        Self { text: text::ellipsis(&line, LINE), change }
    }

    /// An edit that a finding of a slice by itself offers.
    pub(super) fn offered(finding: &Finding, fix: &Fix) -> Option<Self> {
        let slice = finding.place.first().filter(|_| !fix.edits.is_empty())?;
        Some(Self::new(&fix.text, Change::Edits(slice.clone(), fix.edits.clone())))
    }

    /// Whether an answer is another one after it.
    pub(super) fn changes(&self, answer: &Answer) -> bool {
        match &self.change {
            Change::Edits(..) => true,
            Change::Value(path, value) => answer.value(path) != *value,
            Change::File(name, text) => answer.text(name) != Some(text),
        }
    }

    /// The answer after it.
    pub(super) fn apply(&self, answer: &Answer) -> Answer {
        match &self.change {
            Change::Edits(_, edits) => answer.with(edits),
            Change::Value(path, value) => answer.set(path, value.clone()),
            Change::File(name, text) => answer.clone().with_text(name, Arc::clone(text)),
        }
    }
}

/// Every difference between two answers: one way for each value of their tables, one for each other text.
pub(super) fn between(old: &Answer, new: &Answer) -> Vec<Way> {
    let mut ways = Vec::new();
    let tables = [old, new].map(|answer| answer.content().unwrap_or_default());
    differ_in(&tables[0], &tables[1], &mut Vec::new(), &mut |path, value| {
        ways.push(Way::new(&told(path, value), Change::Value(path.to_vec(), value.cloned())));
    });
    for (name, text) in new.texts().filter(|(name, _)| *name != TOML) {
        let before = old.text(name).map_or("", |text| text);
        if before != &**text {
            let said = format!("{name}:{}", line(before, text));
            ways.push(Way::new(&said, Change::File(name.to_owned(), Arc::clone(text))));
        }
    }
    ways
}

/// Tells every value that differs, by the way to it.
fn differ<'v>(
    old: Option<&Value>,
    new: Option<&'v Value>,
    path: &mut Vec<Key>,
    tell: &mut impl FnMut(&[Key], Option<&'v Value>),
) {
    match (old, new) {
        (old, new) if old == new => {}
        (Some(Value::Table(a)), Some(Value::Table(b))) => differ_in(a, b, path, tell),
        (Some(Value::Array(a)), Some(Value::Array(b)))
            if a.len() == b.len() && b.iter().all(Value::is_table) =>
        {
            for (at, (one, other)) in a.iter().zip(b).enumerate() {
                path.push(Key::from(at));
                differ(Some(one), Some(other), path, tell);
                path.pop();
            }
        }
        (_, new) => tell(path, new),
    }
}

fn differ_in<'v>(
    old: &Table,
    new: &'v Table,
    path: &mut Vec<Key>,
    tell: &mut impl FnMut(&[Key], Option<&'v Value>),
) {
    let gone = old.keys().filter(|key| !new.contains_key(*key));
    for key in new.keys().chain(gone) {
        path.push(Key::from(key.as_str()));
        differ(old.get(key), new.get(key), path, tell);
        path.pop();
    }
}

/// A value and its new content, in words.
fn told(path: &[Key], value: Option<&Value>) -> String {
    let key = |key: &Key| match key {
        Key::Name(name) => name.clone(),
        Key::At(at) => (at + 1).to_string(),
    };
    let way = path.iter().map(key).collect::<Vec<_>>().join(".");
    match value {
        None => format!("take {way} away"),
        Some(value) => format!("{way} = {}", text::ellipsis(&value.to_string(), VALUE)),
    }
}

/// The first line in which a text differs from another: its number and what stands there, or what goes.
fn line(old: &str, new: &str) -> String {
    let (a, b): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let same = a.iter().zip(&b).take_while(|(one, other)| one == other).count();
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(one, other)| one == other).count();
    let own = |lines: &[&str]| lines.len().saturating_sub(tail.min(lines.len() - same)) > same;
    match (own(&b), a.get(same), b.get(same)) {
        (true, _, Some(come)) => format!("{}: {}", same + 1, come.trim()),
        (_, Some(gone), _) => format!("{}: take {} away", same + 1, gone.trim()),
        _ => (same + 1).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_difference_is_a_way_of_its_own_and_all_of_them_lead_to_the_other_answer() {
        let old =
            Answer::toml("[a]\nx = 1\ny = 2\n[[r]]\non = 'b'\n").with_text("m.yaml", "k: 1\n");
        let new = Answer::toml("[a]\nx = 3\n[[r]]\non = 'c'\n").with_text("m.yaml", "k: 2\nl: 3\n");
        let ways = between(&old, &new);
        let texts: Vec<&str> = ways.iter().map(|way| way.text.as_str()).collect();
        assert_eq!(texts, ["a.x = 3", "take a.y away", "r.1.on = \"c\"", "m.yaml:1: k: 2"]);
        let after = ways.iter().fold(old, |answer, way| way.apply(&answer));
        assert_eq!(after.texts().nth(1), new.texts().nth(1));
        assert_eq!(after.content(), new.content());
    }

    #[test]
    fn a_line_is_told_that_comes_changes_or_goes() {
        assert_eq!(line("a\nb\n", "a\nc\n"), "2: c");
        assert_eq!(line("a\nb\n", "a\nx: 1\nb\n"), "2: x: 1");
        assert_eq!(line("a\nb\nc\n", "a\nc\n"), "2: take b away");
        assert_eq!(line("", "a\n"), "1: a");
    }
}
