//! T1: the smells that microFreshener prints on its own models are found, no more and no fewer.
//!
//! Intended difference: `Multiple-services-in-one-container` is about deployment, which a decomposition
//! does not describe; no rule stands for it. Of gateway verdicts only those on services are ours: a
//! store or a broker at the edge has no capability that a client could call.

use std::collections::{BTreeMap, BTreeSet};

use archtutor::{
    design::{Finding, PatternBook, Scenario, grade},
    exercise::import::micro_tosca,
};
use serde_json::Value;

use super::support::{BOOK, text};

const FOLDER: &str = "tests/fixtures/third-party/microfreshener";

/// A smell: its name, its place, the nodes and the links it names, sorted.
type Smell = (String, String, Vec<String>, Vec<String>);

fn published(model: &Value) -> Vec<Smell> {
    let strings = |value: &Value| {
        let mut found: Vec<String> = value
            .as_array()
            .unwrap()
            .iter()
            .map(|text| text.as_str().unwrap().to_owned())
            .collect();
        found.sort();
        found
    };
    let mut smells: Vec<Smell> = model["smells"]
        .as_array()
        .unwrap()
        .iter()
        .map(|smell| {
            let text = |key: &str| smell[key].as_str().unwrap().to_owned();
            (text("smell"), text("at"), strings(&smell["nodes"]), strings(&smell["links"]))
        })
        .filter(|(name, ..)| name != "Multiple-services-in-one-container")
        .collect();
    smells.sort();
    smells
}

/// Our findings in the words of the upstream tool: one smell gathers the links of one place.
fn found(findings: &[Finding], teams: &BTreeSet<String>) -> Vec<Smell> {
    let mut links: BTreeMap<(&str, String), Vec<String>> = BTreeMap::new();
    let mut smells: Vec<Smell> = Vec::new();
    for finding in findings {
        let at = |place: usize| finding.place[place].clone();
        let arrow = || format!("{}->{}", finding.place[0], finding.place[1]);
        match (finding.rule, finding.place.len()) {
            ("I-03", _) => {
                links.entry(("Wobbly-service-interaction", at(0))).or_default().push(arrow());
            }
            ("I-17", _) => {
                let key = ("Endpoint-based-service-interaction", at(1));
                links.entry(key).or_default().push(arrow());
            }
            ("D-01", _) => {
                let mut rows = finding.evidence.clone();
                rows.sort();
                smells.push(("Shared-persistency".into(), at(0), vec![], rows));
            }
            ("I-15", _) => {
                let place = "group:edgenodes".to_owned();
                smells.push(("No-api-gateway".into(), place, vec![at(0)], vec![]));
            }
            ("C-03", _) if teams.contains(&at(0)) => {
                let mut members = finding.place[1..].to_vec();
                members.sort();
                let place = format!("group:{}", at(0));
                smells.push(("Tightly-coupled-teams".into(), place, members, vec![]));
            }
            ("C-03", _) => {
                for team in &finding.place[2..] {
                    let key = ("Shared-bounded-context", format!("group:{team}"));
                    links.entry(key).or_default().push(arrow());
                }
            }
            // The other rules have no counterpart upstream.
            _ => {}
        }
    }
    for ((name, place), mut rows) in links {
        rows.sort();
        smells.push((name.to_owned(), place, vec![], rows));
    }
    smells.sort();
    smells
}

fn smells_of(path: &str, book: &PatternBook) -> Vec<Smell> {
    let answer = micro_tosca::read(&text(&format!("{FOLDER}/{path}"))).unwrap();
    let report = grade(&Scenario::default(), &answer, book);
    let teams = answer.services.iter().filter_map(|service| service.team.clone());
    found(&report.findings, &teams.collect())
}

#[test]
fn the_published_smells_are_found_exactly() {
    let all: Value =
        serde_json::from_str(&text(&format!("{FOLDER}/expected_smells.json"))).unwrap();
    let mut counted = 0;
    for (path, model) in all["models"].as_object().unwrap() {
        let expected = published(model);
        counted += expected.len();
        assert_eq!(smells_of(path, &BOOK), expected, "{path}");
    }
    assert_eq!(counted, 34);
}
