//! What a terminal obeys never reaches it: escapes, C1 controls, delete and bidirectional overrides in
//! every text of every file, through every command and every screen.
//!
//! Round one poisons one text at a time and asks the commands that every mistake passes through. Round
//! two poisons every text that does not stop the course at once, and asks everything.

use std::{fs, ops::Range, path::Path};

use archtutor::{
    catalog::Catalog,
    check,
    library::{GeneratedPage, Library},
    source::{Part, Source},
    text::is_harmful,
    tui::route::Route,
};
use toml::de::{DeTable, DeValue};

use crate::{
    diagnostics::right,
    program::{BINARY, Program},
    support::Tutor,
};

/// Sets a colour, the title and the clipboard, clears, asks for the device, in both spellings of
/// escape; rings, deletes, turns the line around.
const EVIL: &str = "\u{1b}[31m\u{9b}2J\u{1b}]52;c;T1dORUQ=\u{7}\u{1b}]0;T\u{1b}\\\u{1b}c\u{85}\u{7f}\u{8}\u{202e}\u{2066}";

/// A lesson in which every kind of text stands once; each `§` is one of them.
const LESSON: &str = "+++\nid = \"first\"\ntitle = \"First\"\nminutes = 5\npatterns = [\"one\"]\n+++\n\
    Text § with **strong §** and `code §` [link §](http://example.org/§ \"title §\") [file §](§.md).\n\n\
    ## Head § {#here}\n\n```sh§\nrun §\n```\n\n> [!NOTE]\n> said §\n\n| a § | b |\n|---|---|\n| c § | d |\n\n\
    - item §\n- [ ] task §\n\nTerm §\n: Meaning §\n\nA note[^n§].\n\n[^n§]: note §\n\n<b>§</b> ![alt §](§.png)\n\n\
    ```mermaid\nflowchart LR\n  a[\"box §\"] -->|\"edge §\"| b§\n```\n\n\
    ```mermaid\nclassDiagram\n  class Shop§ {\n    +field§ int\n  }\n```\n\n\
    ```mermaid\nsequenceDiagram\n  A->>B: message §\n  Note over A: note §\n```\n\n\
    ```mermaid\nstateDiagram-v2\n  [*] --> s : on §\n```\n\n```mermaid\nerDiagram\n  A ||--o{ B : \"has §\"\n```\n\n\
    ```diagram\n┌─┐\n│§│\n└─┘\n```\n\n```question\nq-one\n```\n\n```question\n§\n```\n\n[ref §][to §]\n";

/// One course file.
type File = (String, String);

/// A course that has every kind of file.
fn course() -> Vec<File> {
    let term = "[[term]]\nnames = { en = \"Latency\", ru = \"З\", vi = \"T\" }\nmeaning = \"It is time.\"\nlesson = \"first\"\n";
    let row = "[[row]]\nsource = \"S 1\"\nlessons = [\"first\"]\nstate = \"taught\"\n";
    let erratum = "[[erratum]]\nid = \"E-001\"\nsource = \"S 1\"\nwas = \"So.\"\nnow = \"Not so.\"\nwhy = \"Seen.\"\n\
        kind = \"wrong\"\nlesson = \"first\"\nreference = \"A book.\"\n";
    let kinds = include_str!("../fixtures/quiz/kinds.toml");
    let top = "id = \"c\"\ntitle = \"Course\"\nversion = \"1\"\nlanguages = [\"en\"]\nauthors = [\"A\"]\nlicence = \"MIT\"\n\
        exam = \"exam\"\n[weeks]\norder = [\"01-a\"]\n[check]\nallow = [\"no-id\"]\ndeny = [\"no-level\"]\n\
        [[track]]\nid = \"way\"\ntitle = \"A way\"\nabout = \"About.\"\nweeks = [\"a\"]\n";
    let week = "id = \"a\"\ntitle = \"A\"\noutcomes = [\"Can do\"]\nquiz = \"a-quiz\"\nexercises = [\"small-cut\"]\nlabs = []\n\
        milestone = \"A stone\"\nnext = \"More\"\ntheory_hours = 1\npractice_hours = 1\n";
    let exam = "id = \"exam\"\ntitle = \"Exam\"\n[[pool]]\nquiz = \"a-quiz\"\ndraw = 1\n";
    let mut files: Vec<File> = right()
        .into_iter()
        .map(|(path, text)| (path.to_owned(), text))
        .filter(|(path, _)| !["course.toml", "lessons/01-a/week.toml"].contains(&path.as_str()))
        .collect();
    for (path, text) in [
        ("course.toml", top),
        ("lessons/01-a/week.toml", week),
        ("quizzes/02-kinds.toml", kinds),
        ("quizzes/99-exam.toml", exam),
        ("assets/glossary.toml", term),
        ("assets/coverage/a.toml", row),
        ("assets/errata/a.toml", erratum),
    ] {
        files.push((path.to_owned(), text.to_owned()));
    }
    let lesson = files.iter_mut().find(|(path, _)| path.ends_with(".md")).expect("a lesson");
    lesson.1 = LESSON.to_owned();
    files
}

/// Where the texts of a file stand: values in quotes, and marks in a lesson.
fn fields(path: &str, text: &str) -> Vec<Range<usize>> {
    if !path.ends_with(".md") {
        return strings(text, 0);
    }
    let end = text[4..].find("+++").expect("front matter") + 4;
    let mut found = strings(&text[4..end], 4);
    found.extend(text.match_indices('§').map(|(at, mark)| at..at + mark.len()));
    found
}

fn strings(toml: &str, offset: usize) -> Vec<Range<usize>> {
    let table = DeTable::parse(toml).expect("TOML");
    let mut found = Vec::new();
    for value in table.get_ref().values() {
        walk(value.get_ref(), value.span(), &mut found);
    }
    found.iter().map(|span| span.start + offset..span.end + offset).collect()
}

fn walk(value: &DeValue<'_>, span: Range<usize>, found: &mut Vec<Range<usize>>) {
    match value {
        DeValue::String(_) => found.push(span),
        DeValue::Array(items) => {
            items.iter().for_each(|item| walk(item.get_ref(), item.span(), found));
        }
        DeValue::Table(table) => {
            table.values().for_each(|value| walk(value.get_ref(), value.span(), found));
        }
        _ => {}
    }
}

/// A text with some of its fields poisoned, the last one first.
fn poisoned(text: &str, fields: &[Range<usize>]) -> String {
    let mut text = text.to_owned();
    let mut fields = fields.to_vec();
    fields.sort_by_key(|field| std::cmp::Reverse(field.start));
    for field in fields {
        let old = &text[field.clone()];
        let new = if old == "§" {
            EVIL.to_owned()
        } else {
            let value: toml::Value =
                format!("x = {old}").parse::<toml::Table>().expect("text")["x"].clone();
            let escaped: String =
                EVIL.chars().map(|c| format!("\\U{:08X}", u32::from(c))).collect();
            // The value as a basic string in one line, with the escapes behind it.
            let plain = serde_json::to_string(value.as_str().expect("text")).expect("JSON");
            format!("{}{escaped}\"", &plain[..plain.len() - 1])
        };
        text.replace_range(field, &new);
    }
    text.replace('§', "")
}

fn write(root: &Path, files: &[File]) {
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text.replace('§', "")).expect("a file");
    }
}

/// Nothing that a terminal would obey.
#[track_caller]
fn clean(text: &str, told: &str) {
    let bad = text.chars().find(|c| is_harmful(*c));
    assert_eq!(bad, None, "{told}: {text:?}");
}

/// Runs a command in a course and holds what it prints.
#[track_caller]
fn call(root: &Path, args: &[&str], typed: &str, told: &str) {
    let said = Program::with(args).course(root).stdin(typed).any_code().run();
    let told = format!("{told}, {args:?}");
    clean(&said.stdout, &told);
    clean(&said.stderr, &told);
    let json = args.windows(2).any(|pair| pair == ["--format", "json"]);
    if json && !said.stdout.is_empty() {
        serde_json::from_str::<serde_json::Value>(&said.stdout).expect("JSON");
    } else if json {
        let error: serde_json::Value = serde_json::from_str(&said.stderr).expect("JSON");
        assert!(error["error"]["what"].is_string(), "{error}");
    }
}

/// Round one: each text of a kind of file alone.
fn each_alone(of: impl Fn(&str) -> bool) -> usize {
    let files = course();
    let mut count = 0;
    for (at, (path, text)) in files.iter().enumerate().filter(|(_, (path, _))| of(path)) {
        for field in fields(path, text) {
            count += 1;
            let folder = tempfile::tempdir().expect("a folder");
            write(folder.path(), &files);
            write(folder.path(), &[(path.clone(), poisoned(text, std::slice::from_ref(&field)))]);
            let told = format!("{path}: {}", &files[at].1[field]);
            for found in
                check::course(&Source::folder(folder.path()).expect("a course")).diagnostics
            {
                clean(&found.render(false), &told);
            }
            call(folder.path(), &["list", "lessons", "--format", "json"], "", &told);
            if path.starts_with("exercises") {
                call(folder.path(), &["exercise", "start", "small-cut"], "", &told);
            }
            call(folder.path(), &["--plain"], "2\n1\n1\nq\nq\nq\n", &told);
        }
    }
    assert!(count > 0);
    count
}

#[test]
fn each_text_of_the_course_file_weeks_and_lessons_is_made_safe() {
    let count = each_alone(|path| path.starts_with("lessons") || path == "course.toml");
    assert!(count > 50, "{count}");
}

#[test]
fn each_text_of_the_quizzes_is_made_safe() {
    assert!(each_alone(|path| path.starts_with("quizzes")) > 100);
}

#[test]
fn each_text_of_the_catalog_is_made_safe() {
    assert!(each_alone(|path| path.starts_with("assets")) > 60);
}

#[test]
fn each_text_of_the_exercises_is_made_safe() {
    assert!(each_alone(|path| path.starts_with("exercises")) > 20);
}

/// Whether a course with this file still opens, shows its lesson and asks its questions.
fn still_works(files: &[File], changed: &File) -> bool {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), files);
    write(folder.path(), std::slice::from_ref(changed));
    let source = Source::folder(folder.path()).expect("a course");
    let Ok(library) = Library::open(source.clone()) else { return false };
    let lesson = library.slot(&"first".into()).is_some();
    let exercise = library.exercise(&"small-cut".into()).is_ok();
    let asked =
        ["a-quiz", "kinds-quiz", "exam"].iter().all(|id| library.quiz(&(*id).into()).is_ok());
    let texts = source.texts(Part::Catalog);
    let texts: Vec<_> = texts.filter_map(|(path, text)| Some((path, text.ok()?))).collect();
    let (catalog, wrong) = Catalog::read(&texts);
    let patterns = catalog.patterns().len() == 2 && wrong.is_empty();
    lesson && exercise && asked && patterns && library.week_of(&"a".into()).is_some()
}

/// The course with every text poisoned that does not stop it, and how many those are.
fn poisoned_whole() -> (tempfile::TempDir, usize) {
    let files = course();
    let mut count = 0;
    let mut whole = files.clone();
    for (at, (path, text)) in files.iter().enumerate() {
        let harmless: Vec<Range<usize>> = fields(path, text)
            .into_iter()
            .filter(|field| {
                still_works(&files, &(path.clone(), poisoned(text, std::slice::from_ref(field))))
            })
            .collect();
        count += harmless.len();
        whole[at].1 = poisoned(text, &harmless);
    }
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &whole);
    (folder, count)
}

#[test]
fn every_command_shows_a_poisoned_course_safely() {
    let (folder, count) = poisoned_whole();
    assert!(count > 150, "{count}");
    let root = folder.path();
    let path = root.to_str().expect("a path");
    let commands: [(&[&str], &str); 44] = [
        (&["check", path], ""),
        (&["check", path, "--errors"], ""),
        (&["check", path, "--format", "json"], ""),
        (&["list", "weeks"], ""),
        (&["list", "lessons"], ""),
        (&["list", "quizzes"], ""),
        (&["list", "exercises"], ""),
        (&["list", "labs"], ""),
        (&["list", "patterns"], ""),
        (&["list", "coverage"], ""),
        (&["list", "errata"], ""),
        (&["list", "weeks", "--format", "json"], ""),
        (&["list", "lessons", "--format", "json"], ""),
        (&["list", "quizzes", "--format", "json"], ""),
        (&["list", "exercises", "--format", "json"], ""),
        (&["list", "patterns", "--format", "json"], ""),
        (&["list", "coverage", "--format", "json"], ""),
        (&["list", "errata", "--format", "json"], ""),
        (&["show", "first"], ""),
        (&["show", "pattern:one"], ""),
        (&["show", "week:a"], ""),
        (&["show", "glossary"], ""),
        (&["show", "errata"], ""),
        (&["show", "tracks"], ""),
        (&["search", "text"], ""),
        (&["search", "one", "--format", "json"], ""),
        (&["stats"], ""),
        (&["stats", "--format", "json"], ""),
        (&["doctor"], ""),
        (&["doctor", "--format", "json"], ""),
        (&["catalog", "compare", "one", "two"], ""),
        (&["catalog", "compare", "one", "two", "--format", "json"], ""),
        (&["catalog", "advise"], "1\n1\n1\n"),
        (&["catalog", "classify"], "1\n1\n1\n"),
        (&["exercise", "start", "small-cut"], ""),
        (&["quiz", "a-quiz"], "this\n\n"),
        (&["quiz", "kinds-quiz"], "1\n1 2\n1\nx\nfails 1\n1 2 3\n1a 2b 3c\n5\n2\nq\n"),
        (&["quiz", "exam", "--exam"], "this\n\n"),
        (&["--plain", "open", "first"], "\n\nthis\n\n\nq\n"),
        (&["--plain", "open", "pattern:one"], "\nq\n"),
        (&["--plain", "open", "exercise:small-cut"], "\nq\n"),
        (&["--plain"], "2\n1\n1\n2\n\nq\nq\nq\n"),
        (&["progress", "export"], ""),
        (&["progress", "check"], ""),
    ];
    let data = tempfile::tempdir().expect("a folder");
    for (args, typed) in commands {
        let said = Program::with(args).course(root).data(data.path()).stdin(typed).any_code().run();
        let told = format!("{args:?}");
        clean(&said.stdout, &told);
        clean(&said.stderr, &told);
    }
}

#[test]
fn every_screen_shows_a_poisoned_course_safely() {
    let (folder, _) = poisoned_whole();
    let source = Source::folder(folder.path()).expect("a course");
    let routes = [
        Route::Home,
        Route::Week("a".into()),
        Route::Lesson { id: "first".into(), heading: None },
        Route::Lesson { id: "first".into(), heading: Some("here".into()) },
        Route::Quiz("a-quiz".into()),
        Route::Quiz("kinds-quiz".into()),
        Route::Quiz("exam".into()),
        Route::Question("q-one".into()),
        Route::Catalog,
        Route::Pattern("one".into()),
        Route::Compare(vec!["one".into(), "two".into()]),
        Route::Advisor,
        Route::Classify,
        Route::Search("text".into()),
        Route::Exercise("small-cut".into()),
        Route::Workbench { id: "small-cut".into(), version: None },
        Route::Stats,
        Route::Notes,
        Route::WriteNote("first".into(), 0),
        Route::Settings,
        Route::Page(GeneratedPage::Glossary),
        Route::Page(GeneratedPage::Errata),
        Route::Page(GeneratedPage::Tracks),
        Route::Palette,
    ];
    for route in routes {
        let mut tutor = Tutor::of(source.clone()).size(100, 40).open(route.clone()).start();
        for keys in ["", "Down", "Enter", "PageDown", "n Enter", "Tab", "1 Enter", "?", "Esc"] {
            tutor.press(keys);
            clean(&tutor.screen(), &format!("{route:?} {keys}"));
            if tutor.app.ended() {
                break;
            }
        }
    }
}

#[test]
fn what_is_named_on_the_command_line_is_made_safe() {
    let home = tempfile::tempdir().expect("a folder");
    let put = |name: &str, text: &str| {
        let path = home.path().join(name);
        fs::write(&path, text).expect("a file");
        path.to_str().expect("a path").to_owned()
    };
    let diagram =
        put("a.mmd", &format!("classDiagram\n  class A{EVIL} {{\n    +x{EVIL} int\n  }}\n"));
    let broken = put("b.mmd", &format!("flowchart TB\n  a[{EVIL} -->>\n"));
    let model = put("a.cml", &format!("BoundedContext A{EVIL} {{ Entity B{EVIL} }}"));
    let yaml = put(
        "a.yml",
        &format!(
            "topology_template:\n  node_templates:\n    \"a{EVIL}\":\n      type: \"x.{EVIL}\"\n"
        ),
    );
    let json = put("a.json", &format!("{{\"entities\": [{{\"name\": 7{EVIL}}}]}}"));
    let answer = put(
        "a.toml",
        &format!(
            "[answer]\nscenario = \"x\"\n# {EVIL}\n[service.\"a\\u009b\"]\nowns = [\"\\u001b[31m\"]\n"
        ),
    );
    let lesson = put("a.md", &LESSON.replace('§', EVIL));
    let log = put("a.jsonl", &format!("{{\"id\": \"{EVIL}\"}}\n"));
    let odd = put(&format!("odd{}.md", EVIL.replace('/', "")), "Text.");
    let format = ["--format", "json"];
    let calls: [&[&str]; 18] = [
        &["diagram", &diagram],
        &["diagram", &diagram, format[0], format[1]],
        &["diagram", &broken],
        &["diagram", &broken, format[0], format[1]],
        &["exercise", "import", &model],
        &["exercise", "import", "--answer", &model],
        &["exercise", "import", &yaml],
        &["exercise", "import", &json],
        &["exercise", "grade", &yaml],
        &["exercise", "grade", "split-the-shop", &answer],
        &["exercise", "grade", "split-the-shop", &answer, format[0], format[1]],
        &["show", &lesson],
        &["show", &odd],
        &["progress", "import", &log],
        &["open", EVIL],
        &["list", EVIL],
        &["list", "--format", EVIL],
        &["--theme", EVIL, "list", format[0], format[1]],
    ];
    for args in calls {
        let said = Program::with(args).any_code().run();
        clean(&said.stdout, &format!("{args:?}"));
        clean(&said.stderr, &format!("{args:?}"));
    }
    for setting in ["language", "theme"] {
        let home = tempfile::tempdir().expect("a folder");
        let file = home.path().join(".config/archtutor/config.toml");
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(&file, format!("{setting} = \"\\u001b[31m\\u009b\\u202e\"\n")).expect("a file");
        let said = Program::of(["list", "weeks"]).home(home).any_code().run();
        clean(&said.stderr, setting);
    }
    assert!(Path::new(BINARY).is_file());
}
