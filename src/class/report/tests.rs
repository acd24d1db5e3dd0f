use super::*;
use crate::class::read::{Counts, Reader};

const TOML: &str = include_str!("../../../tests/fixtures/class/class.toml");
const IRI: &str = "https://lrs.example.org/class/7f3c";

/// Statements of a class, as a store would give them.
#[derive(Default)]
struct Study {
    lines: Vec<String>,
    at: i64,
}

impl Study {
    fn add(&mut self, learner: usize, verb: &str, object: &str, rest: &str) {
        self.at += 60_000;
        let at = crate::clock::Timestamp(1_764_000_000_000 + self.at).rfc3339_millis();
        self.lines.push(format!(
            r#"{{"id":"00000000-0000-7000-8000-{:012x}","timestamp":"{at}","actor":{{"account":{{"homePage":"{IRI}","name":"learner-{learner:04}"}}}},"verb":{{"id":"http://adlnet.gov/expapi/verbs/{verb}"}},"object":{{"id":"{IRI}/archtutor/{object}"}}{rest}}}"#,
            self.lines.len(),
        ));
    }

    /// An answer in a quiz; the option is `right` or a wrong one.
    fn answer(&mut self, learner: usize, quiz: &str, question: usize, option: &str) {
        let right = option == "right";
        let rest = format!(
            r#","context":{{"contextActivities":{{"parent":[{{"id":"{IRI}/archtutor/quiz/{quiz}"}}]}}}},"result":{{"success":{right},"response":"{{\"type\":\"choice\",\"given\":[\"{option}\"]}}"}}"#
        );
        self.add(learner, "answered", &format!("question/q-{question:02}"), &rest);
    }

    fn report_in(&self, order: impl Fn(&mut Vec<String>), known: &Known) -> Report {
        let class = Class::read("class.toml", TOML).unwrap();
        let mut lines = self.lines.clone();
        order(&mut lines);
        let mut reader = Reader::new(&class);
        reader.lines(lines.join("\n").as_bytes()).unwrap();
        Report::of(&class, reader.finish(), Day::parse("2026-03-10").unwrap(), known)
    }

    fn report(&self) -> Report {
        self.report_in(|_| {}, &Known::default())
    }
}

/// Forty learners answer ten questions: learner `n` knows the first `n / 4` of them.
fn a_guttman_scale() -> Study {
    let mut study = Study::default();
    for learner in 0..40 {
        for question in 0..10 {
            let option = if question < learner / 4 { "right" } else { "wrong" };
            study.answer(learner, "w1-quiz", question, option);
        }
    }
    study
}

#[test]
fn an_item_tells_who_knows_the_rest() {
    let report = a_guttman_scale().report();
    let item = &report.items[4];
    assert_eq!((item.id.as_str(), item.quiz.as_deref()), ("q-04", Some("w1-quiz")));
    assert_eq!((item.n, item.right, item.n_rest), (Some(40), Some(20), Some(40)));
    assert_eq!((item.p, item.d), (Some(0.5), Some(1.0)));
    assert!(item.rpb.unwrap() > 0.8 && item.flags.is_empty(), "{item:?}");
    assert_eq!(report.items[9].flags, [Flag::Hard], "{:?}", report.items[9]);
    let quiz = &report.quizzes[0];
    assert_eq!((quiz.n, quiz.k), (Some(40), Some(10)));
    assert!(quiz.alpha.unwrap() > 0.8, "{quiz:?}");
}

#[test]
fn an_option_that_draws_the_best_is_taken_for_the_key() {
    let mut study = a_guttman_scale();
    for learner in 0..40 {
        study.answer(learner, "w1-quiz", 10, if learner < 20 { "right" } else { "trap" });
    }
    let report = study.report();
    let item = report.items.last().unwrap();
    assert_eq!(item.flags, [Flag::Negative, Flag::Key]);
    let options: Vec<(&str, Option<u64>)> =
        item.options.iter().map(|option| (option.option.as_str(), option.n)).collect();
    assert_eq!(options, [("right", Some(20)), ("trap", Some(20))]);
}

#[test]
fn too_few_learners_give_no_correlation() {
    let mut study = Study::default();
    for learner in 0..4 {
        (0..10).for_each(|question| study.answer(learner, "w1-quiz", question, "right"));
    }
    let report = study.report();
    let item = &report.items[0];
    assert_eq!((item.n, item.rpb, item.d, item.flags.len()), (Some(4), None, None, 0));
    assert!(item.options.is_empty());
    let quiz = &report.quizzes[0];
    assert_eq!((quiz.n, quiz.k, quiz.r, quiz.alpha), (Some(0), None, None, None));
}

#[test]
fn no_order_of_the_lines_changes_a_figure() {
    let mut study = a_guttman_scale();
    for learner in 0..12 {
        study.add(learner, "experienced", "lesson/sagas", "");
        study.add(learner, "failed", "exercise/shop", r#","result":{"score":{"scaled":0.3}}"#);
    }
    let said = |order: fn(&mut Vec<String>)| {
        let mut report = study.report_in(order, &Known::default());
        report.read = Counts::default();
        serde_json::to_string(&report).unwrap()
    };
    let plain = said(|_| {});
    assert_eq!(said(|lines| lines.reverse()), plain);
    assert_eq!(said(|lines| lines.rotate_left(211)), plain);
    assert_eq!(said(|lines| lines.extend(lines.clone())), plain);
}

#[test]
fn the_first_answer_counts_and_in_an_exam_the_last() {
    let mut study = Study::default();
    study.answer(1, "w1-quiz", 1, "wrong");
    study.answer(1, "w1-quiz", 1, "right");
    let sitting = r#","context":{"registration":"00000000-0000-7000-8000-000000000099","extensions":{"https://lrs.example.org/class/7f3c/ext/mode":"exam"}}"#;
    study.add(2, "attempted", "quiz/w1-quiz", sitting);
    for success in ["false", "true"] {
        let rest = format!(
            r#","context":{{"registration":"00000000-0000-7000-8000-000000000099"}},"result":{{"success":{success}}}"#
        );
        study.add(2, "answered", "question/q-02", &rest);
    }
    let review = r#","context":{"extensions":{"https://lrs.example.org/class/7f3c/ext/review":true}},"result":{"success":true}"#;
    study.add(3, "answered", "question/q-03", review);
    let report = study.report();
    let found: Vec<(Option<&str>, &str, Option<u64>)> = report
        .items
        .iter()
        .map(|item| (item.quiz.as_deref(), item.id.as_str(), item.right))
        .collect();
    assert_eq!(found, [(None, "q-02", Some(1)), (Some("w1-quiz"), "q-01", Some(0))]);
    assert_eq!(report.reviews.answers, Some(1));
}

#[test]
fn what_was_drawn_and_left_out_is_an_item() {
    let mut study = Study::default();
    let context = r#""registration":"00000000-0000-7000-8000-000000000099""#;
    study.add(
        1,
        "attempted",
        "quiz/w1-quiz",
        &format!(r#","context":{{{context},"extensions":{{"{IRI}/ext/drawn":["q-01","q-02"]}}}}"#),
    );
    study.answer(1, "w1-quiz", 1, "right");
    let before = study.report();
    assert_eq!((before.items[1].n, before.items[1].omitted), (Some(0), Some(0)));
    assert_eq!(before.items[1].p, None);
    study.add(1, "passed", "quiz/w1-quiz", &format!(r#","context":{{{context}}}"#));
    let after = study.report();
    assert_eq!((after.items[0].omitted, after.items[1].omitted), (Some(0), Some(1)));
}

#[test]
fn a_class_is_stuck_where_a_fifth_of_it_is() {
    let mut study = Study::default();
    for learner in 0..25 {
        let stuck = learner < 5;
        for _ in 0..3 {
            let verb = if stuck { "failed" } else { "passed" };
            let findings = format!(
                r#","context":{{"extensions":{{"{IRI}/ext/findings":[{{"rule":"D-03","times":2}}]}}}}"#
            );
            study.add(learner, verb, "exercise/shop", &findings);
            study.answer(learner, "w1-quiz", 1, if stuck { "wrong" } else { "right" });
        }
        study.add(learner, "experienced", "lesson/sagas", "");
        if !stuck {
            study.add(learner, "completed", "lesson/sagas", "");
        }
    }
    let report = study.report();
    let found: Vec<(&str, &str, u64, f64)> = report
        .stuck
        .iter()
        .map(|stuck| (stuck.kind.word(), stuck.id.as_str(), stuck.learners, stuck.share))
        .collect();
    let wanted = [("exercise", "shop"), ("lesson", "sagas"), ("question", "q-01")];
    assert_eq!(found, wanted.map(|(kind, id)| (kind, id, 5, 0.2)));
    let exercise = &report.exercises[0];
    assert_eq!((exercise.learners, exercise.graded), (Some(25), Some(75)));
    assert_eq!((exercise.passed, exercise.first_time), (Some(20), Some(20)));
    assert_eq!(exercise.findings[0].times, Some(150));
    assert_eq!(report.lessons[0].left_off, Some(5));
}

#[test]
fn the_open_course_adds_its_weeks_and_the_options_that_nobody_picked() {
    let mut study = a_guttman_scale();
    study.add(1, "experienced", "lesson/sagas", "");
    let known = Known {
        weeks: [("sagas".to_owned(), "data".to_owned())].into(),
        options: [("q-01".to_owned(), vec!["right".to_owned(), "never".to_owned()])].into(),
    };
    let report = study.report_in(|_| {}, &known);
    assert_eq!((report.weeks[0].week.as_str(), report.weeks[0].here), ("data", Some(1)));
    let options: Vec<&str> =
        report.items[1].options.iter().map(|option| option.option.as_str()).collect();
    assert_eq!(options, ["right", "wrong", "never"]);
    assert!(report.items[0].options.len() == 2);
}

#[test]
fn time_at_work_is_counted_on_each_device_and_without_long_gaps() {
    let mut study = Study::default();
    let took = r#","result":{"success":true,"duration":"PT10S"}"#;
    study.add(1, "answered", "question/a", took);
    study.add(1, "answered", "question/b", took);
    study.at += 30 * 60_000;
    study.add(1, "answered", "question/c", took);
    let report = study.report();
    // Ten seconds first, a minute between two, ten seconds after the long gap.
    assert_eq!(report.learners[0].active_ms, 80_000);
    assert_eq!((report.learners[0].items, report.learners[0].score), (3, Some(1.0)));
}

#[test]
fn nobody_can_be_found_in_a_public_report() {
    let mut study = a_guttman_scale();
    for learner in 0..40 {
        let option = match learner {
            0..3 => "rare",
            3..12 => "some",
            _ => "right",
        };
        study.answer(learner, "w1-quiz", 11, option);
        if learner < 3 {
            study.add(learner, "experienced", "lesson/sagas", "");
        }
    }
    let public = study.report().public(5);
    let json = serde_json::to_string(&public).unwrap();
    assert!(public.learners.is_empty() && !json.contains("learner-0"));
    assert_eq!(public.lessons[0].opened, None);
    let item = public.items.last().unwrap();
    let counts: Vec<Option<u64>> = item.options.iter().map(|option| option.n).collect();
    // The three go, and the nine with them: of forty, 28 are left.
    assert_eq!(counts, [Some(28), None, None]);
    assert!(item.options[1].share.is_none() && item.options[2].rest.is_none());
    // Four of forty knew the hardest question but one: neither they nor the mean points are told.
    let hardest = &public.items[8];
    assert_eq!((hardest.n, hardest.right, hardest.p), (Some(40), None, None));
}

#[test]
fn the_keys_are_those_of_the_contract() {
    let contract: serde_json::Value =
        serde_json::from_str(include_str!("../../../tests/fixtures/class/report.json")).unwrap();
    let mut study = a_guttman_scale();
    for learner in 0..9 {
        study.add(learner, "experienced", "lesson/sagas", "");
        study.add(
            learner,
            "failed",
            "exercise/shop",
            &format!(
                r#","context":{{"extensions":{{"{IRI}/ext/findings":[{{"rule":"D-03","times":2}}]}}}}"#
            ),
        );
        study.add(
            learner,
            "answered",
            "question/x",
            &format!(r#","context":{{"extensions":{{"{IRI}/ext/tags":["a-tag"]}}}}"#),
        );
    }
    let known =
        Known { weeks: [("sagas".to_owned(), "data".to_owned())].into(), ..Known::default() };
    let report = serde_json::to_value(study.report_in(|_| {}, &known)).unwrap();
    let keys = |value: &serde_json::Value| -> Vec<String> {
        let first = value.get(0).unwrap_or(value);
        first.as_object().map(|map| map.keys().cloned().collect()).unwrap_or_default()
    };
    assert_eq!(keys(&report), keys(&contract));
    for part in keys(&contract) {
        assert_eq!(keys(&report[&part]), keys(&contract[&part]), "{part}");
    }
    let inner = |report: &serde_json::Value| {
        let option = report["items"].as_array().unwrap().iter().find_map(|i| i["options"].get(0));
        (keys(option.unwrap()), keys(&report["exercises"][0]["findings"]))
    };
    assert_eq!(inner(&report), inner(&contract));
}
