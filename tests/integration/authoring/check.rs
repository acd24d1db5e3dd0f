//! `check` for other programs, `--fix`, `--against` and `--stats`.

use std::{fs, path::Path, process::Command};

use archtutor::author::scaffold::{self, Named};
use serde_json::Value;

use super::write;
use crate::{program::Program, sarif};

fn course() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &scaffold::course(&Named::new("my-course", None), "en", 1, false));
    folder
}

const LESSON: &str = "lessons/01-week-1/01-week-1-first.md";
const QUIZ: &str = "quizzes/01-week-1.toml";

/// Replaces a text in a file of a course.
fn change(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from}: {text}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

fn check(folder: &Path, args: &[&str]) -> Program {
    Program::with(&[&["check", folder.to_str().unwrap()], args].concat())
}

#[test]
fn sarif_and_annotations_say_what_the_report_says() {
    let folder = course();
    change(folder.path(), LESSON, "title =", "titel =");
    let said = check(folder.path(), &["--format", "sarif"]).fails(1).run().stdout;
    let sarif = sarif::valid(&said);
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let key = results.iter().find(|result| result["ruleId"] == "unknown-key").unwrap();
    assert_eq!(key["level"], "error");
    let place = &key["locations"][0]["physicalLocation"];
    assert!(place["artifactLocation"]["uri"].as_str().unwrap().ends_with("01-week-1-first.md"));
    assert_eq!(
        (&place["region"]["startLine"], &place["region"]["startColumn"]),
        (&4.into(), &1.into())
    );
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert!(rules.iter().any(|rule| rule["help"]["text"] == "archtutor explain unknown-key"));
    check(folder.path(), &["--format", "github"])
        .fails(1)
        .shows("::error file=")
        .shows(",line=4,col=1,title=unknown-key::")
        .run();
}

#[test]
fn a_file_or_a_folder_is_checked_alone_with_the_course_around_it() {
    let folder = course();
    let root = folder.path();
    for id in ["cut", "other"] {
        let at = root.to_str().unwrap();
        Program::with(&["--course", at, "new", "exercise", id, "--in", "1"]).run();
    }
    change(root, LESSON, "title =", "titel =");
    change(root, "exercises/cut/exercise.toml", "brief =", "breif =");
    let at = |path: &str| root.join(path).to_str().unwrap().to_owned();
    let files = |path: &str| -> Vec<String> {
        let report = Program::with(&["check", &at(path), "--format", "json"]).fails(1).json();
        let found = report["diagnostics"].as_array().unwrap().iter();
        let mut files: Vec<_> = found.map(|one| one["file"].as_str().unwrap().to_owned()).collect();
        files.dedup();
        files
    };
    assert_eq!(files("exercises/cut"), ["exercises/cut/exercise.toml"]);
    assert_eq!(files("lessons"), [LESSON]);
    assert_eq!(files(LESSON), [LESSON]);
    assert!(files("").len() > 1);
    Program::with(&["check", &at("exercises/other")]).shows("exercises/other: 0 errors").run();
    Program::with(&["check", &at("quizzes")]).shows("quizzes: 0 weeks, 0 lessons, 1 quiz").run();
    // A path that is not here is one of the course that is open.
    Program::with(&["--course", root.to_str().unwrap(), "check", "exercises/cut"]).fails(1).run();
    Program::with(&["check", &at("lessons"), "--stats"])
        .fails(2)
        .complains("about a whole course")
        .run();
}

#[test]
fn what_decides_nothing_is_mended_and_nothing_else() {
    let folder = course();
    let root = folder.path();
    change(root, LESSON, "title =", "titel =");
    change(root, LESSON, "id = \"week-1-first\"\n", "");
    change(root, QUIZ, "level = \"apply\"", "level = \"aply\"");
    change(root, QUIZ, "id = \"week-1-first-question\"\n", "");
    change(root, "course.toml", "version = \"1\"", "version = “1”");
    let week = root.join("lessons/01-week-1/week.toml");
    let crlf = format!("\u{feff}{}", fs::read_to_string(&week).unwrap().replace('\n', "\r\n"));
    fs::write(&week, &crlf).unwrap();
    change(root, LESSON, "minutes = 5", "\tminutes = 5");
    let before = fs::read_to_string(root.join(LESSON)).unwrap();
    let dry = check(root, &["--fix", "--dry-run"]).any_code().shows("- titel").shows("+ title");
    dry.shows("- ^Iminutes = 5").run();
    assert_eq!(fs::read_to_string(root.join(LESSON)).unwrap(), before);
    assert_eq!(fs::read_to_string(&week).unwrap(), crlf);
    // A lesson is known by its title only once its key is spelled right.
    for _ in 0..2 {
        check(root, &["--fix"]).any_code().run();
    }
    let lesson = fs::read_to_string(root.join(LESSON)).unwrap();
    assert!(lesson.starts_with("+++\nid = \"week-1-first-lesson\"\n"), "{lesson}");
    let quiz = fs::read_to_string(root.join(QUIZ)).unwrap();
    assert!(quiz.contains("[[questions]]\nid = \"week-1-quiz-"), "{quiz}");
    assert!(quiz.contains("level = \"apply\""), "{quiz}");
    assert!(fs::read_to_string(root.join("course.toml")).unwrap().contains("version = \"1\""));
    assert!(!fs::read_to_string(&week).unwrap().contains('\r'));
    check(root, &["--fix"]).any_code().shows("0 files mended").run();
}

#[test]
fn bytes_that_are_no_text_are_never_lost_by_mending() {
    let folder = course();
    let path = folder.path().join(LESSON);
    let mut bytes = fs::read(&path).unwrap();
    bytes.extend(b"caf\xe9\r\n");
    fs::write(&path, &bytes).unwrap();
    check(folder.path(), &["--fix"]).any_code().run();
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[test]
fn each_id_is_compared_with_an_earlier_version() {
    let (before, now) = (course(), course());
    let root = now.path();
    let old = before.path().to_str().unwrap();
    check(root, &["--against", old]).shows(" same").run();
    change(root, QUIZ, "prompt.prompt = \"", "prompt.prompt = \"Well: ");
    change(root, LESSON, "One idea a section.", "One idea a section, no more.");
    check(root, &["--against", old])
        .shows("wording  question week-1-first-question")
        .shows("wording  lesson week-1-first")
        .run();
    change(root, QUIZ, "answer.answer = \"The one", "answer.answer = \"The other one");
    check(root, &["--against", old]).shows("meaning  question week-1-first-question").run();
    change(root, QUIZ, "id = \"week-1-first-question\"", "id = \"another\"");
    let said = check(root, &["--against", old, "--format", "json"]).fails(1).run().stdout;
    let ids: Value = serde_json::from_str(&said).unwrap();
    let fate = |id: &str| {
        ids.as_array().unwrap().iter().find(|one| one["id"] == id).unwrap()["fate"].clone()
    };
    assert_eq!((fate("week-1-first-question"), fate("another")), ("gone".into(), "new".into()));
    check(root, &["--against", "no-such-thing"]).fails(2).complains("no revision").run();
    // Its successor says what it was: nothing is lost.
    let formerly = "id = \"another\"\nformerly = [\"week-1-first-question\"]";
    change(root, QUIZ, "id = \"another\"", formerly);
    check(root, &["--against", old])
        .shows("meaning  question week-1-first-question -> another")
        .run();
    change(root, LESSON, "week-1-first-question", "another");
    check(root, &[]).run();
    let twin = "\n[[questions]]\nid = \"third\"\nformerly = [\"week-1-first-question\"]\n\
                type = \"ShortAnswer\"\nprompt.prompt = \"What?\"\nanswer.answer = \"That\"\n";
    let quiz = fs::read_to_string(root.join(QUIZ)).unwrap();
    fs::write(root.join(QUIZ), format!("{quiz}{twin}")).unwrap();
    check(root, &[]).fails(1).shows("two-successors").run();
    fs::write(root.join(QUIZ), quiz).unwrap();
    change(root, LESSON, "id = \"week-1-first\"", "id = \"first\"\nformerly = [\"first\"]");
    check(root, &[]).fails(1).shows("former-id-in-use").run();
}

#[test]
fn tabs_and_the_bars_of_a_table_are_mended() {
    let folder = course();
    let root = folder.path();
    let table = "\n| Name | Price | Note |\n|---|---|\n| a\tb | 1 | low |\n";
    let lesson = fs::read_to_string(root.join(LESSON)).unwrap() + table;
    fs::write(root.join(LESSON), &lesson).unwrap();
    let text = "outcomes = [\n\t\"One\",\n \t\"Two\",\n]\nnext = \"\"\"\nUp:\n\tone\"\"\"\n";
    let week = "lessons/01-week-1/week.toml";
    let known = fs::read_to_string(root.join(week)).unwrap();
    let start = known.lines().filter(|line| !line.starts_with("outcomes")).collect::<Vec<_>>();
    fs::write(root.join(week), format!("{}\n{text}", start.join("\n"))).unwrap();
    check(root, &[]).shows("table-bars").shows("3 cells and this line 2").run();
    check(root, &["--fix"]).any_code().shows("+ | --- | --- | --- |").run();
    let mended = fs::read_to_string(root.join(LESSON)).unwrap();
    assert_eq!(mended, lesson.replace("|---|---|\n", "| --- | --- | --- |\n"));
    // A tab inside of a text is a part of it, and where one is, the file is left alone.
    assert!(fs::read_to_string(root.join(week)).unwrap().contains("\n\tone"));
    let plain = text.split("next").next().unwrap();
    fs::write(root.join(week), format!("{}\n{plain}", start.join("\n"))).unwrap();
    check(root, &["--fix"]).any_code().run();
    let mended = fs::read_to_string(root.join(week)).unwrap();
    assert!(mended.contains("[\n    \"One\",\n     \"Two\",\n]"), "{mended}");
    check(root, &["--fix"]).any_code().shows("0 files mended").run();
}

#[test]
fn a_revision_of_git_is_an_earlier_version_and_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let git = |args: &[&str]| {
        let said = Command::new("git")
            .arg("-C")
            .arg(folder.path())
            .args(["-c", "user.name=A", "-c", "user.email=a@example.org"])
            .args(args)
            .output();
        said.is_ok_and(|said| said.status.success())
    };
    if !git(&["init", "-q"]) {
        eprintln!("there is no git here");
        return;
    }
    let root = folder.path().join("deep/course");
    write(&root, &scaffold::course(&Named::new("c", None), "en", 1, false));
    assert!(git(&["add", "."]) && git(&["commit", "-q", "-m", "one"]));
    change(&root, QUIZ, "id = \"week-1-first-question\"", "id = \"another\"");
    check(&root, &["--against", "HEAD"])
        .fails(1)
        .shows("gone     question week-1-first-question")
        .run();
    check(&root, &["--against", "--upload-pack=x"]).fails(2).run();
    assert!(git(&["diff", "--cached", "--quiet"]), "the author's index is as it was");
}

#[test]
fn the_figures_of_a_course_are_counted() {
    let folder = course();
    check(folder.path(), &["--stats"]).shows("week-1").shows("1 MultipleChoice").run();
    let said = check(folder.path(), &["--stats", "--format", "json"]).run().stdout;
    let stats: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(stats["weeks"][0]["minutes"], 5);
    assert_eq!(stats["weeks"][0]["diagrams"], 1);
    assert_eq!(stats["levels"]["apply"], 1);
}
