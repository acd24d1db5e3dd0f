//! GIFT, the text format of Moodle's question bank.

use super::{Exported, Exporter, Wanted};
use crate::{
    author::bank::{self, Entry, Key, Shape},
    problem::Problem,
};

pub(super) struct Gift;

impl Exporter for Gift {
    fn name(&self) -> &'static str {
        "gift"
    }

    fn about(&self) -> &'static str {
        "questions for Moodle as GIFT, a category for each week"
    }

    fn export(&self, wanted: &Wanted<'_>) -> Result<Exported, Problem> {
        let library = wanted.session.library();
        let course = category(&library.course().title);
        let mut text = String::new();
        for found in bank::gather(library, wanted.references, wanted.words)? {
            let week = found.name.map_or_else(String::new, |name| format!("/{}", category(&name)));
            text.push_str(&format!("$CATEGORY: {course}{week}\n\n"));
            for entry in &found.entries {
                text.push_str(&question(entry));
                text.push('\n');
            }
        }
        Ok(Exported::Text(text))
    }
}

/// A name in a category's path, where a slash parts names.
fn category(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").replace('/', "//")
}

/// Text with the signs that mean something in GIFT, on one line.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '~' | '=' | '#' | '{' | '}' | ':' | '\\' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

fn question(entry: &Entry) -> String {
    let tag = entry.lesson.as_ref().map_or_else(String::new, |lesson| format!(" [tag:{lesson}]"));
    let head = format!(
        "// [id:{id}]{tag}\n::{id}::[markdown]{stem} ",
        id = entry.id,
        stem = escaped(&entry.stem)
    );
    let mut lines: Vec<String> = match &entry.shape {
        Shape::Choice { options, several } => choice(options, *several),
        Shape::Text(keys) => keys.iter().map(text).collect(),
        Shape::Number(keys) => keys.iter().map(number).collect(),
        Shape::Pairs { pairs, extra } => {
            let pair = |(left, right): &(String, String)| {
                format!("={} -> {}", escaped(left), escaped(right))
            };
            let pairs = pairs.iter().map(pair);
            pairs.chain(extra.iter().map(|extra| format!("= -> {}", escaped(extra)))).collect()
        }
    };
    if !entry.explanation.is_empty() {
        lines.push(format!("####{}", escaped(&entry.explanation)));
    }
    let open = if matches!(entry.shape, Shape::Number(_)) { "{#" } else { "{" };
    format!("{head}{open}\n\t{}\n}}\n", lines.join("\n\t"))
}

fn choice(options: &[Key<String>], several: bool) -> Vec<String> {
    let share = bank::share(options);
    let mark = |option: &Key<String>| match (several, option.right) {
        (false, true) => "=".to_owned(),
        (false, false) => "~".to_owned(),
        (true, true) => format!("~%{share}%"),
        (true, false) => "~%-100%".to_owned(),
    };
    let line = |option: &Key<String>| {
        format!("{}{}{}", mark(option), escaped(&option.given), feedback(&option.feedback))
    };
    options.iter().map(line).collect()
}

fn text(key: &Key<String>) -> String {
    let weight = if key.right { "" } else { "%0%" };
    format!("={weight}{}{}", escaped(&key.given), feedback(&key.feedback))
}

fn number(key: &Key<(f64, f64)>) -> String {
    let weight = if key.right { "" } else { "%0%" };
    let (value, tolerance) = key.given;
    format!("={weight}{value}:{tolerance}{}", feedback(&key.feedback))
}

fn feedback(text: &str) -> String {
    if text.trim().is_empty() { String::new() } else { format!("#{}", escaped(text)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_that_mean_something_are_escaped_and_a_question_has_no_empty_line() {
        let entry = Entry {
            id: "a".into(),
            question: "a".into(),
            lesson: Some("l".into()),
            stem: "Is `x = {1}`?\n\nSay: # or ~".into(),
            shape: Shape::Choice {
                options: vec![Key::right("a:b".into()), Key::wrong("c\\n".into(), "no: = \n#")],
                several: true,
            },
            explanation: "So.".into(),
        };
        let gift = question(&entry);
        assert_eq!(
            gift,
            "// [id:a] [tag:l]\n::a::[markdown]Is `x \\= \\{1\\}`?\\n\\nSay\\: \\# or \\~ {\n\t\
             ~%100%a\\:b\n\t~%-100%c\\\\n#no\\: \\= \\n\\#\n\t####So.\n}\n"
        );
    }
}
