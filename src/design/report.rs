//! The verdict on an answer, and its JSON: stable, the same bytes for the same input.

use serde::{Serialize, Serializer, ser::SerializeStruct};

use super::{
    architecture::edit::Edit,
    fix::Fix,
    metrics::Metrics,
    rules::{Finding, Severity},
    score::{Band, LedgerRow, Score},
};

/// Everything that is said about an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    pub scenario: String,
    pub score: Score,
    /// The best score that is known for the scenario.
    pub par: Option<f64>,
    /// Worst first; within a severity, those whose best fix brings most.
    pub findings: Vec<Finding>,
    pub metrics: Metrics,
}

impl Report {
    /// The score in points.
    pub fn points(&self) -> f64 {
        points(self.score.tenths)
    }

    /// The band of the score.
    pub fn band(&self) -> Band {
        self.score.band()
    }

    /// Whether the answer passes: sound or better.
    pub fn passes(&self) -> bool {
        self.band() >= Band::Sound
    }

    /// The fixes that bring most, each once, with the worst finding that it mends; where a cap holds the
    /// points down, those after which least stands in the way.
    pub fn best_fixes(&self, most: usize) -> Vec<(&Finding, &Fix)> {
        let all = self.findings.iter().flat_map(|f| f.fixes.iter().map(move |fix| (f, fix)));
        let mut all: Vec<(&Finding, &Fix)> = all.collect();
        let now = self.score.missing();
        all.retain(|(finding, fix)| finding.severity < Severity::Info && fix.leaves < now);
        all.sort_by_key(|(finding, fix)| {
            let gain = std::cmp::Reverse(fix.gain);
            (fix.last, gain, fix.leaves, finding.severity, fix.edits.len())
        });
        let mut seen: Vec<&[Edit]> = Vec::new();
        all.retain(|(_, fix)| {
            let new = !seen.contains(&fix.edits.as_slice());
            seen.push(&fix.edits);
            new
        });
        all.truncate(most);
        all
    }

    /// The report as JSON, ending with a line break.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

fn points(tenths: i32) -> f64 {
    f64::from(tenths) / 10.0
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_struct("Report", 8)?;
        row.serialize_field("scenario", &self.scenario)?;
        row.serialize_field("valid", &self.score.valid)?;
        row.serialize_field("score", &self.points())?;
        row.serialize_field("band", self.band().word())?;
        row.serialize_field("par", &self.par)?;
        row.serialize_field("findings", &self.findings)?;
        row.serialize_field("ledger", &self.score.ledger)?;
        row.serialize_field("metrics", &self.metrics)?;
        row.end()
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_struct("Finding", 7)?;
        row.serialize_field("rule", self.rule)?;
        row.serialize_field("severity", &self.severity)?;
        row.serialize_field("cites", &self.cites)?;
        row.serialize_field("where", &self.place)?;
        row.serialize_field("message", &self.message)?;
        row.serialize_field("evidence", &self.evidence)?;
        row.serialize_field("fixes", &self.fixes)?;
        row.end()
    }
}

impl Serialize for Fix {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_struct("Fix", 2)?;
        row.serialize_field("text", &self.text)?;
        row.serialize_field("gain", &points(self.gain))?;
        row.end()
    }
}

impl Serialize for LedgerRow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_struct("LedgerRow", 2)?;
        row.serialize_field("rule", &self.rule)?;
        row.serialize_field("points", &points(self.points))?;
        row.end()
    }
}
