//! Where patterns stand, and whether they settle an obligation.

use super::{Model, Node};
use crate::{
    catalog::obligation::{Scope, Values},
    design::book::Solver,
};

/// A place in an answer that a pattern or an obligation stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spot {
    Transaction(usize),
    View(usize),
    Service(usize),
    Link(usize, Node),
    Client(usize),
    /// The stored entities of a service.
    Store(usize),
    System,
}

/// One application of a pattern.
#[derive(Clone, Copy, Debug)]
pub struct Applied {
    pub pattern: usize,
    pub spot: Spot,
    /// The service that runs it.
    pub at: Option<usize>,
    /// The link that carries it, in [`Model::lines`].
    pub line: Option<usize>,
    /// The `[[apply]]` that it comes from, in the answer.
    pub apply: Option<usize>,
    /// The learner named it, rather than it following from a style.
    pub written: bool,
}

impl Spot {
    /// Its kind.
    pub fn scope(self) -> Scope {
        match self {
            Self::Transaction(_) => Scope::Transaction,
            Self::View(_) => Scope::View,
            Self::Service(_) => Scope::Service,
            Self::Link(..) => Scope::Link,
            Self::Client(_) => Scope::Client,
            Self::Store(_) => Scope::Store,
            Self::System => Scope::System,
        }
    }
}

impl Model<'_> {
    /// Whether some pattern settles a kind of obligation at a place. A copy settles nothing here: what is
    /// read from it does not travel, and what still travels it does not settle.
    pub fn settled(&self, kind: &str, spot: Spot, line: Option<usize>, values: &Values) -> bool {
        let reach = self.book.obligations.reach(spot.scope());
        self.book.solvers(kind).iter().any(|solver| {
            !self.book.is_copy(solver.pattern)
                && solver.when.holds(values)
                && self.stands(solver.pattern, spot, line, reach)
                && self.needs_met(solver, spot, line, reach)
        })
    }

    /// Whether a pattern of that id stands at a place or around it.
    pub fn settled_by(&self, id: &str, spot: Spot) -> bool {
        let reach = self.book.obligations.reach(spot.scope());
        self.book.number(id).is_some_and(|pattern| self.stands(pattern, spot, None, reach))
    }

    fn needs_met(&self, solver: &Solver, spot: Spot, line: Option<usize>, reach: &[Scope]) -> bool {
        solver.needs.iter().all(|need| self.stands_in_any_form(*need, spot, line, reach))
    }

    /// Whether a pattern or a special form of it stands at a place or around it.
    pub fn stands_in_any_form(
        &self,
        pattern: usize,
        spot: Spot,
        line: Option<usize>,
        reach: &[Scope],
    ) -> bool {
        let forms = &self.book.entry(pattern).forms;
        forms.iter().any(|form| self.stands(*form, spot, line, reach))
    }

    fn stands(&self, pattern: usize, spot: Spot, line: Option<usize>, reach: &[Scope]) -> bool {
        self.of_pattern[pattern].iter().any(|at| {
            let applied = &self.applied[*at];
            reach.contains(&applied.spot.scope())
                && self.touches(applied.spot, applied.line, spot)
                && (line.is_none() || applied.line.is_none() || applied.line == line)
        })
    }

    /// Whether what stands at `from` reaches an obligation at `to`. `line` is the link that carries a
    /// pattern written on one link.
    pub fn touches(&self, from: Spot, line: Option<usize>, to: Spot) -> bool {
        if from == to || from == Spot::System || to == Spot::System {
            return true;
        }
        match (from, to) {
            (Spot::Link(..), Spot::Transaction(wanted)) => {
                self.lines_at(from, line).any(|line| line.transactions.contains(&wanted))
            }
            (Spot::Service(service), Spot::Transaction(wanted))
            | (Spot::Transaction(wanted), Spot::Service(service)) => {
                self.takes_part(service, wanted)
            }
            (Spot::Link(..), Spot::View(wanted)) => {
                self.lines_at(from, line).any(|line| line.views.contains(&wanted))
            }
            (Spot::Service(service), Spot::View(view)) => self.serves_view(service, view),
            (Spot::Link(one, two), Spot::Service(service) | Spot::Store(service))
            | (Spot::Service(service), Spot::Link(one, two)) => {
                one == service || two == Node::Service(service)
            }
            (Spot::Transaction(wanted), Spot::Link(one, two)) => {
                self.between(one, two).any(|line| line.transactions.contains(&wanted))
            }
            (Spot::View(wanted), Spot::Link(one, two)) => {
                self.between(one, two).any(|line| line.views.contains(&wanted))
            }
            (Spot::Service(one), Spot::Store(two)) => one == two,
            (Spot::View(view), Spot::Store(service)) => self.serves_view(service, view),
            (Spot::Client(_), Spot::View(_))
            | (Spot::Service(_) | Spot::View(_), Spot::Client(_)) => true,
            _ => false,
        }
    }

    fn lines_at(
        &self,
        spot: Spot,
        line: Option<usize>,
    ) -> impl Iterator<Item = &super::ResolvedLink> {
        let numbered = self.lines.iter().enumerate();
        numbered
            .filter(move |(at, known)| match line {
                Some(wanted) => *at == wanted,
                None => Spot::Link(known.from, known.to) == spot,
            })
            .map(|(_, line)| line)
    }

    /// Whether a service runs a step of a transaction or leads it.
    pub fn takes_part(&self, service: usize, transaction: usize) -> bool {
        let led = self.sagas[transaction].is_some_and(|saga| saga.leader == Some(service));
        let mut steps = self.facts.transactions[transaction].steps.iter();
        led || steps.any(|step| self.home[*step] == Some(service))
    }

    fn serves_view(&self, service: usize, view: usize) -> bool {
        let hosted = self
            .applied
            .iter()
            .any(|applied| applied.spot == Spot::View(view) && applied.at == Some(service));
        let mut needs = self.facts.views[view].needs.iter();
        hosted || needs.any(|entity| self.owner[*entity] == Some(service))
    }
}
