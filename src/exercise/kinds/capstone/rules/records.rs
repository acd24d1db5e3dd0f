//! CM-14: records that decide what the design no longer is.

use toml::{Table, Value};

use super::{super::derive, Look};
use crate::{
    exercise::answer::Key,
    verdict::{Finding, Severity},
};

/// A record of a former state.
pub(super) fn former(look: &Look<'_, '_>, found: &mut Vec<Finding>) {
    for slice in look.facts.slices() {
        let Some(now) = slice.now() else { continue };
        let decided = slice.part(look.answer).value(&[Key::from("decision")]);
        let Some(decided) = decided.as_ref().and_then(Value::as_str) else { continue };
        let mut differs = |fact: &str, is: String, needed: String| {
            let message = "the record decides what the design no longer is";
            let place = [slice.id.as_str(), decided];
            found
                .push(Finding::new("CM-14", Severity::Minor, place, message).row(fact, is, needed));
        };
        if let Some(way) = now.get(derive::SAME_AS).and_then(Value::as_str)
            && let Some(is) = value(&look.own.table, way).filter(|is| *is != decided)
        {
            differs(way, is.to_owned(), decided.to_owned());
        }
        for (word, range) in now.get(decided).and_then(Value::as_table).into_iter().flatten() {
            let ends: Vec<f64> =
                range.as_array().into_iter().flatten().filter_map(super::numbers::number).collect();
            let ([least, most], Some(is)) = (ends.as_slice(), derive::number(look.own, word))
            else {
                continue;
            };
            if is < *least || is > *most {
                differs(word, is.to_string(), format!("{least} to {most}"));
            }
        }
    }
}

/// The text at a way through tables.
fn value<'t>(table: &'t Table, way: &str) -> Option<&'t str> {
    let (first, rest) =
        way.split_once('.').map_or((way, None), |(first, rest)| (first, Some(rest)));
    let found = table.get(first)?;
    match rest {
        Some(rest) => value(found.as_table()?, rest),
        None => found.as_str(),
    }
}
