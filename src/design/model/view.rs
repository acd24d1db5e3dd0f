//! Who answers a view, and what is missing until somebody can.

use super::{Model, Node, Spot};
use crate::design::architecture::Style;

/// How a pattern answers a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From a read model, which every owner feeds by events.
    Copy,
    /// By asking every owner.
    Ask,
}

/// A pattern that is meant to answer a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answering {
    /// Number in [`Model::applied`].
    pub applied: usize,
    pub way: Way,
    /// Where it runs; an entry for clients runs in front of all services.
    pub at: Option<usize>,
    /// Owners that do not feed it, or that it does not ask.
    pub missing: Vec<usize>,
    /// Nothing says where it runs.
    pub homeless: bool,
}

impl Answering {
    /// Whether it can answer.
    pub fn is_whole(&self) -> bool {
        self.missing.is_empty() && !self.homeless
    }
}

impl Model<'_> {
    /// The patterns that are meant to answer a view, those that can first.
    pub fn answering(&self, view: usize) -> &[Answering] {
        let views = 0..self.facts.views.len();
        let all = self.answering.get_or_init(|| views.map(|view| self.meant_to(view)).collect());
        all.get(view).map_or(&[], Vec::as_slice)
    }

    fn meant_to(&self, view: usize) -> Vec<Answering> {
        let solvers = self.book.solvers("cross-service-query").iter();
        let meant = solvers.flat_map(|solver| &self.of_pattern[solver.pattern]);
        let mut found: Vec<Answering> =
            meant.filter_map(|applied| self.meant_for(*applied, view)).collect();
        let name = |one: &Answering| one.at.map(|at| self.name(at));
        let key = |one: &Answering| {
            (!one.is_whole(), one.missing.len(), self.applied[one.applied].pattern)
        };
        found.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| name(a).cmp(&name(b))));
        found
    }

    fn meant_for(&self, number: usize, view: usize) -> Option<Answering> {
        let applied = &self.applied[number];
        let way = if self.book.is_copy(applied.pattern) { Way::Copy } else { Way::Ask };
        let at = match applied.spot {
            Spot::View(on) if on == view => {
                applied.at.or_else(|| self.asks_all(view).filter(|_| way == Way::Ask))
            }
            Spot::Service(service) if way == Way::Copy => Some(service),
            Spot::Link(from, _) if way == Way::Ask && self.serves(applied.line, view) => Some(from),
            Spot::Client(_) | Spot::System => None,
            _ => return None,
        };
        let entry = matches!(applied.spot, Spot::Client(_) | Spot::System);
        let missing = at.map_or_else(Vec::new, |at| self.unreached(view, at, way));
        // A read model that no owner feeds is a word on a service and no attempt at this view.
        let others = self.view_owners(view).into_iter().filter(|owner| Some(*owner) != at).count();
        if matches!(applied.spot, Spot::Service(_)) && missing.len() == others && others > 0 {
            return None;
        }
        Some(Answering { applied: number, way, at, missing, homeless: at.is_none() && !entry })
    }

    fn serves(&self, line: Option<usize>, view: usize) -> bool {
        line.is_some_and(|line| self.lines[line].views.contains(&view))
    }

    /// A service that asks every other owner of what a view needs.
    fn asks_all(&self, view: usize) -> Option<usize> {
        let all = (0..self.size()).filter(|at| self.unreached(view, *at, Way::Ask).is_empty());
        all.min_by_key(|at| self.name(*at))
    }

    /// The owners that do not feed a read model at a place, or that are not asked from there.
    fn unreached(&self, view: usize, at: usize, way: Way) -> Vec<usize> {
        let reached = |owner: usize| match way {
            Way::Copy => {
                self.between(owner, Node::Service(at)).any(|line| line.style == Style::Event)
            }
            Way::Ask => self.between(at, Node::Service(owner)).any(|line| line.style.waits()),
        };
        let owners = self.view_owners(view).into_iter();
        owners.filter(|owner| *owner != at && !reached(*owner)).collect()
    }

    /// Whether a service composes a view for which it has to ask another one.
    pub(super) fn composes(&self, at: usize, owner: usize) -> bool {
        self.applied.iter().any(|applied| match applied.spot {
            Spot::View(view) => {
                applied.at == Some(at)
                    && !self.book.is_copy(applied.pattern)
                    && self.view_owners(view).contains(&owner)
            }
            _ => false,
        })
    }

    /// The copy or composition that a view is taken to be answered by; none where it needs none.
    pub fn answer_of(&self, view: usize) -> Option<&Answering> {
        self.answering(view).first()
    }
}
