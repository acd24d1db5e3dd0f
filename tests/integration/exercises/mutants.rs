//! What the mutants of the shipped course break, rule by rule.

use std::collections::{BTreeMap, BTreeSet};

use archtutor::{exercise::Folder, library::Library, source::Source, verdict::Verdict};

use super::support::KNOWLEDGE;

/// What is counted of a rule.
#[derive(Default)]
struct Count {
    mutants: usize,
    killed: usize,
    faulty: usize,
    operators: BTreeSet<&'static str>,
    survivors: Vec<String>,
}

/// What is counted of the exercises of a kind.
#[derive(Default)]
struct Table {
    rules: BTreeMap<&'static str, Count>,
    relevant: BTreeSet<&'static str>,
    mutants: usize,
    killed: usize,
}

impl Table {
    fn add(&mut self, folder: &Folder) {
        let facts = &folder.exercise.facts;
        self.relevant.extend(facts.rules());
        for reference in &folder.references {
            let before = facts.mark(&reference.answer, &KNOWLEDGE);
            for mutant in facts.mutants(&reference.answer) {
                let after = facts.mark(&mutant.answer, &KNOWLEDGE);
                let lost = after.tenths < before.tenths;
                self.mutants += 1;
                self.killed += usize::from(lost);
                for rule in fired(&after).difference(&fired(&before)) {
                    let count = self.rules.entry(*rule).or_default();
                    count.mutants += 1;
                    count.killed += usize::from(lost);
                    count.operators.insert(mutant.operator);
                    let id = &folder.exercise.id;
                    let survivor = || format!("{id} {}: {}", mutant.operator, mutant.name);
                    count.survivors.extend((!lost).then(survivor));
                }
            }
        }
        for sample in &folder.faulty {
            for rule in fired(&facts.mark(&sample.answer, &KNOWLEDGE)) {
                self.rules.entry(rule).or_default().faulty += 1;
            }
        }
    }
}

fn fired(verdict: &Verdict) -> BTreeSet<&'static str> {
    verdict.findings.iter().map(|finding| finding.rule).collect()
}

#[test]
#[ignore = "a table to read: run it with --no-capture after a change of operators or rules"]
fn nineteen_of_twenty_mutants_of_a_kind_lose_points() {
    let library = Library::open(Source::Embedded).unwrap();
    let mut tables: BTreeMap<&str, Table> = BTreeMap::new();
    for card in library.exercise_cards() {
        let folder = library.proved_exercise(&card.id).unwrap();
        let kind = folder.exercise.kind.id();
        if ["saga", "routes", "manifest", "diagram-repair", "capstone"].contains(&kind) {
            tables.entry(kind).or_default().add(&folder);
        }
    }
    for (kind, table) in tables {
        println!("{kind}: {} of {} mutants lose points", table.killed, table.mutants);
        for (rule, count) in &table.rules {
            let Count { mutants, killed, faulty, operators, survivors } = count;
            println!("  {rule} {mutants} {killed} faulty {faulty} {operators:?} {survivors:?}");
        }
        let unbroken = table
            .relevant
            .iter()
            .filter(|rule| table.rules.get(**rule).is_none_or(|count| count.mutants == 0));
        println!("  without a mutant: {:?}", unbroken.collect::<Vec<_>>());
        assert!(table.killed * 20 >= table.mutants * 19, "{kind}");
    }
}
