//! Names in a facts file: tables by name, references to them, words and numbers in their ranges.

use super::Names;
use crate::{
    table::{Fields, Placed},
    text,
};

/// Tables of one kind with their names.
pub(in crate::design) type Named<'d, 't> = Vec<(Placed<String>, Fields<'d, 't>)>;

/// The tables of one kind; refused as a whole beyond the limit.
pub(in crate::design) fn named<'d, 't>(
    root: &Fields<'d, 't>,
    key: &'static str,
    most: usize,
) -> Named<'d, 't> {
    let Some(fields) = root.table(key) else { return Vec::new() };
    let keys = fields.keys();
    if keys.len() > most {
        fields.report_with_help(
            "too-many",
            fields.span(),
            format!("{} tables `[{key}.*]` are too many", keys.len()),
            format!("at most {most} are read; cut the system into smaller ones"),
        );
        return Vec::new();
    }
    let blank = keys.iter().find(|name| name.value.trim().is_empty());
    if let Some(name) = blank {
        fields.report("empty-name", name.span.clone(), "a name may not be blank");
    }
    keys.into_iter()
        .filter_map(|name| {
            let table = fields.any(&name.value)?.table()?;
            Some((name, table))
        })
        .collect()
}

pub(super) fn names(tables: &Named<'_, '_>) -> Names {
    tables.iter().enumerate().map(|(at, (name, _))| (name.value.clone(), at)).collect()
}

pub(super) fn lookup(
    fields: &Fields<'_, '_>,
    found: &Placed<String>,
    known: &Names,
    kind: &str,
) -> Option<usize> {
    let at = known.get(&found.value).copied();
    if at.is_none() {
        let message = format!("there is no {kind} `{}`", found.value);
        let help = match text::nearest(&found.value, known.keys().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("every {kind} that is named must be declared in this file"),
        };
        fields.report_with_help("unknown-name", found.span.clone(), message, help);
    }
    at
}

pub(super) fn refer(
    fields: &Fields<'_, '_>,
    key: &'static str,
    known: &Names,
    kind: &str,
) -> Vec<usize> {
    let mut found = Vec::new();
    for name in fields.strings(key) {
        let Some(at) = lookup(fields, &name, known, kind) else { continue };
        if found.contains(&at) {
            fields.report("doubled-name", name.span, format!("`{}` stands here twice", name.value));
        } else {
            found.push(at);
        }
    }
    found
}

pub(super) fn one(
    fields: &Fields<'_, '_>,
    key: &'static str,
    known: &Names,
    kind: &str,
) -> Option<usize> {
    lookup(fields, &fields.string(key)?, known, kind)
}

pub(super) fn truth(fields: &Fields<'_, '_>, key: &'static str) -> bool {
    fields.boolean(key).is_some_and(|found| found.value)
}

pub(super) fn word<T: Clone>(
    fields: &Fields<'_, '_>,
    key: &'static str,
    known: &[(&str, T)],
) -> Option<T> {
    fields.one_of(key, known).map(|found| found.value)
}

pub(super) fn ranged(
    fields: &Fields<'_, '_>,
    key: &'static str,
    least: f64,
    most: f64,
) -> Option<f64> {
    let found = fields.number(key)?;
    if (least..=most).contains(&found.value) {
        return Some(found.value);
    }
    let message = format!("`{key}` is a number from {least} to {most}");
    fields.report("out-of-range", found.span, message);
    None
}
