//! What kinds of exercises promise, proved by means that their marking does not use.

mod damaged;
mod drawings;
mod flows;
mod limits;

use std::collections::BTreeMap;

use archtutor::{chance::Chance, exercise::kind::Samples, verdict::Status};
use toml::Value;

use super::support::{FOLDERS, KNOWLEDGE, exercise, facts_of, of_kind};

/// Names in a list of a table.
fn words(table: Option<&Value>, key: &str) -> Vec<String> {
    let list = table.and_then(|table| table.get(key)).and_then(Value::as_array);
    let words = list.into_iter().flatten().filter_map(Value::as_str);
    words.map(str::to_owned).collect()
}

#[test]
fn the_facts_of_every_exercise_keep_what_they_must() {
    for folder in FOLDERS.iter() {
        let doubts = folder.exercise.facts.doubts(&Samples::of(folder), &KNOWLEDGE);
        assert!(doubts.is_empty(), "{}: {doubts:#?}", folder.exercise.id);
    }
}

#[test]
fn a_known_mistake_that_a_draw_brings_too_near_to_right_is_told() {
    let facts = "
        given = { a = { value = 10, draw = [1, 10, 1] } }
        ask.b = { formula = 'a * 2' }
        wrong = [{ ask = 'b', formula = 'a + 2', says = 'added' }]";
    let exercise = exercise("estimate", facts, &[]);
    let doubts = exercise.facts.doubts(&Samples::default(), &KNOWLEDGE);
    assert!(doubts.iter().any(|doubt| doubt.contains("added")), "{doubts:?}");
    let facts = "given = { a = { value = 1, draw = [0, 1, 1] } }\nask.b = { formula = '1 / a' }";
    let exercise = super::support::exercise("estimate", facts, &[]);
    let doubts = exercise.facts.doubts(&Samples::default(), &KNOWLEDGE);
    assert!(doubts.iter().any(|doubt| doubt.contains("division by zero")), "{doubts:?}");
}

#[test]
fn a_plan_with_one_order_or_an_order_without_a_reason_is_told() {
    let of =
        |facts: &str| exercise("plan", facts, &[]).facts.doubts(&Samples::default(), &KNOWLEDGE);
    let free = "step = { a = {}, b = { needs = ['a'], why = 'it stands on it' }, c = {} }";
    assert_eq!(of(free), Vec::<String>::new());
    let chain = "step = { a = {}, b = { needs = ['a'] } }";
    let doubts = of(chain);
    assert!(doubts.iter().any(|doubt| doubt.contains("only one order")), "{doubts:?}");
    assert!(doubts.iter().any(|doubt| doubt.contains("`b` comes after `a`")), "{doubts:?}");
    let safe = "
        var = { x = { init = 0 } }
        step = { a = { sets = ['x = 1'] }, b = { needs = ['a'], sets = ['x = x * 2'] }, c = {} }
        safe = [{ expr = 'x = 0 or x = 1 or x = 2' }]";
    // b before a leaves 1, which is safe: the order has no reason yet.
    assert!(of(safe).iter().any(|doubt| doubt.contains("`b` comes after `a`")));
}

/// Some order of the steps in which each comes after what it needs.
fn order(
    steps: &[String],
    needs: &BTreeMap<String, Vec<String>>,
    chance: &mut Chance,
) -> Vec<String> {
    let mut waiting: Vec<&String> = steps.iter().collect();
    let mut done: Vec<String> = Vec::new();
    while !waiting.is_empty() {
        let free = |step: &&&String| {
            let needed = needs.get(**step).into_iter().flatten();
            needed.into_iter().all(|need| done.contains(need) || !steps.contains(need))
        };
        let ready: Vec<&String> = waiting.iter().filter(free).copied().collect();
        let next = ready[chance.below(ready.len())];
        waiting.retain(|step| *step != next);
        done.push(next.clone());
    }
    done
}

#[test]
fn every_order_in_which_steps_come_after_what_they_need_passes() {
    for folder in of_kind("plan") {
        let facts = facts_of(folder);
        let steps = facts["step"].as_table().unwrap();
        let needs = steps.iter().map(|(name, step)| (name.clone(), words(Some(step), "needs")));
        let needs: BTreeMap<String, Vec<String>> = needs.collect();
        let mut chance = Chance::new(13);
        for reference in &folder.references {
            let planned = reference.answer.value(&["order".into()]).unwrap();
            let lines = planned.as_array().unwrap().iter();
            let names = lines.flat_map(|line| match line.as_array() {
                Some(line) => line.clone(),
                None => vec![line.clone()],
            });
            let names: Vec<String> = names.map(|name| name.as_str().unwrap().to_owned()).collect();
            for _ in 0..200 {
                let order = order(&names, &needs, &mut chance);
                let answer = reference.answer.set(&["order".into()], Some(order.clone().into()));
                let verdict = folder.exercise.facts.mark(&answer, &KNOWLEDGE);
                let found = (&reference.file, order, &verdict.findings);
                assert_eq!(verdict.status(), Status::Accepted, "{found:#?}");
            }
        }
    }
}

#[test]
fn a_card_that_is_moved_loses_what_putting_it_back_is_said_to_bring() {
    let mut moved = 0;
    for folder in of_kind("classify") {
        let facts = &folder.exercise.facts;
        let reference = &folder.references[0].answer;
        let before = facts.mark(reference, &KNOWLEDGE).tenths;
        for mutant in facts.mutants(reference) {
            if mutant.operator != "another value" {
                continue;
            }
            let verdict = facts.grade(&mutant.answer, &KNOWLEDGE);
            for fix in verdict.findings.iter().flat_map(|finding| &finding.fixes) {
                let Some(gain) = fix.gain else { continue };
                let back = mutant.answer.with(&fix.edits);
                let after = facts.mark(&back, &KNOWLEDGE).tenths;
                assert_eq!(verdict.tenths + gain, after, "{}", mutant.name);
                if facts.is_same(&back, reference) {
                    assert_eq!(gain, before - verdict.tenths, "{}", mutant.name);
                    moved += 1;
                }
            }
        }
    }
    assert!(moved > 100, "{moved}");
}
