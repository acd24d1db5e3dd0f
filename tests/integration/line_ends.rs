//! A course says the same whatever system its author writes on: lines that end with CRLF or CR, and a
//! byte order mark, change no diagnostic and no place.

use std::{
    fs,
    path::{Path, PathBuf},
};

use archtutor::{check, source::Source};

use crate::program::course;

/// The ways that the same text is written on other systems.
const WRITTEN: [(&str, &str, &str); 4] = [
    ("CRLF", "\r\n", ""),
    ("CR", "\r", ""),
    ("BOM", "\n", "\u{feff}"),
    ("all", "\r\n", "\u{feff}"),
];

/// What of the repository is the course.
const PARTS: [&str; 6] = ["course.toml", "lessons", "quizzes", "exercises", "labs", "assets"];

fn files(path: &Path, found: &mut Vec<PathBuf>) {
    if !path.is_dir() {
        return found.push(path.to_owned());
    }
    for entry in fs::read_dir(path).unwrap() {
        files(&entry.unwrap().path(), found);
    }
}

/// A copy of a course in which every text is written in another way.
fn rewritten(root: &Path, end: &str, mark: &str) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    let mut found = Vec::new();
    PARTS.iter().map(|part| root.join(part)).filter(|part| part.exists()).for_each(|part| {
        files(&part, &mut found);
    });
    for file in found {
        let text = fs::read_to_string(&file).unwrap();
        let to = copy.path().join(file.strip_prefix(root).unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, format!("{mark}{}", text.replace('\n', end))).unwrap();
    }
    copy
}

fn said(root: &Path) -> Vec<String> {
    let report = check::course(&Source::folder(root).unwrap());
    report.diagnostics.iter().map(|found| found.render(false)).collect()
}

#[track_caller]
fn says_the_same(root: &Path) {
    let expected = said(root);
    for (name, end, mark) in WRITTEN {
        assert_eq!(said(rewritten(root, end, mark).path()), expected, "{name}");
    }
}

#[test]
fn the_shipped_course_is_right_however_its_lines_end() {
    says_the_same(Path::new(env!("CARGO_MANIFEST_DIR")));
}

#[test]
fn mistakes_stand_at_the_same_places_however_lines_end() {
    let lesson = "+++\nid = 'one'\ntitel = 'T'\n+++\nText “é” [x](nowhere.md).\n\n\
        ```mermaid\nflowchart TB\n  A -->> \n```\n\n```diagram\n┌──┐\n│数│\n└───┘\n```\n\n\
        > ```text\n> ééé 6789012345678901234567890123456789012345678901234567890123456789012345678901234\n> ```\n\n\
        # Again\n\n```question\nno-such\n```\n";
    let quiz = "title = 'Q'\n[[questions]]\ntype = 'MultipleChoice'\nanswer.answer = 'é'\n\
        prompt.prompt = '''\nWhich?\n'''\nprompt.distractors = ['É', \"no\"]\nlesson = 'none'\n";
    let root = course(&[
        ("lessons/01-a/week.toml", b"id = 'a'\ntitle = 7\nquiz = 'none'\n".as_slice()),
        ("lessons/01-a/01.md", lesson.as_bytes()),
        ("quizzes/q.toml", quiz.as_bytes()),
        ("assets/catalog/f.toml", b"[[pattern]]\nid = 'one'\nproblem = '\n".as_slice()),
    ]);
    assert!(said(root.path()).len() > 10, "{}", said(root.path()).len());
    says_the_same(root.path());
}
