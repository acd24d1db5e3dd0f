//! A report as text, as SARIF, and as annotations of a workflow.

use std::{collections::BTreeMap, fmt::Write as _};

use serde_json::Value;

use crate::{
    check::Report,
    cli::sarif::{self, Level, Row},
    diagnostic::{Diagnostic, Severity},
    hash,
    text::counted,
};

/// The report for a person.
pub(super) fn text(report: &Report, name: &str, colour: bool) -> String {
    let mut text = String::new();
    for found in &report.diagnostics {
        text.push_str(&found.render(colour));
        text.push_str("\n\n");
    }
    for (file, count) in &report.left_out {
        let _ = writeln!(text, "{file} has {count} more\n");
    }
    let _ = writeln!(
        text,
        "{name}: {}{}, {}",
        looked_at(report),
        counted(report.count(Severity::Error), "error"),
        counted(report.count(Severity::Warning), "warning"),
    );
    let mut codes: Vec<_> = report.codes.iter().collect();
    codes.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    for (code, count) in codes {
        let _ = writeln!(text, "{count:>6}  {code}");
    }
    if let Some(first) = report.diagnostics.first() {
        let _ = writeln!(text, "\narchtutor explain {} says more", first.code);
    }
    text
}

/// How much was looked at; of a part that holds none of these nothing is said.
fn looked_at(report: &Report) -> String {
    if report.weeks + report.lessons + report.quizzes == 0 {
        return String::new();
    }
    format!(
        "{}, {}, {} with {}, {}: ",
        counted(report.weeks, "week"),
        counted(report.lessons, "lesson"),
        counted(report.quizzes, "quiz"),
        counted(report.questions, "question"),
        counted(report.patterns, "pattern"),
    )
}

/// The report as SARIF; the paths of the course begin with `root`.
pub(super) fn sarif(report: &Report, root: &str) -> Value {
    // A finding keeps its fingerprint while lines move; of equal ones in a file, the first is the first.
    let mut twins: BTreeMap<String, usize> = BTreeMap::new();
    let rows: Vec<Row> = report
        .diagnostics
        .iter()
        .map(|found| {
            let same = format!("{} {} {}", found.code, found.file, found.message);
            let twin = twins.entry(same.clone()).or_default();
            *twin += 1;
            row(found, root, hash::of(&format!("{same} {twin}")).hex())
        })
        .collect();
    sarif::document(&rows, &[])
}

fn row(found: &Diagnostic, root: &str, fingerprint: String) -> Row {
    let help = found.help.as_ref().map_or(String::new(), |help| format!(" ({help})"));
    Row {
        rule: found.code,
        about: found.code.replace('-', " "),
        help: Some((
            format!("urn:archtutor:diagnostic:{}", found.code),
            format!("archtutor explain {}", found.code),
        )),
        level: match found.severity {
            Severity::Error => Level::Error,
            Severity::Warning => Level::Warning,
            Severity::Info => Level::Note,
        },
        text: format!("{}{help}", found.message),
        file: format!("{root}{}", found.file),
        at: found.position(),
        logical: None,
        fingerprint,
    }
}

/// The report as commands that a workflow on GitHub turns into annotations.
///
/// Source: <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.
pub(super) fn github(report: &Report, root: &str) -> String {
    let mut text = String::new();
    for found in &report.diagnostics {
        let command = match found.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let file = escaped(&format!("{root}{}", found.file), true);
        let place = found
            .position()
            .map_or(String::new(), |(line, column)| format!(",line={line},col={column}"));
        let help = found.help.as_ref().map_or(String::new(), |help| format!("\n{help}"));
        let said = escaped(&format!("{}{help}", found.message), false);
        let _ = writeln!(text, "::{command} file={file}{place},title={}::{said}", found.code);
    }
    text
}

/// A text as a command takes it; a property has two signs more that mean something.
fn escaped(text: &str, property: bool) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    if property { text.replace(':', "%3A").replace(',', "%2C") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_annotation_is_one_line_whatever_it_says() {
        let found = Diagnostic::error("x-y", "a,b:c.md", "50 %\nof it").help("so");
        let mut report = Report::default();
        report.diagnostics.push(found);
        let said = github(&report, "in/");
        assert_eq!(said, "::error file=in/a%2Cb%3Ac.md,title=x-y::50 %25%0Aof it%0Aso\n");
    }
}
