//! Tries what findings offer: an edit that helps gets its gain, one that does not is only said.

use super::answer::Answer;
use crate::verdict::{Finding, Fix, Missing, Severity, Verdict};

/// Edits that are tried for one verdict; further ones are only said.
const MOST_TRIED: usize = 240;

/// Marks an answer again; nothing where it cannot be read any more.
pub type Mark<'m> = &'m dyn Fn(&Answer) -> Option<Verdict>;

/// The verdict with the gain of every edit that it offers.
#[must_use]
pub fn tried(before: Verdict, answer: &Answer, mark: Mark<'_>) -> Verdict {
    let mut verdict = before.clone();
    let mut left = MOST_TRIED;
    for (finding, known) in verdict.findings.iter_mut().zip(&before.findings) {
        for fix in finding.fixes.iter_mut().filter(|fix| !fix.edits.is_empty()) {
            let tried = (left > 0).then(|| gain(&before, known, fix, answer, mark)).flatten();
            fix.gain = tried.map(|(gain, _)| gain);
            fix.leaves = tried.map(|(_, leaves)| leaves).unwrap_or_default();
            left = left.saturating_sub(1);
            if fix.gain.is_none() {
                fix.edits.clear();
            }
        }
        finding.fixes.sort_by_key(|fix| std::cmp::Reverse(fix.gain));
    }
    verdict
}

/// What an offered edit brings, in tenths of points, and what it leaves; nothing where the finding stays,
/// the score falls, or a blocker or major comes.
pub fn gain(
    before: &Verdict,
    finding: &Finding,
    fix: &Fix,
    answer: &Answer,
    mark: Mark<'_>,
) -> Option<(i32, Missing)> {
    let after = mark(&answer.with(&fix.edits))?;
    let is_new = |other: &Finding| {
        other.severity <= Severity::Major && !before.has(other.rule, &other.place)
    };
    let stays = after.has(finding.rule, &finding.place);
    let worse = after.tenths < before.tenths || after.findings.iter().any(is_new);
    (!stays && !worse).then(|| (after.tenths - before.tenths, after.missing()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A point for each letter, and a finding for each `x`.
    fn mark(answer: &Answer) -> Option<Verdict> {
        let text = answer.toml_text();
        let found = text.match_indices('x').map(|(at, _)| {
            let edit = |new: &str| {
                let edits = Answer::toml(text).edits_to(&Answer::toml(format!("{new}{text}")));
                let edits = match new {
                    "" => vec![crate::verdict::TextEdit {
                        file: crate::exercise::answer::TOML.into(),
                        range: at..at + 1,
                        text: Some("o".into()),
                    }],
                    _ => edits,
                };
                Fix::edit(format!("{new}:{at}"), edits)
            };
            Finding::new("X-01", Severity::Major, [at.to_string()], "an x")
                .fix(edit("y"))
                .fix(edit(""))
                .fix(Fix::words("think"))
        });
        let findings = found.collect();
        let tenths = 900 - 100 * text.matches('x').count() as i32;
        Some(Verdict { tenths, findings, ..Verdict::default() })
    }

    #[test]
    fn an_edit_that_removes_its_finding_gets_its_gain_and_another_is_only_said() {
        let answer = Answer::toml("axb");
        let verdict = tried(mark(&answer).unwrap(), &answer, &mark);
        let fixes = &verdict.findings[0].fixes;
        let shown: Vec<_> = fixes.iter().map(|fix| (fix.gain, fix.edits.len())).collect();
        assert_eq!(shown, [(Some(100), 1), (None, 0), (None, 0)]);
    }
}
