//! The report for a person: a finding a paragraph, then what was proved and what was not read.

use std::fmt::Write as _;

use crate::text::counted;
use crate::verdict::{Evidence, Severity};

use super::report::{Finding, Intent, Report};

/// The report as text.
pub(super) fn text(report: &Report) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        one(&mut text, finding);
    }
    for intent in &report.intents {
        proved(&mut text, intent);
    }
    summary(&mut text, report);
    text
}

fn one(text: &mut String, finding: &Finding) {
    let Finding { file, line, column, rule, message, .. } = finding;
    let place = finding.place.join(", ");
    let _ = writeln!(text, "{file}:{line}:{column}: {} {rule} {place}", finding.severity.word());
    let _ = writeln!(text, "  {message}");
    for evidence in &finding.evidence {
        match evidence {
            Evidence::Row { fact, yours, needed } => {
                let needed = match needed.as_str() {
                    "" => String::new(),
                    needed => format!(" (needed: {needed})"),
                };
                let _ = writeln!(text, "  {fact}: {yours}{needed}");
            }
            other => other.lines().iter().for_each(|line| {
                let _ = writeln!(text, "  {line}");
            }),
        }
    }
    for fix in &finding.fixes {
        let _ = writeln!(text, "  fix: {fix}");
    }
    if let Some(lesson) = &finding.lesson {
        let _ = writeln!(text, "  why: archtutor open {lesson}");
    }
    text.push('\n');
}

fn proved(text: &mut String, intent: &Intent) {
    let sign = if intent.ok { "\u{2714}" } else { "\u{2718}" };
    let word = if intent.must { "must" } else { "never" };
    let why = if intent.why.is_empty() { String::new() } else { format!(": {}", intent.why) };
    let _ = writeln!(text, "{sign} {word} {}{why}", intent.intent);
    if !intent.ok {
        for step in &intent.trace {
            let at = step.state.iter().map(|(_, at)| at.as_str()).collect::<Vec<_>>().join(" ");
            let _ = writeln!(text, "    {}: {} {at}", step.from, step.text);
        }
    }
}

fn summary(text: &mut String, report: &Report) {
    let read = report.files.iter().filter(|file| file.found > 0).count();
    let found: usize = report.files.iter().map(|file| file.found).sum();
    let counts: Vec<String> = [Severity::Blocker, Severity::Major, Severity::Minor, Severity::Info]
        .into_iter()
        .map(|severity| format!("{} {}", report.count(severity), severity.word()))
        .collect();
    let found = match found {
        1 => "1 object, service or stage".to_owned(),
        found => format!("{found} objects, services and stages"),
    };
    let _ = writeln!(text, "{found} in {}: {}", counted(read, "file"), counts.join(", "));
    if report.silenced > 0 {
        let _ = writeln!(
            text,
            "{} more are known: in the baseline, or silenced with a reason",
            report.silenced
        );
    }
    if !report.unexplained.is_empty() {
        let _ = writeln!(
            text,
            "silenced without a reason, so told nevertheless: {}",
            report.unexplained.join(", ")
        );
    }
    let unread: Vec<String> = report
        .files
        .iter()
        .filter_map(|file| Some(format!("{} ({})", file.file, file.unread.as_ref()?)))
        .collect();
    if !unread.is_empty() {
        const NAMED: usize = 5;
        let more = unread.len().saturating_sub(NAMED);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        let named: Vec<String> = unread.into_iter().take(NAMED).collect();
        let _ = writeln!(text, "not read, or not whole: {}{rest}", named.join(", "));
    }
}
