//! YAML as a tree whose every key and value knows its place, read as Kubernetes reads it.
//!
//! Documents are cut apart first, so that one that cannot be read does not hide the others. What a
//! document says is bounded in bytes, depth and values, aliases counted. Knows no kind of object.

mod read;

use std::ops::Range;

pub(crate) use read::{Document, LARGEST, documents};

/// A value and where it stands, in bytes of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) value: Value,
    pub(crate) span: Range<usize>,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// Nothing stands there.
    Absent,
    /// Nothing, said aloud.
    Null,
    /// A text as it stands; `quoted` ones are never a number or a truth.
    Scalar {
        text: String,
        quoted: bool,
    },
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

/// A key and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) text: String,
    pub(crate) span: Range<usize>,
}

/// What stands where nothing does.
static ABSENT: Node = Node { value: Value::Absent, span: 0..0 };

impl Default for &Node {
    fn default() -> Self {
        &ABSENT
    }
}

impl Node {
    /// The value of a key; absent where there is none.
    pub(crate) fn get(&self, key: &str) -> &Self {
        let found = self.entries().iter().find(|(known, _)| known.text == key);
        found.map_or(&ABSENT, |(_, node)| node)
    }

    /// The value at a way of keys with dots between them.
    pub(crate) fn at(&self, way: &str) -> &Self {
        way.split('.').fold(self, |node, key| node.get(key))
    }

    /// The first of several ways at which something stands.
    pub(crate) fn first_at(&self, ways: &[&str]) -> &Self {
        ways.iter().map(|way| self.at(way)).find(|node| node.is_present()).unwrap_or_default()
    }

    /// The entries of a map, none of another value.
    pub(crate) fn entries(&self) -> &[(Key, Self)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list, none of another value.
    pub(crate) fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// Whether a key stands in it, whatever its value.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.entries().iter().any(|(known, _)| known.text == key)
    }

    /// The key itself.
    pub(crate) fn key(&self, key: &str) -> Option<&Key> {
        self.entries().iter().find(|(known, _)| known.text == key).map(|(key, _)| key)
    }

    /// Whether something stands there that is not nothing.
    pub(crate) fn is_present(&self) -> bool {
        !matches!(self.value, Value::Absent | Value::Null)
    }

    /// Whether it is a map or a list.
    pub(crate) fn is_nested(&self) -> bool {
        matches!(self.value, Value::Map(_) | Value::List(_))
    }

    /// The text of a scalar.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The text of a scalar; of anything else an empty one.
    pub(crate) fn str(&self) -> &str {
        self.text().unwrap_or_default()
    }

    /// The plain text of a scalar without quotes.
    fn plain(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, quoted: false } => Some(text),
            _ => None,
        }
    }

    /// The truth that it stands for, in the words of YAML 1.1.
    ///
    /// Source: <https://yaml.org/type/bool.html>, which the reader of Kubernetes follows.
    pub(crate) fn truth(&self) -> Option<bool> {
        match self.plain()? {
            "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "y" | "Y" => {
                Some(true)
            }
            "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" | "n"
            | "N" => Some(false),
            _ => None,
        }
    }

    /// Whether it is switched on.
    pub(crate) fn is_true(&self) -> bool {
        self.truth() == Some(true)
    }

    /// The whole number that it is; quotes make it none.
    pub(crate) fn int(&self) -> Option<i64> {
        let text = self.plain()?.replace('_', "");
        let radix = |text: &str, radix| i64::from_str_radix(text, radix).ok();
        match text.as_str() {
            hex if hex.starts_with("0x") => radix(hex.get(2..)?, 16),
            octal if octal.starts_with("0o") => radix(octal.get(2..)?, 8),
            octal if octal.len() > 1 && octal.starts_with('0') => radix(octal, 8),
            other => other.strip_prefix('+').unwrap_or(other).parse().ok(),
        }
    }

    /// The number that it is; quotes make it none.
    pub(crate) fn number(&self) -> Option<f64> {
        let text = self.plain()?;
        let starts =
            text.trim_start_matches(['-', '+', '.']).starts_with(|c: char| c.is_ascii_digit());
        let whole = self.int().map(|whole| whole as f64);
        whole.or_else(|| starts.then(|| text.parse().ok()).flatten())
    }

    /// A whole number, even in quotes.
    pub(crate) fn count(&self) -> Option<i64> {
        self.int().or_else(|| self.text()?.trim().parse().ok())
    }

    /// Whether Kubernetes takes it for a text.
    pub(crate) fn is_text(&self) -> bool {
        self.text().is_some() && self.truth().is_none() && self.number().is_none()
    }

    /// The texts of a list, or the only text that stands there.
    pub(crate) fn texts(&self) -> Vec<&str> {
        match &self.value {
            Value::Scalar { text, .. } => vec![text],
            Value::List(items) => items.iter().filter_map(Self::text).collect(),
            _ => Vec::new(),
        }
    }

    /// The entries of a map whose values are texts.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries().iter().filter_map(|(key, node)| Some((key.text.as_str(), node.text()?)))
    }

    /// The way of keys to what stands at a place; items of a list by their names, else by number.
    pub(crate) fn way_to(&self, at: usize) -> String {
        let mut way = String::new();
        let mut node = self;
        loop {
            let within = |inner: &Node| inner.span.contains(&at);
            let entry =
                node.entries().iter().find(|(key, value)| key.span.contains(&at) || within(value));
            if let Some((key, value)) = entry {
                let dot = if way.is_empty() { "" } else { "." };
                way.push_str(&format!("{dot}{}", key.text));
                if key.span.contains(&at) {
                    return way;
                }
                node = value;
            } else if let Some((number, item)) =
                node.items().iter().enumerate().find(|(_, item)| within(item))
            {
                let name =
                    item.get("name").text().map_or_else(|| number.to_string(), str::to_owned);
                way.push_str(&format!("[{name}]"));
                node = item;
            } else {
                return way;
            }
        }
    }
}

/// Whether two values say the same, wherever they stand.
pub(crate) fn same(one: &Node, other: &Node) -> bool {
    match (&one.value, &other.value) {
        (Value::List(one), Value::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Map(mine), Value::Map(theirs)) => {
            let holds = |(key, value): &(Key, Node)| {
                other.has(&key.text) && same(value, other.get(&key.text))
            };
            mine.len() == theirs.len() && mine.iter().all(holds)
        }
        (Value::Scalar { text: one, .. }, Value::Scalar { text: other, .. }) => one == other,
        (one, other) => one == other,
    }
}

/// Whether a text is filled in by another program: templates and variables.
pub(crate) fn is_filled_in(text: &str) -> bool {
    ["${", "{{", "$(", "<%", "[["].iter().any(|sign| text.contains(sign))
        || text.ends_with("_PLACEHOLDER")
        || (text.starts_with('<') && text.ends_with('>'))
        || (text.starts_with('$') && text.len() > 1)
        || text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).is_some_and(is_shouted)
}

/// Whether another program fills in a name in braces, which YAML reads as a map of one open key.
pub(crate) fn is_name_in_braces(node: &Node) -> bool {
    matches!(&node.value, Value::Map(entries)
        if matches!(entries.as_slice(), [(key, value)]
            if is_shouted(&key.text) && matches!(value.value, Value::Null | Value::Absent)))
}

/// Whether a name is written as those of variables are.
fn is_shouted(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    !name.is_empty() && name.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::{
        read::{MOST_DEPTH, MOST_VALUES},
        *,
    };

    fn one(text: &str) -> Node {
        documents(text).into_iter().next().unwrap().root
    }

    #[test]
    fn keys_and_values_know_their_places() {
        let text = "a:\n  b: [x, \"y z\"]\n";
        let root = one(text);
        let list = root.at("a.b");
        assert_eq!(list.texts(), ["x", "y z"]);
        assert_eq!(&text[list.items()[1].span.clone()], "\"y z\"");
        assert_eq!(&text[root.get("a").key("b").unwrap().span.clone()], "b");
        assert!(!root.at("a.c.d").is_present());
    }

    #[test]
    fn truths_and_numbers_are_those_of_yaml_1_1() {
        let root = one("a: yes\nb: \"yes\"\nc: 1.10\nd: 0644\ne: 8080\nf: v1\ng: ~\nh:\n");
        let is_text = |key: &str| root.get(key).is_text();
        assert_eq!(["a", "b", "c", "e", "f"].map(is_text), [false, true, false, false, true]);
        assert_eq!(root.get("d").int(), Some(0o644));
        assert!(!root.get("g").is_present() && !root.get("h").is_present());
    }

    #[test]
    fn a_document_that_cannot_be_read_does_not_hide_the_next() {
        let text = "# head\n---\na: [1\n---\nb: 2\n---\n---\nc: 3\r\n";
        let found = documents(text);
        let values: Vec<_> =
            found.iter().map(|found| (found.issues.len(), found.root.entries().len())).collect();
        assert_eq!(values, [(1, 0), (0, 1), (0, 1)]);
        assert_eq!(&text[found[2].root.key("c").unwrap().span.clone()], "c");
        assert_eq!(found[2].root.get("c").int(), Some(3));
    }

    #[test]
    fn a_quoted_text_may_go_on_where_its_key_begins() {
        let text = "a:\n  b: '[\n    {\n  x\n  ]'\n  c: 1\n";
        let found = &documents(text)[0];
        assert_eq!(found.issues, []);
        assert_eq!(found.root.at("a.c").int(), Some(1));
        assert_eq!(&text[found.root.at("a.c").span.clone()], "1");
        assert!(found.root.at("a.b").str().ends_with(']'));
    }

    #[test]
    fn a_key_that_stands_twice_is_told_with_its_place() {
        let text = "a: 1\nb: 2\na: 3\n";
        let found = &documents(text)[0];
        assert_eq!(found.issues[0].span, 10..11);
        assert_eq!(found.root.get("a").int(), Some(3));
    }

    #[test]
    fn a_map_of_keys_without_end_is_refused_with_the_limit_as_are_keys_that_stand_twice() {
        let wide: String = (0..MOST_VALUES).map(|at| format!("k{at}: v\n")).collect();
        let found = &documents(&wide)[0];
        assert!(found.issues[0].message.contains(&MOST_VALUES.to_string()), "{:?}", found.issues);
        let twice = "a: 1\n".repeat(1_000);
        let issues = &documents(&twice)[0].issues;
        assert!(issues.last().unwrap().message.contains("more than 100 keys"), "{issues:?}");
    }

    #[test]
    fn aliases_and_merges_are_followed_and_bombs_are_refused_with_the_limit() {
        let root = one("x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\n");
        assert_eq!((root.at("y.a").int(), root.at("y.b").int()), (Some(1), Some(3)));
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for n in 1..9 {
            let inner = vec![format!("*a{}", n - 1); 10].join(", ");
            bomb.push_str(&format!("a{n}: &a{n} [{inner}]\n"));
        }
        let said = &documents(&bomb)[0].issues[0].message;
        assert!(said.contains(&MOST_VALUES.to_string()), "{said}");
        let deep = format!("{}x{}", "[".repeat(300), "]".repeat(300));
        let said = &documents(&deep)[0].issues[0].message;
        assert!(said.contains(&MOST_DEPTH.to_string()), "{said}");
        let own = one("x: !!str 1\n");
        assert!(own.get("x").is_text());
        assert_eq!(documents("x: !!python/object:os.system 1\n")[0].tags.len(), 1);
    }
}
