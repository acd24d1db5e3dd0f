//! What data cannot prove about cards, found by reading: options that are right although nothing says so,
//! and patterns that are worth telling apart.

use std::{collections::BTreeSet, ops::Range, sync::Arc};

use crate::{
    diagnostic::Diagnostic,
    id::PatternId,
    table::{Document, Fields},
};

/// The file of the catalog that holds them.
pub(super) const FILE: &str = "cards.toml";

/// Everything of `cards.toml`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CardRules {
    never: BTreeSet<(String, String)>,
    /// Patterns that are asked next to each other, two or more of a set.
    pub contrasts: Vec<Vec<PatternId>>,
    /// The patterns and cards that are named, with the places, for the laws.
    pub(super) named: Vec<(Named, Range<usize>)>,
    pub(super) file: String,
    pub(super) source: Arc<str>,
}

/// Something that `cards.toml` names.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Named {
    Pattern(String),
    Card(String),
}

impl CardRules {
    /// Reads `cards.toml`.
    pub fn read(file: &str, text: &Arc<str>) -> (Self, Vec<Diagnostic>) {
        Document::new(file, Arc::clone(text)).read(text, |root| {
            let mut rules =
                Self { file: file.to_owned(), source: Arc::clone(text), ..Self::default() };
            for entry in root.tables("never") {
                rules.exclude(&entry);
            }
            for entry in root.tables("contrast") {
                let patterns = entry.strings("patterns");
                if patterns.len() < 2 {
                    entry.report("too-few", entry.span(), "a contrast is of two patterns or more");
                }
                let ids = patterns.iter().map(|id| PatternId::new(&id.value)).collect();
                rules.contrasts.push(ids);
                let named = patterns.into_iter().map(|id| (Named::Pattern(id.value), id.span));
                rules.named.extend(named);
            }
            rules
        })
    }

    fn exclude(&mut self, entry: &Fields<'_, '_>) {
        let (card, option) = (entry.required_string("card"), entry.required_string("option"));
        let (Some(card), Some(option)) = (card, option) else { return };
        self.never.insert((card.value.clone(), option.value.clone()));
        self.named.push((Named::Card(card.value), card.span));
        self.named.push((Named::Pattern(option.value), option.span));
    }

    /// Whether a pattern is never offered as a wrong option of a card.
    pub fn never(&self, card: &str, option: &str) -> bool {
        self.never.contains(&(card.to_owned(), option.to_owned()))
    }
}
