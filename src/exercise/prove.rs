//! Proves an exercise: references pass, faulty answers are caught, par holds.

use super::Folder;
use crate::{
    design::{Assessment, Band, Model, PatternBook, Severity, assess, review},
    diagnostic::Diagnostic,
};

/// Points that par may stay below the best reference.
const PAR_SLACK: f64 = 1.0;

/// Everything that the answers of a folder disprove.
pub fn prove(folder: &Folder, book: &PatternBook) -> Vec<Diagnostic> {
    let facts = folder.exercise.scenario();
    let mut found = Vec::new();
    let mut best: f64 = 0.0;
    for sample in &folder.references {
        let report = assess(facts, &sample.answer, book);
        best = best.max(report.score.points());
        if report.score.band() < Band::Sound {
            let message = format!("this reference does not pass: {}", summary(&report));
            found.push(Diagnostic::error("reference-fails", sample.file.clone(), message));
        }
    }
    for sample in &folder.faulty {
        let report = review(&Model::new(facts, &sample.answer, book));
        found.extend(unmet(sample, &report));
    }
    if let (Some(par), Some(witness)) = (facts.par, &folder.par) {
        let points = assess(facts, &witness.answer, book).score.points();
        if (points - par).abs() > 0.05 {
            let message = format!("par is {par}, but its witness gets {points}");
            found.push(Diagnostic::error("par-witness", witness.file.clone(), message));
        }
        if par < best - PAR_SLACK {
            let message = format!("par is {par}, but a reference gets {best}");
            found.push(Diagnostic::error("par-too-low", witness.file.clone(), message));
        }
    }
    found
}

/// What an expectation asks for and the report does not say.
fn unmet(sample: &super::Sample, report: &Assessment) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut say = |message: String| {
        found.push(Diagnostic::error("faulty-not-caught", sample.file.clone(), message));
    };
    let Some(expect) = &sample.expect else {
        say("a faulty answer says in [expect] what must fire".to_owned());
        return found;
    };
    for rule in &expect.fires {
        if !report.findings.iter().any(|finding| finding.rule == rule) {
            say(format!("{rule} must fire and does not: {}", summary(report)));
        }
    }
    if let Some(most) = expect.at_most
        && report.score.points() > most
    {
        say(format!("it gets {} points, {most} at most are expected", report.score.points()));
    }
    for name in &expect.names {
        let named = report.findings.iter().any(|finding| {
            let mut words = finding.place.iter().chain(&finding.evidence);
            words.any(|word| word.contains(name.as_str()))
                || finding.message.contains(name.as_str())
        });
        if !named {
            say(format!("no finding names `{name}`"));
        }
    }
    found
}

fn summary(report: &Assessment) -> String {
    let bad = report.findings.iter().filter(|finding| finding.severity < Severity::Info);
    let rules: Vec<&str> = bad.map(|finding| finding.rule).collect();
    format!("{} points, {}", report.score.points(), rules.join(" "))
}
