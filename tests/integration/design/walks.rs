//! What the grader says and what a replay shows are one truth.

use archtutor::design::{Architecture, Model, Scenario, replay::replay, review};

use super::support::{BOOK, each_answer};

/// Every answer of the repository, and many without one of their links.
fn each(mut check: impl FnMut(&Scenario, &Architecture, &str)) {
    each_answer(|facts, design, name| {
        if !facts.parts().links {
            return;
        }
        check(facts, design, name);
        for at in (0..design.links.len()).step_by(3) {
            let mut without = design.clone();
            without.links.remove(at);
            check(facts, &without, name);
        }
    });
}

#[test]
fn what_a_replay_cannot_walk_is_a_finding_and_nothing_else_is() {
    let mut walked = 0;
    each(|facts, design, name| {
        let model = Model::new(facts, design, &BOOK);
        let findings = review(&model).findings;
        for transaction in 0..facts.transactions.len() {
            for hop in replay(&model, transaction, None) {
                let Some(from) = &hop.from else { continue };
                let told = findings.iter().any(|finding| {
                    finding.rule == "H-05" && finding.place == [from.clone(), hop.at.clone()]
                });
                walked += 1;
                if hop.style.is_none() {
                    assert!(told, "{name}: {from} to {} for {}", hop.at, hop.step);
                    let said = findings.iter().any(|f| f.message.contains("no link leads there"));
                    assert!(said, "{name}: in the words of the replay");
                }
                let step = |row: &String| row.contains(&format!("goes on with {} at", hop.step));
                let of_step = findings.iter().any(|finding| {
                    finding.rule == "H-05"
                        && finding.place == [from.clone(), hop.at.clone()]
                        && finding.evidence.iter().any(step)
                });
                assert_eq!(hop.style.is_none(), of_step, "{name}: {} at {}", hop.step, hop.at);
            }
        }
    });
    println!("{walked} hops");
    assert!(walked > 1_000);
}
