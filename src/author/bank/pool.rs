//! Questions of banks as TOML of ours.

use toml::{Table, Value};

use super::{Entry, Key, Shape};

/// A question as an entry of a quiz.
pub(in crate::author) fn question(entry: &Entry) -> String {
    let mut lines = vec!["[[questions]]".to_owned(), line("id", &text(&entry.id))];
    lines.extend(entry.lesson.iter().map(|lesson| line("lesson", &text(lesson))));
    lines.push(line("prompt.prompt", &text(&entry.stem)));
    match &entry.shape {
        Shape::Choice { options, several } => choice(options, *several, &mut lines),
        Shape::Text(keys) => {
            lines.insert(2, line("type", &text("ShortAnswer")));
            typed(keys, &mut lines);
        }
        Shape::Number(keys) => {
            lines.insert(2, line("type", &text("Numeric")));
            numeric(keys, &mut lines);
        }
        Shape::Pairs { pairs, extra } => {
            lines.insert(2, line("type", &text("Matching")));
            if !extra.is_empty() {
                lines.push(line("prompt.extra", &texts(extra)));
            }
            let pair =
                |(left, right): &(String, String)| Value::Array(vec![text(left), text(right)]);
            lines.push(line("answer.pairs", &Value::Array(pairs.iter().map(pair).collect())));
        }
    }
    if !entry.explanation.trim().is_empty() {
        lines.push(line("context", &text(entry.explanation.trim())));
    }
    lines.join("\n") + "\n"
}

fn line(key: &str, value: &Value) -> String {
    format!("{key} = {value}")
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn texts<'a>(all: impl IntoIterator<Item = &'a String>) -> Value {
    Value::Array(all.into_iter().map(|one| text(one)).collect())
}

fn choice(options: &[Key<String>], several: bool, lines: &mut Vec<String>) {
    lines.insert(2, line("type", &text("MultipleChoice")));
    let of = |right: bool| options.iter().filter(move |option| option.right == right);
    lines.push(line("prompt.distractors", &texts(of(false).map(|option| &option.given))));
    let right: Vec<&String> = of(true).map(|option| &option.given).collect();
    let answer = match right.as_slice() {
        [only] if !several => text(only),
        all => texts(all.iter().copied()),
    };
    lines.push(line("answer.answer", &answer));
    if of(false).any(|option| !option.feedback.is_empty()) {
        lines.push(line("feedback", &texts(of(false).map(|option| &option.feedback))));
    }
}

fn typed(keys: &[Key<String>], lines: &mut Vec<String>) {
    let mut right = keys.iter().filter(|key| key.right).map(|key| &key.given);
    if let Some(first) = right.next() {
        lines.push(line("answer.answer", &text(first)));
    }
    let more: Vec<&String> = right.collect();
    if !more.is_empty() {
        lines.push(line("answer.alternatives", &texts(more)));
    }
    mistakes(keys, |given| ("answer", text(given)), lines);
}

fn numeric(keys: &[Key<(f64, f64)>], lines: &mut Vec<String>) {
    if let Some(key) = keys.iter().find(|key| key.right) {
        let (value, tolerance) = key.given;
        lines.push(line("answer.value", &number(value)));
        if tolerance != 0.0 {
            lines.push(line("answer.tolerance", &number(tolerance)));
        }
    }
    mistakes(keys, |(value, _)| ("value", number(*value)), lines);
}

fn mistakes<T>(
    keys: &[Key<T>],
    given: impl Fn(&T) -> (&'static str, Value),
    lines: &mut Vec<String>,
) {
    let wrong = keys.iter().filter(|key| !key.right && !key.feedback.is_empty());
    let wrong = wrong.map(|key| {
        let (name, value) = given(&key.given);
        let mut table = Table::new();
        table.insert(name.to_owned(), value);
        table.insert("feedback".to_owned(), text(&key.feedback));
        Value::Table(table)
    });
    let wrong: Vec<Value> = wrong.collect();
    if !wrong.is_empty() {
        lines.push(line("mistakes", &Value::Array(wrong)));
    }
}

/// Whole numbers without a point.
fn number(value: f64) -> Value {
    let whole = value.fract() == 0.0 && value.abs() < 9.0e15;
    if whole { Value::Integer(value as i64) } else { Value::Float(value) }
}
