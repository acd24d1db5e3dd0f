//! What stands on the board: cards and their rows.

use crate::design::{Link, architecture::Apply};

/// What a card stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Holder {
    /// What has no home yet.
    Nowhere,
    Service(String),
    /// A third-party system.
    External(String),
    /// Patterns on the whole, on transactions, views and clients.
    Whole,
    /// A place for a new service.
    New,
}

/// Something that can be moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Member {
    Capability(String),
    Entity(String),
}

/// What a row of a card stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Thing {
    Head,
    Member(Member),
    Link(Link),
    Applied(Apply),
}

/// One card.
#[derive(Clone, Debug)]
pub(super) struct Card {
    pub(super) holder: Holder,
    /// The first is its head.
    pub(super) rows: Vec<Thing>,
}

impl Holder {
    /// A name that finds the card again.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Nowhere => "?".into(),
            Self::Service(name) => format!("service {name}"),
            Self::External(name) => format!("external {name}"),
            Self::Whole => "*".into(),
            Self::New => "+".into(),
        }
    }
}

impl Member {
    /// What tells it from every other member.
    pub(super) fn key(&self) -> String {
        match self {
            Self::Capability(name) => format!("capability {name}"),
            Self::Entity(name) => format!("entity {name}"),
        }
    }

    /// Its name in the facts.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Capability(name) | Self::Entity(name) => name,
        }
    }
}
