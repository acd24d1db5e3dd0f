//! Flows: what is shown of a wrong order or a race can be replayed, event by event.

use std::collections::BTreeSet;

use archtutor::{
    exercise::answer::Answer,
    verdict::{Evidence, TraceStep, Verdict},
};
use toml::{Table, Value};

use super::{
    super::support::{KNOWLEDGE, exercise, facts_of, of_kind, verdict},
    words,
};

/// Events or commands in a field that is one name or a list.
fn names(line: &Value, key: &str) -> Vec<String> {
    match line.get(key).and_then(Value::as_str) {
        Some(one) => vec![one.to_owned()],
        None => words(Some(line), key),
    }
}

/// Replays what is shown; says at which step it cannot have happened.
fn replay(facts: &Table, answer: &Table, steps: &[TraceStep]) -> Result<(), String> {
    let happenings = facts["happening"].as_table().unwrap();
    let refusals: Vec<&str> = happenings
        .values()
        .filter_map(|happening| happening.get("fails_as").and_then(Value::as_str))
        .collect();
    let outside = |event: &str| {
        let of = answer.get("event").and_then(|events| events.get(event)?.get("of")?.as_str());
        of.is_some_and(|of| {
            happenings.get(of).is_some_and(|happening| happening.get("by").is_none())
                && !refusals.contains(&of)
        })
    };
    let lines = answer.get("react").and_then(Value::as_array).cloned().unwrap_or_default();
    let (mut happened, mut done) = (BTreeSet::new(), BTreeSet::new());
    for step in steps {
        let runs = |line: &&Value| names(line, "on").iter().all(|on| happened.contains(on));
        let is_reaction = facts["reaction"].get(&step.text).is_some();
        let possible = match is_reaction {
            true => lines
                .iter()
                .filter(runs)
                .any(|line| line.get("does").and_then(Value::as_str) == Some(step.text.as_str())),
            false => {
                outside(&step.text)
                    || lines.iter().filter(runs).any(|line| {
                        let does = line.get("does").and_then(Value::as_str);
                        names(line, "emits").contains(&step.text)
                            && does.is_none_or(|does| done.contains(does))
                    })
            }
        };
        if !possible {
            return Err(format!("`{}` cannot have happened here", step.text));
        }
        match is_reaction {
            true => drop(done.insert(step.text.clone())),
            false => drop(happened.insert(step.text.clone())),
        }
    }
    Ok(())
}

/// The traces of the findings of some rules, each with the place of its finding.
fn traces<'v>(
    verdict: &'v Verdict,
    rules: &'v [&str],
) -> impl Iterator<Item = (&'v [String], Vec<&'v Vec<TraceStep>>)> {
    let found = verdict.findings.iter().filter(|finding| rules.contains(&finding.rule));
    found.map(|finding| {
        let traces = finding.evidence.iter().filter_map(|evidence| match evidence {
            Evidence::Trace(steps) => Some(steps),
            _ => None,
        });
        (finding.place.as_slice(), traces.collect())
    })
}

#[test]
fn what_is_shown_of_a_wrong_order_can_be_replayed() {
    let mut shown = 0;
    for folder in of_kind("event-flow") {
        let facts = facts_of(folder);
        let marks = |answer: &Answer| folder.exercise.facts.mark(answer, &KNOWLEDGE);
        let mutants = folder.references.iter().flat_map(|reference| {
            folder.exercise.facts.mutants(&reference.answer).into_iter().map(|one| one.answer)
        });
        let faulty = folder.faulty.iter().map(|sample| sample.answer.clone());
        for answer in mutants.chain(faulty) {
            let verdict = marks(&answer);
            let content = answer.content().unwrap();
            for (place, traces) in traces(&verdict, &["EV-08", "EV-09"]) {
                assert!(!traces.is_empty(), "{place:?} shows nothing");
                for steps in traces {
                    let replayed = replay(&facts, &content, steps);
                    assert_eq!(replayed, Ok(()), "{place:?} {steps:#?}");
                    assert!(steps.iter().any(|step| step.text == place[0]), "{place:?} {steps:?}");
                    shown += 1;
                }
            }
        }
    }
    assert!(shown > 10, "{shown}");
}

#[test]
fn a_race_is_shown_in_both_orders() {
    let facts = "
        entity = { order = { owner = 'orders' }, level = { owner = 'stock' } }
        happening = { placed = { entity = 'order' }, moved = { entity = 'order' } }
        reaction.take = { service = 'stock', writes = ['level'] }
        reaction.count = { service = 'warehouse', writes = ['level'] }";
    let answer = "
        event.Placed = { of = 'placed', owner = 'orders', key = 'order' }
        event.Moved = { of = 'moved', owner = 'orders', key = 'article' }
        react = [{ on = 'Placed', service = 'stock', does = 'take' }, { on = 'Moved', service = 'warehouse', does = 'count' }]";
    let verdict = verdict(&exercise("event-flow", facts, &[]), answer);
    let (facts, answer): (Table, Table) = (facts.parse().unwrap(), answer.parse().unwrap());
    let found: Vec<_> = traces(&verdict, &["EV-09"]).collect();
    let [(place, both)] = found.as_slice() else { panic!("{verdict:#?}") };
    let first = |steps: &&&Vec<TraceStep>| {
        let names = steps.iter().map(|step| step.text.clone());
        names.into_iter().find(|name| place.contains(name))
    };
    let firsts: BTreeSet<Option<String>> = both.iter().map(|steps| first(&steps)).collect();
    assert_eq!(firsts, ["take", "count"].map(|name| Some(name.to_owned())).into());
    for steps in both {
        assert_eq!(replay(&facts, &answer, steps), Ok(()));
    }
}
