//! Marks scenarios: eight parts each, less what the rules for the whole set charge.

use std::collections::BTreeSet;

use crate::{
    exercise::{answer::Answer, findings::Findings, words},
    expression::{Quantity, nearly_equal},
    text,
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
/// How a measure is compared.
const OPERATORS: [&str; 8] = ["<", "<=", ">", ">=", "≤", "≥", "=", "=="];
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

    /// Whether there is a number that means something.
    fn measure(&mut self, scenario: &Scenario, metric: Option<&Metric>) -> bool {
        let name = scenario.name.as_str();
        let Some(metric) = metric else {
            let known = self.facts.metrics.iter().map(|metric| metric.name.as_str());
            let near = scenario.metric.as_deref().and_then(|word| text::nearest(word, known));
            let near = near.map(|near| Evidence::Words(format!("did you mean `{near}`?")));
            let message = "what is measured? this is none of the metrics";
            let finding = self.findings.add("QS-02", Severity::Major, &[name], message);
            finding.evidence.push(Evidence::row(
                "metric",
                scenario.metric.clone().unwrap_or_default(),
                "one of the metrics",
            ));
            finding.evidence.extend(near);
            return false;
        };
        let percentile =
            scenario.percentile.is_some_and(|percentile| percentile > 0.0 && percentile < 100.0);
        let unnamed = metric.kind == MetricKind::Latency && !percentile;
        if unnamed {
            let message = "a latency without a percentile is somebody's single click, or a mean that hides the slow ones";
            let finding = self.findings.add("QS-03", Severity::Major, &[name], message);
            finding.evidence.push(Evidence::row("percentile", "", "95 or 99"));
        }
        let bound = scenario.bound().filter(|bound| bound.dimension == metric.one.dimension);
        // 99.9 without its % is no share.
        let share = |bound: &Quantity| (0.0..=1.0).contains(&bound.value);
        let bound = bound.filter(|bound| metric.kind != MetricKind::Ratio || share(bound));
        let op = scenario.op.as_deref().filter(|op| OPERATORS.contains(op));
        let (Some(bound), Some(op)) = (bound, op) else {
            let number = scenario.value.map_or_else(String::new, |value| value.to_string());
            let yours = format!(
                "{} {number} {}",
                scenario.op.as_deref().unwrap_or("no comparison"),
                scenario.unit.as_deref().unwrap_or("no unit")
            );
            let message = "a measure is a comparison, a number and its unit";
            self.findings
                .add("QS-02", Severity::Major, &[name], message)
                .evidence
                .push(Evidence::row("measure", yours, metric.unit.clone()));
            return false;
        };
        if self.backwards(scenario, metric, op) {
            return false;
        }
        let perfect = match metric.kind {
            MetricKind::Ratio => {
                nearly_equal(bound.value, 1.0) && metric.up
                    || nearly_equal(bound.value, 0.0) && !metric.up
            }
            _ => nearly_equal(bound.value, 0.0) && !metric.up,
        };
        if perfect {
            let message = "always and never cannot be kept, and the last step towards them costs more than everything before";
            let yours = format!(
                "{} {}",
                scenario.value.unwrap_or_default(),
                scenario.unit.as_deref().unwrap_or("")
            );
            self.findings
                .add("QS-07", Severity::Major, &[name], message)
                .evidence
                .push(Evidence::row(&metric.name, yours, "what somebody pays for"));
        }
        self.beyond_chain(scenario, metric, bound.value);
        !unnamed
    }

    /// Whether the comparison bounds the side on which the metric is good.
    fn backwards(&mut self, scenario: &Scenario, metric: &Metric, op: &str) -> bool {
        let (wrong, right) =
            if metric.up { (['<', '≤'], "at least") } else { (['>', '≥'], "at most") };
        let backwards = op.starts_with(wrong) && metric.kind != MetricKind::Demand;
        if backwards {
            let message =
                "the comparison points the wrong way: the worse it gets, the better this is kept";
            self.findings
                .add("QS-02", Severity::Major, &[&scenario.name], message)
                .evidence
                .push(Evidence::row(&metric.name, op, right));
        }
        backwards
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
        let needed = format!("{low} to {high} days");
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

    /// An objective that the chain below it cannot reach.
    fn beyond_chain(&mut self, scenario: &Scenario, metric: &Metric, bound: f64) {
        let (yours, needed, beyond) = match metric.kind {
            MetricKind::Ratio => {
                let Some(product) = self.facts.availability() else { return };
                let wanted = if metric.up { bound } else { 1.0 - bound };
                let product_text = format!("{:.4} %, the product of the parts", 100.0 * product);
                (format!("{} %", 100.0 * wanted), product_text, wanted > product + 1e-12)
            }
            MetricKind::Latency => {
                let Some(sum) = self.facts.latency() else { return };
                (
                    format!("{bound} s"),
                    format!("{sum} s, the sum of the parts"),
                    bound < sum - 1e-12,
                )
            }
            _ => return,
        };
        if beyond {
            let message = "the parts below cannot carry this: shorten the chain, double a part, or promise less";
            self.findings
                .add("QS-13", Severity::Major, &[&scenario.name], message)
                .evidence
                .push(Evidence::row(&metric.name, yours, needed));
        }
    }

    /// What is wrong with all of them together.
    fn set(&mut self, reply: &Reply) {
        let facts = self.facts;
        let attributes: BTreeSet<&str> =
            reply.scenarios.iter().filter_map(|one| one.word("attribute")).collect();
        let known: BTreeSet<&str> = attributes
            .into_iter()
            .filter(|word| {
                facts.attributes.is_empty() || facts.attributes.iter().any(|known| known == word)
            })
            .collect();
        if known.len() < facts.distinct {
            let yours = known.into_iter().collect::<Vec<_>>().join(", ");
            let message = "quality has more than one side, and the others cost something too";
            let finding = self.findings.add("QS-09", Severity::Minor, &["attributes"], message);
            finding.evidence.push(Evidence::row(
                "attributes",
                yours,
                format!("{} different ones", facts.distinct),
            ));
        }
        for wish in &facts.wishes {
            let covers = |scenario: &&Scenario| {
                let metric = scenario.metric.as_ref();
                scenario.of.as_ref() == Some(&wish.name)
                    && (wish.metrics.is_empty()
                        || metric.is_some_and(|metric| wish.metrics.contains(metric)))
            };
            if reply.scenarios.iter().any(|scenario| covers(&scenario)) {
                continue;
            }
            let tried =
                reply.scenarios.iter().find(|scenario| scenario.of.as_ref() == Some(&wish.name));
            let message = match tried {
                Some(_) => "the scenario measures something else than the wish is about",
                None => "a wish that nobody made measurable stays a wish",
            };
            let yours = tried.and_then(|one| one.metric.clone()).unwrap_or_default();
            let needed = if wish.metrics.is_empty() {
                "a scenario".to_owned()
            } else {
                wish.metrics.join(" or ")
            };
            let finding = self.findings.add("QS-15", Severity::Major, &[&wish.name], message);
            finding.evidence.push(Evidence::row(&wish.text, yours, needed));
        }
        self.pairs(reply);
    }

    /// Objectives about one quantity: equal ones are doubled, others contradict.
    fn pairs(&mut self, reply: &Reply) {
        let facts = self.facts;
        for (at, one) in reply.scenarios.iter().enumerate() {
            for other in reply.scenarios.iter().skip(at + 1) {
                let (Some(mine), Some(theirs)) = (objective(facts, one), objective(facts, other))
                else {
                    continue;
                };
                let same_place = one.place == other.place
                    && one.word("artifact") == other.word("artifact")
                    && one.percentile == other.percentile
                    && one.days() == other.days();
                if mine.0 != theirs.0 || !same_place {
                    continue;
                }
                let place = [one.name.as_str(), &other.name];
                if nearly_equal(mine.1, theirs.1) {
                    let message = "two scenarios say the same: one of them will be forgotten when the other changes";
                    self.findings
                        .add("QS-10", Severity::Minor, &place, message)
                        .evidence
                        .push(Evidence::row(&mine.0, shown(one), shown(other)));
                } else {
                    let message =
                        "the same thing is promised twice with different numbers: which one holds?";
                    self.findings
                        .add("QS-08", Severity::Major, &place, message)
                        .evidence
                        .push(Evidence::row(&mine.0, shown(one), shown(other)));
                }
            }
        }
    }
}

/// What a scenario bounds: the quantity, and the bound; a complement as what it is the complement of.
fn objective(facts: &Wishes, scenario: &Scenario) -> Option<(String, f64)> {
    let metric = facts.metric(scenario.metric.as_deref()?)?;
    let bound = scenario.bound()?.value;
    Some(match &metric.complement {
        Some(of) => (of.clone(), 1.0 - bound),
        None => (metric.name.clone(), bound),
    })
}

fn shown(scenario: &Scenario) -> String {
    let part = |part: &Option<String>| part.clone().unwrap_or_default();
    let value = scenario.value.map_or_else(String::new, |value| value.to_string());
    format!("{} {} {value} {}", part(&scenario.metric), part(&scenario.op), part(&scenario.unit))
}
