//! Bad shapes, and the start-up for which one service is best.

use archtutor::{
    design::{Architecture, assess},
    exercise::kinds::decomposition::shapes,
};

use super::support::{BOOK, Decomposed, Designed, folders};

#[test]
fn bad_shapes_score_below_60_wherever_they_are_wrong() {
    for folder in folders() {
        let facts = folder.exercise.scenario();
        let id = facts.id.as_str();
        let points =
            |answer: &Architecture| f64::from(assess(facts, answer, &BOOK).score.tenths) / 10.0;
        let one = shapes::one_service(facts, &BOOK);
        if !shapes::is_wrong(facts, &one, &BOOK) {
            println!("{id:20} one service best {:5}", points(&one));
            assert!(points(&one) >= 80.0, "{id}: one service gets {}", points(&one));
        }
        let widest = folder.references.iter().max_by_key(|r| r.design().services.len());
        let shapes = shapes::wrong(facts, &widest.unwrap().design(), &BOOK);
        for (shape, answer) in shapes {
            let found = points(&answer);
            println!("{id:20} {shape:24} {found:5}");
            assert!(found < 60.0, "{id}: {shape} gets {found}");
        }
    }
}
