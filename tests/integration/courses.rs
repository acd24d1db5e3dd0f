//! Courses of others: taken from folders, archives and repositories, replaced whole or not at all, and
//! nothing of the learner's lost.

mod hostile;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use archtutor::{
    clock::Clock,
    courses::{Added, Courses, Origin, Updated, Wish},
    exercise::kinds::KINDS,
    id::CourseId,
    messages::Messages,
    problem::{Fault, Problem},
    progress::LessonEvent,
    session::Session,
};
use tempfile::TempDir;

use crate::{program::Program, support::NOW};

/// A place with a data folder and whatever a test puts beside it.
pub(crate) struct Place {
    pub(crate) folder: TempDir,
    pub(crate) courses: Courses,
}

impl Place {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let courses = Courses::of(&folder.path().join("data"), Clock::Fixed(NOW));
        Self { folder, courses }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn data(&self) -> PathBuf {
        self.path("data")
    }

    /// A course of two lessons in a folder of that name.
    pub(crate) fn course(&self, name: &str, id: &str) -> PathBuf {
        let root = self.path(name);
        write(&root, "course.toml", &format!("id = '{id}'\ntitle = 'Course {id}'\n"));
        write(&root, "lessons/01-first/week.toml", "id = 'first'\ntitle = 'First'\n");
        for lesson in ["one", "two"] {
            self.lesson(name, lesson);
        }
        root
    }

    fn lesson(&self, course: &str, id: &str) {
        let text = format!("+++\nid = '{id}'\ntitle = 'Lesson {id}'\nminutes = 5\n+++\n\nText.\n");
        write(&self.path(course), &format!("lessons/01-first/{id}.md"), &text);
    }

    #[track_caller]
    pub(crate) fn add(&self, from: &Path) -> Added {
        self.try_add(from).expect("a course")
    }

    pub(crate) fn try_add(&self, from: &Path) -> Result<Added, Problem> {
        self.courses.add(&wish(from)?, KINDS)
    }

    fn update(&self, name: &str) -> Result<Updated, Problem> {
        self.courses.update(name, KINDS)
    }

    fn session(&self, name: &str) -> Session {
        let library = self.courses.open(name).expect(name).library(KINDS).expect(name);
        Session::open(library, &self.data(), Clock::Fixed(NOW)).expect("progress")
    }

    pub(crate) fn complete(&self, name: &str, lesson: &str) {
        let lesson = lesson.into();
        let event = LessonEvent::Completed { lesson, revision: "r".into() };
        self.session(name).record(event).expect("recorded");
    }

    fn done(&self, name: &str) -> (usize, usize) {
        let name = CourseId::new(name);
        let standing = self.courses.standing(&name, KINDS, &Messages::load("en")).expect("known");
        (standing.done, standing.items)
    }

    /// Everything in the folder of courses.
    pub(crate) fn kept(&self) -> Vec<String> {
        let entries = fs::read_dir(self.data().join("courses")).into_iter().flatten().flatten();
        let mut names: Vec<String> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.retain(|name| name != "lock");
        names.sort();
        names
    }
}

fn wish(from: &Path) -> Result<Wish, Problem> {
    let origin = Origin::parse(from.to_str().expect("UTF-8"))?;
    Ok(Wish { origin, inside: None, name: None })
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

#[test]
fn a_course_that_is_added_is_a_copy_with_a_name() {
    let place = Place::new();
    let from = place.course("my course", "cooking");
    let added = place.add(&from);
    assert_eq!((added.record.name.as_str(), added.contents.lessons), ("cooking", 2));
    fs::remove_dir_all(from).expect("removed");
    assert_eq!(place.session("cooking").library().course().title, "Course cooking");
    assert_eq!(place.kept(), ["cooking.toml", "cooking@1"]);
}

#[test]
fn what_was_done_in_a_course_outlives_its_copy() {
    let place = Place::new();
    let from = place.course("c", "cooking");
    place.add(&from);
    place.complete("cooking", "one");
    assert_eq!(place.done("cooking"), (1, 2));
    place.courses.remove("cooking").expect("removed");
    assert_eq!(place.kept(), [""; 0]);
    let gone = place.courses.open("cooking").expect_err("gone");
    assert_eq!(gone.what, "There is no course `cooking`");
    place.add(&from);
    assert_eq!(place.done("cooking"), (1, 2));
}

#[test]
fn two_courses_with_one_id_never_mix() {
    let place = Place::new();
    place.add(&place.course("a", "same"));
    let other = place.course("b", "same");
    let refused = place.try_add(&other).expect_err("taken");
    assert!(refused.hint.contains("--as"), "{refused:?}");
    let name = Some("other".to_owned());
    place.courses.add(&Wish { name, ..wish(&other).expect("there") }, KINDS).expect("added");
    place.complete("other", "one");
    assert_eq!((place.done("same"), place.done("other")), ((0, 2), (1, 2)));
    let session = place.session("other");
    assert_eq!(session.progress().course().as_str(), "other");
}

#[test]
fn the_shipped_course_and_what_is_no_id_are_no_names() {
    let place = Place::new();
    let from = place.course("c", "archtutor");
    let refused = place.try_add(&from).expect_err("the shipped course");
    assert!(refused.hint.contains("--as"), "{refused:?}");
    for name in ["archtutor", "../x", "a b", "", "CON", "x.toml"] {
        let wish = Wish { name: Some(name.to_owned()), ..wish(&from).expect("there") };
        assert!(place.courses.add(&wish, KINDS).is_err(), "{name}");
    }
    assert_eq!(place.kept(), [""; 0]);
}

#[test]
fn an_update_says_what_is_new_and_what_is_gone_and_keeps_what_was_done() {
    let place = Place::new();
    let from = place.course("c", "cooking");
    place.add(&from);
    place.complete("cooking", "two");
    let open = place.session("cooking");
    assert!(!place.update("cooking").expect("fetched").changed);
    fs::remove_file(from.join("lessons/01-first/two.md")).expect("removed");
    place.lesson("c", "three");
    let updated = place.update("cooking").expect("fetched");
    assert!(updated.changed);
    assert_eq!((updated.new, updated.gone), (vec!["three".into()], vec!["two".into()]));
    assert_eq!(place.done("cooking"), (0, 2));
    // A program that was open before goes on with what it had.
    assert_eq!(open.library().lessons(0).len(), 2);
    assert!(open.library().text(&open.library().lessons(0)[1]).is_ok());
    // The lesson comes back, and is done.
    place.lesson("c", "two");
    place.update("cooking").expect("fetched");
    assert_eq!(place.done("cooking"), (1, 3));
    assert_eq!(place.kept(), ["cooking.toml", "cooking@2", "cooking@3"]);
}

#[test]
fn what_was_done_with_a_lesson_goes_on_under_its_new_id() {
    let place = Place::new();
    let from = place.course("c", "cooking");
    place.add(&from);
    place.complete("cooking", "two");
    fs::remove_file(from.join("lessons/01-first/two.md")).expect("removed");
    let text = "+++\nid = 'second'\nformerly = ['two']\ntitle = 'S'\nminutes = 5\n+++\n\nText.\n";
    write(&from, "lessons/01-first/second.md", text);
    let updated = place.update("cooking").expect("fetched");
    assert_eq!((updated.new, updated.gone), (vec!["second".into()], Vec::new()));
    assert_eq!(place.done("cooking"), (1, 2));
    let progress = place.session("cooking");
    assert!(progress.progress().lesson(&"second".into()).expect("readable").is_some());
    assert!(progress.progress().lesson(&"two".into()).expect("readable").is_none());
}

#[test]
fn an_update_that_is_no_course_changes_nothing() {
    let place = Place::new();
    let from = place.course("c", "cooking");
    place.add(&from);
    for (file, text) in [("course.toml", "id = "), ("course.toml", "id = 'x'\ntitle = 3")] {
        write(&from, file, text);
        assert!(place.update("cooking").is_err(), "{text}");
    }
    write(&from, "course.toml", "id = 'cooking'\ntitle = 'T'\n");
    fs::remove_dir_all(from.join("lessons")).expect("removed");
    let refused = place.update("cooking").expect_err("no lesson");
    assert!(refused.why.contains("no file in it is a lesson"), "{refused:?}");
    fs::remove_dir_all(&from).expect("removed");
    assert_eq!(place.update("cooking").expect_err("gone").fault, Fault::Usage);
    assert_eq!(place.kept(), ["cooking.toml", "cooking@1"]);
    assert_eq!(place.done("cooking"), (0, 2));
}

#[test]
fn an_archive_with_one_folder_and_a_book_inside_a_repository_are_found() {
    let place = Place::new();
    let root = place.path("repository");
    write(&root, "README.md", "# A program\n");
    write(&root, "guide/book.toml", "[book]\ntitle = 'The guide'\n");
    write(&root, "guide/src/SUMMARY.md", "# Summary\n\n- [One](one.md)\n");
    write(&root, "guide/src/one.md", "# One\n\nText.\n");
    let added = place.add(&root);
    assert_eq!((added.record.inside.as_str(), added.record.name.as_str()), ("guide", "the-guide"));
    write(&root, "other/book.toml", "[book]\ntitle = 'Another'\n");
    let refused = place.try_add(&root).expect_err("several");
    assert!(refused.to_string().contains("guide, other"), "{refused}");
    let inside = Some("../data".to_owned());
    let outside = Wish { inside, ..wish(&root).expect("there") };
    assert!(place.courses.add(&outside, KINDS).is_err());
}

#[test]
fn notes_are_called_after_where_they_come_from() {
    let place = Place::new();
    let root = place.path("Мои заметки 2");
    write(&root, "Введение в тему.md", "# Введение\n\nТекст.\n");
    let added = place.add(&root);
    assert_eq!(added.record.title, "Мои заметки 2");
    assert!(added.record.name.starts_with("2-"), "{}", added.record.name);
    let page = place.path("page.md");
    fs::write(&page, "# A page\n\nText.\n").expect("written");
    assert_eq!(place.add(&page).record.name, "page");
    let long = "n".repeat(251);
    write(&place.path("long"), &format!("{long}.md"), "# Long\n");
    let refused = place.try_add(&place.path("long")).expect_err("255 bytes");
    assert!(refused.what.contains("more than 240 bytes"), "{refused}");
}

#[test]
fn one_program_at_a_time_changes_the_courses() {
    let place = Place::new();
    let from = place.course("c", "cooking");
    fs::create_dir_all(place.data().join("courses")).expect("made");
    let lock = fs::File::create(place.data().join("courses/lock")).expect("made");
    lock.lock().expect("locked");
    let refused = place.try_add(&from).expect_err("locked");
    assert!(refused.what.contains("another archtutor"), "{refused}");
    drop(lock);
    place.add(&from);
}

#[test]
fn what_a_stopped_program_left_is_swept_and_nothing_else() {
    let place = Place::new();
    place.add(&place.course("c", "cooking"));
    let courses = place.data().join("courses");
    write(&courses, ".new-1/half.md", "x");
    write(&courses, "gone@7/course.toml", "x");
    write(&courses, "newer.toml", "format = 99\n");
    write(&courses, "newer@1/course.toml", "x");
    write(&courses, "notes.txt", "x");
    place.add(&place.course("d", "baking"));
    let kept = [
        "baking.toml",
        "baking@1",
        "cooking.toml",
        "cooking@1",
        "newer.toml",
        "newer@1",
        "notes.txt",
    ];
    assert_eq!(place.kept(), kept);
}

#[test]
fn a_record_cannot_name_a_folder_elsewhere() {
    let place = Place::new();
    place.add(&place.course("c", "cooking"));
    let record = place.data().join("courses/cooking.toml");
    let text = fs::read_to_string(&record).expect("text");
    for folder in ["../../x", "/etc", ".new-1", ""] {
        fs::write(&record, text.replace("cooking@1", folder)).expect("written");
        assert!(place.courses.open("cooking").is_err(), "{folder}");
    }
}

#[test]
fn a_folder_that_refuses_is_named() {
    let place = Place::new();
    fs::create_dir_all(place.data()).expect("made");
    fs::write(place.data().join("courses"), "a file").expect("written");
    let refused = place.try_add(&place.course("c", "cooking")).expect_err("no folder");
    assert_eq!(refused.fault, Fault::Environment);
    assert!(refused.what.contains("Nothing can be written in"), "{refused}");
}

/// Git in a folder; the test is left out where there is none.
fn git(folder: &Path, args: &[&str]) -> Option<()> {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "core.hooksPath=/x"]);
    let output = git.arg("-C").arg(folder).args(args).output().ok()?;
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    Some(())
}

#[test]
fn a_repository_comes_without_history_and_without_links() {
    let place = Place::new();
    let from = place.course("c", "cooking");
    let bare = place.path("course.git");
    if git(&from, &["init", "--quiet"]).is_none() {
        println!("left out: there is no git here");
        return;
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/passwd", from.join("lessons/01-first/link.md")).expect("made");
    git(&from, &["add", "."]);
    git(&from, &["commit", "--quiet", "-m", "one"]);
    git(place.folder.path(), &["clone", "--quiet", "--bare", "c", "course.git"]);
    let hook = bare.join("hooks/post-checkout");
    fs::create_dir_all(bare.join("hooks")).expect("made");
    fs::write(hook, "#!/bin/sh\ntouch ran\n").expect("written");
    let added = place.add(&bare);
    assert_eq!(added.record.commit.len(), 40);
    let copy = place.data().join("courses/cooking@1");
    assert!(!copy.join(".git").exists());
    let link = copy.join("lessons/01-first/link.md");
    assert!(!link.is_symlink(), "a link came along");
    place.lesson("c", "three");
    git(&from, &["add", "."]);
    git(&from, &["commit", "--quiet", "-m", "two"]);
    git(&from, &["push", "--quiet", "../course.git", "HEAD"]);
    let updated = place.update("cooking").expect("fetched");
    assert_eq!((updated.changed, updated.new), (true, vec!["three".to_owned()]));
    fs::remove_dir_all(&bare).expect("removed");
    assert!(place.update("cooking").is_err());
    assert_eq!(place.done("cooking"), (0, 3));
}

#[test]
fn a_course_is_added_used_listed_and_removed_from_the_command_line() {
    let place = Place::new();
    let (from, data) = (place.course("my course", "cooking"), place.data());
    let from = from.to_str().expect("UTF-8");
    let of = |args: &[&str]| Program::with(args).data(&data);
    of(&["course", "add", from]).shows("Course cooking is added as cooking.").run();
    of(&["list", "weeks"]).shows("trade-offs").run();
    of(&["--course", "cooking", "list"]).shows("Lesson one").run();
    of(&["course", "use", "cooking"]).shows("Course cooking opens from now on.").run();
    of(&["list"]).shows("Lesson two").run();
    of(&["--course", "archtutor", "list", "weeks"]).shows("trade-offs").run();
    let rows = of(&["course", "list", "--format", "json"]).json();
    assert_eq!((&rows[0]["name"], &rows[0]["opens"]), (&"archtutor".into(), &false.into()));
    assert_eq!((&rows[1]["name"], &rows[1]["opens"]), (&"cooking".into(), &true.into()));
    assert_eq!(rows[1]["standing"]["items"], 2);
    of(&["course", "update"]).shows("is as it was").run();
    for format in ["text", "json"] {
        let nosuch = of(&["course", "update", "nosuch", "--format", format]).fails(2).run();
        assert_eq!(nosuch.stdout, "", "{format}");
    }
    of(&["course", "remove", "cookin", "--yes"]).fails(2).complains("Did you mean").run();
    of(&["course", "remove", "cooking"]).fails(2).complains("--yes").run();
    of(&["course", "remove", "cooking", "--yes"]).shows("is kept").run();
    of(&["list", "weeks"]).shows("trade-offs").run();
    of(&["course", "remove", "archtutor", "--yes"]).fails(2).run();
    of(&["course", "add", "--", "-x"]).fails(2).complains("no address").run();
    of(&["course", "add", "ext::sh -c id"]).fails(2).complains("cannot be fetched").run();
}

#[test]
fn a_course_whose_copy_is_gone_says_how_to_go_on() {
    let place = Place::new();
    let data = place.data();
    place.add(&place.course("c", "cooking"));
    place.courses.make_current("cooking").expect("noted");
    fs::remove_dir_all(data.join("courses/cooking@1")).expect("removed");
    let said = Program::with(&["list"]).data(&data).fails(3);
    said.complains("course update cooking").complains("course use archtutor").run();
    let rows = Program::with(&["course", "list", "--format", "json"]).data(&data).json();
    assert!(rows[1]["standing"].is_null() && rows[1]["fault"] != "", "{rows}");
    Program::with(&["course", "update", "cooking"]).data(&data).shows("updated").run();
    Program::with(&["list"]).data(&data).shows("Lesson one").run();
}

#[test]
fn who_studies_goes_on_with_the_course_that_ships_where_the_chosen_one_is_gone() {
    let place = Place::new();
    let data = place.data();
    let plain = |typed: &'static str| Program::with(&["--plain"]).data(&data).stdin(typed);
    place.add(&place.course("c", "cooking"));
    let copy = data.join("courses/cooking@1");
    for broken in [true, false] {
        place.courses.make_current("cooking").expect("noted");
        if broken {
            fs::write(copy.join("course.toml"), "id = ").expect("written");
        } else {
            fs::remove_dir_all(&copy).expect("removed");
        }
        let said = plain("q\n")
            .shows("twelve weeks")
            .shows("\u{201c}cooking\u{201d} cannot be opened")
            .run();
        assert!(!said.stdout.contains("Lesson one"));
        // The one that ships is chosen where it stands in, and nothing is said any more.
        plain("8\n1\nq\n").run();
        let said = plain("q\n").shows("twelve weeks").run();
        assert!(!said.stdout.contains("cannot be opened"), "{}", said.stdout);
    }
}

#[test]
fn plain_lines_switch_add_and_remove() {
    let place = Place::new();
    let (from, data) = (place.course("c", "cooking"), place.data());
    let from = from.to_str().expect("UTF-8");
    // The last entry of the first menu are the courses; the second of those adds one.
    let typed = format!("8\n2\n{from}\n2\nq\n");
    let said = Program::with(&["--plain"]).data(&data).stdin(typed);
    let said = said.shows("Courses").shows("Course cooking is added as cooking.").run().stdout;
    assert!(said.contains("Heading 1: Course cooking"), "{said}");
    let said = Program::with(&["--plain"]).data(&data).stdin("8\n5\ny\nq\nq\n");
    said.shows("What you did in it is kept").run();
}
