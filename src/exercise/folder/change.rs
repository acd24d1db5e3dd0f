//! An answer that is told as a change of another: tables laid over its tables, files over its files.

use toml::{Table, Value};

use crate::exercise::answer::{Answer, TOML};

/// The answer that a change makes of another. `without` names what goes: a file, or a value by its way,
/// such as `limits.global`.
pub fn over(base: &Answer, change: &Answer, without: &[String]) -> Answer {
    let kept = base.texts().filter(|(name, _)| !without.iter().any(|gone| gone == name));
    let mut answer: Answer = kept.map(|(name, text)| (name, text.clone())).collect();
    for (name, text) in change.texts().filter(|(name, _)| *name != TOML) {
        answer = answer.with_text(name, text.clone());
    }
    let parsed = |answer: &Answer| answer.toml_text().parse::<Table>().unwrap_or_default();
    let mut table = parsed(base);
    for gone in without {
        remove(&mut table, &gone.split('.').collect::<Vec<_>>());
    }
    lay(&mut table, change.content().unwrap_or_default());
    // An answer of other files only has no tables.
    match table.is_empty() && base.text(TOML).is_none() {
        true => answer,
        false => answer.with_text(TOML, table.to_string()),
    }
}

/// Lays tables over tables; everything else takes the place of what stood there.
pub fn lay(base: &mut Table, over: Table) {
    for (key, value) in over {
        match (base.get_mut(&key), value) {
            (Some(Value::Table(old)), Value::Table(new)) => lay(old, new),
            (_, value) => drop(base.insert(key, value)),
        }
    }
}

/// Whether an answer has a file of that name, or a value at the end of that way.
pub fn has(answer: &Answer, name: &str) -> bool {
    let value = || {
        let (table, mut way) = (answer.tables()?, name.split('.'));
        let first = table.get(way.next()?)?;
        way.try_fold(first, |value, key| value.get(key))
    };
    answer.text(name).is_some() || value().is_some()
}

fn remove(table: &mut Table, way: &[&str]) {
    match way {
        [] => {}
        [last] => drop(table.remove(*last)),
        [first, rest @ ..] => {
            if let Some(Value::Table(inner)) = table.get_mut(*first) {
                remove(inner, rest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_lays_tables_over_tables_and_takes_away_what_it_names() {
        let base = Answer::toml("[a]\nx = 1\ny = 2\n[b]\nz = 3\n").with_text("r.yaml", "old");
        let change = Answer::toml("[a]\ny = 4\n[expect]\nof = 'one'\n");
        let new = over(&base, &change, &["b.z".to_owned(), "r.yaml".to_owned()]);
        let table: Table = new.toml_text().parse().unwrap();
        assert_eq!(table.to_string(), "[a]\nx = 1\ny = 4\n\n[b]\n");
        assert_eq!(new.texts().count(), 1);
        let there = ["a", "a.x", "b.z", "r.yaml"].map(|name| has(&base, name));
        assert_eq!((there, has(&base, "b.x"), has(&base, "c.z")), ([true; 4], false, false));
    }
}
