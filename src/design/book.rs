//! The gradable side of the catalog, indexed: who settles what, who needs whom, who conflicts.

use std::collections::HashMap;

use crate::catalog::{
    Catalog, Relation,
    obligation::{Condition, Grading, Obligations, Scope},
};

/// What the grader knows of one pattern.
#[derive(Clone, Debug)]
pub struct Entry {
    pub id: String,
    /// English name, or the id where the catalog has none.
    pub name: String,
    pub grading: Grading,
    pub requires: Vec<usize>,
    pub conflicts_with: Vec<usize>,
    /// The pattern itself and its special forms.
    pub forms: Vec<usize>,
}

/// One way to settle a kind of obligation.
#[derive(Clone, Debug)]
pub struct Solver {
    pub pattern: usize,
    pub needs: Vec<usize>,
    pub when: Condition,
}

/// Patterns by number, and obligations by kind.
#[derive(Clone, Debug, Default)]
pub struct PatternBook {
    entries: Vec<Entry>,
    by_id: HashMap<String, usize>,
    pub obligations: Obligations,
    /// For each kind of obligation, by its number.
    solvers: Vec<Vec<Solver>>,
    /// For each kind, the patterns that bring it along.
    introducers: Vec<Vec<Solver>>,
    /// For each link style, the patterns that it stands for.
    styles: [Vec<usize>; 4],
    /// For each pattern, whether it keeps a copy of another service's data.
    copies: Vec<bool>,
}

impl PatternBook {
    /// Indexes a catalog.
    pub fn new(catalog: &Catalog) -> Self {
        let mut book = Self { obligations: catalog.obligations.clone(), ..Self::default() };
        for pattern in catalog.patterns() {
            book.by_id.insert(pattern.id.as_str().to_owned(), book.entries.len());
            let name =
                if pattern.names.en.is_empty() { pattern.id.as_str() } else { &pattern.names.en };
            book.entries.push(Entry {
                id: pattern.id.as_str().to_owned(),
                name: name.to_owned(),
                grading: pattern.grading.clone(),
                requires: Vec::new(),
                conflicts_with: Vec::new(),
                forms: Vec::new(),
            });
        }
        for (at, pattern) in catalog.patterns().iter().enumerate() {
            let numbers = |relation| {
                let ids = pattern.related(relation).iter();
                ids.filter_map(|id| book.number(id.as_str())).collect::<Vec<_>>()
            };
            let requires = numbers(Relation::Requires);
            let conflicts_with = numbers(Relation::ConflictsWith);
            let general = numbers(Relation::VariantOf);
            book.entries[at].requires = requires;
            book.entries[at].conflicts_with = conflicts_with;
            book.entries[at].forms.push(at);
            let mut above = general.first().copied();
            let mut climbed = 0;
            while let Some(parent) = above.filter(|_| climbed < catalog.patterns().len()) {
                book.entries[parent].forms.push(at);
                let next = catalog.patterns()[parent].related(Relation::VariantOf).first();
                above = next.and_then(|id| book.number(id.as_str()));
                climbed += 1;
            }
        }
        book.index();
        book
    }

    fn index(&mut self) {
        let kinds = self.obligations.kinds().len();
        let mut solvers = vec![Vec::new(); kinds];
        let mut introducers = vec![Vec::new(); kinds];
        for (pattern, entry) in self.entries.iter().enumerate() {
            for (effects, table) in [
                (&entry.grading.solves, &mut solvers),
                (&entry.grading.introduces, &mut introducers),
            ] {
                for effect in effects {
                    let Some(kind) = self.obligations.number(&effect.kind) else { continue };
                    let needs = effect.needs.iter().filter_map(|id| self.number(id.as_str()));
                    let needs = needs.collect();
                    table[kind].push(Solver { pattern, needs, when: effect.when.clone() });
                }
            }
        }
        self.solvers = solvers;
        self.introducers = introducers;
        for (at, word) in ["sync", "async", "event", "db"].into_iter().enumerate() {
            let found = self.obligations.styles.iter().find(|(style, _)| style == word);
            let ids = found.map_or(&[][..], |(_, ids)| ids);
            self.styles[at] = ids.iter().filter_map(|id| self.number(id.as_str())).collect();
        }
        let lag = self.patterns_with("eventual-read", &self.introducers);
        let cover = self.patterns_with("uncovered-flow", &self.solvers);
        let is_copy = |pattern| cover.contains(&pattern) && lag.contains(&pattern);
        self.copies = (0..self.entries.len()).map(is_copy).collect();
    }

    fn patterns_with(&self, kind: &str, table: &[Vec<Solver>]) -> Vec<usize> {
        let at = self.obligations.number(kind).and_then(|at| table.get(at));
        at.map_or_else(Vec::new, |found| found.iter().map(|solver| solver.pattern).collect())
    }

    /// The number of a pattern.
    pub fn number(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// A pattern by its number.
    pub fn entry(&self, pattern: usize) -> &Entry {
        &self.entries[pattern]
    }

    /// Every pattern.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The ways to settle a kind.
    pub fn solvers(&self, kind: &str) -> &[Solver] {
        let at = self.obligations.number(kind).and_then(|at| self.solvers.get(at));
        at.map_or(&[], Vec::as_slice)
    }

    /// The patterns that bring a kind along.
    pub fn introducers(&self, kind: &str) -> &[Solver] {
        let at = self.obligations.number(kind).and_then(|at| self.introducers.get(at));
        at.map_or(&[], Vec::as_slice)
    }

    /// Whether a pattern can settle a kind.
    pub fn solves(&self, pattern: usize, kind: &str) -> bool {
        self.solvers(kind).iter().any(|solver| solver.pattern == pattern)
    }

    /// Whether a pattern brings a kind along.
    pub fn introduces(&self, pattern: usize, kind: &str) -> bool {
        self.introducers(kind).iter().any(|solver| solver.pattern == pattern)
    }

    /// The patterns that a link style stands for.
    pub fn of_style(&self, style: super::architecture::Style) -> &[usize] {
        &self.styles[style as usize]
    }

    /// Whether a pattern keeps a copy of another service's data, which lags.
    pub fn is_copy(&self, pattern: usize) -> bool {
        self.copies.get(pattern) == Some(&true)
    }

    /// Whether a pattern may be applied to a scope.
    pub fn fits(&self, pattern: usize, scope: Scope) -> bool {
        self.entries[pattern].grading.applies_on.contains(&scope)
    }

    /// The id nearest to a word that is none.
    pub fn nearest(&self, word: &str) -> Option<&str> {
        crate::text::nearest(word, self.entries.iter().map(|entry| entry.id.as_str()))
    }
}
