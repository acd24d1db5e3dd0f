//! A fact that is not stated is unknown: taking one out of a scenario never makes a rule speak about it.

use archtutor::design::{Finding, Model, Scenario, Severity, review};

use super::support::{BOOK, Decomposed, Designed, folders, path};

/// Optional numbers. Without one, only what needs it can change: something may be needed by nobody any
/// more (P-01), and what rates alone held together or apart may not stand as it did (S, C-03).
const NUMBERS: [&str; 12] = [
    "rate",
    "cpu_ms",
    "staleness_s",
    "reads_stale_s",
    "capacity",
    "availability",
    "p95_ms",
    "hop_ms",
    "service_avail",
    "broker_avail",
    "fallback_avail",
    "ops_maturity",
];
const AFTER_NUMBERS: [&str; 5] = ["P-01", "S-01", "S-05", "S-06", "C-03"];

/// Optional flags, words and lists, with the rules for which their absence means "not so".
const OTHERS: [(&str, &[&str]); 13] = [
    ("idempotent", &["D-07", "I-05"]),
    ("ordered", &["P-01"]),
    ("fault_prone", &["S-05", "S-06", "P-01"]),
    ("flaky", &["P-01"]),
    ("two_phase", &["D-04", "P-01"]),
    ("undo", &[]),
    ("waits", &["P-01", "S-05"]),
    ("pivot", &["D-05"]),
    ("clients", &["P-01"]),
    ("change", &["S-05", "S-06"]),
    ("criticality", &["S-05", "S-06", "P-01"]),
    ("secrecy", &["S-05", "S-06", "P-01"]),
    ("consistency", &["P-01"]),
];

fn allowed(key: &str) -> Option<&'static [&'static str]> {
    if NUMBERS.contains(&key) {
        return Some(&AFTER_NUMBERS);
    }
    OTHERS.iter().find(|(known, _)| *known == key).map(|(_, rules)| *rules)
}

fn bad(facts: &Scenario, design: &archtutor::design::Architecture) -> Vec<Finding> {
    let seen = review(&Model::new(facts, design, &BOOK));
    seen.findings.into_iter().filter(|f| f.severity < Severity::Info).collect()
}

/// Whether a finding speaks of a fact by its key.
fn speaks_of(finding: &Finding, key: &str) -> bool {
    let words = finding.evidence.iter().chain(std::iter::once(&finding.message));
    words
        .flat_map(|text| text.split(|c: char| !(c.is_alphanumeric() || c == '_')))
        .any(|w| w == key)
}

#[test]
fn a_fact_that_is_taken_out_is_spoken_of_by_no_rule() {
    let (mut taken, mut wrong) = (0, Vec::new());
    for folder in folders() {
        let id = folder.exercise.id.as_str();
        let file = path(&format!("exercises/{id}/exercise.toml"));
        let text = std::fs::read_to_string(file).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let Some(reference) = folder.references.first() else { continue };
        let design = reference.design();
        let before = bad(folder.exercise.scenario(), &design);
        for (at, line) in lines.iter().enumerate() {
            let key = line.split('=').next().unwrap_or_default().trim();
            let Some(allowed) = allowed(key).filter(|_| line.contains('=')) else { continue };
            let without: String = lines
                .iter()
                .enumerate()
                .filter(|(n, _)| *n != at)
                .map(|(_, l)| format!("{l}\n"))
                .collect();
            let (facts, found) = Scenario::read("without.toml", &without);
            assert_eq!(found, [], "{id}:{}", at + 1);
            taken += 1;
            let new = bad(&facts, &design).into_iter().filter(|finding| {
                !before.iter().any(|f| f.rule == finding.rule && f.place == finding.place)
            });
            for finding in new {
                if !allowed.contains(&finding.rule) || speaks_of(&finding, key) {
                    wrong.push(format!(
                        "{id}:{} {line}: {} {:?} {}",
                        at + 1,
                        finding.rule,
                        finding.place,
                        finding.message
                    ));
                }
            }
        }
    }
    println!("{taken} facts taken out");
    assert!(taken > 500, "{taken}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_read_without_an_age_may_be_answered_from_a_copy_and_no_number_is_made_up() {
    let text = "[scenario]\nid = 'x'\nparts = ['ownership', 'services', 'links', 'patterns']\n[entity.A]\n[entity.B]\n[capability.a]\nwrites = ['A']\n\
                [capability.b]\nreads = ['A']\nwrites = ['B']\n";
    let answer = "[answer]\nscenario = 'x'\n[service.one]\ndoes = ['a']\nowns = ['A']\n\
                  [service.two]\ndoes = ['b']\nowns = ['B']\n[[link]]\nfrom = 'one'\nto = 'two'\n\
                  style = 'event'\n[[apply]]\npattern = 'command-side-replica'\non = 'two'\n";
    let (facts, _) = Scenario::read("x.toml", text);
    let (design, _) = archtutor::design::Architecture::read("a.toml", answer);
    let rules = |facts: &Scenario| -> Vec<&str> {
        bad(facts, &design).into_iter().map(|finding| finding.rule).collect()
    };
    assert!(!rules(&facts).contains(&"D-10"), "{:?}", rules(&facts));
    let fresh = text.replace("reads = ['A']", "reads = ['A']\nreads_stale_s = 0");
    let (facts, _) = Scenario::read("x.toml", &fresh);
    assert!(rules(&facts).contains(&"D-10"), "{:?}", rules(&facts));
}
