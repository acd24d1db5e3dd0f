//! T3: cuts by experts pass, on facts that say who touches which data and nothing else.

use archtutor::design::{Severity, grade};

use super::support::{BOOK, answer, scenario};

const FOLDER: &str = "tests/fixtures/third-party/converted";

#[test]
fn expert_cuts_have_no_blocker_no_major_and_an_excellent_score() {
    for (facts, cut) in [
        ("petclinic.scenario.toml", "petclinic.answer.expert.toml"),
        ("cargo.scenario.toml", "cargo.answer.ddd-contexts.toml"),
    ] {
        let facts = scenario(&format!("{FOLDER}/{facts}"));
        let report = grade(&facts, &answer(&format!("{FOLDER}/{cut}")), &BOOK);
        let bad = report.findings.iter().filter(|finding| finding.severity <= Severity::Major);
        assert_eq!(bad.count(), 0);
        println!("{}: {}", facts.id, report.points());
        assert!(report.points() >= 90.0);
    }
}
