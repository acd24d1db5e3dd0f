//! Markdown with some of its parts replaced, the rest byte for byte as its author wrote it.

use std::ops::Range;

/// A text with some ranges replaced, which rise and do not overlap.
pub fn apply(text: &str, edits: Vec<(Range<usize>, String)>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, said) in edits {
        out.push_str(text.get(at..range.start).unwrap_or_default());
        out.push_str(&said);
        // The line break behind a fence may belong to it.
        let tail = text.get(range.clone()).is_some_and(|whole| whole.ends_with('\n'));
        out.push_str(if tail { "\n" } else { "" });
        at = range.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// Lines that stand at a place of a text: the marks of quotes and the blanks of lists that are before
/// the place stand before each further line, too.
pub fn nested(text: &str, at: usize, lines: &str) -> String {
    lines.replace('\n', &format!("\n{}", prefix(text, at)))
}

/// What stands before a block on its further lines: the marks of quotes, and blanks for those of lists.
fn prefix(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or_default();
    let line = before.get(before.rfind('\n').map_or(0, |end| end + 1)..).unwrap_or_default();
    line.chars().map(|c| if c == '>' { c } else { ' ' }).collect()
}

/// A fence around lines, with marks that do not occur in them.
pub fn fenced(info: &str, content: &str) -> String {
    let longest = content.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let marks = "`".repeat(longest.max(2) + 1);
    let lines: Vec<&str> = content.lines().map(str::trim_end).collect();
    format!("{marks}{info}\n{}\n{marks}", lines.join("\n"))
}
