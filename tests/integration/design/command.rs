//! `archtutor exercise` as a script sees it: texts, JSON, exit codes.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use serde_json::Value;

use super::support::{path, text};

fn run(data: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_archtutor"))
        .arg("--course")
        .arg(path("."))
        .arg("--data-dir")
        .arg(data)
        .arg("exercise")
        .args(args)
        .output()
        .unwrap()
}

#[test]
fn a_starter_can_be_graded_at_once_and_is_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("answer.toml");
    let name = file.to_str().unwrap();
    let started = run(folder.path(), &["start", "split-the-shop", "-o", name]);
    assert_eq!(started.status.code(), Some(0), "{}", String::from_utf8_lossy(&started.stderr));
    let written = fs::read_to_string(&file).unwrap();
    assert!(written.contains("# Transaction checkout: place_order -> reserve"), "{written}");
    let graded = run(folder.path(), &["grade", "split-the-shop", name]);
    assert_eq!(graded.status.code(), Some(1));
    let shown = String::from_utf8_lossy(&graded.stdout);
    assert!(
        shown.starts_with("split-the-shop: 30 points, not valid, par 99.7, your best 30"),
        "{shown}"
    );
    let again = run(folder.path(), &["start", "split-the-shop", "-o", name]);
    assert_eq!(again.status.code(), Some(3));
    assert_eq!(fs::read_to_string(&file).unwrap(), written);
}

#[test]
fn a_good_answer_exits_with_0_and_prints_stable_json() {
    let folder = tempfile::tempdir().unwrap();
    let facts = path("exercises/split-the-shop/exercise.toml");
    let answer = path("exercises/split-the-shop/references/eight-services.toml");
    let (facts, answer) = (facts.to_str().unwrap(), answer.to_str().unwrap());
    let args = ["grade", facts, answer, "--format", "json"];
    let one = run(folder.path(), &args);
    assert_eq!(one.status.code(), Some(0), "{}", String::from_utf8_lossy(&one.stderr));
    assert_eq!(one.stdout, run(folder.path(), &args).stdout);
    let report: Value = serde_json::from_slice(&one.stdout).unwrap();
    let schema: Value = serde_json::from_str(&text("assets/schemas/exercise-report.json")).unwrap();
    let keys =
        |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    let required = |value: &Value| -> Vec<String> {
        let names = value["required"].as_array().unwrap().iter();
        names.map(|name| name.as_str().unwrap().to_owned()).collect()
    };
    let also = ["scenario", "band", "metrics"];
    let all = required(&schema);
    let missing = all.iter().map(String::as_str).chain(also).filter(|key| report[*key].is_null());
    assert_eq!(missing.collect::<Vec<_>>(), Vec::<&str>::new());
    let known = schema["properties"].as_object().unwrap();
    assert!(keys(&report).iter().all(|key| known.contains_key(key)), "{:?}", keys(&report));
    for list in ["findings", "ledger"] {
        let shape = required(&schema["properties"][list]["items"]);
        for row in report[list].as_array().unwrap() {
            assert_eq!(keys(row), shape);
        }
    }
    let sum: f64 = report["ledger"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["points"].as_f64().unwrap())
        .sum();
    assert!((sum - report["score"].as_f64().unwrap()).abs() < 1e-6);
}

#[test]
fn files_that_cannot_be_read_exit_with_2_and_say_everything_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join("bad.toml");
    fs::write(&bad, "[answer]\nscenaro = 'x'\n[[link]]\nfrom = 'a'\nstyle = 'snyc'\n").unwrap();
    let graded = run(folder.path(), &["grade", "split-the-shop", bad.to_str().unwrap()]);
    assert_eq!(graded.status.code(), Some(2));
    let said = String::from_utf8_lossy(&graded.stderr);
    for mistake in ["did you mean “scenario”?", "“to” is missing here", "did you mean “sync”?"]
    {
        assert!(said.contains(mistake), "{mistake} in {said}");
    }
    let missing = run(folder.path(), &["grade", "split-the-shop", "no-such-file.toml"]);
    assert_eq!(missing.status.code(), Some(3), "a file that cannot be opened");
    let unknown = run(folder.path(), &["grade", "split-the-shp", "x"]);
    assert_eq!(unknown.status.code(), Some(2), "an exercise that is not there");
}

#[test]
fn a_micro_tosca_model_is_graded_without_a_scenario() {
    let folder = tempfile::tempdir().unwrap();
    let model = path("tests/fixtures/third-party/microfreshener/sockshop/sockshop.yml");
    let graded = run(folder.path(), &["grade", model.to_str().unwrap()]);
    assert_eq!(graded.status.code(), Some(1), "{}", String::from_utf8_lossy(&graded.stderr));
    assert!(String::from_utf8_lossy(&graded.stdout).contains("I-03"));
}

#[test]
fn a_change_meets_the_accepted_design_and_says_what_following_it_cost() {
    let folder = tempfile::tempdir().unwrap();
    let none = run(folder.path(), &["change", "startup-of-five", "second-team"]);
    assert_eq!(none.status.code(), Some(2), "nothing was accepted yet");
    let reference = path("exercises/startup-of-five/references/two-services.toml");
    let reference = reference.to_str().unwrap();
    let accepted = run(folder.path(), &["grade", "startup-of-five", reference]);
    assert_eq!(accepted.status.code(), Some(0));
    let listed = run(folder.path(), &["change", "startup-of-five"]);
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    assert!(listed.contains("second-team") && listed.contains("organisation"), "{listed}");
    let later = folder.path().join("later.toml");
    let name = later.to_str().unwrap();
    let started = run(folder.path(), &["change", "startup-of-five", "second-team", "-o", name]);
    assert_eq!(started.status.code(), Some(0), "{}", String::from_utf8_lossy(&started.stderr));
    let before = fs::read_to_string(&later).unwrap();
    assert!(before.starts_with("# Money, and a second team"), "{before}");
    assert!(before.contains("[service.market]"), "{before}");
    let witness = path("exercises/startup-of-five/changes/01-second-team/two-services.toml");
    let grade = |answer: &str, format: &str| {
        let args = ["grade", "startup-of-five", answer, "--change", "second-team"];
        run(folder.path(), &[&args[..], &["--format", format]].concat())
    };
    let untouched = grade(name, "text");
    assert_eq!(untouched.status.code(), Some(1), "it does not hold any more");
    let shown = String::from_utf8_lossy(&untouched.stdout).into_owned();
    assert!(shown.contains("What it costs so far: 0 "), "{shown}");
    assert!(!shown.contains("your cut"), "nobody is cheapest by doing nothing: {shown}");
    assert!(shown.contains("1 to move a capability, 3 to move an entity"), "{shown}");
    let adapted = grade(witness.to_str().unwrap(), "json");
    assert_eq!(adapted.status.code(), Some(0), "{}", String::from_utf8_lossy(&adapted.stderr));
    let report: Value = serde_json::from_slice(&adapted.stdout).unwrap();
    let sum: f64 =
        report["edits"].as_array().unwrap().iter().map(|e| e["cost"].as_f64().unwrap()).sum();
    assert_eq!(report["cost"].as_f64(), Some(sum));
    assert!(sum > 0.0 && !report["broke"].as_array().unwrap().is_empty(), "{report}");
    let told = String::from_utf8(grade(witness.to_str().unwrap(), "text").stdout).unwrap();
    let row = |name: &str| told.lines().find(|line| line.contains(name)).unwrap_or_default();
    assert!(row("  your cut").contains("95."), "{told}");
    let compared = report["compare"].as_array().unwrap();
    let own = compared.iter().find(|row| row["design"] == "two-services").unwrap();
    assert_eq!(own["cost"], report["cost"]);
    assert!(compared.iter().any(|row| row["design"] == "monolith"));
    let wrong = run(folder.path(), &["change", "startup-of-five", "second-teem"]);
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("Did you mean “second-team”?"));
    let again = run(folder.path(), &["start", "startup-of-five"]);
    assert_eq!(again.status.code(), Some(0), "the exercise is what it was");
}

/// What a command printed, and its exit code.
fn said(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let done = run(folder, args);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (done.status.code(), text(&done.stdout), text(&done.stderr))
}

#[test]
fn what_follows_a_change_is_kept_and_met_by_the_next_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| {
        path(&format!("exercises/startup-of-five/{name}")).to_string_lossy().into_owned()
    };
    let said = |args: &[&str]| said(folder.path(), args);
    let (reference, adapted) = (
        file("references/three-services.toml"),
        file("changes/01-second-team/three-services.toml"),
    );
    let grade = |answer: &str, change: &str| {
        said(&["grade", "startup-of-five", answer, "--change", change, "--format", "json"])
    };
    said(&["grade", "startup-of-five", &reference]);
    let (code, _, why) = grade(&adapted, "second-team+on-television");
    assert!(code == Some(2) && why.contains("is not followed yet"), "{why}");
    let from = ["grade", "startup-of-five", &adapted, "--change", "second-team", "--from"];
    assert_eq!(said(&[&from[..], &[&reference]].concat()).0, Some(0));
    let listed = || -> Value {
        let (_, text, _) = said(&["change", "startup-of-five", "--format", "json"]);
        serde_json::from_str(&text).unwrap()
    };
    assert_eq!(listed()[0]["state"], "new", "a design from a file is not the learner's");
    assert_eq!(grade(&adapted, "second-team").0, Some(0));
    let (_, text, _) = said(&["change", "startup-of-five", "second-team+on-television"]);
    assert!(text.starts_with("# On television") && text.contains("talk"), "{text}");
    assert_eq!(grade(&adapted, "second-team+on-television").0, Some(0));
    let rows = listed();
    assert_eq!((&rows[0]["state"], &rows[0]["met"]["cost"]), (&"met".into(), &2.0.into()));
    assert_eq!(rows[1]["closes"], serde_json::json!(["two-people"]));
    assert_eq!(rows[2]["met"]["after"], serde_json::json!(["second-team"]));
    assert_eq!(rows[3]["not_after"], serde_json::json!(["second-team", "cards-apart"]));
    assert!(!rows[0]["expect"]["breaks"].as_array().unwrap().is_empty(), "{rows}");
    let (_, text, _) = said(&["change", "startup-of-five"]);
    for part in ["in sequence: cost 0", "closes two-people", "not after second-team, cards-apart"] {
        assert!(text.contains(part), "{part:?}: {text}");
    }
    let from = ["grade", "startup-of-five", &adapted, "--change", "second-team+on-television"];
    assert_eq!(said(&[&from[..], &["--from", &adapted]].concat()).0, Some(0));
}

#[test]
fn a_sequence_that_is_none_and_options_that_nothing_uses_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let change = |args: &[&str]| said(folder.path(), &[&["change"], args].concat());
    let said = |args: &[&str]| change(&[&["startup-of-five"], args].concat());
    let (code, _, why) = said(&["second-team+on-televison"]);
    assert!(code == Some(2) && why.contains("Did you mean “on-television”?"), "{why}");
    for wrong in [
        &["second-team+second-team"][..],
        &["second-team+on-television", "--witness", "w"],
        &["--from", "gone.toml"],
        &["--witness", "w"],
        &["-o", "later.toml"],
        &["second-team", "--format", "json"],
    ] {
        let (code, printed, why) = said(wrong);
        assert!(code == Some(2) && printed.is_empty(), "{wrong:?}: {printed}{why}");
    }
    let (code, printed, why) = change(&["petclinic"]);
    assert!(code == Some(0) && printed.is_empty() && why.contains("has no changes"), "{why}");
}

#[test]
fn what_followed_a_change_from_another_design_is_none_of_the_new_ones() {
    let folder = tempfile::tempdir().unwrap();
    let said = |args: &[&str]| said(folder.path(), args);
    let reference = |name: &str| {
        let file = path(&format!("exercises/startup-of-five/references/{name}.toml"));
        file.to_str().unwrap().to_owned()
    };
    let state = || -> Value {
        let (_, text, _) = said(&["change", "startup-of-five", "--format", "json"]);
        serde_json::from_str::<Value>(&text).unwrap()[0]["state"].take()
    };
    let accept = |name: &str| {
        assert_eq!(said(&["grade", "startup-of-five", &reference(name)]).0, Some(0));
    };
    accept("three-services");
    let adapted = path("exercises/startup-of-five/changes/01-second-team/three-services.toml");
    let adapted = adapted.to_str().unwrap();
    let followed = ["grade", "startup-of-five", adapted, "--change", "second-team"];
    assert_eq!(said(&followed).0, Some(0));
    assert_eq!(state(), "met");
    accept("three-services");
    assert_eq!(state(), "met", "the same design is no new one");
    accept("two-services");
    assert_eq!(state(), "new", "another design has followed nothing yet");
    let (code, _, why) = said(&["change", "hotel-booking", "door-locks", "--from", adapted]);
    assert!(code == Some(2) && why.contains("for “startup-of-five”, not for"), "{why}");
}
