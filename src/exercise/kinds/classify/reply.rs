//! Where a learner placed the items, and the lines that they cite.

use std::ops::Range;

use crate::table::{Fields, Placed, Value};

use super::things::{Rule, Things};

/// A whole answer.
#[derive(Debug, Default)]
pub(super) struct Reply {
    pub(super) places: Placement,
    /// Items, dimensions and values that there are not.
    pub(super) unknown: Vec<Placed<String>>,
}

/// Values by item and dimension.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Placement(Vec<Vec<Place>>);

/// What stands for one item on one dimension.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Place {
    pub(super) values: Vec<usize>,
    /// Whether anything stands there: under `many`, no value can be an answer.
    pub(super) given: bool,
    /// Lines that are cited, from 1.
    pub(super) because: Vec<i64>,
    pub(super) span: Range<usize>,
}

impl Placement {
    /// Nothing is placed.
    pub(super) fn empty(things: &Things) -> Self {
        Self(vec![vec![Place::default(); things.dimensions.len()]; things.items.len()])
    }

    /// What stands for an item on a dimension.
    pub(super) fn at(&self, item: usize, dimension: usize) -> &Place {
        &self.0[item][dimension]
    }

    /// The values of an item on a dimension.
    pub(super) fn values(&self, item: usize, dimension: usize) -> &[usize] {
        &self.0[item][dimension].values
    }

    /// The same with other values.
    #[must_use]
    pub(super) fn with(mut self, item: usize, dimension: usize, values: Vec<usize>) -> Self {
        let place = &mut self.0[item][dimension];
        (place.values, place.given) = (values, true);
        self
    }
}

impl Reply {
    /// Reads an answer from its root.
    pub(super) fn read(root: &Fields<'_, '_>, things: &Things) -> Self {
        let mut reply = Self { places: Placement::empty(things), unknown: Vec::new() };
        for (name, fields) in root.named_tables("place") {
            match things.items.iter().position(|item| item.name == name.value) {
                Some(item) => reply.item(item, &fields, things),
                None => {
                    fields.accept_any();
                    reply.unknown.push(name);
                }
            }
        }
        reply
    }

    fn item(&mut self, item: usize, fields: &Fields<'_, '_>, things: &Things) {
        for name in fields.keys() {
            let Some(value) = fields.any(&name.value) else { continue };
            if name.value == "because" {
                self.because(item, &value, things);
                continue;
            }
            let known = things.dimensions.iter().position(|known| known.name == name.value);
            let Some(dimension) = known else {
                self.unknown.push(name);
                continue;
            };
            let words: Vec<Placed<String>> = match value.is_array() {
                true => value.items().iter().filter_map(|item| item.string()).collect(),
                false => value.string().into_iter().collect(),
            };
            if words.len() > 1 && things.dimensions[dimension].rule != Rule::Many {
                let message = "one value stands here: the dimension is no set";
                fields.report("wrong-type", value.span(), message);
            }
            let mut values = Vec::new();
            for word in words {
                match things.dimensions[dimension].value(&word.value) {
                    Some(value) if !values.contains(&value) => values.push(value),
                    Some(_) => {}
                    None => self.unknown.push(word),
                }
            }
            values.sort_unstable();
            let place = &mut self.places.0[item][dimension];
            (place.values, place.given, place.span) = (values, true, value.span());
        }
    }

    /// A list for all dimensions, or a table by dimension.
    fn because(&mut self, item: usize, value: &Value<'_, '_>, things: &Things) {
        let lines = |value: &Value<'_, '_>| -> Vec<i64> {
            value.items().iter().filter_map(|line| line.integer()).map(|line| line.value).collect()
        };
        if !value.is_table() {
            let lines = lines(value);
            self.places.0[item].iter_mut().for_each(|place| place.because.clone_from(&lines));
            return;
        }
        let Some(fields) = value.table() else { return };
        for name in fields.keys() {
            let known = things.dimensions.iter().position(|known| known.name == name.value);
            match (known, fields.any(&name.value)) {
                (Some(dimension), Some(value)) => {
                    self.places.0[item][dimension].because = lines(&value);
                }
                _ => self.unknown.push(name),
            }
        }
    }
}
