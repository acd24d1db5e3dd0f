//! Boards, tables, forms and outlines over lines: every field has a number, and `set` gives it a value.

use toml::Value;

use super::lines::{Done, Lines, number};
use crate::{
    exercise::editor::{Choice, Editor, Field, Input, Item, Refused},
    messages::Messages,
    session::Work,
};

/// The editor.
pub(super) struct FieldLines;

/// The items of an editor with the fields that are set in them, and what comes before the first.
fn items(editor: &Editor) -> Vec<Item> {
    match editor {
        Editor::Board(board) => {
            let column = |item: &Item| {
                let mut item = item.clone();
                if let Some(first) = item.fields.first_mut() {
                    first.input = Input::One(board.columns.clone());
                }
                item
            };
            board.cards.iter().map(column).collect()
        }
        Editor::Table(table) => table.rows.clone(),
        Editor::Form(form) => form.sections.clone(),
        Editor::Outline(outline) => {
            let start = Item { fields: vec![outline.start.clone()], ..Item::default() };
            std::iter::once(start).chain(outline.nodes.iter().cloned()).collect()
        }
        Editor::Order(order) => [order.items.clone(), order.sections.clone()].concat(),
        Editor::Parts(parts) => parts
            .iter()
            .flat_map(|part| {
                let label =
                    |item: Item| Item { label: format!("{}: {}", part.id, item.label), ..item };
                items(&part.editor).into_iter().map(label)
            })
            .collect(),
        Editor::Text => Vec::new(),
    }
}

/// Every field by its number.
pub(super) fn fields(editor: &Editor) -> Vec<Field> {
    items(editor).into_iter().flat_map(|item| item.fields).collect()
}

/// What the number of each field stands for.
pub(super) fn numbered(editor: &Editor) -> Vec<String> {
    let names = items(editor).into_iter().flat_map(|item| {
        let of = item.label;
        item.fields.into_iter().map(move |field| format!("{of}: {}", field.label))
    });
    names.collect()
}

/// A value in words.
fn shown(field: &Field, words: &Messages) -> String {
    let label = |value: &str, choices: &[Choice]| {
        let known = choices.iter().find(|choice| choice.value == value);
        known.map_or_else(|| value.to_owned(), |choice| choice.label.clone())
    };
    match (&field.value, &field.input) {
        (None, _) => words.get("plain.work.open").to_owned(),
        (Some(Value::String(value)), Input::One(choices)) => label(value, choices),
        _ => field.typed(),
    }
}

/// The lines of items, their fields numbered on.
pub(super) fn lines(editor: &Editor, words: &Messages) -> Vec<String> {
    let mut out = Vec::new();
    let mut number = 0;
    for item in items(editor) {
        out.push(item.label.clone());
        out.extend(
            item.lines.iter().enumerate().map(|(at, line)| format!("   ({}) {line}", at + 1)),
        );
        for field in &item.fields {
            number += 1;
            out.push(format!("{number}. {}: {}", field.label, shown(field, words)));
        }
    }
    out.retain(|line| !line.is_empty());
    out
}

/// What may stand in a field.
fn choices(field: &Field, words: &Messages) -> Vec<String> {
    let mut out = vec![field.label.clone()];
    if !field.note.is_empty() {
        out.push(field.note.clone());
    }
    match &field.input {
        Input::One(choices) | Input::Many(choices) => {
            out.extend(choices.iter().enumerate().map(|(at, choice)| {
                let note = if choice.note.is_empty() {
                    String::new()
                } else {
                    format!(" ({})", choice.note)
                };
                format!("  {}. {}{note}", at + 1, choice.label)
            }));
        }
        Input::Lines(most) => out.push(words.format("plain.work.lines", &[("n", most)])),
        Input::Number => out.push(words.get("plain.how.number").to_owned()),
        Input::Flag => out.push(words.get("plain.work.flag").to_owned()),
        Input::Text => out.push(words.get("plain.how.text").to_owned()),
    }
    out
}

/// A typed value with numbers of choices replaced by what they stand for.
fn spelled(field: &Field, typed: &str) -> String {
    let value = |word: &str, choices: &[Choice]| {
        let by_value = choices.iter().any(|choice| choice.value == word);
        let by_label = choices.iter().find(|choice| choice.label == word);
        let by_number = number(word).and_then(|at| choices.get(at)).filter(|_| !by_value);
        by_label.or(by_number).map_or_else(|| word.to_owned(), |choice| choice.value.clone())
    };
    match &field.input {
        Input::One(choices) => value(typed.trim(), choices),
        Input::Many(choices) => {
            let words = typed.split([',', ' ']).filter(|word| !word.is_empty());
            words.map(|word| value(word, choices)).collect::<Vec<_>>().join(", ")
        }
        _ => typed.to_owned(),
    }
}

/// What `set`, `clear` and `choices` do; nothing for another command.
pub(super) fn run(verb: &str, rest: &str, work: &Work, words: &Messages) -> Option<Done> {
    if !["set", "clear", "choices"].contains(&verb) {
        return None;
    }
    let (which, typed) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let fields = fields(&work.editor(words));
    let Some(field) = number(which).and_then(|at| fields.get(at)) else {
        return Some(Done::Say(vec![words.format("plain.numbers", &[("n", &fields.len())])]));
    };
    if verb == "choices" {
        return Some(Done::Say(choices(field, words)));
    }
    let typed = if verb == "clear" { String::new() } else { spelled(field, typed) };
    Some(match field.parse(&typed) {
        Ok(value) => Done::Set(field.set(work.answer(), value)),
        Err(refused) => {
            let key = match refused {
                Refused::NotANumber => "editor.no-number",
                Refused::NotAChoice => "editor.no-choice",
            };
            let mut said = vec![words.get(key).to_owned()];
            said.extend(choices(field, words));
            Done::Say(said)
        }
    })
}

impl Lines for FieldLines {
    fn show(&self, work: &Work, words: &Messages) -> Vec<String> {
        lines(&work.editor(words), words)
    }

    fn numbered(&self, work: &Work, words: &Messages) -> Vec<String> {
        numbered(&work.editor(words))
    }

    fn help(&self) -> &'static [&'static str] {
        &["set", "clear", "choices"]
    }

    fn run(&self, verb: &str, rest: &str, work: &Work, words: &Messages) -> Option<Done> {
        run(verb, rest, work, words)
    }
}
