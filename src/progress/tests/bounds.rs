//! Moments and days that cannot be.

use super::*;
use crate::progress::log::Entry;

/// Lines of an export of one lesson that was opened and read up to a place.
fn lines() -> Vec<String> {
    let mut progress = Progress::in_memory(CourseId::shipped(), at(NOON));
    progress.record(opened("sagas")).unwrap();
    progress.record(position("sagas", 10)).unwrap();
    events(&progress)
}

/// The same as if it had happened at another moment.
fn moved(line: &str, moment: i64) -> String {
    let at = line.split("\"at\":").nth(1).unwrap().split(',').next().unwrap();
    line.replace(at, &moment.to_string())
}

#[test]
fn impossible_moments_and_days_are_no_events() {
    let line = &lines()[0];
    let mut progress = Progress::in_memory(CourseId::shipped(), at(NOON));
    for bad in [i64::MAX, i64::MIN, -1, Timestamp::LATEST.0 + 1] {
        let problem = progress.import(moved(line, bad).as_bytes()).unwrap_err();
        assert!(problem.why.contains("`at`"), "{bad}: {problem:?}");
    }
    for bad in ["2026-13-45", "2026-02-30", "0000-01-01", "2026-03-2 ", "----------"] {
        let bad = line.replace("2026-03-02", bad);
        let problem = progress.import(bad.as_bytes()).unwrap_err();
        assert!(problem.why.contains("`day`"), "{bad}: {problem:?}");
    }
    assert!(events(&progress).is_empty());
    for good in [0, Timestamp::LATEST.0] {
        let line = moved(line, good).replace("-7", if good == 0 { "-8" } else { "-7" });
        progress.import(line.as_bytes()).unwrap();
    }
}

/// Puts lines into the log as the first release did, which asked less of them.
fn poisoned(folder: &Path, lines: &[String]) -> Progress {
    let mut progress = open(folder);
    progress.record(opened("queues")).unwrap();
    let store = progress.store.as_ref().unwrap();
    for line in lines {
        Entry::from_line(line.as_bytes()).unwrap().insert(&store.connection).unwrap();
    }
    progress.rebuild().unwrap();
    progress
}

#[test]
fn a_log_that_was_poisoned_heals_when_it_is_rebuilt() {
    let folder = tempfile::tempdir().unwrap();
    let poison: Vec<String> = lines().iter().map(|line| moved(line, i64::MAX)).collect();
    let mut progress = poisoned(folder.path(), &poison);
    let latest = |progress: &Progress| progress.home().unwrap().latest.unwrap();
    progress.clock = at(NOON + DAY);
    progress.record(position("queues", 5)).unwrap();
    assert_eq!(latest(&progress), Latest::Lesson("queues".into()));
    progress.record(position("sagas", 77)).unwrap();
    progress.record(position("sagas", 78)).unwrap();
    let place = |progress: &Progress| progress.lesson(&"sagas".into()).unwrap().unwrap().place;
    assert_eq!(place(&progress), Some((78, "r".into())));
    assert_sound(&progress);
}

/// The poisoned place has the very id under which today's place would be kept.
#[test]
fn a_place_sticks_not_even_on_the_day_of_the_poison() {
    let folder = tempfile::tempdir().unwrap();
    let mut progress = open(folder.path());
    progress.record(position("sagas", 10)).unwrap();
    let poison = moved(&events(&progress)[0], i64::MAX);
    let connection = &progress.store.as_ref().unwrap().connection;
    Entry::from_line(poison.as_bytes()).unwrap().insert(connection).unwrap();
    progress.rebuild().unwrap();
    progress.clock = at(NOON + 60_000);
    for byte in [20, 30] {
        progress.record(position("sagas", byte)).unwrap();
        let place = progress.lesson(&"sagas".into()).unwrap().unwrap().place;
        assert_eq!(place, Some((byte, "r".into())));
    }
    assert_eq!(events(&progress).len(), 2);
    assert_sound(&progress);
}

#[test]
fn days_that_cannot_be_do_not_break_the_row_of_days() {
    let folder = tempfile::tempdir().unwrap();
    let line = lines()[0].replace("2026-03-02", "2026-13-45");
    let progress = poisoned(folder.path(), &[line]);
    let days = progress.days(9).unwrap();
    let days: Vec<&str> = days.iter().map(|day| day.day.as_str()).collect();
    assert_eq!(days, ["2026-03-02"], "the moment says the day");
    assert_eq!(progress.home().unwrap().streak, 1);
}

#[test]
fn a_clock_that_stands_nowhere_is_a_message() {
    let folder = tempfile::tempdir().unwrap();
    for moment in [i64::MIN, -1, Timestamp::LATEST.0 + 1, i64::MAX] {
        let mut progress = open(folder.path());
        progress.clock = at(moment);
        let problem = progress.record(opened("sagas")).unwrap_err();
        assert!(problem.why.contains("clock") && problem.hint.contains("set the clock"));
        assert!(!progress.fall_back_to_memory(&problem), "it can be set right");
        progress.home().unwrap();
        progress.days(5).unwrap();
        assert_eq!(progress.reset().unwrap(), None);
    }
}
