//! T7: what must not change a verdict does not, and what a fix promises holds.

use archtutor::design::{
    Accept, Architecture, Edit, Finding, Model, Report, Scenario, Severity, apply_fix, assess,
    complete::missing_links, grade, review,
};

use super::{
    hostile::Dice,
    support::{BOOK, Decomposed, Designed, each_answer, folders, path},
};

/// Rules that read rates: doubling every rate may change what they say.
const RATE_RULES: [&str; 8] = ["D-08", "D-09", "I-06", "I-14", "Q-01", "S-01", "S-06", "C-03"];

/// Answers of each folder that a law is tried on, some good and some faulty.
const SAMPLES: usize = 2;

fn each(mut check: impl FnMut(&Scenario, &Architecture, &str)) {
    for folder in folders() {
        let samples = folder.references.iter().take(SAMPLES);
        for sample in samples.chain(folder.faulty.iter().step_by(5).take(SAMPLES)) {
            let name = format!("{}/{}", folder.exercise.id, sample.name);
            check(folder.exercise.scenario(), &sample.design(), &name);
        }
    }
}

fn said(findings: &[Finding]) -> Vec<(&'static str, Vec<String>)> {
    let mut all: Vec<_> = findings
        .iter()
        .map(|finding| {
            let mut place = finding.place.clone();
            place.sort();
            (finding.rule, place)
        })
        .collect();
    all.sort();
    all
}

#[test]
fn the_same_file_gives_the_same_bytes() {
    each(|facts, answer, name| {
        let one = grade(facts, answer, &BOOK);
        assert_eq!(one, grade(facts, answer, &BOOK), "{name}");
    });
}

#[test]
fn writing_an_answer_and_reading_it_back_changes_nothing() {
    each(|facts, answer, name| {
        let (again, found) = Architecture::read("again.toml", &answer.to_toml());
        assert_eq!(found, [], "{name}");
        assert_eq!(&again, answer, "{name}");
        assert_eq!(facts.id, again.scenario.clone(), "{name}");
    });
}

/// What a finding says, in whatever order it lists things.
fn words(finding: &Finding) -> Vec<String> {
    let apart = |c: char| c.is_whitespace() || ",`".contains(c);
    let words = finding.message.split(apart).filter(|word| !word.is_empty());
    let mut words: Vec<String> = words.map(str::to_owned).collect();
    words.sort();
    words
}

/// The same answer, written in another order.
fn turned(answer: &Architecture, dice: &mut Dice) -> Architecture {
    let mut turned = answer.clone();
    shuffle(&mut turned.services, dice);
    shuffle(&mut turned.links, dice);
    shuffle(&mut turned.applies, dice);
    shuffle(&mut turned.accepts, dice);
    for service in &mut turned.services {
        shuffle(&mut service.does, dice);
        shuffle(&mut service.owns, dice);
    }
    for link in &mut turned.links {
        shuffle(&mut link.serves, dice);
        shuffle(&mut link.with, dice);
    }
    for apply in &mut turned.applies {
        shuffle(&mut apply.compensate, dice);
        shuffle(&mut apply.exposes, dice);
    }
    turned
}

fn shuffle<T>(items: &mut [T], dice: &mut Dice) {
    for at in (1..items.len()).rev() {
        items.swap(at, dice.below(at + 1));
    }
}

#[test]
fn order_changes_neither_a_score_nor_a_finding() {
    let (mut dice, mut all) = (Dice(3), 0);
    each_answer(|facts, answer, name| {
        all += 1;
        let turned = turned(answer, &mut dice);
        // So what is graded, and every fix with it, is the very same.
        assert_eq!(answer.sorted(), turned.sorted(), "{name}");
        let seen = |answer: &Architecture| {
            let seen = review(&Model::new(facts, answer, &BOOK));
            let heavy = seen.findings.iter();
            let heavy = heavy.map(|f| (f.severity, f.excused.is_some(), words(f)));
            let mut heavy: Vec<_> = heavy.collect();
            heavy.sort();
            (seen.score.tenths, said(&seen.findings), heavy)
        };
        assert_eq!(seen(answer), seen(&turned), "{name}");
    });
    println!("{all} answers in another order");
    assert!(all > 150);
}

#[test]
fn order_changes_no_word_of_a_report_and_no_fix() {
    let mut dice = Dice(4);
    each(|facts, answer, name| {
        let turned = turned(answer, &mut dice);
        assert_eq!(grade(facts, answer, &BOOK), grade(facts, &turned, &BOOK), "{name}");
    });
}

#[test]
fn new_names_change_no_score() {
    each(|facts, answer, name| {
        let mut renamed = answer.clone();
        for (at, service) in answer.services.iter().enumerate() {
            let to = format!("служба-{at} 服务");
            renamed.make(&Edit::Rename { from: service.name.clone(), to });
        }
        let (one, two) = (grade(facts, answer, &BOOK), grade(facts, &renamed, &BOOK));
        let count = |report: &Report| report.findings.len();
        assert_eq!((one.points(), count(&one)), (two.points(), count(&two)), "{name}");
    });
}

#[test]
fn an_entity_that_nobody_uses_changes_nothing() {
    for folder in folders() {
        let file = path(&format!("exercises/{}/exercise.toml", folder.exercise.id));
        let text = std::fs::read_to_string(file).unwrap();
        let more = format!("{text}\n[entity.NobodyUsesThis]\n");
        let (facts, found) = Scenario::read("more.toml", &more);
        assert_eq!(found, []);
        for sample in &folder.references {
            let mut answer = sample.design();
            // Not into a service so small that one more entity changes what it is.
            let widest = answer.services.iter_mut().max_by_key(|service| service.owns.len());
            widest.unwrap().owns.push("NobodyUsesThis".into());
            let one = grade(folder.exercise.scenario(), &sample.design(), &BOOK);
            let two = grade(&facts, &answer, &BOOK);
            let name = format!("{}/{}", folder.exercise.id, sample.name);
            assert_eq!(
                (one.points(), said(&one.findings)),
                (two.points(), said(&two.findings)),
                "{name}"
            );
        }
    }
}

#[test]
fn twice_the_rates_change_only_rules_about_rates() {
    each(|facts, answer, name| {
        let mut doubled = facts.clone();
        doubled.capabilities.iter_mut().for_each(|one| one.rate = one.rate.map(|rate| rate * 2.0));
        doubled.views.iter_mut().for_each(|one| one.rate = one.rate.map(|rate| rate * 2.0));
        let keep = |facts: &Scenario| {
            let report = grade(facts, answer, &BOOK);
            said(&report.findings)
                .into_iter()
                .filter(|(rule, _)| !RATE_RULES.contains(rule))
                .collect::<Vec<_>>()
        };
        assert_eq!(keep(facts), keep(&doubled), "{name}");
    });
}

#[test]
fn splitting_and_merging_again_gives_the_same_report() {
    each(|facts, answer, name| {
        let before = grade(facts, answer, &BOOK);
        for service in &answer.services {
            let split = Edit::Split {
                from: service.name.clone(),
                name: "for-a-moment".into(),
                does: service.does.iter().take(1).cloned().collect(),
                owns: service.owns.iter().take(1).cloned().collect(),
            };
            let merge = Edit::Merge { into: service.name.clone(), other: "for-a-moment".into() };
            let after = grade(facts, &answer.with(&[split, merge]), &BOOK);
            assert_eq!(
                (before.points(), said(&before.findings)),
                (after.points(), said(&after.findings)),
                "{name}"
            );
        }
    });
}

#[test]
fn a_fix_removes_its_finding_and_brings_what_it_promises() {
    let (mut offered, mut findings, mut with_fix) = (0, 0, 0);
    each(|facts, answer, name| {
        let before = grade(facts, answer, &BOOK);
        for finding in &before.findings {
            findings += 1;
            with_fix += usize::from(!finding.fixes.is_empty());
            let left = !finding.fixes.is_empty() || finding.decide.is_some();
            assert!(left || finding.severity == Severity::Info, "{name}: {}", finding.message);
            for fix in &finding.fixes {
                offered += 1;
                let after = grade(facts, &apply_fix(answer, fix), &BOOK);
                let there = after
                    .findings
                    .iter()
                    .any(|other| other.rule == finding.rule && other.place == finding.place);
                assert!(!there, "{name}: {} stays after: {}", finding.rule, fix.text);
                let gain = after.score.tenths - before.score.tenths;
                assert_eq!(gain, fix.gain, "{name}: {}", fix.text);
                assert!(gain >= 0, "{name}: {}", fix.text);
            }
        }
    });
    println!("{offered} fixes offered for {with_fix} of {findings} findings");
    assert!(offered > 0);
}

#[test]
fn ledger_rows_add_up_to_the_score() {
    each(|facts, answer, name| {
        let report = grade(facts, answer, &BOOK);
        let sum: i32 = report.score.ledger.iter().map(|row| row.points).sum();
        assert_eq!(sum, report.score.tenths, "{name}");
    });
}

#[test]
fn drawing_missing_links_leaves_no_flow_open() {
    each(|facts, answer, name| {
        let mut bare = answer.clone();
        bare.links.clear();
        let links = missing_links(facts, &bare, &BOOK);
        let report = grade(facts, &bare.with(&links), &BOOK);
        assert!(!report.findings.iter().any(|finding| finding.rule == "H-05"), "{name}");
    });
}

#[test]
fn an_exception_without_a_fact_lifts_nothing() {
    let mut pleas = 0;
    each(|facts, answer, name| {
        let before = assess(facts, answer, &BOOK);
        let mut rules: Vec<&str> = before.findings.iter().map(|finding| finding.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        for because in ["", "let it stand", "we talked about this and agreed"] {
            let mut excused = answer.clone();
            excused.accepts.extend(
                rules.iter().map(|rule| Accept { rule: (*rule).into(), because: because.into() }),
            );
            let after = assess(facts, &excused, &BOOK);
            assert_eq!(before.score.tenths, after.score.tenths, "{name}: {because}");
            pleas += rules.len();
        }
    });
    assert!(pleas > 100);
}
