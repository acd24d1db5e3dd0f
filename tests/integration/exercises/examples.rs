//! The small exercises of `tests/fixtures/exercises`, marked as computed by hand.

use std::sync::Arc;

use archtutor::{
    exercise::{Exercise, answer::Answer, kind::Files, kinds::KINDS},
    verdict::Verdict,
};

use super::support::{KNOWLEDGE, example, files};

/// The verdict on an answer to one of the examples.
fn verdict(kind: &str, answer: &str) -> Verdict {
    let folder = example(kind);
    let mut found = Vec::new();
    files(&folder, "", &mut found);
    let text = |name: &str| -> Arc<str> {
        found.iter().find(|(path, _)| path == name).map(|(_, text)| Arc::clone(text)).unwrap()
    };
    // The examples leave out what is the same for all kinds.
    let facts: Arc<str> =
        format!("id = 'x'\ntitle = 'x'\nbrief = 'x'\n{}", text("exercise.toml")).into();
    let (exercise, wrong) =
        Exercise::read("exercise.toml", &facts, &Files::new("", &found), KINDS, &KNOWLEDGE);
    assert!(wrong.is_empty(), "{kind}: {wrong:?}");
    let exercise = exercise.unwrap();
    let answer = Answer::of(exercise.kind.shape().name(answer), text(answer));
    let wrong = exercise.facts.diagnose(&answer);
    assert!(wrong.is_empty(), "{kind}: {wrong:?}");
    exercise.facts.mark(&answer, &KNOWLEDGE)
}

#[test]
fn they_are_marked_as_computed_by_hand() {
    for (kind, answer, tenths, status, rules) in [
        ("adr", "good.toml", 1000, "accepted", ""),
        ("adr", "faulty.toml", 790, "not-yet", "AD-02"),
        ("capstone", "references/two-routes.toml", 1000, "accepted", ""),
        ("capstone", "faulty/merged-away.toml", 300, "not-valid", "CM-01"),
        ("capstone", "faulty/too-little.toml", 790, "not-yet", "CM-09"),
        ("choose-pattern", "good.toml", 1000, "accepted", ""),
        ("choose-pattern", "faulty.toml", 333, "not-yet", "CP-03 CP-08 CP-11"),
        ("classify", "good.toml", 1000, "accepted", ""),
        ("classify", "faulty.toml", 375, "not-yet", "CL-03"),
        ("decision-tree", "good.toml", 1000, "accepted", ""),
        ("decision-tree", "faulty.toml", 590, "not-yet", "DT-04 DT-05 DT-08"),
        ("diagram-repair", "good.mmd", 1000, "accepted", ""),
        ("diagram-repair", "faulty.mmd", 250, "not-yet", "DG-06"),
        ("estimate", "good.toml", 1000, "accepted", ""),
        ("estimate", "faulty.toml", 150, "not-yet", "ES-03 ES-06"),
        ("estimate", "faulty-2.toml", 550, "not-yet", "ES-04"),
        ("event-flow", "good.toml", 1000, "accepted", ""),
        ("event-flow", "faulty.toml", 790, "not-yet", "EV-08 EV-05"),
        ("limits", "good.toml", 1000, "accepted", ""),
        ("limits", "faulty.toml", 667, "not-yet", "RL-12 RL-13"),
        ("plan", "good.toml", 1000, "accepted", ""),
        ("plan", "faulty.toml", 0, "not-yet", "PL-03 PL-03 PL-04"),
        ("firewall", "references/ref.yaml", 1000, "accepted", ""),
        ("firewall", "faulty/no-broker.yaml", 790, "not-yet", "RT-20 RT-22"),
        ("firewall", "faulty/web-to-data.yaml", 790, "not-yet", "RT-21 RT-22"),
        ("routes", "references/five.yaml", 1000, "accepted", ""),
        ("routes", "faulty/regex.yaml", 590, "not-yet", "RT-05 RT-07 RT-08"),
        ("routes", "faulty/rewrite.yaml", 790, "not-yet", "RT-07"),
        ("saga", "references/all.toml", 1000, "accepted", ""),
        ("saga", "references/choreo.toml", 1000, "accepted", ""),
        ("saga", "faulty/no-outbox-at-orders.toml", 748, "not-yet", "SG-14"),
        ("saga", "faulty/capture-first.toml", 590, "not-yet", "SG-02 SG-03 SG-12 SG-15"),
        ("series", "good.toml", 1000, "accepted", ""),
        ("series", "faulty.toml", 688, "not-yet", "CL-03"),
        ("scenario-quality", "good.toml", 1000, "accepted", ""),
        ("scenario-quality", "faulty.toml", 750, "not-yet", "QS-03 QS-05"),
    ] {
        let verdict = verdict(kind, answer);
        // What is only a remark was not computed.
        let told = verdict.findings.iter().filter(|one| one.severity.word() != "info");
        let told: Vec<&str> = told.map(|finding| finding.rule).collect();
        let found = (verdict.tenths, verdict.status().word(), told.join(" "));
        assert_eq!(found, (tenths, status, rules.to_owned()), "{kind} {answer}: {verdict:#?}");
    }
}

/// The verdict on an answer that is a folder.
fn folder_verdict(kind: &str, answer: &str) -> Verdict {
    let folder = example(kind);
    let mut found = Vec::new();
    files(&folder, "", &mut found);
    let facts = found.iter().find(|(path, _)| path == "exercise.toml").unwrap().1.clone();
    let (exercise, wrong) =
        Exercise::read("exercise.toml", &facts, &Files::new("", &found), KINDS, &KNOWLEDGE);
    assert!(wrong.is_empty(), "{kind}: {wrong:?}");
    let prefix = format!("{answer}/");
    let texts =
        found.iter().filter_map(|(path, text)| Some((path.strip_prefix(&prefix)?, text.clone())));
    exercise.unwrap().facts.mark(&texts.collect(), &KNOWLEDGE)
}

#[test]
fn manifests_are_marked_as_computed_by_hand() {
    for (answer, tenths, rules, names) in [
        ("references/one-item", 1000, "", ""),
        ("faulty/two-items", 480, "IS-20", "gateway dev/x"),
        ("faulty/no-rules", 680, "IS-22", "GET"),
    ] {
        let verdict = folder_verdict("manifest", answer);
        let told = verdict.findings.iter().filter(|one| one.severity.word() != "info");
        let told: Vec<&str> = told.map(|finding| finding.rule).collect();
        assert_eq!(
            (verdict.tenths, told.join(" ")),
            (tenths, rules.to_owned()),
            "{answer}: {verdict:#?}"
        );
        let words = verdict.findings.iter().flat_map(|finding| finding.words()).collect::<String>();
        for name in names.split(' ') {
            assert!(words.contains(name), "{answer} does not name {name}: {words}");
        }
    }
    let gone = folder_verdict("manifest", "no-such-folder");
    assert!(gone.tenths <= 300 && gone.findings.iter().any(|one| one.rule == "MF-05"));
}
