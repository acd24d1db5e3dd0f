//! An answer resolved against its scenario: names become numbers, and what follows from them.

pub mod applied;
mod carry;
pub mod flow;
mod names;
mod profile;
pub mod resolve;
pub mod view;

use std::{collections::HashMap, sync::OnceLock};

use super::{
    architecture::{Architecture, Style},
    book::PatternBook,
    scenario::{Parts, Scenario},
};

pub use applied::{Applied, Spot};
pub use flow::{Flow, Remote, Why};
pub use names::NameFault;
pub use profile::Profile;
use view::Answering;

/// The end of a link: a service, or a third-party system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    Service(usize),
    External(usize),
}

/// A link whose ends exist.
#[derive(Clone, Debug)]
pub struct ResolvedLink {
    /// Its number in the answer.
    pub number: usize,
    /// Its number in [`Model::lines`].
    pub place: usize,
    pub from: usize,
    pub to: Node,
    pub style: Style,
    /// The transactions that run over it: those it names, else those that need it and that no other
    /// link of its direction names.
    pub transactions: Vec<usize>,
    pub views: Vec<usize>,
    /// Names nothing in its `for`.
    pub general: bool,
    /// Patterns on it, by number.
    pub with: Vec<usize>,
}

/// How a transaction over several services is kept together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saga {
    /// Number in [`Model::applied`].
    pub applied: usize,
    /// The service that leads it; `None` for a choreography.
    pub leader: Option<usize>,
}

/// The resolved answer.
pub struct Model<'a> {
    pub facts: &'a Scenario,
    pub answer: &'a Architecture,
    pub book: &'a PatternBook,
    pub parts: Parts,
    /// Whether the scenario has any facts; an imported graph comes without.
    pub has_facts: bool,
    /// For each capability, the services that do it as written.
    pub homes: Vec<Vec<usize>>,
    /// For each entity, the services that own it as written.
    pub owners: Vec<Vec<usize>>,
    /// For each capability, where it runs.
    pub home: Vec<Option<usize>>,
    /// For each entity, who owns it.
    pub owner: Vec<Option<usize>>,
    /// For each service, its capabilities and entities, sorted.
    pub does: Vec<Vec<usize>>,
    pub owns: Vec<Vec<usize>>,
    pub team: Vec<Option<usize>>,
    pub lines: Vec<ResolvedLink>,
    /// For each service, the numbers of the links that leave it.
    pub lines_from: Vec<Vec<usize>>,
    pub applied: Vec<Applied>,
    /// For each pattern, where it is applied.
    pub of_pattern: Vec<Vec<usize>>,
    /// For each service, the patterns that keep a copy there.
    pub(super) copies_at: Vec<Vec<usize>>,
    /// For each capability, the transactions that it is a step of.
    pub(super) steps_of: Vec<Vec<usize>>,
    /// For each entity, the capabilities that touch it.
    pub(super) users: Vec<Vec<usize>>,
    pub remotes: Vec<Remote>,
    pub flows: Vec<Flow>,
    /// For each service, the numbers of the flows that leave it.
    pub(super) flows_from: Vec<Vec<usize>>,
    /// For each transaction and step, the number of the flow by which it is reached.
    pub(super) step_flows: HashMap<(usize, usize), usize>,
    /// For each link, whether it carries anything that is needed.
    pub carrying: Vec<bool>,
    /// What each service is like, computed when a force is first asked for.
    profiles: OnceLock<Vec<Profile>>,
    /// For each view, the patterns that are meant to answer it, computed when the first is asked for.
    answering: OnceLock<Vec<Vec<Answering>>>,
    pub sagas: Vec<Option<Saga>>,
    pub faults: Vec<NameFault>,
}

impl Model<'_> {
    /// How many services there are.
    pub fn size(&self) -> usize {
        self.answer.services.len()
    }

    /// A service's name.
    pub fn name(&self, service: usize) -> &str {
        &self.answer.services[service].name
    }

    /// The name of the end of a link.
    pub fn node_name(&self, node: Node) -> &str {
        match node {
            Node::Service(service) => self.name(service),
            Node::External(external) => &self.facts.externals[external].name,
        }
    }

    /// The links from a service to a node.
    pub fn between(&self, from: usize, to: Node) -> impl Iterator<Item = &ResolvedLink> {
        let leaving = self.lines_from.get(from).map_or(&[][..], Vec::as_slice);
        leaving.iter().map(|at| &self.lines[*at]).filter(move |line| line.to == to)
    }

    /// The flows from a service to a node.
    pub fn flows_between(&self, from: usize, to: Node) -> impl Iterator<Item = &Flow> + Clone {
        self.flows_leaving(from).filter(move |flow| flow.to == to)
    }

    /// The flows that leave a service.
    pub fn flows_leaving(&self, from: usize) -> impl Iterator<Item = &Flow> + Clone {
        let leaving = self.flows_from.get(from).map_or(&[][..], Vec::as_slice);
        leaving.iter().map(|at| &self.flows[*at])
    }

    /// The accesses of a capability to what other services own.
    pub fn remotes_of(&self, capability: usize) -> &[Remote] {
        let first = self.remotes.partition_point(|remote| remote.capability < capability);
        let rest = self.remotes.get(first..).unwrap_or_default();
        let many = rest.partition_point(|remote| remote.capability == capability);
        rest.get(..many).unwrap_or_default()
    }

    /// The accesses of a service's capabilities to what another one owns.
    pub fn remotes_between(&self, from: usize, to: usize) -> impl Iterator<Item = &Remote> {
        let here = self.does[from].iter().flat_map(|capability| self.remotes_of(*capability));
        here.filter(move |remote| remote.to == to)
    }

    /// What passes between each two services, in both directions together: requests a second, at least
    /// one for each flow; where a rate is not known, each flow counts one. Row by row, as many columns
    /// as services.
    pub fn traffic(&self) -> Vec<f64> {
        let passing = |flow: &Flow| match (flow.to, flow.why) {
            (_, Why::Call { .. }) | (Node::External(_), _) => None,
            (_, Why::Access(at)) if self.remotes[at].copied && !self.remotes[at].writes => None,
            (Node::Service(to), Why::Access(at)) => {
                let rate = self.facts.capabilities[self.remotes[at].capability].rate;
                Some((flow.from, to, rate))
            }
            (Node::Service(to), Why::Step { transaction, .. }) => {
                Some((flow.from, to, self.transaction_rate(transaction)))
            }
        };
        let passing: Vec<_> = self.flows.iter().filter_map(passing).collect();
        let known = passing.iter().all(|(_, _, rate)| rate.is_some());
        let k = self.size();
        let mut table = vec![0.0; k * k];
        for (from, to, rate) in passing {
            let amount = rate.filter(|_| known).unwrap_or(1.0).max(1.0);
            table[from * k + to] += amount;
            table[to * k + from] += amount;
        }
        table
    }

    /// The links between services that make the caller wait.
    pub fn waiting_lines(&self) -> impl Iterator<Item = (&ResolvedLink, usize)> {
        self.lines.iter().filter(|line| line.style.waits()).filter_map(|line| match line.to {
            Node::Service(to) => Some((line, to)),
            Node::External(_) => None,
        })
    }

    /// The link as people write it, `a->b`.
    pub fn arrow(&self, from: usize, to: Node) -> String {
        format!("{}->{}", self.name(from), self.node_name(to))
    }

    /// The services that own what a transaction writes, sorted.
    pub fn writers(&self, transaction: usize) -> Vec<usize> {
        let written = self.facts.written_by(&self.facts.transactions[transaction]);
        sorted(written.into_iter().filter_map(|entity| self.owner[entity]).collect())
    }

    /// The services that run a transaction's steps, sorted.
    pub fn participants(&self, transaction: usize) -> Vec<usize> {
        let steps = self.facts.transactions[transaction].steps.iter();
        sorted(steps.filter_map(|step| self.home[*step]).collect())
    }

    /// The services that own what a view needs, sorted.
    pub fn view_owners(&self, view: usize) -> Vec<usize> {
        let needs = self.facts.views[view].needs.iter();
        sorted(needs.filter_map(|entity| self.owner[*entity]).collect())
    }

    /// The entity's name.
    pub fn entity(&self, entity: usize) -> &str {
        &self.facts.entities[entity].name
    }

    /// The capability's name.
    pub fn capability(&self, capability: usize) -> &str {
        &self.facts.capabilities[capability].name
    }
}

/// Sorted and without doubles.
pub fn sorted(mut items: Vec<usize>) -> Vec<usize> {
    items.sort_unstable();
    items.dedup();
    items
}
