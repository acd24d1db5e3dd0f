//! What holds members of a service together by the facts alone: data, purpose, teams, zones, relations.

use std::collections::HashMap;

use super::Scenario;

/// Something that binds whatever shares it, each by its number in the facts.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Bond {
    Entity(usize),
    Use(usize),
    View(usize),
    Transaction(usize),
    Team(usize),
    Zone(usize),
    Relation(usize),
}

/// The bonds of every entity and capability, numbered: who has one in common belongs together.
#[derive(Clone, Debug, Default)]
pub struct Bonds {
    /// For each entity, sorted.
    pub of_entity: Vec<Vec<usize>>,
    /// For each capability, sorted.
    pub of_capability: Vec<Vec<usize>>,
    /// How many there are.
    pub count: usize,
}

impl Bonds {
    /// Finds all of them.
    pub(super) fn of(facts: &Scenario) -> Self {
        let uses: Vec<Vec<Bond>> =
            (0..facts.capabilities.len()).map(|at| of_use(facts, at)).collect();
        let mut numbers: HashMap<Bond, usize> = HashMap::new();
        let mut numbered = |bonds: Vec<Bond>| {
            let number = |bond| {
                let next = numbers.len();
                *numbers.entry(bond).or_insert(next)
            };
            let mut all: Vec<usize> = bonds.into_iter().map(number).collect();
            all.sort_unstable();
            all.dedup();
            all
        };
        let entities = 0..facts.entities.len();
        let of_entity = entities.map(|at| numbered(of_data(facts, at, &uses))).collect();
        let capabilities = facts.capabilities.iter().zip(&uses);
        let of_capability = capabilities.map(|(capability, uses)| {
            let touched = capability.access.iter().map(|access| Bond::Entity(access.entity));
            numbered(uses.iter().copied().chain(touched).collect())
        });
        let of_capability = of_capability.collect();
        Self { of_entity, of_capability, count: numbers.len() }
    }
}

/// What binds a capability: its transactions, teams and zones.
fn of_use(facts: &Scenario, capability: usize) -> Vec<Bond> {
    let mut bonds = vec![Bond::Use(capability)];
    let transactions = facts.transactions.iter().enumerate();
    let steps = transactions.filter(|(_, transaction)| transaction.steps.contains(&capability));
    bonds.extend(steps.map(|(at, _)| Bond::Transaction(at)));
    bonds.extend(facts.teams_of(capability).map(Bond::Team));
    bonds.extend(special_zones(facts, &facts.zones_of(capability)));
    bonds
}

/// A shared zone binds only where it is set apart from others; the ordinary one holds everything.
fn special_zones(facts: &Scenario, zones: &[usize]) -> Vec<Bond> {
    let special = zones.iter().filter(|zone| !facts.zones[**zone].apart_from.is_empty());
    special.map(|zone| Bond::Zone(*zone)).collect()
}

/// What binds an entity: its users and all that binds them, views, teams, zones, relations.
fn of_data(facts: &Scenario, entity: usize, uses: &[Vec<Bond>]) -> Vec<Bond> {
    let mut bonds = vec![Bond::Entity(entity)];
    for (capability, uses) in facts.capabilities.iter().zip(uses) {
        if capability.access.iter().any(|access| access.entity == entity) {
            bonds.extend(uses);
        }
    }
    let views = facts.views.iter().enumerate().filter(|(_, view)| view.needs.contains(&entity));
    bonds.extend(views.map(|(at, _)| Bond::View(at)));
    let teams = facts.teams.iter().enumerate().filter(|(_, team)| team.entities.contains(&entity));
    bonds.extend(teams.map(|(at, _)| Bond::Team(at)));
    let zone: Vec<usize> = facts.entities[entity].zone.into_iter().collect();
    bonds.extend(special_zones(facts, &zone));
    let related = facts.relations.iter().enumerate();
    let related = related.filter(|(_, (one, two))| *one == entity || *two == entity);
    bonds.extend(related.map(|(at, _)| Bond::Relation(at)));
    bonds
}
