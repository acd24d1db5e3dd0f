//! Facts as comment lines of a TOML answer, for whoever works in an editor. Knows no kind.

/// A text as the rest of a comment line.
pub fn comment(text: &str) -> String {
    crate::text::sanitize(text).replace('\n', " ")
}

/// One comment line of notes, without blanks at its end.
pub fn line(text: impl AsRef<str>) -> String {
    format!("{}\n", format!("# {}", text.as_ref()).trim_end())
}
