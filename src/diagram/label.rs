//! The text of labels: entities, markup and breaks as Mermaid has them, and wrapping.

mod entities;

use crate::text;

/// Tags that style or break and say nothing.
const TAGS: [&str; 29] = [
    "b", "i", "em", "strong", "u", "small", "code", "sub", "sup", "span", "font", "div", "p", "a",
    "center", "s", "del", "big", "tt", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "ul", "ol", "li",
];

/// The readable text of a label as it stands in a source; lines are separated by `\n`.
pub(crate) fn clean(raw: &str) -> String {
    let text = raw.trim();
    let inner = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    plain(inner.unwrap_or(text))
}

/// The readable text of a label whose quotes are its own.
pub(crate) fn plain(raw: &str) -> String {
    let text = raw.trim();
    match text.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')) {
        Some(inner) => markdown(inner),
        None => readable(text, false),
    }
}

/// The readable text of a label that is Markdown.
pub(crate) fn markdown(raw: &str) -> String {
    readable(raw.trim(), true)
}

fn readable(text: &str, is_markdown: bool) -> String {
    let text = breaks_and_tags(&text.replace("\\n", "\n"));
    let text = entities::decoded(&text);
    let strong = unmarked(&text, "**");
    // Where one mark is Markdown, the others are too.
    let text = if is_markdown || strong != text { emphasis(&text) } else { text };
    let text = text::sanitize(&text);
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let lines: Vec<_> = lines.collect();
    let first = lines.iter().position(|line| !line.is_empty()).unwrap_or(lines.len());
    let last = lines.iter().rposition(|line| !line.is_empty()).map_or(first, |at| at + 1);
    lines[first..last].join("\n")
}

/// `<br>` becomes a line break, an image its text, tags of [`TAGS`] vanish, anything else stays.
fn breaks_and_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(close) = rest.find('>') else { break };
        let inner = rest[1..close].trim().trim_start_matches('/').trim_end_matches('/');
        let name = inner.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
        if name == "br" {
            out.push('\n');
        } else if name == "img" {
            out.push_str(attribute(inner, "alt"));
        } else if !TAGS.contains(&name.as_str()) {
            out.push('<');
            rest = &rest[1..];
            continue;
        }
        rest = &rest[close + 1..];
    }
    out.push_str(rest);
    out
}

/// The value of an attribute in a tag, or nothing.
fn attribute<'a>(tag: &'a str, name: &str) -> &'a str {
    let value = tag.split_once(&format!(" {name}=")).map_or("", |(_, value)| value);
    match value.chars().next() {
        Some(quote @ ('"' | '\'')) => value[1..].split(quote).next().unwrap_or_default(),
        _ => value.split_whitespace().next().unwrap_or_default(),
    }
}

/// Takes the stars and underscores of Markdown emphasis away.
fn emphasis(text: &str) -> String {
    let marks = ["***", "___", "**", "__", "*", "_"];
    marks.iter().fold(text.to_owned(), |text, mark| unmarked(&text, mark))
}

/// Takes a mark away on both sides of what it marks; inside a word it is none.
fn unmarked(text: &str, mark: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(mark) {
        let (before, after) = (&rest[..at], &rest[at + mark.len()..]);
        out.push_str(before);
        // Of a longer run of signs no two are a mark.
        let opens = !before.ends_with(char::is_alphanumeric)
            && !out.ends_with(&mark[..1].repeat(2))
            && !after.starts_with(' ')
            && !after.starts_with(&mark[..1]);
        let closes = |end: &usize| {
            let behind = &after[*end + mark.len()..];
            !after[..*end].ends_with(' ') && !behind.starts_with(char::is_alphanumeric)
        };
        match after.find(mark).filter(|end| opens && *end > 0 && closes(end)) {
            Some(end) => {
                out.push_str(&after[..end]);
                rest = &after[end + mark.len()..];
            }
            None => {
                out.push_str(mark);
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Width in cells of the widest line.
pub(crate) fn width(lines: &[String]) -> usize {
    lines.iter().map(|line| text::width(line)).max().unwrap_or(0)
}

/// Breaks a label into lines of at most `limit` cells, about equally long, at blanks. A word of
/// more than `word` cells is broken after `/ - _ . ,` or before a capital, else between clusters.
pub(crate) fn wrap(label: &str, limit: usize, word: usize) -> Vec<String> {
    wrap_with(label, limit, word.max(limit))
}

/// Breaks a label at blanks only, so that a word may be wider than `limit`.
pub(crate) fn wrap_words(label: &str, limit: usize) -> Vec<String> {
    wrap_with(label, limit, usize::MAX)
}

/// Breaks a label like [`wrap`], but where a word must be broken its pieces are as long as they can
/// be.
pub(crate) fn wrap_full(label: &str, limit: usize) -> Vec<String> {
    if label.split([' ', '\n']).all(|word| text::width(word) <= limit) {
        return wrap(label, limit, limit);
    }
    label.split('\n').flat_map(|paragraph| fill(paragraph, limit.max(2), limit)).collect()
}

fn wrap_with(label: &str, limit: usize, word_limit: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in label.split('\n') {
        let wrapped = fill(paragraph, limit.max(2), word_limit);
        if wrapped.len() < 2 {
            lines.extend(wrapped);
            continue;
        }
        // The narrowest width that needs no more lines makes them even.
        let (mut low, mut high) = (limit / 2, limit);
        while low + 1 < high {
            let middle = (low + high) / 2;
            if fill(paragraph, middle.max(2), word_limit).len() <= wrapped.len() {
                high = middle;
            } else {
                low = middle;
            }
        }
        lines.extend(fill(paragraph, high.max(2), word_limit));
    }
    lines
}

/// Greedy filling of one paragraph.
fn fill(paragraph: &str, limit: usize, word_limit: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for (_, word) in text::pieces(paragraph, limit) {
        let size = text::width(word);
        if used > 0 && used + 1 + size <= limit {
            line.push(' ');
            line.push_str(word);
            used += 1 + size;
            continue;
        }
        if used > 0 {
            lines.push(std::mem::take(&mut line));
        }
        let mut rest = word;
        while text::width(word) > word_limit && text::width(rest) > limit {
            // Wide clusters fill even numbers of cells only; of three cells one is needed for the hyphen.
            let even = limit - limit % 2;
            let (at, hyphen) = soft_break(rest, if even < 4 { limit } else { even });
            lines.push(format!("{}{hyphen}", &rest[..at]));
            rest = &rest[at..];
        }
        line.push_str(rest);
        used = text::width(rest);
    }
    lines.push(line);
    lines
}

/// The byte at which a word wider than `limit` breaks best, and the hyphen that is needed there.
fn soft_break(word: &str, limit: usize) -> (usize, &'static str) {
    let mut used = 0;
    let (mut hard, mut soft) = (0, 0);
    // Where letters part with room for a hyphen, two of them at least on each side.
    let mut hyphen = 0;
    let mut at = 0;
    let mut lower = false;
    let is_letter =
        |cluster: &str, size: usize| size == 1 && cluster.chars().all(char::is_alphabetic);
    for (cluster, size) in text::clusters(word) {
        let capital = cluster.chars().all(char::is_uppercase);
        if lower && capital && used * 2 >= limit {
            soft = at;
        }
        if used + size > limit {
            break;
        }
        used += size;
        at += cluster.len();
        hard = at;
        if matches!(cluster, "/" | "-" | "_" | "." | "," | ":" | "(") && used * 4 >= limit {
            soft = at;
        }
        let mut rest = text::clusters(&word[at..]);
        let next = |found: Option<(&str, usize)>| found.is_some_and(|(c, size)| is_letter(c, size));
        if used < limit
            && used > 1
            && is_letter(cluster, size)
            && next(rest.next())
            && next(rest.next())
        {
            hyphen = at;
        }
        lower = cluster.chars().all(char::is_alphabetic) && !capital;
    }
    let first = || text::clusters(word).next().map_or(word.len(), |(cluster, _)| cluster.len());
    match (soft, hyphen, hard) {
        (0, 0, 0) => (first(), ""),
        (0, 0, hard) => (hard, ""),
        (0, hyphen, _) => (hyphen, "-"),
        (soft, ..) => (soft, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_entities_and_breaks_become_text() {
        assert_eq!(clean("\"a #quot;b#quot; &amp; c\""), "a \"b\" & c");
        assert_eq!(clean("<b>one</b><br/>two <T>"), "one\ntwo <T>");
        assert_eq!(clean("\"`**bold** and *soft*`\""), "bold and soft");
        assert_eq!(clean("\"`_soft_ snake_case`\""), "soft snake_case");
        assert_eq!(clean("`***all*** *__of__* it, __init_ and a__b`"), "all of it, _init and a__b");
        assert_eq!(clean("C# and a & b"), "C# and a & b");
        assert_eq!(clean("#9829;#x41;"), "♥A");
        assert_eq!(clean("a&nbsp b &copy"), "a b &copy");
        assert_eq!(clean("a **bold** word"), "a bold word");
        assert_eq!(clean("2**3 and 4**5, ****"), "2**3 and 4**5, ****");
        assert_eq!(clean("X.******25****** of it"), "X.******25****** of it");
        assert_eq!(clean("<img src='x.png' alt='A logo' /> shop"), "A logo shop");
    }

    #[test]
    fn wrapping_is_even_and_breaks_long_words_where_they_have_joints() {
        assert_eq!(wrap("one two three four", 14, 14), ["one two", "three four"]);
        assert_eq!(wrap("OrderPlacedHandler", 12, 12), ["OrderPlaced", "Handler"]);
        assert_eq!(wrap("a/very/long/path", 8, 8), ["a/very/", "long/", "path"]);
        assert_eq!(wrap_words("unbreakable words", 4), ["unbreakable", "words"]);
        assert_eq!(wrap("observability", 8, 8), ["observa-", "bility"]);
        assert_eq!(wrap("Joost", 4, 4), ["Jo-", "ost"]);
        assert_eq!(wrap("数据数据数据", 8, 8), ["数据数", "据数据"]);
        assert_eq!(wrap_full("send(chain, amount)", 8), ["send(", "chain,", "amount)"]);
        assert_eq!(wrap_full("crosschainMint(to)", 10), ["crosschain", "Mint(to)"]);
    }
}
