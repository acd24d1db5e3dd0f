//! T6 and the folders' own proofs: references pass, faulty answers are caught, par holds.

use archtutor::{
    design::{Severity, grade},
    exercise::prove::prove,
};

use super::support::{BOOK, folders};

/// The two systems of others ask for ownership only; the rest are ours.
const OURS: usize = 7;

#[test]
fn folders_prove_themselves() {
    for folder in folders() {
        let found = prove(&folder, &BOOK);
        let shown: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert!(found.is_empty(), "{}", shown.join("\n"));
    }
}

#[test]
fn references_have_no_major_and_at_most_one_minor_on_average() {
    let (mut minors, mut references) = (0, 0);
    for folder in folders() {
        let facts = folder.exercise.scenario();
        for sample in &folder.references {
            let report = grade(facts, &sample.answer, &BOOK);
            let of = |wanted: Severity| {
                report.findings.iter().filter(|finding| finding.severity == wanted).count()
            };
            let id = folder.exercise.id.as_str();
            assert_eq!(of(Severity::Blocker) + of(Severity::Major), 0, "{id}/{}", sample.name);
            minors += of(Severity::Minor);
            references += 1;
            println!(
                "{id:18} {:14} k={:2} {:5} points, {} minor",
                sample.name,
                sample.answer.services.len(),
                report.points(),
                of(Severity::Minor)
            );
        }
    }
    println!("{minors} minors over {references} references");
    assert!(minors <= references);
}

#[test]
fn our_scenarios_have_four_references_of_different_size_and_eight_faulty_answers() {
    let mut ours = 0;
    for folder in folders() {
        let id = folder.exercise.id.as_str();
        if !folder.exercise.scenario().parts().links {
            continue;
        }
        ours += 1;
        let mut sizes: Vec<usize> =
            folder.references.iter().map(|r| r.answer.services.len()).collect();
        sizes.sort_unstable();
        sizes.dedup();
        assert!(sizes.len() >= 4, "{id}: sizes {sizes:?}");
        assert!(folder.faulty.len() >= 8, "{id}: {} faulty answers", folder.faulty.len());
        assert!(folder.par.is_some() && folder.exercise.scenario().par.is_some(), "{id}: no par");
    }
    assert_eq!(ours, OURS);
}
