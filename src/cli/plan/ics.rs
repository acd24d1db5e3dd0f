//! A plan as a calendar file: one event for each day of study. Source: RFC 5545.

use crate::{
    clock::{Day, Timestamp},
    id::CourseId,
    messages::Messages,
    session::plan::{Outline, Outlook},
};

/// Bytes of a line before it is folded.
const WIDEST: usize = 75;

/// The calendar of a course, which has a name and an id.
pub(super) fn calendar(
    outlook: &Outlook,
    (name, course): (&str, &CourseId),
    stamp: Timestamp,
    words: &Messages,
) -> String {
    let mut lines = vec!["BEGIN:VCALENDAR".to_owned(), "VERSION:2.0".into()];
    lines.push("PRODID:-//archtutor//plan//EN".into());
    for day in &outlook.schedule {
        lines.extend(event(day, (name, course), stamp, words));
    }
    lines.push("END:VCALENDAR".into());
    lines.iter().map(|line| folded(line)).collect()
}

fn event(
    day: &Outline,
    (name, course): (&str, &CourseId),
    stamp: Timestamp,
    words: &Messages,
) -> Vec<String> {
    let minutes = words.format("home.minutes", &[("n", &day.minutes.ceil())]);
    let seconds = stamp.rfc3339();
    let seconds = seconds.split('.').next().unwrap_or_default().trim_end_matches('Z');
    vec![
        "BEGIN:VEVENT".into(),
        format!("UID:{}-{course}@archtutor", day.day),
        format!("DTSTAMP:{}Z", seconds.replace(['-', ':'], "")),
        format!("DTSTART;VALUE=DATE:{}", digits(day.day)),
        format!("DTEND;VALUE=DATE:{}", digits(day.day.after(1))),
        format!("SUMMARY:{}", escaped(&format!("{name}: {minutes}"))),
        format!("DESCRIPTION:{}", escaped(&day.parts(words).join("\n"))),
        "TRANSP:TRANSPARENT".into(),
        "END:VEVENT".into(),
    ]
}

fn digits(day: Day) -> String {
    day.to_string().replace('-', "")
}

/// A text as a value: what separates values is escaped, what a terminal would obey is left out.
fn escaped(text: &str) -> String {
    let mut value = String::new();
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => value.extend(['\\', character]),
            '\n' => value.push_str("\\n"),
            control if control.is_control() => {}
            other => value.push(other),
        }
    }
    value
}

/// A line with its end; a long one goes on in lines that begin with a blank.
fn folded(line: &str) -> String {
    let (mut text, mut width) = (String::new(), 0);
    for character in line.chars() {
        if width + character.len_utf8() > WIDEST {
            text.push_str("\r\n ");
            width = 1;
        }
        text.push(character);
        width += character.len_utf8();
    }
    text.push_str("\r\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_escaped_and_long_lines_folded_between_characters() {
        assert_eq!(escaped("a, b; c\\d\ne\u{1b}"), "a\\, b\\; c\\\\d\\ne");
        let line = folded(&format!("SUMMARY:{}", "ж".repeat(60)));
        for part in line.trim_end().split("\r\n") {
            assert!(part.len() <= WIDEST, "{part}");
        }
        assert_eq!(line.replace("\r\n ", "").trim_end(), format!("SUMMARY:{}", "ж".repeat(60)));
    }
}
