//! Files that are damaged, newer, full or not writable.

use std::fs;

use super::*;

/// Progress with many answers, closed.
fn filled(folder: &Path, answers: usize) {
    let mut progress = open(folder);
    let events: Vec<Event> =
        (0..answers).map(|number| answered(&format!("q-{number}"), true, None)).collect();
    progress.record_all(&events).unwrap();
}

fn damaged(progress: &mut Progress) -> (PathBuf, usize) {
    match progress.take_notice() {
        Some(Notice::Damaged { aside, recovered }) => (aside, recovered),
        other => panic!("{other:?}"),
    }
}

#[test]
fn junk_is_put_aside_and_the_learner_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE_NAME);
    let junk: Vec<u8> = (0..50_000_u32).map(|number| (number * 7 % 251) as u8).collect();
    fs::write(&path, &junk).unwrap();
    let mut progress = Progress::open(folder.path(), CourseId::shipped(), at(NOON)).unwrap();
    let (aside, recovered) = damaged(&mut progress);
    assert_eq!(recovered, 0);
    assert_eq!(fs::read(aside).unwrap(), junk, "the file is kept as it was");
    progress.record(opened("sagas")).unwrap();
    drop(progress);
    assert_eq!(open(folder.path()).home().unwrap().lessons.len(), 1);
}

#[test]
fn what_can_be_read_from_a_truncated_file_is_recovered() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path(), 3_000);
    let path = folder.path().join(FILE_NAME);
    let whole = fs::metadata(&path).unwrap().len();
    fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(whole / 2).unwrap();
    let mut progress = Progress::open(folder.path(), CourseId::shipped(), at(NOON)).unwrap();
    let (aside, recovered) = damaged(&mut progress);
    assert!((500..3_000).contains(&recovered), "{recovered} of 3000");
    assert_eq!(fs::metadata(aside).unwrap().len(), whole / 2);
    assert_eq!(progress.totals().unwrap().answers as usize, recovered);
    assert_sound(&progress);
    drop(progress);
    assert_eq!(events(&open(folder.path())).len(), recovered);
}

#[test]
fn every_length_of_a_cut_file_opens_without_a_panic() {
    for part in [0, 1, 16, 99, 100, 4_095, 4_096, 5_000, 20_000] {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path(), 100);
        let path = folder.path().join(FILE_NAME);
        fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(part).unwrap();
        let mut progress = Progress::open(folder.path(), CourseId::shipped(), at(NOON)).unwrap();
        progress.record(opened("sagas")).unwrap();
        assert_sound(&progress);
    }
}

#[test]
fn damage_found_while_writing_is_mended_and_the_answer_kept() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path(), 3_000);
    let path = folder.path().join(FILE_NAME);
    let mut bytes = fs::read(&path).unwrap();
    let pages = bytes.len() / 4_096;
    // The first pages hold the schema; from the middle on everything is overwritten.
    bytes[4_096 * (pages / 2)..].fill(0x5a);
    fs::write(&path, bytes).unwrap();
    let mut progress = Progress::open(folder.path(), CourseId::shipped(), at(NOON)).unwrap();
    for number in 0..50 {
        progress.record(answered(&format!("new-{number}"), true, None)).unwrap();
    }
    let (_, recovered) = damaged(&mut progress);
    assert!(recovered > 100, "{recovered}");
    assert!(progress.question(&"new-49".into()).unwrap().is_some());
    assert!(progress.question(&"new-0".into()).unwrap().is_some());
    assert_sound(&progress);
}

#[test]
fn a_newer_file_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path(), 10);
    let path = folder.path().join(FILE_NAME);
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(())).unwrap();
    drop(connection);
    let before = fs::read(&path).unwrap();
    let problem =
        Progress::open(folder.path(), CourseId::shipped(), at(NOON)).map(|_| ()).unwrap_err();
    assert!(problem.what.ends_with("was written by a newer archtutor"), "{problem}");
    assert!(problem.why.contains("99") && problem.hint.contains("update archtutor"));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn projections_of_an_older_program_are_rebuilt_once() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path(), 10);
    let connection = rusqlite::Connection::open(folder.path().join(FILE_NAME)).unwrap();
    let old = "update about set value = '0' where name = 'projections';
               drop table question; delete from day";
    connection.execute_batch(old).unwrap();
    drop(connection);
    let progress = open(folder.path());
    assert_eq!(progress.totals().unwrap().questions_seen, 10);
    assert_sound(&progress);
}

#[test]
fn a_full_disk_is_a_problem_and_earlier_progress_stays() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path(), 10);
    let mut progress = open(folder.path());
    let connection = &progress.store.as_ref().unwrap().connection;
    let pages: i64 = connection.query_row("pragma page_count", [], |row| row.get(0)).unwrap();
    connection.query_row(&format!("pragma max_page_count = {pages}"), [], |_| Ok(())).unwrap();
    let draft = ExerciseEvent::Drafted {
        exercise: "split-the-shop".into(),
        revision: "r".into(),
        draft: "x".repeat(100_000),
    };
    let problem = progress.record(draft).unwrap_err();
    assert_eq!(problem.hint, "make room on the disk and try again");
    assert_eq!(problem.fault, crate::problem::Fault::Environment);
    assert_eq!(events(&progress).len(), 10);
    assert_eq!(progress.take_notice(), None);
    assert_sound(&progress);
}

#[test]
fn a_folder_that_is_none_is_a_problem_and_reading_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    let mut progress = match Progress::open(file.join("data"), CourseId::shipped(), at(NOON)) {
        Ok(progress) => progress,
        Err(problem) => {
            assert!(problem.hint.contains("--data-dir"), "{problem:?}");
            Progress::in_memory(CourseId::shipped(), at(NOON))
        }
    };
    assert_eq!(progress.home().unwrap(), Home::default());
    let mut blocked = Progress {
        place: Place::Folder(file),
        ..Progress::in_memory(CourseId::shipped(), at(NOON))
    };
    let problem = blocked.record(opened("sagas")).unwrap_err();
    assert!(problem.hint.contains("--data-dir"), "{problem:?}");
    progress.record(opened("sagas")).unwrap();
    fs::create_dir(folder.path().join(FILE_NAME)).unwrap();
    assert!(Progress::open(folder.path(), CourseId::shipped(), at(NOON)).is_err());
}

#[test]
fn a_file_that_cannot_be_written_can_still_be_read() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path(), 10);
    let path = folder.path().join(FILE_NAME);
    let store = Store::finish(connection::read_only(&path).unwrap(), true, at(NOON)).unwrap();
    let mut progress = Progress { store: Some(store), ..open(folder.path()) };
    assert_eq!(progress.totals().unwrap().answers, 10);
    let problem = progress.record(opened("sagas")).unwrap_err();
    assert_eq!(problem.why, "the file or its folder is read-only");
    assert!(progress.check().unwrap().is_sound());
}

/// For an administrator no folder is read-only, so there this shows nothing.
#[cfg(unix)]
#[test]
fn a_read_only_folder_is_read_and_the_learner_is_told() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("what? 100%#1");
    filled(&data, 10);
    let path = data.join(FILE_NAME);
    let mode = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    for (of_folder, of_file) in [(0o555, 0o444), (0o755, 0o444), (0o555, 0o644)] {
        mode(&path, of_file);
        mode(&data, of_folder);
        let allowed = fs::OpenOptions::new().append(true).open(&path).is_ok()
            && fs::write(data.join("probe"), "x").is_ok();
        if !allowed {
            let mut progress = Progress::open(&data, CourseId::shipped(), at(NOON)).unwrap();
            assert_eq!(progress.totals().unwrap().answers, 10);
            let told = Some(Notice::ReadOnly { path: path.clone() });
            assert_eq!(progress.take_notice(), told, "{of_folder:o} {of_file:o}");
            let problem = progress.record(opened("sagas")).unwrap_err();
            assert_eq!(problem.fault, crate::problem::Fault::Environment, "{problem:?}");
            assert!(progress.check().unwrap().is_sound());
        }
        mode(&data, 0o755);
        for entry in fs::read_dir(&data).unwrap() {
            mode(&entry.unwrap().path(), 0o644);
        }
        assert_eq!(open(&data).totals().unwrap().answers, 10);
    }
    // Nothing is there yet and nothing can be made.
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    mode(&empty, 0o555);
    if fs::write(empty.join("probe"), "x").is_err() {
        let mut progress = open(&empty);
        assert_eq!(progress.home().unwrap(), Home::default());
        assert!(progress.record(opened("sagas")).is_err());
        assert!(!empty.join(FILE_NAME).exists());
    }
    mode(&empty, 0o755);
}

#[test]
fn a_database_of_another_program_is_left_as_it_is() {
    let named = |id: i64| {
        format!("pragma application_id = {id}; create table t (x); insert into t values (1)")
    };
    for (what, sql) in [
        ("by its id", named(252_006_673)),
        ("by its tables", named(0)),
        ("in another mode", format!("pragma journal_mode = wal; {}", named(0))),
        ("with a number of its own", format!("pragma user_version = 7; {}", named(0))),
        ("with its id and our tables", format!("{}; create table event (y)", named(252_006_673))),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE_NAME);
        let connection = rusqlite::Connection::open(&path).unwrap();
        connection.execute_batch(&sql).unwrap();
        drop(connection);
        let before = fs::read(&path).unwrap();
        let opened = Progress::open(folder.path(), CourseId::shipped(), at(NOON));
        let problem = opened.map(drop).unwrap_err();
        assert!(problem.what.ends_with("is another program's database"), "{what}: {problem}");
        assert!(problem.hint.contains("--data-dir"), "{what}");
        assert_eq!(fs::read(&path).unwrap(), before, "{what}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "{what}");
    }
}

#[test]
fn an_empty_file_is_filled() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(FILE_NAME), "").unwrap();
    let mut progress = open(folder.path());
    progress.record(opened("sagas")).unwrap();
    assert_eq!(events(&open(folder.path())).len(), 1);
}

#[test]
fn formats_that_no_program_has_are_damage_and_those_of_newer_ones_are_not() {
    for (format, newer) in
        [(-1, false), (i32::MIN, false), (70_000, false), (3, false), (2, true), (99, true)]
    {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path(), 3);
        let path = folder.path().join(FILE_NAME);
        let connection = rusqlite::Connection::open(&path).unwrap();
        connection.pragma_update(None, "user_version", format).unwrap();
        drop(connection);
        match Progress::open(folder.path(), CourseId::shipped(), at(NOON)) {
            Ok(mut progress) => {
                assert_eq!(damaged(&mut progress).1, 3, "{format}");
                assert!(!newer);
            }
            Err(problem) => {
                assert!(newer && problem.why.contains(&format.to_string()), "{problem}")
            }
        }
    }
    // A newer program says its format twice.
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path(), 3);
    let connection = rusqlite::Connection::open(folder.path().join(FILE_NAME)).unwrap();
    let newer = "pragma user_version = 3; update about set value = '3' where name = 'format'";
    connection.execute_batch(newer).unwrap();
    drop(connection);
    assert!(Progress::open(folder.path(), CourseId::shipped(), at(NOON)).is_err());
}

#[cfg(unix)]
#[test]
fn a_pipe_or_a_device_is_never_waited_for() {
    use std::os::unix::fs::symlink;

    for name in [FILE_NAME, "progress.db-wal", "progress.lock"] {
        for pipe in [true, false] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(name);
            if pipe {
                assert!(
                    std::process::Command::new("mkfifo").arg(&path).status().unwrap().success()
                );
            } else {
                symlink("/dev/zero", &path).unwrap();
            }
            let opened = Progress::open(folder.path(), CourseId::shipped(), at(NOON));
            let problem = match opened {
                Ok(mut progress) => progress.record(opened_event()).unwrap_err(),
                Err(problem) => problem,
            };
            assert!(problem.why.contains("a pipe or a device"), "{name}: {problem}");
        }
    }
}

fn opened_event() -> Event {
    opened("sagas")
}

#[test]
fn a_database_that_another_program_keeps_locked_can_be_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path(), 3);
    let mut progress = open(folder.path());
    let other = rusqlite::Connection::open(folder.path().join(FILE_NAME)).unwrap();
    other.execute_batch("begin immediate").unwrap();
    progress.store.as_ref().unwrap().connection.busy_timeout(std::time::Duration::ZERO).unwrap();
    let problem = progress.record(opened("sagas")).unwrap_err();
    assert!(!progress.fall_back_to_memory(&problem), "it is only a matter of time");
    assert!(progress.is_locked() && problem.what.ends_with("is in use"), "{problem}");
    other.execute_batch("rollback").unwrap();
    progress.record(opened("sagas")).unwrap();
    assert!(!progress.is_locked());
    assert_sound(&progress);
}

#[test]
fn a_file_of_the_first_release_that_cannot_be_written_is_read_all_the_same() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/released/progress.db");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE_NAME);
    fs::copy(fixture, &path).unwrap();
    let connection = connection::read_only(&path).unwrap();
    let store = Store::finish(connection, true, at(NOON)).unwrap();
    let progress =
        Progress { store: Some(store), ..Progress::in_memory(CourseId::shipped(), at(NOON)) };
    assert_eq!(progress.totals().unwrap().answers, 68);
}
