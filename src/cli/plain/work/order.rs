//! An order over lines: `order` says all of it, `put` and `out` change one item; fields of items are set
//! as in a form.

use super::{
    fields,
    lines::{Done, Lines, number},
};
use crate::{exercise::editor::Order, messages::Messages, session::Work};

/// The editor.
pub(super) struct OrderLines;

fn model(work: &Work, words: &Messages) -> Order {
    work.editor(words).order().cloned().unwrap_or_default()
}

/// The name of an item, by its number or as it is.
fn named<'o>(order: &'o Order, word: &str) -> Option<&'o str> {
    let by_name = order.items.iter().find(|item| item.name == word);
    let item = by_name.or_else(|| order.items.get(number(word)?))?;
    Some(&item.name)
}

/// Lines of names from words: a plus joins items of one line.
fn typed(order: &Order, rest: &str) -> Option<Vec<Vec<String>>> {
    let line = |words: &str| -> Option<Vec<String>> {
        words.split('+').map(|word| named(order, word).map(str::to_owned)).collect()
    };
    rest.split([' ', ',']).filter(|words| !words.is_empty()).map(line).collect()
}

impl Lines for OrderLines {
    fn show(&self, work: &Work, words: &Messages) -> Vec<String> {
        let order = model(work, words);
        let place = |name: &String| order.items.iter().position(|item| item.name == *name);
        let shown = |names: &Vec<String>| {
            let each = names.iter().map(|name| match place(name) {
                Some(at) => {
                    format!("{} [{}]", order.items.get(at).map_or("", |i| &i.label), at + 1)
                }
                None => name.clone(),
            });
            each.collect::<Vec<_>>().join(" + ")
        };
        let mut out: Vec<String> =
            order.lines.iter().map(|names| format!("-> {}", shown(names))).collect();
        let placed: Vec<&String> = order.lines.iter().flatten().collect();
        let rest: Vec<String> = order
            .items
            .iter()
            .map(|item| &item.name)
            .filter(|name| !placed.contains(name))
            .map(|name| shown(&vec![name.clone()]))
            .collect();
        if !rest.is_empty() {
            out.push(format!("{}: {}", words.get("editor.unused"), rest.join(", ")));
        }
        if order.items.iter().chain(&order.sections).any(|item| !item.fields.is_empty()) {
            out.extend(fields::lines(&work.editor(words), words));
        }
        out
    }

    fn numbered(&self, work: &Work, words: &Messages) -> Vec<String> {
        let items = model(work, words).items.into_iter().map(|item| item.name);
        items.chain(fields::numbered(&work.editor(words))).collect()
    }

    fn help(&self) -> &'static [&'static str] {
        &["order", "out", "set", "clear", "choices"]
    }

    fn run(&self, verb: &str, rest: &str, work: &Work, words: &Messages) -> Option<Done> {
        let order = model(work, words);
        let unknown =
            || Done::Say(vec![words.format("plain.numbers", &[("n", &order.items.len())])]);
        match verb {
            "order" => Some(match typed(&order, rest) {
                Some(lines) => Done::Set(order.arrange(work.answer(), &lines)),
                None => unknown(),
            }),
            "out" => Some(match named(&order, rest) {
                Some(name) => {
                    let mut lines = order.lines.clone();
                    lines.iter_mut().for_each(|line| line.retain(|item| item != name));
                    lines.retain(|line| !line.is_empty());
                    Done::Set(order.arrange(work.answer(), &lines))
                }
                None => unknown(),
            }),
            _ => fields::run(verb, rest, work, words),
        }
    }
}
