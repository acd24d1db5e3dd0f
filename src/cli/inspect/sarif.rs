//! The report as rows of SARIF.

use serde_json::Value;

use crate::{
    cli::sarif::{self, Level, Row},
    verdict::Severity,
};

use super::report::{Finding, Report};

/// The report in that format.
pub(super) fn sarif(report: &Report) -> Value {
    let rows: Vec<Row> = report.findings.iter().map(row).collect();
    let unread = report.files.iter();
    let unread: Vec<(&str, &str)> =
        unread.filter_map(|file| Some((file.file.as_str(), file.unread.as_deref()?))).collect();
    sarif::document(&rows, &unread)
}

fn row(finding: &Finding) -> Row {
    let rows: Vec<String> = finding.evidence.iter().map(ToString::to_string).collect();
    let text = match rows.is_empty() {
        true => finding.message.clone(),
        false => format!("{} ({})", finding.message, rows.join("; ")),
    };
    let lesson = finding.lesson.as_ref();
    Row {
        rule: finding.rule,
        about: finding.message.clone(),
        help: lesson
            .map(|id| (format!("urn:archtutor:lesson:{id}"), format!("archtutor open {id}"))),
        level: level(finding.severity),
        text,
        file: finding.file.clone(),
        at: Some((finding.line, finding.column)),
        logical: Some(finding.place.join("/")),
        fingerprint: finding.fingerprint.clone(),
    }
}

fn level(severity: Severity) -> Level {
    match severity {
        Severity::Blocker | Severity::Major => Level::Error,
        Severity::Minor => Level::Warning,
        Severity::Info => Level::Note,
    }
}
