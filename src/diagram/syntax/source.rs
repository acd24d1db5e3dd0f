//! What all diagram kinds share: front matter, comments and directives are blanked, so that byte
//! positions stay those of the source.

use std::ops::Range;

/// The source with everything blanked that no kind reads, and the byte where its header starts.
pub(crate) struct Masked {
    pub text: String,
    /// The title from the front matter.
    pub title: Option<String>,
}

/// Blanks front matter, `%%{…}%%` directives and `%%` comments.
pub(crate) fn mask(source: &str) -> Masked {
    let mut bytes = source.as_bytes().to_vec();
    let mut title = None;
    quote_attributes(source, &mut bytes);
    let lead = source.len() - source.trim_start().len();
    if source[lead..].starts_with("---") {
        let body = source[lead..].find('\n').map_or(source.len(), |at| lead + at + 1);
        let mut at = body;
        for line in source[body..].split_inclusive('\n') {
            at += line.len();
            if let Some(value) = line.trim_start().strip_prefix("title:") {
                title = Some(value.trim().trim_matches(['"', '\'']).to_owned())
                    .filter(|title| !title.is_empty());
            }
            if line.trim_end() == "---" {
                blank(&mut bytes, lead..at);
                break;
            }
        }
    }
    let mut at = 0;
    while let Some(start) = source[at..].find("%%{").map(|found| at + found) {
        let end = source[start..].find("}%%").map_or(source.len(), |found| start + found + 3);
        blank(&mut bytes, start..end);
        at = end;
    }
    let mut at = 0;
    let mut described = false;
    for line in source.split_inclusive('\n') {
        let trimmed = line.trim_start();
        // A description for screen readers may go over several lines.
        let opens =
            trimmed.strip_prefix("accDescr").is_some_and(|d| d.trim_start().starts_with('{'));
        let told = ["accTitle", "accDescr"].iter().any(|word| {
            trimmed.strip_prefix(word).is_some_and(|rest| rest.trim_start().starts_with(':'))
        });
        let remark = trimmed.starts_with('%') && !trimmed.starts_with("%%");
        if described || opens || told || remark {
            blank(&mut bytes, at..at + line.len());
            described = (described || opens) && !line.contains('}');
            at += line.len();
            continue;
        }
        let mut quoted = false;
        let mut last = 0;
        for (i, byte) in line.bytes().enumerate() {
            quoted ^= byte == b'"';
            if byte == b'%' && last == b'%' && !quoted && bytes.get(at + i) == Some(&b'%') {
                blank(&mut bytes, at + i - 1..at + line.len());
                break;
            }
            last = byte;
        }
        at += line.len();
    }
    for byte in &mut bytes {
        if *byte == b'\r' {
            *byte = b' ';
        }
    }
    // Only whole ranges between ASCII marks were replaced, so the text is still UTF-8.
    let text = String::from_utf8(bytes).unwrap_or_else(|_| source.to_owned());
    Masked { text, title }
}

/// `<a href="x">` is read as `<a href='x'>`: quotes inside a tag end no label.
fn quote_attributes(source: &str, bytes: &mut [u8]) {
    for (at, _) in source.match_indices('<') {
        let tag = &source[at + 1..];
        if !tag.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            continue;
        }
        let end = tag.find(['<', '>']).filter(|&end| tag[end..].starts_with('>')).unwrap_or(0);
        let mut from = 0;
        while let Some(open) = tag[from..end].find("=\"").map(|found| from + found + 1) {
            let Some(close) = tag[open + 1..end].find('"').map(|found| open + 1 + found) else {
                break;
            };
            for quote in [open, close] {
                bytes[at + 1 + quote] = b'\'';
            }
            from = close + 1;
        }
    }
}

/// The text with every byte inside quotes or backticks replaced, so that what is found in it is
/// syntax; byte positions stay.
pub(crate) fn opaque(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['"', '`']) {
        let quote = &rest[at..=at];
        let Some(inner) = rest[at + 1..].find(quote) else { break };
        out.push_str(&rest[..=at]);
        out.extend(std::iter::repeat_n('_', inner));
        out.push_str(quote);
        rest = &rest[at + inner + 2..];
    }
    out.push_str(rest);
    out
}

/// Where the label behind a statement begins: at the first colon outside quotes that belongs to
/// no name, as those of `:::` do.
pub(crate) fn colon(text: &str) -> Option<usize> {
    let text = opaque(text);
    let mut from = 0;
    while let Some(at) = text[from..].find(':').map(|at| from + at) {
        if !text[at..].starts_with(":::") {
            return Some(at);
        }
        from = at + 3;
    }
    None
}

fn blank(bytes: &mut [u8], range: Range<usize>) {
    if let Some(part) = bytes.get_mut(range) {
        for byte in part.iter_mut().filter(|byte| **byte != b'\n') {
            *byte = b' ';
        }
    }
}

/// One line with its place: `text` is trimmed and starts at byte `at`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'a> {
    pub text: &'a str,
    pub at: usize,
}

impl<'a> Line<'a> {
    pub(crate) fn span(&self) -> Range<usize> {
        self.at..self.at + self.text.len()
    }

    /// The rest after a keyword that stands alone, trimmed.
    pub(crate) fn keyword(&self, word: &str) -> Option<&'a str> {
        let rest = self.text.strip_prefix(word)?;
        (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| rest.trim())
    }
}

/// The lines of a text that hold something, from a byte on.
pub(crate) fn lines(text: &str, mut at: usize) -> impl Iterator<Item = Line<'_>> {
    text[at..].split_inclusive('\n').filter_map(move |line| {
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        let trimmed = line.trim();
        (!trimmed.is_empty()).then_some(Line { text: trimmed, at: start })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_kind_reads_is_blanked_in_place() {
        let source = "---\ntitle: T\n---\n%%{init: {}}%%\nA --> B %% c\nB[\"%%\"]\n";
        let masked = mask(source);
        assert_eq!(masked.text.len(), source.len());
        assert_eq!(masked.title.as_deref(), Some("T"));
        let left: Vec<_> = lines(&masked.text, 0).map(|line| (line.text, line.at)).collect();
        assert_eq!(left, [("A --> B", 32), ("B[\"%%\"]", 45)]);
    }

    #[test]
    fn descriptions_for_screen_readers_are_no_statements() {
        let masked = mask("flowchart LR\naccTitle: a; b\naccDescr: c; d\nA\n");
        let left: Vec<_> = lines(&masked.text, 12).map(|line| line.text).collect();
        assert_eq!(left, ["A"]);
    }

    #[test]
    fn quotes_hide_syntax_and_quotes_in_tags_hide_nothing() {
        assert_eq!(opaque("a \"b: c\" `d:` : e"), "a \"____\" `__` : e");
        assert_eq!(colon("\"a::b\":::c : d"), Some(11));
        assert_eq!(colon("A:::b --> C"), None);
        assert_eq!(mask("A[\"<a href=\"x\">y</a>\"]").text, "A[\"<a href='x'>y</a>\"]");
    }
}
