//! Marks scenarios: eight parts each, less what the rules for the whole set charge.

mod measure;
mod set;

use std::collections::BTreeSet;

use crate::{
    exercise::{answer::Answer, findings::Findings, words},
    text::counted,
    verdict::{
        Evidence, Finding, Severity, Verdict,
        score::{Earned, charges, merged},
    },
};

use super::{
    facts::{Metric, MetricKind, Wishes},
    reply::{Reply, Scenario},
};

/// Parts of a scenario: five in words, the measure, the place, the period.
const PARTS: f64 = 8.0;
const COMPLETE: usize = 6;
/// Rules that charge beside the parts.
const CHARGING: [&str; 8] =
    ["QS-06", "QS-07", "QS-08", "QS-09", "QS-10", "QS-12", "QS-13", "QS-15"];

/// The verdict on an answer.
pub(super) fn mark(facts: &Wishes, answer: &Answer) -> Verdict {
    let (reply, _) = answer.read(Reply::read);
    let mut marking = Marking { facts, findings: Findings::of(answer) };
    let mut parts: Vec<usize> =
        reply.scenarios.iter().map(|scenario| marking.scenario(scenario)).collect();
    // Of more than are required the best count.
    parts.sort_unstable_by_key(|parts| std::cmp::Reverse(*parts));
    parts.truncate(facts.scenarios);
    let complete = parts.iter().filter(|parts| **parts >= COMPLETE).count();
    if complete * 2 < facts.scenarios {
        let message = "fewer than half of the scenarios are complete";
        let yours = format!("{complete} of {}", facts.scenarios);
        marking
            .findings
            .add("QS-01", Severity::Blocker, &["scenarios"], message)
            .evidence
            .push(Evidence::row("with six of eight parts", yours, "all of them"));
    }
    marking.set(&reply);
    let findings = merged(marking.findings.into_vec());
    let count = facts.scenarios as f64;
    let earned: f64 = parts.iter().map(|parts| 100.0 * *parts as f64 / PARTS / count).sum();
    let charging: Vec<Finding> =
        findings.iter().filter(|finding| CHARGING.contains(&finding.rule)).cloned().collect();
    let mut rows = vec![Earned::new("parts of the scenarios", earned, 100.0)];
    rows.extend(charges(&charging));
    Verdict::judge(rows, findings)
}

struct Marking<'a> {
    facts: &'a Wishes,
    findings: Findings<'a>,
}

impl Marking<'_> {
    /// How many of the eight parts of a scenario are there and right.
    fn scenario(&mut self, scenario: &Scenario) -> usize {
        let name = scenario.name.as_str();
        let words = ["source", "stimulus", "environment", "artifact", "response"];
        let missing: Vec<&str> =
            words.into_iter().filter(|key| scenario.word(key).is_none()).collect();
        let there = words.len() - missing.len();
        if !missing.is_empty() {
            let message = "without these nobody can play the scenario";
            let span = self.findings.span(&scenario.span);
            let finding = self.findings.add("QS-01", Severity::Minor, &[name], message);
            finding.evidence.push(Evidence::row(
                "parts",
                format!("missing {}", missing.join(", ")),
                "all of them",
            ));
            finding.evidence.push(span);
        }
        self.vague(scenario);
        if scenario.load.is_none() {
            let message = "under which load? in an empty shop everything is quick";
            self.findings
                .add("QS-06", Severity::Minor, &[name], message)
                .evidence
                .push(Evidence::row("load", "", "requests a second, or users"));
        }
        // A load in words says that there is one, and not how much.
        if let Some(load) = scenario.load.as_ref().filter(|load| !load.contains(char::is_numeric)) {
            let row = Evidence::row("load", load, "requests a second, or users");
            let message = "how much is that? whoever plays the scenario needs a number";
            self.findings.add("QS-06", Severity::Info, &[name], message).evidence.push(row);
        }
        let metric =
            scenario.metric.as_deref().and_then(|metric| self.facts.metric(metric)).cloned();
        let measured = self.measure(scenario, metric.as_ref());
        let placed = self.place(scenario, metric.as_ref());
        let bounded = self.period(scenario, metric.as_ref());
        there + usize::from(measured) + usize::from(placed) + usize::from(bounded)
    }

    fn vague(&mut self, scenario: &Scenario) {
        let texts = scenario.words.iter().flatten();
        let vague: BTreeSet<String> = texts.flat_map(|text| words::vague(text)).collect();
        if !vague.is_empty() {
            let words = vague.into_iter().collect::<Vec<_>>().join(", ");
            let message = "each reader understands another thing by this word";
            let finding = self.findings.add("QS-12", Severity::Minor, &[&scenario.name], message);
            finding.evidence.push(Evidence::row("words", words, "what can be seen or counted"));
        }
    }

    /// Whether it is measured somewhere that can see it.
    fn place(&mut self, scenario: &Scenario, metric: Option<&Metric>) -> bool {
        let name = scenario.name.as_str();
        let place = scenario
            .place
            .as_deref()
            .and_then(|place| self.facts.places.iter().find(|known| known.name == place));
        let Some(place) = place.cloned() else {
            let known: Vec<&str> =
                self.facts.places.iter().map(|place| place.name.as_str()).collect();
            let known = known.join(", ");
            let message =
                "measured where? the browser, the gateway and the service see different numbers";
            self.findings
                .add("QS-05", Severity::Major, &[name], message)
                .evidence
                .push(Evidence::row("place", scenario.place.clone().unwrap_or_default(), known));
            return false;
        };
        let sees = metric.is_none_or(|metric| place.sees.contains(&metric.name));
        if !sees {
            let metric = metric.map_or("", |metric| metric.name.as_str());
            let message = "this place cannot see it";
            self.findings
                .add("QS-11", Severity::Major, &[name, &place.name], message)
                .evidence
                .push(Evidence::row(
                    metric,
                    place.name.clone(),
                    format!("sees {}", place.sees.join(", ")),
                ));
        }
        sees
    }

    /// Whether there is a period, where the metric has one.
    fn period(&mut self, scenario: &Scenario, metric: Option<&Metric>) -> bool {
        let name = scenario.name.as_str();
        let kind = metric.map(|metric| metric.kind);
        if !matches!(kind, Some(MetricKind::Latency | MetricKind::Ratio)) {
            return metric.is_some();
        }
        let days = scenario.days();
        let (low, high) = self.facts.period;
        if days.is_some_and(|days| days >= low - 1e-9 && days <= high + 1e-9) {
            return true;
        }
        let needed = format!("{low} to {}", counted(high, "day"));
        let yours = scenario.window.clone().unwrap_or_default();
        let (rule, severity, message) = match (kind, days) {
            (Some(MetricKind::Latency), None) => {
                ("QS-01", Severity::Minor, "over which period? one bad minute is not a bad month")
            }
            (_, None) => (
                "QS-04",
                Severity::Major,
                "a share without a period allows any outage, if one waits long enough",
            ),
            _ => (
                "QS-04",
                Severity::Major,
                "minutes are a window for an alert; a promise is kept over weeks",
            ),
        };
        self.findings
            .add(rule, severity, &[name, "window"], message)
            .evidence
            .push(Evidence::row("window", yours, needed));
        false
    }
}
