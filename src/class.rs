//! A class: learners who share what they study with a teacher, under a pseudonym and by their own will.
//!
//! Events of the log become xAPI statements ([`statement`]), which are pushed to any Learning Record
//! Store ([`push`]) or handed in as a file; statements, read ([`read`]), become a report ([`report`]).
//! The store is somebody else's. Knows no screen.

mod cache;
pub mod code;
pub mod consent;
mod csv;
pub mod definition;
pub mod download;
pub mod gradebook;
pub mod joining;
pub mod key;
pub mod membership;
pub mod place;
pub mod print;
pub mod pull;
pub mod push;
pub mod read;
pub mod report;
pub mod secret;
pub mod standing;
pub mod statement;
mod transport;
pub mod view;

/// So much of what somebody else says is shown, in characters.
const LONGEST_WORD: usize = 200;

/// What somebody else says, as one short line that a terminal can show.
fn one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    crate::text::sanitize(&line).chars().take(LONGEST_WORD).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_somebody_else_says_is_one_short_line_that_no_terminal_obeys() {
        let said = super::one_line(&format!("\u{1b}[2J a\r\n\tb {}", "x".repeat(500)));
        assert!(!said.contains(char::is_control) && said.chars().count() == 200, "{said}");
    }
}
