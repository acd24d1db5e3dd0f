//! What is in review, for scripts: an imported log gives the states of the model.

use std::path::Path;

use serde_json::Value;

use crate::program::Program;

/// Answers to forty questions, in the order of nothing.
const LOG: &str = "tests/fixtures/review/histories.jsonl";

/// What another implementation of FSRS-6 says of them: py-fsrs 6.3.2 without steps and fuzz, whole days
/// from noon to noon.
const STATES: &str = include_str!("../fixtures/review/histories.json");

const TODAY: &str = "2026-11-20";

fn imported(log: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let log = log.to_string_lossy().into_owned();
    Program::with(&["progress", "import", &log]).data(folder.path()).run();
    folder
}

fn review(folder: &Path, more: &[&str]) -> Value {
    let args = [&["review", "--format", "json", "--today", TODAY], more].concat();
    serde_json::from_str(&Program::with(&args).data(folder).run().stdout).expect("JSON")
}

fn near(found: &Value, expected: &Value, ratio: f64) -> bool {
    let (found, expected) = (found.as_f64().expect("a number"), expected.as_f64().expect("one"));
    (found - expected).abs() <= ratio * expected.abs()
}

#[test]
fn states_are_those_of_an_independent_implementation() {
    let folder = imported(&Path::new(env!("CARGO_MANIFEST_DIR")).join(LOG));
    let states: Value = serde_json::from_str(STATES).expect("JSON");
    let states = states.as_object().expect("an object");
    let review = review(folder.path(), &[]);
    let items = review["items"].as_array().expect("a list");
    assert_eq!(items.len(), states.len());
    for item in items {
        let state = &states[item["id"].as_str().expect("an id")];
        for field in ["stability", "difficulty", "retrievability"] {
            assert!(near(&item[field], &state[field], 1e-5), "{field}: {item} is not {state}");
        }
        for field in ["due", "reps", "lapses"] {
            assert_eq!(item[field], state[field], "{field}: {item}");
        }
        assert_eq!(item["last"]["day"], state["day"]);
        assert_eq!(item["last"]["grade"], state["grade"]);
    }
}

#[test]
fn what_is_in_review_is_printed_as_scripts_expect_it() {
    let folder = imported(&Path::new(env!("CARGO_MANIFEST_DIR")).join(LOG));
    let whole = review(folder.path(), &[]);
    let keys = |value: &Value| value.as_object().expect("an object").keys().cloned().collect();
    let top: Vec<String> = keys(&whole);
    let expected =
        ["today", "course", "retention", "tuned", "due", "new", "minutes", "items", "forecast"];
    assert_eq!(top, expected);
    let of_state = |state: &str| {
        let items = whole["items"].as_array().expect("a list").iter();
        items.filter(|item| item["state"] == state).count()
    };
    assert_eq!(whole["new"], of_state("new"));
    let item: Vec<String> = keys(&whole["items"][0]);
    let expected = [
        "id",
        "kind",
        "lesson",
        "patterns",
        "due",
        "planned",
        "overdue_days",
        "stability",
        "difficulty",
        "retrievability",
        "reps",
        "lapses",
        "state",
        "last",
        "interval",
        "minutes",
    ];
    assert_eq!(item, expected);
    assert_eq!((&whole["today"], &whole["course"]), (&TODAY.into(), &"archtutor".into()));
    assert_eq!((&whole["retention"], &whole["tuned"]), (&0.9.into(), &false.into()));
    assert_eq!(whole["forecast"].as_array().map(Vec::len), Some(30));
    assert_eq!(whole["forecast"][0]["items"], whole["due"]);
    let order: Vec<_> = whole["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|item| (item["due"].as_str().map(str::to_owned), item["id"].to_string()))
        .collect();
    assert!(order.is_sorted());
    let part = review(folder.path(), &["--week", "9"]);
    let part = part["items"].as_array().map(Vec::len);
    assert!((1..order.len()).contains(&part.unwrap_or(0)), "{part:?}");
}

#[test]
fn a_day_that_is_none_and_a_week_that_is_not_there_are_refused() {
    Program::of(["review", "--format", "json", "--today", "2026-02-30"])
        .fails(2)
        .complains("YYYY-MM-DD")
        .run();
    Program::of(["review", "--today", "2026-02-03"]).fails(2).complains("--format").run();
    Program::of(["review", "--week", "wrong-word"]).fails(2).complains("Nothing is called").run();
}

/// 2026-11-10T12:00:00Z in milliseconds.
const NOON: i64 = 1_794_312_000_000;

/// What a learner is said to have done, one thing a day, as lines of a log.
fn log(events: &[(&str, &str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let lines: String = events
        .iter()
        .enumerate()
        .map(|(at, (kind, object, data))| {
            format!(
                "{{\"id\":\"0194fdc2-fa2f-7cc0-81d3-{at:012}\",\"at\":{},\"day\":\"2026-11-1{at}\",\
                 \"device\":\"d\",\"kind\":\"{kind}\",\"object\":\"{object}\",\"revision\":\"r\",\
                 \"data\":{{{data}}}}}\n",
                NOON + 86_400_000 * at as i64
            )
        })
        .collect();
    let file = folder.path().join("log.jsonl");
    std::fs::write(&file, lines).expect("written");
    let imported = imported(&file);
    drop(folder);
    imported
}

#[test]
fn cards_of_a_completed_lesson_are_new_until_their_first_answer() {
    let answer = "\"response\":{\"type\":\"choice\",\"given\":[\"x\"]},\"success\":true,\"score\":1.0,\
                  \"seed\":1,\"ms\":9000,\"review\":true";
    let folder = log(&[
        ("lesson.completed", "circuit-breaker", ""),
        ("card.added", "card:price:bulkhead", ""),
        ("card.added", "card:price:no-such-pattern", ""),
        ("question.answered", "card:problem:circuit-breaker", answer),
    ]);
    let review = review(folder.path(), &[]);
    let items = review["items"].as_array().expect("a list");
    let item = |id: &str| items.iter().find(|item| item["id"] == id).unwrap_or(&Value::Null);
    let new = item("card:price:circuit-breaker");
    assert_eq!((&new["kind"], &new["state"]), (&"card".into(), &"new".into()), "{new}");
    assert_eq!(
        (&new["lesson"], &new["patterns"][0]),
        (&"circuit-breaker".into(), &"circuit-breaker".into())
    );
    assert_eq!((&new["due"], &new["reps"]), (&"2026-11-10".into(), &0.into()));
    for field in ["stability", "difficulty", "retrievability", "last", "interval"] {
        assert_eq!(new[field], Value::Null, "{field}");
    }
    assert_eq!(item("card:price:bulkhead")["due"], "2026-11-11");
    let answered = item("card:problem:circuit-breaker");
    assert_eq!((&answered["state"], &answered["reps"]), (&"review".into(), &1.into()));
    assert!(items.iter().all(|item| item["id"] != "card:price:no-such-pattern"));
    // What is new is not due yet, and is not counted as such.
    assert_eq!(review["due"], 1);
}
