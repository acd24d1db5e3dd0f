//! Where a pattern may be applied in an answer, and what it would settle there.

use super::{
    model::{Model, Node, Spot},
    rules::Owed,
};
use crate::catalog::obligation::Scope;

/// A place where a pattern may stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    pub spot: Spot,
    /// As it is written behind `on`; nothing for the whole system.
    pub on: Option<String>,
    /// Kinds of open obligations that it could settle there, each once.
    pub settles: Vec<&'static str>,
    /// It stands there already.
    pub stands: bool,
}

/// A pattern with its places.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// Number in the book.
    pub pattern: usize,
    /// Those that settle most first.
    pub places: Vec<Place>,
}

impl Offer {
    /// How many kinds it could settle at its places.
    pub fn weight(&self) -> usize {
        self.places.iter().map(|place| place.settles.len()).sum()
    }
}

/// Every pattern that a decomposition can show, those that settle most first.
pub fn offers(model: &Model<'_>, owed: &[Owed]) -> Vec<Offer> {
    let patterns = model.book.entries().iter().enumerate();
    let gradable = patterns.filter(|(_, entry)| entry.grading.is_gradable());
    let mut all: Vec<Offer> = gradable.map(|(at, _)| offer(model, owed, at)).collect();
    all.retain(|offer| !offer.places.is_empty());
    let cost = |offer: &Offer| model.book.entry(offer.pattern).grading.cost.unwrap_or(3);
    all.sort_by_key(|offer| {
        let weight = offer.weight();
        (weight == 0, cost(offer), std::cmp::Reverse(weight), offer.pattern)
    });
    all
}

/// The places of one pattern.
pub fn offer(model: &Model<'_>, owed: &[Owed], pattern: usize) -> Offer {
    let scopes = &model.book.entry(pattern).grading.applies_on;
    let mut places = Vec::new();
    for (spot, on) in scopes.iter().flat_map(|scope| spots(model, *scope)) {
        let mut settles: Vec<&'static str> = owed
            .iter()
            .filter(|owed| !owed.settled && model.book.solves(pattern, owed.kind))
            .filter(|owed| {
                let reach = model.book.obligations.reach(owed.spot.scope());
                reach.contains(&spot.scope()) && model.touches(spot, None, owed.spot)
            })
            .map(|owed| owed.kind)
            .collect();
        settles.sort_unstable();
        settles.dedup();
        let stands = model
            .of_pattern
            .get(pattern)
            .into_iter()
            .flatten()
            .filter_map(|at| model.applied.get(*at))
            .any(|applied| applied.spot == spot && applied.written);
        places.push(Place { spot, on, settles, stands });
    }
    places.sort_by_key(|place| (place.stands, std::cmp::Reverse(place.settles.len())));
    Offer { pattern, places }
}

/// Every place of a scope with its name.
fn spots(model: &Model<'_>, scope: Scope) -> Vec<(Spot, Option<String>)> {
    let named = |count: usize, spot: fn(usize) -> Spot, name: &dyn Fn(usize) -> String| {
        (0..count).map(|at| (spot(at), Some(name(at)))).collect::<Vec<_>>()
    };
    let facts = model.facts;
    match scope {
        Scope::Transaction => named(facts.transactions.len(), Spot::Transaction, &|at| {
            facts.transactions.get(at).map(|one| one.name.clone()).unwrap_or_default()
        }),
        Scope::View => named(facts.views.len(), Spot::View, &|at| {
            facts.views.get(at).map(|one| one.name.clone()).unwrap_or_default()
        }),
        Scope::Service => named(model.size(), Spot::Service, &|at| model.name(at).to_owned()),
        Scope::Client => named(facts.clients.len(), Spot::Client, &|at| {
            facts.clients.get(at).cloned().unwrap_or_default()
        }),
        Scope::Link => {
            let mut pairs: Vec<(usize, Node)> =
                model.lines.iter().map(|line| (line.from, line.to)).collect();
            pairs.sort_unstable();
            pairs.dedup();
            let arrow = |(from, to)| (Spot::Link(from, to), Some(model.arrow(from, to)));
            pairs.into_iter().map(arrow).collect()
        }
        Scope::System => vec![(Spot::System, None)],
        // What is stored is never named in an answer.
        Scope::Store => Vec::new(),
    }
}
