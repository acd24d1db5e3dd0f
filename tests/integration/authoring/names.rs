//! Names with blanks, signs of other scripts and of shells, and as long as a disk takes them.

use std::fs;

use crate::{program::Program, sarif};

/// Names of folders and files.
fn names() -> [String; 5] {
    let long = format!("{}x", "\u{439}".repeat(127));
    assert_eq!(long.len(), 255);
    ["a b", "курс é 例", "'quoted' $HOME `x` \"y\"", "-rf --course", long.as_str()]
        .map(str::to_owned)
}

#[test]
fn a_course_in_a_folder_of_any_name_is_made_checked_compared_and_added() {
    for name in names() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join(&name);
        let at = root.to_str().unwrap();
        Program::with(&["new", "course", at]).shows("course.toml").run();
        Program::with(&["check", at]).shows("0 errors, 0 warnings").run();
        Program::with(&["check", at, "--fix"]).shows("0 files mended").run();
        Program::with(&["check", at, "--against", at]).shows(" same").run();
        Program::of(["list", "lessons"]).course(&root).shows("first lesson").run();
        let data = folder.path().join("data");
        let added = Program::with(&["course", "add", at, "--as", "mine"]).data(&data).run();
        assert!(added.stdout.contains("mine"), "{}", added.stdout);
        Program::of(["course", "list"]).data(&data).shows("mine").run();
    }
}

#[test]
fn a_lesson_in_a_file_of_any_name_is_read_and_its_mistakes_are_placed() {
    for name in names() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().to_str().unwrap();
        Program::with(&["new", "course", &format!("{at}/c")]).run();
        let week = folder.path().join("c/lessons/01-week-1");
        let end: usize =
            (0..=name.len().min(252)).rev().find(|at| name.is_char_boundary(*at)).unwrap();
        let file = format!("{}.md", &name[..end]);
        fs::rename(week.join("01-week-1-first.md"), week.join(&file)).unwrap();
        let course = format!("{at}/c");
        Program::with(&["check", &course]).shows("0 errors, 0 warnings").run();
        let text = fs::read_to_string(week.join(&file)).unwrap();
        fs::write(week.join(&file), text.replacen("title", "titel", 1)).unwrap();
        let said = Program::with(&["check", &course, "--format", "sarif"]).fails(1).run().stdout;
        let sarif = sarif::valid(&said);
        let result = &sarif["runs"][0]["results"][0];
        let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str();
        assert!(uri.unwrap().is_ascii() && !uri.unwrap().contains(' '), "{uri:?}");
        Program::with(&["check", &course, "--format", "github"]).fails(1).shows("line=4").run();
        Program::with(&["check", &course, "--fix"]).any_code().shows("1 file mended").run();
        assert_eq!(fs::read_to_string(week.join(&file)).unwrap(), text);
    }
}

#[test]
fn books_with_such_names_are_read_and_become_courses() {
    for name in names() {
        let folder = tempfile::tempdir().unwrap();
        let book = folder.path().join("notes");
        fs::create_dir(&book).unwrap();
        let end: usize =
            (0..=name.len().min(252)).rev().find(|at| name.is_char_boundary(*at)).unwrap();
        fs::write(book.join(format!("{}.md", &name[..end])), "# A page\n\nText.\n").unwrap();
        Program::of(["list", "lessons"]).course(&book).shows("A page").run();
        let ours = folder.path().join("ours");
        let made = ["new", "course", ours.to_str().unwrap(), "--from", book.to_str().unwrap()];
        Program::with(&made).shows("1 lesson,").run();
        Program::with(&["check", ours.to_str().unwrap()]).shows("0 errors").run();
    }
}
