//! What the names of an answer stand for, and every name that stands for nothing.

use std::collections::HashMap;

use super::{Node, Spot};
use crate::{
    catalog::obligation::Scope,
    design::{book::PatternBook, scenario::Scenario},
    text,
};

/// Something an answer names that is not there, or not of that kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameFault {
    /// What stands there.
    pub name: String,
    /// What is wrong with it, a sentence without a full stop.
    pub what: String,
    /// The nearest name that is there.
    pub near: Option<String>,
    /// A pattern that exists but that a decomposition cannot show: worth a word, not a blocker.
    pub harmless: bool,
}

/// Finds what names stand for.
pub(super) struct Resolver<'a> {
    pub(super) facts: &'a Scenario,
    pub(super) book: &'a PatternBook,
    pub(super) services: HashMap<&'a str, usize>,
    pub(super) faults: Vec<NameFault>,
}

impl Resolver<'_> {
    pub(super) fn fault(&mut self, name: &str, what: String, near: Option<String>) {
        self.faults.push(NameFault { name: name.to_owned(), what, near, harmless: false });
    }

    pub(super) fn unknown<'s>(
        &mut self,
        name: &str,
        kind: &str,
        known: impl Iterator<Item = &'s String>,
    ) {
        let mut known: Vec<&str> = known.map(String::as_str).collect();
        known.sort_unstable();
        let near = text::nearest(name, known).map(str::to_owned);
        self.fault(name, format!("there is no {kind} `{name}`"), near);
    }

    pub(super) fn service(&mut self, name: &str) -> Option<usize> {
        let found = self.services.get(name).copied();
        if found.is_none() {
            let known: Vec<String> = self.services.keys().map(|name| (*name).to_owned()).collect();
            self.unknown(name, "service", known.iter());
        }
        found
    }

    /// The pattern of that name if it may stand on that scope.
    pub(super) fn pattern(
        &mut self,
        id: &str,
        scope: Scope,
        one: &str,
        two: &str,
    ) -> Option<usize> {
        let Some(pattern) = self.book.number(id) else {
            let near = self.book.nearest(id).map(str::to_owned);
            self.fault(id, format!("there is no pattern `{id}`"), near);
            return None;
        };
        let grading = &self.book.entry(pattern).grading;
        if !grading.is_gradable() {
            let what = format!("`{id}` is a pattern that a decomposition cannot show");
            self.faults.push(NameFault { name: id.to_owned(), what, near: None, harmless: true });
            return None;
        }
        if !self.book.fits(pattern, scope) {
            let words: Vec<&str> = grading.applies_on.iter().map(|scope| scope.word()).collect();
            let place = if two.is_empty() { one.to_owned() } else { format!("{one}->{two}") };
            let words = words.join(", ");
            let what = match scope {
                Scope::System => {
                    format!(
                        "`{id}` lacks `on = \"…\"`: left out, it is the whole system, and it applies to: {words}"
                    )
                }
                _ => {
                    format!("`{id}` stands on {place}, a {}; it applies to: {words}", scope.word())
                }
            };
            self.fault(id, what, None);
            return None;
        }
        Some(pattern)
    }

    /// What the `on` of a pattern names.
    pub(super) fn spot(&mut self, on: Option<&str>, pattern: &str) -> Option<Spot> {
        let Some(on) = on else { return Some(Spot::System) };
        if let Some((from, to)) = on.split_once("->") {
            let (from, to) = (from.trim(), to.trim());
            let node = match self.facts.external(to) {
                Some(external) if !self.services.contains_key(to) => Some(Node::External(external)),
                _ => self.service(to).map(Node::Service),
            };
            return Some(Spot::Link(self.service(from)?, node?));
        }
        let named = [
            self.facts.transaction(on).map(Spot::Transaction),
            self.facts.view(on).map(Spot::View),
            self.services.get(on).copied().map(Spot::Service),
            self.facts.client(on).map(Spot::Client),
        ];
        let named = || named.into_iter().flatten();
        // A service may be called as a process or a client is: what the pattern can stand on is meant.
        let pattern = self.book.number(pattern);
        let fits = |spot: &Spot| pattern.is_some_and(|at| self.book.fits(at, spot.scope()));
        let found = named().find(fits).or_else(|| named().next());
        if found.is_none() {
            let facts = self.facts;
            let known: Vec<String> = facts
                .transaction_names
                .keys()
                .chain(facts.view_names.keys())
                .chain(&facts.clients)
                .cloned()
                .chain(self.services.keys().map(|name| (*name).to_owned()))
                .collect();
            self.unknown(on, "transaction, view, service or client", known.iter());
        }
        found
    }
}
