//! The file is moved, replaced or deleted under a running program.

use std::fs;

use super::*;

fn replaced(progress: &mut Progress) -> bool {
    matches!(progress.take_notice(), Some(Notice::Replaced { .. }))
}

#[test]
fn an_answer_after_the_file_is_gone_is_in_the_file_of_that_name() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let path = data.join(FILE_NAME);
    let ways: [(&str, &dyn Fn()); 4] = [
        ("reset by another program", &|| drop(open(&data).reset().unwrap())),
        ("deleted", &|| fs::remove_file(&path).unwrap()),
        ("folder deleted", &|| fs::remove_dir_all(&data).unwrap()),
        ("folder moved", &|| {
            fs::rename(&data, tempfile::tempdir().unwrap().keep().join("x")).unwrap()
        }),
    ];
    for (what, way) in ways {
        let mut progress = open(&data);
        progress.record(answered("before", true, None)).unwrap();
        progress.take_notice();
        way();
        progress.record(answered("after", true, None)).unwrap();
        assert!(replaced(&mut progress), "{what}");
        assert!(events(&open(&data)).iter().any(|line| line.contains("after")), "{what}");
        assert_sound(&progress);
        drop(progress);
        assert!(events(&open(&data)).iter().any(|line| line.contains("after")), "{what}, closed");
    }
}

#[test]
fn a_file_put_in_the_place_of_the_open_one_is_gone_on_with() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut progress = open(folder.path());
    progress.record(opened("mine")).unwrap();
    open(other.path()).record(opened("theirs")).unwrap();
    fs::rename(other.path().join(FILE_NAME), folder.path().join(FILE_NAME)).unwrap();
    for end in ["-wal", "-shm"] {
        fs::remove_file(folder.path().join(format!("{FILE_NAME}{end}"))).unwrap();
    }
    progress.record(opened("later")).unwrap();
    assert!(replaced(&mut progress));
    let lessons = progress.home().unwrap().lessons;
    let lessons: Vec<&str> = lessons.iter().map(|lesson| lesson.lesson.as_str()).collect();
    assert_eq!(lessons, ["later", "theirs"]);
    assert_sound(&progress);
}

/// SQLite deletes the log beside a database by its name when it closes it.
#[test]
fn a_program_with_the_old_file_takes_nothing_from_the_new_one_when_it_ends() {
    let folder = tempfile::tempdir().unwrap();
    let mut old = open(folder.path());
    old.record(opened("old")).unwrap();
    let aside = open(folder.path()).reset().unwrap().unwrap();
    let mut new = open(folder.path());
    new.record(opened("new")).unwrap();
    drop(old);
    let copy = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, copy.path().join(path.file_name().unwrap())).unwrap();
    }
    // As after a crash: what was acknowledged stands in the file and the log beside it.
    assert_eq!(events(&open(copy.path())).len(), 1);
    new.restore(&aside).unwrap();
    assert_eq!(new.home().unwrap().lessons[0].lesson.as_str(), "old");
}

#[test]
fn what_cannot_be_kept_in_the_new_place_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut progress = open(&data);
    progress.record(opened("mine")).unwrap();
    fs::remove_dir_all(&data).unwrap();
    fs::write(&data, "a file where the folder was").unwrap();
    let problem = progress.record(opened("later")).unwrap_err();
    assert!(progress.fall_back_to_memory(&problem), "{problem:?}");
    assert!(matches!(progress.take_notice(), Some(Notice::Unkept { .. })));
    progress.record(opened("later")).unwrap();
    assert_eq!(progress.home().unwrap().lessons.len(), 2, "what was there is still shown");
}

#[test]
fn after_nothing_was_kept_a_later_success_keeps_it_all() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut progress = open(&data);
    progress.record(opened("first")).unwrap();
    progress.record(position("first", 1)).unwrap();
    progress.close();
    let (away, path) = (folder.path().join("away"), data.join(FILE_NAME));
    fs::rename(&data, &away).unwrap();
    fs::write(&data, "a file where the folder was").unwrap();
    progress.store = None;
    let problem = progress.record(opened("second")).unwrap_err();
    assert!(progress.fall_back_to_memory(&problem));
    progress.take_notice();
    progress.record(opened("second")).unwrap();
    progress.record(position("first", 9)).unwrap();
    assert_eq!(progress.take_notice(), None, "it still refuses");
    fs::remove_file(&data).unwrap();
    fs::rename(&away, &data).unwrap();
    progress.record(opened("third")).unwrap();
    assert_eq!(progress.take_notice(), Some(Notice::Resumed { path }));
    progress.close();
    let kept = open(&data);
    assert_eq!(kept.home().unwrap().lessons.len(), 3);
    let place = kept.lesson(&"first".into()).unwrap().unwrap().place;
    assert_eq!(place, Some((9, "r".into())));
    assert_sound(&kept);
}

/// A full disk can be opened and read all the same.
#[test]
fn a_file_that_only_refuses_to_grow_is_not_taken_for_one_that_takes_events_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut progress = open(folder.path());
    progress.record(opened("first")).unwrap();
    progress.setback = Some(Setback::Refused);
    assert!(progress.fall_back_to_memory(&problems::bug()));
    progress.take_notice();
    // Whoever holds the file refuses it at the moment of writing.
    let other = rusqlite::Connection::open(folder.path().join(FILE_NAME)).unwrap();
    other.execute_batch("begin immediate").unwrap();
    progress.record(opened("second")).unwrap();
    assert!(matches!(progress.place, Place::Fallback(_)));
    assert_eq!(progress.take_notice(), None);
    other.execute_batch("rollback").unwrap();
    progress.record(opened("third")).unwrap();
    assert!(matches!(progress.take_notice(), Some(Notice::Resumed { .. })));
    assert_eq!(open(folder.path()).home().unwrap().lessons.len(), 3);
}

#[test]
fn everything_is_in_the_one_file_after_a_pause_and_at_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let mut progress = open(folder.path());
    let alone = || {
        let copy = tempfile::tempdir().unwrap();
        fs::copy(folder.path().join(FILE_NAME), copy.path().join(FILE_NAME)).unwrap();
        events(&open(copy.path())).len()
    };
    progress.record(opened("one")).unwrap();
    progress.settle();
    assert_eq!(alone(), 1);
    progress.record(opened("two")).unwrap();
    progress.close();
    assert_eq!(alone(), 2);
    let names = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(names.into_iter().all(|name| !name.to_string_lossy().contains('-')));
    progress.record(opened("three")).unwrap();
    assert_eq!(events(&progress).len(), 3, "it opens again");
}

#[test]
fn a_large_file_of_an_earlier_version_is_added_up_behind_the_first_look() {
    let folder = tempfile::tempdir().unwrap();
    let mut progress = open(folder.path());
    progress.record(completed("sagas")).unwrap();
    let connection = &progress.store.as_ref().unwrap().connection;
    let old = "update about set value = '2' where name = 'projections';
               create table if not exists padding (block blob);";
    connection.execute_batch(old).unwrap();
    let look = || Progress::look(folder.path(), CourseId::shipped(), at(NOON)).unwrap();
    connection.execute("insert into padding values (zeroblob(100))", []).unwrap();
    progress.store.as_ref().unwrap().checkpoint().unwrap();
    assert!(!look().is_unread(), "a small one is brought up to date at once");
    let connection = &progress.store.as_ref().unwrap().connection;
    connection.execute_batch(old).unwrap();
    connection.execute("insert into padding values (zeroblob(17000000))", []).unwrap();
    progress.close();
    let mut progress = look();
    assert!(progress.is_unread());
    assert_eq!(progress.take_notice(), Some(Notice::AddingUp));
    assert_eq!(progress.home().unwrap(), Home::default());
    progress.settle();
    assert!(!progress.is_unread());
    assert_eq!(progress.home().unwrap().days, 1);
}

#[test]
fn a_first_look_leaves_no_trace_and_what_is_recorded_after_it_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let names = || {
        let entries = fs::read_dir(folder.path()).unwrap();
        entries.map(|entry| entry.unwrap().file_name()).collect::<Vec<_>>()
    };
    let look = || Progress::look(folder.path(), CourseId::shipped(), at(NOON)).unwrap();
    assert_eq!(look().home().unwrap(), Home::default());
    assert!(names().is_empty(), "there is nothing yet");
    open(folder.path()).record(position("sagas", 7)).unwrap();
    let before = names();
    let mut progress = look();
    assert!(progress.looking);
    let place = |progress: &Progress| progress.lesson(&"sagas".into()).unwrap().unwrap().place;
    assert_eq!(place(&progress), Some((7, "r".into())));
    assert_eq!(names(), before);
    // Another program goes on meanwhile.
    open(folder.path()).record(position("sagas", 8)).unwrap();
    progress.settle();
    assert_eq!(place(&progress), Some((8, "r".into())));
    let mut progress = look();
    progress.record(position("sagas", 9)).unwrap();
    assert_eq!(place(&progress), Some((9, "r".into())));
    assert_sound(&progress);
    drop(progress);
    // What stands beside the file, or is not up to date, is opened as a whole.
    let first = open(folder.path());
    first
        .store
        .as_ref()
        .unwrap()
        .connection
        .execute("update about set value = '2' where name = 'projections'", [])
        .unwrap();
    assert!(!look().looking);
    drop(first);
    assert_eq!(place(&look()), Some((9, "r".into())));
}
