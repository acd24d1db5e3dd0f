//! A verdict with what it is about, and its JSON: one shape for every kind, the same bytes for the same
//! answer.

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::verdict::{Finding, Severity, Verdict, groups};

/// The report on one answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Id of the exercise.
    pub exercise: String,
    /// Its kind.
    pub task: &'static str,
    /// The best score that is known for it, in points.
    pub par: Option<f64>,
    pub verdict: Verdict,
}

impl Report {
    /// The report as JSON, ending with a line break.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// Findings that say the same of many elements.
#[derive(Serialize)]
struct Group<'f> {
    rule: &'static str,
    severity: Severity,
    /// What the first of them says.
    message: &'f str,
    /// Their numbers among the findings, from 0.
    findings: Vec<usize>,
}

impl<'f> Group<'f> {
    fn new(group: Vec<usize>, all: &'f [Finding]) -> Self {
        let first = group.first().and_then(|at| all.get(*at));
        Self {
            rule: first.map_or("", |first| first.rule),
            severity: first.map_or(Severity::Info, |first| first.severity),
            message: first.map_or("", |first| &first.message),
            findings: group,
        }
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { exercise, task, par, verdict } = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("exercise", exercise)?;
        map.serialize_entry("task", task)?;
        if let Some(alias) = verdict.alias {
            map.serialize_entry(alias, exercise)?;
        }
        map.serialize_entry("status", &verdict.status())?;
        map.serialize_entry("valid", &verdict.is_valid())?;
        map.serialize_entry("score", &verdict.points())?;
        if let Some(band) = verdict.band {
            map.serialize_entry("band", band)?;
        }
        map.serialize_entry("par", par)?;
        map.serialize_entry("findings", &verdict.findings)?;
        let groups = groups::groups(&verdict.findings);
        // Where nothing is said of many, every finding stands for itself.
        if groups.len() < verdict.findings.len() {
            let rows: Vec<Group<'_>> =
                groups.into_iter().map(|group| Group::new(group, &verdict.findings)).collect();
            map.serialize_entry("groups", &rows)?;
        }
        map.serialize_entry("ledger", &verdict.ledger)?;
        if let Some(metrics) = &verdict.metrics {
            map.serialize_entry("metrics", metrics)?;
        }
        for (key, value) in &verdict.extra {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}
