//! Whatever stands where a file is expected: a pipe, a device, a socket, a folder. Nothing waits for
//! it, nothing reads it for ever, and the rest of the course can be used.

#![cfg(unix)]

use std::{
    fs,
    os::unix::{fs::symlink, net::UnixListener},
    path::Path,
    process::Command,
};

use crate::{
    program::{Program, course},
    window::Window,
};

/// What can stand in the place of a file.
const KINDS: [&str; 4] = ["pipe", "socket", "folder", "device"];

/// Every place of a course that the program reads.
const PLACES: [&str; 14] = [
    "lessons/01-a/01-odd.md",
    "lessons/01-a/week.toml",
    "lessons/02-b",
    "quizzes/q.toml",
    "exercises/cut/exercise.toml",
    "exercises/cut/references/good.toml",
    "exercises/cut/faulty/bad.toml",
    "exercises/cut/start/first.toml",
    "assets/catalog/odd.toml",
    "assets/catalog/dimensions.toml",
    "assets/catalog/decision-tree.toml",
    "assets/glossary.toml",
    "assets/coverage/odd.toml",
    "assets/errata/odd.toml",
];

fn place(kind: &str, at: &Path) {
    fs::create_dir_all(at.parent().unwrap()).unwrap();
    match kind {
        "pipe" => assert!(Command::new("mkfifo").arg(at).status().unwrap().success()),
        "socket" => drop(UnixListener::bind(at).unwrap()),
        "folder" => fs::create_dir(at).unwrap(),
        _ => symlink("/dev/zero", at).unwrap(),
    }
}

fn whole() -> tempfile::TempDir {
    course(&[
        ("lessons/01-a/09-fine.md", b"+++\nid = 'fine'\ntitle = 'Fine'\n+++\nA fine text.\n"),
        ("lessons/01-a/08-more.md", b"+++\nid = 'more'\ntitle = 'More'\n+++\nMore text.\n"),
    ])
}

#[test]
fn where_the_course_that_opens_is_named_something_else_than_a_file_names_none() {
    for kind in KINDS {
        let data = tempfile::tempdir().unwrap();
        place(kind, &data.path().join("courses/current"));
        Program::of(["list"]).data(data.path()).shows("HTTP in one screen").run();
    }
}

#[test]
fn in_every_place_of_a_course_something_else_than_a_file_stops_nothing() {
    for kind in KINDS {
        for at in PLACES {
            let folder = whole();
            place(kind, &folder.path().join(at));
            let call = |program: Program| program.course(folder.path()).run();
            // Whether it is an error depends on the place; that the command ends does not.
            Program::of(["check", "--format", "json"]).course(folder.path()).any_code().run();
            call(Program::of(["show", "fine"]).shows("A fine text."));
            call(Program::of(["list"]).shows("fine"));
            call(Program::of(["list", "quizzes"]));
            call(Program::of(["search", "fine"]).shows("fine"));
            Program::of(["quiz", "q"]).course(folder.path()).any_code().run();
            Program::of(["exercise", "start", "cut"]).course(folder.path()).any_code().run();
            call(Program::of(["--plain"]).stdin("1\n1\nq\nq\n"));
        }
    }
}

#[test]
fn a_pipe_in_a_course_is_named_by_check() {
    let folder = whole();
    place("pipe", &folder.path().join("lessons/01-a/01-odd.md"));
    let path = folder.path().to_str().unwrap();
    Program::of(["check", path]).fails(1).shows("01-odd.md").shows("not a regular file").run();
}

#[test]
fn where_the_course_file_is_none_the_folder_is_refused() {
    for kind in KINDS {
        let folder = tempfile::tempdir().unwrap();
        place(kind, &folder.path().join("course.toml"));
        Program::of(["list"]).course(folder.path()).fails(3).run();
    }
}

#[test]
fn what_is_named_on_the_command_line_is_a_file_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    for kind in KINDS {
        for (name, args) in [
            ("a.md", ["show", "", ""]),
            ("a.mmd", ["diagram", "", ""]),
            ("a.toml", ["exercise", "grade", "split-the-shop"]),
            ("a.yml", ["exercise", "grade", ""]),
            ("a.cml", ["exercise", "import", ""]),
            ("a.jsonl", ["progress", "import", ""]),
        ] {
            // An answer may be a folder of files.
            if kind == "folder" && args.contains(&"split-the-shop") {
                continue;
            }
            let path = folder.path().join(kind).join(name);
            place(kind, &path);
            let mut args: Vec<&str> = args.into_iter().filter(|arg| !arg.is_empty()).collect();
            args.push(path.to_str().unwrap());
            Program::with(&args).fails(3).complains("not a regular file").run();
        }
    }
    Program::of(["diagram", "/dev/zero"]).fails(3).complains("not a regular file").run();
    Program::of(["show", "-"]).stdin("x".repeat(100)).run();
}

#[test]
fn a_pipe_as_settings_file_is_named() {
    let home = tempfile::tempdir().unwrap();
    place("pipe", &home.path().join(".config/archtutor/config.toml"));
    Program::of(["list"]).home(home).fails(3).complains("config.toml").run();
}

#[test]
fn a_pipe_among_the_lessons_leaves_the_screens_alone() {
    let folder = whole();
    place("pipe", &folder.path().join("lessons/01-a/01-odd.md"));
    place("pipe", &folder.path().join("quizzes/q.toml"));
    let mut window = Window::of([]).course(folder.path()).size(100, 30).open();
    window.expect("More").press("/").press("fine").expect("Fine");
    window.press("\x03").expect_end(0).expect_restored();
}
