//! What became of events that are shared: beside the log, and out of its way.

use super::*;
use crate::progress::outbox as table;

fn marks(progress: &mut Progress, events: &[EventId], stage: Stage) {
    let mark = |event: &EventId| Mark { event: event.0, stage, code: "said".into() };
    let marks: Vec<Mark> = events.iter().map(mark).collect();
    progress.mark("spring", &marks, Timestamp(NOON)).unwrap();
}

#[test]
fn who_is_in_no_class_has_no_outbox() {
    let mut progress = Progress::in_memory(CourseId::shipped(), at(NOON));
    progress.record(opened("sagas")).unwrap();
    assert!(progress.stages("spring").unwrap().is_empty());
    progress.forget_stages("spring").unwrap();
    let connection = &progress.store.as_ref().unwrap().connection;
    let sql = "select count(*) from sqlite_schema where name = ?1";
    let tables: i64 = connection.query_row(sql, [table::TABLE], |row| row.get(0)).unwrap();
    assert_eq!(tables, 0);
}

#[test]
fn what_was_sent_stays_sent_whatever_is_built_anew_or_said_later() {
    let folder = tempfile::tempdir().unwrap();
    let mut progress = open(folder.path());
    let ids = progress.record_all(&[opened("a"), opened("b"), opened("c")]).unwrap();
    marks(&mut progress, &ids, Stage::Tried);
    marks(&mut progress, &ids[..1], Stage::Sent);
    // Another program that pushes at the same time has not heard of it.
    marks(&mut progress, &ids, Stage::Tried);
    progress.unmark("spring", &[ids[0].0, ids[1].0]).unwrap();
    progress.rebuild().unwrap();
    assert_sound(&progress);
    drop(progress);
    let mut progress = open(folder.path());
    let stages = progress.stages("spring").unwrap();
    assert_eq!(stages.len(), 2);
    assert_eq!((stages[&ids[0].0], stages[&ids[2].0]), (Stage::Sent, Stage::Tried));
    assert!(progress.stages("autumn").unwrap().is_empty());
    progress.forget_stages("spring").unwrap();
    assert!(progress.stages("spring").unwrap().is_empty());
}

#[test]
fn what_an_earlier_program_was_refused_waits_again() {
    let mut progress = Progress::in_memory(CourseId::shipped(), at(NOON));
    let ids = progress.record_all(&[opened("a")]).unwrap();
    marks(&mut progress, &ids, Stage::Refused);
    assert_eq!(progress.stages("spring").unwrap()[&ids[0].0], Stage::Refused);
    let connection = &progress.store.as_ref().unwrap().connection;
    connection.execute("update class_sent set program = '0.0.1'", []).unwrap();
    assert!(progress.stages("spring").unwrap().is_empty());
}
