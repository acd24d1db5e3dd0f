//! Machines: the word that is shown is one after which drawing and facts differ, and none is shorter.

use std::collections::BTreeMap;

use archtutor::verdict::Evidence;
use toml::Value;

use super::super::support::{KNOWLEDGE, facts_of, of_kind};

/// Where each event leads from each state.
#[derive(Debug, Default)]
struct Machine {
    start: String,
    steps: BTreeMap<(String, String), String>,
}

impl Machine {
    /// The states after each event.
    fn run(&self, word: &[&str]) -> Vec<String> {
        let step = |state: &mut String, event: &&str| {
            let next = self.steps.get(&(state.clone(), (*event).to_owned()));
            *state = next.unwrap_or(state).clone();
            Some(state.clone())
        };
        word.iter().scan(self.start.clone(), step).collect()
    }

    /// From `start` and `steps` of the facts.
    fn of_facts(facts: &Value) -> Self {
        let mut machine = Self { start: fold(facts["start"].as_str().unwrap()), ..Self::default() };
        for step in facts["steps"].as_array().unwrap() {
            let (from, rest) = step.as_str().unwrap().split_once("--").unwrap();
            let (event, to) = rest.rsplit_once("-->").unwrap();
            machine.steps.insert((fold(from), fold(event)), fold(to));
        }
        machine
    }

    /// From a drawing of `state "TEXT" as ID`, `[*] --> ID` and `ID --> ID: EVENT`.
    fn of_drawing(text: &str) -> Self {
        let (mut names, mut machine) = (BTreeMap::new(), Self::default());
        for line in text.lines() {
            if let Some((name, id)) =
                line.strip_prefix("state \"").and_then(|rest| rest.split_once("\" as "))
            {
                names.insert(id.to_owned(), fold(name));
            } else if let Some((from, rest)) = line.split_once(" --> ") {
                let (to, event) = rest.split_once(": ").unwrap_or((rest, ""));
                match from {
                    "[*]" => machine.start = names[to].clone(),
                    from => {
                        let step = (names[from].clone(), fold(event));
                        machine.steps.entry(step).or_insert_with(|| names[to].clone());
                    }
                }
            }
        }
        machine
    }
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// All words of a length.
fn words<'e>(events: &[&'e str], length: usize) -> Vec<Vec<&'e str>> {
    (0..length).fold(vec![Vec::new()], |words, _| {
        let longer = |word: &Vec<&'e str>| {
            events.iter().map(|event| [word.as_slice(), &[*event]].concat()).collect::<Vec<_>>()
        };
        words.iter().flat_map(longer).collect()
    })
}

#[test]
fn the_word_that_is_shown_is_the_shortest_after_which_they_differ() {
    let mut shown = 0;
    for folder in of_kind("diagram-repair") {
        let facts = facts_of(folder);
        let Some(wanted) = facts.get("machine").map(Machine::of_facts) else { continue };
        let mut events: Vec<&str> = wanted.steps.keys().map(|(_, event)| event.as_str()).collect();
        events.sort_unstable();
        events.dedup();
        for reference in &folder.references {
            for mutant in folder.exercise.facts.mutants(&reference.answer) {
                let verdict = folder.exercise.facts.mark(&mutant.answer, &KNOWLEDGE);
                let found = verdict.findings.iter().filter(|finding| finding.rule == "DG-06");
                let traces = found.flat_map(|finding| &finding.evidence);
                let traces = traces.filter_map(|evidence| match evidence {
                    Evidence::Trace(steps) => {
                        Some(steps.iter().map(|step| step.text.as_str()).collect::<Vec<_>>())
                    }
                    _ => None,
                });
                let Some(word) = traces.min_by_key(Vec::len) else { continue };
                let (_, text) = mutant.answer.texts().next().unwrap();
                let mine = Machine::of_drawing(text);
                assert_ne!(mine.run(&word), wanted.run(&word), "{word:?} in {text}");
                for shorter in (0..word.len()).flat_map(|length| words(&events, length)) {
                    assert_eq!(mine.run(&shorter), wanted.run(&shorter), "{word:?} in {text}");
                }
                shown += 1;
            }
        }
    }
    assert!(shown > 10, "{shown}");
}
