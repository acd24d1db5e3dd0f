//! What `docs/grading.md` says about rules and points is what the grader does. After a change of either,
//! `BLESS=1 cargo test --test integration guide` writes it anew.

use std::fs;

use archtutor::design::{
    Score, rules,
    score::{
        CAPS, FORCES, FORCES_CHARGE, INTERACTION, INTERACTION_CHARGE, INTERACTION_MOST,
        MISPLACED_CHARGE, MISPLACED_MOST, OBLIGATIONS, PATTERN_CHARGE, PATTERN_MOST, STRUCTURE,
        SURPLUS_CHARGE, SURPLUS_MOST,
    },
};

use super::support::path;

const GUIDE: &str = "docs/grading.md";

fn points(tenths: i32) -> String {
    (f64::from(tenths) / 10.0).to_string()
}

/// The guide with the rows of one of its tables replaced; the table is known by its first line.
fn with_rows(guide: &str, head: &str, rows: &[String]) -> String {
    let start = guide.find(head).expect(head);
    let body = start + guide[start..].match_indices('\n').nth(1).expect("a table").0 + 1;
    let end = guide[body..].find("\n\n").map_or(guide.len(), |at| body + at + 1);
    let end = if guide[body..].starts_with('\n') { body } else { end };
    let rows: String = rows.iter().map(|row| format!("{row}\n")).collect();
    format!("{}{rows}{}", &guide[..body], &guide[end..])
}

#[test]
fn the_guide_to_grading_says_what_the_grader_does() {
    let group = |name: &str, full: i32, (major, minor): (i32, i32), most: i32| {
        let cells = [points(full), points(major), points(minor), points(most)];
        format!("| {name} | {} |", cells.join(" | "))
    };
    let groups = [
        group("structure", STRUCTURE, (MISPLACED_CHARGE, MISPLACED_CHARGE), MISPLACED_MOST),
        group("data and interaction", INTERACTION, INTERACTION_CHARGE, INTERACTION_MOST),
        group("forces", FORCES, FORCES_CHARGE, FORCES),
        group("obligations", OBLIGATIONS, PATTERN_CHARGE, PATTERN_MOST),
        group("what nothing needs", 0, SURPLUS_CHARGE, SURPLUS_MOST),
    ];
    let [blocker, three, one] = CAPS.map(points);
    let caps = [
        format!("| a blocker | {blocker} |"),
        format!("| three majors or more | {three} |"),
        format!("| one or two majors | {one} |"),
    ];
    let band = |tenths: i32| Score { tenths, valid: true, ..Score::default() }.band();
    let bands = (0..=1000).filter(|at| *at == 0 || band(*at) != band(at - 1));
    let bands: Vec<String> =
        bands.map(|at| format!("| {} | {} |", points(at), band(at).word())).collect();
    let mut all: Vec<_> = rules::all().collect();
    all.sort_by_key(|rule| ("HDISCQPA".find(&rule.id[..1]), rule.id));
    let rows: Vec<String> =
        all.iter().map(|rule| format!("| {} | {} |", rule.id, rule.name)).collect();
    let guide = fs::read_to_string(path(GUIDE)).unwrap();
    let mut wanted = with_rows(&guide, "| group |", &groups);
    wanted = with_rows(&wanted, "| what stands |", &caps);
    wanted = with_rows(&wanted, "| from |", &bands);
    wanted = with_rows(&wanted, "| rule |", &rows);
    if guide != wanted {
        assert!(std::env::var_os("BLESS").is_some(), "{GUIDE} should say:\n{wanted}");
        fs::write(path(GUIDE), wanted).unwrap();
    }
}
