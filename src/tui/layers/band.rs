//! The word for what a verdict comes to.

use crate::verdict::Verdict;

/// Its key among the messages.
pub(super) fn key(verdict: &Verdict) -> String {
    let word = verdict.band.unwrap_or(verdict.status().word());
    format!("report.band.{}", word.replace(' ', "-"))
}
