//! One thing in the wrong place: how many answers that differ from a good one in one move still pass.

use archtutor::design::{Architecture, Edit, Scenario, assess, complete::missing_links};

use super::support::{BOOK, Decomposed, Designed, folders};

/// Every answer that differs from a good one in the owner of one aggregate, its links drawn anew.
fn moved(facts: &Scenario, answer: &Architecture) -> Vec<(String, String, Architecture)> {
    let mut moved = Vec::new();
    for (at, entity) in facts.entities.iter().enumerate() {
        let unit = match entity.aggregate {
            Some(aggregate) => facts.aggregates[aggregate].entities.clone(),
            None => vec![at],
        };
        if unit[0] != at {
            continue;
        }
        let own = answer.owner_of(&entity.name).unwrap().to_owned();
        for other in answer.services.iter().filter(|service| service.name != own) {
            let edits = unit.iter().map(|e| Edit::MoveEntity {
                entity: facts.entities[*e].name.clone(),
                to: other.name.clone(),
            });
            let bare = answer.with(&edits.collect::<Vec<_>>());
            let links = missing_links(facts, &bare, &BOOK);
            moved.push((entity.name.clone(), other.name.clone(), bare.with(&links)));
        }
    }
    moved
}

#[test]
fn an_aggregate_in_the_wrong_place_seldom_passes() {
    let (mut all, mut passed) = (0, 0);
    for folder in folders() {
        let facts = folder.exercise.scenario();
        if !facts.parts().links {
            continue;
        }
        for reference in &folder.references {
            let before = assess(facts, &reference.design(), &BOOK).score.tenths;
            for (entity, to, answer) in moved(facts, &reference.design()) {
                let found = assess(facts, &answer, &BOOK);
                all += 1;
                if found.score.tenths >= 800 {
                    passed += 1;
                    let rules: Vec<&str> = found.findings.iter().map(|f| f.rule).collect();
                    println!(
                        "{}/{}: {entity} to {to}: {} after {before}, {}",
                        facts.id,
                        reference.name,
                        found.score.tenths,
                        rules.join(" ")
                    );
                }
            }
        }
    }
    println!("{passed} of {all} moves pass");
    assert!(passed * 50 <= all, "{passed} of {all} moves pass");
}
