//! The items, the dimensions that they are placed on, and what passes between them.

use std::{collections::BTreeMap, ops::Range};

use crate::{
    catalog::Catalog,
    exercise::kinds::contradiction,
    table::{self, Fields, Placed},
};

/// What is placed, and where it can be.
#[derive(Clone, Debug, Default)]
pub(super) struct Things {
    pub(super) dimensions: Vec<Dimension>,
    pub(super) items: Vec<Item>,
    /// What passes between two items, and how much of it.
    pub(super) edges: Vec<(usize, usize, f64)>,
}

/// A closed set of values.
#[derive(Clone, Debug)]
pub(super) struct Dimension {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) values: Vec<Word>,
    pub(super) rule: Rule,
}

/// One value: its id, and what is tested.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) id: String,
    pub(super) test: String,
}

/// How a value is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// Values are tested in order and the first that is true wins.
    FirstTrue,
    One,
    /// Any number of values.
    Many,
    /// Values are steps: one step away is half right.
    Scale,
}

#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) name: String,
    pub(super) text: String,
    /// What is known about it, line by line.
    pub(super) lines: Vec<String>,
    /// Bytes, load, people: by name of the weight.
    pub(super) weigh: BTreeMap<String, f64>,
}

impl Things {
    /// The number of an item; a name that is none is reported.
    pub(super) fn item(&self, name: &Placed<String>, fields: &Fields<'_, '_>) -> Option<usize> {
        let names: Vec<&str> = self.items.iter().map(|item| item.name.as_str()).collect();
        number(name, &names, "item", fields)
    }

    /// The number of a dimension; a name that is none is reported.
    pub(super) fn dimension(
        &self,
        name: &Placed<String>,
        fields: &Fields<'_, '_>,
    ) -> Option<usize> {
        let names: Vec<&str> = self.dimensions.iter().map(|one| one.name.as_str()).collect();
        number(name, &names, "dimension", fields)
    }
}

impl Dimension {
    /// Reads `[dimension.NAME]`; its values may be the catalog's.
    pub(super) fn read(
        name: Placed<String>,
        fields: &Fields<'_, '_>,
        catalog: &Catalog,
    ) -> Option<Self> {
        let rules = [
            ("first-true", Rule::FirstTrue),
            ("one", Rule::One),
            ("many", Rule::Many),
            ("scale", Rule::Scale),
        ];
        let rule = fields.one_of("rule", &rules).map_or(Rule::One, |rule| rule.value);
        let text = fields.string("text").map(|text| text.value);
        let tests = fields.table("test");
        let from = fields.one_of("from", &[("catalog", ())]);
        let values = fields.strings("values");
        contradiction::twice(&values, fields);
        if from.is_some() {
            let Some(known) = catalog.scheme.dimension(&name.value) else {
                let message = format!("the catalog has no dimension `{}`", name.value);
                fields.report("unknown-word", name.span, message);
                return None;
            };
            let word = |value: &crate::catalog::dimension::Value| Word {
                id: value.id.clone(),
                test: value.test.clone(),
            };
            let values = known.values.iter().map(word).collect();
            let text = text.unwrap_or_else(|| known.question.clone());
            return Some(Self { name: name.value, text, values, rule });
        }
        if values.len() < 2 {
            fields.report("missing-key", name.span.clone(), "a dimension has two values or more");
        }
        let test = |id: &str| {
            let test = tests.as_ref()?.any(id)?.string()?;
            Some(test.value)
        };
        if let Some(tests) = &tests {
            let ids: Vec<&str> = values.iter().map(|value| value.value.as_str()).collect();
            for name in tests.keys() {
                number(&name, &ids, "value", tests);
            }
        }
        let words = values
            .into_iter()
            .map(|value| Word { test: test(&value.value).unwrap_or_default(), id: value.value });
        let values = words.collect();
        Some(Self { name: name.value, text: text.unwrap_or_default(), values, rule })
    }

    /// The number of a value.
    pub(super) fn value(&self, id: &str) -> Option<usize> {
        self.values.iter().position(|value| value.id == id)
    }

    /// The numbers of some values; a word that is none is reported.
    pub(super) fn values_of(
        &self,
        words: impl IntoIterator<Item = Placed<String>>,
        fields: &Fields<'_, '_>,
    ) -> Vec<usize> {
        let ids: Vec<&str> = self.values.iter().map(|value| value.id.as_str()).collect();
        words.into_iter().filter_map(|word| number(&word, &ids, "value", fields)).collect()
    }
}

impl Item {
    /// Reads `[item.NAME]`.
    pub(super) fn read(name: String, fields: &Fields<'_, '_>) -> Self {
        let text = fields.string("text").map(|text| text.value);
        let lines = fields.strings("lines").into_iter().map(|line| line.value).collect();
        let mut weigh = BTreeMap::new();
        if let Some(weights) = fields.table("weigh") {
            for key in weights.keys() {
                let number = weights.any(&key.value).and_then(|value| value.number());
                weigh.extend(number.map(|number| (key.value, number.value)));
            }
        }
        Self { text: text.unwrap_or_else(|| name.clone()), name, lines, weigh }
    }
}

/// The number of a word among some; one that is none is reported.
fn number(
    word: &Placed<String>,
    known: &[&str],
    what: &str,
    fields: &Fields<'_, '_>,
) -> Option<usize> {
    let at = known.iter().position(|known| *known == word.value);
    if at.is_none() {
        let span: Range<usize> = word.span.clone();
        let help = table::did_you_mean(&word.value, known);
        let message = format!("no {what} is called `{}`", word.value);
        fields.report_with_help("unknown-word", span, message, help);
    }
    at
}
