//! The scenarios together: every wish is covered by what it is about, by enough attributes, and no two of
//! them promise one thing in different ways.

use std::collections::BTreeSet;

use super::Marking;
use crate::{
    exercise::kinds::scenario_quality::{
        facts::{MetricKind, Wish, Wishes},
        reply::{Reply, Scenario},
    },
    expression::nearly_equal,
    text::{counted, figure},
    verdict::{Evidence, Severity},
};

impl Marking<'_> {
    /// What is wrong with all of them together.
    pub(super) fn set(&mut self, reply: &Reply) {
        reply.scenarios.iter().for_each(|scenario| self.attribute(scenario));
        self.attributes(reply);
        let facts = self.facts;
        facts.wishes.iter().for_each(|wish| self.covered(wish, reply));
        self.pairs(reply);
    }

    /// Whether a scenario names an attribute that its wish is about, and one that is asked for.
    fn attribute(&mut self, scenario: &Scenario) {
        let facts = self.facts;
        let Some(attribute) = scenario.word("attribute") else { return };
        let place = [scenario.name.as_str()];
        if let Some(wish) = misnamed(facts, scenario) {
            let message = "whoever wishes this speaks of another attribute";
            let row = Evidence::row(&wish.text, attribute, wish.attributes.join(" or "));
            self.findings.add("QS-09", Severity::Minor, &place, message).evidence.push(row);
        } else if !facts.knows(attribute) {
            let message = "this attribute is none of those that are asked for: it does not count";
            let row = Evidence::row("attribute", attribute, facts.attributes.join(", "));
            self.findings.add("QS-09", Severity::Info, &place, message).evidence.push(row);
        }
    }

    /// Whether there are as many different attributes as are asked for.
    fn attributes(&mut self, reply: &Reply) {
        let facts = self.facts;
        let named = reply.scenarios.iter().filter(|scenario| misnamed(facts, scenario).is_none());
        let known: BTreeSet<&str> = named
            .filter_map(|scenario| scenario.word("attribute"))
            .filter(|word| facts.knows(word))
            .collect();
        if known.len() < facts.distinct {
            let yours = known.into_iter().collect::<Vec<_>>().join(", ");
            let message = "quality has more than one side, and the others cost something too";
            let needed = counted(facts.distinct, "different one");
            let row = Evidence::row("attributes", yours, needed);
            self.findings
                .add("QS-09", Severity::Minor, &["attributes"], message)
                .evidence
                .push(row);
        }
    }

    /// Whether some scenario makes a wish measurable.
    fn covered(&mut self, wish: &Wish, reply: &Reply) {
        let mut tried =
            reply.scenarios.iter().filter(|one| one.of.as_ref() == Some(&wish.name)).peekable();
        let first = tried.peek().copied();
        let shows = |scenario: &Scenario| {
            let metric = scenario.metric.as_ref();
            wish.metrics.is_empty() || metric.is_some_and(|metric| wish.metrics.contains(metric))
        };
        if tried.any(shows) {
            return;
        }
        let message = match first {
            Some(_) => "the scenario measures something else than the wish is about",
            None => "a wish that nobody made measurable stays a wish",
        };
        let yours = first.and_then(|one| one.metric.clone()).unwrap_or_default();
        let needed = match wish.metrics.is_empty() {
            true => "a scenario".to_owned(),
            false => wish.metrics.join(" or "),
        };
        let row = Evidence::row(&wish.text, yours, needed);
        self.findings.add("QS-15", Severity::Major, &[&wish.name], message).evidence.push(row);
    }

    /// Objectives about one quantity in one place: equal ones are doubled, others contradict.
    fn pairs(&mut self, reply: &Reply) {
        for (at, one) in reply.scenarios.iter().enumerate() {
            for other in reply.scenarios.iter().skip(at + 1) {
                self.pair(one, other);
            }
        }
    }

    fn pair(&mut self, one: &Scenario, other: &Scenario) {
        let facts = self.facts;
        let (Some(mine), Some(theirs)) = (objective(facts, one), objective(facts, other)) else {
            return;
        };
        let same_scope = one.place == other.place
            && one.word("artifact") == other.word("artifact")
            && one.days() == other.days();
        if mine.0 != theirs.0 || !same_scope {
            return;
        }
        let (rule, severity, message) = if one.percentile != other.percentile {
            if !is_overtaken(facts, one, other) && !is_overtaken(facts, other, one) {
                return;
            }
            (
                "QS-08",
                Severity::Major,
                "the higher percentile promises more than the lower one, which then says nothing: which one holds?",
            )
        } else if nearly_equal(mine.1, theirs.1) {
            (
                "QS-10",
                Severity::Minor,
                "two scenarios say the same: one of them will be forgotten when the other changes",
            )
        } else {
            (
                "QS-08",
                Severity::Major,
                "the same thing is promised twice with different numbers: which one holds?",
            )
        };
        let place = [one.name.as_str(), &other.name];
        let row = Evidence::row(&mine.0, shown(one), shown(other));
        self.findings.add(rule, severity, &place, message).evidence.push(row);
    }
}

/// The wish of a scenario, where that is about other attributes than the scenario names.
fn misnamed<'f>(facts: &'f Wishes, scenario: &Scenario) -> Option<&'f Wish> {
    let attribute = scenario.word("attribute")?;
    let of = scenario.of.as_deref()?;
    let wish = facts.wishes.iter().find(|wish| wish.name == of)?;
    let other = !wish.attributes.is_empty() && !wish.attributes.iter().any(|one| one == attribute);
    other.then_some(wish)
}

/// Whether a latency of a higher percentile is promised tighter than one of a lower percentile.
fn is_overtaken(facts: &Wishes, low: &Scenario, high: &Scenario) -> bool {
    let metric = low.metric.as_deref().and_then(|name| facts.metric(name));
    let latency = metric.filter(|metric| metric.kind == MetricKind::Latency && !metric.up);
    let (Some(_), Some(below), Some(above)) = (latency, low.percentile, high.percentile) else {
        return false;
    };
    let bounds = low.bound().zip(high.bound());
    below < above && bounds.is_some_and(|(low, high)| high.value < low.value - 1e-12)
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
    let value = scenario.value.map_or_else(String::new, figure);
    let of = scenario.percentile.map_or_else(String::new, |percentile| format!(", p{percentile}"));
    let (metric, op, unit) = (part(&scenario.metric), part(&scenario.op), part(&scenario.unit));
    format!("{metric} {op} {value} {unit}{of}")
}
