//! The rules: what each checks, which part of an answer it needs, what it cites.

pub mod chain;
pub mod data;
pub(super) mod decisions;
pub mod exceptions;
pub mod interaction;
pub mod ownership;
pub mod patterns;
pub mod quality;
pub mod reasons;
pub mod structure;
pub mod surplus;
pub mod team;

use super::{
    fix::Fix,
    model::{Model, Spot},
    scenario::Part,
};

pub use crate::verdict::Severity;

/// One rule.
#[derive(Clone, Copy)]
pub struct Rule {
    pub id: &'static str,
    /// What it checks, in a few words.
    pub name: &'static str,
    pub part: Part,
    /// Catalog entries to read.
    pub cites: &'static [&'static str],
    pub check: fn(&Model<'_>, &mut Sink<'_>),
}

/// What one rule says about an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    pub rule: &'static str,
    pub severity: Severity,
    /// Catalog entries to read: those that it concerns in particular, else those of its rule.
    pub cites: Vec<String>,
    /// Names of the elements concerned; together with the rule they identify the finding.
    pub place: Vec<String>,
    pub message: String,
    pub evidence: Vec<String>,
    pub fixes: Vec<Fix>,
    /// What has to be decided where no fix is left.
    pub decide: Option<String>,
    /// How often its charge counts: once for each of the faults that it gathers.
    pub times: u8,
    /// The fact for which an exception could lift it.
    pub excusable: Option<String>,
    /// The fact for which an exception lifts it.
    pub excused: Option<String>,
}

/// The words of a finding, made only where somebody will read them.
#[derive(Debug, Default)]
pub struct Detail {
    pub message: String,
    pub evidence: Vec<String>,
    pub fixes: Vec<Fix>,
    pub decide: Option<String>,
    pub cites: Vec<String>,
}

/// An obligation that stands, and whether something settles it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Owed {
    pub kind: &'static str,
    pub spot: Spot,
    pub settled: bool,
}

/// Collects what the rules find, in the order in which they run.
pub struct Sink<'r> {
    rule: Option<&'r Rule>,
    /// False while only the score is wanted.
    detailed: bool,
    pub findings: Vec<Finding>,
    pub owed: Vec<Owed>,
    /// What nothing needs, and what it costs to build and run all the same.
    pub surplus: Vec<surplus::Superfluous>,
}

impl<'r> Sink<'r> {
    /// An empty sink; `detailed` findings carry words and fixes.
    pub fn new(detailed: bool) -> Self {
        Self { rule: None, detailed, findings: Vec::new(), owed: Vec::new(), surplus: Vec::new() }
    }

    /// Runs one rule.
    pub fn run(&mut self, rule: &'r Rule, model: &Model<'_>) {
        self.rule = Some(rule);
        (rule.check)(model, self);
    }

    /// Reports a finding of the current rule.
    pub fn raise(
        &mut self,
        severity: Severity,
        place: impl IntoIterator<Item = impl Into<String>>,
        detail: impl FnOnce() -> Detail,
    ) {
        let Some(rule) = self.rule else { return };
        let detail = if self.detailed { detail() } else { Detail::default() };
        self.findings.push(Finding {
            rule: rule.id,
            severity,
            cites: if detail.cites.is_empty() {
                rule.cites.iter().map(|id| (*id).to_owned()).collect()
            } else {
                detail.cites
            },
            place: place.into_iter().map(Into::into).collect(),
            message: detail.message,
            evidence: detail.evidence,
            fixes: detail.fixes,
            decide: detail.decide,
            times: 1,
            excusable: None,
            excused: None,
        });
    }

    /// The last finding gathers so many faults.
    pub fn gathers(&mut self, faults: usize) {
        if let Some(finding) = self.findings.last_mut() {
            finding.times = u8::try_from(faults).unwrap_or(u8::MAX).max(1);
        }
    }

    /// Notes an obligation.
    pub fn owe(&mut self, kind: &'static str, spot: Spot, settled: bool) {
        self.owed.push(Owed { kind, spot, settled });
    }
}

impl Detail {
    /// A sentence.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), ..Self::default() }
    }

    /// With rows of evidence.
    #[must_use]
    pub fn evidence(mut self, rows: impl IntoIterator<Item = String>) -> Self {
        self.evidence.extend(rows);
        self
    }

    /// With what has to be decided where no way to mend it is left.
    #[must_use]
    pub fn otherwise(mut self, decide: impl Into<String>) -> Self {
        self.decide = Some(decide.into());
        self
    }

    /// With the patterns that it concerns in particular.
    #[must_use]
    pub fn citing(mut self, patterns: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.cites = patterns.into_iter().map(Into::into).collect();
        self
    }

    /// With a way to mend it.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }

    /// With ways to mend it.
    #[must_use]
    pub fn fixes(mut self, fixes: impl IntoIterator<Item = Fix>) -> Self {
        self.fixes.extend(fixes);
        self
    }
}

/// Every rule, family by family. P-01 comes after those that note obligations, because it reads them,
/// and A-01 after all, because it lifts what they found.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    [
        ownership::RULES,
        data::RULES,
        interaction::RULES,
        chain::RULES,
        structure::RULES,
        team::RULES,
        quality::RULES,
        patterns::RULES,
        surplus::RULES,
        exceptions::RULES,
    ]
    .into_iter()
    .flatten()
}

/// The rule of that id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id == id)
}
