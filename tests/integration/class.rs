//! A class from the command line, as its teacher and its learners use it.

use std::{fs, path::Path};

use tempfile::TempDir;

use crate::program::Program;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/class");
const CODE: &str = "abcdefghijklmnopqrstuvwx23";

fn fixture(name: &str) -> String {
    format!("{FIXTURES}/{name}")
}

/// A learner who has done what the contract shows.
fn learner() -> TempDir {
    let data = tempfile::tempdir().expect("a folder");
    let events = fs::read_to_string(fixture("events.jsonl")).expect("events");
    Program::of(["progress", "import", "-"]).stdin(events).data(data.path()).run();
    data
}

fn call(data: &Path, args: &[&str]) -> Program {
    Program::with(&[&["class"][..], args].concat()).data(data)
}

#[test]
fn what_a_learner_hands_in_is_what_the_contract_says() {
    let data = learner();
    let join = ["join", &fixture("class.toml"), "--as", CODE, "--earlier", "--yes"];
    let said = call(data.path(), &join).shows("a.teacher@example.org").shows(CODE).run();
    assert!(said.stdout.contains("2026-07-31") && said.stdout.contains("\"result\""));
    let out = call(data.path(), &["export"]).run().stdout;
    assert_eq!(out, fs::read_to_string(fixture("statements.jsonl")).expect("statements"));
    let file = data.path().join("mine.jsonl");
    let args = ["export", "-o", file.to_str().expect("a path")];
    call(data.path(), &args).shows("12 statements").run();
    assert_eq!(fs::read_to_string(&file).expect("the file"), out);
    call(data.path(), &args).fails(3).complains("never overwritten").run();
    call(data.path(), &["leave"]).shows(CODE).shows("a.teacher@example.org").run();
    call(data.path(), &["export"]).fails(2).complains("not in this class").run();
}

#[test]
fn nothing_is_kept_before_the_learner_agrees_and_nothing_earlier_is_shared() {
    let data = learner();
    let class = fixture("class.toml");
    call(data.path(), &["status"]).shows("no class").run();
    call(data.path(), &["join", &class]).stdin("n\n").shows("nothing is shared").run();
    assert!(!data.path().join("class").exists());
    call(data.path(), &["join", &class]).stdin("y\n").shows("You are in the class").run();
    assert_eq!(call(data.path(), &["export"]).run().stdout, "");
    call(data.path(), &["join", &class]).shows("already").run();
    call(data.path(), &["status"]).shows("Architecture, spring").shows("0 were sent").run();
}

#[test]
fn what_is_asked_for_later_is_agreed_to_again_under_the_same_code() {
    let data = learner();
    let class = data.path().join("class.toml");
    let text = fs::read_to_string(fixture("class.toml")).expect("the class file");
    fs::write(&class, text.replace("responses = true", "responses = false")).expect("written");
    let file = class.to_str().expect("a path");
    call(data.path(), &["join", file, "--as", CODE, "--earlier", "--yes"]).run();
    let few = call(data.path(), &["export"]).run().stdout;
    assert!(!few.contains("response"), "{few}");
    fs::write(&class, text).expect("written");
    call(data.path(), &["join", file]).stdin("n\n").shows("Also what you answer").run();
    assert_eq!(call(data.path(), &["export"]).run().stdout, few);
    call(data.path(), &["join", file]).stdin("y\n").shows(CODE).run();
    assert!(call(data.path(), &["export"]).run().stdout.contains("response"));
}

#[test]
fn another_key_of_the_store_is_taken_without_asking_and_a_no_leaves_a_place_as_it_was() {
    let data = learner();
    let class = data.path().join("class.toml");
    let text = fs::read_to_string(fixture("class.toml")).expect("the class file");
    fs::write(&class, &text).expect("written");
    let file = class.to_str().expect("a path");
    call(data.path(), &["join", file, "--as", CODE, "--earlier", "--yes"]).run();
    let another =
        text.replace("key = \"push\"", "key = \"push-2\"").replace("change-me", "new-one");
    assert_ne!(another, text);
    fs::write(&class, &another).expect("written");
    call(data.path(), &["join", file]).shows("in this class already").run();
    let kept = data.path().join("class/7f3c");
    assert!(fs::read_to_string(kept.join("class.toml")).expect("kept").contains("push-2"));
    assert_eq!(fs::read_to_string(kept.join("secret")).expect("kept"), "new-one");
    fs::write(&class, another.replace("until = 2026-07-31", "until = 2026-08-31"))
        .expect("written");
    call(data.path(), &["join", file]).stdin("n\n").shows("in the class as before").run();
}

#[test]
fn a_class_file_of_a_stranger_is_looked_at_before_it_is_believed() {
    let data = tempfile::tempdir().expect("a folder");
    let class = data.path().join("class.toml");
    let text = fs::read_to_string(fixture("class.toml")).expect("the class file");
    for (from, to, said) in [
        ("id = \"7f3c\"", "id = \"../../x\"", "class.toml:3:"),
        ("\"Architecture, spring\"", "\"\\u001b[2Jx\"", "no-plain-text"),
        ("https://lrs.example.org/xAPI", "http://lrs.example.org/xAPI", "https://"),
        ("contact =", "contcat =", "did you mean"),
    ] {
        fs::write(&class, text.replace(from, to)).expect("written");
        let args = ["join", class.to_str().expect("a path"), "--yes"];
        let said = call(data.path(), &args).fails(1).complains(said).run();
        assert!(!said.stderr.contains('\u{1b}') && !data.path().join("class").exists());
    }
    fs::write(&class, "#".repeat(70_000)).expect("written");
    let args = ["join", class.to_str().expect("a path"), "--yes"];
    call(data.path(), &args).any_code().complains("too large").run();
}

#[test]
fn a_teacher_comes_from_nothing_to_a_report_and_a_gradebook() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let class = path("class.toml");
    let new = ["new", "spring", "--title", "Say \"hi\"", "--contact", "t@h.example", "-o", &class];
    call(folder.path(), &new).shows("class export").run();
    call(folder.path(), &new).fails(3).run();
    let handed_in = folder.path().join("in");
    fs::create_dir(&handed_in).expect("a folder");
    for n in 0..2 {
        let data = learner();
        let code = format!("abcdefghijklmnopqrstuvwx2{}", n + 2);
        call(data.path(), &["join", &class, "--as", &code, "--earlier", "--yes"]).run();
        let file = handed_in.join(format!("{n}.jsonl")).display().to_string();
        call(data.path(), &["export", "-o", &file]).run();
    }
    let from = handed_in.display().to_string();
    let report = ["report", "--class", &class, "--from", &from, "--today", "2026-03-10"];
    let with = |more: &[&str]| call(folder.path(), &[&report[..], more].concat());
    // Events of one file have the same ids whoever hands them in: the second learner's say something else.
    let json = with(&["--format", "json"]).json();
    assert_eq!(json["read"]["lines"], 24);
    assert_eq!(json["read"]["conflicts"], 12);
    assert_eq!(json["exercises"][0]["findings"][0]["rule"], "D-03");
    assert_eq!(json["today"], "2026-03-10");
    with(&[])
        .shows("Say \"hi\" · archtutor · 2026-03-10")
        .shows("Exercises")
        .shows("D-03 (1)")
        .run();
    let html = with(&["--format", "html"]).run().stdout;
    assert!(html.contains("Say &quot;hi&quot;"));
    assert!(!html.contains("<script") && !html.contains("http"));
    let public = with(&["--format", "json", "--public"]).run().stdout;
    assert!(!public.contains("abcdefgh") && !public.contains("dev-1"));
    let csv = with(&["--format", "csv"]).run().stdout;
    assert!(csv.starts_with("learner,exercise:decompose-shop,exercise:split-the-shop,quiz:w9\n"));
    let roster = path("roster.csv");
    fs::write(&roster, format!("code,name,email\n{CODE},Ann,a@h.example\n")).expect("written");
    let moodle = with(&["--roster", &roster, "--for", "moodle"]).run().stdout;
    assert!(moodle.starts_with("name,email,exercise:decompose-shop"), "{moodle}");
    fs::write(&roster, format!("code,email\n{CODE},=cmd()\n")).expect("written");
    with(&["--roster", &roster, "--for", "canvas"]).fails(1).complains("formula").run();
    fs::write(&roster, format!("code;name\n{CODE};Ann\n{CODE};Eve\n")).expect("written");
    let twice = with(&["--roster", &roster, "--for", "moodle"]).fails(1);
    assert_eq!(twice.complains("rows 2 and 3 have the code").run().stdout, "");
}

#[test]
fn statements_of_strangers_reach_no_terminal_as_they_are() {
    let lines = fs::read_to_string(fixture("statements.jsonl")).expect("statements");
    let lines = lines.replace("/lesson/sagas", "/lesson/\\u001b[2Jsagas").repeat(2);
    let class = fixture("class.toml");
    for format in ["text", "json", "csv", "html"] {
        let args = ["class", "report", "--class", &class, "--from", "-", "--format", format];
        let said = Program::of(args).stdin(&lines).run();
        assert!(!said.stdout.contains('\u{1b}'), "{format}");
    }
}

#[test]
fn a_learner_joins_hands_in_and_leaves_on_plain_lines() {
    let data = learner();
    let class = fixture("class.toml");
    let file = data.path().join("mine.jsonl").display().to_string();
    let plain =
        |lines: &str| Program::of(["--plain", "class"]).data(data.path()).stdin(lines).run().stdout;
    let said = plain(&format!("1\n{class}\n\nn\nn\nq\n"));
    assert!(said.contains("Never:") && said.contains("nothing is shared"), "{said}");
    assert!(!data.path().join("class").exists());
    let said = plain(&format!("1\n{class}\n{CODE}\ny\ny\nn\n1\n3\n{file}\nq\n"));
    assert!(said.contains("12 things") && said.contains("You are in the class"), "{said}");
    assert!(said.contains("Wrote 12 statements"), "{said}");
    let menu = Program::of(["--plain"]).data(data.path()).stdin("q\n").run().stdout;
    assert!(menu.contains("Class: Architecture, spring"), "{menu}");
    let said = plain("1\n2\nn\n1\n2\ny\n1\n2\nq\n");
    assert!(said.contains("Never: names") && said.contains("What waits is sent by itself"));
    assert!(said.contains("Nothing is sent by itself"), "{said}");
    let said = plain("1\n4\ny\nq\nq\n");
    assert!(said.contains("You have left"), "{said}");
    let menu = Program::of(["--plain"]).data(data.path()).stdin("q\n").run().stdout;
    assert!(!menu.contains("Class:"), "{menu}");
}

#[test]
fn a_teacher_looks_around_in_a_report_on_plain_lines() {
    let (class, from) = (fixture("class.toml"), fixture("statements.jsonl"));
    let view =
        |from: &str| Program::of(["--plain", "class", "view", "--class", &class, "--from", from]);
    let said = view(&from).stdin("4\n1\nq\n5\n1\nq\nq\n").run().stdout;
    assert!(said.contains("12 statements read") && said.contains("D-03: "), "{said}");
    assert!(said.contains("Devices: 1"), "{said}");
    view("-").fails(2).complains("keyboard").run();
    view("/no/such/folder").any_code().complains("no/such/folder").run();
}

#[test]
fn a_class_has_a_last_day_that_is_one_and_is_not_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("class.toml").display().to_string();
    let new = |until: &str| {
        let args = ["new", "spring", "--title", "t", "--contact", "c", "-o", &file];
        call(folder.path(), &[&args[..], &["--until", until]].concat())
    };
    new("31.07.2027").fails(2).complains("YYYY-MM-DD").run();
    new("2020-01-01").complains("The class is over").run();
    call(folder.path(), &["join", &file]).stdin("n\n").shows("it ended on 2020-01-01").run();
}
