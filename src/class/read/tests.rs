use super::*;

const TOML: &str = include_str!("../../../tests/fixtures/class/class.toml");
const STATEMENTS: &str = include_str!("../../../tests/fixtures/class/statements.jsonl");

fn class() -> Class {
    Class::read("class.toml", TOML).unwrap()
}

fn read(lines: &str) -> Kept {
    let class = class();
    let mut reader = Reader::new(&class);
    reader.lines(lines.as_bytes()).unwrap();
    reader.finish()
}

fn counts(lines: &str) -> Counts {
    read(lines).counts
}

/// A statement of the contract, from 1.
fn line(number: usize) -> &'static str {
    STATEMENTS.lines().nth(number - 1).unwrap()
}

#[test]
fn the_statements_of_the_contract_are_all_read() {
    let found = counts(STATEMENTS);
    let wanted = Counts { lines: 12, voids: 1, voided: 1, kept: 10, ..Counts::default() };
    assert_eq!(found, wanted);
}

#[test]
fn each_line_twice_in_any_order_changes_only_how_many_are_doubled() {
    let mut lines: Vec<&str> = STATEMENTS.lines().chain(STATEMENTS.lines()).collect();
    lines.reverse();
    lines.rotate_left(5);
    let found = counts(&lines.join("\n"));
    assert_eq!((found.lines, found.duplicates, found.conflicts), (24, 12, 0));
    assert_eq!((found.voids, found.voided, found.kept), (1, 1, 10));
}

#[test]
fn what_is_no_statement_is_counted_and_stepped_over() {
    let long = format!("{{\"a\":\"{}\"}}\n", "x".repeat(3 << 20));
    let deep = format!("{}1{}", "[".repeat(9_000), "]".repeat(9_000));
    let wrong = [
        "NaN".to_owned(),
        "[]".into(),
        "{".into(),
        long,
        deep,
        line(1).replace("019ab697-ebe8", "no-uuid"),
        line(1).replace("2025-11-24T16:00:01.000Z", "yesterday"),
        line(1).replace("\"actor\"", "\"actress\""),
        line(5).replace("\"scaled\":1.0", "\"scaled\":7"),
        line(5).replace("\"scaled\":1.0", "\"scaled\":\"much\""),
    ];
    let lines = format!("{}\n\n{}\n", wrong.join("\n"), line(1));
    let found = counts(&lines);
    assert_eq!((found.lines, found.unreadable, found.kept), (11, 10, 1));
}

#[test]
fn what_is_about_something_else_is_foreign() {
    let foreign = [
        line(1).replace("\"homePage\":\"https://lrs", "\"homePage\":\"https://other"),
        line(1).replace("7f3c/archtutor/lesson", "7f3c/cooking/lesson"),
        line(1).replace("verbs/experienced", "verbs/answered"),
        line(1).replace("adlnet.gov", "example.org"),
        line(1).replace("/lesson/sagas", "/lesson/"),
        line(3).replace("StatementRef", "Activity"),
    ];
    let found = counts(&foreign.join("\n"));
    assert_eq!((found.foreign, found.unreadable, found.kept), (6, 0, 0));
    // Under an earlier id of the course it is the same course.
    assert_eq!(counts(&line(1).replace("7f3c/archtutor/", "7f3c/old-id/")).kept, 1);
}

#[test]
fn of_one_id_the_statement_stays_that_was_stored_first() {
    let stored = |line: &str, at: &str| line.replacen('{', &format!("{{\"stored\":\"{at}\","), 1);
    let first = stored(line(12), "2025-11-24T17:00:00Z");
    let other = line(12).replace("0.62", "0.9");
    let later = stored(&other, "2025-11-24T17:00:00.001Z");
    for lines in [[&other, &later, &first], [&first, &other, &later], [&later, &first, &other]] {
        let kept = read(&lines.map(String::as_str).join("\n"));
        assert_eq!((kept.counts.conflicts, kept.counts.duplicates), (2, 0));
        let Said::Graded { points, .. } = kept.records[0].said else { panic!("no grade") };
        assert!((points.value() - 0.62).abs() < 1e-9);
    }
    // The same moment in another form says the same.
    let form = line(12).replace("16:00:09.002Z", "18:00:09.0020+02:00");
    assert_eq!(counts(&format!("{}\n{form}", line(12))).duplicates, 1);
}

#[test]
fn only_the_author_takes_a_statement_back() {
    let void = line(3);
    let other = void.replace("abcdefghijklmnopqrstuvwx23", "abcdefghijklmnopqrstuvwx22");
    for lines in [[line(2), &other], [&other, line(2)]] {
        let found = counts(&lines.join("\n"));
        assert_eq!((found.voids, found.voided, found.voids_refused, found.kept), (0, 0, 1, 1));
    }
    let unknown = counts(void);
    assert_eq!((unknown.voids, unknown.voided, unknown.kept), (1, 0, 0));
    // A void of a void does nothing.
    let second = void
        .replace("019ab697-f3b8-7000-8000-000000000003", "019ab697-f7a0-7000-8000-000000000004")
        .replacen(
            "019ab697-f7a0-7000-8000-000000000004",
            "019ab697-0000-7000-8000-000000000000",
            1,
        );
    let found = counts(&[line(2), void, &second].join("\n"));
    assert_eq!((found.voids, found.voided, found.kept), (2, 1, 0));
}

#[test]
fn a_clock_that_goes_ahead_is_counted() {
    let stored = |at: &str| line(1).replacen('{', &format!("{{\"stored\":\"{at}\","), 1);
    assert_eq!(counts(&stored("2025-11-24T15:55:01Z")).future, 0);
    assert_eq!(counts(&stored("2025-11-24T15:55:00.999Z")).future, 1);
}
