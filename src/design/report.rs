//! Everything that is said about a design, before it is a verdict like those of other kinds.

use super::{
    architecture::edit::Edit,
    fix::Fix,
    metrics::Metrics,
    rules::{Finding, Severity},
    score::{Band, Score},
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
}

fn points(tenths: i32) -> f64 {
    f64::from(tenths) / 10.0
}
