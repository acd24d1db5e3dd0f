//! Slips of an author's pen: each is told once, where it stands, with what was probably meant.

use std::{collections::BTreeMap, fs};

use archtutor::{
    diagnostic::Diagnostic,
    quiz::{self, Quiz},
};

use crate::{
    diagnostics::{found, right, said},
    program::Program,
};

const FACTS: &str = "exercises/small-cut/exercise.toml";
const PAR: &str = "exercises/small-cut/par.toml";
const GOOD: &str = "exercises/small-cut/references/two.toml";
const BAD: &str = "exercises/small-cut/faulty/ownerless.toml";
const LESSON: &str = "lessons/01-a/01-first.md";
const LAB: &str = "labs/mine.toml";

const LIMITER: &str = r#"
id = "mine"
engine = "rate"
title = "Mine"
prompt = "Fifteen come at once."
teaches = "A limit is a shape."
minutes = 10
difficulty = 2
lessons = ["first"]
[[mission]]
title = "Let the burst in"
text = "All pass."
hint = "What is a bucket for?"
takeaway = "The capacity is the burst."
question = "What does it cost?"
cost = ["max_served_1s"]
given = ["script=15@0s"]
start = ["capacity=10"]
free = ["capacity"]
goal = "rejected == 0 and capacity <= 15"
solution = ["capacity=15"]
"#;

type Files = BTreeMap<&'static str, String>;

/// The course with one text put in the place of another.
fn with(file: &'static str, from: &str, to: &str) -> Files {
    let mut files = right();
    files.insert(LAB, LIMITER.to_owned());
    files.insert("labs/mine.md", "Requests come.\n".to_owned());
    let text = files.get_mut(file).expect("the file");
    let broken = text.replacen(from, to, 1);
    assert!(from == to || *text != broken, "nothing was broken in {file}: {from}");
    *text = broken;
    files
}

/// What is said of it, as an author reads it: place, sentence and help.
fn told(files: &Files) -> Vec<String> {
    let line = |found: &Diagnostic| match &found.help {
        Some(help) => format!("{found} ({help})"),
        None => found.to_string(),
    };
    said(files).iter().map(line).collect()
}

#[test]
fn an_empty_file_is_a_mistake_wherever_it_stands() {
    // Of a catalog no part has to be there.
    for file in right().into_keys().filter(|file| !file.starts_with("assets/")) {
        let mut files = right();
        files.insert(file, String::new());
        assert!(said(&files).iter().any(|found| found.file == file), "{file}: {:?}", said(&files));
    }
    let mut files = right();
    files.insert("course.toml", "# nothing yet\n".into());
    assert_eq!(found(&files), ["missing-key", "missing-key"]);
}

#[test]
fn numbers_have_their_bounds_wherever_they_stand() {
    assert_eq!(told(&with(LAB, "", "")), [""; 0]);
    let minutes = "`minutes` is 1 to 600";
    let cases = [
        (LESSON, "minutes = 5", "minutes", minutes),
        (FACTS, "par = 100", "par = 100\nminutes", minutes),
        (FACTS, "par = 100", "par = 100\nweek", "`week` is 1 to 99"),
        (LAB, "minutes = 10", "minutes", minutes),
        (LAB, "difficulty = 2", "difficulty", "`difficulty` is 1 to 3"),
    ];
    for (file, from, key, sentence) in cases {
        for number in ["0", "-3", "9000000000000000000", "99999999999999999999"] {
            let told = told(&with(file, from, &format!("{key} = {number}")));
            assert_eq!(told.len(), 1, "{file} {key} = {number}: {told:?}");
            assert!(told[0].contains(sentence) && told[0].starts_with(file), "{told:?}");
        }
    }
}

#[test]
fn a_number_that_is_too_large_to_be_read_is_called_so() {
    let quiz = "quizzes/01-a.toml";
    let told = told(&with(quiz, "title", "draw = 99999999999999999999\ntitle"));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(!told[0].contains("found integer"), "{told:?}");
}

#[test]
fn a_word_of_an_answer_that_stands_for_nothing_is_told_with_its_place() {
    let cases = [
        (GOOD, "does = [\"print\"]", "does = [\"prnt\"]", "5:", "`prnt`", "`print`"),
        (GOOD, "\"Page\"", "\"Pge\"", "6:", "`Pge`", "`Page`"),
        (
            PAR,
            "scenario = \"small-cut\"",
            "scenario = \"smal-cut\"",
            "3:",
            "`smal-cut`",
            "`small-cut`",
        ),
        (BAD, "\"H-02\"", "\"H-99\"", "3:", "`H-99`", "`H-"),
    ];
    for (file, from, to, line, word, near) in cases {
        let told = told(&with(file, from, to));
        assert_eq!(told.len(), 1, "{to}: {told:?}");
        assert!(told[0].starts_with(&format!("{file}:{line}")), "{to}: {told:?}");
        assert!(told[0].contains(word) && told[0].contains(near), "{to}: {told:?}");
    }
}

#[test]
fn an_answer_that_fails_says_what_is_found_in_it() {
    let told = told(&with(GOOD, "owns = [\"Key\"]", ""));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("No service owns `Key`"), "{told:?}");
}

#[test]
fn names_stand_in_the_languages_that_the_course_declares() {
    let english = |text: &str| {
        let names =
            text.split("names = { ").enumerate().map(|(at, part)| match part.split_once(" }") {
                Some((names, rest)) if at > 0 => {
                    let own = names.split(',').next().unwrap_or_default();
                    format!("{own} }}{rest}")
                }
                _ => part.to_owned(),
            });
        names.collect::<Vec<_>>().join("names = { ")
    };
    let course = |languages: &str| {
        let mut files = right();
        files.entry("assets/catalog/f.toml").and_modify(|text| *text = english(text));
        files.insert(
            "assets/glossary.toml",
            "[[term]]\nnames = { en = \"Latency\" }\nmeaning = \"So.\"\nlesson = \"first\"\n"
                .into(),
        );
        files.entry("course.toml").and_modify(|text| text.push_str(languages));
        told(&files)
    };
    assert_eq!(course(""), [""; 0]);
    assert_eq!(course("languages = [\"en\"]\n"), [""; 0]);
    assert_eq!(course("languages = [\"de\"]\n"), [""; 0]);
    let told = course("languages = [\"en\", \"ru\"]\n");
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told.iter().all(|one| one.contains("`names.ru` is missing here")), "{told:?}");
}

#[test]
fn a_week_without_its_file_says_what_to_write_and_nothing_else() {
    let mut files = right();
    files.remove("lessons/01-a/week.toml");
    let facts = files.get_mut(FACTS).expect("the file");
    facts.insert_str(0, "week = 1\n");
    let told = told(&files);
    assert!(told[0].contains("`id` and `title`"), "{told:?}");
    assert!(!told.iter().any(|one| one.contains("has no week 1")), "{told:?}");
}

#[test]
fn two_lessons_of_one_id_are_one_mistake_at_the_second_id() {
    let mut files = right();
    let again = files[LESSON].replace("minutes", "needs = [\"first\"]\nminutes");
    files.insert("lessons/01-a/02-again.md", again);
    let told = told(&files);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("lessons/01-a/02-again.md:2:6"), "{told:?}");
}

#[test]
fn a_name_that_is_nearly_one_that_is_there_says_which() {
    let cases = [
        (LESSON, "q-one", "q-on", "`q-one`"),
        (LAB, "lessons = [\"first\"]", "lessons = [\"frst\"]", "`first`"),
        ("quizzes/01-a.toml", "lesson = \"first\"", "lesson = \"frst\"", "`first`"),
    ];
    for (file, from, to, near) in cases {
        let told = told(&with(file, from, to));
        assert!(told.iter().any(|one| one.contains(&format!("did you mean {near}?"))), "{told:?}");
    }
}

#[test]
fn an_import_that_brings_nothing_says_so_and_writes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).to_str().expect("a path").to_owned();
    fs::write(at("empty.gift"), "").expect("a file");
    fs::write(at("open.gift"), "::t::What {=a ~b\n\n::u::And {=c}\n").expect("a file");
    let (quiz, empty, open) = (at("quiz.toml"), at("empty.gift"), at("open.gift"));
    let none = Program::with(&["import", &empty, "-o", &quiz]).fails(1);
    none.complains("no question could be taken from").run();
    Program::with(&["import", &open, "-o", &quiz]).fails(1).complains("“{”").run();
    assert!(!folder.path().join("quiz.toml").exists());
}

#[test]
fn nothing_new_is_called_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path().join("c");
    Program::with(&["new", "course", at.to_str().expect("a path")]).run();
    for what in ["week", "lesson", "exercise"] {
        Program::of(["new", what, " "]).course(&at).fails(2).complains("names nothing").run();
    }
}

#[test]
fn a_class_ends_on_a_day() {
    let until = |day: &str| {
        let typed = ["class", "new", "spring", "--title", "T", "--contact", "c", "--until", day];
        Program::with(&typed)
    };
    until("31.07.2027").fails(2).complains("a day is YYYY-MM-DD").run();
}

#[test]
fn a_table_in_single_brackets_is_the_mistake_and_not_those_that_follow() {
    let quiz = right()["quizzes/01-a.toml"].clone();
    let question = quiz.split_once("[[questions]]").expect("a question").1;
    let mut files = right();
    let more: String = ["two", "three"]
        .iter()
        .map(|id| format!("[[questions]]{}", question.replace("q-one", &format!("q-{id}"))))
        .collect();
    let text = quiz.replace("[[questions]]", "[questions]") + &more;
    files.insert("quizzes/01-a.toml", text);
    let told = told(&files);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("quizzes/01-a.toml:4:1"), "{told:?}");
}

#[test]
fn a_misspelled_key_that_is_missing_is_told_once() {
    let catalog = "assets/catalog/f.toml";
    let once = told(&with(catalog, "when_not = [\"n\"]", "when_no = [\"n\"]"));
    assert_eq!(once.len(), 1, "{once:?}");
    assert!(once[0].contains("`when_not`"), "{once:?}");
    let empty = told(&with(catalog, "when_not = [\"n\"]", "when_not = []"));
    assert_eq!(empty.len(), 1, "{empty:?}");
    let choice = "[[questions]]\nid = \"q-two\"\ntype = \"MultipleChoice\"\nlesson = \"first\"\nlevel = \"recall\"\n\
                  prompt.prompt = \"Which?\"\nprompt.distractor = [\"b\", \"c\"]\nanswer.answer = \"a\"\n\
                  feedback = [\"No b.\", \"No c.\"]\ntags = [\"\", \"\"]\ncontext = \"So.\"\n";
    let mut files = right();
    files.entry("quizzes/01-a.toml").and_modify(|quiz| quiz.push_str(choice));
    let told = told(&files);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("`distractors`"), "{told:?}");
}

/// The keys of a TOML text with their places, the names of named tables aside.
fn keys(text: &str) -> Vec<std::ops::Range<usize>> {
    let is_key = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let key = |at: usize| {
        let before = text[..at].trim_end();
        let start = before.trim_end_matches(is_key).len();
        (start < before.len()).then_some(start..before.len())
    };
    let found: BTreeMap<usize, _> = text
        .match_indices(" = ")
        // What stands in quotes is no key.
        .filter(|(at, _)| {
            text[..*at]
                .rsplit('\n')
                .next()
                .unwrap_or_default()
                .matches('"')
                .count()
                .is_multiple_of(2)
        })
        .filter_map(|(at, _)| key(at))
        .map(|place| (place.start, place))
        .collect();
    found.into_values().collect()
}

/// What is said of a quiz when one key is misspelled: its last letter but one is left out.
fn misspelled(text: &str, key: &std::ops::Range<usize>) -> Vec<Diagnostic> {
    let name = &text[key.clone()];
    let slip = format!("{}{}", &name[..name.len() - 2], &name[name.len() - 1..]);
    let broken = format!("{}{slip}{}", &text[..key.start], &text[key.end..]);
    let (quiz, mut found) = Quiz::parse("q.toml", &broken);
    found.extend(quiz.iter().flat_map(|quiz| quiz::lint(quiz, "q.toml", &broken)));
    found
}

#[test]
fn whatever_key_of_a_quiz_is_misspelled_it_is_told_once() {
    let text = include_str!("../fixtures/quiz/kinds.toml");
    let long = |key: &std::ops::Range<usize>| key.len() > 3;
    for key in keys(text).into_iter().filter(long) {
        let name = &text[key.clone()];
        let found = misspelled(text, &key);
        let said: Vec<_> = found.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 1, "{name}: {said:#?}");
        assert!(found[0].help.iter().any(|help| help.contains(&format!("`{name}`"))), "{said:?}");
    }
}

#[test]
fn a_wrong_word_and_a_wrong_week_are_told_once() {
    let level = told(&with("quizzes/01-a.toml", "level = \"recall\"", "level = \"recal\""));
    assert_eq!(level.len(), 1, "{level:?}");
    for week in ["0", "-1", "100"] {
        let week = format!("week = {week}");
        let told = told(&with("assets/catalog/f.toml", "week = 1", &week));
        assert_eq!(told.len(), 1, "{week}: {told:?}");
    }
}

#[test]
fn a_lab_that_is_called_otherwise_or_has_a_slip_in_a_key_is_told_once() {
    let cases = [
        ("id = \"mine\"", "id = \"mien\"", "is not in labs/mien.toml"),
        ("engine", "engie", "`engine`"),
        ("[[mission]]", "[[missin]]", "`mission`"),
    ];
    for (from, to, text) in cases {
        let told = told(&with(LAB, from, to));
        assert_eq!(told.len(), 1, "{to}: {told:?}");
        assert!(told[0].contains(text), "{to}: {told:?}");
    }
}

#[test]
fn a_name_without_values_is_told_once_in_a_question() {
    let text = include_str!("../fixtures/quiz/kinds.toml");
    let broken = text.replacen("{ a = [99.9, 99.5]", "{ aa = [99.9, 99.5]", 1);
    assert_ne!(text, broken);
    let unknown = Quiz::parse("q.toml", &broken).1;
    assert_eq!(unknown.iter().filter(|one| one.code == "unknown-parameter").count(), 1);
}

#[test]
fn a_pair_of_one_is_the_only_mistake_of_its_question() {
    let pairs = "[[questions]]\nid = \"q-two\"\ntype = \"Matching\"\nlesson = \"first\"\nlevel = \"recall\"\n\
                 prompt.prompt = \"Match.\"\nanswer.pairs = [[\"a\", \"1\"], [\"b\"]]\nfeedback = [\"So.\", \"So.\"]\n\
                 mixups = []\ncontext = \"So.\"\n";
    let mut files = right();
    files.entry("quizzes/01-a.toml").and_modify(|quiz| quiz.push_str(pairs));
    assert_eq!(found(&files), ["bad-pair"]);
}

#[test]
fn an_import_to_a_dash_is_the_stream() {
    let folder = tempfile::tempdir().expect("a folder");
    let bank = folder.path().join("bank.gift");
    fs::write(&bank, "::t::What? {=a ~b}\n").expect("a file");
    let bank = bank.to_str().expect("a path");
    let program = Program::with(&["import", bank, "-o", "-"]);
    program.shows("[[questions]]").run();
    assert!(!std::path::Path::new("-").exists());
}

#[test]
fn names_in_what_the_command_line_says_stand_in_quotation_marks() {
    let said = Program::of(["explain", "dead-lnk"]).fails(2).run().stderr;
    assert!(said.contains("\u{201c}dead-lnk\u{201d}") && !said.contains('`'), "{said}");
    let said = Program::of(["explain", "dead-lnk", "--ascii"]).fails(2).run().stderr;
    assert!(said.contains("\"dead-lnk\"") && said.is_ascii(), "{said}");
}

#[test]
fn an_export_to_a_dash_is_the_stream() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path().join("c");
    Program::with(&["new", "course", at.to_str().expect("a path")]).run();
    Program::of(["export", "--to", "gift", "-o", "-"]).course(&at).shows("::").run();
    // Who stands in the folder of a course takes out that one.
    Program::of(["export", "--to", "gift"]).inside(&at).shows("week-1-first-question").run();
}
