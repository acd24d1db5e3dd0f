//! All cards that a catalog gives.

use std::collections::{BTreeMap, BTreeSet};

use super::Card;
use crate::{
    catalog::{Catalog, Pattern, Relation},
    chance::Fingerprint,
    id::PatternId,
};

/// The cards of a catalog, by pattern in the order of the catalog and for each in the order of learning.
#[derive(Debug, Default)]
pub struct Deck {
    cards: Vec<Card>,
    by_pattern: BTreeMap<PatternId, Vec<usize>>,
}

impl Deck {
    /// Every card that a catalog gives.
    pub fn of(catalog: &Catalog) -> Self {
        let mut deck = Self::default();
        let mut seen = BTreeSet::new();
        for pattern in catalog.patterns() {
            for card in cards(catalog, pattern) {
                if seen.insert(card.clone()) {
                    deck.add(card);
                }
            }
        }
        deck
    }

    fn add(&mut self, card: Card) {
        for pattern in card.patterns() {
            self.by_pattern.entry(pattern.clone()).or_default().push(self.cards.len());
        }
        self.cards.push(card);
    }

    /// Every card.
    pub fn cards(&self) -> &[Card] {
        &self.cards
    }

    /// The cards that are about a pattern.
    pub fn about(&self, pattern: &PatternId) -> impl Iterator<Item = &Card> {
        let numbers = self.by_pattern.get(pattern).into_iter().flatten();
        numbers.filter_map(|at| self.cards.get(*at))
    }
}

fn cards(catalog: &Catalog, pattern: &Pattern) -> Vec<Card> {
    let id = &pattern.id;
    let mut cards = vec![Card::Problem(id.clone()), Card::Price(id.clone())];
    let others = pattern.related(Relation::AlternativeTo).iter();
    let others = others.filter(|other| *other != id && catalog.get(other.as_str()).is_some());
    cards.extend(others.map(|other| {
        let (a, b) = if id < other { (id, other) } else { (other, id) };
        Card::Fits(a.clone(), b.clone())
    }));
    if !pattern.grading.solves.is_empty() {
        cards.push(Card::Solves(id.clone()));
    }
    if !pattern.grading.introduces.is_empty() {
        cards.push(Card::Brings(id.clone()));
    }
    if pattern.coordinates.is_some() {
        let dimensions = catalog.scheme.dimensions.iter();
        cards.extend(dimensions.map(|one| Card::Place(id.clone(), one.id.clone())));
    }
    if !pattern.related(Relation::Requires).is_empty() {
        cards.push(Card::Needs(id.clone()));
    }
    cards
}

impl Card {
    /// The hash of its id and of the ids that are right; `None` where the catalog has no such card.
    pub fn meaning(&self, catalog: &Catalog) -> Option<String> {
        let pattern = catalog.get(self.pattern().as_str())?;
        let kinds = |effects: &[crate::catalog::obligation::Effect]| -> Vec<String> {
            effects.iter().map(|effect| effect.kind.clone()).collect()
        };
        let mut right: Vec<String> = match self {
            Self::Problem(id) | Self::Price(id) => vec![id.to_string()],
            Self::Fits(a, b) => vec![a.to_string(), catalog.get(b.as_str())?.id.to_string()],
            Self::Solves(_) => kinds(&pattern.grading.solves),
            Self::Brings(_) => kinds(&pattern.grading.introduces),
            Self::Place(_, dimension) => {
                vec![pattern.coordinates.as_ref()?.values.get(dimension)?.clone()]
            }
            Self::Needs(_) => {
                pattern.related(Relation::Requires).iter().map(ToString::to_string).collect()
            }
        };
        if right.is_empty() {
            return None;
        }
        right.sort();
        let mut hash = Fingerprint::default();
        hash.text(&self.id());
        hash.texts(right.iter().map(String::as_str));
        Some(hash.hex())
    }
}
