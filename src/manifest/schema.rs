//! Which fields the known kinds have, and what they hold: a table made from the products' own
//! definitions, with the releases that it stands for.

use std::{collections::HashMap, sync::OnceLock};

/// The table; its head says how it is written.
const TABLE: &str = include_str!("../../assets/manifest/schema.txt");

/// The fields of a type.
#[derive(Debug, Default)]
pub(crate) struct Type {
    pub(crate) fields: Vec<Field>,
}

/// One field.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    /// What it holds, in the words of the table.
    pub(crate) holds: &'static str,
}

/// Every kind and every type.
#[derive(Debug, Default)]
pub(crate) struct Schema {
    /// By version and kind.
    kinds: HashMap<(&'static str, &'static str), &'static str>,
    types: HashMap<&'static str, Type>,
}

impl Type {
    /// A field by its name.
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl Schema {
    /// The table, read once.
    pub(crate) fn shipped() -> &'static Self {
        static SCHEMA: OnceLock<Schema> = OnceLock::new();
        SCHEMA.get_or_init(|| Self::read(TABLE))
    }

    fn read(table: &'static str) -> Self {
        let mut schema = Self::default();
        let mut open = "";
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let words: Vec<&'static str> = line.split(' ').collect();
            match words.as_slice() {
                ["kind", version, kind, holds] => {
                    schema.kinds.insert((version, kind), holds);
                }
                [name] => {
                    open = name.trim_start_matches('@');
                    schema.types.entry(open).or_default();
                }
                [name, holds] => {
                    let field = Field {
                        name: name.trim_end_matches('!'),
                        required: name.ends_with('!'),
                        holds,
                    };
                    if let Some(known) = schema.types.get_mut(open) {
                        known.fields.push(field);
                    }
                }
                _ => {}
            }
        }
        schema
    }

    /// What a kind of that version holds; `*` for one whose fields are not known here.
    pub(crate) fn kind(&self, version: &str, kind: &str) -> Option<&'static str> {
        self.kinds.get(&(version, kind)).copied()
    }

    /// A type by its name.
    pub(crate) fn named(&self, name: &str) -> Option<&Type> {
        self.types.get(name)
    }

    /// The kinds of a version.
    pub(crate) fn kinds_of(&self, version: &str) -> Vec<&'static str> {
        let mut found: Vec<&str> = self
            .kinds
            .keys()
            .filter(|(known, _)| *known == version)
            .map(|(_, kind)| *kind)
            .collect();
        found.sort_unstable();
        found
    }

    /// The versions that have a kind.
    pub(crate) fn versions_of(&self, kind: &str) -> Vec<&'static str> {
        let mut found: Vec<&str> = self
            .kinds
            .keys()
            .filter(|(_, known)| *known == kind)
            .map(|(version, _)| *version)
            .collect();
        found.sort_unstable();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_that_is_named_is_there() {
        let schema = Schema::shipped();
        let fields = schema.types.values().flat_map(|known| &known.fields);
        for holds in fields.map(|field| field.holds).chain(schema.kinds.values().copied()) {
            let name = holds.trim_start_matches(['[', '{']);
            let is_scalar = ["s", "i", "n", "b", "x", "q", "*"].contains(&name);
            assert!(is_scalar || schema.named(name).is_some(), "{holds}");
        }
        let port = schema.named("ServicePort").unwrap().field("port").unwrap();
        assert!(port.required && port.holds == "i");
        // A field may be called like a word of the table.
        let kind = schema.named("ServiceSpec").unwrap().field("type").unwrap();
        assert_eq!(kind.holds, "s");
    }
}
