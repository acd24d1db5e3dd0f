//! Every code is explained, and every example fails as it says, and the mended one does not.

use std::{collections::BTreeMap, fs};

use archtutor::{
    author::{
        explain::{self, Example},
        import,
    },
    check,
    class::definition::Class,
    diagnostic::{Diagnostic, Severity},
    exercise::{Exercise, kind::Files, kinds::KINDS},
    library::Library,
    source::Source,
    tui::{keymap::Keymap, theme::Theme},
};

use crate::{diagnostics, labs, program::Program};

const WEEK: &str = "lessons/01-a/week.toml";
/// How often a question stands for a pool.
const POOL: usize = 12;

/// What is said about an example when one of its texts stands in the file.
fn said(example: &Example, text: &str) -> Vec<Diagnostic> {
    match example.file {
        "keys.toml" => Keymap::read("keys.toml", &text.into()).1,
        "class.toml" => Class::read("class.toml", text).err().unwrap_or_default(),
        "bank.gift" => import::read("bank.gift", text, None).unwrap().lost,
        "exercises/another/exercise.toml" => {
            let knowledge = Library::open(Source::Embedded).unwrap().knowledge();
            let files = Files::new("", &[]);
            Exercise::read("exercise.toml", &text.into(), &files, KINDS, &knowledge).1
        }
        file if file.starts_with("themes/") => Theme::read("mine", file, &text.into()).1,
        file => {
            let mut files = base(file);
            let before = files.get(file).cloned().unwrap_or_default();
            let whole = match before.contains(example.right) {
                true => before.replacen(example.right, text, 1),
                false => before + &pool(text),
            };
            files.insert(file.to_owned(), whole);
            if file == "quizzes/99-exam.toml" {
                files.get_mut("course.toml").unwrap().push_str("exam = \"exam\"\n");
            }
            let folder = tempfile::tempdir().unwrap();
            for (path, text) in files {
                let path = folder.path().join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
            check::course(&Source::folder(folder.path()).unwrap()).diagnostics
        }
    }
}

/// The files that an example is a part of.
fn base(file: &str) -> BTreeMap<String, String> {
    let owned = |(path, text): (&str, &str)| (path.to_owned(), text.to_owned());
    if file == "book.toml" || file.starts_with("src/") {
        return [
            ("book.toml", "[book]\ntitle = \"A book\"\n"),
            ("src/SUMMARY.md", "# Summary\n\n- [One](one.md)\n"),
            ("src/one.md", "# One\n\nText.\n\n{{#include code.txt}}\n"),
            ("src/code.txt", "code\n"),
        ]
        .map(owned)
        .into();
    }
    if file.starts_with("labs/") {
        return labs::right().map(owned).into();
    }
    let mut files: BTreeMap<String, String> =
        diagnostics::right().into_iter().map(|(path, text)| (path.to_owned(), text)).collect();
    if !file.starts_with("exercises/") && file != WEEK {
        // Proving an exercise takes longer than all the rest.
        files.retain(|path, _| !path.starts_with("exercises/"));
        let week = files.get_mut(WEEK).unwrap();
        *week = week.replace("exercises = [\"small-cut\"]\n", "");
    }
    files
}

/// A question with `{n}` in it stands for a pool of such.
#[allow(clippy::literal_string_with_formatting_args, reason = "a hole of the example's own")]
fn pool(text: &str) -> String {
    match text.contains("id = \"p-{n}\"") {
        true => (0..POOL).map(|n| text.replace("{n}", &n.to_string())).collect(),
        false => text.to_owned(),
    }
}

#[test]
fn every_example_fails_as_it_says_and_the_mended_one_does_not() {
    let mut wrong = Vec::new();
    for code in explain::codes() {
        let section = explain::of(code).unwrap();
        for example in explain::examples(section) {
            let count = |found: &[Diagnostic]| found.iter().filter(|one| one.code == code).count();
            let found = said(&example, example.wrong);
            let Some(first) = found.iter().find(|found| found.code == code) else {
                let codes: Vec<&str> = found.iter().map(|found| found.code).collect();
                wrong.push(format!("{code}: the example gives {codes:?}"));
                continue;
            };
            let severity = match first.severity {
                Severity::Error => "*error.*",
                Severity::Warning => "*warning.*",
                Severity::Info => "*info.*",
            };
            if !section.starts_with(severity) {
                wrong.push(format!("{code} is {severity}"));
            }
            if count(&said(&example, example.right)) >= count(&found) {
                wrong.push(format!("{code}: the mended one fails too"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What no part of one file shows: a folder, a file that is not there, a proof of many files, a format of
/// another program.
const WORDS_ONLY: [&str; 28] = [
    "bad-card",
    "bad-start",
    "change-decides-nothing",
    "change-expectation",
    "change-no-retreat",
    "change-one-best",
    "change-witness",
    "diagram",
    "dominated",
    "double-number",
    "empty-week",
    "fix-fails",
    "guessable-cards",
    "malformed-condition",
    "missing-file",
    "missing-page",
    "missing-start",
    "no-weeks",
    "rewriting-counts",
    "too-many-pages",
    "unknown-file",
    "unmet-misconception",
    "unposed-design",
    "unproven-preset",
    "unreached-file",
    "unreadable",
    "unused-quiz",
    "week-without-misconceptions",
];

#[test]
fn every_code_that_one_file_can_show_has_an_example() {
    let bare: Vec<&str> = explain::codes()
        .filter(|code| explain::examples(explain::of(code).unwrap()).is_empty())
        .collect();
    assert_eq!(bare, WORDS_ONLY);
}

#[test]
fn every_code_is_explained() {
    let explained: Vec<&str> = explain::codes().collect();
    assert!(explained.is_sorted());
    let sources = diagnostics::sources();
    let codes = diagnostics::codes(&sources).into_iter().chain(check::STEERED);
    let missing: Vec<&str> = codes.filter(|code| !explained.contains(code)).collect();
    assert_eq!(missing, [""; 0]);
    // What a text of the program says is no code of long ago.
    let stale: Vec<&&str> = explained
        .iter()
        .filter(|code| !sources.iter().any(|text| text.contains(&format!("\"{code}\""))))
        .collect();
    assert_eq!(stale, [&""; 0]);
}

#[test]
fn a_code_a_rule_and_a_word_that_is_neither_are_told() {
    Program::of(["explain", "dead-link"]).shows("leads to nothing").shows("pattern:ten").run();
    Program::of(["explain", "dead-lnk"]).fails(2).complains("dead-link").run();
    Program::of(["explain"]).shows("unknown-key\n").run();
    let rule = Program::of(["explain", "H-02"]).shows("decomposition").shows("Mended").run();
    assert!(rule.stdout.contains("exercises/"), "{}", rule.stdout);
    // No wrong answer of the shipped course breaks it.
    Program::of(["explain", "H-06"]).shows("zones that are apart").shows("startup-of-five").run();
}
