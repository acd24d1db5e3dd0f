//! What a milestone is marked by: the shop, and the slices up to this one.

use std::sync::Arc;

use crate::{
    diagnostic::Diagnostic,
    exercise::{answer::Answer, kind::Input},
    table::{Document, Fields},
};

use super::{
    own::Own,
    shop::{Request, Shop, Variant},
    slice::Slice,
};

/// The file in which milestones share their facts.
const SHARED: &str = "milestones.toml";

/// The facts of one milestone.
#[derive(Clone, Debug)]
pub(super) struct Milestone {
    pub(super) name: String,
    pub(super) shop: Shop,
    /// Every slice up to this milestone, its own last.
    all: Vec<Slice>,
}

impl Milestone {
    /// Reads the facts from `exercise.toml` and the folder that milestones share.
    pub(super) fn read(input: &Input<'_, '_, '_>) -> Option<Self> {
        let root = input.root;
        let mut facts = Self {
            name: root.required_string("milestone")?.value,
            shop: Shop {
                usual: root.string("variant").map_or_else(|| "A".to_owned(), |one| one.value),
                variants: Vec::new(),
                requests: Vec::new(),
                required: None,
                asked: toml::Table::new(),
                knowledge: input.knowledge.clone(),
            },
            all: Vec::new(),
        };
        facts.tables(root, input);
        if let Some(text) = input.files.text(SHARED) {
            let document = Document::new(input.files.path(SHARED), Arc::clone(&text));
            let (_, wrong) = document.read(&text, |shared| {
                for (name, fields) in shared.named_tables("variant") {
                    facts.shop.variants.push(Variant::read(name, &fields, input));
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
        if facts.shop.variants.is_empty() {
            let id = facts.shop.usual.clone();
            facts.shop.variants.push(Variant { id, ..Variant::default() });
        }
        Some(facts)
    }

    fn tables(&mut self, root: &Fields<'_, '_>, input: &Input<'_, '_, '_>) {
        if let Some(load) = root.table("load") {
            self.shop.required = load.number("required").map(|number| number.value);
        }
        for (name, fields) in root.named_tables("api") {
            self.shop.requests.extend(Request::read(name, &fields));
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

    /// The same milestone with questions about earlier answers.
    pub(super) fn asking(&self, asked: toml::Table) -> Self {
        let mut asking = self.clone();
        asking.shop.asked = asked;
        asking
    }

    /// What cannot be derived for a design that is right.
    pub(super) fn underivable(&self, answer: &Answer) -> Vec<String> {
        let own = Own::read(&self.shop, answer);
        let of = |slice: &Slice| {
            let (_, wrong) = slice.derived(&self.shop, &own);
            let shown = wrong.into_iter().map(|one: Diagnostic| format!("{}: {one}", slice.id));
            shown.collect::<Vec<_>>()
        };
        let asked = self.slices().filter(|slice| !slice.is_needless(&own));
        asked.flat_map(of).collect()
    }
}
