//! A kind of exercise is one file and one line in a list: a toy kind, whose answers are folders of
//! files, is everywhere where exercises are.

mod toy;

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use crate::{program::Program, support::Tutor};
use archtutor::{
    check,
    cli::{self, Registry},
    clock::Clock,
    exercise::{Answer, Kinds, draft::Draft, kinds::KINDS},
    id::{CourseId, ExerciseId},
    library::Library,
    progress::{ExerciseEvent, Progress},
    source::Source,
    tui::route::Route,
};

/// The list with the toy in it.
const WITH_TOY: Kinds = Kinds(&[&toy::Tidy]);
const TOYS: Registry = Registry { kinds: WITH_TOY, ..Registry::SHIPPED };

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/toy-course")
}

fn source() -> Source {
    Source::folder(&root()).unwrap()
}

/// A call of the program with the toy in its list, and what it prints. The program is this test binary.
fn toys(args: &[&str], program: impl FnOnce(Program) -> Program) -> String {
    let lead = ["--exact", "kinds::the_program_with_a_toy", "--ignored", "--nocapture", "--"];
    let binary = std::env::current_exe().unwrap();
    let said = program(Program::with(args).by(binary, &lead).course(&root())).run().stdout;
    said.split_once("running 1 test\n").unwrap().1.to_owned()
}

#[test]
#[ignore = "it is run by the other tests, with arguments"]
#[expect(clippy::disallowed_methods, reason = "a program ends with its exit code")]
fn the_program_with_a_toy() {
    let mut given = std::env::args_os().skip_while(|arg| arg != "--");
    if given.next().is_none() {
        return;
    }
    let args: Vec<OsString> = std::iter::once("archtutor".into()).chain(given).collect();
    std::process::exit(i32::from(cli::call(args, TOYS)));
}

#[test]
fn check_proves_an_exercise_of_the_kind() {
    let with = |kinds| {
        let report =
            check::course_as(&source(), &check::Scope::default(), &check::Policy::default(), kinds);
        report.diagnostics.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(with(WITH_TOY), [""; 0]);
    let without = with(KINDS).join("\n");
    assert!(without.contains("`tidy` is not a value of `task`"), "{without}");
    toys(&["check"], |program| program);
}

#[test]
fn it_stands_on_the_map_on_its_week_in_the_search_and_has_a_cover() {
    let toys = || Tutor::of(source()).kinds(WITH_TOY);
    toys().start().expect("Tidy the desk");
    toys().open(Route::Week("sorting".into())).start().expect("Tidy the desk");
    toys().open(Route::Search("tidy".into())).start().expect("Tidy the desk");
    let mut cover = toys().open(Route::Exercise("tidy-desk".into())).start();
    cover.expect("Put each into the folder of its room").expect("2 entities");
}

#[test]
fn the_command_line_lists_starts_and_grades_it() {
    assert!(toys(&["list", "exercises"], |p| p).contains("Tidy the desk"));
    assert!(toys(&["search", "desk"], |p| p).contains("Tidy the desk"));
    let folder = tempfile::tempdir().unwrap();
    let mine = folder.path().join("mine");
    let mine = mine.to_str().unwrap();
    toys(&["exercise", "start", "tidy-desk", "-o", mine], |p| p);
    assert!(Path::new(mine).join("inbox/cup.md").is_file());
    toys(&["exercise", "start", "tidy-desk", "-o", mine], |p| {
        p.fails(3).complains("never overwritten")
    });
    let graded = toys(&["exercise", "grade", "tidy-desk", mine], |p| p.fails(1));
    assert!(graded.starts_with("tidy-desk: 0 points, not yet, your best 0\n"), "{graded}");
    assert!(graded.contains("cup: inbox/cup.md (needed: kitchen/cup.md)"), "{graded}");
    assert!(graded.contains("inbox/cup.md:1:1: with"), "{graded}");
    fs::rename(Path::new(mine).join("inbox"), Path::new(mine).join("kitchen")).unwrap();
    let json = toys(&["exercise", "grade", "tidy-desk", mine, "--format", "json"], |p| p.fails(1));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["task"], &json["status"]), (&"tidy".into(), &"not-yet".into()));
    assert_eq!((&json["score"], &json["par"]), (&50.0.into(), &serde_json::Value::Null));
    let fix = &json["findings"][0]["fixes"][0];
    assert_eq!((&fix["text"], &fix["gain"]), (&"Move it to bath".into(), &50.0.into()));
    let facts = root().join("exercises/tidy-desk/exercise.toml");
    let right = root().join("exercises/tidy-desk/references/by-room");
    let args = ["exercise", "grade", facts.to_str().unwrap(), right.to_str().unwrap()];
    assert!(toys(&args, |p| p).starts_with("tidy-desk: 100 points, accepted\n"));
    fs::write(Path::new(mine).join("note.txt"), "x").unwrap();
    toys(&["exercise", "grade", "tidy-desk", mine], |p| p.fails(2).complains("this is no thing"));
}

#[test]
fn plain_lines_offer_and_grade_it() {
    let right = root().join("exercises/tidy-desk/references/by-room");
    let right = right.to_str().unwrap();
    let shown = toys(&["--plain", "open", "tidy-desk"], |p| p);
    assert!(shown.contains("Tidy the desk"), "{shown}");
    let grade = shown.lines().find(|line| line.contains("Grade")).unwrap().trim();
    let grade = grade.split('.').next().unwrap().to_owned();
    let typed = format!("{grade}\n{right}\n");
    let shown = toys(&["--plain", "open", "tidy-desk"], |p| p.stdin(typed));
    assert!(shown.contains("tidy-desk: 100 points, accepted"), "{shown}");
}

#[test]
fn a_draft_that_is_a_folder_moves_to_another_machine_with_every_step() {
    let library = Library::with_kinds(source(), WITH_TOY).unwrap();
    let id = ExerciseId::new("tidy-desk");
    let exercise = library.exercise(&id).unwrap();
    let mut draft = Draft::new(exercise.start("blank").unwrap(), &exercise.exercise.revision);
    draft.replace(exercise.references[0].answer.clone());
    draft.replace(Answer::of("kitchen/cup.md", "alone"));
    draft.undo();
    let open =
        |folder: &Path| Progress::open(folder, CourseId::new("toy-course"), Clock::System).unwrap();
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut progress = open(here.path());
    let revision = exercise.exercise.revision.clone();
    let drafted = ExerciseEvent::Drafted { exercise: id.clone(), revision, draft: draft.to_text() };
    progress.record(drafted).unwrap();
    let mut exported = Vec::new();
    progress.export(&mut exported, None).unwrap();
    let mut other = open(there.path());
    other.import(exported.as_slice()).unwrap();
    let text = other.draft(&id).unwrap().and_then(|draft| draft.text).unwrap();
    assert_eq!(Draft::read(&text, &*exercise.exercise.facts), draft);
}
