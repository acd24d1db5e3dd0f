//! The keys of what is placed, and what must hold without a key.

use crate::{
    catalog::Catalog,
    exercise::kinds::contradiction,
    table::{self, Fields, Placed, Value},
    text::counted,
};

use super::{
    constraint::Constraint,
    things::{Dimension, Item, Rule, Things},
};

/// The facts of a classification.
#[derive(Clone, Debug, Default)]
pub(super) struct Classification {
    pub(super) things: Things,
    pub(super) keys: Vec<Key>,
    pub(super) constraints: Vec<Constraint>,
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
            facts.things.dimensions.extend(Dimension::read(name, &fields, catalog));
        }
        for (name, fields) in root.named_tables("item") {
            facts.things.items.push(Item::read(name.value, &fields));
        }
        for (item, fields) in root.named_tables("key") {
            facts.read_keys(&item, &fields);
        }
        for fields in root.tables("edge") {
            let ends = (fields.required_string("from"), fields.required_string("to"));
            let weight = fields.number("weight").map_or(1.0, |weight| weight.value);
            let (Some(from), Some(to)) = ends else { continue };
            let ends = (facts.things.item(&from, &fields), facts.things.item(&to, &fields));
            if let (Some(from), Some(to)) = ends {
                facts.things.edges.push((from, to, weight));
            }
        }
        let tables = root.tables("constraint");
        let constraints: Vec<Constraint> = tables
            .iter()
            .enumerate()
            .filter_map(|(at, fields)| Constraint::read(fields, &facts.things, at))
            .collect();
        facts.constraints = constraints;
        facts.check(root);
        facts
    }

    fn check(&self, root: &Fields<'_, '_>) {
        for (missing, what) in [
            (self.things.dimensions.is_empty(), "dimensions: [dimension.NAME]"),
            (self.things.items.is_empty(), "items: [item.NAME]"),
            (self.keys.is_empty() && self.constraints.is_empty(), "keys or constraints"),
        ] {
            if missing {
                root.report("missing-key", root.span(), format!("a classification has {what}"));
            }
        }
        let tables = contradiction::listed(root, "constraint");
        for (at, one) in self.constraints.iter().enumerate() {
            let Some(fields) = tables.get(at) else { continue };
            if let Some(why) = one.is_impossible(&self.things) {
                contradiction::report(fields, why);
            }
            let other = self.constraints.iter().take(at).find(|other| one.clashes(other));
            if let Some(other) = other {
                let message = format!("these items cannot be so and as `{}` has them", other.name);
                contradiction::report(fields, message);
            }
        }
    }

    fn read_keys(&mut self, item: &Placed<String>, fields: &Fields<'_, '_>) {
        let Some(at) = self.things.item(item, fields) else {
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
        let dimensions = self.things.dimensions.iter().enumerate();
        dimensions.map(|(at, dimension)| (dimension.name.as_str(), at)).collect()
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
        let pairs = (0..self.things.items.len()).flat_map(|item| {
            (0..self.things.dimensions.len()).map(move |dimension| (item, dimension))
        });
        pairs.filter(|(item, dimension)| {
            self.is_keyless(*dimension) || self.key(*item, *dimension).is_some()
        })
    }
}

impl Key {
    fn read(
        fields: &Fields<'_, '_>,
        facts: &Classification,
        item: usize,
        at: usize,
    ) -> Option<Self> {
        let dimension = &facts.things.dimensions[at];
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
        let most = facts.things.items[item].lines.len();
        let because = fields.value("because").map(|value| lines(&value, most, fields));
        let also = fields.tables("also");
        let also: Vec<Also> = also.iter().filter_map(|also| Also::read(also, dimension)).collect();
        let never = dimension.values_of(fields.strings("never"), fields);
        let word = |value: &usize| dimension.values[*value].id.as_str();
        if let Some(value) = values.iter().find(|value| never.contains(value)) {
            contradiction::report(fields, format!("`{}` is right, and never", word(value)));
        }
        for one in &also {
            if values.contains(&one.value) || never.contains(&one.value) {
                let other = if never.contains(&one.value) { "never" } else { "right" };
                let message = format!("`{}` can be argued, and is {other}", word(&one.value));
                contradiction::report(fields, message);
            }
        }
        Some(Self {
            item,
            dimension: at,
            values,
            because: because.unwrap_or_default(),
            also,
            must: fields.boolean("must").is_some_and(|must| must.value),
            never,
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
            let message = format!("the item has {}", counted(most, "line"));
            fields.report("out-of-range", line.span, message);
        }
        known
    };
    value.items().iter().filter_map(number).collect()
}
