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
    /// The patterns that are named, with the places, for the laws.
    pub(super) named: Vec<(String, Range<usize>)>,
    pub(super) file: String,
    pub(super) source: Arc<str>,
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
                let named = patterns.into_iter().map(|id| (id.value, id.span));
                rules.named.extend(named);
            }
            rules
        })
    }

    fn exclude(&mut self, entry: &Fields<'_, '_>) {
        let (card, options) = (entry.required_string("card"), entry.string_or_strings("option"));
        if options.is_empty() {
            entry.report("missing-key", entry.span(), "`option` is missing here");
        }
        let Some(card) = card else { return };
        // The last part of the id of a card that something is kept out of is its pattern.
        let pattern = card.value.rsplit(':').next().unwrap_or_default().to_owned();
        self.named.push((pattern, card.span));
        for option in options {
            self.never.insert((card.value.clone(), option.value.clone()));
            self.named.push((option.value, option.span));
        }
    }

    /// Whether a pattern is never offered as a wrong option of a card.
    pub fn never(&self, card: &str, option: &str) -> bool {
        self.never.contains(&(card.to_owned(), option.to_owned()))
    }
}
