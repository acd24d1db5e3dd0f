//! Things whose ids changed.

use super::*;
use crate::{course::former::Renames, id::Kind};

/// Everything that the events of one of each kind are about, under another id.
fn renames() -> Renames {
    let pairs = [
        (Kind::Lesson, "sagas", "long-transactions"),
        (Kind::Week, "sagas", "week-of-sagas"),
        (Kind::Quiz, "sagas-quiz", "quiz-of-sagas"),
        (Kind::Question, "q1", "first-question"),
        (Kind::Question, "q2", "second-question"),
        (Kind::Exercise, "split-the-shop", "cut-the-shop"),
        (Kind::Lab, "rate", "limiter"),
        (Kind::Pattern, "saga", "process-manager"),
    ];
    let renames = pairs.map(|(kind, old, new)| ((kind, old.to_owned()), new.to_owned()));
    renames.into_iter().collect()
}

#[test]
fn what_was_done_under_former_ids_is_as_if_they_had_always_been_the_present_ones() {
    let folder = tempfile::tempdir().unwrap();
    let mut progress = open(folder.path());
    for event in one_of_each() {
        if !["undo", "course.adopted"].contains(&event.kind.as_str()) {
            progress.record(event).unwrap();
        }
    }
    let completed = progress.record(completed("sagas")).unwrap();
    progress.record(UndoEvent::of(completed)).unwrap();
    assert!(progress.follow_renames(renames).unwrap());
    assert!(!progress.follow_renames(renames).unwrap(), "once");
    assert_sound(&progress);

    let mut lines = events(&progress).join("\n");
    for (old, new) in [
        ("\"object\":\"sagas\"", "\"object\":\"long-transactions\""),
        ("\"lessons\":[\"sagas\"", "\"lessons\":[\"long-transactions\""),
        ("sagas-quiz", "quiz-of-sagas"),
        ("\"q1\"", "\"first-question\""),
        ("\"q2\"", "\"second-question\""),
        ("split-the-shop", "cut-the-shop"),
        ("\"rate\"", "\"limiter\""),
        ("card:problem:saga", "card:problem:process-manager"),
    ] {
        assert!(lines.contains(old), "{old} in {lines}");
        lines = lines.replace(old, new);
    }
    let other = tempfile::tempdir().unwrap();
    let mut always = open(other.path());
    always.import(lines.as_bytes()).unwrap();
    assert_eq!(projections(&progress), projections(&always));
    let lesson = progress.lesson(&"long-transactions".into()).unwrap().unwrap();
    assert_eq!((lesson.times, lesson.furthest), (1, 60));
    assert!(events(&progress).iter().any(|line| line.contains("\"sagas\"")), "the log is the same");
}

#[test]
fn what_is_done_under_both_ids_adds_up_and_can_be_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut progress = open(folder.path());
    let first = progress.record(completed("sagas")).unwrap();
    progress.follow_renames(renames).unwrap();
    progress.record(opened("long-transactions")).unwrap();
    let second = progress.record(completed("long-transactions")).unwrap();
    let done = |progress: &Progress| {
        progress.lesson(&"long-transactions".into()).unwrap().unwrap().completed_at.is_some()
    };
    progress.record(UndoEvent::of(second)).unwrap();
    assert!(done(&progress), "it was completed before, under the other id");
    progress.record(UndoEvent::of(first)).unwrap();
    assert!(!done(&progress));
    assert_sound(&progress);
    // Another device that still knows the old id.
    let mut device = open(tempfile::tempdir().unwrap().path());
    device.record(completed("sagas")).unwrap();
    let lines = events(&device).join("\n");
    progress.import(lines.as_bytes()).unwrap();
    assert!(done(&progress));
    assert_sound(&progress);
}

#[test]
fn a_new_learner_is_not_asked_and_a_course_may_take_its_names_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut progress = open(folder.path());
    assert!(!progress.follow_renames(|| panic!("nobody needs them")).unwrap());
    progress.record(completed("sagas")).unwrap();
    assert!(progress.follow_renames(renames).unwrap());
    assert_eq!(progress.lesson(&"sagas".into()).unwrap(), None);
    assert!(progress.follow_renames(Renames::new).unwrap());
    assert!(progress.lesson(&"sagas".into()).unwrap().is_some());
    assert_sound(&progress);
}

#[test]
fn a_rename_of_one_course_leaves_another_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut progress = open(folder.path());
    let mut other = Progress::open(folder.path(), "other".into(), at(NOON)).unwrap();
    progress.record(completed("sagas")).unwrap();
    other.record(completed("sagas")).unwrap();
    progress.follow_renames(renames).unwrap();
    assert_eq!(progress.lesson(&"sagas".into()).unwrap(), None);
    assert!(other.lesson(&"sagas".into()).unwrap().is_some());
}
