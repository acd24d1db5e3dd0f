//! Reviews, mistakes and cards on plain lines.

use tempfile::TempDir;

use crate::program::Program;

fn run(data: &TempDir, args: &[&str], input: &str) -> String {
    Program::with(&[&["--plain"], args].concat()).data(data.path()).stdin(input).run().stdout
}

/// A learner who has taken up the cards of one pattern.
fn with_cards() -> TempDir {
    let data = tempfile::tempdir().expect("a folder");
    let said = run(&data, &["open", "pattern:bulkhead"], "+\n+\nq\nq\n");
    assert!(said.contains("cards of this pattern are in review now."), "{said}");
    assert!(said.contains("The cards of this pattern are in review already."), "{said}");
    data
}

#[test]
fn an_answer_that_was_a_slip_is_taken_back_once_and_the_end_says_what_comes() {
    let data = with_cards();
    let said = run(&data, &["review"], "?\nz\n?\nz\nq\nq\n");
    assert_eq!(said.matches("The answer is taken back.").count(), 1, "{said}");
    assert!(said.contains("taken back once"), "{said}");
    assert!(said.contains("0 of 1 right."), "{said}");
    assert!(said.contains("1 comes back tomorrow"), "{said}");
}

#[test]
fn a_wrong_answer_leads_to_its_lesson_and_stands_among_the_mistakes() {
    let data = with_cards();
    let said = run(&data, &["review"], "?\nl\nq\nq\n");
    assert!(said.contains("Bulkhead"), "{said}");
    let menu = run(&data, &[], "q\n");
    let line = menu.lines().find(|line| line.ends_with(". Mistakes")).expect("mistakes");
    let mistakes = line.split('.').next().expect("a number");
    let said = run(&data, &[], &format!("{mistakes}\n1\n1\n?\n1\n3\nq\n"));
    assert!(said.contains("wrong once") && said.contains("wrong 2 times"), "{said}");
    assert!(said.contains("Put away.") && said.contains("No mistakes"), "{said}");
    assert!(!run(&data, &[], "q\n").contains(". Mistakes"));
}
