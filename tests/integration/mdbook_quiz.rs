//! Question banks of mdbook-quiz, unchanged: each form that its documentation and the books that use it
//! have loads, opens and can be answered.

use archtutor::{diagnostic::Severity, quiz::Quiz, source::Source};

use crate::program::{Program, course};

/// A bank with every form: questions without ids, with ids of any kind, answers as a text or as a list,
/// options in a fixed place or sorted, groups, programs that print, print nothing, or do not compile.
const BANK: &str = r#"
# [[questions]] in a comment is no question, and [[ opens nothing.
multipart.machine = """
A machine counts to *three*.
"""

[[questions]]
type = "ShortAnswer"
prompt.prompt = "Which keyword binds a name?"
answer.answer = "let"
context = "As in `let x = 1`."

[[questions]]
id = "b230bed3-d6ba-4048-8b06-aa655d837b04"
type = "MultipleChoice"
prompt.prompt = "What is 1 + 1?"
prompt.distractors = ["1", "**infinity**"]
prompt.answerIndex = 0
answer.answer = ["2"]
context = """
Count them.
"""

[[questions]]
id = "Hello, World! (2)"
type = "MultipleChoice"
multipart = "machine"
prompt.prompt = "Which does it say?"
prompt.distractors = []
answer.answer = ["one", "two", "three"]
prompt.sortAnswers = true

[[questions]]
id = "case"
type = "MultipleChoice"
prompt.prompt = "Which is the type?"
prompt.distractors = ["`self`", "`Other`"]
answer.answer = "`Self`"

[[questions]]
id = "same"
type = "ShortAnswer"
prompt.prompt = "Where are borrows checked?"
prompt.response = "short"
answer.answer = "MIR"
answer.alternatives = ["mir", "the MIR"]
promptExplanation = true
difficulty = 3

[[questions]]
id = "silent"
type = "Tracing"
prompt.program = """
fn main() {
}
"""
answer.doesCompile = true
answer.stdout = ""

[[questions]]
id = "prints"
type = "Tracing"
prompt.program = '''
fn main() {
  println!("{}\n{}", 1, 2);
}
'''
answer.doesCompile = true
answer.stdout = """
1
2
"""

[[questions]]
id = "fails"
type = "Tracing"
prompt.program = """
fn main() {
  let x: u8 = "";
}
"""
answer.doesCompile = false
answer.lineNumber = 2

[[questions]]
id = "fails-somewhere"
type = "Tracing"
prompt.program = "fn main() { let x = ; }"
answer.doesCompile = false
context = "Something is missing after `=`."
"#;

#[test]
fn every_form_of_a_bank_loads_without_an_error_and_its_answers_are_right() {
    let (quiz, found) = Quiz::parse("quizzes/ch01-02 Ünits.toml", BANK);
    let quiz = quiz.unwrap();
    let lint = archtutor::quiz::lint(&quiz, "q.toml", BANK);
    let errors: Vec<String> = found
        .iter()
        .chain(&lint)
        .filter(|found| found.severity == Severity::Error)
        .map(|found| found.render(false))
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    let codes: Vec<&str> = found.iter().map(|found| found.code).collect();
    assert_eq!(codes, ["unknown-key"], "what another program reads is a warning");
    let about: Vec<&str> = lint.iter().map(|found| found.code).collect();
    for code in ["duplicate-option", "nothing-wrong", "malformed-id"] {
        assert!(about.contains(&code), "{code}: {about:?}");
    }
    assert_eq!(quiz.questions.len(), 9);
    for question in &quiz.questions {
        for seed in 0..5 {
            let posed = question.pose(seed);
            let answer = posed.model_answer();
            assert_eq!(posed.ready(&answer), Ok(()), "{}", question.id);
            assert!(posed.mark(&answer).right, "{}", question.id);
        }
    }
}

#[test]
fn a_bank_without_an_id_is_opened_by_the_name_of_its_file() {
    let other = "id = 'other'\n[[questions]]\nid = 'ch01-sec2'\ntype = 'ShortAnswer'\n\
        prompt.prompt = 'x'\nanswer.answer = 'x'\n";
    let folder = course(&[
        ("quizzes/a-other.toml", other.as_bytes()),
        ("quizzes/ch01-sec2.toml", BANK.as_bytes()),
    ]);
    let open = Program::of(["--plain", "quiz", "ch01-sec2"]).course(folder.path());
    open.stdin("q\n").shows("9 questions").shows("Question 1 of 9").run();
    let path = folder.path().to_str().unwrap();
    let report = Program::of(["check", path, "--format", "json"]).any_code().json();
    let errors: Vec<_> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|found| {
            found["severity"] == "error" && found["file"].as_str().unwrap().starts_with("quizzes")
        })
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn an_id_written_with_escapes_or_behind_a_bracket_in_a_comment_is_found() {
    let questions = "[[questions]]\ntype = 'ShortAnswer'\nprompt.prompt = 'Say it.'\n\
        answer.answer = 'it'\n";
    let escaped = format!("id = \"\\u0065scaped\"\n{questions}");
    let commented = format!("# [[ a bracket\nid = 'commented'\n{questions}");
    let folder =
        course(&[("quizzes/a.toml", escaped.as_bytes()), ("quizzes/b.toml", commented.as_bytes())]);
    let library = archtutor::library::Library::open(Source::folder(folder.path()).unwrap());
    let library = library.unwrap();
    for id in ["escaped", "commented"] {
        assert_eq!(library.quiz(&id.into()).unwrap().id.as_str(), id);
    }
}

#[test]
fn a_program_that_prints_nothing_can_be_answered_on_plain_lines() {
    let bank = "[[questions]]\nid = 'silent'\ntype = 'Tracing'\nprompt.program = 'fn main() {}'\n\
        answer.doesCompile = true\nanswer.stdout = ''\n";
    let folder = course(&[("quizzes/silent.toml", bank.as_bytes())]);
    let call = Program::of(["--plain", "quiz", "silent"]).course(folder.path());
    call.stdin("\n\\n\n\n").shows("alone for nothing").shows("Right.").run();
}
