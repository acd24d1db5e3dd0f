//! The closed dimensions that architectures are classified on, and the ratings with their polarity.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    diagnostic::Diagnostic,
    table::{Document, Fields},
};

/// One value of a dimension. Values are tested in order and the first that is true wins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    pub id: String,
    /// When the value holds, in words.
    pub test: String,
}

/// One dimension: a question and its closed list of values; the last value is the default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dimension {
    pub id: String,
    pub question: String,
    pub values: Vec<Value>,
}

/// One rating, 1 to 5.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    pub id: String,
    pub name: String,
    /// True where 5 is the worst.
    pub lower_is_better: bool,
}

/// The dimensions and the ratings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scheme {
    pub dimensions: Vec<Dimension>,
    pub ratings: Vec<Rating>,
}

/// Where a system stands, and how the first-match rule got there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// The dimension's id.
    pub dimension: String,
    /// The value that applies.
    pub value: String,
    /// Values that were also said to be true but come later, so that they lost.
    pub overruled: Vec<String>,
}

impl Scheme {
    /// Reads `dimensions.toml`.
    pub fn read(&mut self, file: &str, text: &Arc<str>) -> Vec<Diagnostic> {
        let (scheme, found) = Document::new(file, Arc::clone(text)).read(text, |root| Self {
            dimensions: root.tables("dimension").iter().filter_map(dimension).collect(),
            ratings: root.tables("rating").iter().filter_map(rating).collect(),
        });
        *self = scheme;
        found
    }

    /// The dimension of that id.
    pub fn dimension(&self, id: &str) -> Option<&Dimension> {
        self.dimensions.iter().find(|dimension| dimension.id == id)
    }

    /// Places a system of which is known, for each dimension, which values hold: the first in the
    /// dimension's order wins, the last value is the default where none holds.
    pub fn classify(&self, holding: &BTreeMap<String, Vec<String>>) -> Vec<Placement> {
        self.dimensions
            .iter()
            .filter_map(|dimension| {
                let said = holding.get(&dimension.id).map_or(&[][..], Vec::as_slice);
                let mut holds =
                    dimension.values.iter().filter(|value| said.contains(&value.id)).map(|v| &v.id);
                let value = holds.next().or(dimension.values.last().map(|value| &value.id))?;
                Some(Placement {
                    dimension: dimension.id.clone(),
                    value: value.clone(),
                    overruled: holds.cloned().collect(),
                })
            })
            .collect()
    }
}

fn dimension(fields: &Fields<'_, '_>) -> Option<Dimension> {
    let id = fields.required_id("id");
    let question = fields.required_string("question");
    let values = fields
        .tables("value")
        .iter()
        .filter_map(|value| {
            let id = value.required_id("id");
            let test = value.required_string("test");
            Some(Value { id: id?.value, test: test?.value })
        })
        .collect::<Vec<_>>();
    if values.len() < 2 {
        let at = fields.span();
        fields.report("too-few-values", at.start..at.start, "a dimension has at least two values");
    }
    Some(Dimension { id: id?.value, question: question?.value, values })
}

fn rating(fields: &Fields<'_, '_>) -> Option<Rating> {
    let id = fields.required_id("id");
    let name = fields.required_string("name");
    let lower = fields.boolean("lower_is_better").is_some_and(|found| found.value);
    Some(Rating { id: id?.value, name: name?.value, lower_is_better: lower })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_value_that_holds_wins_and_the_last_is_the_default() {
        let text: Arc<str> = "[[dimension]]\nid = 'a'\nquestion = 'q'\n\
            [[dimension.value]]\nid = 'x'\ntest = 't'\n[[dimension.value]]\nid = 'y'\ntest = 't'\n\
            [[dimension.value]]\nid = 'z'\ntest = 'default'\n"
            .into();
        let mut scheme = Scheme::default();
        assert_eq!(scheme.read("dimensions.toml", &text), []);
        let holding = BTreeMap::from([("a".to_owned(), vec!["y".to_owned(), "x".to_owned()])]);
        let placed = scheme.classify(&holding);
        assert_eq!(placed[0].value, "x");
        assert_eq!(placed[0].overruled, ["y"]);
        assert_eq!(scheme.classify(&BTreeMap::new())[0].value, "z");
    }
}
