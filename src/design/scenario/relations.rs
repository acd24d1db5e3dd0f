//! What the facts say about several things at once: zones, teams, and transactions of what is used.

use super::{Access, Scenario, Transaction};

impl Scenario {
    /// The zones that a capability works in: its own, else those of what it writes, else of what it
    /// reads.
    pub fn zones_of(&self, capability: usize) -> Vec<usize> {
        let capability = &self.capabilities[capability];
        if let Some(zone) = capability.zone {
            return vec![zone];
        }
        let of = |wanted: fn(&Access) -> bool| {
            let touched = capability.access.iter().filter(|access| wanted(access));
            let mut zones: Vec<usize> =
                touched.filter_map(|access| self.entities[access.entity].zone).collect();
            zones.sort_unstable();
            zones.dedup();
            zones
        };
        let written = of(|access| access.writes);
        if written.is_empty() { of(|access| access.reads) } else { written }
    }

    /// Whether two zones may not share a service.
    pub fn apart(&self, one: usize, two: usize) -> bool {
        self.zones[one].apart_from.contains(&two) || self.zones[two].apart_from.contains(&one)
    }

    /// The teams that a capability belongs to.
    pub fn teams_of(&self, capability: usize) -> impl Iterator<Item = usize> + '_ {
        let teams = self.teams.iter().enumerate();
        teams.filter(move |(_, team)| team.capabilities.contains(&capability)).map(|(at, _)| at)
    }

    /// Whether some transaction has both capabilities as steps.
    pub fn share_transaction(&self, one: usize, two: usize) -> bool {
        let mut all = self.transactions.iter();
        all.any(|transaction| transaction.steps.contains(&one) && transaction.steps.contains(&two))
    }

    /// The numbers of the entities that a transaction writes, sorted.
    pub fn written_by(&self, transaction: &Transaction) -> Vec<usize> {
        let steps = transaction.steps.iter().flat_map(|step| &self.capabilities[*step].access);
        let mut written: Vec<usize> = steps.filter(|a| a.writes).map(|a| a.entity).collect();
        written.sort_unstable();
        written.dedup();
        written
    }

    /// The numbers of the capabilities that write an entity, sorted.
    pub fn writers_of(&self, entity: usize) -> Vec<usize> {
        (0..self.capabilities.len()).filter(|c| self.writes(*c, entity)).collect()
    }

    /// Whether a capability writes an entity.
    pub fn writes(&self, capability: usize, entity: usize) -> bool {
        let mut access = self.capabilities[capability].access.iter();
        access.any(|access| access.entity == entity && access.writes)
    }
}
