//! Facts of which two cannot both be, reported alike for every kind. What contradicts what is for a kind
//! to know.

use std::collections::BTreeSet;

use petgraph::{algo::is_cyclic_directed, graphmap::DiGraphMap};

use crate::table::{Fields, Placed, Value};

/// The tables `[key.NAME]` for a second look.
pub(super) fn named<'d, 't>(
    root: &Fields<'d, 't>,
    key: &'static str,
) -> Vec<(Placed<String>, Fields<'d, 't>)> {
    let tables = root.again().named_tables(key);
    tables.iter().for_each(|(_, fields)| fields.accept_any());
    tables
}

/// The tables `[[key]]` for a second look.
pub(super) fn listed<'d, 't>(root: &Fields<'d, 't>, key: &'static str) -> Vec<Fields<'d, 't>> {
    let tables = root.again().tables(key);
    tables.iter().for_each(Fields::accept_any);
    tables
}

/// Reports that what a table says cannot be, beside the rest.
pub(super) fn report(fields: &Fields<'_, '_>, message: impl Into<String>) {
    fields.report("facts-contradict", fields.span(), message);
}

/// Reports each word that stands in a list again.
pub(super) fn twice(words: &[Placed<String>], fields: &Fields<'_, '_>) {
    let mut seen = BTreeSet::new();
    for word in words.iter().filter(|word| !seen.insert(&word.value)) {
        let message = format!("`{}` stands here already", word.value);
        fields.report("facts-contradict", word.span.clone(), message);
    }
}

/// A range as `[lowest, highest]`; anything else is reported.
pub(super) fn range(
    value: &Value<'_, '_>,
    key: &str,
    fields: &Fields<'_, '_>,
) -> Option<(f64, f64)> {
    let ends: Vec<f64> =
        value.items().iter().filter_map(|item| item.number()).map(|end| end.value).collect();
    match ends.as_slice() {
        &[low, high] if low <= high => Some((low, high)),
        _ => {
            fields.report("bad-range", value.span(), format!("`{key}` is [lowest, highest]"));
            None
        }
    }
}

/// Reports a number of a table that is outside of what it can be.
pub(super) fn bounded(fields: &Fields<'_, '_>, key: &'static str, low: f64, high: f64) {
    let outside = |number: &Placed<f64>| !(low..=high).contains(&number.value);
    if let Some(number) = fields.number(key).filter(outside) {
        let most = if high.is_finite() { format!(" to {high}") } else { " or more".to_owned() };
        fields.report("out-of-range", number.span, format!("`{key}` is {low}{most}"));
    }
}

/// Whether some pairs lead back to where they began.
pub(super) fn is_circle(pairs: impl IntoIterator<Item = (usize, usize)>) -> bool {
    is_cyclic_directed(&pairs.into_iter().collect::<DiGraphMap<usize, ()>>())
}
