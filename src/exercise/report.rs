//! A verdict with what it is about, and its JSON: one shape for every kind, the same bytes for the same
//! answer.

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::verdict::Verdict;

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
