//! Sets one value of a TOML answer: in its place where it stands, so that comments stay, else the whole
//! is written anew.

use std::ops::Range;

use toml::{
    Table, Value,
    de::{DeTable, DeValue},
};

use super::{Answer, TOML};

/// One step of the way to a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    Name(String),
    /// Number in a list, from 0; the one behind the last adds to it.
    At(usize),
}

impl From<&str> for Key {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl From<usize> for Key {
    fn from(at: usize) -> Self {
        Self::At(at)
    }
}

impl Answer {
    /// Where a path of the table that is looked at stands in the whole.
    fn full(&self, path: &[Key]) -> Vec<Key> {
        let way = self.at.iter().flatten().map(|name| Key::Name(name.clone()));
        way.chain(path.iter().cloned()).collect()
    }

    /// The value at a place of a TOML answer.
    pub fn value(&self, path: &[Key]) -> Option<Value> {
        let path = self.full(path);
        let (first, rest) = path.split_first()?;
        let Key::Name(first) = first else { return None };
        let first = self.tables()?.get(first)?;
        let found = rest.iter().try_fold(first, |value, key| match key {
            Key::Name(name) => value.get(name),
            Key::At(at) => value.get(*at),
        });
        found.cloned()
    }

    /// The TOML answer with a value at a place, or without the one that is there. A text that is no TOML
    /// stays as it is.
    #[must_use]
    pub fn set(&self, path: &[Key], value: Option<Value>) -> Self {
        let text = self.toml_text();
        let path = &self.full(path);
        let Some(mut table) = self.tables().cloned().or_else(|| text.is_empty().then(Table::new))
        else {
            return self.clone();
        };
        if let (Some(value), Some(span)) = (&value, place(text, path))
            && let (Some(before), Some(after)) = (text.get(..span.start), text.get(span.end..))
        {
            return self.clone().with_text(TOML, format!("{before}{value}{after}"));
        }
        put(&mut table, path, value);
        let head: String = text.split_inclusive('\n').take_while(|line| is_note(line)).collect();
        self.clone().with_text(TOML, format!("{head}{table}"))
    }
}

fn is_note(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#')
}

/// Where the value at a path stands, if it stands there as a whole.
fn place(text: &str, path: &[Key]) -> Option<Range<usize>> {
    let root = DeTable::parse(text).ok()?;
    let (first, rest) = path.split_first()?;
    let Key::Name(first) = first else { return None };
    let mut found = root.get_ref().get(first.as_str())?;
    for key in rest {
        found = match (key, found.get_ref()) {
            (Key::Name(name), DeValue::Table(table)) => table.get(name.as_str())?,
            (Key::At(at), DeValue::Array(array)) => array.get(*at)?,
            _ => return None,
        };
    }
    // Tables and lists of tables may be spread over the file.
    let whole = match found.get_ref() {
        DeValue::Table(_) => false,
        DeValue::Array(array) => array.iter().all(|item| !item.get_ref().is_table()),
        _ => true,
    };
    whole.then(|| found.span())
}

/// Sets the value at a path of a table, or takes away what is there.
pub fn put(table: &mut Table, path: &[Key], value: Option<Value>) {
    let Some((Key::Name(name), rest)) = path.split_first() else { return };
    if rest.is_empty() {
        match value {
            Some(value) => drop(table.insert(name.clone(), value)),
            None => drop(table.remove(name)),
        }
        return;
    }
    let empty = match rest[0] {
        Key::Name(_) => Value::Table(Table::new()),
        Key::At(_) => Value::Array(Vec::new()),
    };
    let inner = table.entry(name.clone()).or_insert(empty);
    put_in_value(inner, rest, value);
    if matches!(inner, Value::Table(inner) if inner.is_empty()) {
        table.remove(name);
    }
}

fn put_in_value(inner: &mut Value, path: &[Key], value: Option<Value>) {
    match (inner, path) {
        (Value::Table(table), _) => put(table, path, value),
        (Value::Array(list), [Key::At(at), rest @ ..]) => put_in_list(list, *at, rest, value),
        _ => {}
    }
}

fn put_in_list(list: &mut Vec<Value>, at: usize, rest: &[Key], value: Option<Value>) {
    match (value, rest) {
        (None, []) if at < list.len() => drop(list.remove(at)),
        (Some(value), []) if at < list.len() => list[at] = value,
        (Some(value), []) => list.push(value),
        (value, rest) => {
            if at >= list.len() {
                list.push(Value::Table(Table::new()));
            }
            let last = at.min(list.len() - 1);
            put_in_value(&mut list[last], rest, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(keys: &[&str]) -> Vec<Key> {
        keys.iter()
            .map(|key| key.parse().map_or_else(|_| Key::Name((*key).to_owned()), Key::At))
            .collect()
    }

    fn set(text: &str, keys: &[&str], value: Option<Value>) -> String {
        Answer::toml(text).set(&path(keys), value).toml_text().to_owned()
    }

    #[test]
    fn a_value_that_stands_is_replaced_where_it_stands() {
        let text = "# mine\n[place.shop]\ninfra = 'x' # why\nbecause = [1]\n";
        let new = set(text, &["place", "shop", "infra"], Some("managed".into()));
        assert_eq!(new, "# mine\n[place.shop]\ninfra = \"managed\" # why\nbecause = [1]\n");
        let new = set(text, &["place", "shop", "because"], Some(vec![1_i64, 2].into()));
        assert!(new.ends_with("because = [1, 2]\n"), "{new}");
    }

    #[test]
    fn a_value_that_is_missing_comes_to_its_table_and_one_can_be_taken_away() {
        let text = "# mine\n\n[place.shop]\ninfra = 'x'\n";
        let keys = ["place", "lab", "infra"];
        let new = set(text, &keys, Some("y".into()));
        assert!(new.starts_with("# mine\n"), "{new}");
        assert_eq!(Answer::toml(new.as_str()).value(&path(&keys)), Some("y".into()));
        assert_eq!(set(&new, &keys, None), set(text, &keys, None));
        assert_eq!(set("x = [[", &keys, Some("y".into())), "x = [[");
    }

    #[test]
    fn lists_of_tables_grow_and_shrink() {
        let one = set("", &["step", "0", "do"], Some("pay".into()));
        let two = set(&one, &["step", "1", "do"], Some("ship".into()));
        assert_eq!(two, "[[step]]\ndo = \"pay\"\n\n[[step]]\ndo = \"ship\"\n");
        assert_eq!(set(&two, &["step", "1"], None), one);
    }
}
