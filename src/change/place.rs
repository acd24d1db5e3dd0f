//! Where in a patch a mistake of the new facts comes from: at the same way of keys under `[set]` or `[add]`,
//! or at the name that `[remove]` took away and the facts still use.

use std::{ops::Range, sync::Arc};

use toml::de::{DeArray, DeTable, DeValue};

use crate::diagnostic::Diagnostic;

/// A step from the root of a table to one of its values.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    /// A word in a list.
    Item(String),
}

/// Mistakes of the facts in `merged`, told of the patch in `file`. Too many facts make a mistake of each
/// that was left out: then only that is told.
pub(super) fn placed(
    wrong: &[Diagnostic],
    file: &str,
    text: &Arc<str>,
    merged: &str,
) -> Vec<Diagnostic> {
    let (facts, _) = DeTable::parse_recoverable(merged);
    let (patch, _) = DeTable::parse_recoverable(text);
    let told = |wrong: &Diagnostic| {
        let start = wrong.span.as_ref().map(|span| span.start);
        let way = start.and_then(|at| way_to(facts.get_ref(), at)).unwrap_or_default();
        let message = format!("in the facts after the change: {}", wrong.message);
        let at =
            |message: String, span| Diagnostic::error(wrong.code, file, message).at(text, span);
        let named = wrong.message.split('`').nth(1).unwrap_or_default();
        if let Some(span) = in_patch(patch.get_ref(), &way) {
            let mut moved = at(message, span);
            moved.help.clone_from(&wrong.help);
            return moved;
        }
        let user = dotted(&way);
        match removed(patch.get_ref(), named) {
            Some(span) => at(format!("{message}, and `{user}` still uses it"), span)
                .help(format!("change `{user}` under [set], too, or leave `{named}` in")),
            None => {
                let mut whole = at(format!("{message} (at `{user}`)"), 0..0);
                whole.help.clone_from(&wrong.help);
                whole
            }
        }
    };
    let many = wrong.iter().filter(|wrong| wrong.code == "too-many");
    let all: Vec<Diagnostic> = many.map(told).collect();
    if all.is_empty() { wrong.iter().map(told).collect() } else { all }
}

/// Where a list of a text names something, or else where the list stands, or the last table on the way to it.
pub(super) fn of_name(text: &str, way: &[&str], name: &str) -> Option<Range<usize>> {
    let (root, _) = DeTable::parse_recoverable(text);
    let keys = way.iter().map(|key| Step::Key((*key).to_owned()));
    let way: Vec<Step> = keys.chain([Step::Item(name.to_owned())]).collect();
    followed(root.get_ref(), &way).map(|(_, span)| span)
}

/// The way to whatever stands at a place of a text.
fn way_to(table: &DeTable<'_>, at: usize) -> Option<Vec<Step>> {
    table.iter().find_map(|(key, value)| {
        let rest = match value.get_ref() {
            _ if key.span().contains(&at) => Some(Vec::new()),
            DeValue::Table(inner) => way_to(inner, at),
            DeValue::Array(items) => item_at(items, at).or_else(|| here(value.span(), at)),
            _ => here(value.span(), at),
        };
        let step = Step::Key(key.get_ref().to_string());
        rest.map(|rest| [step].into_iter().chain(rest).collect())
    })
}

fn here(span: Range<usize>, at: usize) -> Option<Vec<Step>> {
    span.contains(&at).then(Vec::new)
}

fn item_at(items: &DeArray<'_>, at: usize) -> Option<Vec<Step>> {
    let item = items.iter().find(|item| item.span().contains(&at))?;
    Some(vec![Step::Item(item.get_ref().as_str()?.to_owned())])
}

/// The place in a patch that a way of the facts leads to, as far as it leads: at least to a thing's name.
fn in_patch(patch: &DeTable<'_>, way: &[Step]) -> Option<Range<usize>> {
    /// Steps that lead to a table of facts, or to a thing's name.
    const LEAST: usize = 2;
    let both = ["set", "add"].into_iter().filter_map(|head| {
        let table = patch.get(head)?.get_ref().as_table()?;
        followed(table, way)
    });
    let (steps, span) = both.max_by_key(|(steps, _)| *steps)?;
    (steps >= LEAST.min(way.len())).then_some(span)
}

/// How many steps of a way a table has, and where the last of them stands.
fn followed(table: &DeTable<'_>, way: &[Step]) -> Option<(usize, Range<usize>)> {
    let (Step::Key(key), rest) = way.split_first()? else { return None };
    let (key, value) = table.iter().find(|(known, _)| known.get_ref() == key)?;
    let further = match (value.get_ref(), rest) {
        (DeValue::Table(inner), [Step::Item(word), ..]) => {
            let lists = inner.values().filter_map(|list| list.get_ref().as_array());
            lists.filter_map(|list| item(list, word)).next().map(|span| (1, span))
        }
        (DeValue::Table(inner), rest) => followed(inner, rest),
        (DeValue::Array(items), [Step::Item(word), ..]) => item(items, word).map(|span| (1, span)),
        _ => None,
    };
    let (steps, span) = further.unwrap_or_else(|| (0, key.span()));
    Some((steps + 1, span))
}

fn item(items: &DeArray<'_>, word: &str) -> Option<Range<usize>> {
    items.iter().find(|item| item.get_ref().as_str() == Some(word)).map(|item| item.span())
}

/// Where a name is taken away.
fn removed(patch: &DeTable<'_>, name: &str) -> Option<Range<usize>> {
    let lists = patch.get("remove")?.get_ref().as_table()?.values();
    lists.filter_map(|list| list.get_ref().as_array()).find_map(|list| item(list, name))
}

/// A way as it is written in front of a table.
fn dotted(way: &[Step]) -> String {
    let keys = way.iter().filter_map(|step| match step {
        Step::Key(key) => Some(key.as_str()),
        Step::Item(_) => None,
    });
    keys.collect::<Vec<_>>().join(".")
}
