//! The measure of one scenario: a metric, a comparison and a number that somebody can keep, and that the
//! parts below can carry.

use super::Marking;
use crate::{
    exercise::kinds::scenario_quality::{
        facts::{Metric, MetricKind},
        reply::Scenario,
    },
    expression::{Quantity, nearly_equal},
    text::{self, figure},
    verdict::{Evidence, Severity},
};

/// How a measure is compared.
const OPERATORS: [&str; 8] = ["<", "<=", ">", ">=", "≤", "≥", "=", "=="];
/// Under it a percentile speaks of fewer than half of the requests, in percent.
const MEDIAN: f64 = 50.0;
/// Under it many are left out of a promise, in percent.
const MOST: f64 = 90.0;
/// A share that is missed by less is always kept: beyond six nines, 2.6 seconds in a month. Ours.
const SHARE: f64 = 1e-6;
/// A time below this part of the unit in which it is measured is as good as none. Ours.
const TIME: f64 = 1e-3;

impl Marking<'_> {
    /// Whether there is a number that means something.
    pub(super) fn measure(&mut self, scenario: &Scenario, metric: Option<&Metric>) -> bool {
        let Some(metric) = metric else {
            self.unmeasured(scenario);
            return false;
        };
        let named = match metric.kind {
            MetricKind::Latency => self.percentile(scenario),
            _ => self.possible_percentile(scenario),
        };
        let Some(bound) = self.bound(scenario, metric) else { return false };
        if never(metric, scenario.op.as_deref().unwrap_or_default(), &bound) {
            let message = "always and never cannot be kept, and the last step towards them costs more than everything before";
            let yours = format!(
                "{} {}",
                scenario.value.unwrap_or_default(),
                scenario.unit.as_deref().unwrap_or("")
            );
            self.findings
                .add("QS-07", Severity::Major, &[&scenario.name], message)
                .evidence
                .push(Evidence::row(&metric.name, yours, "what somebody pays for"));
        }
        self.beyond_chain(scenario, metric, bound.value);
        self.beyond_times(scenario, metric, bound.value);
        self.never_missed(scenario, metric, bound.value);
        if metric.kind == MetricKind::Latency {
            self.beyond_answers(scenario, metric);
        }
        named
    }

    /// A metric that is none.
    fn unmeasured(&mut self, scenario: &Scenario) {
        let known = self.facts.metrics.iter().map(|metric| metric.name.as_str());
        let near = scenario.metric.as_deref().and_then(|word| text::nearest(word, known));
        let near = near.map(Evidence::meant);
        let message = "what is measured? this is none of the metrics";
        let finding = self.findings.add("QS-02", Severity::Major, &[&scenario.name], message);
        let yours = scenario.metric.clone().unwrap_or_default();
        finding.evidence.push(Evidence::row("metric", yours, "one of the metrics"));
        finding.evidence.extend(near);
    }

    /// Whether a latency says of how many requests it speaks.
    fn percentile(&mut self, scenario: &Scenario) -> bool {
        let named = scenario.percentile.is_some_and(|one| (MEDIAN..100.0).contains(&one));
        if !named {
            let message = match scenario.percentile {
                Some(few) if few > 0.0 && few < MEDIAN => {
                    "most requests may be slower than this percentile, by as much as they like"
                }
                _ => {
                    "a latency without a percentile is somebody's single click, or a mean that hides the slow ones"
                }
            };
            let yours = scenario.percentile.map_or_else(String::new, figure);
            let finding = self.findings.add("QS-03", Severity::Major, &[&scenario.name], message);
            finding.evidence.push(Evidence::row("percentile", yours, "95 or 99"));
        } else if let Some(few) = scenario.percentile.filter(|one| *one < MOST) {
            let message = "the others may be as slow as they like: nothing is promised to them";
            let finding = self.findings.add("QS-03", Severity::Info, &[&scenario.name], message);
            finding.evidence.push(Evidence::row("percentile", figure(few), "95 or 99"));
        }
        named
    }

    /// Whether a percentile that a measure could do without is one.
    fn possible_percentile(&mut self, scenario: &Scenario) -> bool {
        let wrong = scenario.percentile.filter(|one| !(*one > 0.0 && *one < 100.0));
        if let Some(wrong) = wrong {
            let message = "there is no such percentile";
            let finding = self.findings.add("QS-02", Severity::Major, &[&scenario.name], message);
            let row = Evidence::row("percentile", figure(wrong), "more than 0, less than 100");
            finding.evidence.push(row);
        }
        wrong.is_none()
    }

    /// The bound, where it is one on the side on which the metric is good.
    fn bound(&mut self, scenario: &Scenario, metric: &Metric) -> Option<Quantity> {
        let bound = scenario.bound().filter(|bound| bound.dimension == metric.one.dimension);
        // 99.9 without its % is no share, and nothing takes less than no time.
        let possible = |bound: &Quantity| match metric.kind {
            MetricKind::Ratio => (0.0..=1.0).contains(&bound.value),
            _ => bound.value >= 0.0,
        };
        let op = scenario.op.as_deref().filter(|op| OPERATORS.contains(op));
        let (Some(bound), Some(op)) = (bound.filter(possible), op) else {
            let number = scenario.value.map_or_else(String::new, figure);
            let yours = format!(
                "{} {number} {}",
                scenario.op.as_deref().unwrap_or("no comparison"),
                scenario.unit.as_deref().unwrap_or("no unit")
            );
            let message = match op {
                None => "a measure begins with a comparison: `<=` at most, `>=` at least",
                Some(_) if scenario.value.is_none() => "a measure has a number",
                Some(_) => "this is no number of that unit that could be measured",
            };
            self.findings
                .add("QS-02", Severity::Major, &[&scenario.name], message)
                .evidence
                .push(Evidence::row("measure", yours, metric.unit.clone()));
            return None;
        };
        (!self.backwards(scenario, metric, op)).then_some(bound)
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

    /// A time that is shorter than what is measured can take.
    fn beyond_times(&mut self, scenario: &Scenario, metric: &Metric, bound: f64) {
        let Some((fastest, slowest)) = metric.takes else { return };
        // Of all of them the slowest is one; of a share of them nobody knows more than the fastest.
        let least = if scenario.percentile.is_some() { fastest } else { slowest };
        if bound < least - 1e-12 {
            let message = "what is promised takes longer than that";
            let needed = format!("it takes {} to {}", metric.shown(fastest), metric.shown(slowest));
            let row = Evidence::row(&metric.name, metric.shown(bound), needed);
            let place = [scenario.name.as_str()];
            self.findings.add("QS-13", Severity::Major, &place, message).evidence.push(row);
        }
    }

    /// A promise of what holds whatever happens.
    fn never_missed(&mut self, scenario: &Scenario, metric: &Metric, bound: f64) {
        let Some(always) = metric.always else { return };
        let missed = if metric.up { bound > always } else { bound < always };
        if !missed {
            let message = "this holds whatever happens: a promise that cannot be broken is none";
            let side = if metric.up { "more" } else { "less" };
            let needed = format!("{side} than {}", metric.shown(always));
            let row = Evidence::row(&metric.name, metric.shown(bound), needed);
            let place = [scenario.name.as_str()];
            self.findings.add("QS-07", Severity::Major, &place, message).evidence.push(row);
        }
    }

    /// A percentile that counts more requests than the chain below answers at all.
    fn beyond_answers(&mut self, scenario: &Scenario, metric: &Metric) {
        let counted = scenario.percentile.map(|percentile| percentile / 100.0);
        let (Some(counted), Some(product)) = (counted, self.facts.availability()) else { return };
        if counted > product + 1e-12 && counted < 1.0 {
            let message = "more requests are to be in time than are answered at all: count the answered ones only, and say so, or take a lower percentile";
            let yours = format!("{} % of the requests", 100.0 * counted);
            let needed = format!("{:.4} %, the product of the parts", 100.0 * product);
            let place = [scenario.name.as_str(), "percentile"];
            self.findings
                .add("QS-13", Severity::Minor, &place, message)
                .evidence
                .push(Evidence::row(&metric.name, yours, needed));
        }
    }
}

/// Whether a bound allows no slip at all, or so little that nobody could tell.
fn never(metric: &Metric, op: &str, bound: &Quantity) -> bool {
    let zero = nearly_equal(bound.value, 0.0) && !metric.up;
    zero || match metric.kind {
        MetricKind::Ratio => {
            let missed = if metric.up { 1.0 - bound.value } else { bound.value };
            missed + 1e-12 < SHARE
        }
        MetricKind::Latency | MetricKind::Duration => {
            !metric.up && bound.value < TIME * metric.one.value
        }
        // Of what is counted in ones, less than one is none.
        MetricKind::Count if !metric.up && bound.dimension == Quantity::pure(1.0).dimension => {
            if op == "<" { bound.value <= 1.0 } else { bound.value < 1.0 }
        }
        MetricKind::Count | MetricKind::Demand => false,
    }
}
