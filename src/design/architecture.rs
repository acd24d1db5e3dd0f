//! The answer: services, who owns which data, how services talk, which patterns are applied.

pub mod edit;
pub mod mermaid;
pub mod read;
pub mod tell;
pub mod write;

use serde::{Deserialize, Serialize};

/// How two services talk.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Style {
    /// A call that waits for its answer.
    #[default]
    Sync,
    /// A command by queue.
    Async,
    /// Publish and subscribe.
    Event,
    /// A reach into the other's database.
    Db,
}

/// What a node of an imported graph is; in an answer to a scenario everything is a service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeRole {
    #[default]
    Service,
    Router,
    Broker,
    Store,
}

/// One service.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Service {
    pub name: String,
    pub does: Vec<String>,
    pub owns: Vec<String>,
    pub team: Option<String>,
    /// Copies that run side by side.
    pub replicas: u32,
    /// Only imported graphs have others than services.
    pub role: NodeRole,
    /// Reached by clients from outside, as an imported graph says.
    pub edge: bool,
}

/// One way for one service to reach another, or a third-party system.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Link {
    pub from: String,
    pub to: String,
    pub style: Style,
    /// The transactions and views that it serves.
    pub serves: Vec<String>,
    /// Protections and other patterns on the link.
    pub with: Vec<String>,
}

/// A pattern put to work.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Apply {
    pub pattern: String,
    /// Transaction, view, service, client kind, or `from->to`; nothing for the whole system.
    pub on: Option<String>,
    /// Service that runs it.
    pub at: Option<String>,
    /// Step and what undoes it.
    pub compensate: Vec<(String, String)>,
    /// Services behind it.
    pub exposes: Vec<String>,
}

/// An argued exception.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Accept {
    pub rule: String,
    pub because: String,
}

/// An answer as the learner wrote it; names may be wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Architecture {
    /// The scenario that it answers.
    pub scenario: String,
    pub services: Vec<Service>,
    pub links: Vec<Link>,
    pub applies: Vec<Apply>,
    pub accepts: Vec<Accept>,
}

impl Architecture {
    /// The answer in an order that does not depend on how it was made.
    #[must_use]
    pub fn sorted(&self) -> Self {
        let mut answer = self.clone();
        for service in &mut answer.services {
            service.does.sort_unstable();
            service.owns.sort_unstable();
        }
        for link in &mut answer.links {
            link.serves.sort_unstable();
            link.with.sort_unstable();
        }
        for apply in &mut answer.applies {
            apply.compensate.sort_unstable();
            apply.exposes.sort_unstable();
        }
        answer.services.sort_unstable();
        answer.links.sort_unstable();
        answer.applies.sort_unstable();
        answer.accepts.sort_unstable();
        answer
    }
}

impl Default for Service {
    fn default() -> Self {
        Self {
            name: String::new(),
            does: Vec::new(),
            owns: Vec::new(),
            team: None,
            replicas: 1,
            role: NodeRole::Service,
            edge: false,
        }
    }
}

impl Style {
    /// Every style with its word in the files.
    pub const WORDS: [(&'static str, Self); 4] =
        [("sync", Self::Sync), ("async", Self::Async), ("event", Self::Event), ("db", Self::Db)];

    /// Its word in the files.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, style)| *style == self).map_or("", |(word, _)| word)
    }

    /// Whether the caller waits; a reach into a database is a hidden wait.
    pub fn waits(self) -> bool {
        matches!(self, Self::Sync | Self::Db)
    }

    /// Whether a broker carries it.
    pub fn is_message(self) -> bool {
        matches!(self, Self::Async | Self::Event)
    }
}

impl NodeRole {
    /// Every role with its word in the files.
    pub const WORDS: [(&'static str, Self); 4] = [
        ("service", Self::Service),
        ("router", Self::Router),
        ("broker", Self::Broker),
        ("store", Self::Store),
    ];
}

impl Architecture {
    /// The service of that name.
    pub fn service(&self, name: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.name == name)
    }

    /// The name of the first service that does a capability.
    pub fn home_of(&self, capability: &str) -> Option<&str> {
        let mut services = self.services.iter();
        let home = services.find(|service| service.does.iter().any(|name| name == capability));
        home.map(|service| service.name.as_str())
    }

    /// The name of the first service that owns an entity.
    pub fn owner_of(&self, entity: &str) -> Option<&str> {
        let mut services = self.services.iter();
        let owner = services.find(|service| service.owns.iter().any(|name| name == entity));
        owner.map(|service| service.name.as_str())
    }
}
