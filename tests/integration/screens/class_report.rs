//! The report of a class as its teacher looks around in it.

use std::{fmt::Write, fs, path::PathBuf};

use archtutor::{class::place::Place, clock::Day, tui::route::Route};

use crate::support::{Builder, NOW, SIZES, Tutor};

const CLASS: &str = r#"[class]
id = "spring"
iri = "https://school.example.org/spring"
title = "Architecture, spring"
course = "sample"
contact = "a.teacher@example.org"
"#;

const IRI: &str = "https://school.example.org/spring";

/// Statements of a class, as its learners hand them in.
#[derive(Default)]
struct Class {
    lines: String,
    count: usize,
}

impl Class {
    fn add(&mut self, learner: usize, verb: &str, object: &str, rest: &str) {
        self.count += 1;
        let n = self.count;
        let (hour, minute) = (n / 60, n % 60);
        let line = format!(
            r#"{{"id":"00000000-0000-7000-8000-{n:012x}","timestamp":"2026-02-01T{hour:02}:{minute:02}:00.000Z","actor":{{"account":{{"homePage":"{IRI}","name":"abcdefghijklmnopqrstuvwx{}{}"}}}},"verb":{{"id":"http://adlnet.gov/expapi/verbs/{verb}"}},"object":{{"id":"{IRI}/sample/{object}"}}{rest}}}"#,
            2 + learner / 6,
            2 + learner % 6,
        );
        writeln!(self.lines, "{line}").expect("written");
    }

    fn answer(&mut self, learner: usize, question: &str, given: &str, right: bool) {
        let given = given.replace('"', "\\\"");
        let rest = format!(
            r#","context":{{"contextActivities":{{"parent":[{{"id":"{IRI}/sample/quiz/alone-quiz"}}]}}}},"result":{{"success":{right},"response":"{given}"}}"#
        );
        self.add(learner, "answered", &format!("question/{question}"), &rest);
    }

    /// Twelve learners: half of them never get a question right and left off at a lesson.
    fn of_twelve() -> Self {
        let mut class = Self::default();
        for learner in 0..12 {
            class.add(learner, "experienced", "lesson/transactions", "");
            class.add(learner, "completed", "lesson/transactions", "");
            for _ in 0..2 {
                let right = learner % 2 == 0;
                let option =
                    if right { "Throughput, because somebody waits" } else { "Durability" };
                let given = format!(r#"{{"type":"choice","given":["{option}"]}}"#);
                class.answer(learner, "isolation-price", &given, right);
            }
            class.answer(learner, "key-scope", r#"{"type":"text","given":"one"}"#, learner < 9);
            class.add(learner, "experienced", "lesson/retries", "");
            let findings = r#","result":{"success":false,"score":{"scaled":0.4}},"context":{"extensions":{"https://school.example.org/spring/ext/findings":[{"rule":"D-03","times":2}]}}"#;
            if learner < 7 {
                for _ in 0..3 {
                    class.add(learner, "failed", "exercise/split-the-shop", findings);
                }
            }
        }
        class
    }

    /// A teacher who looks at them.
    fn start(&self, build: impl Fn(Builder) -> Builder) -> Tutor {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        fs::write(path("class.toml"), CLASS).expect("written");
        fs::write(path("handed-in.jsonl"), &self.lines).expect("written");
        let report = report(path("class.toml"), path("handed-in.jsonl"));
        let mut tutor = build(Tutor::sample()).open(report).start();
        tutor.until("the report", |tutor| !tutor.screen().contains("Reading"));
        tutor
    }
}

/// The report of a class from statements in a file.
fn report(class: PathBuf, from: PathBuf) -> Route {
    let data = PathBuf::new();
    let place = Place { from, class, data, full: false, cache: None, now: NOW };
    Route::ClassReport(Box::new(place), Day::parse("2026-03-02").expect("a day"))
}

#[test]
fn it_looks_so_at_every_size() {
    let class = Class::of_twelve();
    for (width, height) in SIZES {
        let mut tutor = class.start(|builder| builder.size(width, height));
        let mut picture = |keys: &str, name: &str| {
            tutor.press(keys).snapshot(&format!("class-report-{name}-{width}x{height}"));
        };
        picture("", "stuck");
        picture("Enter", "page");
        picture("Esc 3", "questions");
        picture("Enter", "question");
        picture("Esc 2 Enter", "week");
        picture("Esc 5 Down", "learners");
    }
    let mut tutor = class.start(|builder| builder.size(80, 24).ascii().theme("mono"));
    tutor.press("Tab Tab Right").snapshot("class-report-ascii");
    tutor.press("Esc").squeeze();
}

#[test]
fn what_to_repeat_on_monday_stands_first_and_opens_up_to_the_lesson() {
    let mut tutor = Class::of_twelve().start(|builder| builder.size(100, 30));
    tutor.expect("isolation-price").expect("50 %").expect("split-the-shop").expect("retries");
    tutor.click_on("retries").expect("Left off").expect("Retries");
    tutor.press("Enter").expect("1.2");
    tutor.press("Esc Esc").expect("Stuck");
}

#[test]
fn rows_are_looked_for_sorted_and_turned_round() {
    let mut tutor = Class::of_twelve().start(|builder| builder.size(110, 30));
    tutor.press("5").expect("1/12").press("/").write("wx33").press("Enter").expect("1/1");
    tutor.press("Esc").expect("/12").press("Right").expect("sorted by Code");
    tutor.press("Space").expect("turned round");
    tutor.press("Left").expect("statements read").press("3 Right Right Right Right");
    tutor.expect("sorted by Points");
    let above = |tutor: &Tutor, one: &str, other: &str| {
        let screen = tutor.screen();
        screen.find(one) < screen.find(other)
    };
    assert!(above(&tutor, "key-scope", "isolation-price"));
    tutor.press("Space");
    assert!(above(&tutor, "isolation-price", "key-scope"));
    tutor.press("Enter").expect("Right").press("]").expect("key-scope").press("Esc 5 y");
    tutor.expect("Copied");
    assert!(tutor.app.take_clipboard().is_some_and(|code| code.len() == 26));
}

#[test]
fn statements_of_strangers_draw_nothing_and_fill_no_row() {
    let mut class = Class::of_twelve();
    let long = format!("exercise/\\u001b[2J\\u202e{}", "x".repeat(100_000));
    class.add(1, "failed", &long, r#","result":{"success":false}"#);
    let mut tutor = class.start(|builder| builder.size(80, 24));
    tutor.press("4").expect("xxx");
    let raw = |tutor: &Tutor| tutor.screen().contains(['\u{1b}', '\u{202e}']);
    assert!(!raw(&tutor));
    tutor.press("Down Enter").expect("Graded");
    assert!(!raw(&tutor));
    tutor.squeeze();
}

#[test]
fn what_cannot_be_read_is_said_and_no_statement_is_no_error() {
    let nobody = Class::default();
    nobody
        .start(|builder| builder.size(80, 24))
        .expect("5 learners or more")
        .press("5")
        .expect("Nothing");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("class.toml");
    fs::write(&file, CLASS).expect("written");
    let report = report(file, folder.path().join("none"));
    Tutor::sample().size(80, 24).open(report).start().expect("none").press("3 Enter / Tab Esc");
}
