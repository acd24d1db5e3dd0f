//! What a week holds stands wherever a week is shown, whatever kind of thing it is.

use archtutor::{
    clock::Clock,
    id::CourseId,
    library::{Item, Library, Reference},
    markdown::Target,
    progress::{Event, ExerciseEvent, LabEvent, LessonEvent, Progress, QuizEvent},
    quiz::SittingMode,
    session::Session,
    source::Source,
    tui::route::Route,
};
use tempfile::TempDir;

use crate::{
    program::{Program, course, events},
    support::Tutor,
};

/// A week with an item of each kind, and one behind it.
const FILES: [(&str, &str); 6] = [
    (
        "lessons/01-a/week.toml",
        "id = 'week-a'\ntitle = 'The week'\nexercises = ['cut']\nlabs = ['no-lab']\nquiz = 'ask'\n",
    ),
    (
        "lessons/01-a/01-one.md",
        "+++\nid = 'read'\ntitle = 'Readable lesson'\nminutes = 5\n+++\nGo on to [the cut](exercise:cut).\n",
    ),
    ("lessons/02-b/week.toml", "id = 'week-b'\ntitle = 'Later'\n"),
    (
        "lessons/02-b/01-two.md",
        "+++\nid = 'later'\ntitle = 'Later lesson'\nminutes = 5\n+++\nText.\n",
    ),
    (
        "exercises/cut/exercise.toml",
        "id = 'cut'\nnumber = 'EX1.1'\ntitle = 'Cuttable whole'\nweek = 1\ntask = 'decomposition'\n\
         brief = 'A zeppelin hangar is to be cut.'\nhints = ['Look at the hangar.']\n\
         [entity.A]\n[capability.c]\nwrites = ['A']\n",
    ),
    (
        "quizzes/q.toml",
        "id = 'ask'\ntitle = 'Askable quiz'\n[[questions]]\nid = 'k'\ntype = 'ShortAnswer'\n\
         prompt.prompt = 'Which?'\nanswer.answer = 'this'\ncontext = 'Because.'\n",
    ),
];

const GLOSSARY: (&str, &str) = (
    "assets/glossary.toml",
    "[[term]]\nnames = { en = 'Term', ru = 'T', vi = 'T' }\nmeaning = 'See [it](exercise:cut).'\n",
);

/// The references of the week, and what each is called in its lists.
const ITEMS: [(&str, &str); 3] = [
    ("lesson:read", "1.1 Readable lesson"),
    ("exercise:cut", "Cuttable whole"),
    ("quiz:ask", "Quiz"),
];

const ANSWER: &str = "[answer]\nscenario = 'cut'\n[service.all]\ndoes = ['c']\nowns = ['A']\n";

fn folder() -> TempDir {
    let files = FILES.map(|(path, text)| (path, text.as_bytes()));
    course(&files)
}

fn tutor() -> crate::support::Builder {
    let files: Vec<(&str, &str)> = FILES.iter().copied().chain([GLOSSARY]).collect();
    Tutor::course(&files).size(100, 40)
}

/// What is recorded when an item is done.
fn done(reference: &str) -> Vec<Event> {
    let sitting = "s".to_owned();
    vec![match Reference::parse(reference).unwrap() {
        Reference::Lesson(lesson) => {
            LessonEvent::Completed { lesson, revision: String::new() }.into()
        }
        Reference::Exercise(exercise) => ExerciseEvent::Graded {
            exercise,
            revision: String::new(),
            response: ANSWER.into(),
            success: true,
            score: 0.9,
            findings: Vec::new(),
        }
        .into(),
        Reference::Quiz(quiz) => {
            let (mode, drawn) = (SittingMode::Practice, vec!["k".into()]);
            return vec![
                QuizEvent::Started {
                    quiz: quiz.clone(),
                    sitting: sitting.clone(),
                    mode,
                    seed: 1,
                    drawn,
                    retry: None,
                }
                .into(),
                QuizEvent::Finished {
                    quiz,
                    sitting,
                    right: 1,
                    asked: 1,
                    percent: 100,
                    success: true,
                }
                .into(),
            ];
        }
        other => panic!("{other} is no item"),
    }]
}

fn session(folder: &TempDir) -> Session {
    let library = Library::open(Source::folder(folder.path()).unwrap()).unwrap();
    let course = CourseId::new(&library.course().id);
    Session::new(library, Progress::in_memory(course, Clock::System), Clock::System)
}

#[test]
fn a_week_holds_its_items_in_the_order_of_study_and_none_that_is_not_there() {
    let folder = folder();
    let session = session(&folder);
    let held: Vec<String> =
        session.library().items(0).iter().map(|item| item.reference().to_string()).collect();
    assert_eq!(held, ITEMS.map(|(reference, _)| reference));
}

#[test]
fn the_way_through_the_course_offers_every_item_and_counts_it() {
    let folder = folder();
    let mut session = session(&folder);
    for (at, (reference, _)) in ITEMS.into_iter().enumerate() {
        assert_eq!(session.week_done(0), (at, ITEMS.len()));
        let step = session.next_step().unwrap();
        assert_eq!(step.item.reference().to_string(), reference);
        session.record_all(&done(reference)).unwrap();
        assert!(session.state(&step.item).is_done());
    }
    assert!((session.week_share(0) - 1.0).abs() < f64::EPSILON);
    assert_eq!(session.next_step().unwrap().item, Item::Lesson("later".into()));
}

#[test]
fn what_was_begun_last_is_what_goes_on() {
    let folder = folder();
    let mut session = session(&folder);
    let draft = ANSWER.into();
    let exercise = ExerciseEvent::Drafted { exercise: "cut".into(), revision: "r".into(), draft };
    session.record(exercise).unwrap();
    let step = session.next_step().unwrap();
    assert_eq!((step.item, step.begun), (Item::Exercise("cut".into()), true));
}

#[test]
fn a_lesson_that_was_left_at_its_end_is_no_place_to_come_back_to() {
    let folder = folder();
    let mut session = session(&folder);
    let (lesson, revision) = (|| "read".into(), || "r".to_owned());
    let at = |percent| LessonEvent::Position {
        lesson: lesson(),
        revision: revision(),
        byte: u64::from(percent),
        percent,
        furthest: percent,
    };
    session.record(LessonEvent::Opened { lesson: lesson(), revision: revision() }).unwrap();
    session.record(at(60)).unwrap();
    session.record(LessonEvent::Completed { lesson: lesson(), revision: revision() }).unwrap();
    assert_eq!(session.resume(), Some(Reference::Lesson(lesson())));
    session.record(at(100)).unwrap();
    assert_eq!(session.resume(), None);
}

#[test]
fn who_looks_something_up_in_the_catalog_stays_on_the_way() {
    let library = Library::open(Source::Embedded).unwrap();
    let course = CourseId::new(&library.course().id);
    let mut session =
        Session::new(library, Progress::in_memory(course, Clock::System), Clock::System);
    let before = session.next_step().unwrap().slot;
    let (lab, mission) = ("tree".into(), "1".to_owned());
    session.record(LabEvent::Mission { lab, mission, recording: None }).unwrap();
    assert_eq!(session.next_step().unwrap().slot, before);
}

#[test]
fn the_map_the_page_of_the_week_and_the_palette_show_every_item_and_open_it() {
    for (at, (reference, name)) in ITEMS.into_iter().enumerate() {
        let mut tutor = tutor().start();
        tutor.expect(name).press("Right").press(&"Down ".repeat(at)).press("Enter");
        let opened = tutor.expect_no("WEEKS").screen();
        let week = Route::Week("week-a".into());
        let mut tutor = self::tutor().open(week).start();
        tutor.expect(name).press(&"Down ".repeat(at)).press("Enter");
        assert_eq!(tutor.screen(), opened, "{reference}");
        let mut tutor = self::tutor().start();
        let typed = if reference == "quiz:ask" { "The week" } else { name };
        tutor.press(":").write(typed).press("Enter");
        assert_eq!(tutor.screen(), opened, "{reference}");
    }
}

#[test]
fn the_closing_bracket_goes_on_through_the_week_and_over_what_is_done() {
    let read = Route::Lesson { id: "read".into(), heading: None };
    let mut tutor = tutor().open(read.clone()).start();
    tutor.press("]").expect("A zeppelin hangar").press("]").expect("Askable quiz");
    tutor.press("]").expect("Later lesson").press("]").expect("the last lesson");
    tutor.press("Esc").expect("WEEKS");
    let mut tutor = self::tutor().days_ago(1, done("exercise:cut")).open(read).start();
    tutor.press("]").expect("Askable quiz");
}

#[test]
fn links_lead_to_every_item_from_lessons_and_from_pages_made_of_data() {
    for (reference, _) in ITEMS {
        let target = Target::parse(reference).unwrap();
        assert_eq!(Reference::of(&target).unwrap().to_string(), reference);
    }
    let glossary = Route::Page(archtutor::library::GeneratedPage::Glossary);
    let read = Route::Lesson { id: "read".into(), heading: None };
    for route in [glossary, read] {
        tutor().open(route).start().press("n Enter").expect("A zeppelin hangar");
    }
    let lab = ("lessons/01-a/02-lab.md", "+++\nid = 'x'\ntitle = 'X'\n+++\n[A lab](lab:none)\n");
    let open = Route::Lesson { id: "x".into(), heading: None };
    Tutor::course(&[lab]).open(open).start().press("n Enter").expect("no lab `none`");
}

#[test]
fn list_search_and_open_know_every_item() {
    let folder = folder();
    for (reference, _) in ITEMS {
        let (kind, id) = reference.split_once(':').unwrap();
        let kinds = if kind == "quiz" { "quizzes".to_owned() } else { format!("{kind}s") };
        let listed = Program::of(["list", &kinds, "--format", "json"]).course(folder.path()).json();
        assert_eq!(listed[0]["id"], id, "{listed}");
        let words = ["Readable", "Cuttable", "Askable"];
        let found = words.iter().any(|word| {
            let asked = Program::of(["search", word, "--format", "json"]).course(folder.path());
            asked
                .json()
                .as_array()
                .unwrap()
                .iter()
                .any(|hit| hit["kind"] == kind && hit["id"] == id)
        });
        assert!(found, "{reference}");
    }
    let labs = Program::of(["list", "labs", "--format", "json"]).course(folder.path()).json();
    assert_eq!(labs, serde_json::json!([]));
    for words in ["zeppelin", "EX1.1"] {
        let found = Program::of(["search", words, "--format", "json"]).course(folder.path()).json();
        assert_eq!((&found[0]["id"], &found[0]["label"]), (&"cut".into(), &"EX1.1".into()));
    }
    for word in ["cut", "EX1.1", "ex1.1", "exercise:cut"] {
        let open = Program::of(["--plain", "open", word]).course(folder.path());
        open.shows("A zeppelin hangar").run();
    }
    Program::of(["open", "lab:no-lab"]).course(folder.path()).fails(2).run();
}

#[test]
fn plain_menus_list_every_item_and_an_exercise_is_worked_on_there() {
    let folder = folder();
    let data = tempfile::tempdir().unwrap();
    let plain = || Program::of(["--plain"]).course(folder.path()).data(data.path());
    let mut week = plain().stdin("week:week-a\nq\nq\n");
    for (reference, name) in ITEMS {
        let kind = if reference.starts_with("exercise:") { "Exercise: " } else { "" };
        week = week.shows(&format!(". {kind}{name} ("));
    }
    week.run();
    let answer = folder.path().join("answer.toml");
    let file = answer.to_str().unwrap();
    // Begin with a file, read the hint, grade the file.
    let said = plain().stdin(format!("cut\n2\n{file}\n4\n3\n{file}\nq\nq\n")).run().stdout;
    for text in ["Written to", "Look at the hangar.", "Ledger", "best "] {
        assert!(said.contains(text), "{text:?}: {said}");
    }
    let graded = events(data.path());
    assert_eq!(graded.iter().filter(|event| event["kind"] == "exercise.graded").count(), 1);
    let draft = ANSWER.into();
    let drafted = ExerciseEvent::Drafted { exercise: "cut".into(), revision: "r".into(), draft };
    let data = tempfile::tempdir().unwrap();
    let mut progress = Progress::open(data.path(), "test".into(), Clock::System).unwrap();
    progress.record(drafted).unwrap();
    let again =
        Program::of(["--plain"]).course(folder.path()).data(data.path()).stdin("1\n3\nq\nq\n");
    again.shows("1. Continue: Cuttable whole").shows("3. Grade your draft").shows("Ledger").run();
}
