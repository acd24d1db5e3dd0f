//! Inequalities: what must be at most what, who is concerned, and what it means if it is not.

use crate::{
    exercise::answer::{Answer, Key},
    expression::nearly_equal,
    table,
    text::figure,
    verdict::{Finding, Fix, Severity, Verdict, score::Earned},
};

/// One inequality of an answer.
#[derive(Clone, Debug)]
pub(super) struct Check {
    pub(super) rule: &'static str,
    pub(super) severity: Severity,
    pub(super) place: Vec<String>,
    pub(super) holds: bool,
    pub(super) message: &'static str,
    /// What is compared, the answer's side, and the side that is needed.
    pub(super) rows: Vec<[String; 3]>,
    pub(super) fix: Option<Change>,
    /// Whether a number is missing without which nothing can be said; that it is missing is told elsewhere.
    pub(super) open: bool,
}

/// A value that would mend it.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) text: String,
    pub(super) path: Vec<Key>,
    pub(super) value: toml::Value,
}

/// All inequalities, and what the answer names that there is not.
#[derive(Clone, Debug, Default)]
pub(super) struct Proof {
    pub(super) checks: Vec<Check>,
}

impl Check {
    /// An inequality that is a major finding where it does not hold.
    pub(super) fn new(
        rule: &'static str,
        place: impl IntoIterator<Item = impl Into<String>>,
        holds: bool,
        message: &'static str,
    ) -> Self {
        let place = place.into_iter().map(Into::into).collect();
        let severity = Severity::Major;
        Self { rule, severity, place, holds, message, rows: Vec::new(), fix: None, open: false }
    }

    /// A number that is missing, or a name that there is not.
    fn lack(place: impl Into<String>, message: &'static str) -> Self {
        let severity = Severity::Blocker;
        Self { severity, ..Self::new("RL-01", [place.into()], false, message) }
    }

    /// The same as a minor one.
    #[must_use]
    pub(super) fn minor(mut self) -> Self {
        self.severity = Severity::Minor;
        self
    }

    /// The same where a number is missing without which nothing can be said.
    #[must_use]
    pub(super) fn open_where(mut self, open: bool) -> Self {
        self.open = open;
        self
    }

    /// With what is compared.
    #[must_use]
    pub(super) fn row(
        mut self,
        fact: impl Into<String>,
        yours: impl Into<String>,
        needed: impl Into<String>,
    ) -> Self {
        self.rows.push([fact.into(), yours.into(), needed.into()]);
        self
    }

    /// With a value that mends it.
    #[must_use]
    pub(super) fn fix(
        mut self,
        text: impl Into<String>,
        path: impl IntoIterator<Item = impl Into<Key>>,
        value: impl Into<toml::Value>,
    ) -> Self {
        let path = path.into_iter().map(Into::into).collect();
        self.fix = Some(Change { text: text.into(), path, value: value.into() });
        self
    }

    fn is_same(&self, other: &Self) -> bool {
        self.rule == other.rule && self.place == other.place
    }
}

impl Proof {
    /// Adds a number that is missing, or a name that there is not.
    pub(super) fn lacks(&mut self, place: impl Into<String>, message: &'static str) {
        self.checks.push(Check::lack(place, message));
    }

    /// Adds a name that there is not, with the one that it may be meant for.
    pub(super) fn unknown(&mut self, name: &str, message: &'static str, known: &[&str]) {
        let near = table::did_you_mean(name, known);
        self.checks.push(Check::lack(name, message).row("name", name, near));
    }

    /// Whether a number was told to be missing.
    pub(super) fn has_gap(&self, place: &str) -> bool {
        self.checks.iter().any(|check| check.rule == "RL-01" && check.place == [place])
    }

    /// The verdict; `again` proves a changed answer.
    pub(super) fn verdict(self, answer: &Answer, again: impl Fn(&Answer) -> Self) -> Verdict {
        let held = self.checks.iter().filter(|check| check.holds).count();
        let all = self.checks.len().max(1);
        let points = 100.0 * held as f64 / all as f64;
        let failed = self.checks.iter().filter(|check| !check.holds && !check.open);
        let findings = failed.map(|check| self.finding(check, answer, &again)).collect();
        Verdict::judge(vec![Earned::new("inequalities", points, 100.0)], findings)
    }

    fn finding(&self, check: &Check, answer: &Answer, again: &impl Fn(&Answer) -> Self) -> Finding {
        let finding = Finding::new(check.rule, check.severity, &check.place, check.message);
        let rows = check.rows.iter().cloned();
        let finding =
            rows.fold(finding, |finding, [fact, yours, needed]| finding.row(fact, yours, needed));
        let Some(change) = &check.fix else { return finding };
        let changed = answer.set(&change.path, Some(change.value.clone()));
        let after = again(&changed);
        // An edit that breaks something else is only said.
        let mends = |other: &Check| {
            let known = self.checks.iter().any(|before| before.is_same(other) && !before.holds);
            other.holds || (known && !other.is_same(check))
        };
        finding.fix(match after.checks.iter().all(mends) {
            true => Fix::edit(change.text.clone(), answer.edits_to(&changed)),
            false => Fix::words(change.text.clone()),
        })
    }
}

/// Whether a number is at most another, within what binary fractions add.
pub(super) fn at_most(a: f64, b: f64) -> bool {
    a <= b || nearly_equal(a, b)
}

/// A number without the dust of binary fractions.
pub(super) fn shown(number: f64) -> String {
    figure((number * 1e6).round() / 1e6)
}
