//! Applies a patch to facts: what is set, added and removed. A name that stands for nothing is a mistake
//! at its place; what the new facts contradict is for the scenario to say.

mod list;

use toml::{Table, Value};

use crate::{
    table::{Fields, Placed},
    text,
};

pub(super) use list::Ground;

/// Tables of facts whose keys are names.
const NAMED: [&str; 9] = [
    "entity",
    "capability",
    "transaction",
    "view",
    "team",
    "zone",
    "external",
    "predefined",
    "aggregate",
];
/// Tables of facts that stand alone.
const ALONE: [&str; 3] = ["network", "limits", "weights"];
/// Facts that are one value.
const VALUES: [&str; 2] = ["ops_maturity", "parts"];
/// Other keys of an exercise that its facts need.
const KEPT: [&str; 3] = ["id", "title", "relation"];

/// The facts of an exercise without what is no fact.
pub(super) fn facts_of(mut exercise: Table) -> Table {
    let facts = |key: &str| [&NAMED[..], &ALONE, &VALUES, &KEPT].concat().contains(&key);
    exercise.retain(|key, _| facts(key));
    exercise
}

/// Makes what `root` asks for; `raw` is the same table with its values.
pub(super) fn apply(root: &Fields<'_, '_>, raw: &Table, facts: &mut Table, ground: Ground) {
    if let Some(removed) = root.table("remove") {
        remove(&removed, facts);
    }
    if let (Some(fields), Some(raw)) = (root.table("add"), table_at(raw, "add")) {
        for kind in NAMED {
            put(&fields, raw, facts, kind, (Put::New, ground));
        }
    }
    if let (Some(fields), Some(raw)) = (root.table("set"), table_at(raw, "set")) {
        set(&fields, raw, facts, ground);
    }
}

/// Whether a name has to be there, or must not be.
#[derive(Clone, Copy, PartialEq)]
enum Put {
    New,
    Known,
}

fn set(fields: &Fields<'_, '_>, raw: &Table, facts: &mut Table, ground: Ground) {
    for kind in NAMED {
        put(fields, raw, facts, kind, (Put::Known, ground));
    }
    for key in ALONE {
        let Some(table) = fields.table(key) else { continue };
        table.accept_any();
        if let (Some(values), Some(known)) = (table_at(raw, key), entry(facts, key)) {
            merge(known, values);
        }
    }
    for key in VALUES {
        fields.ignore(key);
        if let Some(value) = raw.get(key) {
            facts.insert(key.to_owned(), value.clone());
        }
    }
}

fn put(
    fields: &Fields<'_, '_>,
    raw: &Table,
    facts: &mut Table,
    kind: &'static str,
    (how, ground): (Put, Ground),
) {
    let tables = fields.named_tables(kind);
    let (Some(raw), Some(known)) = (table_at(raw, kind), entry(facts, kind)) else { return };
    for (name, table) in tables {
        table.accept_any();
        match (known.contains_key(&name.value), how) {
            (true, Put::New) => {
                let message = format!("the {kind} `{}` is there already", name.value);
                fields.report_with_help(
                    "doubled-name",
                    name.span,
                    message,
                    "change it under [set]",
                );
                continue;
            }
            (false, Put::Known) => {
                unknown(fields, &name, kind, known);
                continue;
            }
            _ => {}
        }
        if let (Some(values), Some(into)) = (table_at(raw, &name.value), entry(known, &name.value))
        {
            lay(&table, values, into, ground);
        }
    }
}

/// Lays what is said of one thing over what is known of it.
fn lay(table: &Fields<'_, '_>, values: &Table, into: &mut Table, ground: Ground) {
    for (key, value) in values {
        match table.any(key).filter(|_| value.is_table()).and_then(|value| value.table()) {
            // No fact is a table.
            Some(edit) => list::alter(&edit, key, into, ground),
            None => drop(into.insert(key.clone(), value.clone())),
        }
    }
}

fn remove(fields: &Fields<'_, '_>, facts: &mut Table) {
    for kind in NAMED {
        for name in fields.strings(kind) {
            let Some(known) = entry(facts, kind) else { continue };
            if known.remove(&name.value).is_none() {
                unknown(fields, &name, kind, known);
            }
        }
    }
}

fn unknown(fields: &Fields<'_, '_>, name: &Placed<String>, kind: &str, known: &Table) {
    let message = format!("the exercise has no {kind} `{}`", name.value);
    let near = text::nearest(&name.value, known.keys().map(String::as_str));
    let help = near.map_or_else(
        || "what is new stands under [add]".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    fields.report_with_help("unknown-name", name.span.clone(), message, help);
}

/// The table at a key, made where there is none; nothing where something else stands there.
fn entry<'t>(table: &'t mut Table, key: &str) -> Option<&'t mut Table> {
    table.entry(key.to_owned()).or_insert_with(|| Value::Table(Table::new())).as_table_mut()
}

fn table_at<'t>(table: &'t Table, key: &str) -> Option<&'t Table> {
    table.get(key).and_then(Value::as_table)
}

fn merge(into: &mut Table, values: &Table) {
    values.iter().for_each(|(key, value)| drop(into.insert(key.clone(), value.clone())));
}
