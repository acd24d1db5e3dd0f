//! What each service is like: where it lies, whose it is, how it is used.

use super::{Model, sorted};
use crate::design::scenario::{Change, Criticality, Load, Secrecy};

/// What one service is like.
#[derive(Debug)]
pub struct Profile {
    pub(in crate::design) zones: Vec<usize>,
    pub(in crate::design) team: Option<usize>,
    pub(in crate::design) loads: Vec<Load>,
    pub(in crate::design) change: Change,
    pub(in crate::design) criticality: Criticality,
    pub(in crate::design) fault_prone: bool,
    pub(in crate::design) secrecy: Vec<Secrecy>,
}

impl Model<'_> {
    /// What a service is like; `None` where there is no such service.
    pub(in crate::design) fn profile(&self, service: usize) -> Option<&Profile> {
        let all = || (0..self.size()).map(|service| self.profiled(service)).collect();
        self.profiles.get_or_init(all).get(service)
    }

    fn profiled(&self, service: usize) -> Profile {
        let facts = self.facts;
        let does = self.does[service].iter().map(|c| &facts.capabilities[*c]);
        let owns = self.owns[service].iter().map(|e| &facts.entities[*e]);
        let mut zones: Vec<usize> = owns.clone().filter_map(|entity| entity.zone).collect();
        for c in &self.does[service] {
            if facts.capabilities[*c].writes_any() || facts.capabilities[*c].zone.is_some() {
                zones.extend(facts.zones_of(*c));
            }
        }
        let mut loads: Vec<_> = does.clone().map(|capability| capability.load).collect();
        loads.sort_unstable();
        loads.dedup();
        let changes =
            does.clone().filter_map(|c| c.change).chain(owns.clone().filter_map(|e| e.change));
        let mut secrecy: Vec<Secrecy> = owns.filter_map(|entity| entity.secrecy).collect();
        secrecy.sort_unstable();
        secrecy.dedup();
        Profile {
            zones: sorted(zones),
            team: self.leading_team(service).map(|(team, _)| team).or(self.team[service]),
            loads,
            change: changes.max().unwrap_or_default(),
            criticality: does.clone().map(|c| c.criticality).max().unwrap_or_default(),
            fault_prone: does.clone().any(|capability| capability.fault_prone),
            secrecy,
        }
    }

    /// The team with most of a service's capabilities, and its share; capabilities without a team do not
    /// count.
    pub fn leading_team(&self, service: usize) -> Option<(usize, f64)> {
        let mut counts = vec![0.0; self.facts.teams.len()];
        let mut all = 0.0;
        for capability in &self.does[service] {
            let mut teams = self.facts.teams_of(*capability).peekable();
            all += if teams.peek().is_some() { 1.0 } else { 0.0 };
            teams.for_each(|team| counts[team] += 1.0);
        }
        let most = counts.iter().copied().fold(0.0, f64::max);
        let team = counts.iter().position(|count| *count == most && most > 0.0)?;
        Some((team, most / all))
    }
}
