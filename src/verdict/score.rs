//! From earned points and findings to a score: rounding, charges, caps, chance.

use super::{Finding, LedgerRow, Severity, Verdict};

/// The most tenths of points.
pub const FULL: i32 = 1000;
/// Tenths of points from which an answer is accepted.
pub const ACCEPTED: i32 = 800;
/// Most tenths of points with a blocker, with three majors, with one major.
pub const CAPS: [i32; 3] = [300, 590, 790];
/// Comparisons of sums of fractions tolerate so much.
pub const TOLERANCE: f64 = 1e-9;

/// Points that a major finding costs, where a kind charges.
const MAJOR: f64 = 12.0;
/// Points that a minor finding costs.
const MINOR: f64 = 4.0;
/// Points that one rule may cost.
const MOST_A_RULE: f64 = 24.0;

/// What was earned or charged, before rounding.
#[derive(Clone, Debug, PartialEq)]
pub struct Earned {
    pub item: String,
    pub points: f64,
    /// The most that it could be.
    pub of: Option<f64>,
}

impl Earned {
    /// Points out of so many.
    pub fn new(item: impl Into<String>, points: f64, of: f64) -> Self {
        Self { item: item.into(), points, of: Some(of) }
    }
}

/// Points in tenths, half up, between none and all.
pub fn tenths(points: f64) -> i32 {
    // Between 0 and 1000, so nothing is cut off.
    (points.clamp(0.0, 100.0) * 10.0 + 0.5 + TOLERANCE).floor() as i32
}

/// The most tenths of points that these findings leave.
pub fn cap(findings: &[Finding]) -> i32 {
    let of = |severity| findings.iter().filter(|f| f.severity == severity).count();
    match (of(Severity::Blocker), of(Severity::Major)) {
        (0, 0) => FULL,
        (0, 1 | 2) => CAPS[2],
        (0, _) => CAPS[1],
        _ => CAPS[0],
    }
}

/// What the findings of each rule cost, in points and in the order in which the rules come: a major
/// 12, a minor 4, a rule 24 at most.
pub fn charges(findings: &[Finding]) -> Vec<Earned> {
    let mut rows: Vec<Earned> = Vec::new();
    for finding in findings {
        let cost = match finding.severity {
            Severity::Major => MAJOR,
            Severity::Minor => MINOR,
            Severity::Blocker | Severity::Info => continue,
        };
        match rows.iter_mut().find(|row| row.item == finding.rule) {
            Some(row) => row.points = (row.points - cost).max(-MOST_A_RULE),
            None => rows.push(Earned { item: finding.rule.to_owned(), points: -cost, of: None }),
        }
    }
    rows
}

/// A share that guessing would have earned nothing of; both between 0 and 1.
pub fn above_chance(share: f64, chance: f64) -> f64 {
    if chance >= 1.0 - TOLERANCE {
        return share;
    }
    ((share - chance) / (1.0 - chance)).max(0.0)
}

/// Findings of the same rule at the same place as one, with the evidence of all.
pub fn merged(findings: Vec<Finding>) -> Vec<Finding> {
    let mut merged: Vec<Finding> = Vec::new();
    for finding in findings {
        let same =
            |known: &&mut Finding| known.rule == finding.rule && known.place == finding.place;
        match merged.iter_mut().find(same) {
            Some(known) => {
                known.severity = known.severity.min(finding.severity);
                known.evidence.extend(finding.evidence);
                known.fixes.extend(finding.fixes);
            }
            None => merged.push(finding),
        }
    }
    merged
}

impl Verdict {
    /// The verdict on what was earned and found. Findings are merged, and sorted by severity and rule;
    /// within both they keep the order in which they were found.
    pub fn judge(earned: Vec<Earned>, findings: Vec<Finding>) -> Self {
        let mut findings = merged(findings);
        findings.sort_by(|a, b| (a.severity, a.rule).cmp(&(b.severity, b.rule)));
        let cap = cap(&findings);
        Self::capped(earned, findings, cap)
    }

    /// The same where the cap does not come from the findings alone.
    pub fn capped(earned: Vec<Earned>, findings: Vec<Finding>, cap: i32) -> Self {
        let (mut sum, mut shown) = (0.0, 0);
        let mut ledger = Vec::new();
        for row in earned {
            sum += row.points;
            // Each row is what it adds to the rounded sum: so rows add up to the score.
            let now = tenths(sum);
            let of = row.of.map(tenths);
            ledger.push(LedgerRow { item: row.item, points: now - shown, of });
            shown = now;
        }
        if shown > cap {
            let item = if cap == CAPS[0] { "cap: not valid" } else { "cap: major findings" };
            ledger.push(LedgerRow { item: item.to_owned(), points: cap - shown, of: None });
        }
        let raw = sum.clamp(0.0, 100.0);
        Self { tenths: shown.min(cap), raw, ledger, findings, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Status, *};

    fn found(rule: &'static str, severity: Severity, place: &str) -> Finding {
        Finding::new(rule, severity, [place], "why")
    }

    #[test]
    fn points_are_rounded_half_up_to_tenths_and_rows_add_up() {
        assert_eq!([tenths(68.75), tenths(37.5), tenths(-3.0), tenths(120.0)], [688, 375, 0, 1000]);
        assert_eq!(tenths(0.15), 2, "a half that floating point keeps just below it");
        let third = 100.0 / 3.0;
        let rows = (0..3).map(|at| Earned::new(format!("{at}"), third, third)).collect();
        let verdict = Verdict::judge(rows, Vec::new());
        assert_eq!(verdict.tenths, 1000);
        assert_eq!(verdict.ledger.iter().map(|row| row.points).sum::<i32>(), 1000);
    }

    #[test]
    fn caps_follow_the_worst_findings() {
        let full = || vec![Earned::new("all", 100.0, 100.0)];
        let of = |severities: &[Severity]| {
            let found = severities.iter().enumerate();
            let found = found.map(|(at, severity)| self::found("X-01", *severity, &at.to_string()));
            let verdict = Verdict::judge(full(), found.collect());
            assert_eq!(verdict.ledger.iter().map(|row| row.points).sum::<i32>(), verdict.tenths);
            (verdict.tenths, verdict.status())
        };
        use Severity::{Blocker, Info, Major, Minor};
        assert_eq!(of(&[Info, Minor, Minor]), (1000, Status::Accepted));
        assert_eq!(of(&[Major, Major]), (790, Status::NotYet));
        assert_eq!(of(&[Major, Major, Major]), (590, Status::NotYet));
        assert_eq!(of(&[Major, Blocker]), (300, Status::NotValid));
    }

    #[test]
    fn a_rule_costs_24_points_at_most_and_the_same_finding_counts_once() {
        let many = ["a", "b", "c", "a"].map(|place| found("X-01", Severity::Major, place));
        let findings = merged(many.to_vec());
        assert_eq!(findings.len(), 3);
        let rows = charges(&findings);
        assert_eq!(rows.len(), 1);
        assert!((rows[0].points + 24.0).abs() < TOLERANCE);
    }

    #[test]
    fn guessing_earns_nothing() {
        assert!((above_chance(0.5, 0.2) - 0.375).abs() < TOLERANCE);
        assert!(above_chance(0.1, 0.2).abs() < TOLERANCE);
        assert!((above_chance(1.0, 1.0) - 1.0).abs() < TOLERANCE);
    }
}
