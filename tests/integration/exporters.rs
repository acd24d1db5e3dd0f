//! Exports: what each format writes, and that a format is one file and one line in a list.

mod toy;

use std::{ffi::OsString, fs, path::Path};

use archtutor::{
    author::export::Exporter,
    cli::{self, Registry},
    clock::Clock,
    id,
    progress::{BookmarkEvent, Event, ExerciseEvent, NoteEvent, Progress},
};

use crate::program::{Program, course};

/// The list with the toy in it.
static WITH_TOY: &[&dyn Exporter] = &[&toy::Toy];
const TOYS: Registry = Registry { exporters: WITH_TOY, ..Registry::SHIPPED };

fn sample() -> OsString {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/course").into()
}

#[test]
fn a_format_is_one_file_and_one_line_in_the_list() {
    let mut command = cli::command(TOYS);
    let help = command.find_subcommand_mut("export").unwrap().render_long_help().to_string();
    assert!(help.contains("toy") && help.contains("titles of lessons, shouted"), "{help}");
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (folder.path().join("data"), folder.path().join("toy.txt"));
    let call = |format: &str| {
        let mut args: Vec<OsString> =
            ["archtutor", "export", "--to", format, "--course"].map(Into::into).into();
        args.extend([
            sample(),
            "--data-dir".into(),
            data.clone().into(),
            "-o".into(),
            file.clone().into(),
        ]);
        cli::call(args, TOYS)
    };
    assert_eq!(call("toy"), 0);
    assert!(fs::read_to_string(&file).unwrap().contains("SAGAS AND COMPENSATION"));
    assert_eq!(call("notes"), 2, "the list decides what there is");
}

#[test]
fn the_formats_of_the_program_stand_in_its_help() {
    let help = Program::of(["export", "--help"]);
    help.shows("notes:").shows("your notes and bookmarks").shows("markdown:").run();
    Program::of(["export", "--to", "pigeon"])
        .fails(2)
        .complains("[possible values: notes, mistakes, markdown, gift, moodle-xml, anki,")
        .run();
}

fn written(about: &str, byte: u64, text: &str) -> Event {
    let note = format!("{about}-{byte}");
    NoteEvent::Written { about: about.into(), note, byte: Some(byte), text: text.into() }.into()
}

#[test]
fn notes_and_bookmarks_come_as_one_page_in_the_order_of_the_course() {
    let data = tempfile::tempdir().unwrap();
    let notes = || Program::sample(["export", "--to", "notes"]).data(data.path());
    notes().shows("# Notes and bookmarks\n\nNothing here yet.").run();
    let mut progress = Progress::open(data.path(), "sample".into(), Clock::System).unwrap();
    let label = "A *bold* heading".into();
    let mark = BookmarkEvent::Set { lesson: "sagas".into(), byte: 40, label, set: true }.into();
    let saga = written("saga", 0, "A pattern's own.");
    let happened =
        [written("sagas", 90, "Late.\nSecond line."), saga, written("retries", 5, "Early."), mark];
    progress.record_all(&happened).unwrap();
    drop(progress);
    let said = notes().run().stdout;
    let places = [
        "## 1.2 ",
        "- Early. (note, ",
        "## 2.1 Sagas",
        "- A \\*bold\\* heading (bookmark, ",
        "- Late.\n  Second line. (note, ",
        "## Saga",
        "- A pattern's own.",
    ];
    let places = places.map(|text| said.find(text).unwrap_or_else(|| panic!("{text}: {said}")));
    assert!(places.is_sorted(), "{said}");
    let some = Program::sample(["export", "--to", "notes", "1.2"]).data(data.path()).run().stdout;
    assert!(some.contains("Early.") && !some.contains("Late."), "{some}");
    let file = data.path().join("notes.md");
    let path = file.to_str().unwrap();
    let write = || Program::sample(["export", "--to", "notes", "-o", path]).data(data.path());
    write().run();
    assert_eq!(fs::read_to_string(&file).unwrap(), said);
    write().fails(3).complains("never overwritten").run();
}

#[test]
fn what_was_handed_in_comes_as_one_page_with_drawing_points_and_report() {
    let data = tempfile::tempdir().unwrap();
    let portfolio = || Program::of(["export", "--to", "portfolio"]).data(data.path());
    portfolio().shows("# Portfolio").shows("Nothing was graded yet.").run();
    let file = "exercises/startup-of-five/references/one-service.toml";
    let answer = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    let graded = |score: f64, response: &str| -> Event {
        ExerciseEvent::Graded {
            exercise: "startup-of-five".into(),
            revision: String::new(),
            response: response.into(),
            success: score >= 0.8,
            score,
            findings: Vec::new(),
        }
        .into()
    };
    let course = Program::of(["list"]).data(data.path());
    course.run();
    let mut progress = Progress::open(data.path(), "archtutor".into(), Clock::System).unwrap();
    let first = graded(0.3, "[answer]\nscenario = \"startup-of-five\"\n");
    progress.record_all(&[first, graded(1.0, &answer)]).unwrap();
    drop(progress);
    let said = portfolio().run().stdout;
    for text in
        ["## A start-up of five", ": 30.0, not yet", ": 100.0, accepted", "```text", "Bicycle"]
    {
        assert!(said.contains(text), "{text}: {said}");
    }
    assert!(said.contains("`answer.toml`\n\n```toml\n[answer]"), "{said}");
}

#[test]
fn lessons_and_patterns_come_as_plain_markdown_whose_links_lead_somewhere() {
    let one = Program::of(["export", "--to", "markdown", "circuit-breaker"]).run().stdout;
    for not_there in ["```mermaid", "```question", "](pattern:", "](lesson:", "+++"] {
        assert!(!one.contains(not_there), "{not_there}: {one}");
    }
    Program::of(["export", "--to", "markdown"]).fails(2).complains("several files").run();
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("wiki");
    Program::of(["export", "--to", "markdown", "-o", out.to_str().unwrap()]).run();
    let mut links = 0;
    for kind in ["lesson", "pattern"] {
        for entry in fs::read_dir(out.join(kind)).unwrap() {
            let path = entry.unwrap().path();
            assert_eq!(id::fault(path.file_stem().unwrap().to_str().unwrap()), None);
            let text = fs::read_to_string(&path).unwrap();
            for link in text.split("](../").skip(1) {
                let link = link.split([')', '#']).next().unwrap();
                assert!(out.join(link).is_file(), "{}: {link}", path.display());
                links += 1;
            }
        }
    }
    assert!(links > 500, "only {links} links");
}

#[test]
fn an_id_that_is_a_path_is_not_exported() {
    let lesson = b"+++\nid = '../../evil'\ntitle = 'T'\n+++\nText.\n";
    let evil = course(&[("lessons/01-a/01-one.md", lesson.as_slice())]);
    let out = evil.path().join("out");
    let export = Program::of(["export", "--to", "markdown", "-o", out.to_str().unwrap()]);
    export.course(evil.path()).fails(1).complains("is not an id").run();
    assert!(!evil.path().join("evil.md").exists());
}

#[test]
fn mistakes_are_a_page_with_what_is_right() {
    let data = tempfile::tempdir().unwrap();
    Program::sample(["--plain", "quiz", "together-quiz"]).data(data.path()).stdin("?\n").run();
    let page = Program::sample(["export", "--to", "mistakes"]).data(data.path()).run().stdout;
    assert!(page.starts_with("# Mistakes\n"), "{page}");
    assert!(page.contains("## 2.1 Sagas"), "{page}");
    assert!(page.contains("Where does the payment step of a saga belong?"), "{page}");
    assert!(page.contains("The answer: As late as possible before the pivot"), "{page}");
    let none = Program::sample(["export", "--to", "mistakes"]).run().stdout;
    assert!(none.contains("No mistakes"), "{none}");
}
