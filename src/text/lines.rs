//! The lines of a text that somebody edits, and what they end with: it stays what it was.

/// What lines of some systems end with.
const DOS: &str = "\r\n";

/// What the lines of a text end with.
pub fn line_end(text: &str) -> &'static str {
    if text.contains(DOS) { DOS } else { "\n" }
}

/// Lines as one text that ends them as another did; the last one has no end where that text had none.
pub fn joined_as(lines: &[impl AsRef<str>], old: &str) -> String {
    let end = line_end(old);
    let lines: Vec<&str> = lines.iter().map(AsRef::as_ref).collect();
    let mut text = lines.join(end);
    match old.is_empty() || old.ends_with('\n') {
        true => text.push_str(end),
        false => text.truncate(text.trim_end_matches(['\r', '\n']).len()),
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_as_they_did_before() {
        for text in ["a\nb\n", "a\r\nb\r\n", "a\r\nb", "a", "\n"] {
            let lines: Vec<&str> = text.lines().collect();
            assert_eq!(joined_as(&lines, text), text);
        }
        assert_eq!(joined_as(&["a"], ""), "a\n");
    }
}
