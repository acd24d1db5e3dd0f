//! What a learner chose, and why.

use crate::table::{Fields, Placed};

use super::facts::Choosing;

/// A whole answer.
#[derive(Debug, Default)]
pub(super) struct Reply {
    /// By number of the case.
    pub(super) choices: Vec<Option<Mine>>,
    /// Cases that there are not.
    pub(super) unknown: Vec<Placed<String>>,
}

/// The answer to one case.
#[derive(Debug, Default)]
pub(super) struct Mine {
    pub(super) take: Option<Placed<String>>,
    pub(super) add: Vec<Placed<String>>,
    pub(super) because: Vec<Placed<String>>,
    /// What was turned down, and the fact against it.
    pub(super) not: Vec<(Placed<String>, Placed<String>)>,
}

impl Reply {
    /// Reads an answer from its root.
    pub(super) fn read(root: &Fields<'_, '_>, facts: &Choosing) -> Self {
        let mut reply = Self::default();
        reply.choices.resize_with(facts.cases.len(), || None);
        for (name, fields) in root.named_tables("choice") {
            let mine = Mine::read(&fields);
            match facts.cases.iter().position(|case| case.name == name.value) {
                Some(at) => reply.choices[at] = Some(mine),
                None => reply.unknown.push(name),
            }
        }
        reply
    }
}

impl Mine {
    fn read(fields: &Fields<'_, '_>) -> Self {
        let mut not = Vec::new();
        if let Some(table) = fields.table("not") {
            for name in table.keys() {
                let fact = table.any(&name.value).and_then(|value| value.string());
                not.extend(fact.map(|fact| (name, fact)));
            }
        }
        fields.ignore("note");
        let take = fields.string("take").filter(|take| !take.value.is_empty());
        Self { take, add: fields.strings("add"), because: fields.strings("because"), not }
    }
}
