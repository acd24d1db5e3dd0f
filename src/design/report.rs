//! Everything that is said about a design, before it is a verdict like those of other kinds.

use super::{
    architecture::edit::Edit,
    fix::Fix,
    metrics::Metrics,
    rules::{Finding, Severity},
    score::{Band, Score},
};
use crate::verdict::{Missing, rank};

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
        self.score.points()
    }

    /// The band of the score.
    pub fn band(&self) -> Band {
        self.score.band()
    }

    /// Whether the answer passes: sound or better.
    pub fn passes(&self) -> bool {
        self.band() >= Band::Sound
    }

    /// The fixes that bring most, each once, with the worst finding that it mends.
    pub fn best_fixes(&self, most: usize) -> Vec<(&Finding, &Fix)> {
        let all = self.findings.iter().flat_map(|f| f.fixes.iter().map(move |fix| (f, fix)));
        rank::best(all, self.score.missing(), most)
    }
}

impl rank::Fault for Finding {
    fn severity(&self) -> Severity {
        self.severity
    }
}

impl rank::Way for Fix {
    type Edit = Edit;

    fn gain(&self) -> Option<i32> {
        Some(self.gain)
    }

    fn leaves(&self) -> Missing {
        self.leaves
    }

    fn is_last(&self) -> bool {
        self.last
    }

    fn steps(&self) -> usize {
        self.edits.len()
    }

    fn edits(&self) -> &[Edit] {
        &self.edits
    }
}
