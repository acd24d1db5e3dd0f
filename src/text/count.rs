//! A number before what it counts, in texts that stand in code: rules, and diagnostics for authors.

use std::fmt::Display;

/// A count and its noun, which is plural unless the count is shown as 1. Of a noun of several words the
/// last one changes.
pub fn counted(count: impl Display, noun: &str) -> String {
    match count.to_string() {
        one if one == "1" => format!("1 {noun}"),
        count => format!("{count} {}", plural(noun)),
    }
}

fn plural(noun: &str) -> String {
    let ends = |ends: &[&str]| ends.iter().any(|end| noun.ends_with(end));
    if ends(&["ay", "ey", "oy"]) {
        return format!("{noun}s");
    }
    match noun.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None if noun.ends_with("quiz") => format!("{noun}zes"),
        None if ends(&["s", "x", "ch", "sh"]) => format!("{noun}es"),
        None => format!("{noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn one_of_something_is_singular() {
        let nouns = [
            ("arrow", "arrows"),
            ("capability", "capabilities"),
            ("copy", "copies"),
            ("day", "days"),
            ("match", "matches"),
            ("quiz", "quizzes"),
            ("common mistake", "common mistakes"),
        ];
        for (one, many) in nouns {
            assert_eq!(counted(1, one), format!("1 {one}"));
            assert_eq!(counted(1.0, one), format!("1 {one}"));
            for count in [0, 2, 11, 21] {
                assert_eq!(counted(count, one), format!("{count} {many}"));
            }
            assert_eq!(counted(1.5, one), format!("1.5 {many}"));
        }
    }
}
