//! Two programs at once, two devices, copies.

use std::io::Write;

use super::*;

#[test]
fn two_devices_merge_by_the_union_of_their_events() {
    let (folder_a, folder_b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (mut a, mut b) = (open(folder_a.path()), open(folder_b.path()));
    a.record(opened("sagas")).unwrap();
    a.record(position("sagas", 10)).unwrap();
    b.clock = at(NOON + 1_000);
    b.record(position("sagas", 20)).unwrap();
    b.record(answered("q1", true, None)).unwrap();
    let (from_a, from_b) = (events(&a).join("\n"), events(&b).join("\n"));
    let into_b = b.import(from_a.as_bytes()).unwrap();
    assert_eq!(into_b, Imported { new: 2, known: 0 });
    assert_eq!(a.import(from_b.as_bytes()).unwrap(), Imported { new: 2, known: 0 });
    assert_eq!(projections(&a), projections(&b));
    let place = a.lesson(&"sagas".into()).unwrap().unwrap().place;
    assert_eq!(place, Some((20, "r".into())), "the later place wins");
    assert_eq!(a.import(from_b.as_bytes()).unwrap(), Imported { new: 0, known: 2 });
    assert_eq!(a.import(&b""[..]).unwrap(), Imported::default());
    // A later state of a coalesced row replaces the earlier one, never the other way round.
    b.record(position("sagas", 30)).unwrap();
    assert_eq!(a.import(events(&b).join("\n").as_bytes()).unwrap().new, 1);
    assert_eq!(a.import(from_b.as_bytes()).unwrap().new, 0);
    assert_eq!(a.lesson(&"sagas".into()).unwrap().unwrap().place, Some((30, "r".into())));
    assert_sound(&a);
    assert_sound(&b);
}

#[test]
fn an_import_with_one_bad_line_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut progress = open(folder.path());
    progress.record(opened("sagas")).unwrap();
    let good = events(&progress)[0].replace("\"sagas\"", "\"queues\"").replace("-7", "-8");
    for bad in [
        "junk",
        "{}",
        "[]",
        "\u{0}\u{1}",
        &good.replace("\"kind\":\"lesson.opened\"", "\"kind\":\"\""),
        &good.replace("\"kind\":\"lesson.opened\"", "\"kind\":\"question.answered\""),
        &good.replace("\"id\":\"", "\"id\":\"x"),
        &good.replace("\"day\":\"20", "\"day\":\"\\u001b["),
        &good.replace("\"at\":", "\"at\":\"soon\",\"then\":"),
    ] {
        let problem = progress.import(format!("{good}\n{bad}\n").as_bytes()).unwrap_err();
        assert_eq!(problem.what, "line 2 is no event", "{bad}");
        assert_eq!(events(&progress).len(), 1);
    }
    let endless = std::io::BufReader::new(std::io::repeat(b'x'));
    assert_eq!(progress.import(endless).unwrap_err().why, "it is too long");
    assert_eq!(progress.import(format!("\n{good}\r\n\n").as_bytes()).unwrap().new, 1);
    assert_sound(&progress);
}

#[test]
fn events_of_a_newer_program_are_kept_although_they_mean_nothing_yet() {
    let mut progress = Progress::in_memory(CourseId::shipped(), at(NOON));
    progress.record(opened("sagas")).unwrap();
    let later = events(&progress)[0]
        .replace("lesson.opened", "card.shuffled")
        .replace("-7", "-8")
        .replace("\"data\":{}", "\"data\":{\"deck\":[1,2]}");
    assert_eq!(progress.import(later.as_bytes()).unwrap().new, 1);
    assert_eq!(events(&progress)[1], later);
}

#[test]
fn a_copy_brings_back_what_was() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copies/mine.db");
    let mut progress = open(&folder.path().join("data"));
    assert!(progress.backup(&copy).is_err(), "there is nothing yet");
    progress.record(opened("sagas")).unwrap();
    progress.backup(&copy).unwrap();
    assert!(progress.backup(&copy).is_err(), "an existing file is never overwritten");
    progress.record(opened("queues")).unwrap();
    let aside = progress.restore(&copy).unwrap().unwrap();
    assert_eq!(progress.home().unwrap().lessons.len(), 1);
    assert_sound(&progress);
    progress.restore(&aside).unwrap();
    assert_eq!(progress.home().unwrap().lessons.len(), 2);
    let names: Vec<_> = std::fs::read_dir(folder.path().join("copies")).unwrap().collect();
    assert_eq!(names.len(), 1, "a copy is a single file");
    // Into an empty folder, as on a new machine.
    let mut elsewhere = open(&folder.path().join("new"));
    assert_eq!(elsewhere.restore(&copy).unwrap(), None);
    assert_eq!(elsewhere.home().unwrap().lessons.len(), 1);
}

#[test]
fn what_is_no_copy_is_not_restored() {
    let folder = tempfile::tempdir().unwrap();
    let mut progress = open(folder.path());
    progress.record(opened("sagas")).unwrap();
    let other = folder.path().join("other");
    let database = folder.path().join("other.db");
    std::fs::write(&other, "junk that is long enough to be looked at ".repeat(100)).unwrap();
    rusqlite::Connection::open(&database).unwrap().execute_batch("create table x (y)").unwrap();
    for path in [other, database, folder.path().join("missing"), folder.path().to_owned()] {
        let problem = progress.restore(&path).unwrap_err();
        assert!(!problem.what.is_empty() && !problem.why.is_empty(), "{problem:?}");
        assert_eq!(progress.home().unwrap().lessons.len(), 1);
    }
}

#[test]
fn starting_over_moves_the_file_and_deletes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut progress = open(folder.path());
    assert_eq!(progress.reset().unwrap(), None);
    progress.record(opened("sagas")).unwrap();
    let aside = progress.reset().unwrap().unwrap();
    assert_eq!(progress.home().unwrap(), Home::default());
    progress.record(opened("queues")).unwrap();
    let again = progress.reset().unwrap().unwrap();
    assert_ne!(aside, again);
    progress.restore(&aside).unwrap();
    assert_eq!(progress.home().unwrap().lessons[0].lesson.as_str(), "sagas");
}

#[test]
fn threads_that_write_at_once_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let folder = folder.path();
            scope.spawn(move || {
                let mut progress =
                    Progress::open(folder, CourseId::shipped(), Clock::System).unwrap();
                for number in 0..25 {
                    let question = format!("q-{thread}-{number}");
                    progress.record(answered(&question, true, None)).unwrap();
                    progress.record(position("sagas", number)).unwrap();
                }
            });
        }
    });
    let progress = open(folder.path());
    assert_eq!(progress.totals().unwrap().answers, 100);
    assert_sound(&progress);
}

#[test]
fn whoever_begins_to_keep_a_log_waits_for_another_that_writes_without_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE_NAME);
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("create table t (x); begin immediate; insert into t values (1)").unwrap();
    std::thread::scope(|scope| {
        let begun = scope.spawn(|| -> String {
            let connection = rusqlite::Connection::open(&path).unwrap();
            connection::prepare(&connection).unwrap();
            connection.query_row("pragma journal_mode", [], |row| row.get(0)).unwrap()
        });
        // Longer than it takes to be refused; what waits is told nothing of it.
        std::thread::sleep(std::time::Duration::from_millis(50));
        other.execute_batch("commit").unwrap();
        assert_eq!(begun.join().unwrap(), "wal");
    });
}

const CHILD: &str = "ARCHTUTOR_TEST_CHILD";

/// Not a test by itself: what the child process of the next one does.
#[test]
fn a_child_writes_until_it_is_killed() {
    let Ok(folder) = std::env::var(CHILD) else { return };
    let mut progress = Progress::open(folder, CourseId::shipped(), Clock::System).unwrap();
    for number in 0.. {
        let id = progress.record(answered(&format!("q-{number}"), true, None)).unwrap();
        let mut out = std::io::stdout().lock();
        writeln!(out, "recorded {id}").unwrap();
        out.flush().unwrap();
    }
}

#[test]
fn what_was_acknowledged_survives_killed_processes() {
    use std::{
        io::{BufRead, BufReader},
        process::{Command, Stdio},
    };
    let folder = tempfile::tempdir().unwrap();
    let child = || {
        Command::new(std::env::current_exe().unwrap())
            .args(["progress::tests::sharing::a_child_writes_until_it_is_killed", "--exact"])
            .args(["--nocapture", "--test-threads=1"])
            .env(CHILD, folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let mut children = [child(), child()];
    let mut acknowledged = Vec::new();
    for child in &mut children {
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let ids = lines.filter_map(|line| line.split_once("recorded ").map(|id| id.1.to_owned()));
        acknowledged.extend(ids.take(20));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert_eq!(acknowledged.len(), 40);
    let progress = open(folder.path());
    let all = events(&progress).join("\n");
    for id in acknowledged {
        assert!(all.contains(&id), "{id} is lost");
    }
    assert_sound(&progress);
}
