//! `archtutor diagram`: the drawing on standard output and nothing else.

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn run(args: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_archtutor"))
        .arg("diagram")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("it reads");
    child.wait_with_output().expect("it ends")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn standard_input_is_drawn_to_standard_output() {
    let out = run(&["-"], "flowchart LR\nA --> B\n");
    let drawn = "┌───┐    ┌───┐\n│ A ├───►│ B │\n└───┘    └───┘\n";
    assert_eq!((out.status.code(), text(&out.stdout)), (Some(0), drawn.to_owned()));
    assert_eq!(text(&out.stderr), "");
    let out = run(&["-", "--ascii"], "flowchart LR\nA --> B\n");
    assert!(text(&out.stdout).is_ascii());
}

#[test]
fn what_cannot_be_read_is_told_on_standard_error_with_exit_code_1() {
    let out = run(&["-"], "flowchart LR\nA[open --> B\n");
    assert_eq!((out.status.code(), text(&out.stdout)), (Some(1), String::new()));
    let told = text(&out.stderr);
    assert!(told.contains("“[” is never closed") && told.contains("2:1"), "{told}");
}

#[test]
fn json_has_rectangles_sizes_and_mistakes() {
    let out = run(&["-", "--format", "json"], "flowchart LR\nA -->|x| B\n");
    let value: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    assert_eq!(value["nodes"][0]["rect"], serde_json::json!([0, 0, 5, 3]));
    assert_eq!(value["edges"][0]["label"], "x");
    assert_eq!(value["natural"][0], value["width"]);
    let out = run(&["-", "--format", "json"], "flowchart LR\nA -->\n");
    let value: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    assert_eq!((out.status.code(), &value["diagnostics"][0]["line"]), (Some(1), &2.into()));
}

#[test]
fn one_fence_of_a_markdown_file_can_be_chosen() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("lesson.md");
    let fences = "# One\n\n```mermaid\nflowchart LR\nA\n```\n\n- item\n\n  ```mermaid\n  flowchart LR\n  B\n  ```\n";
    std::fs::write(&file, fences).expect("a file");
    let path = file.to_str().expect("a path");
    let out = run(&[path, "--fence", "2"], "");
    assert_eq!(text(&out.stdout), "┌───┐\n│ B │\n└───┘\n", "{}", text(&out.stderr));
    let out = run(&[path], "");
    assert_eq!(text(&out.stdout).matches('┌').count(), 2);
    let out = run(&[path, "--fence", "3"], "");
    assert_eq!((out.status.code(), text(&out.stdout)), (Some(2), String::new()));
}
