//! One log, several courses.

use super::*;

fn open_in(folder: &Path, course: &str) -> Progress {
    Progress::open(folder, course.into(), at(NOON)).unwrap()
}

#[test]
fn equal_ids_of_two_courses_are_different_things() {
    let folder = tempfile::tempdir().unwrap();
    let mut other = open_in(folder.path(), "other");
    for event in one_of_each() {
        if event.kind != "undo" && event.kind != "course.adopted" {
            other.record(event).unwrap();
        }
    }
    let mut shipped = open(folder.path());
    assert_eq!(shipped.lesson(&"sagas".into()).unwrap(), None);
    assert_eq!(shipped.quiz(&"sagas-quiz".into()).unwrap(), None);
    assert_eq!(shipped.question(&"q1".into()).unwrap(), None);
    assert_eq!(shipped.sitting("s1").unwrap(), None);
    assert_eq!(shipped.draft(&"split-the-shop".into()).unwrap(), None);
    assert_eq!(shipped.attempts(&"split-the-shop".into()).unwrap(), []);
    assert!(shipped.missions(&"rate".into()).unwrap().is_empty());
    assert!(shipped.notes(None).unwrap().is_empty() && shipped.bookmarks().unwrap().is_empty());
    assert!(shipped.days(9).unwrap().is_empty());
    // Days are counted over all courses, everything else is of the open one.
    assert_eq!(shipped.totals().unwrap(), Totals { days: 1, ..Totals::default() });
    shipped.record(opened("queues")).unwrap();
    let latest = |progress: &Progress| progress.home().unwrap().latest;
    assert_eq!(latest(&shipped), Some(Latest::Lesson("queues".into())));
    assert_eq!(latest(&other), Some(Latest::Exercise("split-the-shop".into())));
    assert_sound(&shipped);
}

#[test]
fn a_place_in_one_course_does_not_overwrite_that_in_another() {
    let folder = tempfile::tempdir().unwrap();
    let (mut shipped, mut other) = (open(folder.path()), open_in(folder.path(), "other"));
    shipped.record(position("sagas", 10)).unwrap();
    other.record(position("sagas", 20)).unwrap();
    shipped.record(position("sagas", 30)).unwrap();
    assert_eq!(events(&shipped).len(), 2);
    let place = |progress: &Progress| progress.lesson(&"sagas".into()).unwrap().unwrap().place;
    assert_eq!(place(&shipped), Some((30, "r".into())));
    assert_eq!(place(&other), Some((20, "r".into())));
    assert_sound(&shipped);
}

#[test]
fn what_is_taken_back_in_one_course_stays_in_another() {
    let folder = tempfile::tempdir().unwrap();
    let (mut shipped, mut other) = (open(folder.path()), open_in(folder.path(), "other"));
    let event = shipped.record(completed("sagas")).unwrap();
    other.record(completed("sagas")).unwrap();
    // Also from the other course.
    other.record(UndoEvent::of(event)).unwrap();
    let done = |progress: &Progress| {
        progress.lesson(&"sagas".into()).unwrap().unwrap().completed_at.is_some()
    };
    assert!(!done(&shipped) && done(&other));
    assert_eq!(other.days(1).unwrap()[0].lessons, 1);
    assert_sound(&shipped);
}

/// The log of the first release with two courses in it, opened for the second.
fn mixed(folder: &Path) -> Progress {
    let mut progress = open_in(folder, "sample");
    let path = Path::new(env!("CARGO_MANIFEST_DIR"));
    let export = std::fs::read(path.join("tests/fixtures/released/two-courses.jsonl")).unwrap();
    progress.import(&*export).unwrap();
    progress
}

#[test]
fn a_course_takes_over_what_was_written_without_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let mut progress = mixed(folder.path());
    let ids = ["transactions", "alone-quiz", "key-scope", "never-seen"];
    let objects = progress.adoptable(|| ids.map(str::to_owned).to_vec()).unwrap();
    assert_eq!(objects, ["alone-quiz", "key-scope", "transactions"]);
    progress.clock = at(1_900_000_000_000);
    progress.record(CourseEvent::Adopted { course: "sample".into(), objects }).unwrap();
    let lesson = progress.lesson(&"transactions".into()).unwrap().unwrap();
    assert_eq!(lesson.place.unwrap().0, 772);
    let sitting = progress.open_sitting(&"alone-quiz".into()).unwrap().unwrap();
    assert_eq!(sitting.given.len(), 1);
    let again = progress.adoptable(|| ids.map(str::to_owned).to_vec()).unwrap();
    assert!(again.is_empty(), "once");
    let shipped = open(folder.path());
    assert_eq!(shipped.lesson(&"transactions".into()).unwrap(), None);
    assert!(shipped.lesson(&"what-architecture-decides".into()).unwrap().is_some());
    assert_eq!(shipped.open_sitting(&"alone-quiz".into()).unwrap(), None);
    assert_sound(&shipped);
}

#[test]
fn what_happens_later_without_a_course_is_the_shipped_ones_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut progress = mixed(folder.path());
    let mut line =
        events(&progress).into_iter().find(|line| line.contains("transactions")).unwrap();
    progress.clock = at(1_800_000_000_000);
    let objects = vec!["transactions".to_owned()];
    progress.record(CourseEvent::Adopted { course: "sample".into(), objects }).unwrap();
    let moment = line.split("\"at\":").nth(1).unwrap()[..13].to_owned();
    line = line.replace(&moment, "1800000000001").replacen("01a", "02a", 1);
    assert_eq!(progress.import(line.as_bytes()).unwrap().new, 1);
    let opened =
        |progress: &Progress| progress.lesson(&"transactions".into()).unwrap().map(|l| l.times);
    assert_eq!((opened(&progress), opened(&open(folder.path()))), (Some(1), Some(1)));
}

#[test]
fn a_course_is_asked_once_and_only_before_it_has_begun() {
    let folder = tempfile::tempdir().unwrap();
    let mut progress = mixed(folder.path());
    assert!(!progress.is_begun().unwrap());
    progress.clock = at(1_900_000_000_000);
    progress.record(CourseEvent::Adopted { course: "sample".into(), objects: Vec::new() }).unwrap();
    assert!(progress.is_begun().unwrap(), "it said no");
    let free = |progress: &Progress| progress.adoptable(|| vec!["transactions".into()]).unwrap();
    assert_eq!(free(&progress), ["transactions"], "it may change its mind");
    let mut begun = open_in(folder.path(), "begun");
    assert!(!begun.is_begun().unwrap());
    begun.record(opened("transactions")).unwrap();
    assert!(begun.is_begun().unwrap());
    assert!(free(&open(folder.path())).is_empty(), "they are its own");
}

#[test]
fn two_devices_agree_on_what_was_taken_over() {
    let (folder_a, folder_b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut a = mixed(folder_a.path());
    let objects = vec!["transactions".to_owned()];
    a.clock = at(1_900_000_000_000);
    a.record(CourseEvent::Adopted { course: "sample".into(), objects }).unwrap();
    let mut lines = events(&a);
    lines.reverse();
    let mut b = open_in(folder_b.path(), "sample");
    b.import(lines.join("\n").as_bytes()).unwrap();
    let of_lessons = |progress: &Progress| {
        let mut lines = projections(progress);
        lines.retain(|line| line.starts_with("lesson ") || line.starts_with("adoption "));
        lines
    };
    assert_eq!(of_lessons(&a), of_lessons(&b));
}
