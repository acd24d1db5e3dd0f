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
    let lead = source.len() - source.trim_start().len();
    if source[lead..].starts_with("---") {
        let body = source[lead..].find('\n').map_or(source.len(), |at| lead + at + 1);
        let mut at = body;
        for line in source[body..].split_inclusive('\n') {
            at += line.len();
            if let Some(value) = line.trim_start().strip_prefix("title:") {
                title = Some(value.trim().trim_matches(['"', '\'']).to_owned());
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
        if described || opens || (trimmed.starts_with('%') && !trimmed.starts_with("%%")) {
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

/// The lines of a text that hold something.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |line| {
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
        let left: Vec<_> = lines(&masked.text).map(|line| (line.text, line.at)).collect();
        assert_eq!(left, [("A --> B", 32), ("B[\"%%\"]", 45)]);
    }
}
