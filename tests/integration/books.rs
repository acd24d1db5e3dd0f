//! Books and notes that others wrote, opened as courses as they are.

use std::{fs, path::Path};

use archtutor::source::Source;

use crate::program::Program;

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn quiz(id: &str) -> String {
    format!(
        "[[questions]]\nid = '{id}'\ntype = 'ShortAnswer'\nprompt.prompt = 'Say {id}'\nanswer.answer = '{id}'\n"
    )
}

/// An mdBook with one of everything.
fn book() -> tempfile::TempDir {
    folder(&[
        (
            "book.toml",
            "[book]\ntitle = \"A Book\"\nauthors = ['Ada']\n[output.html.redirect]\n'/old.html' = 'guide/start.html'\n",
        ),
        (
            "src/SUMMARY.md",
            "# Summary\n\n[Preface](README.md)\n\n- [Start](guide/start.md)\n  - [Deeper](guide/deeper.md)\n- [Later]()\n",
        ),
        (
            "src/README.md",
            "# Preface\n\nRead [the start](guide/start.html#first-steps), [the old one](old.html), [nothing](gone.md).\n",
        ),
        (
            "src/guide/start.md",
            "# Start\n\n## First steps\n\n```rust\n# use hidden::Line;\n{{#include ../../code/main.rs:body}}\n```\n\n<Listing number=\"1-1\" caption=\"A shop\">\n\n{{#quiz ../../quizzes/one.toml}}\n\nPress <kbd>Q</kbd>. {{#toc}} \\{{#include x}}\n",
        ),
        (
            "src/guide/deeper.md",
            "---\nminutes: 12\n---\n\n# Deeper\n\n[up](./start.md#first-steps) [index](../index.html)\n\n{{#quiz ../../quizzes/two.toml}}\n\n{{#include ../../../../../etc/passwd}}\n",
        ),
        (
            "code/main.rs",
            "fn main() {\n    // ANCHOR: body\n    sell();\n    // ANCHOR_END: body\n}\n",
        ),
        ("quizzes/one.toml", &quiz("alpha")),
        ("quizzes/two.toml", &quiz("beta")),
    ])
}

#[test]
fn an_mdbook_is_a_course_as_it_is() {
    let book = book();
    let call = |args: &[&str]| Program::with(args).course(book.path());
    call(&["list", "weeks"]).shows("part-front").shows("2  part-later").run();
    let lessons = call(&["list", "lessons", "--format", "json"]).json();
    let lessons: Vec<_> = lessons.as_array().unwrap().iter().collect();
    let of = |key: &str| lessons.iter().map(|row| row[key].clone()).collect::<Vec<_>>();
    assert_eq!(of("id"), ["readme", "guide-start", "guide-deeper", "later"]);
    assert_eq!(lessons[2]["minutes"], 12);
    assert_eq!(lessons[1]["minutes"], 1, "estimated from the length");
    let start = call(&["show", "guide-start"]).shows("sell();").shows("Listing 1-1 · A shop").run();
    assert!(!start.stdout.contains("hidden::Line"), "{}", start.stdout);
    let plain = ["--plain", "open", "guide-start"];
    let hidden = call(&plain).stdin("h\nq\n").shows("h shows them").shows("use hidden::Line;");
    hidden.run();
    assert!(start.stdout.contains("{{#include x}}") && start.stdout.contains("{{#toc}}"));
    assert_eq!(start.stdout.matches("Start").count(), 1, "the title stands there once");
    let deeper = call(&["show", "guide-deeper"]).run();
    assert!(!deeper.stdout.contains("root:"), "{}", deeper.stdout);
    call(&["show", "later"]).shows("not written yet").run();
}

#[test]
fn the_quizzes_of_a_book_are_answered_unchanged() {
    let book = book();
    for (id, answer) in [("one", "alpha\n"), ("two", "beta\n")] {
        Program::of(["quiz", id]).course(book.path()).stdin(answer).shows("Right").run();
    }
    // The week asks what its chapters ask.
    Program::of(["quiz", "part-start-quiz"])
        .course(book.path())
        .stdin("x\nx\n")
        .shows("2 questions")
        .run();
}

#[test]
fn weeks_and_quizzes_of_a_book_say_in_book_toml_what_they_were() {
    let book = book();
    let text = fs::read_to_string(book.path().join("book.toml")).unwrap();
    let said = "[preprocessor.archtutor]\nrenderers = ['archtutor']\n\
        formerly = { one = ['eins'], part-start = ['part-begin'] }\n";
    fs::write(book.path().join("book.toml"), text + said).unwrap();
    let source = Source::folder(book.path()).unwrap();
    let former: Vec<_> = archtutor::course::former::all(&source)
        .into_iter()
        .map(|former| (former.kind.noun(), former.old, former.new))
        .collect();
    let expected = [("week", "part-begin", "part-start"), ("quiz", "eins", "one")];
    assert_eq!(former, expected.map(|(kind, old, new)| (kind, old.to_owned(), new.to_owned())));
}

#[test]
fn a_page_of_a_book_is_checked_alone() {
    let book = book();
    let path = |file: &str| book.path().join(file).to_str().unwrap().to_owned();
    let report = Program::with(&["check", &path("src/README.md"), "--format", "json"]).json();
    let files: Vec<_> = report["diagnostics"].as_array().unwrap().iter().collect();
    assert!(files.iter().all(|found| found["file"] == "src/README.md") && files.len() == 1);
    assert_eq!(report["lessons"], 1);
    Program::with(&["check", &path("src/guide")]).shows("src/guide: 0 weeks, 2 lessons").run();
}

#[test]
fn what_is_wrong_with_a_book_is_said_with_its_place() {
    let book = book();
    let report =
        Program::with(&["check", book.path().to_str().unwrap(), "--format", "json"]).json();
    let found = report["diagnostics"].as_array().unwrap();
    let row = |found: &serde_json::Value| {
        let text = |key: &str| found[key].as_str().unwrap().to_owned();
        (text("code"), text("file"), found["line"].as_u64().unwrap(), text("severity"))
    };
    let found: Vec<_> = found.iter().map(row).collect();
    let expected = [
        ("dead-link", "src/README.md", 3, "warning"),
        ("include-outside", "src/guide/deeper.md", 11, "warning"),
        ("unknown-directive", "src/guide/start.md", 14, "info"),
    ];
    let expected = expected.map(|(a, b, c, d)| (a.to_owned(), b.to_owned(), c, d.to_owned()));
    assert_eq!(found, expected);
    assert_eq!((report["lessons"].as_u64(), report["quizzes"].as_u64()), (Some(4), Some(2)));
}

#[test]
fn links_between_chapters_open_them_in_plain_mode_too() {
    let book = book();
    let said = Program::of(["--plain", "open", "readme"]).course(book.path()).stdin("q\n").run();
    assert!(said.stdout.contains("the start"), "{}", said.stdout);
}

#[test]
fn a_folder_of_notes_is_a_course() {
    let notes = folder(&[
        (
            "index.md",
            "---\ntitle: My notes\n---\nSee [[Second page|the second]] and [[Missing]].\n",
        ),
        (
            "10 last.md",
            "# The last\n\n## Some, heading\n\n[[#Some, heading]] [[10 last#Some, heading]]\n",
        ),
        (
            "2 Second page.md",
            "---\naliases: [x]\ntags:\n  - a\n---\n# Second\n\n![[picture.png]]\n",
        ),
        ("deep/_index.md", "+++\ntitle = 'Deep'\nweight = 1\n+++\n"),
        (
            "deep/b.md",
            "---\ntitle: B\nweight: 2\nslug: bee\n---\n[a](./a) [top](../10%20last.md)\n",
        ),
        ("deep/a.md", "---\ntitle: A\nweight: 3\ndraft: true\n---\nsecret\n"),
        (".obsidian/x.md", "hidden"),
        ("Заметка.md", "# Заметка\n"),
    ]);
    let call = |args: &[&str]| Program::with(args).course(notes.path());
    let lessons = call(&["list", "lessons", "--format", "json"]).json();
    let rows = lessons.as_array().unwrap().iter();
    let titles: Vec<_> = rows.map(|row| row["title"].as_str().unwrap().to_owned()).collect();
    let expected = ["Deep", "B", "A", "My notes", "Second", "The last", "Заметка"];
    assert_eq!(titles, expected, "{lessons}");
    assert_eq!(lessons[1]["id"], "bee");
    let first = call(&["show", "index"]).shows("the second").shows("Missing").run();
    assert!(!first.stdout.contains("[["), "{}", first.stdout);
    let draft = call(&["show", "a"]).shows("not written yet").run();
    assert!(!draft.stdout.contains("secret"));
    let check = Program::with(&["check", notes.path().to_str().unwrap()]);
    check.shows("2 weeks, 7 lessons").shows("there is no such page").run();
}

#[test]
fn one_file_opens_by_its_name() {
    let dir = folder(&[("notes.md", "# Notes on sagas\n\nA saga.\n")]);
    let file = dir.path().join("notes.md");
    let file = file.to_str().unwrap();
    Program::with(&[file, "--plain"]).stdin("q\n").shows("Notes on sagas").run();
    Program::with(&["--course", file, "list", "lessons"]).shows("Notes on sagas").run();
    Program::of(["gone.md"]).fails(3).complains("gone.md").run();
}

#[test]
fn hostile_books_are_refused_or_read_in_bounds() {
    let out = folder(&[
        ("book.toml", "[book]\ntitle = 'x'\nsrc = '../..'\n"),
        ("SUMMARY.md", "- [A](a.md)\n"),
    ]);
    Program::of(["list"]).course(out.path()).fails(1).complains("outside").run();
    let summary: String = (0..100_000).map(|at| format!("- [C{at}](c{at}.md)\n")).collect();
    let long = folder(&[("book.toml", ""), ("src/SUMMARY.md", &summary)]);
    Program::of(["list", "weeks"]).course(long.path()).shows("C99999").run();
    let evil = "\u{1b}[31m\u{202e}";
    let named = folder(&[
        ("book.toml", &format!("[book]\ntitle = \"{}\"\n", "\\u001b[31m")),
        ("src/SUMMARY.md", &format!("- [A {evil}](a.md)\n- [B](../../../../etc/passwd)\n")),
        ("src/a.md", &format!("# {evil}\n")),
    ]);
    let said = Program::of(["list", "lessons"]).course(named.path()).run();
    assert!(!said.stdout.contains('\u{1b}') && !said.stdout.contains("passwd"), "{}", said.stdout);
    let broken = folder(&[("book.toml", "= ="), ("src/SUMMARY.md", "- [A](a.md)\n")]);
    let path = broken.path().to_str().unwrap();
    Program::with(&["check", path]).fails(1).shows("invalid-toml").run();
    let empty = folder(&[("x.txt", "")]);
    Program::of(["list"]).course(empty.path()).fails(3).complains("course.toml").run();
    assert!(Path::new(path).is_dir());
}

/// The codes of what `check` says about a folder.
fn codes(folder: &Path) -> Vec<String> {
    let report = Program::with(&["check", folder.to_str().unwrap(), "--format", "json"]).json();
    let found = report["diagnostics"].as_array().unwrap().iter();
    found.map(|found| found["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_a_book_or_a_folder_lacks_or_has_twice_is_named() {
    let book = folder(&[
        ("book.toml", ""),
        ("src/SUMMARY.md", "- [A](A-b.md)\n- [B](a-b.md)\n"),
        ("src/A-b.md", "# A\n\nWords.\n"),
        ("src/a-b.md", "# B\n\n{{#quiz nowhere.toml}}\n"),
    ]);
    let found = codes(book.path());
    for code in ["same-slug", "quiz-missing"] {
        assert!(found.iter().any(|found| found == code), "{code}: {found:?}");
    }
    let deep = format!("{}page.md", "a/".repeat(12));
    let notes = folder(&[("one.md", "# One\n\nWords.\n"), (&deep, "# Deep\n\nWords.\n")]);
    assert!(codes(notes.path()).contains(&"too-many-pages".to_owned()));
}
