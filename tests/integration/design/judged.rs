//! Designs for seven scenarios, judged before the grader was asked by somebody who saw only the facts: what
//! must be found in each, and how good it is. Twenty are sound and differ as reasonable architects do; the
//! others have one to five faults. Some faults of a planted fault were noted only when the grader told them.

use archtutor::design::{Architecture, Model, Severity, review};

use super::support::{BOOK, Decomposed, SETS, answer, files, folders, said};

/// What is asked of the grader: of its blockers and majors so many are right, of the faults so many are
/// found, and the order of its scores follows the grades.
const PRECISION: f64 = 0.95;
const RECALL: f64 = 0.93;
const RANK: f64 = 0.85;

struct Judged {
    file: String,
    exercise: String,
    design: Architecture,
    /// Points that a careful architect gives.
    grade: f64,
    /// Rules that must find something.
    faults: Vec<String>,
}

fn judged() -> Vec<Judged> {
    let read = files(SETS[1]).into_iter().map(|file| {
        let said = |key: &str| said(&file, key);
        let faults = said("must find");
        let faults = faults.split_whitespace().filter(|rule| *rule != "nothing");
        let faults = faults.map(str::to_owned).collect();
        Judged {
            exercise: said("exercise"),
            design: answer(&file),
            grade: said("grade").parse().unwrap(),
            faults,
            file,
        }
    });
    read.collect()
}

/// Places in the order of values; equal values share the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let rank = |value: &f64| {
        let below = values.iter().filter(|other| *other < value).count() as f64;
        let same = values.iter().filter(|other| *other == value).count() as f64;
        below + (same - 1.0) / 2.0
    };
    values.iter().map(rank).collect()
}

/// Spearman's correlation.
fn correlation(one: &[f64], two: &[f64]) -> f64 {
    let (one, two) = (ranks(one), ranks(two));
    let mean = (one.len() as f64 - 1.0) / 2.0;
    let product = |a: &[f64], b: &[f64]| -> f64 {
        a.iter().zip(b).map(|(a, b)| (a - mean) * (b - mean)).sum()
    };
    product(&one, &two) / (product(&one, &one) * product(&two, &two)).sqrt()
}

#[test]
fn judged_designs_are_graded_as_they_were_judged() {
    let folders = folders();
    let (mut grades, mut scores) = (Vec::new(), Vec::new());
    let (mut right, mut raised, mut found, mut faults) = (0, 0, 0, 0);
    let mut wrong = Vec::new();
    for one in judged() {
        let folder = folders.iter().find(|f| f.exercise.id.as_str() == one.exercise).unwrap();
        let seen = review(&Model::new(folder.exercise.scenario(), &one.design, &BOOK));
        let points = seen.score.points();
        grades.push(one.grade);
        scores.push(points);
        let heavy = seen.findings.iter().filter(|f| f.severity < Severity::Minor);
        for finding in heavy {
            raised += 1;
            match one.faults.iter().any(|rule| rule == finding.rule) {
                true => right += 1,
                false => wrong.push(format!("{}: {} is no fault", one.file, finding.rule)),
            }
        }
        for rule in &one.faults {
            faults += 1;
            let told = seen.findings.iter().filter(|f| f.severity < Severity::Info);
            match told.map(|f| f.rule).any(|found| found == rule) {
                true => found += 1,
                false => wrong.push(format!("{}: {rule} is not found", one.file)),
            }
        }
        if (points >= 80.0) != (one.grade >= 80.0) {
            wrong.push(format!("{}: {points} points, {} are right", one.file, one.grade));
        }
    }
    let precision = f64::from(right) / f64::from(raised);
    let recall = f64::from(found) / f64::from(faults);
    let rank = correlation(&grades, &scores);
    println!(
        "{} answers: precision {precision:.3}, recall {recall:.3}, rank {rank:.3}",
        grades.len()
    );
    wrong.iter().for_each(|line| println!("{line}"));
    assert!(precision >= PRECISION && recall >= RECALL && rank >= RANK, "{}", wrong.join("\n"));
    assert!(!wrong.iter().any(|line| line.contains("points")), "{}", wrong.join("\n"));
}
