//! What a milestone is marked by: the shop, its variants, what clients send, and the slices.

use std::sync::Arc;

use toml::Table;

use crate::{
    design::Scenario,
    diagnostic::Diagnostic,
    exercise::{
        answer::Answer,
        kind::{Input, Knowledge},
    },
    table::{Document, Fields, Placed},
};

use super::{own::Own, slice::Slice};

/// The file in which milestones share their facts.
const SHARED: &str = "milestones.toml";
/// The facts of the shop, of which a variant is a change.
const SHOP: &str = "shop.toml";
/// Parts that the boundaries of a design are marked in.
const PARTS: &str = "parts = [\"ownership\", \"services\", \"links\", \"patterns\"]\n";

/// The facts of one milestone.
#[derive(Debug)]
pub(super) struct Milestone {
    pub(super) name: String,
    /// The variant of a learner who has chosen none.
    pub(super) usual: String,
    pub(super) variants: Vec<Variant>,
    pub(super) requests: Vec<Request>,
    /// Requests a second that the front door must let in.
    pub(super) required: Option<f64>,
    /// What facts may look up.
    pub(super) knowledge: Knowledge,
    /// Every slice up to this milestone, its own last.
    all: Vec<Slice>,
}

/// A variant: who builds the shop, with what.
#[derive(Debug, Default)]
pub(super) struct Variant {
    pub(super) id: String,
    pub(super) text: String,
    /// Money for a month.
    pub(super) budget: Option<f64>,
    pub(super) scenario: Option<Scenario>,
}

/// What clients send for a capability.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) capability: String,
    pub(super) send: String,
    pub(super) caller: String,
    pub(super) path: String,
}

impl Milestone {
    /// Reads the facts from `exercise.toml` and the folder that milestones share.
    pub(super) fn read(input: &Input<'_, '_, '_>) -> Option<Self> {
        let root = input.root;
        let mut facts = Self {
            name: root.required_string("milestone")?.value,
            usual: root.string("variant").map_or_else(|| "A".to_owned(), |one| one.value),
            variants: Vec::new(),
            requests: Vec::new(),
            required: None,
            knowledge: input.knowledge.clone(),
            all: Vec::new(),
        };
        facts.tables(root, input);
        if let Some(text) = input.files.text(SHARED) {
            let document = Document::new(input.files.path(SHARED), Arc::clone(&text));
            let (_, wrong) = document.read(&text, |shared| {
                for (name, fields) in shared.named_tables("variant") {
                    facts.variants.push(Variant::read(name, &fields, input));
                }
                facts.tables(&shared, input);
            });
            wrong.into_iter().for_each(|mistake| root.document().report(mistake));
        }
        let name = facts.name.clone();
        facts.all.retain(|slice| slice.milestone <= name);
        facts.all.sort_by(|a, b| a.milestone.cmp(&b.milestone));
        if facts.slices().next().is_none() {
            root.report("missing-key", root.span(), "a milestone has slices: [[part]]");
            return None;
        }
        if facts.variants.is_empty() {
            let id = facts.usual.clone();
            facts.variants.push(Variant { id, ..Variant::default() });
        }
        Some(facts)
    }

    fn tables(&mut self, root: &Fields<'_, '_>, input: &Input<'_, '_, '_>) {
        if let Some(load) = root.table("load") {
            self.required = load.number("required").map(|number| number.value);
        }
        for (name, fields) in root.named_tables("api") {
            self.requests.extend(Request::read(name, &fields));
        }
        for fields in root.tables("part") {
            self.all.extend(Slice::read(&fields, &self.name, input));
        }
    }

    /// The slices of this milestone.
    pub(super) fn slices(&self) -> impl Iterator<Item = &Slice> {
        self.all.iter().filter(|slice| slice.milestone == self.name)
    }

    /// The slices of milestones before.
    pub(super) fn former(&self) -> impl Iterator<Item = &Slice> {
        self.all.iter().filter(|slice| slice.milestone != self.name)
    }

    /// What cannot be derived for a design that is right.
    pub(super) fn underivable(&self, answer: &Answer) -> Vec<String> {
        let own = Own::read(self, answer);
        let of = |slice: &Slice| {
            let (_, wrong) = slice.derived(self, &own);
            let shown = wrong.into_iter().map(|one: Diagnostic| format!("{}: {one}", slice.id));
            shown.collect::<Vec<_>>()
        };
        self.slices().flat_map(of).collect()
    }
}

impl Variant {
    fn read(name: Placed<String>, fields: &Fields<'_, '_>, input: &Input<'_, '_, '_>) -> Self {
        let text = fields.required_string("text").map_or_else(String::new, |text| text.value);
        let budget = fields.number("month").map(|number| number.value);
        let mut shop = table(input, SHOP);
        if let Some(change) = fields.required_string("change") {
            crate::exercise::folder::change::lay(&mut shop, table(input, &change.value));
        }
        let told = format!("id = \"shop\"\n{PARTS}{shop}");
        let (scenario, wrong) = Scenario::read(&input.files.path(SHOP), &told);
        wrong.into_iter().for_each(|mistake| fields.document().report(mistake));
        Self { id: name.value, text, budget, scenario: Some(scenario) }
    }
}

impl Request {
    fn read(name: Placed<String>, fields: &Fields<'_, '_>) -> Option<Self> {
        let caller = fields.string("as").map_or_else(|| "anonymous".to_owned(), |one| one.value);
        let send = fields.required_string("send")?.value;
        let path = fields.required_string("path")?.value;
        Some(Self { capability: name.value, send, caller, path })
    }
}

/// A file of the folder as tables; what is wrong with it is reported.
pub(super) fn table(input: &Input<'_, '_, '_>, name: &str) -> Table {
    let Some(text) = input.files.text(name) else { return Table::new() };
    let document = Document::new(input.files.path(name), Arc::clone(&text));
    let (_, wrong) = document.read(&text, |root| root.accept_any());
    wrong.into_iter().for_each(|mistake| input.root.document().report(mistake));
    text.parse().unwrap_or_default()
}
