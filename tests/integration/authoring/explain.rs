//! Every code is explained, and every example fails as it says, and the mended one does not.

mod base;

use std::fs;

use archtutor::{
    author::{
        explain::{self, Example},
        import,
    },
    check,
    class::definition::Class,
    diagnostic::{Diagnostic, Severity},
    exercise::{Exercise, File, kind::Files, kinds::KINDS},
    library::Library,
    source::Source,
    tui::{keymap::Keymap, theme::Theme},
};

use crate::{diagnostics, program::Program};

/// How often a question stands for a pool.
const POOL: usize = 12;

/// What is said about an example when one of its texts stands in the file.
fn said(example: &Example, text: &str) -> Vec<Diagnostic> {
    match example.file {
        "keys.toml" => Keymap::read("keys.toml", &text.into()).1,
        "class.toml" => Class::read("class.toml", text).err().unwrap_or_default(),
        "bank.gift" => import::read("bank.gift", text, None).unwrap().lost,
        "drawing.mmd" => drawn(text),
        "exercises/another/exercise.toml" => read(text, &[]),
        file if file.starts_with("themes/") => Theme::read("mine", file, &text.into()).1,
        file => {
            let files = with(base::files(file), example, text);
            let alone = ["exercises/repair/", "exercises/series/"];
            match alone.into_iter().find(|folder| file.starts_with(*folder)) {
                Some(folder) => in_folder(folder, files),
                None => checked(files),
            }
        }
    }
}

/// The files with the example: its text in the place of the other one or at the end of its file, or the files of
/// its folder.
fn with(mut files: base::Files, example: &Example, text: &str) -> base::Files {
    let file = example.file;
    if file.ends_with('/') {
        let wanted: Vec<String> = text.lines().map(|name| format!("{file}{name}")).collect();
        files.retain(|path, _| !path.starts_with(file) || wanted.contains(path));
        for path in wanted {
            files.entry(path.clone()).or_insert_with(|| base::another(&path));
        }
        return files;
    }
    let before = files.get(file).cloned().unwrap_or_default();
    let whole = match before.contains(example.right) {
        true => before.replacen(example.right, text, 1),
        false => before + &pool(text),
    };
    files.insert(file.to_owned(), whole);
    files
}

/// What is said about an exercise that stands alone.
fn read(text: &str, files: &[File]) -> Vec<Diagnostic> {
    let knowledge = Library::open(Source::Embedded).unwrap().knowledge();
    let files = Files::new("", files);
    Exercise::read("exercise.toml", &text.into(), &files, KINDS, &knowledge).1
}

/// What is said about the exercise in a folder.
fn in_folder(folder: &str, files: base::Files) -> Vec<Diagnostic> {
    let inside = |(path, text): (String, String)| -> Option<File> {
        Some((path.strip_prefix(folder)?.to_owned(), text.into()))
    };
    let files: Vec<File> = files.into_iter().filter_map(inside).collect();
    let main = files.iter().find(|(name, _)| name == "exercise.toml");
    read(&main.unwrap().1, &files)
}

/// What is said about a course, a book or notes.
fn checked(files: base::Files) -> Vec<Diagnostic> {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    check::course(&Source::folder(folder.path()).unwrap()).diagnostics
}

/// What `archtutor diagram` says, which it prints and keeps nowhere.
fn drawn(text: &str) -> Vec<Diagnostic> {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), text).unwrap();
    let path = file.path().to_str().unwrap();
    let call = Program::of(["diagram", path]);
    if archtutor::diagram::parse(text).is_ok() {
        call.run();
        return Vec::new();
    }
    call.fails(1).complains("error[diagram]").run();
    vec![Diagnostic::error("diagram", "drawing.mmd", "")]
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

/// What no file can show: that a kind of exercise is at fault itself, or that of a whole catalog a thousand cards
/// can be guessed or one has two right options although what is related is kept out.
const WORDS_ONLY: [&str; 4] = ["bad-card", "fix-fails", "guessable-cards", "rewriting-counts"];

#[test]
fn every_code_that_a_file_or_a_folder_can_show_has_an_example() {
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
    let rule =
        Program::of(["explain", "H-02"]).shows("decomposition").shows("which this mends").run();
    assert!(!rule.stdout.contains("[expect]"), "no part of an answer: {}", rule.stdout);
    assert!(rule.stdout.contains("exercises/"), "{}", rule.stdout);
    // No wrong answer of the shipped course breaks it.
    Program::of(["explain", "H-06"]).shows("zones that are apart").shows("startup-of-five").run();
}

#[test]
fn a_rule_shows_what_the_answer_changes_and_not_all_of_it_twice() {
    let said = Program::of(["explain", "h-02"]).run().stdout;
    let signed =
        |sign: &str| said.lines().filter(|line| line.trim_start().starts_with(sign)).count();
    assert!(signed("- ") > 0 && signed("+ ") > 0, "{said}");
    assert!(said.lines().count() < 40, "{said}");
}

#[test]
fn what_is_explained_is_text_without_marks() {
    for code in ["dead-link", "H-02", "H-06"] {
        let said = Program::of(["explain", code]).run().stdout;
        assert!(!said.contains('`') && !said.contains("**"), "{said}");
    }
}
