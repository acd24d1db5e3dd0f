//! Classes as a learner sees them: what is asked before anything is kept, who they are there, leaving.

use std::{fs, path::Path};

use archtutor::tui::route::Route;
use tempfile::TempDir;

use crate::{
    program::Program,
    support::{Builder, SIZES, Tutor},
};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/class");
const CODE: &str = "abcdefghijklmnopqrstuvwx23";

/// A learner who has done what the contract of classes shows.
fn learner() -> TempDir {
    let data = tempfile::tempdir().expect("a folder");
    let events = fs::read_to_string(format!("{FIXTURES}/events.jsonl")).expect("events");
    Program::of(["progress", "import", "-"]).stdin(events).data(data.path()).run();
    data
}

/// The class file, beside the learner's data, with something else in place of a text.
fn class(data: &Path, from: &str, to: &str) -> String {
    let text = fs::read_to_string(format!("{FIXTURES}/class.toml")).expect("the class file");
    let file = data.join("given-out.toml");
    fs::write(&file, text.replace(from, to)).expect("written");
    file.to_str().expect("a path").to_owned()
}

/// The same learner in the class, with all that was before, and without their answers.
fn member() -> TempDir {
    let data = learner();
    let file = class(data.path(), "responses = true", "responses = false");
    let join = ["class", "join", &file, "--as", CODE, "--earlier", "--yes"];
    Program::of(join).data(data.path()).run();
    data
}

fn shipped(data: &Path) -> Builder {
    Tutor::shipped().data(data)
}

#[test]
fn they_look_so_at_every_size() {
    let data = member();
    let asks = class(data.path(), "x", "x");
    for (width, height) in SIZES {
        let of = |route| shipped(data.path()).size(width, height).open(route).start();
        let mut tutor = of(Route::Class);
        tutor.expect("Architecture").snapshot(&format!("class-{width}x{height}"));
        tutor.press("x").snapshot(&format!("class-leave-{width}x{height}"));
        let mut tutor = of(Route::ClassTerms(asks.clone().into()));
        tutor.expect("Architecture").snapshot(&format!("class-terms-{width}x{height}"));
        tutor.press("End").snapshot(&format!("class-terms-end-{width}x{height}"));
    }
    let mut nobody = Tutor::sample().size(80, 24).open(Route::Class).start();
    nobody.expect("You are in no class").snapshot("class-none");
    let mono = || shipped(data.path()).size(80, 24).ascii().theme("mono");
    mono().open(Route::Class).start().expect("Architecture").snapshot("class-ascii");
}

#[test]
fn no_window_is_too_small() {
    let data = member();
    let asks = class(data.path(), "x", "x");
    for route in [Route::Class, Route::ClassTerms(asks.into())] {
        shipped(data.path()).open(route).start().squeeze();
    }
}

#[test]
fn a_learner_joins_only_after_all_was_in_sight() {
    let data = learner();
    let file = class(data.path(), "x", "x");
    let mut tutor = shipped(data.path()).size(60, 12).start();
    tutor
        .expect_no("Class:")
        .press(":")
        .write("class")
        .press("Enter")
        .expect("You are in no class");
    tutor.press("Enter").write(&file).press("Enter").expect("Architecture, spring");
    tutor.expect("read on").expect_no("Do not join");
    // Enter turns the page for as long as there is more; what is chosen first is no yes.
    for _ in 0..12 {
        tutor.press("Enter");
        if tutor.screen().contains("Do not join") {
            break;
        }
    }
    tutor.expect("Do not join");
    assert!(!data.path().join("class").exists(), "nothing is kept yet");
    tutor.press("Down Down Down Enter").expect("Copy the code").expect("Nothing waits");
    assert!(data.path().join("class/7f3c/me.toml").exists());
    tutor.press("Esc Esc").expect("Class: Architecture, spring");
    tutor.press("@").expect("Copy the code");
    tutor
        .press("+")
        .write(&file)
        .press("Enter")
        .expect("Whoever runs it")
        .press("End")
        .expect("already");
}

#[test]
fn who_does_not_agree_has_nothing_kept_of_them() {
    let data = learner();
    let file = class(data.path(), "x", "x");
    let mut tutor = shipped(data.path()).open(Route::Class).start();
    tutor.press("Enter").write(&file).press("Enter").expect("Do not join");
    tutor.press("Enter").expect("12 things").press("Enter").expect("0 things");
    tutor.press("Down Enter").write("nonsense").press("Enter").expect("26 letters");
    tutor.press("Ctrl-u").write(CODE).press("Enter").expect(CODE);
    tutor.press("Down Down Down Enter").expect("You are in no class");
    tutor.press("Enter").write(&file).press("Enter").expect("Do not join").press("Esc");
    tutor.expect("You are in no class");
    assert!(!data.path().join("class").exists());
}

#[test]
fn what_is_shared_is_written_copied_and_ended() {
    let data = member();
    let mut tutor = shipped(data.path()).open(Route::Class).start();
    tutor.expect(CODE).expect("10 wait since").press("Enter").expect("Copied");
    assert_eq!(tutor.app.take_clipboard().as_deref(), Some(CODE));
    let file = data.path().join("mine.jsonl");
    tutor.press("Down Down Down Enter Ctrl-u").write(file.to_str().expect("a path")).press("Enter");
    tutor.expect("Wrote 12 statements");
    assert_eq!(fs::read_to_string(&file).expect("the file").lines().count(), 12);
    tutor.press("Enter Ctrl-u").write(file.to_str().expect("a path")).press("Enter");
    // What was typed is dropped by the second time only.
    tutor.expect("File exists").press("Esc").expect("once more drops");
    tutor.press("Esc x").expect("Leave Architecture, spring?");
    tutor
        .press("Enter")
        .expect_no("Leave Architecture")
        .press("x Down Enter")
        .expect("You have left");
    assert!(!data.path().join("class/7f3c").exists());
    tutor.press("Esc").expect_no("Class:");
}

#[test]
fn a_class_file_of_a_stranger_draws_nothing_and_says_what_is_wrong() {
    let data = learner();
    let mut tutor = shipped(data.path()).size(100, 30).open(Route::Class).start();
    for (from, to, said) in [
        ("\"Architecture, spring\"", "\"\\u001b[2Jx\"", "has mistakes"),
        ("id = \"7f3c\"", "id = \"../../x\"", "has mistakes"),
    ] {
        let file = class(data.path(), from, to);
        tutor.press("+").write(&file).press("Enter").expect(said);
        assert!(!tutor.screen().contains('\u{1b}'));
    }
    tutor.press("+").write("/dev/zero").press("Enter").expect("regular");
    tutor
        .press("+")
        .write("https://lrs.example.org/class.toml")
        .press("Enter")
        .expect("Here a file");
    tutor.press("Esc Esc");
    let long = "very long ".repeat(39);
    let file = class(data.path(), "Architecture, spring", &long);
    tutor.press("+").write(&file).press("Enter").expect("very long");
    tutor.press("End Down Down Down Enter").expect("Copy the code").squeeze();
}

#[test]
fn what_is_kept_and_cannot_be_read_is_said_where_the_classes_are() {
    let data = member();
    fs::write(data.path().join("class/7f3c/me.toml"), "code = 1\n").expect("written");
    let mut tutor = shipped(data.path()).size(100, 30).start();
    tutor.expect_no("Class:").press(":").write("class").press("Enter");
    tutor.expect("cannot be read").expect("join the class again");
}
