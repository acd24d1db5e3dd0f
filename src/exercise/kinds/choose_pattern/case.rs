//! One brief: what it says, needs and wants.

use std::collections::BTreeMap;

use crate::table::{Fields, Placed};

/// One brief.
#[derive(Clone, Debug, Default)]
pub(super) struct Case {
    pub(super) name: String,
    pub(super) text: String,
    /// What it says: the number of an option by question, from 0.
    pub(super) say: BTreeMap<String, usize>,
    /// Questions whose answer is true but not said, and decides nothing here.
    pub(super) quiet: Vec<String>,
    /// Patterns that are there already.
    pub(super) grants: Vec<String>,
    pub(super) must: Vec<String>,
    pub(super) may: Vec<String>,
    pub(super) never: Vec<String>,
    /// Of `must`, what law demands.
    pub(super) duty: Vec<String>,
    pub(super) alternatives: Vec<Alternative>,
    pub(super) needs: Vec<String>,
    pub(super) at_most: BTreeMap<String, f64>,
    pub(super) wants: BTreeMap<String, f64>,
}

/// Another leaf that can be argued.
#[derive(Clone, Debug)]
pub(super) struct Alternative {
    pub(super) leaf: String,
    /// 0 to 1.
    pub(super) credit: f64,
    /// Questions one of which must be cited for the whole credit.
    pub(super) facts: Vec<String>,
    pub(super) why: String,
}

impl Case {
    /// Reads `[case.NAME]`.
    pub(super) fn read(name: String, fields: &Fields<'_, '_>) -> Self {
        let words = |key| -> Vec<String> {
            fields.strings(key).into_iter().map(|word| word.value).collect()
        };
        Self {
            name,
            text: fields.string("text").map(|text| text.value).unwrap_or_default(),
            say: numbers(fields, "say")
                .into_iter()
                .map(|(id, at)| (id, at.max(0.0) as usize))
                .collect(),
            quiet: words("quiet"),
            grants: words("grants"),
            must: words("must"),
            may: words("may"),
            never: words("never"),
            duty: words("duty"),
            alternatives: fields
                .tables("alternatives")
                .iter()
                .filter_map(Alternative::read)
                .collect(),
            needs: words("needs"),
            at_most: numbers(fields, "at_most"),
            wants: numbers(fields, "wants"),
        }
    }

    /// Whether add-ons are asked for.
    pub(super) fn has_add_ons(&self) -> bool {
        !(self.must.is_empty() && self.may.is_empty() && self.never.is_empty())
    }

    /// What a table's case can be argued with.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        let limits = self.at_most.keys().chain(self.wants.keys());
        self.needs.iter().chain(limits).map(String::as_str)
    }

    /// Needs, limits and wants as lines.
    pub(super) fn sayings(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.needs.is_empty() {
            lines.push(format!("needs {}", self.needs.join(", ")));
        }
        lines.extend(self.at_most.iter().map(|(name, most)| format!("{name} at most {most}")));
        lines
            .extend(self.wants.iter().map(|(name, worth)| format!("wants {name} (worth {worth})")));
        lines
    }
}

impl Alternative {
    fn read(fields: &Fields<'_, '_>) -> Option<Self> {
        let credit = fields.number("credit").map_or(0.5, |credit| credit.value.clamp(0.0, 1.0));
        let facts = fields.strings("if").into_iter().map(|fact| fact.value).collect();
        let why = fields.string("why").map(|why| why.value).unwrap_or_default();
        Some(Self { leaf: fields.required_string("leaf")?.value, credit, facts, why })
    }
}

/// A table of numbers by name.
pub(super) fn numbers(fields: &Fields<'_, '_>, key: &'static str) -> BTreeMap<String, f64> {
    let Some(table) = fields.table(key) else { return BTreeMap::new() };
    let number = |name: Placed<String>| {
        let value = table.any(&name.value)?.number()?;
        Some((name.value, value.value))
    };
    table.keys().into_iter().filter_map(number).collect()
}
