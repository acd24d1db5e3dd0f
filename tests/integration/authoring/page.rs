//! `docs/authoring.md` is right: the files that it shows are a course without a mistake that has every key,
//! and its commands run.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use archtutor::{check, source::Source};
use serde_json::Value;

use crate::program::{BINARY, Program};

const PAGE: &str = include_str!("../../../docs/authoring.md");

/// The fences of the page: what stands behind their marks, and their texts without the indent of a list.
fn fences() -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for line in PAGE.lines() {
        let bare = line.trim_start();
        match &open {
            None if bare.starts_with("```") => {
                let ticks = bare.trim_start_matches('`');
                let marks = bare[..bare.len() - ticks.len()].to_owned();
                found.push((ticks.to_owned(), String::new()));
                open = Some((line.len() - bare.len(), marks));
            }
            Some((_, marks)) if bare == marks => open = None,
            Some((indent, _)) => {
                let (_, text) = found.last_mut().unwrap();
                text.push_str(line.get(*indent..).unwrap_or_default());
                text.push('\n');
            }
            None => {}
        }
    }
    found
}

/// Writes the course that the page shows.
fn shown() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (marks, text) in fences() {
        let Some((_, path)) = marks.split_once(' ') else { continue };
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

#[test]
fn the_files_of_the_page_are_a_course_without_a_mistake() {
    let folder = shown();
    let report = check::course(&Source::folder(folder.path()).unwrap());
    let said: Vec<String> =
        report.diagnostics.iter().map(|found| format!("{} {found}", found.code)).collect();
    assert_eq!(said, [""; 0]);
    assert_eq!((report.weeks, report.lessons, report.quizzes, report.questions), (2, 2, 3, 10));
}

/// The keys that a schema knows, at any depth.
fn keys(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(fields) => {
            if let Some(Value::Object(properties)) = fields.get("properties") {
                found.extend(properties.keys().cloned());
            }
            fields.values().for_each(|value| keys(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
        _ => {}
    }
}

#[test]
fn every_key_of_the_files_stands_in_the_page() {
    let words: BTreeSet<&str> =
        PAGE.split(|c: char| !(c.is_alphanumeric() || "_-".contains(c))).collect();
    for name in ["course", "week", "lesson", "quiz", "glossary", "misconceptions"] {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("assets/schemas/{name}.json"));
        let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let mut known = BTreeSet::new();
        keys(&schema, &mut known);
        let missing: Vec<&String> =
            known.iter().filter(|key| !words.contains(key.as_str())).collect();
        assert!(missing.is_empty(), "{name}: {missing:?}");
    }
}

/// A command line in words; quotes keep blanks together.
fn words(line: &str) -> Vec<String> {
    let parts = line.split('"').enumerate().flat_map(|(at, part)| match at % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect::<Vec<_>>(),
        _ => vec![part.to_owned()],
    });
    parts.collect()
}

#[test]
fn the_commands_of_the_page_run() {
    let folder = tempfile::tempdir().unwrap();
    let home = tempfile::tempdir().unwrap();
    let run = |at: &PathBuf, line: &str| {
        let said = Command::new(BINARY)
            .args(&words(line)[1..])
            .current_dir(at)
            .env("HOME", home.path())
            .env("XDG_CONFIG_HOME", home.path())
            .env("XDG_DATA_HOME", home.path())
            .output()
            .unwrap();
        let (out, error) =
            (String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
        assert!(said.status.success(), "{line}: {out}{error}");
    };
    let [course, catalog] = ["course", "catalog"].map(|name| folder.path().join(name));
    for (at, more) in [(&course, ""), (&catalog, " --catalog")] {
        fs::create_dir(at).unwrap();
        run(at, &format!("archtutor new course .{more}"));
    }
    let outside = folder.path().to_owned();
    let mut count = 0;
    for (marks, text) in fences() {
        for line in text.lines().filter(|line| marks == "sh" && line.starts_with("archtutor ")) {
            let at = match line {
                line if line.contains("my-course") => &outside,
                line if line.contains("new pattern") => &catalog,
                _ => &course,
            };
            run(at, line);
            count += 1;
        }
    }
    assert!(count >= 20, "{count}");
    let said = Program::of(["check", course.to_str().unwrap()]).run().stdout;
    assert!(said.contains("0 errors, 0 warnings"), "{said}");
}
