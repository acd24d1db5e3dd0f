//! What all diagram kinds share: front matter, comments and directives are blanked, so that byte
//! positions stay those of the source.

pub(super) mod yaml;

use std::ops::Range;

use crate::diagram::issue::MAX_DEPTH;

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
    let mark = source.len() - source.trim_start_matches('\u{feff}').len();
    blank(&mut bytes, 0..mark);
    let lead = source.len() - source[mark..].trim_start().len();
    if source[lead..].starts_with("---") {
        let body = source[lead..].find('\n').map_or(source.len(), |at| lead + at + 1);
        let mut at = body;
        for line in source[body..].split_inclusive('\n') {
            if line.trim_end() == "---" {
                title = yaml::title(&source[body..at]);
                blank(&mut bytes, lead..at + line.len());
                break;
            }
            at += line.len();
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

    /// The rest after a keyword that stands alone, in any case, trimmed.
    pub(crate) fn word(&self, word: &str) -> Option<&'a str> {
        let (found, rest) = self.text.split_at_checked(word.len())?;
        let apart = rest.is_empty() || rest.starts_with(char::is_whitespace);
        (apart && found.eq_ignore_ascii_case(word)).then(|| rest.trim())
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

/// The lines of a text, of which one goes on as long as a quote or a backtick in it is open.
pub(crate) fn whole_lines(text: &str, at: usize) -> impl Iterator<Item = Line<'_>> {
    let mut rest = lines(text, at).peekable();
    std::iter::from_fn(move || {
        let mut line = rest.next()?;
        if let Some(end) = open_quote(line.text).and_then(|quote| closed(text, line, quote)) {
            line.text = text[line.at..end].trim_end();
            while rest.next_if(|next| next.at < end).is_some() {}
        }
        Some(line)
    })
}

/// The quote or backtick that a line leaves open.
fn open_quote(line: &str) -> Option<char> {
    line.chars().fold(None, |open, c| match open {
        None if matches!(c, '"' | '`') => Some(c),
        Some(quote) if quote == c => None,
        open => open,
    })
}

/// The end of the line that closes a quote and opens none.
fn closed(text: &str, line: Line<'_>, quote: char) -> Option<usize> {
    let from = line.span().end;
    let close = text[from..].find(quote).map(|found| from + found)?;
    let end = text[close..].find('\n').map_or(text.len(), |found| close + found);
    open_quote(&text[close + 1..end]).is_none().then_some(end)
}

/// A line as the statements in it: what `opens` a block stands alone, and so does what closes one.
pub(crate) fn statements<'a>(line: Line<'a>, opens: &[&str]) -> Vec<Line<'a>> {
    let seen = opaque(line.text);
    let (mut from, mut to) = (0, seen.len());
    let part = |from: usize, to: usize| {
        let text = &line.text[from..to];
        let lead = text.len() - text.trim_start().len();
        Line { text: text.trim(), at: line.at + from + lead }
    };
    let mut found = Vec::new();
    while found.len() <= MAX_DEPTH
        && opens.iter().any(|word| part(from, to).word(word).is_some())
        && let Some(at) = seen[from..].find('{').map(|at| from + at)
        && !seen[at + 1..].trim().is_empty()
    {
        found.push(part(from, at + 1));
        from = at + 1;
    }
    let count = |brace| seen[from..].matches(brace).count();
    let mut closes = Vec::new();
    for _ in count('{')..count('}') {
        let Some(rest) = seen[from..to].trim_end().strip_suffix('}') else { break };
        closes.push(part(from + rest.len(), to));
        to = from + rest.len();
    }
    found.extend(Some(part(from, to)).filter(|part| !part.text.is_empty()));
    found.extend(closes.into_iter().rev());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_goes_on_while_a_quote_is_open() {
        let read = |text| whole_lines(text, 0).map(|line| line.text).collect::<Vec<_>>();
        assert_eq!(read("a \"b\nc\" d\ne"), ["a \"b\nc\" d", "e"]);
        assert_eq!(read("`a\n b\nc`\n"), ["`a\n b\nc`"]);
        assert_eq!(read("5\" disk\n\"b\""), ["5\" disk", "\"b\""]);
    }

    #[test]
    fn blocks_in_one_line_are_statements() {
        let read = |text: &'static str| {
            let found = statements(Line { text, at: 0 }, &["namespace"]);
            found.into_iter().map(|line| (line.text, line.at)).collect::<Vec<_>>()
        };
        assert_eq!(
            read("namespace N{ class A {+x} }"),
            [("namespace N{", 0), ("class A {+x}", 13), ("}", 26)]
        );
        assert_eq!(read("namespace N {"), [("namespace N {", 0)]);
        assert_eq!(read("x } }"), [("x", 0), ("}", 2), ("}", 4)]);
        assert_eq!(read("}"), [("}", 0)]);
        let many = "}".repeat(9_000);
        assert_eq!(statements(Line { text: &many, at: 0 }, &[]).len(), 9_000);
        assert_eq!(read("\"}\" {}"), [("\"}\" {}", 0)]);
    }

    #[test]
    fn a_byte_order_mark_is_blank() {
        let masked = mask("\u{feff}---\ntitle: T\n---\npie\n");
        assert_eq!((masked.text.trim(), masked.title.as_deref()), ("pie", Some("T")));
    }

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
