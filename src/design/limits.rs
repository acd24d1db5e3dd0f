//! The thresholds of the rules: named, with their source, and open to a scenario's `[limits]`.

use crate::table::{Fields, did_you_mean};

/// One threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(usize)]
pub enum Limit {
    MaxOps,
    GodShare,
    CompositionOwners,
    CompositionFanout,
    CqrsRatio,
    ChattyCalls,
    ChattyShare,
    ChainDepth,
    HubShare,
    HubServices,
    HubTransactions,
    ChoreographyParticipants,
    BurstRatio,
    Misplaced,
    MisplacedMajor,
    DistributedShare,
    NanoShare,
    ServicesBase,
    ServicesPerMaturity,
    TeamShare,
    LoadRatio,
    ClientOverlap,
    StructureFloor,
    StructureFull,
}

/// Every limit: its name in `[limits]`, its default, and where the default comes from.
pub const LIMITS: [(Limit, &str, f64, &str); 24] = [
    (Limit::MaxOps, "max_ops", 10.0, "Al-Debagy and Martinek 2020: fewer than 10 operations"),
    (Limit::GodShare, "god_share", 0.39, "DAMP: a mega service holds more than 39 % of a system"),
    (Limit::CompositionOwners, "composition_owners", 3.0, "ours: calls that one page can wait for"),
    (Limit::CompositionFanout, "composition_fanout", 300.0, "ours: calls/s that a join may cost"),
    (Limit::CqrsRatio, "cqrs_ratio", 10.0, "ours: reads per write from which a read model pays"),
    (Limit::ChattyCalls, "chatty_calls", 3.0, "ours: calls of one service to another per request"),
    (Limit::ChattyShare, "chatty_share", 0.6, "ours: share of requests that must call the other"),
    (Limit::ChainDepth, "chain_depth", 3.0, "ours: levels of calls that wait on calls"),
    (Limit::HubShare, "hub_share", 0.6, "ours: share of all links at one service"),
    (Limit::HubServices, "hub_services", 5.0, "ours: fewer services always share most links"),
    (Limit::HubTransactions, "hub_transactions", 2.0, "ours: unrelated processes at one place"),
    (
        Limit::ChoreographyParticipants,
        "choreography_participants",
        4.0,
        "ours: services that can follow each other's events without a coordinator",
    ),
    (Limit::BurstRatio, "burst_ratio", 3.0, "ours: burst over what the target can serve"),
    (Limit::Misplaced, "misplaced", 1.3, "measured on expert cuts of LdoD and Blended Workflow"),
    (Limit::MisplacedMajor, "misplaced_major", 2.0, "ours: a pull nobody can overlook"),
    (Limit::DistributedShare, "distributed_share", 0.5, "ours: transactions that wait on others"),
    (Limit::NanoShare, "nano_share", 0.6, "ours: share of its flow with one other service"),
    (Limit::ServicesBase, "services_base", 2.0, "ours: services that anybody can run"),
    (Limit::ServicesPerMaturity, "services_per_maturity", 4.0, "ours: more per step of maturity"),
    (Limit::TeamShare, "team_share", 0.7, "ours: share of a service that makes a team its owner"),
    (Limit::LoadRatio, "load_ratio", 10.0, "ours: difference of rates that scales apart"),
    (Limit::ClientOverlap, "client_overlap", 0.5, "ours: Jaccard overlap of what clients need"),
    (Limit::StructureFloor, "structure_floor", -0.2, "ours: modularity ratio that earns nothing"),
    (Limit::StructureFull, "structure_full", 0.35, "below the least of three expert cuts, 0.39"),
];

/// A change that a scenario makes to a threshold.
#[derive(Clone, Debug, PartialEq)]
pub struct Override {
    pub name: &'static str,
    pub value: f64,
    /// Why, for the learner; empty where nothing is said.
    pub because: String,
}

/// The thresholds in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    values: [f64; 24],
    /// What the scenario changed, in the order of the file.
    pub overrides: Vec<Override>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { values: LIMITS.map(|(_, _, default, _)| default), overrides: Vec::new() }
    }
}

impl Limits {
    /// The value of a threshold.
    pub fn get(&self, limit: Limit) -> f64 {
        self.values[limit as usize]
    }

    /// Changes a threshold.
    pub fn set(&mut self, limit: Limit, value: f64, because: &str) {
        self.values[limit as usize] = value;
        let name = LIMITS[limit as usize].1;
        self.overrides.push(Override { name, value, because: because.to_owned() });
    }

    /// Reads `[limits]`: each key is a number, or `{ value, because }`.
    pub(super) fn read(fields: Option<Fields<'_, '_>>) -> Self {
        let mut limits = Self::default();
        let Some(fields) = fields else { return limits };
        for key in fields.keys() {
            let Some((limit, ..)) = LIMITS.iter().find(|(_, name, ..)| *name == key.value) else {
                let known = LIMITS.map(|(_, name, ..)| name);
                let message = format!("there is no limit `{}`", key.value);
                let help = did_you_mean(&key.value, &known);
                fields.report_with_help("unknown-key", key.span, message, help);
                continue;
            };
            let Some(value) = fields.any(&key.value) else { continue };
            if value.is_table() {
                let Some(table) = value.table() else { continue };
                let number = table.number("value");
                let because = table.string("because").map(|because| because.value);
                match number {
                    Some(number) => limits.set(*limit, number.value, &because.unwrap_or_default()),
                    None => table.report("missing-key", table.span(), "`value` is missing here"),
                }
            } else if let Some(number) = value.number() {
                limits.set(*limit, number.value, "");
            }
        }
        limits
    }
}
