//! What `archtutor new` makes is right at once, and nothing that was there is lost.

use std::{fs, path::Path};

use archtutor::{
    author::scaffold::{self, Named, Scaffold},
    check,
    exercise::kinds::KINDS,
    id::QuizId,
    library::{Library, exercises},
    quiz::TYPES,
    source::Source,
};

use super::write;
use crate::program::Program;

/// A course as `new course` makes it.
fn course(folder: &Path, catalog: bool) {
    write(folder, &scaffold::course(&Named::new("my-course", None), "en", 2, catalog));
}

/// A folder of notes in `pictures` that shows some.
fn notes_with_pictures(folder: &Path) -> std::path::PathBuf {
    let notes = folder.join("pictures");
    fs::create_dir_all(notes.join("deep")).unwrap();
    let text = "# One\n\n# A second one\n\n[two][t]\n\n[t]: deep/two.md\n\n![by its name](files/a%20b.png) and ![[near.png]]\n\n![gone](gone.png)\n\n\
        ![again][r]\n\n[r]: /near.png \"title\"\n";
    fs::write(notes.join("one.md"), text).unwrap();
    fs::write(notes.join("deep/two.md"), "# Two\n\n![up](../near.png)\n").unwrap();
    notes
}

/// What `check` says about a course.
fn said(folder: &Path) -> Vec<String> {
    let report = check::course(&Source::folder(folder).unwrap());
    report.diagnostics.iter().map(|found| format!("{} {found}", found.code)).collect()
}

#[test]
fn everything_that_is_made_has_no_mistake_and_opens() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    course(root, true);
    let add = |make: &dyn Fn(&Scaffold<'_>) -> scaffold::Additions| {
        let source = Source::folder(root).unwrap();
        write(root, &make(&Scaffold::new(&source, KINDS).unwrap()));
    };
    add(&|it| it.week(&Named::new("Error budgets", None)).unwrap());
    add(&|it| it.lesson(&Named::new("burn-rate", None), Some("error-budgets")).unwrap());
    for kind in TYPES {
        let named = Named::new(kind, None);
        add(&|it| it.question(&named, kind, Some("error-budgets-quiz")).unwrap());
    }
    add(&|it| it.exercise(&Named::new("cut", None), "decomposition", Some("1")).unwrap());
    add(&|it| it.lab(&Named::new("burst", None), Some("week-2")).unwrap());
    add(&|it| it.pattern(&Named::new("Slow start", None)).unwrap());
    add(&|it| it.pattern(&Named::new("Warm standby of ours", None)).unwrap());
    assert_eq!(said(root), [""; 0]);
    let library = Library::open(Source::folder(root).unwrap()).unwrap();
    for reference in [
        "lesson:burn-rate",
        "quiz:error-budgets-quiz",
        "exercise:cut",
        "lab:burst",
        "pattern:slow-start",
        "3",
    ] {
        library.resolve(reference).unwrap();
    }
    let quiz = library.quiz(&QuizId::new("error-budgets-quiz")).unwrap();
    assert_eq!((quiz.questions.len(), quiz.written.len()), (9, 1), "eight types and the first one");
}

#[test]
fn an_exercise_of_each_kind_begins_with_one_that_is_right() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    course(root, true);
    let source = Source::folder(root).unwrap();
    let kinds = KINDS.iter().filter(|kind| kind.id() != "capstone" && kind.id() != "decomposition");
    for kind in kinds {
        let scaffold = Scaffold::new(&source, KINDS).unwrap();
        let named = Named::new(&format!("my-{}", kind.id()), Some("Mine"));
        write(root, &scaffold.exercise(&named, kind.id(), None).unwrap());
    }
    // Their answers are proved where they ship: only what was renamed could break.
    let knowledge = Library::open(Source::Embedded).unwrap().knowledge();
    let read = |id: &String| exercises::read(&source, id, KINDS, &knowledge).1;
    let wrong: Vec<String> =
        source.exercises().iter().flat_map(read).map(|found| found.to_string()).collect();
    assert_eq!(wrong, [""; 0]);
    assert!(
        Scaffold::new(&source, KINDS)
            .unwrap()
            .exercise(&Named::new("c", None), "capstone", None)
            .is_err()
    );
}

#[test]
fn a_course_without_patterns_is_right_too() {
    let folder = tempfile::tempdir().unwrap();
    course(folder.path(), false);
    assert_eq!(said(folder.path()), [""; 0]);
    let source = Source::folder(folder.path()).unwrap();
    let refused = Scaffold::new(&source, KINDS).unwrap().pattern(&Named::new("p", None));
    assert!(refused.unwrap_err().hint.contains("catalog = \"archtutor\""));
}

#[test]
fn nothing_is_overwritten_and_the_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("My course é");
    let name = at.to_str().unwrap();
    Program::of(["new", "course", name]).shows("week.toml").shows("archtutor check").run();
    let before = fs::read_to_string(at.join("course.toml")).unwrap();
    assert!(before.contains("title = \"My course é\""), "{before}");
    Program::of(["new", "course", name]).fails(1).complains("course.toml is there already").run();
    Program::of(["new", "week", "week-1"]).course(&at).fails(1).complains("week.toml").run();
    Program::of(["new", "lesson", "other", "--in", "week-1"]).course(&at).run();
    Program::of(["new", "lesson", "Other"]).course(&at).fails(1).complains("02-other.md").run();
    Program::of(["new", "lesson", "x", "--in", "9"]).course(&at).fails(2).complains("week-1").run();
    let typed = ["new", "question", "x", "--type", "Choice"];
    Program::of(typed).course(&at).fails(2).complains("MultipleChoice").run();
    Program::of(["new", "exercise", "x", "--task", "sage"])
        .course(&at)
        .fails(2)
        .complains("saga")
        .run();
    Program::of(["new", "quiz", "x"]).course(&at).fails(2).complains("new question").run();
    let notes = tempfile::tempdir().unwrap();
    fs::write(notes.path().join("a.md"), "# A").unwrap();
    let week = Program::of(["new", "week", "x"]).course(notes.path());
    week.fails(2).complains("no course of yours").run();
    assert_eq!(fs::read_to_string(at.join("course.toml")).unwrap(), before);
    Program::of(["check", name]).shows("0 errors, 0 warnings").run();
}

#[test]
fn a_book_becomes_a_course_once_and_a_learner_goes_on_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let book = folder.path().join("book");
    for (path, text) in [
        ("book.toml", "[book]\ntitle = \"Sums\"\nauthors = [\"A. Teacher\"]\n"),
        ("src/SUMMARY.md", "# Summary\n\n- [One](one.md)\n  - [More](deep/more.md)\n- [Later]()\n"),
        (
            "src/one.md",
            "# One\n\nSee [more](deep/more.html#why).\n\n{{#quiz ../quizzes/one.toml}}\n",
        ),
        ("src/deep/more.md", "# More\n\n## Why\n\n{{#include code.rs:2}}\n"),
        ("src/deep/code.rs", "fn main() {\n    let sum = 2;\n}\n"),
        (
            "quizzes/one.toml",
            "[[questions]]\nid = \"sum\"\ntype = \"ShortAnswer\"\nprompt.prompt = \"1 + 1?\"\n\
             answer.answer = \"2\"\ncontext = \"Sum.\"\n",
        ),
    ] {
        let path = book.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let source = Source::folder(&book).unwrap();
    let made = scaffold::from(&source, "ours", None, false).unwrap();
    let root = folder.path().join("ours");
    write(&root, &made);
    let ours = Library::open(Source::folder(&root).unwrap()).unwrap();
    let theirs = Library::open(source).unwrap();
    let ids = |library: &Library| -> Vec<String> {
        let cards = (0..library.week_count()).flat_map(|week| library.lessons(week));
        cards.map(|card| card.id.to_string()).collect()
    };
    assert_eq!(ids(&ours), ids(&theirs), "progress goes on");
    assert_eq!((&ours.course().id, &ours.course().title), (&theirs.course().id, &"Sums".into()));
    assert_eq!(ours.quiz(&QuizId::new("one")).unwrap().questions.len(), 1);
    let quiz = fs::read_to_string(root.join("quizzes/one.toml")).unwrap();
    assert!(quiz.contains(".json\nid = \"one\"\n[[questions]]"), "{quiz}");
    let week = fs::read_to_string(root.join("lessons/01-one/week.toml")).unwrap();
    assert!(week.starts_with("#:schema ../../.schemas/week.json\n"), "{week}");
    let wrong: Vec<String> =
        said(&root).into_iter().filter(|said| said.contains("error")).collect();
    assert_eq!(wrong, [""; 0]);
    // Pictures come along, wherever the book keeps them; one that it does not have is said.
    fs::create_dir_all(notes_with_pictures(folder.path()).join("files")).unwrap();
    let pictures = folder.path().join("pictures");
    fs::write(pictures.join("files/a b.png"), [137, 80, 78, 71]).unwrap();
    fs::write(pictures.join("near.png"), "x").unwrap();
    let at = folder.path().join("with-pictures");
    Program::with(&["new", "course", at.to_str().unwrap(), "--from", pictures.to_str().unwrap()])
        .shows("2 pictures")
        .run();
    assert_eq!(fs::read(at.join("pictures/files/a b.png")).unwrap(), [137, 80, 78, 71]);
    let dead: Vec<String> =
        said(&at).into_iter().filter(|said| said.starts_with("dead-link")).collect();
    assert!(matches!(dead.as_slice(), [one] if one.contains("gone.png")), "{dead:?}");
    assert_eq!(said(&at).len(), 1, "{:?}", said(&at));
    // A folder of notes has no id that holds: the new folder's name is one.
    let notes = folder.path().join("notes");
    fs::create_dir(&notes).unwrap();
    fs::write(notes.join("a.md"), "# A\n\nText.\n").unwrap();
    let at = folder.path().join("my-notes");
    Program::with(&["new", "course", at.to_str().unwrap(), "--from", notes.to_str().unwrap()])
        .shows("1 week, 1 lesson, 0 quizzes, 0 pictures")
        .run();
    assert!(fs::read_to_string(at.join("course.toml")).unwrap().contains("id = \"my-notes\""));
    Program::with(&["new", "course", at.to_str().unwrap(), "--from", notes.to_str().unwrap()])
        .fails(1)
        .complains("is there already")
        .run();
    Program::with(&["new", "course", "x", "--from", at.to_str().unwrap()])
        .fails(2)
        .complains("is a course already")
        .run();
    Program::of(["new", "week", "x", "--from", "."]).fails(2).complains("Only a course").run();
}

/// An mdBook with these chapters, the first one before the first part.
fn book(folder: &Path, chapters: &[(&str, &str)]) {
    let mut summary = "# Summary\n\n".to_owned();
    fs::create_dir_all(folder.join("src")).unwrap();
    for (at, (name, text)) in chapters.iter().enumerate() {
        let mark = if at == 0 { "" } else { "- " };
        summary.push_str(&format!("{mark}[{name}]({name}.md)\n"));
        fs::write(folder.join(format!("src/{name}.md")), text).unwrap();
    }
    fs::write(folder.join("book.toml"), "[book]\ntitle = \"Book\"\n").unwrap();
    fs::write(folder.join("src/SUMMARY.md"), summary).unwrap();
}

#[test]
fn what_a_book_calls_its_places_stays_a_place_that_links_lead_to() {
    let folder = tempfile::tempdir().unwrap();
    let there = folder.path().join("book");
    let one = "# one {#start}\n\n<a id=\"old\"></a>\n\n## Name {#n}\n\n<h3 id='raw'>Raw <b>one</b></h3>\n\n\
        A <span id=\"word\">word</span>.\n\nTerm\n: What it means.\n\n\
        [a](#start) [b](#old) [c](#n) [d](#raw) [e](#word) [f](#term) [g](two.md#two) [h](#raw-one)\n";
    let two = "# two\n\n[a](one.md#start) [b](one.md#old) [c](one.md#n) [d](one.html#raw) \
        [e](one.md#word) [f](one.md#term) [g](#two) [gone](one.md#gone)\n";
    book(&there, &[("one", one), ("two", two)]);
    let at = folder.path().join("ours");
    Program::with(&["new", "course", at.to_str().unwrap(), "--from", there.to_str().unwrap()])
        .run();
    for course in [&there, &at] {
        let said = said(course);
        assert!(matches!(said.as_slice(), [one] if one.contains("gone")), "{said:?}");
    }
    let lesson = fs::read_to_string(at.join("lessons/00-front/01-one.md")).unwrap();
    assert!(lesson.contains("### <a id=\"raw\"></a>Raw **one**"), "{lesson}");
    assert!(!lesson.contains("# one"), "the title stands in the front matter: {lesson}");
    let shown = Program::of(["show", "one"]).course(&at).run().stdout;
    assert!(shown.contains("A word.") && !shown.contains("<a"), "{shown}");
}

#[test]
fn a_week_is_named_by_the_number_that_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let there = folder.path().join("book");
    book(&there, &[("one", "# one\n\nText.\n"), ("two", "# two\n\nText.\n")]);
    let at = folder.path().join("ours");
    Program::with(&["new", "course", at.to_str().unwrap(), "--from", there.to_str().unwrap()])
        .run();
    Program::of(["list", "weeks"]).course(&at).shows("0  part-front").shows("1  part-two").run();
    let more =
        |name: &str, week: &str| Program::of(["new", "quiz", name, "--in", week]).course(&at);
    more("zero", "0").shows("lessons/00-front/week.toml").run();
    more("one", "1").shows("lessons/01-two/week.toml").run();
}
