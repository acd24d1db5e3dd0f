//! What must pass between services: remote accesses, steps of transactions, calls of third parties.

use std::collections::HashMap;

use super::{Applied, Model, Node, ResolvedLink, Spot, sorted};
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
    /// A fed copy stands at the reader, but a call for nothing else stands beside it: it counts as a call.
    pub doubled: bool,
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

impl Remote {
    /// Whether it really travels: it is not served from a copy.
    pub fn travels(&self) -> bool {
        self.writes || !self.copied
    }
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
        for (at, flow) in flows.iter().enumerate() {
            self.flows_from[flow.from].push(at);
            if let Why::Step { transaction, step } = flow.why {
                self.step_flows.entry((transaction, step)).or_insert(at);
            }
        }
        self.flows = flows;
        self.assign_lines();
        self.serve_reads();
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
                    copied: false,
                    doubled: false,
                });
            }
        }
        self.remotes = remotes;
    }

    /// Decides which reads a fed copy serves, and which go on calling although a copy stands there.
    fn serve_reads(&mut self) {
        let fed: Vec<bool> = self
            .remotes
            .iter()
            .map(|r| r.reads && self.copy_of(r.from, r.to, r.entity).is_some())
            .collect();
        let mut remotes = std::mem::take(&mut self.remotes);
        let called = |from: usize, to: usize| {
            self.between(from, Node::Service(to)).any(|line| line.style.waits())
        };
        let fresh = |remote: &Remote| self.facts.capabilities[remote.capability].reads_fresh();
        let mut needed: HashMap<(usize, usize), bool> = HashMap::new();
        for (at, remote) in remotes.iter().enumerate() {
            let asks = (remote.reads && (!fed[at] || fresh(remote)))
                || (remote.writes && !self.has_command(remote.from, remote.to));
            *needed.entry((remote.from, remote.to)).or_insert(false) |= asks;
        }
        for (at, remote) in remotes.iter_mut().enumerate().filter(|(at, _)| fed[*at]) {
            let (from, to) = (remote.from, remote.to);
            if !called(from, to) {
                remote.copied = true;
            } else if !(fed[at] && fresh(remote)) {
                let needed = needed.get(&(from, to)) == Some(&true)
                    || self.steps_wait(from, to)
                    || self.composes(from, to);
                remote.copied = needed;
                remote.doubled = !needed;
            }
        }
        self.remotes = remotes;
    }

    /// Whether a queue between two services carries commands, so that a write needs no call.
    fn has_command(&self, from: usize, to: usize) -> bool {
        self.between(from, Node::Service(to)).any(|line| line.style == Style::Async)
    }

    /// Whether a step of some transaction goes over a call from one service to another.
    fn steps_wait(&self, from: usize, to: usize) -> bool {
        self.flows_between(from, Node::Service(to)).any(|flow| {
            matches!(flow.why, Why::Step { .. })
                && self.speaking(flow).any(|line| line.style.waits())
        })
    }

    /// The pattern that keeps a copy of an entity of `owner` at `reader`, where events feed it.
    pub fn copy_of(&self, reader: usize, owner: usize, entity: usize) -> Option<usize> {
        let to = Node::Service(reader);
        if !self.between(owner, to).any(|line| line.style == Style::Event) {
            return None;
        }
        let serves = |at: &usize| match self.applied[*at].spot {
            Spot::Link(from, _) => from == owner,
            Spot::View(view) => self.facts.views[view].needs.contains(&entity),
            _ => true,
        };
        // What is there for the capabilities of a service comes before what a view keeps or could keep.
        let rank = |at: &usize| {
            let Applied { spot, pattern, at, .. } = self.applied[*at];
            let views = self.book.solves(pattern, "cross-service-query");
            (matches!(spot, Spot::View(_)), views, pattern, at.map(|at| self.name(at)))
        };
        self.copies_at[reader].iter().copied().filter(serves).min_by_key(rank)
    }

    /// A link that names nothing serves every transaction that needs it and that no other link names.
    fn assign_lines(&mut self) {
        let mut lines = std::mem::take(&mut self.lines);
        let mut needed: HashMap<(usize, Node), Vec<usize>> = HashMap::new();
        for flow in &self.flows {
            let served = needed.entry((flow.from, flow.to)).or_default();
            match flow.why {
                Why::Step { transaction, .. } => served.push(transaction),
                Why::Access(at) => served.extend(&self.steps_of[self.remotes[at].capability]),
                Why::Call { capability } => served.extend(&self.steps_of[capability]),
            }
        }
        let mut named: HashMap<(usize, Node), Vec<usize>> = HashMap::new();
        for line in lines.iter().filter(|line| !line.general) {
            named.entry((line.from, line.to)).or_default().extend(&line.transactions);
        }
        for line in lines.iter_mut().filter(|line| line.general) {
            let pair = (line.from, line.to);
            let served = needed.get(&pair).cloned().unwrap_or_default();
            let taken = named.get(&pair);
            let free = |t: &usize| taken.is_none_or(|taken| !taken.contains(t));
            line.transactions = sorted(served.into_iter().filter(free).collect());
            line.views = self.views_between(line.from, line.to);
        }
        self.lines = lines;
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

    /// The links that speak for a flow: those that name its transaction; where none does, all in that
    /// direction. An access is no part of a transaction's course, so every link may carry it.
    pub fn speaking(&self, flow: &Flow) -> impl Iterator<Item = &ResolvedLink> {
        let transaction = match flow.why {
            Why::Step { transaction, .. } => Some(transaction),
            _ => None,
        };
        let names = move |line: &&ResolvedLink| {
            transaction.is_some_and(|t| !line.general && line.transactions.contains(&t))
        };
        let some = self.between(flow.from, flow.to).any(|line| names(&line));
        self.between(flow.from, flow.to).filter(move |line| !some || names(line))
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
    /// neither carries anything else. A service with work of its own passes nothing on by a link that is
    /// merely left over; one without any may be drawn for that alone.
    pub fn detour(&self, flow: &Flow) -> Option<usize> {
        let leaving = self.lines_from.get(flow.from)?.iter().map(|at| &self.lines[*at]);
        // A message brings no answer back, and through a service in between neither.
        let asks = matches!(flow.why, Why::Access(at) if self.remotes[at].reads);
        let suits = |line: &&ResolvedLink| line.style.waits() || !asks;
        let ways = leaving.filter(suits).filter_map(|one| {
            let Node::Service(middle) = one.to else { return None };
            let mut second = self.between(middle, flow.to).filter(suits);
            let found = second.any(|two| {
                // A service that runs a step goes on by itself; only one that does not relays.
                let passed_on = |t: &usize| {
                    let steps = &self.facts.transactions[*t].steps;
                    two.transactions.contains(t)
                        && !steps.iter().any(|step| self.home[*step] == Some(middle))
                };
                let shared = one.transactions.iter().any(passed_on);
                let named = !one.general && !two.general && shared;
                let relay = self.does[middle].is_empty() && self.owns[middle].is_empty();
                let idle = [self.is_idle(one), self.is_idle(two)];
                named || idle == [true, true] || (relay && idle != [false, false])
            });
            found.then_some(middle)
        });
        ways.min_by_key(|middle| self.name(*middle))
    }

    /// Whether a link carries nothing of its own: no flow, no view, no feed of a copy.
    fn is_idle(&self, line: &ResolvedLink) -> bool {
        let feeds = match line.to {
            Node::Service(to) => self.remotes_between(to, line.from).any(|remote| remote.copied),
            Node::External(_) => false,
        };
        let flows = self.flows_between(line.from, line.to).next().is_some();
        !feeds && !flows && line.views.is_empty()
    }

    /// The remote accesses that really travel: not served from a copy.
    pub fn travelling(&self) -> impl Iterator<Item = &Remote> {
        self.remotes.iter().filter(|remote| remote.travels())
    }

    /// The rate of a transaction: that of its rarest step; `None` where one is not known.
    pub fn transaction_rate(&self, transaction: usize) -> Option<f64> {
        let steps = self.facts.transactions[transaction].steps.iter();
        let rates: Option<Vec<f64>> =
            steps.map(|step| self.facts.capabilities[*step].rate).collect();
        rates?.into_iter().reduce(f64::min)
    }

    /// Whether a flow needs its answer before the caller can go on.
    pub fn must_wait(&self, flow: &Flow) -> bool {
        match flow.why {
            Why::Access(at) => {
                let remote = &self.remotes[at];
                remote.reads && !remote.copied
            }
            Why::Step { transaction, step } => self.facts.transactions[transaction].waits_for(step),
            Why::Call { capability } => {
                let mut all = self.facts.transactions.iter();
                all.any(|transaction| transaction.waits_for(capability))
            }
        }
    }
}
