//! What must pass between services: remote accesses, steps of transactions, calls of third parties.

use std::collections::HashMap;

use super::{Model, Node, Spot, sorted};
use crate::design::architecture::Style;

/// A capability that touches an entity of another service.
#[derive(Clone, Copy, Debug)]
pub struct Remote {
    pub capability: usize,
    pub entity: usize,
    /// Where the capability runs.
    pub from: usize,
    /// Who owns the entity.
    pub to: usize,
    pub reads: bool,
    pub writes: bool,
    /// The reading is done on a copy that events feed.
    pub copied: bool,
}

/// Why something must pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Number in [`Model::remotes`].
    Access(usize),
    /// A transaction goes on with that capability.
    Step { transaction: usize, step: usize },
    /// A capability calls a third-party system.
    Call { capability: usize },
}

/// One need of one service for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flow {
    pub from: usize,
    pub to: Node,
    pub why: Why,
}

impl Model<'_> {
    pub(super) fn find_flows(&mut self) {
        self.find_remotes();
        let mut flows = Vec::new();
        for (at, remote) in self.remotes.iter().enumerate() {
            let to = Node::Service(remote.to);
            flows.push(Flow { from: remote.from, to, why: Why::Access(at) });
        }
        for (transaction, facts) in self.facts.transactions.iter().enumerate() {
            let leader = self.sagas[transaction].and_then(|saga| saga.leader);
            let mut before = None;
            for step in &facts.steps {
                let here = self.home[*step];
                if let (Some(from), Some(to)) = (leader.or(before), here)
                    && from != to
                {
                    let why = Why::Step { transaction, step: *step };
                    flows.push(Flow { from, to: Node::Service(to), why });
                }
                before = here.or(before);
            }
        }
        for (capability, facts) in self.facts.capabilities.iter().enumerate() {
            let Some(from) = self.home[capability] else { continue };
            for external in &facts.calls {
                let to = Node::External(*external);
                flows.push(Flow { from, to, why: Why::Call { capability } });
            }
        }
        self.flows = flows;
        self.assign_lines();
    }

    fn find_remotes(&mut self) {
        let mut remotes = Vec::new();
        for (capability, facts) in self.facts.capabilities.iter().enumerate() {
            let Some(from) = self.home[capability] else { continue };
            for access in &facts.access {
                let Some(to) = self.owner[access.entity].filter(|to| *to != from) else { continue };
                remotes.push(Remote {
                    capability,
                    entity: access.entity,
                    from,
                    to,
                    reads: access.reads,
                    writes: access.writes,
                    copied: access.reads && self.has_copy(from, to, access.entity),
                });
            }
        }
        self.remotes = remotes;
    }

    /// Whether `reader` keeps a copy of an entity of `owner`, fed by events.
    fn has_copy(&self, reader: usize, owner: usize, entity: usize) -> bool {
        let to = Node::Service(reader);
        if !self.between(owner, to).any(|line| line.style == Style::Event) {
            return false;
        }
        self.applied.iter().any(|applied| {
            self.book.is_copy(applied.pattern)
                && match applied.spot {
                    Spot::Service(service) => service == reader,
                    Spot::Link(from, node) => from == owner && node == to,
                    Spot::View(view) => {
                        applied.at == Some(reader) && self.facts.views[view].needs.contains(&entity)
                    }
                    _ => false,
                }
        })
    }

    /// A link that names nothing serves every transaction that needs it.
    fn assign_lines(&mut self) {
        let mut lines = std::mem::take(&mut self.lines);
        let mut needed: HashMap<(usize, Node), Vec<usize>> = HashMap::new();
        for flow in &self.flows {
            let served = needed.entry((flow.from, flow.to)).or_default();
            match flow.why {
                Why::Step { transaction, .. } => served.push(transaction),
                Why::Access(at) => self.add_users(served, self.remotes[at].capability),
                Why::Call { capability } => self.add_users(served, capability),
            }
        }
        for line in lines.iter_mut().filter(|line| line.general) {
            let served = needed.get(&(line.from, line.to)).cloned().unwrap_or_default();
            line.transactions = sorted(served);
            line.views = self.views_between(line.from, line.to);
        }
        self.lines = lines;
    }

    fn add_users(&self, served: &mut Vec<usize>, capability: usize) {
        let users = self.facts.transactions.iter().enumerate();
        served.extend(users.filter(|(_, t)| t.steps.contains(&capability)).map(|(at, _)| at));
    }

    /// The views that a pattern hosts at one end and that need what the other end owns.
    fn views_between(&self, from: usize, to: Node) -> Vec<usize> {
        let Node::Service(to) = to else { return Vec::new() };
        let hosted = self.applied.iter().filter_map(|applied| match applied.spot {
            Spot::View(view) => Some((view, applied.at?)),
            _ => None,
        });
        let views = hosted.filter(|(view, at)| {
            let other = if *at == from {
                to
            } else if *at == to {
                from
            } else {
                return false;
            };
            self.facts.views[*view].needs.iter().any(|entity| self.owner[*entity] == Some(other))
        });
        sorted(views.map(|(view, _)| view).collect())
    }

    /// Whether a need is met by a direct link, a copy, or a way through one service in between.
    pub fn is_covered(&self, flow: &Flow) -> bool {
        if let Why::Access(at) = flow.why {
            let remote = &self.remotes[at];
            if remote.copied && !remote.writes {
                return true;
            }
        }
        self.between(flow.from, flow.to).next().is_some() || self.detour(flow).is_some()
    }

    /// The service in between, where two links together carry a flow: both name the same purpose, or
    /// one of them would carry nothing else.
    pub fn detour(&self, flow: &Flow) -> Option<usize> {
        let leaving = self.lines_from.get(flow.from)?;
        leaving.iter().map(|at| &self.lines[*at]).find_map(|one| {
            let Node::Service(middle) = one.to else { return None };
            let mut second = self.between(middle, flow.to);
            let found = second.any(|two| {
                // A service that runs a step goes on by itself; only one that does not relays.
                let passed_on = |t: &usize| {
                    let steps = &self.facts.transactions[*t].steps;
                    two.transactions.contains(t)
                        && !steps.iter().any(|step| self.home[*step] == Some(middle))
                };
                let shared = one.transactions.iter().any(passed_on);
                let named = !one.general && !two.general && shared;
                named || self.is_idle(one) || self.is_idle(two)
            });
            found.then_some(middle)
        })
    }

    /// Whether a link carries nothing of its own: no flow, no view, no feed of a copy.
    fn is_idle(&self, line: &super::Line) -> bool {
        let feeds = self.remotes.iter().any(|remote| {
            remote.copied && remote.to == line.from && Node::Service(remote.from) == line.to
        });
        let flows = self.flows.iter().any(|flow| flow.from == line.from && flow.to == line.to);
        !feeds && !flows && line.views.is_empty()
    }

    /// The remote accesses that really travel: not served from a copy.
    pub fn travelling(&self) -> impl Iterator<Item = &Remote> {
        self.remotes.iter().filter(|remote| remote.writes || !remote.copied)
    }

    /// The rate of a transaction: that of its rarest step.
    pub fn transaction_rate(&self, transaction: usize) -> f64 {
        let steps = self.facts.transactions[transaction].steps.iter();
        let rates = steps.map(|step| self.facts.capabilities[*step].rate);
        let least = rates.fold(f64::INFINITY, f64::min);
        if least.is_finite() { least } else { 0.0 }
    }
}
