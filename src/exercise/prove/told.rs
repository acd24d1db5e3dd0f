//! What marking found in an answer of the folder, as its author is told: where it stands, and in which words.

use std::ops::Range;

use crate::{
    diagnostic::Diagnostic,
    exercise::{File, Sample},
    table::did_you_mean,
    verdict::{Evidence, Finding, Severity, Verdict},
};

/// So many findings are told with an answer that fails.
const TOLD: usize = 3;

/// A mistake in an answer: at the first finding that has a place there, and with what the worst ones say.
pub(super) fn in_answer(
    code: &'static str,
    sample: &Sample,
    verdict: &Verdict,
    message: impl Into<String>,
) -> Diagnostic {
    let findings = || verdict.findings.iter().filter(|one| one.severity < Severity::Info);
    let wrong = at(code, sample, findings().find_map(|one| place(sample, one)), message);
    let said: Vec<String> = findings().take(TOLD).map(said).collect();
    if said.is_empty() { wrong } else { wrong.help(said.join("; ")) }
}

/// Names in an answer that stand for nothing where a name is near, unless its author expects that.
pub(super) fn slips(sample: &Sample, verdict: &Verdict) -> Vec<Diagnostic> {
    let expected = |rule: &str| {
        let expect = sample.expect.iter();
        expect.flat_map(|one| one.fires.iter().chain(&one.may)).any(|known| known == rule)
    };
    let slip = |finding: &Finding| {
        let meant = finding.meant().filter(|_| !expected(finding.rule))?;
        let wrong = at("unknown-name", sample, place(sample, finding), finding.headline());
        Some(wrong.help(meant))
    };
    verdict.findings.iter().filter_map(slip).collect()
}

/// Rules that must fire in an answer and that there are not.
pub(super) fn no_rules(sample: &Sample, verdict: &Verdict, rules: &[&str]) -> Vec<Diagnostic> {
    let fires = sample.expect.iter().flat_map(|expect| &expect.fires);
    let unknown = fires.filter(|rule| {
        !rules.contains(&rule.as_str()) && !verdict.findings.iter().any(|one| one.rule == **rule)
    });
    let wrong = |rule: &String| {
        let mut files = sample.written.iter().map(|(_, file)| file);
        let place = files.find_map(|file| Some((file, word(&file.1, rule)?)));
        let message = format!("`{rule}` is no rule of this exercise");
        at("unknown-reference", sample, place, message).help(did_you_mean(rule, rules))
    };
    unknown.map(wrong).collect()
}

fn at(
    code: &'static str,
    sample: &Sample,
    place: Option<(&File, Range<usize>)>,
    message: impl Into<String>,
) -> Diagnostic {
    match place {
        Some(((path, text), range)) => Diagnostic::error(code, path, message).at(text, range),
        None => Diagnostic::error(code, &sample.file, message),
    }
}

/// What a finding says, behind its rule.
fn said(finding: &Finding) -> String {
    let meant = finding.meant().map_or_else(String::new, |meant| format!(", {meant}"));
    format!("{}: {}{meant}", finding.rule, finding.headline())
}

/// Where a finding stands in the files of an answer: as its evidence says, or where one of its names does.
fn place<'s>(sample: &'s Sample, finding: &Finding) -> Option<(&'s File, Range<usize>)> {
    let span = finding.evidence.iter().find_map(|evidence| match evidence {
        Evidence::Span(span) => Some(span),
        _ => None,
    });
    // Of an answer that is told as a change of another the text differs from what was marked.
    let marked = |span: &&crate::verdict::Span| {
        let written = sample.written.iter().find(|(name, _)| *name == span.file);
        let same = sample.answer.text(&span.file);
        written.filter(|(_, (_, text))| Some(text) == same).map(|(_, file)| file)
    };
    let by_span = span.and_then(|span| Some((marked(&span)?, span.range.clone())));
    let by_name = || {
        let names = finding.place.iter().rev();
        let mut all =
            names.flat_map(|name| sample.written.iter().map(move |(_, file)| (name, file)));
        all.find_map(|(name, file)| Some((file, word(&file.1, name)?)))
    };
    by_span.or_else(by_name)
}

/// Where a word stands in a text for itself, and not as a part of another.
fn word(text: &str, word: &str) -> Option<Range<usize>> {
    let joins = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let mut all = text.match_indices(word).filter(|_| !word.is_empty());
    let at = all.find(|(at, _)| {
        let (before, after) = (text.get(..*at), text.get(at + word.len()..));
        !before.is_some_and(|text| text.ends_with(joins))
            && !after.is_some_and(|text| text.starts_with(joins))
    });
    at.map(|(at, _)| at..at + word.len())
}

#[cfg(test)]
mod tests {
    use super::word;

    #[test]
    fn a_word_is_found_where_it_stands_for_itself() {
        let text = "does = ['print-all', 'reprint', 'print']\n";
        assert_eq!(word(text, "print"), Some(33..38));
        assert_eq!(word(text, "all"), None);
        assert_eq!(word(text, ""), None);
    }
}
