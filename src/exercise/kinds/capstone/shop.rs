//! The shop that is built: who builds it, what clients send, how much of it.

use std::sync::Arc;

use toml::Table;

use crate::{
    design::Scenario,
    exercise::kind::{Input, Knowledge},
    table::{Document, Fields, Placed},
};

/// The facts of the shop, of which a variant is a change.
const SHOP: &str = "shop.toml";
/// Parts that the boundaries of a design are marked in.
const PARTS: &str = "parts = [\"ownership\", \"services\", \"links\", \"patterns\"]\n";

/// What all slices of all designs have in common.
#[derive(Clone, Debug)]
pub(super) struct Shop {
    /// The variant of a learner who has chosen none.
    pub(super) usual: String,
    pub(super) variants: Vec<Variant>,
    pub(super) requests: Vec<Request>,
    /// Requests a second that the front door must let in.
    pub(super) required: Option<f64>,
    /// What the learner is asked about earlier answers; nothing where there are none.
    pub(super) asked: Table,
    /// What facts may look up.
    pub(super) knowledge: Knowledge,
}

/// A variant: who builds the shop, with what.
#[derive(Clone, Debug, Default)]
pub(super) struct Variant {
    pub(super) id: String,
    pub(super) text: String,
    /// Money for a month.
    pub(super) budget: Option<f64>,
    pub(super) scenario: Option<Arc<Scenario>>,
    /// The same as TOML, which changes move.
    pub(super) told: String,
}

/// What clients send for a capability.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) capability: String,
    pub(super) send: String,
    pub(super) caller: String,
    pub(super) path: String,
}

impl Variant {
    /// Reads `[variant.NAME]`.
    pub(super) fn read(
        name: Placed<String>,
        fields: &Fields<'_, '_>,
        input: &Input<'_, '_, '_>,
    ) -> Self {
        let text = fields.required_string("text").map_or_else(String::new, |text| text.value);
        let budget = fields.number("month").map(|number| number.value);
        let mut shop = table(input, SHOP);
        if let Some(change) = fields.required_string("change") {
            crate::exercise::folder::change::lay(&mut shop, table(input, &change.value));
        }
        let told = format!("id = \"shop\"\n{PARTS}{shop}");
        let (scenario, wrong) = Scenario::read(&input.files.path(SHOP), &told);
        wrong.into_iter().for_each(|mistake| fields.document().report(mistake));
        Self { id: name.value, text, budget, scenario: Some(scenario.into()), told }
    }
}

impl Request {
    /// Reads `[api.CAPABILITY]`.
    pub(super) fn read(name: Placed<String>, fields: &Fields<'_, '_>) -> Option<Self> {
        let caller = fields.string("as").map_or_else(|| "anonymous".to_owned(), |one| one.value);
        let send = fields.required_string("send")?.value;
        let path = fields.required_string("path")?.value;
        Some(Self { capability: name.value, send, caller, path })
    }
}

/// A file of the folder as tables; what is wrong with it is reported.
pub(super) fn table(input: &Input<'_, '_, '_>, name: &str) -> Table {
    let Some(text) = input.files.text(name) else { return Table::new() };
    text.parse().unwrap_or_else(|_| {
        let document = Document::new(input.files.path(name), Arc::clone(&text));
        let (_, wrong) = document.read(&text, |root| root.accept_any());
        wrong.into_iter().for_each(|mistake| input.root.document().report(mistake));
        Table::new()
    })
}
