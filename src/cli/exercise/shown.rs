//! A report for people, as text.

use crate::{
    exercise::Report,
    text::counted,
    verdict::{Evidence, Finding, Fix, groups, points},
};

/// Rows of evidence that are shown of one finding; JSON has them all.
const MOST_ROWS: usize = 40;

/// Changes that are shown of one way to mend; JSON has them all.
const MOST_CHANGES: usize = 6;
/// So many changes stand in the line that says what they are for; more become a list below it.
const CHANGES_IN_A_LINE: usize = 3;

/// The report, with the learner's best points so far.
pub(in super::super) fn shown(report: &Report, best: Option<f64>) -> String {
    let mut out = head(report, best);
    gains(report, &mut out);
    out.push_str("\nFindings\n");
    if report.verdict.findings.is_empty() {
        out.push_str("  none\n");
    }
    let found = &report.verdict.findings;
    groups::groups(found).iter().for_each(|group| alike(group, found, &mut out));
    out.push_str("\nLedger\n");
    for row in &report.verdict.ledger {
        out.push_str(&format!("  {:>7.1}  {}\n", points(row.points), row.item));
    }
    out.push_str(&format!("  {:>7.1}  in all\n", report.verdict.points()));
    if let Some(metrics) = report.verdict.metrics.as_ref().and_then(|all| all.as_object()) {
        out.push_str("\nMetrics\n");
        for (name, value) in metrics.iter().filter(|(_, value)| !value.is_object()) {
            out.push_str(&format!("  {name}: {value}\n"));
        }
    }
    out
}

fn head(report: &Report, best: Option<f64>) -> String {
    let Report { exercise, par, verdict, .. } = report;
    let yours = best.map(|best| format!(", your best {best}")).unwrap_or_default();
    let par = par.map(|par| format!(", par {par}")).unwrap_or_default();
    let word =
        verdict.band.map_or_else(|| verdict.status().word().replace('-', " "), str::to_owned);
    let mut out =
        format!("{exercise}: {}, {word}{par}{yours}\n", counted(verdict.points(), "point"));
    if !verdict.is_valid() {
        out.push_str("A blocker stands: until it is gone, no answer gets more than 30 points.\n");
    }
    out
}

fn gain(fix: &Fix) -> f64 {
    fix.gain.map_or(0.0, points)
}

fn gains(report: &Report, out: &mut String) {
    let best = report.verdict.best_fixes(3);
    let gaining = best.iter().any(|(_, fix)| fix.gain > Some(0));
    let first = best.iter().filter(|(_, fix)| !gaining || fix.gain > Some(0));
    let row = |(finding, fix): &(&Finding, &Fix)| {
        format!("  +{:<5} {} ({})", gain(fix), fix.headline(), finding.rule)
    };
    let first: Vec<String> = first.map(row).collect();
    let passes = report.verdict.status() == crate::verdict::Status::Accepted;
    if gaining || (!first.is_empty() && !passes) {
        let head = if gaining {
            "What would bring most"
        } else {
            "What to begin with: points move once the cap is gone"
        };
        out.push_str(&format!("\n{head}\n{}\n", first.join("\n")));
    }
}

/// A way to mend as people are told it.
pub(in super::super) struct Way<'f> {
    /// What it is for; with its changes where they fit into a line.
    pub(in super::super) what: &'f str,
    /// The first of its changes where they are too many for one line.
    pub(in super::super) changes: Vec<&'f str>,
    /// How many changes come behind those.
    pub(in super::super) more: usize,
}

impl<'f> Way<'f> {
    /// What is told of a way to mend.
    pub(in super::super) fn of(fix: &'f Fix) -> Self {
        let apart = fix.text.split_once(": ").filter(|_| fix.steps > CHANGES_IN_A_LINE);
        let (what, mut changes) = match apart {
            Some((headline, rest)) => (headline, rest.split("; ").collect()),
            None => (fix.text.as_str(), Vec::new()),
        };
        let more = changes.len().saturating_sub(MOST_CHANGES);
        changes.truncate(MOST_CHANGES);
        Self { what, changes, more }
    }
}

/// A way to mend behind what leads to it: of many changes the first, one below the other.
fn way(lead: &str, fix: &Fix, out: &mut String) {
    let Way { what, changes, more } = Way::of(fix);
    out.push_str(&format!("      {lead}: {what}\n"));
    for change in changes {
        out.push_str(&format!("        - {change}\n"));
    }
    if more > 0 {
        out.push_str(&format!("        and {more} more\n"));
    }
}

/// Findings that say the same: the first whole, the others by name. JSON has them all.
fn alike(group: &[usize], all: &[Finding], out: &mut String) {
    let Some(first) = group.first().and_then(|at| all.get(*at)) else { return };
    let (count, others) = groups::others(group, all);
    let rest = match count {
        0 => String::new(),
        more => format!(". The same of {more} more: {}", others.join(", ")),
    };
    finding(first, &rest, out);
}

fn finding(finding: &Finding, rest: &str, out: &mut String) {
    let Finding { rule, severity, .. } = finding;
    out.push_str(&format!("  {rule} {}: {}{rest}\n", severity.word(), finding.headline()));
    let rows: Vec<String> = finding.evidence.iter().flat_map(Evidence::lines).collect();
    for row in rows.iter().take(MOST_ROWS) {
        out.push_str(&format!("      {row}\n"));
    }
    let more = rows.len().saturating_sub(MOST_ROWS);
    if more > 0 {
        out.push_str(&format!("      and {more} more\n"));
    }
    for fix in &finding.fixes {
        match fix.gain {
            Some(_) => way(&format!("fix +{}", gain(fix)), fix, out),
            None => way("or", fix, out),
        }
    }
    let lesson = finding.lesson.iter();
    let read: Vec<&str> = finding.cites.iter().chain(lesson).map(String::as_str).collect();
    if !read.is_empty() {
        out.push_str(&format!("      read: {}\n", read.join(", ")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        design::Scenario,
        exercise::{Answer, Facts, Knowledge},
    };

    fn fix(changes: usize) -> Fix {
        let all: Vec<String> = (1..=changes).map(|at| format!("draw link {at}")).collect();
        let text = format!("Draw every missing link: {}", all.join("; "));
        Fix { text, steps: changes, ..Fix::default() }
    }

    #[test]
    fn of_many_changes_the_first_are_a_list_and_the_rest_a_count() {
        let told = |many| {
            let mut out = String::new();
            way("or", &fix(many), &mut out);
            out.lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(told(3), [format!("or: {}", fix(3).text)]);
        let lines = told(90);
        assert_eq!(lines.len(), 8);
        assert_eq!(lines[..2], ["or: Draw every missing link", "- draw link 1"]);
        assert_eq!(lines[7], "and 84 more");
    }

    #[test]
    fn a_report_for_people_shows_score_findings_and_ledger() {
        let source =
            "[scenario]\nid = 'x'\n[entity.A]\n[entity.B]\n[capability.c]\nwrites = ['A', 'B']\n";
        let (facts, found) = Scenario::read("s.toml", source);
        assert_eq!(found, []);
        let answer = Answer::toml("[answer]\nscenario = 'x'\n[service.s]\nowns = ['A']\n");
        assert_eq!(facts.diagnose(&answer), []);
        let verdict = facts.grade(&answer, &Knowledge::default());
        let report = Report { exercise: "x".into(), task: "decomposition", par: None, verdict };
        let shown = shown(&report, None);
        assert!(shown.contains("not valid"), "{shown}");
        assert!(shown.contains("H-02 blocker: No service owns `B`"), "{shown}");
        assert!(shown.contains("in all"), "{shown}");
    }
}
