//! Breaks plain text into lines: at blanks, but not inside what belongs together, and inside a word only
//! when it is wider than the line.

use unicode_segmentation::UnicodeSegmentation;

use super::{bond::bound, clusters, width};

/// A blank at which a line may end.
pub fn is_gap(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}')
}

/// The pieces of a paragraph between which a line may end, each with the blanks before it: words, and in
/// one piece those that belong together where they fit into `cells`.
pub fn pieces(paragraph: &str, cells: usize) -> Vec<(&str, &str)> {
    let mut pieces: Vec<(&str, &str)> = Vec::new();
    let (mut at, mut piece, mut word) = (0, 0, "");
    while let Some(start) = paragraph[at..].find(|c| !is_gap(c)).map(|gap| at + gap) {
        let end = paragraph[start..].find(is_gap).map_or(paragraph.len(), |size| start + size);
        let (gap, next) = (&paragraph[at..start], &paragraph[start..end]);
        match pieces.last_mut() {
            Some((_, last))
                if gap == " " && bound(word, next) && width(&paragraph[piece..end]) <= cells =>
            {
                *last = &paragraph[piece..end];
            }
            _ => {
                pieces.push((gap, next));
                piece = start;
            }
        }
        (at, word) = (end, next);
    }
    pieces
}

/// Breaks plain text into lines of at most `cells`, at blanks where it can. Line breaks in the text
/// are kept; a word wider than the line is broken where words part in it, else between clusters.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let cells = cells.max(1);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for (gap, piece) in pieces(paragraph, cells) {
            if width(&line) + width(gap) + width(piece) <= cells {
                line.push_str(gap);
                line.push_str(piece);
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            broken(piece, cells, &mut line, &mut lines);
        }
        lines.push(line);
    }
    lines
}

/// Puts a word on an empty line, and on as many behind it as it needs.
fn broken(word: &str, cells: usize, line: &mut String, lines: &mut Vec<String>) {
    let mut used = 0;
    let mut put = |part: &str, size: usize| {
        if used > 0 && used + size > cells {
            lines.push(std::mem::take(line));
            used = 0;
        }
        line.push_str(part);
        used += size;
    };
    for part in word.split_word_bounds() {
        match width(part) {
            size if size <= cells => put(part, size),
            _ => clusters(part).for_each(|(cluster, size)| put(cluster, size)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapping_breaks_at_blanks_and_never_inside_a_cluster() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("数据数据", 5), ["数据", "数据"]);
        assert_eq!(wrap("a, b", 2), ["a,", "b"]);
        assert_eq!(wrap("", 5), [""]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("ab one. two", 6), ["ab", "one.", "two"]);
        assert_eq!(wrap("  ab  cd\n e ", 6), ["  ab", "cd", " e"]);
    }

    #[test]
    fn what_belongs_together_ends_no_line_unless_nothing_else_helps() {
        assert_eq!(wrap("it waits 250 ms there", 12), ["it waits", "250 ms there"]);
        assert_eq!(wrap("it waits for 250 ms, it", 16), ["it waits for", "250 ms, it"]);
        assert_eq!(wrap("see M. L. King", 8), ["see", "M. L.", "King"]);
        assert_eq!(wrap("250 ms", 4), ["250", "ms"]);
        assert_eq!(wrap("of 250\u{a0}services", 12), ["of", "250\u{a0}services"]);
    }
}
