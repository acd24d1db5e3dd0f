//! Every proof with a kind that is as small as can be: a word for each item, right or wrong.

use std::{collections::BTreeSet, sync::Arc};

use super::*;
use crate::{
    catalog::Catalog,
    exercise::{
        Facts, Kind, Kinds,
        answer::TOML,
        kind::{Input, Mutant},
    },
    table::Fields,
    verdict::{Finding, Fix, score::Earned},
};

struct Sort;

/// What each item is, and what the kind does wrong on purpose.
#[derive(Debug)]
struct Key {
    items: Vec<(String, String)>,
    lazy: bool,
    cites: bool,
    fussy: bool,
    empty_fix: bool,
}

impl Kind for Sort {
    fn id(&self) -> &'static str {
        "sort"
    }

    fn read(&self, input: &Input<'_, '_, '_>) -> Option<Arc<dyn Facts>> {
        let key = input.root.required_table("key")?;
        let item = |name: crate::table::Placed<String>| {
            Some((name.value.clone(), key.any(&name.value)?.string()?.value))
        };
        let items = key.keys().into_iter().filter_map(item).collect();
        let flag = |name| input.root.boolean(name).is_some_and(|flag| flag.value);
        let (lazy, cites) = (flag("lazy"), flag("cites"));
        Some(Arc::new(Key {
            items,
            lazy,
            cites,
            fussy: flag("fussy"),
            empty_fix: flag("empty_fix"),
        }))
    }
}

fn placed(fields: &Fields<'_, '_>) -> Vec<(String, String)> {
    let Some(place) = fields.table("place") else { return Vec::new() };
    let names = place.keys().into_iter();
    let read = |name: crate::table::Placed<String>| {
        Some((name.value.clone(), place.any(&name.value)?.string()?.value))
    };
    names.filter_map(read).collect()
}

impl Facts for Key {
    fn describe(&self) -> Vec<(&'static str, usize)> {
        Vec::new()
    }

    fn starter(&self) -> Answer {
        Answer::toml("[place]\n")
    }

    fn diagnose(&self, answer: &Answer) -> Vec<Diagnostic> {
        answer.read(placed).1
    }

    fn mark(&self, answer: &Answer, _knowledge: &Knowledge) -> Verdict {
        let mine = answer.read(placed).0;
        let mut findings = Vec::new();
        let mut right = 0.0;
        for (item, wanted) in &self.items {
            let yours = mine.iter().find(|(name, _)| name == item).map_or("", |(_, value)| value);
            if yours == wanted || (self.lazy && yours.is_empty()) {
                right += 1.0;
                continue;
            }
            let severity = if yours.is_empty() { Severity::Blocker } else { Severity::Major };
            let rule = if yours.is_empty() { "SO-01" } else { "SO-02" };
            let fixed =
                if self.empty_fix { answer.clone() } else { self.with(answer, item, wanted) };
            let mut finding = Finding::new(rule, severity, [item], "not where it belongs")
                .row(item.as_str(), yours, wanted.as_str())
                .fix(Fix::edit(format!("Put `{item}` there"), answer.edits_to(&fixed)));
            if self.empty_fix {
                finding.fixes[0].edits = vec![crate::verdict::TextEdit {
                    file: TOML.into(),
                    range: 0..0,
                    text: Some("\n".into()),
                }];
            }
            if self.cites {
                finding = finding.cite("no-such-pattern");
            }
            findings.push(finding);
        }
        let mut share = right / self.items.len().max(1) as f64;
        if self.fussy && answer.toml_text().contains('#') {
            share /= 2.0;
        }
        Verdict::judge(vec![Earned::new("items", 100.0 * share, 100.0)], findings)
    }

    fn rules(&self) -> Vec<&'static str> {
        vec!["SO-01", "SO-02"]
    }

    fn mutants(&self, answer: &Answer) -> Vec<Mutant> {
        let moved = self.items.iter().map(|(item, _)| Mutant {
            operator: "move",
            name: item.clone(),
            answer: self.with(answer, item, "elsewhere"),
        });
        moved.collect()
    }
}

impl Key {
    fn with(&self, answer: &Answer, item: &str, value: &str) -> Answer {
        answer.set(&["place".into(), item.into()], Some(value.into()))
    }
}

const KINDS: Kinds = Kinds(&[&Sort]);

const EXERCISE: &str = "id = 'toy'\ntitle = 'Toy'\ntask = 'sort'\nbrief = 'Sort it.'\n\
                        one_right = 'every item has one place'\n[key]\na = 'x'\nb = 'y'\n";
const GOOD: &str = "[place]\na = 'x'\nb = 'y'\n";
const SWAPPED: &str = "[place]\na = 'y'\nb = 'x'\n\
                       [expect]\nfires = ['SO-02']\nat_most = 0\nnames = ['A']\n";
const EMPTY: &str = "[place]\na = 'x'\n[expect]\nfires = ['SO-01']\nat_most = 30\n";

fn folder(exercise: &str, references: &[&str]) -> (Option<Folder>, Vec<Diagnostic>) {
    let file = |name: String, text: &str| (format!("exercises/toy/{name}"), text.into());
    let mut files = vec![
        file("exercise.toml".into(), exercise),
        file("faulty/swapped.toml".into(), SWAPPED),
        file("faulty/empty.toml".into(), EMPTY),
    ];
    for (at, text) in references.iter().enumerate() {
        files.push(file(format!("references/r{at}.toml"), text));
    }
    Folder::read("exercises/toy", &files, KINDS, &Knowledge::default())
}

fn codes(exercise: &str, references: &[&str]) -> BTreeSet<&'static str> {
    let (folder, found) = folder(exercise, references);
    assert_eq!(found, []);
    prove(&folder.unwrap(), &Knowledge::default()).iter().map(|found| found.code).collect()
}

fn broken(from: &str, to: &str) -> BTreeSet<&'static str> {
    let exercise = EXERCISE.replace(from, to);
    assert_ne!(exercise, EXERCISE);
    codes(&exercise, &[GOOD])
}

#[test]
fn an_exercise_that_is_right_proves_itself() {
    assert_eq!(codes(EXERCISE, &[GOOD]), BTreeSet::new());
}

#[test]
fn each_proof_finds_what_it_is_for() {
    let one = |code: &'static str| BTreeSet::from([code]);
    assert_eq!(broken("one_right = 'every item has one place'\n", ""), one("one-right"));
    assert_eq!(codes(EXERCISE, &[]), BTreeSet::from(["one-right"]));
    assert!(broken("one_right", "lazy = true\none_right").contains("trivial-passes"));
    assert!(broken("one_right", "fussy = true\none_right").contains("rewriting-counts"));
    assert!(broken("one_right", "empty_fix = true\none_right").contains("fix-fails"));
    assert_eq!(broken("[key]", "[silent]\nSO-01 = 'x'\n[key]"), one("silent-rule"));
    assert_eq!(broken("[key]", "[survivors]\n'move: a' = 'x'\n[key]"), one("survivor"));
    assert!(broken("a = 'x'", "a = 'elsewhere'").contains("reference-fails"));
}

#[test]
fn a_finding_leads_to_a_pattern_where_there_are_any() {
    let cites = EXERCISE.replace("one_right", "cites = true\none_right");
    let folder = folder(&cites, &[GOOD]).0.unwrap();
    let codes = |knowledge: &Knowledge| -> Vec<&str> {
        let found = prove(&folder, knowledge);
        found.iter().map(|found| found.code).filter(|code| *code == "unknown-pattern").collect()
    };
    let own = "[[pattern]]\nid = 'own'\n";
    let (catalog, _) = Catalog::read(&[("assets/catalog/own.toml".to_owned(), own.into())]);
    assert!(!codes(&Knowledge::new(Arc::new(catalog))).is_empty());
    assert!(codes(&Knowledge::default()).is_empty());
}

#[test]
fn a_mutant_that_loses_nothing_is_named() {
    let exercise = EXERCISE.replace("a = 'x'", "a = 'elsewhere'");
    let good = GOOD.replace('x', "elsewhere");
    let (folder, _) = folder(&exercise, &[&good]);
    let found = prove(&folder.unwrap(), &Knowledge::default());
    let said: Vec<&str> = found.iter().map(|found| found.message.as_str()).collect();
    assert!(said.contains(&"1 of 2 broken references lose points"), "{said:?}");
    assert!(said.iter().any(|said| said.contains("`move: a` loses no points")), "{said:?}");
    assert!(found.iter().any(|found| found.code == "mutants-survive"));
}

#[test]
fn wrong_answers_say_nothing_heavy_that_is_not_expected() {
    let file = |name: &str, text: &str| (format!("exercises/toy/{name}"), text.into());
    let faulty = SWAPPED.replace("'SO-02'", "").replace("names = ['A']", "");
    let files = [file("exercise.toml", EXERCISE), file("faulty/one.toml", &faulty)];
    let (folder, _) = Folder::read("exercises/toy", &files, KINDS, &Knowledge::default());
    let found = prove(&folder.unwrap(), &Knowledge::default());
    let said = found.iter().filter(|found| found.code == "faulty-not-caught");
    let said: Vec<&str> = said.map(|found| found.message.as_str()).collect();
    assert_eq!(said, ["SO-02 fires and is not expected"]);
}
