//! The facts of a decomposition: what the system must do, on which data, how often, for whom.

mod affinity;
mod bonds;
mod names;
pub mod read;
mod relations;

pub(in crate::design) use names::named;

use std::{collections::BTreeMap, sync::OnceLock};

use super::{limits::Limits, weights::Weights};
pub use affinity::Affinity;
pub use bonds::Bonds;

/// Files with more of anything are refused: entities, capabilities, transactions, views and so on.
pub const MOST_OF_A_KIND: usize = 1_000;
/// Files are refused with more entities, capabilities, transactions and views than this in all, so that
/// an answer is graded within a second.
pub const MOST_FACTS: usize = 2_000;
/// Files are refused whose capabilities touch entities more often than this.
pub const MOST_ACCESSES: usize = 10_000;

/// Keys of an exercise file that are not facts.
pub const EXERCISE_KEYS: [&str; 10] = [
    "number", "week", "task", "minutes", "brief", "hints", "read", "versions", "licence", "source",
];

/// What a scenario asks the learner for. What it does not ask for is derived and not graded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    pub ownership: bool,
    pub services: bool,
    pub links: bool,
    pub patterns: bool,
}

/// One of the four parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Ownership,
    Services,
    Links,
    Patterns,
    /// Graded whatever is asked for.
    Always,
}

impl Parts {
    /// Everything.
    pub const ALL: Self = Self { ownership: true, services: true, links: true, patterns: true };
    /// Who owns which entity, nothing else.
    pub const OWNERSHIP: Self =
        Self { ownership: true, services: false, links: false, patterns: false };

    /// Whether a part is asked for.
    pub fn asks(self, part: Part) -> bool {
        match part {
            Part::Ownership => self.ownership,
            Part::Services => self.services,
            Part::Links => self.links,
            Part::Patterns => self.patterns,
            Part::Always => true,
        }
    }
}

/// How often something changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    Rarely,
    #[default]
    Normal,
    Often,
}

/// The shape of a capability's load.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Load {
    #[default]
    Steady,
    Bursty,
    Batch,
    Cpu,
    Stream,
}

/// What an outage costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Criticality {
    Low,
    #[default]
    Normal,
    High,
}

/// Who may see the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Secrecy {
    Public,
    Internal,
    Pii,
    Secret,
}

/// What a business transaction promises.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Consistency {
    /// All or nothing, at once.
    Strong,
    /// All or nothing, in the end.
    Eventual,
    #[default]
    None,
}

/// Numbers of the network; absent means that no rule may use it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Network {
    /// One way, in milliseconds.
    pub hop_ms: Option<f64>,
    pub service_avail: Option<f64>,
    pub broker_avail: Option<f64>,
    pub fallback_avail: Option<f64>,
}

/// Data with an identity.
#[derive(Clone, Debug, Default)]
pub struct Entity {
    pub name: String,
    /// Number of its aggregate in [`Scenario::aggregates`].
    pub aggregate: Option<usize>,
    pub change: Option<Change>,
    pub zone: Option<usize>,
    pub secrecy: Option<Secrecy>,
    /// Its store can prepare and commit.
    pub two_phase: bool,
    /// What it is, for the learner.
    pub about: String,
}

/// How a capability touches an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    pub entity: usize,
    pub reads: bool,
    pub writes: bool,
}

/// Something the system does for somebody.
#[derive(Clone, Debug, Default)]
pub struct Capability {
    pub name: String,
    /// Sorted by entity.
    pub access: Vec<Access>,
    /// Requests a second at peak; absent means unknown, as for every number here.
    pub rate: Option<f64>,
    pub load: Load,
    pub change: Option<Change>,
    pub criticality: Criticality,
    pub cpu_ms: Option<f64>,
    /// Numbers in [`Scenario::clients`]; none for internal work.
    pub clients: Vec<usize>,
    /// Numbers of the third-party systems that it calls.
    pub calls: Vec<usize>,
    pub idempotent: bool,
    pub ordered: bool,
    pub fault_prone: bool,
    /// Requests a second that it can serve.
    pub capacity: Option<f64>,
    pub zone: Option<usize>,
    /// Age in seconds that what it reads may have; 0 means fresh.
    pub reads_stale_s: Option<f64>,
    pub about: String,
}

/// A business transaction: capabilities in order.
#[derive(Clone, Debug, Default)]
pub struct Transaction {
    pub name: String,
    pub steps: Vec<usize>,
    pub consistency: Consistency,
    /// Steps that the user waits for.
    pub waits: Vec<usize>,
    /// Steps that can be undone.
    pub undo: Vec<usize>,
    /// Whether anything is said about which steps can be undone.
    pub undo_stated: bool,
    /// The step after which nothing is taken back.
    pub pivot: Option<usize>,
    pub availability: Option<f64>,
    pub p95_ms: Option<f64>,
    pub about: String,
}

/// A query that joins entities.
#[derive(Clone, Debug, Default)]
pub struct View {
    pub name: String,
    pub needs: Vec<usize>,
    /// Requests a second at peak.
    pub rate: Option<f64>,
    /// Age in seconds that it may have; `None` where nothing is said.
    pub staleness_s: Option<f64>,
    pub about: String,
}

/// People who own services.
#[derive(Clone, Debug, Default)]
pub struct Team {
    pub name: String,
    pub capabilities: Vec<usize>,
    pub entities: Vec<usize>,
    /// Services that it can own.
    pub capacity: Option<f64>,
}

/// A security or privacy zone.
#[derive(Clone, Debug, Default)]
pub struct Zone {
    pub name: String,
    pub apart_from: Vec<usize>,
}

/// A third-party system.
#[derive(Clone, Debug, Default)]
pub struct External {
    pub name: String,
    pub availability: Option<f64>,
    pub flaky: bool,
}

/// Members that must stay together: an aggregate, or a service that exists and was bought.
#[derive(Clone, Debug, Default)]
pub struct Group {
    pub name: String,
    pub capabilities: Vec<usize>,
    pub entities: Vec<usize>,
}

/// Names of one kind with their numbers.
pub type Names = BTreeMap<String, usize>;

/// The facts.
#[derive(Clone, Debug, Default)]
pub struct Scenario {
    pub id: String,
    pub title: String,
    /// 0 (none) to 3 (a platform team).
    pub ops_maturity: Option<f64>,
    /// `None` where the file says nothing; see [`Scenario::parts`].
    pub stated_parts: Option<Parts>,
    pub network: Network,
    pub entities: Vec<Entity>,
    pub capabilities: Vec<Capability>,
    pub transactions: Vec<Transaction>,
    pub views: Vec<View>,
    pub teams: Vec<Team>,
    pub zones: Vec<Zone>,
    pub externals: Vec<External>,
    pub predefined: Vec<Group>,
    pub aggregates: Vec<Group>,
    /// Pairs of entities that refer to each other.
    pub relations: Vec<(usize, usize)>,
    /// Those of them in which the second is a part of the first and lives no longer.
    pub compositions: Vec<(usize, usize)>,
    /// Kinds of clients, sorted.
    pub clients: Vec<String>,
    pub limits: Limits,
    /// What the edits of an adaptation weigh.
    pub weights: Weights,
    /// The best score that is known, with a witness in the references.
    pub par: Option<f64>,
    pub(super) entity_names: Names,
    pub(super) capability_names: Names,
    pub(super) transaction_names: Names,
    pub(super) view_names: Names,
    pub(super) team_names: Names,
    pub(super) external_names: Names,
    affinity: OnceLock<Affinity>,
    bonds: OnceLock<Bonds>,
}

impl Scenario {
    /// What is asked for. A file that does not say so asks for ownership if it has no facts about
    /// how services would work together, else for everything.
    pub fn parts(&self) -> Parts {
        self.stated_parts.unwrap_or_else(|| {
            // An imported graph comes without facts: what can be said of it is said.
            let bare = self.entities.is_empty() && self.capabilities.is_empty();
            let interaction = bare
                || !self.transactions.is_empty()
                || !self.views.is_empty()
                || !self.externals.is_empty()
                || self.network != Network::default()
                || self.capabilities.iter().any(|c| c.rate.is_some() || !c.clients.is_empty())
                || self.teams.iter().any(|team| !team.capabilities.is_empty());
            if interaction { Parts::ALL } else { Parts::OWNERSHIP }
        })
    }

    /// How strongly entities belong together; computed once.
    pub fn affinity(&self) -> &Affinity {
        self.affinity.get_or_init(|| Affinity::of(self))
    }

    /// What holds members of a service together; computed once.
    pub fn bonds(&self) -> &Bonds {
        self.bonds.get_or_init(|| Bonds::of(self))
    }

    /// The number of an entity.
    pub fn entity(&self, name: &str) -> Option<usize> {
        self.entity_names.get(name).copied()
    }

    /// The number of a capability.
    pub fn capability(&self, name: &str) -> Option<usize> {
        self.capability_names.get(name).copied()
    }

    /// The number of a transaction.
    pub fn transaction(&self, name: &str) -> Option<usize> {
        self.transaction_names.get(name).copied()
    }

    /// The number of a view.
    pub fn view(&self, name: &str) -> Option<usize> {
        self.view_names.get(name).copied()
    }

    /// The number of a team.
    pub fn team(&self, name: &str) -> Option<usize> {
        self.team_names.get(name).copied()
    }

    /// The number of a third-party system.
    pub fn external(&self, name: &str) -> Option<usize> {
        self.external_names.get(name).copied()
    }

    /// The number of a kind of client.
    pub fn client(&self, name: &str) -> Option<usize> {
        self.clients.iter().position(|client| client == name)
    }
}

impl Capability {
    /// Whether it changes anything.
    pub fn writes_any(&self) -> bool {
        self.access.iter().any(|access| access.writes)
    }

    /// Whether the facts say that what it reads must be fresh.
    pub fn reads_fresh(&self) -> bool {
        self.reads_stale_s == Some(0.0)
    }

    /// Whether the facts say that what it reads may be old.
    pub fn reads_old(&self) -> bool {
        self.reads_stale_s.is_some_and(|seconds| seconds > 0.0)
    }
}

impl Transaction {
    /// Whether the user waits for a step. Where nothing is said the user waits for nothing.
    pub fn waits_for(&self, step: usize) -> bool {
        self.waits.contains(&step)
    }

    /// Whether the facts allow undoing a step: they do where they say nothing about undoing.
    pub fn can_undo(&self, step: usize) -> bool {
        !self.undo_stated || self.undo.contains(&step)
    }

    /// The place of the pivot among the steps; without one the last step is it.
    pub fn pivot_place(&self) -> usize {
        let named = self.pivot.and_then(|pivot| self.steps.iter().position(|step| *step == pivot));
        named.unwrap_or(self.steps.len().saturating_sub(1))
    }
}
