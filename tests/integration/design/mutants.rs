//! T5: every reference is broken in every way that an operator knows, and the grader must notice: the
//! expected rule fires anew, the score drops, and the findings name what was changed.

mod operators;

use std::collections::BTreeMap;

use archtutor::{
    design::{Architecture, Finding, Model, assess, review, score::CAPS},
    exercise::Folder,
};

use self::operators::{Mutant, mutants};
use super::support::{BOOK, Decomposed, Designed, folders};

/// Whether a rule fires that did not fire at that place before.
fn fires_anew(before: &[Finding], after: &[Finding], mutant: &Mutant) -> bool {
    after.iter().filter(|finding| mutant.rules.contains(&finding.rule)).any(|finding| {
        !before.iter().any(|old| {
            old.rule == finding.rule
                && old.place == finding.place
                && old.evidence == finding.evidence
        })
    })
}

fn named(findings: &[Finding], mutant: &Mutant) -> bool {
    mutant.names.is_empty()
        || findings.iter().filter(|f| mutant.rules.contains(&f.rule)).any(|finding| {
            finding.message.contains(&mutant.names)
                || finding.place.iter().chain(&finding.evidence).any(|w| w.contains(&mutant.names))
        })
}

#[derive(Default)]
struct Tally {
    made: usize,
    killed: usize,
    raised: usize,
}

fn family(rule: &str) -> &'static str {
    match &rule[..1] {
        "H" => "H",
        "D" | "I" => "D and I",
        _ => "S, C, Q and P",
    }
}

/// What lives together, whatever the services are called.
fn cut(design: &Architecture) -> Vec<Vec<String>> {
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    let mut parts: Vec<_> = design.services.iter().map(|s| sorted(s.owns.clone())).collect();
    parts.sort();
    parts
}

/// Whether a change made one right cut of another: where only ownership is asked for, some references
/// differ in one entity, and neither is a mistake beside the other.
fn is_another_reference(folder: &Folder, from: &Architecture, to: &Architecture) -> bool {
    let (from, to) = (cut(from), cut(to));
    let mut others = folder.references.iter().map(|reference| cut(&reference.design()));
    !folder.exercise.scenario().parts().links && from != to && others.any(|other| other == to)
}

fn run(folder: &Folder, all: &mut BTreeMap<&'static str, Tally>) -> Vec<String> {
    let facts = folder.exercise.scenario();
    let mut survivors = Vec::new();
    for reference in &folder.references {
        let design = reference.design();
        let before = review(&Model::new(facts, &design, &BOOK));
        let wrong = |mutant: &Mutant| !is_another_reference(folder, &design, &mutant.answer);
        for mutant in mutants(facts, &design).into_iter().filter(wrong) {
            let tally = all.entry(mutant.operator).or_default();
            tally.made += 1;
            let after = review(&Model::new(facts, &mutant.answer, &BOOK));
            let dropped = after.score.tenths < before.score.tenths;
            let fired = fires_anew(&before.findings, &after.findings, &mutant);
            let named = named(&after.findings, &mutant);
            if fired && dropped && named {
                tally.killed += 1;
                continue;
            }
            let id = folder.exercise.id.as_str();
            if after.score.tenths > before.score.tenths {
                tally.raised += 1;
            }
            survivors.push(format!(
                "{id}/{}: {} of `{}` ({}): fired {fired}, {} -> {}, named {}",
                reference.name,
                mutant.operator,
                mutant.names,
                mutant.rules.join("/"),
                before.score.points(),
                after.score.points(),
                named
            ));
        }
    }
    survivors
}

#[test]
fn mutants_of_every_reference_are_caught() {
    let mut tallies = BTreeMap::new();
    let mut survivors = Vec::new();
    for folder in folders() {
        survivors.extend(run(&folder, &mut tallies));
    }
    let mut families: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (operator, tally) in &tallies {
        println!("{operator:32} {:5} made {:5} killed", tally.made, tally.killed);
        let sum = families.entry(family(rule_of(operator))).or_default();
        sum.0 += tally.made;
        sum.1 += tally.killed;
    }
    for line in &survivors {
        println!("survivor: {line}");
    }
    let made: usize = tallies.values().map(|tally| tally.made).sum();
    println!("{made} mutants, {} survivors, {families:?}", survivors.len());
    assert_eq!(tallies.values().map(|tally| tally.raised).sum::<usize>(), 0, "a mutant gained");
    for (family, (made, killed)) in families {
        let target = match family {
            "H" => 1.0,
            "D and I" => 0.98,
            _ => 0.90,
        };
        assert!(killed as f64 >= target * made as f64, "{family}: {killed} of {made}");
    }
}

fn rule_of(operator: &str) -> &'static str {
    match operator {
        "drop capability"
        | "duplicate capability"
        | "typo"
        | "double owner"
        | "split aggregate"
        | "delete link"
        | "merge zones" => "H",
        "merge all"
        | "merge loads"
        | "merge unrelated"
        | "move entity"
        | "reassign team"
        | "one service per entity"
        | "cut by layers"
        | "pointless pattern"
        | "unfed view"
        | "copy and call"
        | "needless link"
        | "mesh"
        | "protected event"
        | "sprinkle"
        | "ghost"
        | "delete feed of a read model"
        | "two-phase commit beside saga" => "S",
        _ => "D",
    }
}

/// Operators after which every name still stands for something, so that others can follow.
const FIRST: [&str; 14] = [
    "delete link",
    "link to db",
    "command to event",
    "waiting step by event",
    "reverse call",
    "bare retry",
    "strip protection",
    "remove saga",
    "drop compensation",
    "drop outbox",
    "drop idempotency",
    "remove read model",
    "move entity",
    "reassign team",
];

/// Operators that draw missing links, join services or write a new answer: as a second mistake they
/// would take the first one back.
const HEALING: [&str; 13] = [
    "split aggregate",
    "move entity",
    "merge loads",
    "merge unrelated",
    "merge all",
    "one service per entity",
    "cut by layers",
    "all through one",
    "split a hot pair",
    "split strong transaction",
    "command to event",
    "needless link",
    "mesh",
];

/// The most that an answer with a blocker may get.
const NOT_VALID: f64 = CAPS[0] as f64 / 10.0;

/// Pairs of mistakes that are tried.
const PAIRS: usize = 1_000;

#[test]
fn two_mistakes_score_no_better_than_one() {
    let mut dice = super::hostile::Dice(7);
    let mut better = Vec::new();
    let mut tried = 0;
    let folders = folders();
    let answers: Vec<_> =
        folders.iter().flat_map(|f| f.references.iter().map(move |r| (f, r))).collect();
    while tried < PAIRS {
        let (folder, reference) = &answers[dice.below(answers.len())];
        let facts = folder.exercise.scenario();
        let points = |answer: &Architecture| assess(facts, answer, &BOOK).score.points();
        let singles = mutants(facts, &reference.design());
        let first: Vec<&Mutant> = singles.iter().filter(|m| FIRST.contains(&m.operator)).collect();
        if first.is_empty() {
            continue;
        }
        let one = first[dice.below(first.len())];
        let after = mutants(facts, &one.answer);
        for _ in 0..20 {
            let both = &after[dice.below(after.len())];
            if HEALING.contains(&both.operator) {
                continue;
            }
            // The same mistake twice: a link that was restyled, say, is another link.
            let same = |m: &&Mutant| {
                m.operator == both.operator && m.names == both.names && m.edits == both.edits
            };
            let (mut alike, again) = (singles.iter().filter(same), after.iter().filter(same));
            let (Some(two), None, 1) = (alike.next(), alike.next(), again.count()) else {
                continue;
            };
            // What the first mistake has made idle is no mistake to take away.
            let idle = assess(facts, &one.answer, &BOOK).surplus;
            if two.operator.starts_with("drop ")
                && idle.iter().any(|s| s.place.contains(&two.names))
            {
                continue;
            }
            tried += 1;
            let (a, b, ab) = (points(&one.answer), points(&two.answer), points(&both.answer));
            // Below what is not valid nothing is ranked.
            if ab > (a.min(b) + 2.0).max(NOT_VALID) {
                better.push(format!(
                    "{}/{}: {} of {} gets {a}, {} of {} gets {b}, both get {ab}",
                    facts.id, reference.name, one.operator, one.names, two.operator, two.names
                ));
            }
        }
    }
    println!("{tried} pairs, {} better than their worse half", better.len());
    assert!(better.is_empty(), "{}", better.join("\n"));
}
