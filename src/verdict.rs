//! What is said about an answer to an exercise, whatever its kind: a score with the ledger that adds up
//! to it, and findings that show their evidence. Knows no kind, no file and no screen.

mod evidence;
pub mod groups;
mod json;
pub mod rank;
pub mod score;

use std::{collections::BTreeMap, ops::Range};

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use evidence::{Evidence, Span, TraceStep};

/// So many names stand before the sentence of a finding.
const NAMED: usize = 3;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The answer is not valid.
    Blocker,
    Major,
    Minor,
    Info,
}

/// What a verdict comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    NotValid,
    NotYet,
    /// 80 points and more.
    Accepted,
}

/// The verdict on one answer: the same for the same facts, answer and catalog.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verdict {
    /// Tenths of points, 0..=1000.
    pub tenths: i32,
    /// Points before caps and rounding, 0..=100; for whoever weighs several verdicts.
    pub raw: f64,
    /// Its rows add up to the score.
    pub ledger: Vec<LedgerRow>,
    /// Worst first.
    pub findings: Vec<Finding>,
    /// A finer word than the status, where a kind has one.
    pub band: Option<&'static str>,
    /// A further name under which the report says what it is about.
    pub alias: Option<&'static str>,
    /// Measures of the answer that carry no points.
    pub metrics: Option<Value>,
    /// What was tried on the answer: requests, intents, flows.
    pub tried: Vec<Tried>,
    /// What a kind adds to the report, such as the replayed requests.
    pub extra: Vec<(&'static str, Value)>,
}

/// Something that was tried on an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// In words.
    pub what: String,
    /// Whether it came out as it must.
    pub holds: bool,
}

/// One row of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerRow {
    /// A rule's id, or what was earned.
    pub item: String,
    /// Tenths of points.
    pub points: i32,
    /// The most that it could be, in tenths of points.
    pub of: Option<i32>,
}

/// What one rule says about an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    pub rule: &'static str,
    pub severity: Severity,
    /// Names of the elements concerned; together with the rule they identify the finding.
    pub place: Vec<String>,
    /// Why it matters here, one sentence.
    pub message: String,
    pub evidence: Vec<Evidence>,
    pub fixes: Vec<Fix>,
    /// Ids of catalog patterns to read.
    pub cites: Vec<String>,
    /// Id of the lesson that explains it.
    pub lesson: Option<String>,
}

/// One way to mend a finding.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fix {
    /// What to do, a sentence without a full stop.
    pub text: String,
    /// The edits that do it; none where it can only be said.
    pub edits: Vec<TextEdit>,
    /// Of how many changes the learner would speak: the smaller of two ways comes first.
    pub steps: usize,
    /// Tenths of points that it brings; nothing before it was tried.
    pub gain: Option<i32>,
    /// What the answer would still lack, once it was tried.
    pub leaves: Missing,
    /// A last resort, which comes after every other way.
    pub last: bool,
}

/// How far an answer is from the best: blockers, majors, and tenths of points that are missing without
/// caps. The less, the nearer.
pub type Missing = (usize, usize, i32);

/// A change of one text of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextEdit {
    pub file: String,
    /// What is replaced, in bytes.
    pub range: Range<usize>,
    /// What comes there; nothing takes the whole file away.
    pub text: Option<String>,
}

impl Status {
    /// The word in a report.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotValid => "not-valid",
            Self::NotYet => "not-yet",
            Self::Accepted => "accepted",
        }
    }
}

impl Severity {
    /// The word in a report.
    pub fn word(self) -> &'static str {
        match self {
            Self::Blocker => "blocker",
            Self::Major => "major",
            Self::Minor => "minor",
            Self::Info => "info",
        }
    }
}

impl Verdict {
    /// The score in points.
    pub fn points(&self) -> f64 {
        points(self.tenths)
    }

    /// Whether no blocker stands.
    pub fn is_valid(&self) -> bool {
        self.count(Severity::Blocker) == 0
    }

    /// What it comes to.
    pub fn status(&self) -> Status {
        match self.tenths {
            _ if !self.is_valid() => Status::NotValid,
            score::ACCEPTED.. => Status::Accepted,
            _ => Status::NotYet,
        }
    }

    /// How many findings of a severity there are.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// How often each rule found something, by its id.
    pub fn rule_counts(&self) -> BTreeMap<&'static str, u32> {
        let mut counts = BTreeMap::new();
        for finding in &self.findings {
            *counts.entry(finding.rule).or_insert(0) += 1;
        }
        counts
    }

    /// Whether a finding of that rule at that place stands.
    pub fn has(&self, rule: &str, place: &[String]) -> bool {
        self.findings.iter().any(|finding| finding.rule == rule && finding.place == place)
    }

    /// How far the answer is from the best.
    pub fn missing(&self) -> Missing {
        let lost = score::FULL - score::tenths(self.raw);
        (self.count(Severity::Blocker), self.count(Severity::Major), lost)
    }

    /// The fixes that bring most, with the finding that each mends; where a cap holds the points down,
    /// those of the worst findings. Ways that can only be said are left out.
    pub fn best_fixes(&self, most: usize) -> Vec<(&Finding, &Fix)> {
        let all = self.findings.iter().flat_map(|f| f.fixes.iter().map(move |fix| (f, fix)));
        rank::best(all, self.missing(), most)
    }
}

impl Finding {
    /// A finding without evidence yet.
    pub fn new(
        rule: &'static str,
        severity: Severity,
        place: impl IntoIterator<Item = impl Into<String>>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            rule,
            severity,
            place: place.into_iter().map(Into::into).collect(),
            message: message.into(),
            evidence: Vec::new(),
            fixes: Vec::new(),
            cites: Vec::new(),
            lesson: None,
        }
    }

    /// With what shows it.
    #[must_use]
    pub fn evidence(mut self, evidence: Evidence) -> Self {
        self.evidence.push(evidence);
        self
    }

    /// With a fact, what the answer says, and what is needed.
    #[must_use]
    pub fn row(
        self,
        fact: impl Into<String>,
        yours: impl Into<String>,
        needed: impl Into<String>,
    ) -> Self {
        self.evidence(Evidence::row(fact, yours, needed))
    }

    /// With a way to mend it.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }

    /// With a pattern to read.
    #[must_use]
    pub fn cite(mut self, pattern: impl Into<String>) -> Self {
        self.cites.push(pattern.into());
        self
    }

    /// With the lesson that explains it.
    #[must_use]
    pub fn lesson(mut self, lesson: impl Into<String>) -> Self {
        self.lesson = Some(lesson.into());
        self
    }

    /// Its sentence, behind the names that it is about where it says none of them.
    pub fn headline(&self) -> String {
        let mut names = self.place.iter().map(String::as_str).filter(|name| !name.is_empty());
        if self.place.is_empty() || names.clone().any(|name| self.message.contains(name)) {
            return self.message.clone();
        }
        let named: Vec<&str> = names.by_ref().take(NAMED).collect();
        let more = if names.next().is_some() { ", \u{2026}" } else { "" };
        format!("{}{more}: {}", named.join(", "), self.message)
    }

    /// Which name was probably meant, where it is about one that stands for nothing.
    pub fn meant(&self) -> Option<&str> {
        self.evidence.iter().find_map(Evidence::as_meant)
    }

    /// Every word that it shows: names, sentence and evidence.
    pub fn words(&self) -> Vec<String> {
        let shown = self.evidence.iter().map(ToString::to_string);
        self.place.iter().cloned().chain([self.message.clone()]).chain(shown).collect()
    }
}

impl Fix {
    /// A way that can only be said.
    pub fn words(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// What it is for, without the edits that it takes.
    pub fn headline(&self) -> &str {
        self.text.split_once(": ").map_or(&self.text, |(headline, _)| headline)
    }

    /// A way that can be done.
    pub fn edit(text: impl Into<String>, edits: Vec<TextEdit>) -> Self {
        Self { text: text.into(), steps: edits.len(), edits, ..Self::default() }
    }
}

/// Tenths as points.
pub fn points(tenths: i32) -> f64 {
    f64::from(tenths) / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_that_names_nothing_stands_behind_the_names() {
        let found = |place: &[&str], message| {
            Finding::new("X-01", Severity::Minor, place.iter().copied(), message)
        };
        assert_eq!(found(&["stock"], "nobody hears of it").headline(), "stock: nobody hears of it");
        assert_eq!(found(&["stock"], "stock is not heard").headline(), "stock is not heard");
        assert_eq!(found(&[], "nothing is chosen").headline(), "nothing is chosen");
        assert_eq!(found(&["a", "b", "c", "d"], "open").headline(), "a, b, c, \u{2026}: open");
    }
}
