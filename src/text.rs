//! Text in terminal cells: display width, wrapping, natural order, and making untrusted text safe to print.

mod bond;
mod count;
mod difference;
mod figure;
mod lines;
mod natural;
mod wrap;

pub use bond::bound;
pub use count::counted;
pub use difference::difference;
pub use figure::figure;
pub use lines::{joined_as, line_end};
pub use natural::natural;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;
pub use wrap::{is_gap, pieces, wrap};

/// Tabs stop at every so many cells.
const TAB: usize = 4;

/// Width of one grapheme cluster in cells: 0, 1 or 2. An emoji presentation selector makes it 2.
pub fn cluster_width(cluster: &str) -> usize {
    if cluster.contains('\u{fe0f}') {
        return 2;
    }
    cluster.width().min(2)
}

/// The grapheme clusters of a text with their widths in cells.
pub fn clusters(text: &str) -> impl Iterator<Item = (&str, usize)> {
    text.graphemes(true).map(|cluster| (cluster, cluster_width(cluster)))
}

/// Width of a text in cells.
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.bytes().filter(|byte| (0x20..0x7f).contains(byte)).count();
    }
    clusters(text).map(|(_, width)| width).sum()
}

/// The longest start of `text` that fits into `cells`, never cutting a cluster.
pub fn fit(text: &str, cells: usize) -> &str {
    let mut used = 0;
    for (at, cluster) in text.grapheme_indices(true) {
        used += cluster_width(cluster);
        if used > cells {
            return text.get(..at).unwrap_or_default();
        }
    }
    text
}

/// The text cut to `cells` with an ellipsis where something was left out.
pub fn ellipsis(text: &str, cells: usize) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    if cells == 0 {
        return String::new();
    }
    format!("{}…", fit(text, cells - 1))
}

/// The text followed by blanks up to `cells`; longer text is cut with an ellipsis.
pub fn pad(text: &str, cells: usize) -> String {
    let mut padded = ellipsis(text, cells);
    padded.extend(std::iter::repeat_n(' ', cells.saturating_sub(width(&padded))));
    padded
}

/// Whether a character may harm a terminal or hide what a line says: control characters, and the
/// bidirectional overrides that reorder a line.
pub fn is_harmful(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Makes untrusted text safe to print: control characters become `�`, tabs four blanks.
pub fn sanitize(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains(|c| is_harmful(c) || c == '\t') {
        return text.into();
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\t' => safe.push_str("    "),
            '\r' => {}
            c if is_harmful(c) => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
    }
    safe.into()
}

/// Makes untrusted text safe to print and keeps its tabs, as code is copied.
pub fn harmless(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains(is_harmful) {
        return text.into();
    }
    let safe = text.chars().filter(|c| *c != '\r');
    safe.map(|c| if is_harmful(c) { '\u{fffd}' } else { c }).collect::<String>().into()
}

/// A line with every tab as the blanks up to the next place where tabs stop: every 4 cells.
pub fn expand_tabs(line: &str) -> std::borrow::Cow<'_, str> {
    if !line.contains('\t') {
        return line.into();
    }
    let mut shown = String::with_capacity(line.len() + 16);
    let mut column = 0;
    for part in line.split_inclusive('\t') {
        let text = part.trim_end_matches('\t');
        shown.push_str(text);
        column += width(text);
        if part.ends_with('\t') {
            let gap = TAB - column % TAB;
            shown.extend(std::iter::repeat_n(' ', gap));
            column += gap;
        }
    }
    shown.into()
}

/// The same for text with styles: colours and weights (`ESC [ … m`) stay, nothing else does.
pub fn sanitize_styled(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let mut safe = sanitize(pieces.next().unwrap_or_default()).into_owned();
    for piece in pieces {
        let end = piece.find(|c: char| !c.is_ascii_digit() && c != ';').unwrap_or(piece.len());
        let style = piece.get(..=end).filter(|codes| codes.ends_with('m'));
        match style {
            Some(codes) => safe.extend(["\u{1b}[", codes]),
            None => safe.push_str("\u{fffd}["),
        }
        let rest = style.map_or(piece, |codes| piece.get(codes.len()..).unwrap_or_default());
        safe.push_str(&sanitize(rest));
    }
    safe
}

/// JSON in which a terminal finds nothing to obey: what JSON may hold as it is, and a terminal may
/// not see, is written as `\u….`. It says the same.
pub fn escape_json(json: &str) -> std::borrow::Cow<'_, str> {
    if !json.contains(is_harmful) {
        return json.into();
    }
    let mut safe = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if is_harmful(c) {
            // Every harmful character lies in the basic plane: one unit of UTF-16.
            safe.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            safe.push(c);
        }
    }
    safe.into()
}

/// The boundary of a character at a place or the last one before it.
pub fn floor_boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The candidate nearest to `word` that is not the word itself, if one is near enough to be a slip of the
/// fingers: within two edits, of a short word within one.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const EDITS: usize = 2;
    let length = word.chars().count();
    let limit = (length / 3).clamp(1, EDITS);
    candidates
        .into_iter()
        // Those whose lengths differ by more cannot be nearer; a long one would take long to compare.
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= limit)
        .filter(|candidate| *candidate != word)
        .map(|candidate| (strsim::osa_distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Names joined for a sentence: `a, b and c`.
pub fn listed<S: AsRef<str>>(names: &[S]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.as_slice() {
        [] => "nothing".to_owned(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// A sentence with names in quotation marks where it has them as code between backticks.
pub fn names_quoted(sentence: &str, ascii: bool) -> String {
    let marks = if ascii { ["\"", "\""] } else { ["\u{201c}", "\u{201d}"] };
    let last = sentence.matches('`').count();
    let parts = sentence.split('`').enumerate();
    parts.fold(String::new(), |said, (at, part)| match at {
        0 => part.to_owned(),
        // A mark that nothing closes is none.
        at if at == last && last % 2 == 1 => said + "`" + part,
        at => said + marks[(at + 1) % 2] + part,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_count_cells_and_not_characters() {
        assert_eq!(width("abc"), 3);
        assert_eq!(width("数据"), 4);
        assert_eq!(width("e\u{301}"), 1);
        assert_eq!(width("👨‍👩‍👧"), 2);
        assert_eq!(width("✔\u{fe0f}"), 2);
    }

    #[test]
    fn untrusted_text_cannot_carry_escapes() {
        assert_eq!(sanitize("a\u{1b}[31mb\tc\u{202e}"), "a\u{fffd}[31mb    c\u{fffd}");
        assert_eq!(sanitize("fine"), "fine");
    }

    #[test]
    fn styled_text_keeps_its_colours_only() {
        let evil = "\u{1b}[1;31mred\u{1b}[0m \u{1b}[2J\u{1b}]52;c;x\u{7}\u{9b}31m\u{1b}[";
        let safe =
            "\u{1b}[1;31mred\u{1b}[0m \u{fffd}[2J\u{fffd}]52;c;x\u{fffd}\u{fffd}31m\u{fffd}[";
        assert_eq!(sanitize_styled(evil), safe);
    }

    #[test]
    fn json_says_the_same_without_control_characters() {
        let json = serde_json::to_string("a\u{7f}\u{9b}\u{202e}\u{feff}я").unwrap();
        let safe = escape_json(&json);
        assert_eq!(safe, r#""a\u007f\u009b\u202e\ufeffя""#);
        assert_eq!(
            serde_json::from_str::<String>(&safe).unwrap(),
            serde_json::from_str::<String>(&json).unwrap()
        );
    }

    #[test]
    fn a_slip_of_the_fingers_is_recognised() {
        assert_eq!(nearest("tilte", ["title", "minutes"]), Some("title"));
        assert_eq!(nearest("colour", ["title", "minutes"]), None);
        assert_eq!(nearest("user-servcie", ["user-service", "users"]), Some("user-service"));
        // Two edits make another word of a short one, and the word itself was not meant.
        assert_eq!(nearest("note", ["code", "note"]), None);
    }
}
