//! Marks designs of one milestone again and again. A slice that says the same in several of them is marked
//! once, and facts are derived once for the same boundaries.

use std::{
    cell::{OnceCell, RefCell},
    rc::Rc,
};

use toml::Table;

use super::{
    super::{facts::Milestone, is_known, mark, own::Own, rules::Unfit, slice::Slice},
    ways::{Change, Way},
};
use crate::{
    exercise::{
        answer::{Answer, TOML, put},
        kind::{Facts, Knowledge, Mutant},
    },
    verdict::{Finding, Verdict},
};

/// Some broken forms of a slice are looked at, at most so many.
const MOST_BROKEN: usize = 8;

/// Marks designs.
pub(super) struct Marker<'m> {
    pub(super) milestone: &'m Milestone,
    knowledge: &'m Knowledge,
    /// Designs of which no two have the same boundaries.
    grounds: RefCell<Vec<Own<'m>>>,
    known: RefCell<Vec<Known>>,
    broken: RefCell<Vec<Broken>>,
}

/// What is known of a slice over boundaries.
struct Known {
    slice: String,
    ground: usize,
    alone: Answer,
    seen: Rc<Seen>,
}

/// Some broken forms of a slice.
struct Broken {
    slice: String,
    ground: usize,
    alone: Answer,
    mutants: Rc<Vec<Mutant>>,
}

/// What marking says of a slice.
struct Seen {
    /// Nothing where the slice cannot be read.
    verdict: Option<Verdict>,
    /// The same with guesses tried.
    graded: OnceCell<Verdict>,
}

/// A design that is marked: what its tables say, and the texts beside them.
pub(super) struct Design<'m> {
    pub(super) own: Own<'m>,
    ground: usize,
    texts: Answer,
    answer: OnceCell<Answer>,
    unfit: OnceCell<Unfit>,
}

impl Design<'_> {
    /// It as an answer.
    fn answer(&self) -> &Answer {
        self.answer.get_or_init(|| self.texts.saying(self.own.table.clone()))
    }

    /// A slice of it, by itself.
    pub(super) fn alone(&self, slice: &Slice) -> Answer {
        slice.alone(&self.own.table, &self.texts)
    }
}

impl<'m> Marker<'m> {
    pub(super) fn new(milestone: &'m Milestone, knowledge: &'m Knowledge) -> Self {
        let (grounds, known) = (RefCell::default(), RefCell::default());
        Self { milestone, knowledge, grounds, known, broken: RefCell::default() }
    }

    /// A design; nothing where its tables cannot be read.
    pub(super) fn design(&self, answer: &Answer) -> Option<Design<'m>> {
        let table = match answer.text(TOML) {
            Some(_) => answer.content()?,
            None => Table::new(),
        };
        Some(self.of(table, answer.clone()))
    }

    fn of(&self, table: Table, texts: Answer) -> Design<'m> {
        let mut grounds = self.grounds.borrow_mut();
        let known = grounds.iter().position(|own| own.bears(&table));
        let ground = known.unwrap_or_else(|| {
            grounds.push(Own::read(&self.milestone.shop, &texts.saying(table.clone())));
            grounds.len() - 1
        });
        let own = grounds[ground].under(table);
        Design { own, ground, texts, answer: OnceCell::new(), unfit: OnceCell::new() }
    }

    /// A design after a way; nothing where its tables cannot be read any more.
    pub(super) fn after(&self, design: &Design<'m>, way: &Way) -> Option<Design<'m>> {
        let (mut table, mut texts) = (design.own.table.clone(), design.texts.clone());
        match &way.change {
            Change::Value(path, value) => put(&mut table, path, value.clone()),
            Change::File(name, text) => texts = texts.with_text(name, text.clone()),
            Change::Edits(id, edits) => {
                let slice = self.milestone.slices().find(|slice| slice.id == *id)?;
                let changed = design.alone(slice).with(edits);
                let said = changed.tables()?;
                for key in slice.tables() {
                    let value = said.get(key).cloned();
                    put(&mut table, &[key.into()], value);
                }
                let others = texts.texts().filter(|(name, _)| !slice.belongs(name));
                texts = others
                    .chain(changed.texts())
                    .map(|(name, text)| (name, text.clone()))
                    .collect();
            }
        }
        Some(self.of(table, texts))
    }

    /// What the rules say that look at more than one slice.
    fn unfit<'d>(&self, design: &'d Design<'m>) -> &'d Unfit {
        let found = || Unfit::of(self.milestone, &design.own, design.answer(), self.knowledge);
        design.unfit.get_or_init(found)
    }

    /// What marking says of a slice by itself.
    fn seen(&self, ground: usize, slice: &Slice, facts: &dyn Facts, alone: Answer) -> Rc<Seen> {
        let mut known = self.known.borrow_mut();
        let same =
            |one: &&Known| one.ground == ground && one.slice == slice.id && one.alone == alone;
        if let Some(one) = known.iter().find(same) {
            return Rc::clone(&one.seen);
        }
        let is_readable = slice.diagnose(facts, &alone).is_empty();
        let verdict = is_readable.then(|| slice.look(facts, &alone, self.knowledge));
        let seen = Rc::new(Seen { verdict, graded: OnceCell::new() });
        let (slice, shared) = (slice.id.clone(), Rc::clone(&seen));
        known.push(Known { slice, ground, alone, seen: shared });
        seen
    }

    fn seen_in(&self, design: &Design<'m>, slice: &Slice, facts: &dyn Facts) -> Rc<Seen> {
        self.seen(design.ground, slice, facts, design.alone(slice))
    }

    /// What marking says of a slice of a design in some other form; nothing where it cannot be read.
    pub(super) fn look(
        &self,
        design: &Design<'m>,
        slice: &Slice,
        facts: &dyn Facts,
        alone: Answer,
    ) -> Option<Verdict> {
        self.seen(design.ground, slice, facts, alone).verdict.clone()
    }

    fn is_readable(&self, design: &Design<'m>) -> bool {
        let own = &design.own;
        let reads = |slice: &Slice| {
            let facts = slice.facts(&self.milestone.shop, own);
            facts.is_none_or(|facts| self.seen_in(design, slice, &*facts).verdict.is_some())
        };
        let mut slices = self.milestone.slices().filter(|slice| !slice.is_needless(own));
        own.table.keys().all(|key| is_known(key)) && slices.all(reads)
    }

    /// The verdict on a design; nothing where it cannot be read.
    pub(super) fn sound(&self, design: &Design<'m>) -> Option<Verdict> {
        let marks = |slice: &Slice, facts: &dyn Facts| {
            self.seen_in(design, slice, facts).verdict.clone().unwrap_or_default()
        };
        self.is_readable(design).then(|| self.judged(design, &marks))
    }

    /// The same with guesses tried, for whoever wants what is offered.
    pub(super) fn graded(&self, design: &Design<'m>) -> Verdict {
        let marks = |slice: &Slice, facts: &dyn Facts| {
            let seen = self.seen_in(design, slice, facts);
            let whole = || slice.mark(facts, &design.alone(slice), self.knowledge);
            match &seen.verdict {
                Some(verdict) if !facts.guesses() || verdict.findings.is_empty() => verdict.clone(),
                _ => seen.graded.get_or_init(whole).clone(),
            }
        };
        self.judged(design, &marks)
    }

    fn judged(
        &self,
        design: &Design<'m>,
        marks: &dyn Fn(&Slice, &dyn Facts) -> Verdict,
    ) -> Verdict {
        mark::judged_by(self.milestone, &design.own, self.unfit(design), marks)
    }

    /// Whether a finding stands in a design, by what it is about: its slice, or how the slices fit together;
    /// nothing where that cannot be read.
    pub(super) fn has(&self, design: &Design<'m>, finding: &Finding) -> Option<bool> {
        let is_same = |other: &Finding| other.rule == finding.rule && other.place == finding.place;
        let of = finding.place.first();
        let mut slices = self.milestone.slices();
        let slice = slices.find(|slice| Some(&slice.id) == of && !finding.rule.starts_with("CM"));
        let Some(slice) = slice else {
            let found = || self.unfit(design).all().any(is_same);
            return self.is_readable(design).then(found);
        };
        let facts = slice.facts(&self.milestone.shop, &design.own);
        match facts.filter(|_| !slice.is_needless(&design.own)) {
            Some(facts) => {
                let seen = self.seen_in(design, slice, &*facts);
                seen.verdict.as_ref().map(|verdict| verdict.findings.iter().any(is_same))
            }
            None => Some(false),
        }
    }

    /// Some broken forms of a slice, taken evenly from all of them.
    pub(super) fn broken(
        &self,
        design: &Design<'m>,
        slice: &Slice,
        facts: &dyn Facts,
    ) -> (Answer, Rc<Vec<Mutant>>) {
        let (alone, ground) = (design.alone(slice), design.ground);
        let mut broken = self.broken.borrow_mut();
        let same =
            |one: &&Broken| one.ground == ground && one.slice == slice.id && one.alone == alone;
        if let Some(one) = broken.iter().find(same) {
            return (alone, Rc::clone(&one.mutants));
        }
        let all = slice.mutants(facts, &alone);
        let every = all.len().div_ceil(MOST_BROKEN).max(1);
        let mutants: Rc<Vec<Mutant>> = Rc::new(all.into_iter().step_by(every).collect());
        let (slice, shared) = (slice.id.clone(), Rc::clone(&mutants));
        broken.push(Broken { slice, ground, alone: alone.clone(), mutants: shared });
        (alone, mutants)
    }
}
