//! The kinds of exercises, a file or folder each.

pub mod adr;
pub mod capstone;
mod chart;
pub mod choose_pattern;
pub mod classify;
mod contradiction;
pub mod decision_tree;
pub mod decomposition;
pub mod diagram_repair;
pub mod estimate;
pub mod event_flow;
pub mod limits;
pub mod manifest;
pub mod plan;
pub mod routes;
pub mod saga;
pub mod scenario_quality;
pub mod series;

use super::kind::Kinds;

/// Every kind that the program knows.
pub const KINDS: Kinds = Kinds(&[
    &adr::Adr,
    &capstone::Capstone,
    &choose_pattern::ChoosePattern,
    &classify::Classify,
    &decision_tree::DecisionTree,
    &decomposition::Decomposition,
    &diagram_repair::DiagramRepair,
    &estimate::Estimates,
    &event_flow::EventFlow,
    &limits::Limits,
    &manifest::Manifest,
    &plan::Plans,
    &routes::Routes,
    &saga::Sagas,
    &scenario_quality::ScenarioQuality,
    &series::SeriesKind,
]);
