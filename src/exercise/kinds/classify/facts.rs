//! Items, the dimensions that they are placed on, the keys, and what must hold without a key.

use std::{collections::BTreeMap, ops::Range};

use crate::{
    catalog::Catalog,
    table::{self, Fields, Placed, Value},
};

use super::constraint::Constraint;

/// The facts of a classification.
#[derive(Clone, Debug, Default)]
pub(super) struct Classification {
    pub(super) dimensions: Vec<Dimension>,
    pub(super) items: Vec<Item>,
    pub(super) keys: Vec<Key>,
    pub(super) constraints: Vec<Constraint>,
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

/// The right value of an item on a dimension.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) item: usize,
    pub(super) dimension: usize,
    /// Several under `many`, else one.
    pub(super) values: Vec<usize>,
    /// Lines that decide, from 1.
    pub(super) because: Vec<usize>,
    pub(super) also: Vec<Also>,
    /// Whether to miss it is a major finding.
    pub(super) must: bool,
    /// Values that are a major finding.
    pub(super) never: Vec<usize>,
    /// Why, in a sentence.
    pub(super) why: String,
}

/// Another value that can be argued.
#[derive(Clone, Debug)]
pub(super) struct Also {
    pub(super) value: usize,
    /// 0 to 1.
    pub(super) credit: f64,
    pub(super) why: String,
}

impl Classification {
    /// Reads the facts from the root of an `exercise.toml`.
    pub(super) fn read(root: &Fields<'_, '_>, catalog: &Catalog) -> Self {
        let mut facts = Self::default();
        for (name, fields) in root.named_tables("dimension") {
            facts.dimensions.extend(Dimension::read(name, &fields, catalog));
        }
        for (name, fields) in root.named_tables("item") {
            facts.items.push(Item::read(name.value, &fields));
        }
        for (item, fields) in root.named_tables("key") {
            facts.read_keys(&item, &fields);
        }
        for fields in root.tables("edge") {
            let ends = (fields.required_string("from"), fields.required_string("to"));
            let weight = fields.number("weight").map_or(1.0, |weight| weight.value);
            let (Some(from), Some(to)) = ends else { continue };
            let ends = (facts.item(&from, &fields), facts.item(&to, &fields));
            if let (Some(from), Some(to)) = ends {
                facts.edges.push((from, to, weight));
            }
        }
        let tables = root.tables("constraint");
        let constraints: Vec<Constraint> = tables
            .iter()
            .enumerate()
            .filter_map(|(at, fields)| Constraint::read(fields, &facts, at))
            .collect();
        facts.constraints = constraints;
        facts.check(root);
        facts
    }

    fn check(&self, root: &Fields<'_, '_>) {
        for (missing, what) in [
            (self.dimensions.is_empty(), "dimensions: [dimension.NAME]"),
            (self.items.is_empty(), "items: [item.NAME]"),
            (self.keys.is_empty() && self.constraints.is_empty(), "keys or constraints"),
        ] {
            if missing {
                root.report("missing-key", root.span(), format!("a classification has {what}"));
            }
        }
    }

    fn read_keys(&mut self, item: &Placed<String>, fields: &Fields<'_, '_>) {
        let Some(at) = self.item(item, fields) else {
            fields.accept_any();
            return;
        };
        for name in fields.keys() {
            let known: Vec<(&str, usize)> = self.dimension_words();
            let Some((_, dimension)) = known.iter().find(|(word, _)| *word == name.value) else {
                let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
                let help = table::did_you_mean(&name.value, &words);
                let message = format!("no dimension is called `{}`", name.value);
                fields.report_with_help("unknown-word", name.span.clone(), message, help);
                continue;
            };
            let key = fields.any(&name.value).and_then(|value| value.table());
            let key = key.and_then(|key| Key::read(&key, self, at, *dimension));
            self.keys.extend(key);
        }
    }

    fn dimension_words(&self) -> Vec<(&str, usize)> {
        let dimensions = self.dimensions.iter().enumerate();
        dimensions.map(|(at, dimension)| (dimension.name.as_str(), at)).collect()
    }

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

    /// The key of an item on a dimension.
    pub(super) fn key(&self, item: usize, dimension: usize) -> Option<&Key> {
        self.keys.iter().find(|key| key.item == item && key.dimension == dimension)
    }

    /// Whether a dimension is placed by constraints alone.
    pub(super) fn is_keyless(&self, dimension: usize) -> bool {
        !self.keys.iter().any(|key| key.dimension == dimension)
    }

    /// The pairs that are asked: those with a key, and all of a dimension without one.
    pub(super) fn asked(&self) -> impl Iterator<Item = (usize, usize)> {
        let pairs = (0..self.items.len())
            .flat_map(|item| (0..self.dimensions.len()).map(move |dimension| (item, dimension)));
        pairs.filter(|(item, dimension)| {
            self.is_keyless(*dimension) || self.key(*item, *dimension).is_some()
        })
    }
}

impl Dimension {
    fn read(name: Placed<String>, fields: &Fields<'_, '_>, catalog: &Catalog) -> Option<Self> {
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
    fn read(name: String, fields: &Fields<'_, '_>) -> Self {
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

impl Key {
    fn read(
        fields: &Fields<'_, '_>,
        facts: &Classification,
        item: usize,
        at: usize,
    ) -> Option<Self> {
        let dimension = &facts.dimensions[at];
        let values = dimension.values_of(fields.string_or_strings("value"), fields);
        if !fields.has("value") {
            fields.report("missing-key", fields.span(), "`value` is missing here");
            return None;
        }
        if values.len() != 1 && dimension.rule != Rule::Many {
            let message = "one value is right here; under `many` there may be others";
            fields.report("wrong-type", fields.span(), message);
            return None;
        }
        let most = facts.items[item].lines.len();
        let because = fields.value("because").map(|value| lines(&value, most, fields));
        let also = fields.tables("also");
        let also = also.iter().filter_map(|also| Also::read(also, dimension)).collect();
        Some(Self {
            item,
            dimension: at,
            values,
            because: because.unwrap_or_default(),
            also,
            must: fields.boolean("must").is_some_and(|must| must.value),
            never: dimension.values_of(fields.strings("never"), fields),
            why: fields.string("why").map(|why| why.value).unwrap_or_default(),
        })
    }
}

impl Also {
    fn read(fields: &Fields<'_, '_>, dimension: &Dimension) -> Option<Self> {
        let credit = fields.number("credit").map_or(1.0, |credit| credit.value.clamp(0.0, 1.0));
        let why = fields.string("why").map(|why| why.value).unwrap_or_default();
        let value = dimension.values_of(fields.required_string("value"), fields);
        Some(Self { value: *value.first()?, credit, why })
    }
}

/// Line numbers from 1; one that is none is reported.
fn lines(value: &Value<'_, '_>, most: usize, fields: &Fields<'_, '_>) -> Vec<usize> {
    let number = |item: &Value<'_, '_>| {
        let line = item.integer()?;
        let known = usize::try_from(line.value).ok().filter(|line| (1..=most).contains(line));
        if known.is_none() {
            let message = format!("the item has {most} lines");
            fields.report("out-of-range", line.span, message);
        }
        known
    };
    value.items().iter().filter_map(number).collect()
}

/// The number of a word among some; one that is none is reported.
pub(super) fn number(
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
