//! T6 and the folders' own proofs: references pass, faulty answers are caught, par holds.

use std::fs;

use archtutor::{
    design::{Severity, grade, par},
    exercise::prove::prove,
};

use super::support::{BOOK, Decomposed, Designed, KNOWLEDGE, folders, path};

/// The two systems of others ask for ownership only; the rest are ours.
const OURS: usize = 8;

#[test]
fn folders_prove_themselves() {
    for folder in folders() {
        let found = prove(&folder, &KNOWLEDGE);
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
            let report = grade(facts, &sample.design(), &BOOK);
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
                sample.design().services.len(),
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
            folder.references.iter().map(|r| r.design().services.len()).collect();
        sizes.sort_unstable();
        sizes.dedup();
        // Where the cut is given, references differ in how the services talk.
        let given = sizes.len() == 1;
        assert!(sizes.len() >= 4 || given, "{id}: sizes {sizes:?}");
        assert!(folder.faulty.len() >= 8, "{id}: {} faulty answers", folder.faulty.len());
        assert!(folder.par.is_some() && folder.exercise.scenario().par.is_some(), "{id}: no par");
    }
    assert_eq!(ours, OURS);
}

/// Searches every par anew and writes it with its witness: `BLESS=1 cargo nextest run --run-ignored only
/// par_is_searched_anew`, after a change of what scores.
#[test]
#[ignore = "takes minutes; run it after a change of what scores"]
fn par_is_searched_anew() {
    for folder in folders() {
        let facts = folder.exercise.scenario();
        if facts.par.is_none() {
            continue;
        }
        let known: Vec<_> = folder.references.iter().map(|r| r.design()).collect();
        let found = par::search(facts, &BOOK, &known);
        let points = f64::from(found.tenths) / 10.0;
        println!("{}: {points}, was {:?}", facts.id, facts.par);
        if std::env::var_os("BLESS").is_none() {
            continue;
        }
        let file = path(&format!("exercises/{}/exercise.toml", facts.id));
        let text = fs::read_to_string(&file).unwrap();
        let lines = text.lines().map(|line| match line.starts_with("par = ") {
            true => format!("par = {points}\n"),
            false => format!("{line}\n"),
        });
        fs::write(&file, lines.collect::<String>()).unwrap();
        let witness = "# the best answer that the search found; it proves the stored par\n"
            .to_owned()
            + &found.witness.to_toml();
        fs::write(path(&format!("exercises/{}/par.toml", facts.id)), witness).unwrap();
    }
}
